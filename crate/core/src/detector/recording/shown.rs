//! Which indicators are in the document now, and what each of them says. Not here: what their disappearance means (`item`).

use serde::{Deserialize, Serialize};

use crate::client::{Phase, What};
use crate::detector::Context;
use crate::observation::World;

/// The most indicators remembered at once, over all frames.
const MAX_SHOWN: usize = 128;

/// The indicators that are in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Shown(Vec<Indicator>);

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Indicator {
    frame: u64,
    mark: String,
    says: Vec<(What, Phase)>,
}

impl Shown {
    /// An indicator came or changed. `None`: nothing new; else whether it was not there before.
    pub(super) fn put(&mut self, frame: u64, mark: &str, says: &[(What, Phase)]) -> Option<bool> {
        match self.0.iter_mut().find(|i| i.frame == frame && i.mark == mark) {
            Some(known) if known.says == says => None,
            Some(known) => {
                says.clone_into(&mut known.says);
                Some(false)
            }
            None => {
                if self.0.len() < MAX_SHOWN {
                    self.0.push(Indicator { frame, mark: mark.to_owned(), says: says.to_owned() });
                }
                Some(true)
            }
        }
    }

    /// An indicator went: what it said.
    pub(super) fn take(&mut self, frame: u64, mark: &str) -> Vec<(What, Phase)> {
        let at = self.0.iter().position(|i| i.frame == frame && i.mark == mark);
        at.map(|at| self.0.swap_remove(at).says).unwrap_or_default()
    }

    /// Whether any indicator speaks of this, on or paused.
    pub(super) fn shows(&self, what: What) -> bool {
        self.says(what, |phase| matches!(phase, Phase::Starting | Phase::On | Phase::Paused))
    }

    /// Whether any indicator says that it is on or about to be.
    pub(super) fn shows_on(&self, what: What) -> bool {
        self.says(what, |phase| matches!(phase, Phase::Starting | Phase::On))
    }

    fn says(&self, what: What, phase: impl Fn(Phase) -> bool) -> bool {
        self.0.iter().flat_map(|i| &i.says).any(|(w, p)| *w == what && phase(*p))
    }

    /// The document of a frame was replaced; with the top one go all of them.
    pub(super) fn forget(&mut self, frame: u64) {
        self.0.retain(|i| frame != 0 && i.frame != frame);
    }
}

/// The elements by which a client shows that something is not on, as far as they are in the document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Quiet(Vec<(u64, String, What)>);

impl Quiet {
    /// One came or went. The page's own world is not heard: to be quiet is calm.
    pub(super) fn see(&mut self, cx: &Context<'_>, name: &str, present: bool) {
        let Some(quiet) = cx.client.quiet.iter().find(|q| q.name == name) else { return };
        if cx.world == World::Page {
            return;
        }
        self.0.retain(|(frame, n, _)| !(*frame == cx.frame && n == name));
        if present && self.0.len() < MAX_SHOWN {
            self.0.push((cx.frame, name.to_owned(), quiet.what));
        }
    }

    /// Whether the client shows that this is not on.
    pub(super) fn shows(&self, what: What) -> bool {
        self.0.iter().any(|(_, _, w)| *w == what)
    }

    /// The document of a frame was replaced.
    pub(super) fn forget(&mut self, frame: u64) {
        self.0.retain(|(f, _, _)| frame != 0 && *f != frame);
    }
}
