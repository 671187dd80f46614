//! Links that hand over a password hash or start a program: to be filled.

use serde::{Deserialize, Serialize};

use super::{Context, Detector};
use crate::finding::{DetectorName, Judgement, Severity};
use crate::observation::Observation;

/// How a text is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Plain text, as seen.
    #[default]
    Text,
    /// HTML source.
    Html,
    /// Markdown source.
    Md,
    /// The name of a file.
    Filename,
}

/// A dangerous link in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its class (`unc-remote`, `scheme-search`…).
    pub class: String,
    /// The host it reaches, where it names one.
    pub host: String,
    /// The share, where it names one.
    pub share: String,
    /// How much it matters.
    pub severity: Severity,
    /// First UTF-16 code unit in the given text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Why, in a few words.
    pub why: String,
}

/// The detector.
#[derive(Debug)]
pub struct Link;

/// What it remembers of a meeting.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {}

impl Detector for Link {
    const NAME: DetectorName = DetectorName::Link;
    type State = State;

    fn see(_state: &mut State, _cx: &Context<'_>, _seen: &Observation, _out: &mut Vec<Judgement>) {}
}

/// What is dangerous about a text, or about a link with this raw `href`.
pub fn judge(_cx: &Context<'_>, _kind: Kind, _text: &str, _href: Option<&str>) -> Vec<Found> {
    Vec::new()
}
