//! Every way to tamper with an exported ledger that we could think of, and what is said of it.

use super::*;
use crate::client::What;
use crate::ledger::chain::append_within;
use crate::ledger::{Answer, Entry, Head, SEGMENT, Words, digest};
use crate::observation::Role;

fn entry(t: u64, kind: Kind) -> Entry {
    let words = (kind == Kind::ConsentAsked).then(|| Words { hash: digest("May we?"), language: "en".into(), role: Role::Dialog });
    let answer = (kind == Kind::ConsentAnswered).then_some(Answer::Refused);
    Entry { t, meeting: digest("zoom.us/wc/1"), client: "zoom".into(), kind, what: Some(What::Recording), answer, words, count: None }
}

/// Segments that a ledger of these tests keeps.
const KEPT: u64 = 3;

fn ledger(entries: u64) -> Export {
    let kinds = [Kind::OnWhenJoined, Kind::ConsentAsked, Kind::ConsentAnswered, Kind::Stopped];
    let mut head = Head::default();
    let mut records: Vec<Record> = Vec::new();
    for (n, kind) in (0..entries).zip(kinds.into_iter().cycle()) {
        let appended = append_within(KEPT, head, entry(1_000 + n, kind));
        head = appended.head;
        if let Some(segment) = appended.remove {
            records.retain(|r| r.n / SEGMENT != segment);
        }
        records.extend(appended.records);
    }
    Export { version: VERSION, head: Some(head.hash), records }
}

fn verdict(export: &Export) -> Result<Verified, Broken> {
    verify(&serde_json::to_string(export).unwrap())
}

#[test]
fn a_ledger_that_nobody_touched_is_whole() {
    for entries in [0, 1, 4, SEGMENT + 1] {
        let export = ledger(entries);
        let whole = verdict(&export).unwrap();
        assert_eq!((whole.count, whole.removed, Some(whole.head)), (entries, 0, export.head), "{entries}");
    }
}

#[test]
fn it_survives_pretty_printing_and_another_order_of_keys() {
    let export = ledger(5);
    let value: Value = serde_json::to_value(&export).unwrap();
    assert!(verify(&serde_json::to_string_pretty(&value).unwrap()).is_ok());
}

#[test]
fn the_shape_is_the_one_that_is_documented() {
    let export = ledger(2);
    let value = serde_json::to_value(&export.records[1]).unwrap();
    let keys = ["n", "t", "meeting", "client", "kind", "what", "words_hash", "language", "role", "prev", "hash"];
    assert!(keys.iter().all(|k| value.get(k).is_some()), "{value}");
    assert_eq!(value["prev"], export.records[0].hash.as_str());
}

#[test]
fn every_field_of_every_record_is_sealed() {
    let export = ledger(4);
    for n in 0..4 {
        let whole = serde_json::to_value(&export).unwrap();
        for (key, value) in whole["records"][n].as_object().unwrap() {
            let mut forged = whole.clone();
            forged["records"][n][key] = match value {
                Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
                Value::String(s) if key == "kind" => if s == "paused" { "resumed" } else { "paused" }.into(),
                Value::String(_) if key == "what" => "archive".into(),
                Value::String(_) if key == "answer" => "given".into(),
                Value::String(_) if key == "role" => "alert".into(),
                Value::String(s) => format!("{s}x").into(),
                other => panic!("unexpected {other}"),
            };
            let broken = verify(&forged.to_string()).unwrap_err();
            // The first record that is not at number 0 is told by its number, not by its place.
            let at = if n == 0 && key == "n" { 1 } else { n as u64 };
            assert_eq!(broken.at, Some(at), "{n}.{key}: {broken}");
        }
    }
}

#[test]
fn a_field_that_does_not_belong_is_no_part_of_a_record() {
    let mut forged = serde_json::to_value(ledger(2)).unwrap();
    forged["records"][1]["note"] = "agreed by phone".into();
    assert!(matches!(verify(&forged.to_string()), Err(Broken { at: Some(1), why: Why::NotARecord(_) })));
}

#[test]
fn a_rewritten_record_breaks_the_next() {
    let mut export = ledger(4);
    export.records[1].answer = Some(Answer::Given);
    export.records[1].hash = export.records[1].seal();
    assert_eq!(verdict(&export), Err(Broken { at: Some(2), why: Why::Previous }));
}

#[test]
fn removed_inserted_and_moved_records_are_named() {
    let mut export = ledger(4);
    export.records.remove(1);
    assert_eq!(verdict(&export), Err(Broken { at: Some(1), why: Why::Number(2) }));

    let mut export = ledger(4);
    export.records.insert(2, export.records[1].clone());
    assert_eq!(verdict(&export), Err(Broken { at: Some(2), why: Why::Number(1) }));

    let mut export = ledger(4);
    export.records.swap(1, 2);
    assert_eq!(verdict(&export), Err(Broken { at: Some(1), why: Why::Number(2) }));

    let mut export = ledger(4);
    export.records.remove(0);
    assert_eq!(verdict(&export), Err(Broken { at: Some(1), why: Why::Beginning }));

    let mut export = ledger(4);
    export.records.pop();
    assert_eq!(verdict(&export), Err(Broken { at: Some(2), why: Why::End }));
}

#[test]
fn a_full_ledger_makes_room_and_says_so() {
    let full = KEPT * SEGMENT;
    let export = ledger(full + SEGMENT + 1);
    let whole = verdict(&export).unwrap();
    assert_eq!((whole.removed, whole.records[0].n), (2 * SEGMENT, 2 * SEGMENT));
    assert!(whole.count <= full, "{}", whole.count);
    let mut cut = export.clone();
    cut.records.drain(..SEGMENT as usize);
    assert_eq!(verdict(&cut), Err(Broken { at: Some(3 * SEGMENT), why: Why::Beginning }), "one segment more is gone than was said");
}

#[test]
fn what_is_no_ledger_is_called_that() {
    for text in ["", "[]", "{}", "{\"version\":1,\"records\":{}}", "\u{0}"] {
        assert!(matches!(verify(text), Err(Broken { at: None, why: Why::NotALedger(_) })), "{text}");
    }
    assert_eq!(verify("{\"version\":2,\"records\":[]}"), Err(Broken { at: None, why: Why::Version(2) }));
    let said = verify("{\"version\":1,\"records\":[7]}").unwrap_err().to_string();
    assert!(said.starts_with("record 0: this is not a record: "), "{said}");
}
