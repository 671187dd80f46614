//! Words in a client's interface, in any language: what do they say is on, paused, over, about to start, offered, or asked of you?
//!
//! The way a text travels: [`normal`] folds it and cuts it into sentences; [`matcher`] finds the stems and markers that the
//! [`lexicon`] knows, in the [`table`] that was made of them when the project was built; [`clause`] cuts a sentence into clauses as one language reads them; [`decide`] passes the verdict on each.
//! Only the lexicon knows languages: everything else is the same for all of them.
//!
//! Not here: who may be believed about what (the detector), or which element is a status (the catalogue).

mod clause;
mod decide;
mod flag;
mod lexicon;
mod matcher;
mod normal;
#[cfg(test)]
#[allow(dead_code, reason = "the build uses all of it")]
mod source;
mod table;

use serde::{Deserialize, Serialize};

use crate::client::{Phase, What};
use crate::observation::Role;

/// One thing that a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Signal {
    /// What is spoken of.
    pub what: What,
    /// What is said of it.
    pub phase: Phase,
}

/// The longest text read, in bytes; what follows is no status any more.
const MAX_TEXT: usize = 1024 * 1024;

/// What `text` says in a region of this role. `locale` is the page's own claim and only a hint: pages mislabel themselves.
///
/// What people typed or said themselves ([`Role::Chat`], [`Role::Caption`], [`Role::Roster`]) never says anything: anybody can
/// type "this meeting is being recorded". A button says at most that something is offered.
pub fn classify(role: Role, text: &str, locale: Option<&str>) -> Vec<Signal> {
    if matches!(role, Role::Chat | Role::Caption | Role::Roster) {
        return Vec::new();
    }
    let text = text.get(..text.floor_char_boundary(MAX_TEXT)).unwrap_or_default();
    let matcher = matcher::shared();
    let hint = locale.and_then(lexicon::index_of);
    let mut verdict = decide::Verdict::new(role);
    normal::sentences(text, |sentence| {
        let hits = matcher.find(&sentence.text);
        let clauses = clause::read(sentence, &hits, hint);
        verdict.take(&clauses, sentence.question);
    });
    verdict.signals()
}

#[cfg(test)]
mod tests;
