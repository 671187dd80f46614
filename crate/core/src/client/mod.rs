//! The catalogue of conferencing web clients: one data file a client, and the only place that knows selectors and hosts.
//!
//! A new client is one file here, one line in [`CATALOGUE`] and its traces. Not here: what a mark means for a person (`detector`).

mod generic;
mod zoom;

use serde::{Deserialize, Serialize};

use crate::observation::Role;
use crate::text::host_matches;

/// Every client, in the order in which they are tried. [`generic::CLIENT`] is not among them: it is what remains.
pub static CATALOGUE: &[&Client] = &[&zoom::CLIENT];

/// What is known of one conferencing web client.
#[derive(Debug)]
pub struct Client {
    /// Stable id, used in findings (`"zoom"`).
    pub id: &'static str,
    /// The name that people know.
    pub name: &'static str,
    /// Who runs it, as the owner table names them; empty for software that anybody hosts.
    pub owner: &'static str,
    /// Host names (`"zoom.us"` means it and all below it).
    pub hosts: &'static [&'static str],
    /// Path prefixes of meetings on those hosts; `*` stands for one segment. Empty: any path.
    pub paths: &'static [&'static str],
    /// What betrays the client on a host that is not its own (embeds, self-hosting). CSS selectors.
    pub embeds: &'static [&'static str],
    /// Elements that must exist while in a meeting: any one of each group. Without them we are blind, and say so.
    pub landmarks: &'static [Landmark],
    /// What the client shows when something is on.
    pub marks: &'static [Mark],
    /// Further regions in which the client itself speaks, beside `role=status|alert|dialog` and `aria-live`.
    pub status: &'static [Region],
    /// Chat messages: what participants typed. Never a signal of recording; always scanned for links.
    pub chat: &'static [&'static str],
    /// Captions: what participants said. Never a signal.
    pub captions: &'static [&'static str],
    /// Elements whose text or label is a participant's display name.
    pub roster: &'static [&'static str],
    /// URL schemes that hand the meeting over to a native program, where we cannot see.
    pub native_schemes: &'static [&'static str],
    /// What this client never shows, so that nobody takes silence for an all-clear.
    pub never_shows: &'static str,
    /// What its maker's servers compute without the page's help (engagement scores…): product knowledge, marked as such.
    pub product_knowledge: &'static str,
    /// Shut down: listed so that nobody waits for support.
    pub closed: Option<&'static str>,
}

/// A group of elements of which one must exist in a meeting.
#[derive(Debug)]
pub struct Landmark {
    /// Name (`"leave-button"`).
    pub name: &'static str,
    /// Any of these.
    pub any: &'static [&'static str],
    /// Where this knowledge comes from.
    pub basis: Basis,
}

/// A region in which the client speaks.
#[derive(Debug)]
pub struct Region {
    /// CSS selector.
    pub css: &'static str,
    /// How its words are read.
    pub role: Role,
}

/// An element that shows that something is on, paused, asked…
#[derive(Debug)]
pub struct Mark {
    /// Unique within the client (`"recording-cloud"`).
    pub name: &'static str,
    /// CSS selector of the element itself.
    pub css: &'static str,
    /// What it shows.
    pub what: What,
    /// In which phase, while present.
    pub phase: Phase,
    /// How its disappearance is read.
    pub gone: Gone,
    /// Only if the element's words say so too (they are classified by `detector::recording`); else the element alone is enough.
    pub needs_words: bool,
    /// Where this knowledge comes from.
    pub basis: Basis,
}

/// How far a selector can be trusted, and when it was last seen to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// On what it rests.
    pub kind: BasisKind,
    /// ISO date.
    pub seen: &'static str,
}

/// On what a selector rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BasisKind {
    /// The maker's own code was run.
    Genuine,
    /// The maker's own source was read.
    Source,
    /// Somebody else's code or documentation.
    ThirdParty,
    /// A guess from web standards (ARIA…).
    Generic,
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

/// What a probe is told to look for. Everything in it comes from the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// The client's id.
    pub client: String,
    /// `[name, css]` of marks and landmarks (`"landmark:…"`); several selectors of a group are joined with commas.
    pub marks: Vec<(String, String)>,
    /// `[css, role]` of regions in which the client speaks.
    pub regions: Vec<(String, Role)>,
    /// Chat messages.
    pub chat: String,
    /// Captions.
    pub captions: String,
    /// Display names.
    pub roster: String,
    /// Embeds of other clients, `[id, css]`: seen on a page that is not known yet.
    pub embeds: Vec<(String, String)>,
    /// The link prefilter, a JavaScript regular expression source: a text that it does not match is not forwarded.
    pub prefilter: String,
    /// Whether clicks on dangerous links are held.
    pub guard: bool,
}

impl Client {
    /// The client for an address: by host and, where a client names them, path; else the generic one.
    pub fn for_host(host: &str) -> &'static Self {
        CATALOGUE.iter().find(|c| c.hosts.iter().any(|h| host_matches(host, h))).copied().unwrap_or(&generic::CLIENT)
    }

    /// The client with this id.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        CATALOGUE.iter().chain([&&generic::CLIENT]).find(|c| c.id == id).copied()
    }

    /// The mark with this name.
    pub fn mark(&self, name: &str) -> Option<&'static Mark> {
        self.marks.iter().find(|m| m.name == name)
    }
}
