//! What of a meeting goes into the consent ledger. Not here: the chain that the entries become (`crate::ledger`).

use serde::{Deserialize, Serialize};

use crate::client::What;
use crate::detector::Context;
use crate::ledger::{self, Answer, Entry, Kind, Words};

/// The most entries of one meeting. The last of them says that there was more.
const MAX_ENTRIES: u64 = 256;

/// Something that happened to one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Note {
    pub(super) t: u64,
    pub(super) kind: Kind,
    pub(super) answer: Option<Answer>,
    pub(super) words: Option<Words>,
}

impl Note {
    pub(super) fn new(t: u64, kind: Kind) -> Self {
        Self { t, kind, answer: None, words: None }
    }
}

/// The entries of a meeting that wait to be handed out, and how many there have been.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Chronicle {
    waiting: Vec<Entry>,
    written: u64,
}

impl Chronicle {
    pub(super) fn write(&mut self, cx: &Context<'_>, what: Option<What>, note: Note) {
        if self.written >= MAX_ENTRIES {
            return;
        }
        self.written += 1;
        let Note { t, kind, answer, words } = note;
        let meeting = ledger::meeting(&cx.page.url);
        let entry = Entry { t, meeting, client: cx.client.id.to_owned(), kind, what, answer, words, count: None };
        self.waiting.push(if self.written < MAX_ENTRIES {
            entry
        } else {
            Entry { kind: Kind::Overflow, what: None, answer: None, words: None, count: Some(MAX_ENTRIES), ..entry }
        });
    }

    /// Hands out what waits.
    pub(super) fn take(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.waiting)
    }
}
