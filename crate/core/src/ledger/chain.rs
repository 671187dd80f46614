//! The chain: an entry becomes a record by its number and by the hash of the record before it. Pure: the shell keeps the head and stores
//! what it is given.

use serde::{Deserialize, Serialize};

use super::entry::{Answer, Entry, Kind};
use super::hash;
use crate::client::What;
use crate::observation::Role;

/// What the first record names as the hash before it.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";
/// Records of one segment, the unit of storage: record `n` is in segment `n / SEGMENT`. Small, because each record rewrites its segment.
pub const SEGMENT: u64 = 64;
/// Segments that are kept. With records of at most 450 bytes that is some 7 MB, which is years of meetings.
pub const KEPT_SEGMENTS: u64 = 256;

/// A link of the chain. Its hash is the SHA-256 of its own compact JSON, keys in this order, absent ones left out, without `hash`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// Its number, from 0.
    pub n: u64,
    /// See [`Entry::t`].
    pub t: u64,
    /// See [`Entry::meeting`].
    pub meeting: String,
    /// See [`Entry::client`].
    pub client: String,
    /// See [`Entry::kind`].
    pub kind: Kind,
    /// See [`Entry::what`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub what: Option<What>,
    /// See [`Entry::answer`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
    /// Of the words: their digest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words_hash: Option<String>,
    /// Of the words: the page's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Of the words: the kind of region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// See [`Entry::count`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The hash of the record before it.
    pub prev: String,
    /// Its own.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hash: String,
}

impl Record {
    fn new(head: &Head, entry: Entry) -> Self {
        let Entry { t, meeting, client, kind, what, answer, words, count } = entry;
        let (words_hash, language, role) =
            words.map(|w| (w.hash, w.language, w.role)).map_or((None, None, None), |(h, l, r)| (Some(h), Some(l), Some(r)));
        let mut record = Self {
            n: head.n,
            t,
            meeting,
            client,
            kind,
            what,
            answer,
            words_hash,
            language,
            role,
            count,
            prev: head.hash.clone(),
            hash: String::new(),
        };
        record.hash = record.seal();
        record
    }

    /// The hash that it ought to have.
    pub fn seal(&self) -> String {
        let bare = Self { hash: String::new(), ..self.clone() };
        hash(&serde_json::to_vec(&bare).unwrap_or_default())
    }
}

/// Where the chain stands: all that the shell must keep beside the records.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Head {
    /// The next record's number.
    pub n: u64,
    /// The last record's hash.
    pub hash: String,
    /// The first segment that is still kept.
    pub first_segment: u64,
}

impl Default for Head {
    fn default() -> Self {
        Self { n: 0, hash: GENESIS.to_owned(), first_segment: 0 }
    }
}

/// What came of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appended {
    /// Where the chain stands now.
    pub head: Head,
    /// The records to store, each in segment `n / SEGMENT`: one, or two where room was made.
    pub records: Vec<Record>,
    /// The segment to remove, if the ledger was full. The first of the records says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remove: Option<u64>,
}

/// Appends an entry to the chain.
pub fn append(head: Head, entry: Entry) -> Appended {
    append_within(KEPT_SEGMENTS, head, entry)
}

/// The same, keeping so many segments.
pub(super) fn append_within(kept: u64, mut head: Head, entry: Entry) -> Appended {
    let mut records = Vec::with_capacity(2);
    let mut remove = None;
    if head.n.is_multiple_of(SEGMENT) && head.n / SEGMENT >= head.first_segment.saturating_add(kept) {
        remove = Some(head.first_segment);
        head.first_segment += 1;
        let count = Some(head.first_segment * SEGMENT);
        let gap = Entry {
            t: entry.t,
            meeting: String::new(),
            client: String::new(),
            kind: Kind::Dropped,
            what: None,
            answer: None,
            words: None,
            count,
        };
        records.push(link(&mut head, gap));
    }
    records.push(link(&mut head, entry));
    Appended { head, records, remove }
}

fn link(head: &mut Head, entry: Entry) -> Record {
    let record = Record::new(head, entry);
    head.n += 1;
    head.hash.clone_from(&record.hash);
    record
}
