//! What the record page says: the findings of past meetings and the consent ledger, ready to be shown. Not here: where both are stored (the
//! shell), how a ledger is checked (`ledger`), the page (`crate/ui`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::client::{Client, What};
use crate::finding::Finding;
use crate::ledger::{self, Answer, Kind, Verified};
use crate::session::{Page, Session};
use crate::summary::{Item, item};

/// The record, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// The findings, each as it stood last, newest first.
    pub items: Vec<Item>,
    /// The ledger.
    pub ledger: Ledger,
}

/// The ledger, as examined just now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Ledger {
    /// Nothing in it.
    #[default]
    Empty,
    /// Every record is what it was.
    Whole {
        /// The last record's hash.
        head: String,
        /// Newest first.
        rows: Vec<Row>,
        /// The page to print.
        page: String,
    },
    /// A record is not what it was.
    Broken {
        /// Which, and in what way (English).
        why: String,
    },
}

/// One record of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// When.
    pub t: u64,
    /// The client's name.
    pub client: String,
    /// Message name of what it is about.
    pub what: String,
    /// Message name of what happened.
    pub event: String,
}

/// Makes the record of stored findings and an exported ledger. A finding that is not one (damaged, or of a version to come) is passed over:
/// it is exported as it is.
pub fn record(findings: &[Value], export: &str) -> Record {
    let mut seen = BTreeSet::new();
    let findings = findings.iter().rev().filter_map(|f| Finding::deserialize(f).ok());
    let latest = findings.filter(|f| seen.insert(f.uid.clone()));
    let items = latest.map(|f| {
        let page = Page { client: f.client.clone(), ..Page::default() };
        item(&f, &Session { page, ..Session::default() })
    });
    Record { items: items.collect(), ledger: examine(export) }
}

fn examine(export: &str) -> Ledger {
    match ledger::verify(export) {
        Ok(whole) if whole.count == 0 => Ledger::Empty,
        Ok(whole) => Ledger::Whole { rows: rows(&whole), page: ledger::page(&whole, None), head: whole.head },
        Err(broken) => Ledger::Broken { why: broken.to_string() },
    }
}

fn rows(ledger: &Verified) -> Vec<Row> {
    let row = |r: &ledger::Record| Row {
        t: r.t,
        client: Client::by_id(&r.client).map(|c| c.name).filter(|n| !n.is_empty()).unwrap_or(&r.client).to_owned(),
        what: what(r.what).to_owned(),
        event: event(r.kind, r.answer).to_owned(),
    };
    ledger.records.iter().rev().map(row).collect()
}

fn what(what: Option<What>) -> &'static str {
    match what {
        Some(What::Recording) | None => "what_recording",
        Some(What::LocalRecording) => "what_local_recording",
        Some(What::Transcription) => "what_transcription",
        Some(What::LiveStream) => "what_live_stream",
        Some(What::AiNotes) => "what_ai_notes",
        Some(What::Archive) => "what_archive",
    }
}

fn event(kind: Kind, answer: Option<Answer>) -> &'static str {
    match (kind, answer) {
        (Kind::OnWhenJoined, _) => "ledger_on_when_joined",
        (Kind::Started, _) => "ledger_started",
        (Kind::Noticed, _) => "ledger_noticed",
        (Kind::Paused, _) => "ledger_paused",
        (Kind::Resumed, _) => "ledger_resumed",
        (Kind::Stopped, _) => "ledger_stopped",
        (Kind::ConsentAsked, _) => "ledger_asked",
        (Kind::ConsentAnswered, Some(Answer::Given)) => "ledger_given",
        (Kind::ConsentAnswered, Some(Answer::Refused)) => "ledger_refused",
        (Kind::ConsentAnswered, _) => "ledger_answered",
        (Kind::Overflow, _) => "ledger_overflow",
        (Kind::Dropped, _) => "ledger_dropped",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{DetectorName, Judgement, Severity};
    use crate::ledger::{Entry, Head, append};
    use serde_json::json;

    const EMPTY: &str = r#"{"version":1,"records":[]}"#;

    #[test]
    fn a_finding_is_listed_once_as_it_stood_last() {
        let mut session = Session::open("https://app.zoom.us/wc/1/join", None, 1_000);
        let raise = || Judgement::raise("k", Severity::High, "recording", "");
        let first = session.settle(DetectorName::Recording, raise()).unwrap();
        let over = session.settle(DetectorName::Recording, raise().end()).unwrap();
        let stored = [json!(first), json!({"of": "another version"}), json!(over)];
        let items = record(&stored, EMPTY).items;
        let told: Vec<_> = items.iter().map(|i| (i.what.name.as_str(), i.open, i.what.args.get("client"))).collect();
        assert_eq!(told, [("recording_was", false, Some(&"Zoom".into()))]);
    }

    #[test]
    fn a_ledger_is_shown_only_if_it_is_whole() {
        let entry = Entry {
            t: 5,
            meeting: ledger::meeting("https://zoom.us/wc/1/join"),
            client: "zoom".into(),
            kind: Kind::ConsentAnswered,
            what: Some(What::AiNotes),
            answer: Some(Answer::Refused),
            words: None,
            count: None,
        };
        let appended = append(Head::default(), entry);
        let export = json!({"version": 1, "head": appended.head.hash, "records": appended.records}).to_string();
        let Ledger::Whole { rows, head, .. } = record(&[], &export).ledger else { panic!("not whole") };
        assert_eq!(head, appended.head.hash);
        let row = Row { t: 5, client: "Zoom".into(), what: "what_ai_notes".into(), event: "ledger_refused".into() };
        assert_eq!(rows, [row]);
        let forged = export.replace("refused", "given");
        assert!(matches!(record(&[], &forged).ledger, Ledger::Broken { .. }));
        assert_eq!(record(&[], EMPTY).ledger, Ledger::Empty);
    }
}
