//! A finding: a judged fact with evidence. One a line in `findings.jsonl`; its JSON shape is an interface that others script against.
//! Not here: how one is shown (`effect::Warning`), or how judgements become findings (`session`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How much it matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth listing.
    #[default]
    Info,
    /// Worth knowing.
    Low,
    /// Worth a look.
    Medium,
    /// Worth an interruption.
    High,
    /// A program can start, or an identity is leaving now.
    Critical,
}

/// Which detector judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DetectorName {
    /// Recording, transcription, streaming, AI notes, archiving.
    Recording,
    /// Links that leak credentials or start programs.
    Link,
    /// Clients that report whether you look.
    Attention,
    /// Who else receives what about you.
    ThirdParty,
    /// The privacy notice.
    Notice,
    /// Encryption and where data goes.
    Transfer,
    /// How much of the meeting we can see.
    Coverage,
    /// Somebody worked against us.
    Tamper,
}

/// Where a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// New.
    Raised,
    /// Still true, with new evidence.
    Updated,
    /// Over; what was found stays found.
    Ended,
}

/// How sure the attention detector is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing depends on whether you look.
    None,
    /// Something does, for a purpose of its own (pausing video you cannot see).
    Functional,
    /// It may report whether you look.
    May,
    /// It reports whether you look.
    Reports,
}

/// Kinds, hosts, counts, times, hashes. Never what somebody said or typed, never a known value itself.
pub type Evidence = BTreeMap<String, Value>;

/// A judged fact, as shown, saved and exported.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Stable within a meeting: the same fact has the same uid after a worker's death, in the browser and in replay.
    pub uid: String,
    /// Who judged.
    pub detector: DetectorName,
    /// Where it stands.
    pub state: State,
    /// When it came to this state, in the events' milliseconds.
    pub t: u64,
    /// Since when it has been so: when it was raised, or raised again after it had ended.
    pub since: u64,
    /// How much it matters.
    pub severity: Severity,
    /// What, as a stable word of the detector (`recording`, `unc-remote`, `blind`…).
    pub what: String,
    /// Who does it or learns it (a company, a host, `participants`…); empty where nobody can be named.
    pub who: String,
    /// For attention: how sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
    /// Id of the conferencing client in the catalogue.
    pub client: String,
    /// What it rests on.
    pub evidence: Evidence,
    /// The organisation's rule that it breaks, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// What a detector says of one fact. The session turns it into a [`Finding`]: it knows whether the fact is new.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Names the fact within its detector: two judgements with the same key are about the same finding.
    pub key: String,
    /// Over, or (still) true.
    pub ended: bool,
    /// How much it matters.
    pub severity: Severity,
    /// See [`Finding::what`].
    pub what: String,
    /// See [`Finding::who`].
    pub who: String,
    /// See [`Finding::verdict`].
    pub verdict: Option<Verdict>,
    /// See [`Finding::evidence`].
    pub evidence: Evidence,
}

impl Judgement {
    /// A judgement that something is the case.
    pub fn raise(key: impl Into<String>, severity: Severity, what: impl Into<String>, who: impl Into<String>) -> Self {
        Self { key: key.into(), ended: false, severity, what: what.into(), who: who.into(), verdict: None, evidence: Evidence::new() }
    }

    /// A judgement that it no longer is.
    #[must_use]
    pub fn end(mut self) -> Self {
        self.ended = true;
        self
    }

    /// Adds a piece of evidence.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.evidence.insert(key.to_owned(), value.into());
        self
    }

    /// Sets the verdict.
    #[must_use]
    pub fn verdict(mut self, verdict: Verdict) -> Self {
        self.verdict = Some(verdict);
        self
    }
}
