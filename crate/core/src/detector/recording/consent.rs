//! Whether and how consent was asked, and what was answered. Words are kept as hash, language and role only.
//! Not here: whether a text asks for consent (`words`), the record that outlives the meeting (`crate::ledger`).

use serde::{Deserialize, Serialize};

use crate::detector::Context;
use crate::ledger::{Answer, Words, digest};
use crate::observation::Role;

/// The most different questions that are told apart in one meeting.
const MAX_QUESTIONS: usize = 8;

/// The words of a text, as they are kept.
pub(super) fn words(text: &str, role: Role, cx: &Context<'_>) -> Words {
    Words { hash: digest(text.trim()), language: cx.page.locale.clone().unwrap_or_default(), role }
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

/// The state of consent to one thing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Consent {
    pub(super) asked: Asked,
    pub(super) answer: Option<Answer>,
    /// The words that asked last.
    pub(super) words: Option<Words>,
    /// The hash of each question so far; of one without words, an empty one.
    questions: Vec<String>,
}

impl Consent {
    /// The client asks. The same question again is no new one.
    pub(super) fn ask(&mut self, words: Option<&Words>) {
        self.asked = Asked::Yes;
        let hash = words.map(|w| w.hash.clone()).unwrap_or_default();
        if self.questions.len() < MAX_QUESTIONS && !self.questions.contains(&hash) {
            self.questions.push(hash);
            self.words = words.cloned().or(self.words.take());
        }
    }

    /// How many different questions were put.
    pub(super) fn questions(&self) -> usize {
        self.questions.len()
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
