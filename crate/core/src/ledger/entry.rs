//! What is worth a record. Not here: its place in the chain (`chain`).

use serde::{Deserialize, Serialize};

use crate::client::What;
use crate::observation::Role;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It was on when the person came.
    OnWhenJoined,
    /// It went on while the person was there.
    Started,
    /// It was found on; whether since before the person came cannot be told.
    Noticed,
    /// It was paused.
    Paused,
    /// It went on again after a pause.
    Resumed,
    /// The client said that it was over.
    Stopped,
    /// The client asked for consent, or said that staying is consent.
    ConsentAsked,
    /// An answer was given.
    ConsentAnswered,
    /// One meeting had more to record than is kept of one; `count` is where it was cut.
    Overflow,
    /// The oldest records were removed to make room; `count` is how many are gone since the ledger began.
    Dropped,
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Agreed, in our own interface.
    Given,
    /// Did not agree, in our own interface.
    Refused,
    /// The client's question is gone, by whichever of its buttons.
    Unknown,
}

/// The client's words, to be recognised and not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// [`super::digest`] of the text.
    pub hash: String,
    /// The page's language, empty where it does not say.
    pub language: String,
    /// The kind of region in which they stood.
    pub role: Role,
}

/// One thing worth a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// When, in milliseconds since the Unix epoch.
    pub t: u64,
    /// [`super::meeting`] of the page.
    pub meeting: String,
    /// Id of the client in the catalogue.
    pub client: String,
    /// What happened.
    pub kind: Kind,
    /// To what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<What>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// By which words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<Words>,
    /// How many, where records are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}
