//! Coverage: how much of the meeting we can see. Being blind is a warning of its own, because silence would pass for "all is well".
//!
//! Findings: `blind` (what we came for cannot be seen) and `partial` (something of it). Evidence: `why` (see [`Why`]), `missing` (names of
//! landmarks), `view` (`hooks` or `full`), `times` (how often sight was lost so far).
//!
//! Not here: which elements are landmarks (`client`), what the toolbar button makes of it (`session`).

mod sight;

use serde::{Deserialize, Serialize};

use super::{Context, Detector};
use crate::client::{Phase, Place, View};
use crate::finding::{DetectorName, Judgement, Severity};
use crate::observation::{Channel, Observation, ProbeState, Role, World};

pub use sight::Sight;

/// How long landmarks that were there may be gone: clients rebuild their page, and whoever leaves takes a moment to.
const LOST_GRACE: u64 = 5_000;
/// How long a page that shows signs of a meeting, or whose address is a meeting's, may take to show its landmarks.
const FIRST_GRACE: u64 = 20_000;
/// The same where nothing but the address or an open connection speaks for a meeting: a waiting room looks just like it.
const WAITING_GRACE: u64 = 60_000;
/// How long a probe may leave a question open: while a page is loaded anew nobody is there to answer.
const SILENT_GRACE: u64 = 2_000;
/// A sign of the meeting this soon after the landmarks went is an echo of leaving it.
const ECHO: u64 = 2_000;
/// Sight that is lost more often than this is not trusted again in this meeting.
const MAX_TIMES: u32 = 20;
/// The most frames, and the most indicators, remembered at once.
const MAX_KEPT: usize = 64;

/// What cannot be told from requests alone, by detector.
pub const NOT_IN_REQUESTS: [&str; 5] = ["recording", "link", "attention", "notice", "tamper"];

/// What is said of a record that holds requests alone, such as a HAR file: its silence is none of ours.
pub fn requests_only() -> Judgement {
    let judgement = Judgement::raise("requests_only", Severity::Low, "partial", "");
    judgement.with("why", "requests_only").with("could_not_run", NOT_IN_REQUESTS.as_slice())
}

/// The detector.
#[derive(Debug)]
pub struct Coverage;

/// What it remembers of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// The latest time seen: observations may arrive out of order, time does not go back.
    now: u64,
    /// When this document was opened, if later than the page.
    reopened: u64,
    sight: Sight,
    /// The first and the latest sign of a meeting since its landmarks were last complete.
    sign: Option<(u64, u64)>,
    /// The first peer connection since then: a meeting, or a test before it.
    connected: Option<u64>,
    /// Frame and name of the indicators that are there now.
    shown: Vec<(u64, String)>,
    /// Frames whose probe's connection broke, and when.
    silent: Vec<(u64, u64)>,
    /// Frames whose page-world probe did not announce itself.
    hookless: Vec<u64>,
    /// A probe came after the page's own code had run.
    late: bool,
    /// The browser's own view of requests is granted.
    full_view: bool,
    /// How often we went blind.
    times: u32,
    blind: Option<Gap>,
    partial: Option<Gap>,
}

/// What keeps us from seeing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// A meeting is under way and its landmarks are not where the catalogue says.
    LandmarksMissing,
    /// They were there and are gone: either the meeting was left, or the client changed under us.
    LandmarksGone,
    /// A probe does not answer while its page lives on.
    ProbeSilent,
    /// The probe in the page's own world did not announce itself: requests and page APIs are unseen.
    NoPageWorld,
    /// Probes came after the page's own code: it may hold what they wrap.
    Late,
    /// No client of the catalogue: only what web standards say is seen.
    UnknownClient,
}

/// A gap in our sight, as told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// See [`Why`].
    pub why: Why,
    /// How much it matters.
    pub severity: Severity,
    /// Landmarks that are missing.
    pub missing: Vec<String>,
}

/// How things stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sees {
    /// The page is open, no meeting yet.
    #[default]
    Waiting,
    /// The meeting's landmarks are there.
    Sighted,
    /// We cannot see what we came for.
    Blind,
}

impl State {
    /// How things stand, as last told.
    pub fn sees(&self) -> Sees {
        match (&self.blind, self.sight.full_since) {
            (Some(_), _) => Sees::Blind,
            (None, Some(_)) => Sees::Sighted,
            (None, None) => Sees::Waiting,
        }
    }

    /// Why we are blind.
    pub fn blind(&self) -> Option<&Gap> {
        self.blind.as_ref()
    }

    /// What we see only in part.
    pub fn partial(&self) -> Option<&Gap> {
        self.partial.as_ref()
    }

    /// Whether the browser's own view of requests backs the page hooks.
    pub fn full_view(&self) -> bool {
        self.full_view
    }

    fn sign(&mut self) {
        if self.sight.full_since.is_none() {
            self.sign = Some((self.sign.map_or(self.now, |(first, _)| first), self.now));
        }
    }

    fn mark(&mut self, cx: &Context<'_>, name: &str, present: bool) {
        let Some(mark) = cx.client.mark(name) else { return };
        if !matches!(mark.phase, Phase::On | Phase::Paused) || mark.needs_words {
            return;
        }
        if present {
            self.sign();
            if self.shown.len() < MAX_KEPT && !self.shown.iter().any(|(f, n)| *f == cx.frame && n == name) {
                self.shown.push((cx.frame, name.to_owned()));
            }
        } else if cx.world != World::Page {
            self.shown.retain(|(f, n)| !(*f == cx.frame && n == name));
        }
    }

    fn probe(&mut self, cx: &Context<'_>, state: ProbeState) {
        match state {
            ProbeState::Silent if self.silent.len() < MAX_KEPT && !self.silent.iter().any(|(f, _)| *f == cx.frame) => {
                self.silent.push((cx.frame, self.now));
            }
            ProbeState::NoPageWorld if self.hookless.len() < MAX_KEPT && !self.hookless.contains(&cx.frame) => self.hookless.push(cx.frame),
            ProbeState::Late => self.late = true,
            ProbeState::Ready if cx.world != World::Page => self.hookless.retain(|f| *f != cx.frame),
            _ => {}
        }
    }

    fn gap(&self, cx: &Context<'_>) -> Option<Gap> {
        let gap = |why, severity| Some(Gap { why, severity, missing: Vec::new() });
        if self.silent.iter().any(|(_, since)| self.past(*since, SILENT_GRACE)) {
            return gap(Why::ProbeSilent, Severity::Medium);
        }
        if let Some((why, severity)) = self.landmarks(cx) {
            let missing = self.sight.missing(cx.client).into_iter().map(str::to_owned).collect();
            return Some(Gap { why, severity, missing });
        }
        // A frame without scripts of its own has no page world to look from, and needs none.
        let meant = self.hookless.iter().any(|frame| *frame == 0 || self.sight.stands_in(*frame));
        if meant { gap(Why::NoPageWorld, Severity::Medium) } else { None }
    }

    /// Whether the meeting's landmarks are missing where they must not be. Leaving a meeting takes them away too, and is no alarm: they
    /// are missed only while something else says that the meeting goes on; else their loss is merely noted.
    fn landmarks(&self, cx: &Context<'_>) -> Option<(Why, Severity)> {
        let sight = &self.sight;
        if sight.missing(cx.client).is_empty() || sight.before(cx.client) {
            return None;
        }
        let Some(lost) = sight.lost.filter(|_| sight.joined.is_some()) else { return self.never_seen(cx) };
        if sight.any(cx.client) {
            // Some are there: so is the meeting. At first the rest may still be on its way.
            let grace = if sight.joined == sight.lost { FIRST_GRACE } else { LOST_GRACE };
            return self.past(lost, grace).then_some((Why::LandmarksMissing, Severity::Medium));
        }
        let goes_on = !self.shown.is_empty() || self.sign.is_some_and(|(_, latest)| latest.saturating_sub(lost) > ECHO);
        match (self.past(lost, LOST_GRACE), goes_on) {
            (false, _) => None,
            (true, true) => Some((Why::LandmarksMissing, Severity::Medium)),
            (true, false) => Some((Why::LandmarksGone, Severity::Low)),
        }
    }

    fn never_seen(&self, cx: &Context<'_>) -> Option<(Why, Severity)> {
        let place = cx.client.place(&cx.page.url);
        let opened = cx.page.opened.max(self.reopened);
        let signs = self.sign.is_some_and(|(first, _)| self.past(first, FIRST_GRACE));
        let connected = self.connected.is_some_and(|since| self.past(since, WAITING_GRACE));
        if signs || connected {
            return Some((Why::LandmarksMissing, Severity::Medium));
        }
        if place != Place::Meeting || !self.past(opened, FIRST_GRACE) {
            return None;
        }
        // Without landmarks of the page before the meeting, standing before it cannot be told from standing blind in it.
        let tells = cx.client.landmarks.iter().any(|l| l.view == View::Prejoin);
        let severity = if tells && self.past(opened, WAITING_GRACE) { Severity::Medium } else { Severity::Low };
        Some((Why::LandmarksMissing, severity))
    }

    fn past(&self, since: u64, grace: u64) -> bool {
        self.now.saturating_sub(since) > grace
    }

    fn judge(&mut self, cx: &Context<'_>, out: &mut Vec<Judgement>) {
        if self.sight.full_since.is_some() {
            self.sign = None;
            self.connected = None;
        }
        let gap = self.gap(cx);
        if gap != self.blind && !(gap.is_none() && self.times >= MAX_TIMES) {
            self.times = self.times.saturating_add(u32::from(self.blind.is_none()));
            let before = std::mem::replace(&mut self.blind, gap);
            self.tell("blind", before.as_ref(), self.blind.as_ref(), out);
        }
        let why = match (cx.client.is_generic(), self.late, self.hookless.is_empty()) {
            (true, _, _) => Some(Why::UnknownClient),
            (false, true, _) => Some(Why::Late),
            (false, false, false) => Some(Why::NoPageWorld),
            (false, false, true) => None,
        };
        let partial = why.map(|why| Gap { why, severity: Severity::Info, missing: Vec::new() });
        if partial != self.partial {
            let before = std::mem::replace(&mut self.partial, partial);
            self.tell("partial", before.as_ref(), self.partial.as_ref(), out);
        }
    }

    fn tell(&self, what: &str, before: Option<&Gap>, now: Option<&Gap>, out: &mut Vec<Judgement>) {
        let Some(gap) = now.or(before) else { return };
        let told = Judgement::raise(what, gap.severity, what, "")
            .with("why", serde_json::to_value(gap.why).unwrap_or_default())
            .with("missing", gap.missing.clone())
            .with("view", if self.full_view { "full" } else { "hooks" })
            .with("times", self.times);
        out.push(if now.is_some() { told } else { told.end() });
    }
}

impl Detector for Coverage {
    const NAME: DetectorName = DetectorName::Coverage;
    type State = State;

    fn see(state: &mut State, cx: &Context<'_>, seen: &Observation, out: &mut Vec<Judgement>) {
        state.now = state.now.max(cx.t);
        if cx.world == World::Isolated && !matches!(seen, Observation::Probe { state: ProbeState::Silent }) {
            state.silent.retain(|(frame, _)| *frame != cx.frame);
        }
        let now = state.now;
        state.sight.see(cx, now, seen);
        match seen {
            Observation::Mark { mark, present, .. } => state.mark(cx, mark, *present),
            Observation::Roster { .. }
            | Observation::Said { role: Role::Caption, .. }
            | Observation::Sent { channel: Channel::Datachannel, .. } => state.sign(),
            Observation::Sent { channel: Channel::WebRequest, .. } => state.full_view |= cx.world == World::Browser,
            Observation::Called { api, .. } if api.starts_with("RTCPeerConnection") => {
                state.connected = state.connected.or(Some(now));
            }
            Observation::Probe { state: fares } => state.probe(cx, *fares),
            _ => {}
        }
        state.judge(cx, out);
    }

    fn tick(state: &mut State, cx: &Context<'_>, out: &mut Vec<Judgement>) {
        state.now = state.now.max(cx.t);
        state.judge(cx, out);
    }

    fn opened(state: &mut State, cx: &Context<'_>) {
        state.now = state.now.max(cx.t);
        let now = state.now;
        state.sight.forget(cx, now);
        state.silent.retain(|(frame, _)| cx.frame != 0 && *frame != cx.frame);
        state.hookless.retain(|frame| cx.frame != 0 && *frame != cx.frame);
        state.shown.retain(|(frame, _)| cx.frame != 0 && *frame != cx.frame);
        if cx.frame == 0 {
            state.reopened = now;
            state.sign = None;
            state.connected = None;
            state.late = false;
        }
    }
}

#[cfg(test)]
mod tests;
