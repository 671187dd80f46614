//! What the shell tells the core: one event, one line of a trace. Not here: what probes see (`observation`).

use serde::{Deserialize, Serialize};

use crate::observation::{Timed, World};

/// One event of one tab. A trace (`trace.jsonl`) holds one a line: `{"t":1000,"event":"page","url":"https://…"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Milliseconds since the Unix epoch, or since the trace began. Never goes back within a session: an earlier one counts as "now".
    pub t: u64,
    /// The frame it happened in; 0 is the tab's top document. Firefox numbers frames beyond 32 bits.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub frame: u64,
    /// What happened.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum What {
    /// A probe started in a document (`frame` 0: the tab's page; else a frame of it). Answered by [`crate::Effect::Watch`].
    Page {
        /// The document's address.
        url: String,
        /// The document's language (`<html lang>`), where it says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locale: Option<String>,
    },
    /// A frame was taken out of the page, and its probe with it.
    Gone,
    /// What one probe saw, in order.
    Seen {
        /// Which world it looked from.
        world: World,
        /// The facts.
        observations: Vec<Timed>,
        /// How many more it saw and dropped, having reached its bounds.
        #[serde(default, skip_serializing_if = "is_zero")]
        dropped: u32,
    },
    /// Time passed: the shell asks whether all is still as it should be (landmarks, probes).
    Tick,
    /// The person did something in our own interface.
    User {
        /// What.
        action: UserAction,
    },
    /// The settings in force changed (they are passed to `step`; this event makes them felt at once).
    Settings,
    /// What became of [`crate::Effect::Block`]: browsers let us only once the person gave access to all sites.
    Blocking {
        /// Whether the rules are in force.
        on: bool,
    },
    /// The tab was closed or left the meeting's site: the session ends.
    Closed,
}

/// What a person can do in our own interface.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum UserAction {
    /// Read and put away a warning. The finding stays.
    Dismiss {
        /// The finding's uid.
        uid: String,
    },
    /// Agreed to being recorded (lifts the consent gate).
    Consent,
    /// Did not agree.
    Refuse,
    /// Went through a held link, knowing.
    Proceed {
        /// The finding's uid.
        uid: String,
    },
}

fn is_zero<T: PartialEq + Default>(n: &T) -> bool {
    *n == T::default()
}
