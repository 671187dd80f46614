//! What the popup and the toolbar button say of a meeting: one sentence of verdict, then what, when, why, who and what one can do, then what
//! we cannot see. No page can touch either, so they are the authority. Not here: what interrupts in the meeting (`warning`), the pages that
//! show this (`crate/ui`).
//!
//! Never a false calm: "nothing seen" is said only while the landmarks of the meeting are in sight, and calm is shown only where the client
//! itself shows that nothing is recorded. An indicator that we do not find may have been renamed yesterday.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::client::What;
use crate::detector::States;
use crate::detector::coverage::Sees;
use crate::detector::recording::{Reading, reading};
use crate::effect::Badge;
use crate::finding::{DetectorName, Finding, Severity, State};
use crate::intervene::{self, Blocking};
use crate::policy::{Settings, is_off};
use crate::session::Session;
use crate::text::{host_matches, host_of};
use crate::warning::{self, args, since, tell, until, warns, word};
use crate::words::Line;

/// All that is known of a meeting, ready to be shown from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// The one sentence.
    pub verdict: Line,
    /// How it looks.
    pub tone: Tone,
    /// What stands under the verdict: one thing that follows from it or is to be known with it.
    pub beside: Option<Line>,
    /// The client's name, or the page's host where we do not know the client.
    pub client: String,
    /// The page's host: what "pause on this site" is about.
    pub host: String,
    /// Whether the person or the organisation paused us here.
    pub paused: bool,
    /// Whether the person's own sound and picture are held back until they agree.
    pub gated: bool,
    /// Whether the meeting's page is made to see itself looked at.
    pub shielded: bool,
    /// What is kept from third parties here.
    pub blocking: Blocked,
    /// The findings, gravest first.
    pub items: Vec<Item>,
    /// What we cannot see here, and what nobody can.
    pub limits: Vec<Line>,
    /// The same, of this client alone, in the catalogue's own words (English).
    pub notes: Vec<String>,
    /// What was too much to look at.
    pub dropped: Vec<Line>,
    /// What the organisation lets people know.
    pub organisation: Organisation,
}

/// Who is kept from being asked anything, as told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Blocked {
    /// Something should be, and the browser has not let us yet.
    pub waits: bool,
    /// What is, and what cannot be.
    pub lines: Vec<Line>,
}

impl Blocked {
    fn of(session: &Session) -> Self {
        let Blocking { names, refused, on, .. } = &session.blocking;
        let waits = !on && !names.is_empty();
        let blocked = names.iter().map(|(name, count)| match (waits, count) {
            (true, _) => Line::new("blocking_waits").with("who", name.as_str()),
            (false, 0) => Line::new("blocking_ready").with("who", name.as_str()),
            (false, n) => Line::new("blocking_stopped").with("who", name.as_str()).with("count", *n),
        });
        let refused = refused.iter().map(|name| Line::new("blocking_refused").with("who", name.as_str()));
        Self { waits, lines: blocked.chain(refused).collect() }
    }
}

/// One finding, as listed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// The finding's uid.
    pub uid: String,
    /// Who judged.
    pub detector: DetectorName,
    /// How much it matters.
    pub severity: Severity,
    /// Still so.
    pub open: bool,
    /// What happened.
    pub what: Line,
    /// When.
    pub when: Line,
    /// Who does it or learns it, where anybody can be named.
    pub who: Option<Line>,
    /// What we base it on.
    pub why: Vec<Line>,
    /// What the person can do.
    pub advice: Line,
    /// The names by which this third party can be blocked, from narrow to wide; none where it cannot or is.
    pub blockable: Vec<String>,
}

/// How a verdict looks. The words say the same: never colour alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// Not a meeting, or nothing known of it yet.
    #[default]
    Idle,
    /// In sight, nothing seen, and the client shows that nothing is recorded.
    Calm,
    /// Something is worth knowing; or nothing was seen, which proves nothing.
    Info,
    /// Something is worth a look.
    Warn,
    /// Something is worth an interruption.
    Alarm,
    /// We cannot see.
    Blind,
    /// Paused here.
    Paused,
}

/// What the organisation lets people know. Empty without a policy.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Organisation {
    /// Its notice.
    pub notice: String,
    /// Whom people can ask.
    pub contact: String,
    /// Whether people may not pause us.
    pub no_pause: bool,
    /// The host that findings are reported to; empty: none.
    pub reports_to: String,
}

impl Organisation {
    fn of(settings: &Settings) -> Self {
        Self {
            notice: settings.notice_text.clone(),
            contact: settings.contact.clone(),
            no_pause: !settings.pause_allowed,
            reports_to: host_of(&settings.report_to),
        }
    }
}

/// Detectors that can be switched off, and the message that names each to people.
const DETECTORS: [(DetectorName, &str); 4] = [
    (DetectorName::Recording, "detector_recording"),
    (DetectorName::Link, "detector_link"),
    (DetectorName::Attention, "detector_attention"),
    (DetectorName::ThirdParty, "detector_third_party"),
];

/// Whether the meeting is in sight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// Its landmarks are there.
    Clear,
    /// There, but something of it is closed to us.
    Partial,
    /// Nothing to go by yet, or no longer.
    Waiting,
    /// Known to be impaired.
    Blind,
}

/// What is to be said of a meeting.
pub fn summary(session: &Session, settings: &Settings) -> Summary {
    let paused = settings.paused_hosts.iter().any(|h| host_matches(&session.page.host, h));
    let ranked = ranked(session);
    let (verdict, tone, beside) = verdict(session, settings, paused, &ranked);
    let client = session.client();
    Summary {
        verdict,
        tone,
        beside,
        client: if client.name.is_empty() { session.page.host.clone() } else { client.name.to_owned() },
        host: session.page.host.clone(),
        paused,
        gated: session.gated,
        shielded: session.shielded,
        blocking: Blocked::of(session),
        items: ranked.iter().map(|f| item(f, session)).collect(),
        limits: limits(session, settings),
        organisation: Organisation::of(settings),
        notes: [client.never_shows].iter().filter(|n| !n.is_empty()).map(|n| (*n).to_owned()).collect(),
        dropped: session.dropped.iter().map(|(why, n)| Line::new(dropped_word(why)).with("count", *n)).collect(),
    }
}

/// What the toolbar button says: a word or a count, and the verdict as its tooltip.
pub fn badge(session: &Session, settings: &Settings) -> Badge {
    let paused = settings.paused_hosts.iter().any(|h| host_matches(&session.page.host, h));
    let ranked = ranked(session);
    let (verdict, tone, _) = verdict(session, settings, paused, &ranked);
    let text = match tone {
        Tone::Idle => "…".to_owned(),
        Tone::Paused => "off".to_owned(),
        Tone::Blind => "?".to_owned(),
        Tone::Alarm => ranked.first().map_or("!", |f| sign(f)).to_owned(),
        // "0" is not "all is well": it says that nothing was noticed so far.
        Tone::Calm | Tone::Info | Tone::Warn => ranked.len().min(999).to_string(),
    };
    let Line { name: title, args } = verdict;
    Badge { text, tone: tone.name().to_owned(), title, args }
}

impl Tone {
    /// Its name in [`Badge::tone`] and in style sheets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Calm => "calm",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Alarm => "alarm",
            Self::Blind => "blind",
            Self::Paused => "paused",
        }
    }
}

/// Findings about the meeting, gravest first: what is still so before what is over, then by weight, then the latest. Whether we can see is
/// told by `limits`, not among them; that somebody is contacted who is also told about you goes without saying.
fn ranked(session: &Session) -> Vec<&Finding> {
    let told = |f: &Finding| f.detector == DetectorName::ThirdParty && f.evidence.contains_key("carries");
    let learns: BTreeSet<_> = session.findings.values().filter(|f| told(f)).map(|f| f.who.as_str()).collect();
    let contact = |f: &Finding| f.detector == DetectorName::ThirdParty && !told(f) && f.severity <= Severity::Low;
    let mut all: Vec<_> = session
        .findings
        .values()
        .filter(|f| f.detector != DetectorName::Coverage && !(contact(f) && learns.contains(f.who.as_str())))
        .collect();
    all.sort_by_key(|f| {
        let recording = f.detector == DetectorName::Recording;
        (f.state == State::Ended, std::cmp::Reverse((f.severity, recording, f.t)), &f.uid)
    });
    all
}

/// What keeps us from seeing.
fn gaps(session: &Session) -> impl Iterator<Item = &Finding> {
    session.findings.values().filter(|f| f.detector == DetectorName::Coverage && f.state != State::Ended)
}

fn sight(session: &Session) -> Sight {
    let worst = gaps(session).map(|f| f.severity).max();
    match session.states.coverage.sees() {
        _ if worst >= Some(Severity::Medium) => Sight::Blind,
        Sees::Sighted if worst.is_some() => Sight::Partial,
        Sees::Sighted => Sight::Clear,
        Sees::Waiting | Sees::Blind => Sight::Waiting,
    }
}

fn verdict(session: &Session, settings: &Settings, paused: bool, ranked: &[&Finding]) -> (Line, Tone, Option<Line>) {
    if session.page.host.is_empty() {
        return (Line::new("verdict_none"), Tone::Idle, None);
    }
    let told = |f: &Finding, tone| (Line::new(tell(f).title).with_all(&args(f, session)), tone, Some(when(f)));
    let grave = ranked.iter().find(|f| f.state != State::Ended && f.severity >= Severity::High && warns(f, settings));
    if paused {
        return (Line::new("verdict_paused"), Tone::Paused, None);
    }
    if let Some(f) = grave {
        return told(f, Tone::Alarm);
    }
    let sight = sight(session);
    if sight == Sight::Blind {
        let why = gaps(session).max_by_key(|f| f.severity).map(|f| Line::new(tell(f).advice));
        return (Line::new("verdict_blind"), Tone::Blind, why);
    }
    // What was recorded stays said, although its sign is gone.
    if let Some(f) = ranked.iter().find(|f| warns(f, settings)) {
        return told(f, Tone::Warn);
    }
    match (sight, ranked.is_empty()) {
        (Sight::Clear, _) if is_off(DetectorName::Recording, settings) => {
            (Line::new("verdict_unwatched"), Tone::Info, Some(Line::new("limit_outside")))
        }
        (Sight::Clear, true) if shown_not_to_record(session) => {
            (Line::new("verdict_calm"), Tone::Calm, Some(Line::new("limit_participants")))
        }
        (Sight::Clear, true) => (Line::new("verdict_no_sign"), Tone::Info, Some(Line::new("verdict_no_sign_why"))),
        (Sight::Partial, _) => (Line::new("verdict_partial"), Tone::Blind, gaps(session).next().map(|f| Line::new(tell(f).advice))),
        (Sight::Clear, false) => (Line::new("verdict_minor"), Tone::Info, Some(Line::new("limit_participants"))),
        _ => (Line::new("verdict_waiting"), Tone::Idle, Some(Line::new("verdict_waiting_why"))),
    }
}

/// Whether the client itself shows that nothing is recorded.
fn shown_not_to_record(session: &Session) -> bool {
    let States { recording, coverage, .. } = &session.states;
    reading(recording, coverage, session.client(), What::Recording) == Reading::Absent
}

/// One finding, as listed.
pub(crate) fn item(finding: &Finding, session: &Session) -> Item {
    let told = tell(finding);
    let args = args(finding, session);
    Item {
        uid: finding.uid.clone(),
        detector: finding.detector,
        severity: finding.severity,
        open: finding.state != State::Ended,
        what: Line::new(told.title).with_all(&args),
        when: when(finding),
        who: who(finding).map(|l| l.with_all(&args)),
        why: why(finding).into_iter().map(|l| l.with_all(&args)).collect(),
        advice: Line::new(told.advice).with_all(&args),
        blockable: if finding.state == State::Ended { Vec::new() } else { intervene::blockable(finding, session) },
    }
}

fn when(finding: &Finding) -> Line {
    let line = Line::new(warning::when(finding)).with("since", since(finding));
    if finding.state == State::Ended { line.with("until", until(finding)) } else { line }
}

fn who(finding: &Finding) -> Option<Line> {
    let name = match (finding.detector, finding.who.as_str()) {
        (DetectorName::Attention, "participants") => "who_participants",
        (DetectorName::Attention, "vendor") => "who_vendor",
        (DetectorName::Attention, "third party") => "who_third_party",
        (DetectorName::Attention, "" | "unknown") => "who_unknown",
        (DetectorName::Attention | DetectorName::ThirdParty | DetectorName::Transfer, w) if !w.is_empty() => "who_learns",
        (DetectorName::Recording, w) if !w.is_empty() => "who_does",
        _ => return None,
    };
    Some(Line::new(name))
}

/// What we base it on, and what it is worth.
fn why(finding: &Finding) -> Vec<Line> {
    let evidence = &finding.evidence;
    let yes = |key: &str| evidence.get(key) == Some(&Value::Bool(true));
    let mut names = Vec::new();
    match (finding.detector, word(evidence, "by")) {
        (DetectorName::Recording, Some("mark")) => names.push("why_sign"),
        (DetectorName::Recording, Some("words")) => names.push("why_words"),
        (DetectorName::Recording, Some("bot")) => names.push("why_bot"),
        (DetectorName::Recording, Some("page")) => names.push("why_page"),
        _ => {}
    }
    if yes("on_when_joined") {
        names.push("why_on_join");
    }
    names.extend(match (word(evidence, "consent"), word(evidence, "answer")) {
        (_, Some("given")) => Some("consent_given"),
        (_, Some("refused")) => Some("consent_refused"),
        (Some("asked"), _) => Some("consent_asked"),
        (Some("not_asked"), _) => Some("consent_not_asked"),
        _ => None,
    });
    names.extend(warning::rule(finding));
    names.into_iter().map(Line::new).collect()
}

fn limits(session: &Session, settings: &Settings) -> Vec<Line> {
    let mut lines: Vec<_> = gaps(session).map(|f| Line::new(tell(f).advice)).collect();
    let off: Vec<_> = DETECTORS.iter().filter(|(name, _)| is_off(*name, settings)).map(|(_, word)| *word).collect();
    if !off.is_empty() {
        lines.push(Line::new("limit_off").with("data", serde_json::json!({ "words": off })));
    }
    lines.push(Line::new("limit_participants"));
    lines.push(Line::new("limit_outside"));
    lines
}

fn dropped_word(why: &str) -> &'static str {
    match why {
        "observation" => "dropped_observation",
        "text" => "dropped_text",
        "finding" => "dropped_finding",
        "frame" => "dropped_frame",
        _ => "dropped_other",
    }
}

/// The badge's word for a grave finding. Not translated: at most four characters that meeting clients use the world over.
fn sign(finding: &Finding) -> &'static str {
    match (finding.detector, finding.what.as_str()) {
        (DetectorName::Recording, "live_stream") => "LIVE",
        (DetectorName::Recording, "ai_notes") => "AI",
        (DetectorName::Recording, _) => "REC",
        _ => "!",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Judgement;
    use crate::step;
    use serde_json::json;

    fn zoom() -> Session {
        Session::open("https://app.zoom.us/wc/1/join", None, 1_000)
    }

    fn in_meeting(mut session: Session) -> Session {
        let events = [
            json!({"t": 1_000, "event": "page", "url": session.page.url}),
            json!({"t": 1_000, "event": "seen", "world": "isolated", "observations": [{"see": "mark", "mark": "landmark:meeting", "present": true}]}),
        ];
        for event in events {
            session = step(Some(session), &Settings::default(), &serde_json::from_value(event).unwrap()).0;
        }
        session
    }

    fn raise(session: &mut Session, detector: DetectorName, severity: Severity, what: &str) {
        session.settle(detector, Judgement::raise(what, severity, what, ""));
    }

    fn both(session: &Session) -> (String, String) {
        let settings = Settings::default();
        (summary(session, &settings).verdict.name, badge(session, &settings).text)
    }

    #[test]
    fn calm_is_said_only_in_sight() {
        let mut session = zoom();
        assert_eq!(both(&session), ("verdict_waiting".into(), "…".into()));
        session = in_meeting(session);
        assert_eq!(both(&session), ("verdict_no_sign".into(), "0".into()), "silence proves nothing: Zoom may only have paused");
        raise(&mut session, DetectorName::Coverage, Severity::Info, "partial");
        assert_eq!(both(&session), ("verdict_partial".into(), "?".into()));
        raise(&mut session, DetectorName::Coverage, Severity::Medium, "blind");
        assert_eq!(both(&session), ("verdict_blind".into(), "?".into()));
    }

    #[test]
    fn calm_is_shown_where_the_client_shows_it() {
        let seen = |mark: &str| json!({"see": "mark", "mark": mark, "present": true});
        let events = [
            json!({"t": 1_000, "event": "page", "url": "https://meet.livekit.io/rooms/a"}),
            json!({"t": 1_000, "event": "seen", "world": "isolated", "observations": [seen("landmark:room"), seen("quiet:recording-frame-empty")]}),
        ];
        let mut session = None;
        for event in events {
            session = Some(step(session, &Settings::default(), &serde_json::from_value(event).unwrap()).0);
        }
        assert_eq!(summary(&session.unwrap(), &Settings::default()).tone, Tone::Calm);
    }

    #[test]
    fn a_recording_is_said_even_when_blind() {
        let mut session = zoom();
        raise(&mut session, DetectorName::Coverage, Severity::Medium, "blind");
        raise(&mut session, DetectorName::Recording, Severity::High, "recording");
        assert_eq!(both(&session), ("recording_on".into(), "REC".into()));
        let limits: Vec<_> = summary(&session, &Settings::default()).limits.into_iter().map(|l| l.name).collect();
        assert_eq!(limits, ["blind_unknown", "limit_participants", "limit_outside"]);
    }

    #[test]
    fn what_was_recorded_stays_said() {
        let mut session = in_meeting(zoom());
        raise(&mut session, DetectorName::Recording, Severity::High, "recording");
        session.t = 5_000;
        session.settle(DetectorName::Recording, Judgement::raise("recording", Severity::High, "recording", "").end());
        assert_eq!(both(&session), ("recording_was".into(), "1".into()));
        let when = summary(&session, &Settings::default()).beside.unwrap();
        assert_eq!(when, Line::new("when_between").with("since", 1_000).with("until", 5_000));
    }

    #[test]
    fn the_gravest_comes_first() {
        let mut session = zoom();
        raise(&mut session, DetectorName::ThirdParty, Severity::Low, "contact");
        raise(&mut session, DetectorName::Link, Severity::Critical, "unc-exec");
        raise(&mut session, DetectorName::Recording, Severity::High, "recording");
        let what: Vec<_> = summary(&session, &Settings::default()).items.into_iter().map(|i| i.what.name).collect();
        assert_eq!(what, ["link_program", "recording_on", "third_party_unknown"]);
    }

    #[test]
    fn who_is_told_about_you_is_not_listed_as_contacted_too() {
        let mut session = zoom();
        let contact = |key: &str, who: &str| Judgement::raise(key, Severity::Low, "third_party", who);
        session.settle(DetectorName::ThirdParty, contact("a", "Example"));
        session.settle(DetectorName::ThirdParty, contact("b", "Other"));
        session.settle(
            DetectorName::ThirdParty,
            Judgement { severity: Severity::High, ..contact("c", "Example").with("carries", json!(["email"])) },
        );
        let what: Vec<_> = summary(&session, &Settings::default()).items.into_iter().map(|i| i.what.name).collect();
        assert_eq!(what, ["third_party_data", "third_party_contact"]);
    }

    #[test]
    fn paused_is_said_and_not_calm() {
        let settings = Settings { paused_hosts: vec!["zoom.us".into()], ..Settings::default() };
        let summary = summary(&zoom(), &settings);
        assert_eq!((summary.verdict.name.as_str(), summary.paused), ("verdict_paused", true));
        assert_eq!(badge(&zoom(), &settings).text, "off");
    }

    #[test]
    fn drops_are_counted() {
        let mut session = zoom();
        session.drop_count("observation", 12);
        let dropped = summary(&session, &Settings::default()).dropped;
        assert_eq!(dropped, [Line::new("dropped_observation").with("count", 12)]);
    }
}
