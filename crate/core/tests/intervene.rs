//! The consent gate and the attention shield, through `step`: off unless they were asked for, down as long as there is a reason.
#![allow(clippy::unwrap_used, reason = "in tests a panic is the report")]

use tallylight_core::event::{UserAction, What};
use tallylight_core::observation::{Role, Timed, World};
use tallylight_core::{Effect, Event, Observation, Session, Settings, step};

struct Meeting {
    session: Option<Session>,
    settings: Settings,
    t: u64,
}

impl Meeting {
    fn with(settings: Settings) -> Self {
        Self { session: None, settings, t: 0 }
    }

    /// Steps, and gives what there is of gate and shield among the effects.
    fn happens(&mut self, what: What) -> Vec<Effect> {
        self.t += 10_000;
        let (session, effects) = step(self.session.take(), &self.settings, &Event { t: self.t, frame: 0, what });
        self.session = Some(serde_json::from_str(&serde_json::to_string(&session).unwrap()).unwrap());
        effects.into_iter().filter(|e| matches!(e, Effect::Gate { .. } | Effect::Shield { .. })).collect()
    }

    fn opens(&mut self) -> Vec<Effect> {
        self.happens(What::Page { url: "https://app.zoom.us/wc/83920174655/join".to_owned(), locale: Some("en".to_owned()) })
    }

    fn says(&mut self, text: &str) -> Vec<Effect> {
        let observation = Observation::Said { role: Role::Status, text: text.to_owned() };
        self.happens(What::Seen { world: World::Isolated, observations: vec![Timed { t: None, observation }], dropped: 0 })
    }
}

const DOWN: &[Effect] = &[Effect::Gate { on: true }];
const UP: &[Effect] = &[Effect::Gate { on: false }];

#[test]
fn nothing_is_held_back_unless_asked_for() {
    let mut meeting = Meeting::with(Settings::default());
    assert_eq!(meeting.opens(), []);
    assert_eq!(meeting.says("This meeting is being recorded"), []);
}

#[test]
fn the_gate_is_down_until_the_person_agrees_and_again_for_what_comes_next() {
    let mut meeting = Meeting::with(Settings { consent_gate: true, ..Settings::default() });
    assert_eq!(meeting.opens(), []);
    assert_eq!(meeting.says("This meeting is being recorded"), DOWN);
    assert_eq!(meeting.says("Recording is paused"), [], "it may go on any moment");
    assert_eq!(meeting.opens(), DOWN, "a reloaded page knows nothing of it");
    assert_eq!(meeting.happens(What::User { action: UserAction::Consent }), UP);
    assert_eq!(meeting.says("Transcription has started"), DOWN, "that was another question");
    assert_eq!(meeting.says("Transcription has stopped"), UP);
}

#[test]
fn who_refuses_stays_behind_the_gate() {
    let mut meeting = Meeting::with(Settings { consent_gate: true, ..Settings::default() });
    meeting.opens();
    assert_eq!(meeting.says("This meeting is being recorded"), DOWN);
    assert_eq!(meeting.happens(What::User { action: UserAction::Refuse }), []);
    assert_eq!(meeting.says("Recording has stopped"), UP);
}

#[test]
fn both_follow_the_settings_at_once() {
    let mut meeting = Meeting::with(Settings::default());
    meeting.opens();
    meeting.says("This meeting is being recorded");
    meeting.settings = Settings { consent_gate: true, attention_shield: true, ..Settings::default() };
    assert_eq!(meeting.happens(What::Settings), [Effect::Gate { on: true }, Effect::Shield { on: true }]);
    assert_eq!(meeting.opens(), [Effect::Gate { on: true }, Effect::Shield { on: true }]);
    meeting.settings.paused_hosts = vec!["app.zoom.us".to_owned()];
    assert_eq!(meeting.happens(What::Settings), [Effect::Gate { on: false }, Effect::Shield { on: false }]);
}
