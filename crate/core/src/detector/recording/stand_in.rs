//! A few English words, until the classifier proper stands in its place.

use crate::client::{Phase, What};
use crate::observation::Role;

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signal {
    pub(super) what: What,
    pub(super) phase: Phase,
}

/// What a text of the client says is on, paused, over or asked.
pub(super) fn classify(role: Role, text: &str, _locale: Option<&str>) -> Vec<Signal> {
    if matches!(role, Role::Chat | Role::Caption | Role::Roster | Role::Button) {
        return Vec::new();
    }
    let text = text.to_lowercase();
    let what = if text.contains("record") {
        What::Recording
    } else if text.contains("transcri") {
        What::Transcription
    } else {
        return Vec::new();
    };
    let rows = [
        (Phase::Consent, ["consent", "agree"]),
        (Phase::Paused, ["paused", "paused"]),
        (Phase::Off, ["stopped", "ended"]),
        (Phase::On, ["is being", "started"]),
    ];
    let phases = rows.into_iter().filter(|(_, words)| words.iter().any(|w| text.contains(w))).map(|(phase, _)| phase);
    phases.map(|phase| Signal { what, phase }).collect()
}
