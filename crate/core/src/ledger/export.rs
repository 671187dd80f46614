//! An exported ledger and its examination: which is the first record that is not what it was, and why.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::chain::{GENESIS, Record};
use super::entry::Kind;

/// The version of the exported shape.
pub const VERSION: u32 = 1;

/// A ledger as exported: `{"version":1,"head":"…","records":[…]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// [`VERSION`].
    pub version: u32,
    /// The last record's hash: without it, records missing at the end could not be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head: Option<String>,
    /// All records that are kept, in order.
    pub records: Vec<Record>,
}

/// The same before each record is believed to be one.
#[derive(Deserialize)]
struct Raw {
    version: u32,
    #[serde(default)]
    head: Option<String>,
    records: Vec<Value>,
}

/// A ledger that is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// Its records.
    #[serde(skip)]
    pub records: Vec<Record>,
    /// How many there are.
    pub count: u64,
    /// How many older ones were removed to make room, as the ledger itself says.
    pub removed: u64,
    /// The last hash: note it elsewhere, and nobody can rewrite what came before.
    pub head: String,
    /// Whether the export names its last hash, so that no record can be missing at its end.
    pub closed: bool,
}

/// A ledger that is not what it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{why}", at.map(|n| format!("record {n}: ")).unwrap_or_default())]
pub struct Broken {
    /// The number that the first broken record has or ought to have; `None` if it is the file as a whole.
    pub at: Option<u64>,
    /// In what way.
    pub why: Why,
}

/// In what way a ledger is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// Not the JSON of an export.
    #[error("this is not an exported ledger: {0}")]
    NotALedger(String),
    /// Of another version.
    #[error("the ledger has version {0}, this program knows version {VERSION}")]
    Version(u32),
    /// Not the JSON of a record.
    #[error("this is not a record: {0}")]
    NotARecord(String),
    /// Its number is not the next.
    #[error("its number is {0}: a record before it was removed, inserted or moved")]
    Number(u64),
    /// It names another predecessor.
    #[error("it does not follow the record before it: that one was changed, or one between them is missing")]
    Previous,
    /// It was changed.
    #[error("its content does not match its hash: it was changed")]
    Changed,
    /// Records before the first are missing and nothing says why.
    #[error("the records before it are missing, and the ledger does not say that they were removed to make room")]
    Beginning,
    /// Records after the last are missing.
    #[error("it is the last record, but the ledger's head names another: records after it are missing, or it was replaced")]
    End,
}

/// Examines an exported ledger.
///
/// # Errors
/// The first record that is broken, and in what way.
pub fn verify(json: &str) -> Result<Verified, Broken> {
    let broken = |at, why| Broken { at, why };
    let raw: Raw = serde_json::from_str(json).map_err(|e| broken(None, Why::NotALedger(e.to_string())))?;
    if raw.version != VERSION {
        return Err(broken(None, Why::Version(raw.version)));
    }
    let mut records: Vec<Record> = Vec::with_capacity(raw.records.len());
    for value in raw.records {
        let n = records.last().map(|r| r.n.saturating_add(1));
        let record: Record = serde_json::from_value(value).map_err(|e| broken(n.or(Some(0)), Why::NotARecord(e.to_string())))?;
        let expected = n.unwrap_or(record.n);
        if record.n != expected {
            return Err(broken(Some(expected), Why::Number(record.n)));
        }
        let follows = records.last().map_or(if record.n == 0 { GENESIS } else { &record.prev }, |r| &r.hash);
        if record.prev != follows {
            return Err(broken(Some(expected), Why::Previous));
        }
        if record.hash != record.seal() {
            return Err(broken(Some(expected), Why::Changed));
        }
        records.push(record);
    }
    let removed = records.first().map_or(0, |r| r.n);
    let told = records.iter().rev().find(|r| r.kind == Kind::Dropped).and_then(|r| r.count).unwrap_or(0);
    if removed != told {
        return Err(broken(Some(removed), Why::Beginning));
    }
    let head = records.last().map_or(GENESIS, |r| &r.hash).to_owned();
    if raw.head.as_ref().is_some_and(|h| *h != head) {
        return Err(broken(records.last().map(|r| r.n), Why::End));
    }
    Ok(Verified { count: records.len() as u64, removed, head, closed: raw.head.is_some(), records })
}

#[cfg(test)]
mod tests;
