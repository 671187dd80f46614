//! What an element of a client's page shows: that something is on, that nothing is, that we are in the meeting at all.
//! Not here: what follows from it for the person (`detector`).

use serde::{Deserialize, Serialize};

use super::Selector;
use crate::observation::Role;

/// A group of elements of which one must exist in a view of the client. Without it we are blind there, and say so.
#[derive(Debug)]
pub struct Landmark {
    /// Name (`"leave-button"`), unique within the client.
    pub name: &'static str,
    /// Where in the client.
    pub view: View,
    /// Any of these.
    pub any: &'static [Selector],
}

/// Where in the client a landmark stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Before the meeting: name, camera and microphone are chosen, consent may be asked.
    Prejoin,
    /// In the meeting.
    Meeting,
}

impl Landmark {
    /// A landmark of the meeting itself.
    pub(super) const fn meeting(name: &'static str, any: &'static [Selector]) -> Self {
        Self { name, view: View::Meeting, any }
    }

    /// A landmark of the page before it.
    pub(super) const fn prejoin(name: &'static str, any: &'static [Selector]) -> Self {
        Self { name, view: View::Prejoin, any }
    }
}

/// An element that shows that something is on, paused, asked…
#[derive(Debug)]
pub struct Mark {
    /// Unique within the client (`"recording-cloud"`).
    pub name: &'static str,
    /// The element itself.
    pub at: Selector,
    /// What it shows.
    pub what: What,
    /// In which phase, while present.
    pub phase: Phase,
    /// How its disappearance is read.
    pub gone: Gone,
    /// Only if the element's words say so too (they are classified by `detector::recording`); else the element alone is enough.
    pub needs_words: bool,
}

impl Mark {
    /// An element that is enough by itself and whose disappearance proves nothing.
    pub(super) const fn new(name: &'static str, what: What, phase: Phase, at: Selector) -> Self {
        Self { name, at, what, phase, gone: Gone::Nothing, needs_words: false }
    }

    /// Shown exactly as long as the thing lasts.
    pub(super) const fn while_it_lasts(mut self) -> Self {
        self.gone = Gone::NotShown;
        self
    }

    /// Counts only together with its words.
    pub(super) const fn with_words(mut self) -> Self {
        self.needs_words = true;
        self
    }
}

/// An element by which a client shows that something is **not** on.
///
/// An indicator that is not found proves nothing: it may have been renamed yesterday. So "not recording" may be said only while such an
/// element is seen, and nothing that speaks against it. Most clients have none; of them the most that can be said is "no sign of it".
#[derive(Debug)]
pub struct Quiet {
    /// Unique within the client.
    pub name: &'static str,
    /// The element.
    pub at: Selector,
    /// What it shows not to be on.
    pub what: What,
}

/// A name under which the service's own recorder stands in the list of participants.
///
/// Anybody may call themselves so: it raises a finding, as the recorder would, and never clears one. Names of bots that join from outside, and
/// names that people bear too, are not the catalogue's business.
#[derive(Debug)]
pub struct Recorder {
    /// The whole display name, to the letter.
    pub name: &'static str,
    /// What it takes.
    pub what: What,
}

/// A region in which the client speaks.
#[derive(Debug)]
pub struct Region {
    /// The region.
    pub at: Selector,
    /// How its words are read.
    pub role: Role,
}

impl Region {
    pub(super) const fn new(role: Role, at: Selector) -> Self {
        Self { at, role }
    }
}

/// What can be on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Recording, by the service.
    Recording,
    /// Recording, on a participant's own machine.
    LocalRecording,
    /// Speech turned into text that is kept.
    Transcription,
    /// Sent out live to an audience beyond the meeting.
    LiveStream,
    /// An AI listens and writes.
    AiNotes,
    /// Messages or content kept for compliance.
    Archive,
}

/// In which phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Could be turned on.
    Offered,
    /// About to be on.
    Starting,
    /// On.
    On,
    /// Interrupted; what was taken stays taken.
    Paused,
    /// Over.
    Off,
    /// Your consent is asked, or assumed if you stay.
    Consent,
}

/// How a mark's disappearance is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// It proves nothing (a toast that times out; Zoom's sprite, which is removed on pause too).
    Nothing,
    /// It means that the thing stopped or was paused: "no longer shown".
    NotShown,
}
