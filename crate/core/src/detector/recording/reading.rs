//! The answer to "is this on?" in three words. "Absent" is the costly one: a person relaxes on it.
//! Not here: findings (`item`), how the answer is shown.

use serde::{Deserialize, Serialize};

use super::State;
use crate::client::{BasisKind, Client, Phase, What};
use crate::detector::coverage::{self, Sees};

/// Whether something is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reading {
    /// The client said so, and has not said that it was over.
    Present,
    /// The client shows that it is not, we see the meeting, and nothing speaks against it.
    Absent,
    /// Anything else. With the meeting in sight: no sign of it, which is less than "not recording".
    Unknown,
}

/// Whether `what` is on, given what both detectors know.
pub fn reading(state: &State, coverage: &coverage::State, client: &Client, what: What) -> Reading {
    match state.items.get(&what).and_then(super::Item::phase) {
        Some(Phase::Starting | Phase::On | Phase::Paused) => return Reading::Present,
        Some(Phase::Consent) => return Reading::Unknown,
        Some(Phase::Off | Phase::Offered) | None => {}
    }
    let suspected = state.bots.any() || state.page_recorder.any() || state.shown.shows(what);
    let grounded = client.quiet.iter().any(|q| q.what == what && q.at.basis.kind < BasisKind::Generic);
    if coverage.sees() == Sees::Sighted && !suspected && grounded && state.quiet.shows(what) { Reading::Absent } else { Reading::Unknown }
}
