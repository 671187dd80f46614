//! An organisation's policy that arrives, changes and vanishes in the middle of a meeting.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use serde_json::{Value, json};
use tallylight_core::finding::State;
use tallylight_core::{Effect, Finding, Session, Settings, Severity, policy, step};

/// A meeting under a policy that may change.
struct Meeting {
    session: Option<Session>,
    settings: Settings,
    t: u64,
}

impl Meeting {
    fn begin() -> Self {
        let mut meeting = Self { session: None, settings: Settings::default(), t: 0 };
        meeting.happens(&json!({"event": "page", "url": "https://app.zoom.us/wc/83920174655/join"}));
        meeting.seen(&json!({"see": "mark", "mark": "landmark:meeting", "present": true}));
        meeting
    }

    fn happens(&mut self, event: &Value) -> Vec<Effect> {
        self.t += 1_000;
        let mut event = event.clone();
        event["t"] = self.t.into();
        let (session, effects) = step(self.session.take(), &self.settings, &serde_json::from_value(event).unwrap());
        // A worker may die between any two.
        self.session = Some(serde_json::from_str(&serde_json::to_string(&session).unwrap()).unwrap());
        effects
    }

    fn seen(&mut self, observation: &Value) -> Vec<Effect> {
        self.happens(&json!({"event": "seen", "world": "isolated", "observations": [observation]}))
    }

    fn policy(&mut self, locked: &Value) -> Vec<Effect> {
        let resolved = policy::check(&json!({ "locked": locked }).to_string());
        assert!(resolved.ignored.is_empty(), "{:?}", resolved.ignored);
        self.settings = resolved.settings;
        self.happens(&json!({"event": "settings"}))
    }

    fn contacts_a_tracker(&mut self) -> Vec<Effect> {
        let request = json!({"see": "sent", "channel": "fetch", "url": "https://static.hotjar.com/c/hotjar.js", "size": 0});
        self.happens(&json!({"event": "seen", "world": "page", "observations": [request]}))
    }
}

fn findings(effects: &[Effect]) -> Vec<&Finding> {
    effects.iter().filter_map(|e| if let Effect::Finding { finding } = e { Some(finding) } else { None }).collect()
}

fn warned(effects: &[Effect]) -> Vec<&str> {
    effects.iter().filter_map(|e| if let Effect::Warn { warning } = e { Some(warning.rule.as_str()) } else { None }).collect()
}

fn rule(expect: &Value) -> Value {
    let mut rule = json!({"id": "R3", "severity": "high", "action": "warn", "reference": "Clause 4.2"});
    rule.as_object_mut().unwrap().extend(expect.as_object().unwrap().clone());
    json!({ "rules": [rule] })
}

#[test]
fn a_rule_that_arrives_judges_what_was_found_before() {
    let mut meeting = Meeting::begin();
    let effects = meeting.contacts_a_tracker();
    assert_eq!((findings(&effects)[0].rule.as_deref(), warned(&effects).len()), (None, 0), "by itself it is only listed");

    let effects = meeting.policy(&rule(&json!({"expect": "third_parties", "allow": ["Sentry"]})));
    let [broken] = findings(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((broken.rule.as_deref(), broken.state, broken.severity), (Some("R3"), State::Updated, Severity::High));
    assert_eq!(warned(&effects), ["rule_broken_reference"]);

    let effects = meeting.policy(&json!({}));
    assert_eq!(findings(&effects)[0].rule, None);
    assert!(effects.iter().any(|e| matches!(e, Effect::Unwarn { .. })), "{effects:?}");
}

#[test]
fn a_policy_that_says_nothing_new_shows_nothing_again() {
    let mut meeting = Meeting::begin();
    meeting.policy(&rule(&json!({"expect": "third_parties", "allow": []})));
    assert_eq!(warned(&meeting.contacts_a_tracker()), ["rule_broken_reference"]);
    let effects = meeting.happens(&json!({"event": "settings"}));
    assert_eq!((findings(&effects).len(), warned(&effects).len()), (0, 0));
}

#[test]
fn a_client_that_is_not_allowed_is_told_of_as_long_as_it_is_not() {
    let mut meeting = Meeting::begin();
    let effects = meeting.policy(&rule(&json!({"expect": "clients", "allow": ["jitsi"]})));
    let [stranger] = findings(&effects)[..] else { panic!("{effects:?}") };
    assert_eq!((stranger.what.as_str(), stranger.rule.as_deref()), ("client_not_allowed", Some("R3")));
    let effects = meeting.policy(&rule(&json!({"expect": "clients", "allow": ["zoom"]})));
    assert!(findings(&effects).iter().any(|f| f.state == State::Ended), "{effects:?}");
}

#[test]
fn encryption_that_is_expected_and_not_shown_is_told_of() {
    let mut meeting = Meeting::begin();
    let effects = meeting.policy(&rule(&json!({"expect": "end_to_end"})));
    assert_eq!(findings(&effects)[0].what, "encryption_not_shown");
}

#[test]
fn what_is_switched_off_is_taken_back_and_never_passes_for_calm() {
    let mut meeting = Meeting::begin();
    let on = meeting.seen(&json!({"see": "mark", "mark": "recording-cloud", "present": true}));
    assert_eq!(warned(&on).len(), 1);
    let effects = meeting.policy(&json!({"detectors_off": ["recording"]}));
    assert!(effects.iter().any(|e| matches!(e, Effect::Unwarn { .. })), "{effects:?}");
    let summary = tallylight_core::summary::summary(meeting.session.as_ref().unwrap(), &meeting.settings);
    assert_eq!(summary.verdict.name, "verdict_unwatched");
    assert!(summary.limits.iter().any(|l| l.name == "limit_off"));
}

#[test]
fn from_which_severity_is_warned_is_the_organisations_to_say() {
    let mut meeting = Meeting::begin();
    meeting.seen(&json!({"see": "mark", "mark": "recording-cloud", "present": true}));
    let effects = meeting.policy(&json!({"warn_from": {"recording": "critical"}}));
    assert!(effects.iter().any(|e| matches!(e, Effect::Unwarn { .. })), "{effects:?}");
    assert_eq!(warned(&meeting.policy(&json!({}))).len(), 1);
}

#[test]
fn a_blocked_link_cannot_be_opened_however_the_guard_is_set() {
    let mut meeting = Meeting::begin();
    let mut locked = rule(&json!({"expect": "links", "at_most": "low", "action": "block"}));
    locked["link_guard"] = json!(false);
    let effects = meeting.policy(&locked);
    assert!(effects.iter().any(|e| matches!(e, Effect::Watch { watch, .. } if watch.guard)));
    let effects = meeting.seen(&json!({"see": "text", "id": 1, "kind": "text", "text": r"\\files.evil.example\share\a.exe"}));
    let held = effects.iter().find_map(|e| if let Effect::Judged { links, .. } = e { links.first() } else { None }).unwrap();
    assert_eq!((held.hold, held.proceed), (true, false));
    assert_eq!(held.rule.as_ref().unwrap().args["rule"], "R3");
    assert!(findings(&effects).iter().all(|f| f.rule.as_deref() == Some("R3")));
}

#[test]
fn a_rule_can_hold_the_person_back_until_they_agree() {
    let mut meeting = Meeting::begin();
    meeting.policy(&rule(&json!({"expect": "consent_asked", "action": "gate"})));
    let gated = |effects: &[Effect]| effects.iter().find_map(|e| if let Effect::Gate { on } = e { Some(*on) } else { None });
    meeting.t += 60_000;
    let mut effects = meeting.seen(&json!({"see": "mark", "mark": "recording-cloud", "present": true}));
    // Whether consent is asked shows within a while.
    for _ in 0..120 {
        effects.extend(meeting.happens(&json!({"event": "tick"})));
    }
    let recording = findings(&effects).into_iter().rev().find(|f| f.what == "recording").unwrap();
    assert_eq!((&recording.evidence["consent"], recording.rule.as_deref()), (&json!("not_asked"), Some("R3")));
    assert_eq!(gated(&effects), Some(true));
    let effects = meeting.happens(&json!({"event": "user", "action": {"do": "consent"}}));
    assert_eq!(gated(&effects), Some(false));
}
