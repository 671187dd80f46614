//! Whether and how consent was asked, and what was answered. Words are kept as hash, language and role only.
//! Not here: whether a text asks for consent (`words`), the record that outlives the meeting (`crate::ledger`).

use serde::{Deserialize, Serialize};

use crate::detector::Context;
use crate::ledger::digest;
use crate::observation::Role;

/// Words of the client, kept so that they can be recognised but not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    /// Hash of the text, see [`digest`].
    pub(super) hash: String,
    /// The page's language, empty where it does not say.
    pub(super) language: String,
    /// The kind of region.
    pub(super) role: Role,
}

impl Words {
    pub(super) fn new(text: &str, role: Role, cx: &Context<'_>) -> Self {
        Self { hash: digest(text.trim()), language: cx.page.locale.clone().unwrap_or_default(), role }
    }
}

/// Whether consent was asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Asked {
    /// The client asked, or said that staying is consent.
    #[serde(rename = "asked")]
    Yes,
    /// It went on in our sight, and nothing was asked.
    #[serde(rename = "not_asked")]
    No,
    /// We cannot tell.
    #[default]
    #[serde(rename = "unknown")]
    Unknown,
}

/// What was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// Agreed, in our own interface.
    Given,
    /// Did not agree, in our own interface.
    Refused,
    /// The client's question is gone, by whichever button.
    Unknown,
}

/// The state of consent to one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Consent {
    pub(super) asked: Asked,
    pub(super) answer: Option<Answer>,
    /// The words that asked.
    pub(super) words: Option<Words>,
}

impl Consent {
    /// The client asks. The same question again is no new one.
    pub(super) fn ask(&mut self, words: Option<&Words>) {
        self.asked = Asked::Yes;
        if let Some(words) = words
            && self.words.as_ref().is_none_or(|w| w.hash != words.hash)
        {
            self.words = Some(words.clone());
        }
    }

    /// The person answered to us.
    pub(super) fn answer(&mut self, answer: Answer) {
        self.answer = Some(answer);
    }

    /// The question disappeared: what was pressed is not ours to see.
    pub(super) fn unanswered(&mut self) {
        self.answer = self.answer.or(Some(Answer::Unknown));
    }
}
