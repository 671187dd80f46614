//! From a finding to what a person is told in the meeting: which findings interrupt, and with which words. Everything else is only listed
//! (`summary`). Not here: the words themselves (`extension/_locales`), the banner (`extension/ui`).

use serde_json::Value;

use crate::detector::link::{Found, harmless};
use crate::effect::{Effect, Held, Warning};
use crate::finding::{DetectorName, Evidence, Finding, Severity, State, Verdict};
use crate::policy::{Rule, Settings, blocks, interrupts};
use crate::session::Session;
use crate::text::host_matches;
use crate::words::{Args, Line, data_word};

/// Which messages a finding is told with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Told {
    /// Message name of what happened.
    pub title: &'static str,
    /// Message name of what the person can do.
    pub advice: &'static str,
    /// From which severity it is shown in the meeting, unless policy says otherwise; `None`: it is only listed.
    pub from: Option<Severity>,
    /// Interrupts a screen reader.
    pub urgent: bool,
}

/// What a new state of a finding shows or takes back in the meeting, if anything.
pub fn show(finding: &Finding, session: &Session, settings: &Settings) -> Option<Effect> {
    let told = tell(finding);
    let paused = settings.paused_hosts.iter().any(|h| host_matches(&session.page.host, h));
    if !warns(finding, settings) || paused {
        // One that interrupted while it lasted is taken back when it ends; to take back what never was shown does no harm.
        return (finding.state == State::Ended).then(|| Effect::Unwarn { uid: finding.uid.clone() });
    }
    let Told { title, advice, urgent, .. } = told;
    let warning = Warning {
        uid: finding.uid.clone(),
        severity: finding.severity,
        urgent,
        title: title.to_owned(),
        when: when(finding).to_owned(),
        advice: advice.to_owned(),
        rule: rule(finding).unwrap_or_default().to_owned(),
        args: args(finding, session),
    };
    Some(Effect::Warn { warning })
}

/// A dangerous link as the guard in the page needs it.
pub fn held(text: &str, href: Option<&str>, found: Found, settings: &Settings) -> Held {
    let (title, ..) = link(&found.class, !found.host.is_empty());
    let harmless = harmless(text, href, &found);
    let blocked = blocks(found.severity, settings);
    let hold = blocked.is_some() || (settings.link_guard && found.severity >= Severity::Medium);
    let proceed = blocked.is_none() && settings.link_proceed;
    let rule = blocked.map(broken_rule);
    let Found { class, host, severity, start, end, .. } = found;
    Held { class, host, severity, start, end, title: title.to_owned(), harmless, hold, proceed, rule }
}

/// With which messages a finding is told.
pub fn tell(finding: &Finding) -> Told {
    let ended = finding.state == State::Ended;
    let (title, advice, urgent) = match finding.detector {
        DetectorName::Recording => return recording(finding),
        DetectorName::Link => link(&finding.what, !host(finding).is_empty()),
        DetectorName::Attention => attention(finding),
        DetectorName::ThirdParty => third_party(finding),
        DetectorName::Notice => ("notice_incomplete", "advice_notice", false),
        DetectorName::Transfer => transfer(&finding.what),
        DetectorName::Coverage => coverage(&finding.what, &finding.evidence),
        DetectorName::Tamper => tamper(&finding.what),
    };
    let threshold = match finding.detector {
        // What is said beside the meeting, not in it, must be grave to interrupt it.
        DetectorName::Notice | DetectorName::Transfer => Severity::High,
        _ => Severity::Medium,
    };
    Told { title, advice, from: (!ended).then_some(threshold), urgent }
}

/// Whether a finding is shown in the meeting under these settings; otherwise it is only listed.
pub fn warns(finding: &Finding, settings: &Settings) -> bool {
    tell(finding).from.is_some_and(|from| interrupts(finding, from, settings))
}

/// Message name of which of the organisation's rules it breaks, if any.
pub fn rule(finding: &Finding) -> Option<&'static str> {
    finding.rule.as_ref().map(|_| if finding.evidence.contains_key("reference") { "rule_broken_reference" } else { "rule_broken" })
}

/// The same, of a link that may not be opened.
fn broken_rule(rule: &Rule) -> Line {
    let name = if rule.reference.is_empty() { "rule_broken" } else { "rule_broken_reference" };
    Line::new(name).with("rule", rule.id.as_str()).with("reference", rule.reference.as_str())
}

/// Message name of when it was: a moment, or how long.
pub fn when(finding: &Finding) -> &'static str {
    match (finding.state, finding.detector) {
        (State::Ended, _) => "when_between",
        (_, DetectorName::Link | DetectorName::Tamper) => "when_at",
        _ => "when_since",
    }
}

/// What goes into the messages.
pub fn args(finding: &Finding, session: &Session) -> Args {
    let mut args = Args::new();
    let client = session.client();
    // What the catalogue does not know is called by its host.
    let name = if client.is_generic() || client.name.is_empty() { &session.page.host } else { client.name };
    args.insert("client".to_owned(), name.into());
    args.insert("since".to_owned(), since(finding).into());
    if finding.state == State::Ended {
        args.insert("until".to_owned(), until(finding).into());
    }
    let who = tool(&finding.evidence).unwrap_or(&finding.who);
    if !who.is_empty() {
        args.insert("who".to_owned(), who.into());
    }
    let host = host(finding);
    if !host.is_empty() {
        args.insert("host".to_owned(), host.into());
    }
    if let Some(rule) = &finding.rule {
        args.insert("rule".to_owned(), rule.as_str().into());
        args.insert("reference".to_owned(), word(&finding.evidence, "reference").unwrap_or_default().into());
    }
    let data = data(&finding.evidence);
    if !data.is_empty() {
        args.insert("data".to_owned(), serde_json::json!({ "words": data }));
    }
    args
}

/// Since when: what the evidence says (an indicator can be older than our sight of it), else when the finding was raised.
pub fn since(finding: &Finding) -> u64 {
    finding.evidence.get("since").and_then(Value::as_u64).unwrap_or(finding.since)
}

/// Until when: as told, else when the finding ended.
pub fn until(finding: &Finding) -> u64 {
    finding.evidence.get("until").and_then(Value::as_u64).unwrap_or(finding.t)
}

/// The host that it leads to or tells.
pub fn host(finding: &Finding) -> &str {
    word(&finding.evidence, "host").unwrap_or_default()
}

/// A text of the evidence.
pub fn word<'a>(evidence: &'a Evidence, key: &str) -> Option<&'a str> {
    evidence.get(key).and_then(Value::as_str)
}

/// Message names of the kinds of data that were carried, each once.
fn data(evidence: &Evidence) -> Vec<&'static str> {
    let kinds = evidence.get("carries").and_then(Value::as_array).into_iter().flatten();
    let mut words: Vec<_> = kinds.filter_map(|k| k.as_str().or_else(|| k.get("kind")?.as_str())).map(data_word).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Messages by what is on: on, about to be, consent asked, over.
const RECORDING: [(&str, [&str; 4]); 6] = [
    ("recording", ["recording_on", "recording_starting", "recording_asked", "recording_was"]),
    ("local_recording", ["local_recording_on", "local_recording_starting", "local_recording_asked", "local_recording_was"]),
    ("transcription", ["transcription_on", "transcription_starting", "transcription_asked", "transcription_was"]),
    ("live_stream", ["live_stream_on", "live_stream_starting", "live_stream_asked", "live_stream_was"]),
    ("ai_notes", ["ai_notes_on", "ai_notes_starting", "ai_notes_asked", "ai_notes_was"]),
    ("archive", ["archive_on", "archive_starting", "archive_asked", "archive_was"]),
];
/// The same for what is not in the catalogue's words.
const CAPTURE: [&str; 4] = ["capture_on", "capture_starting", "capture_asked", "capture_was"];
/// A participant who looks like a note-taker; to have left takes nothing back.
const NOTE_TAKER: [&str; 4] = ["note_taker_on", "note_taker_on", "note_taker_on", "note_taker_was"];

/// What was taken stays taken, so an end is told too, calmly.
fn recording(finding: &Finding) -> Told {
    let other = if finding.what == "note_taker" { NOTE_TAKER } else { CAPTURE };
    let [on, starting, asked, was] = RECORDING.iter().find(|(what, _)| *what == finding.what).map_or(other, |(_, names)| *names);
    let live = finding.what == "live_stream";
    let advice_on = if live { "advice_live_stream" } else { "advice_recording" };
    let phase = match word(&finding.evidence, "phase") {
        _ if finding.state == State::Ended => "off",
        Some("on") if vanished(&finding.evidence) => "paused",
        phase => phase.unwrap_or("on"),
    };
    let (title, advice, urgent) = match phase {
        "offered" => return Told { title: "capture_offered", advice: "advice_offered", from: None, urgent: false },
        "starting" => (starting, advice_on, true),
        "consent" => (asked, "advice_asked", true),
        "off" | "paused" => (was, "advice_was", false),
        _ => (on, advice_on, true),
    };
    Told { title, advice, from: Some(Severity::Medium), urgent }
}

/// The client's sign for it was there and is not there now: stopped or paused, we cannot tell.
fn vanished(evidence: &Evidence) -> bool {
    word(evidence, "by") == Some("mark") && evidence.get("shown_now") == Some(&Value::Bool(false))
}

fn link(class: &str, named: bool) -> (&'static str, &'static str, bool) {
    let title = match class {
        "scheme-launch" | "scheme-mhtml" | "moniker" | "unc-exec" | "file-local-exec" | "command" => "link_program",
        "attachment" => "link_file",
        "lookalike-domain" => "link_imitation",
        "join-media-on" => "link_camera",
        "md-hidden" | "href-mismatch" | "shortener" => "link_disguised",
        "native-handoff" => "link_app",
        "attr" | "attachment-content" => "link_sign_in",
        c if ["unc-", "obf-", "scheme-", "file-"].iter().any(|family| c.starts_with(family)) => "link_sign_in",
        _ => "link_suspect",
    };
    (title, if named { "advice_link_host" } else { "advice_link" }, true)
}

fn attention(finding: &Finding) -> (&'static str, &'static str, bool) {
    let title = match (finding.what.as_str(), finding.verdict) {
        ("idle_detector", _) => "attention_idle",
        ("face_detector" | "face_model" | "face_expression", _) => "attention_face",
        ("session_replay", _) => "attention_replay",
        ("audio_while_muted", _) => "attention_muted",
        (_, Some(Verdict::Reports)) => "attention_reports",
        (_, Some(Verdict::May)) => "attention_may",
        (_, Some(Verdict::Functional)) => "attention_functional",
        _ => "attention_listed",
    };
    (title, "advice_attention", false)
}

fn third_party(finding: &Finding) -> (&'static str, &'static str, bool) {
    let carries = !data(&finding.evidence).is_empty();
    match (finding.what.as_str(), finding.who.is_empty()) {
        ("local_network", _) => ("third_party_local", "advice_local", false),
        ("native_handoff", _) => ("third_party_native", "blind_native", false),
        ("hooks_bypassed", _) => ("third_party_bypassed", "blind_page_world", false),
        (_, false) if carries => ("third_party_data", "advice_third_party", false),
        (_, true) if carries => ("third_party_data_unknown", "advice_third_party", false),
        _ if tool(&finding.evidence).is_some() => ("third_party_first", "advice_third_party", false),
        (_, true) => ("third_party_unknown", "advice_third_party", false),
        (_, false) => ("third_party_contact", "advice_third_party", false),
    }
}

/// A tracking tool that stands behind the meeting's own hosts: then it is the news, not the owner.
fn tool(evidence: &Evidence) -> Option<&str> {
    evidence.get("first_party")?.as_bool()?.then(|| evidence.get("sdk")?.as_array()?.first()?.as_str())?
}

fn transfer(what: &str) -> (&'static str, &'static str, bool) {
    match what {
        "client_not_allowed" => ("client_not_allowed", "advice_client", false),
        "encryption_not_shown" => ("encryption_not_shown", "advice_transfer", false),
        _ if what.contains("unencrypted") || what.contains("not_in_force") => ("transfer_not_encrypted", "advice_transfer", false),
        _ => ("transfer_listed", "advice_transfer", false),
    }
}

/// Why we are blind, in words.
fn coverage(what: &str, evidence: &Evidence) -> (&'static str, &'static str, bool) {
    let advice = match word(evidence, "why").unwrap_or(what) {
        "landmarks_gone" => "blind_gone",
        "unknown_client" => "blind_client",
        "landmarks_missing" => "blind_landmarks",
        "probe_silent" => "blind_silent",
        "late" => "blind_late",
        "no_page_world" => "blind_page_world",
        _ => "blind_unknown",
    };
    (if what == "partial" { "coverage_partial" } else { "coverage_blind" }, advice, false)
}

fn tamper(what: &str) -> (&'static str, &'static str, bool) {
    (if what.contains("banner") { "tamper_banner" } else { "tamper_other" }, "advice_tamper", false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Judgement;

    fn settle(judgement: Judgement, detector: DetectorName) -> (Session, Finding) {
        let mut session = Session::open("https://app.zoom.us/wc/1", None, 1_000);
        let finding = session.settle(detector, judgement).unwrap();
        (session, finding)
    }

    #[test]
    fn a_recording_interrupts_and_names_the_client() {
        let (session, finding) = settle(Judgement::raise("k", Severity::High, "recording", ""), DetectorName::Recording);
        let Some(Effect::Warn { warning }) = show(&finding, &session, &Settings::default()) else { panic!("not shown") };
        assert_eq!((warning.title.as_str(), warning.urgent), ("recording_on", true));
        assert_eq!(warning.args.get("client"), Some(&"Zoom".into()));
        assert_eq!(warning.args.get("since"), Some(&1_000.into()));
    }

    #[test]
    fn an_ended_recording_is_told_calmly_and_not_taken_back() {
        let raise = || Judgement::raise("k", Severity::High, "recording", "");
        let (mut session, _) = settle(raise(), DetectorName::Recording);
        session.t = 9_000;
        let ended = session.settle(DetectorName::Recording, raise().end()).unwrap();
        let Some(Effect::Warn { warning }) = show(&ended, &session, &Settings::default()) else { panic!("not shown") };
        assert_eq!((warning.title.as_str(), warning.urgent), ("recording_was", false));
        assert_eq!(warning.args.get("since"), Some(&1_000.into()));
        assert_eq!(warning.args.get("until"), Some(&9_000.into()));
    }

    #[test]
    fn what_is_merely_worth_knowing_is_listed() {
        let (session, finding) = settle(Judgement::raise("k", Severity::Low, "contact", "Example"), DetectorName::ThirdParty);
        assert_eq!(show(&finding, &session, &Settings::default()), None);
        let offered = Judgement::raise("k", Severity::High, "recording", "").with("phase", "offered");
        let (session, finding) = settle(offered, DetectorName::Recording);
        assert_eq!(show(&finding, &session, &Settings::default()), None);
    }

    #[test]
    fn paused_hosts_are_left_alone() {
        let (session, finding) = settle(Judgement::raise("k", Severity::Critical, "unc-exec", ""), DetectorName::Link);
        let settings = Settings { paused_hosts: vec!["zoom.us".to_owned()], ..Settings::default() };
        assert_eq!(show(&finding, &session, &settings), None);
    }

    #[test]
    fn data_is_named_once_whichever_way_it_is_listed() {
        let carries = serde_json::json!([{"kind": "city", "form": "plain"}, "city", {"kind": "shoe_size"}]);
        let judgement = Judgement::raise("k", Severity::High, "data", "Example").with("carries", carries);
        let (session, finding) = settle(judgement, DetectorName::ThirdParty);
        assert_eq!(tell(&finding).title, "third_party_data");
        let words = serde_json::json!({"words": ["data_city", "data_other"]});
        assert_eq!(args(&finding, &session).get("data"), Some(&words));
    }
}
