//! What goes to collectors is what the official protocol reads, says the same in both encodings, and holds nothing that is nobody's business.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue, any_value::Value as Any};
use prost::Message;
use serde_json::{Value, json};
use tallylight_core::Finding;
use tallylight_core::policy::Encoding;
use tallylight_report::otlp::{Origin, request};

fn finding() -> Finding {
    serde_json::from_value(json!({
        "uid": "00c0ffee00c0ffee", "detector": "link", "state": "raised", "t": 1_800_000_000_000_u64, "since": 1_800_000_000_000_u64, "severity": "high",
        "what": "unc-remote", "who": "files.evil.example", "client": "zoom", "rule": "R4",
        "evidence": {"host": "files.evil.example", "share": "payroll-of-jane", "count": 2, "text": "hi Jane", "p": 0.25, "words_hash": "9aceeb97", "shown_now": true,
            "carries": [{"kind": "email", "form": "sha256"}]},
    }))
    .unwrap()
}

fn origin() -> Origin {
    Origin { instance: "4b1d".to_owned(), browser: "firefox".to_owned() }
}

fn attribute<'a>(list: &'a [KeyValue], key: &str) -> &'a str {
    match list.iter().find(|pair| pair.key == key).and_then(|pair| pair.value.as_ref()?.value.as_ref()) {
        Some(Any::StringValue(text)) => text,
        other => unreachable!("{key}: {other:?}"),
    }
}

fn plain(value: &AnyValue) -> Value {
    match value.value.as_ref() {
        None | Some(Any::BytesValue(_)) => Value::Null,
        Some(Any::StringValue(text)) => json!(text),
        Some(Any::BoolValue(b)) => json!(b),
        Some(Any::IntValue(n)) => json!(n),
        Some(Any::DoubleValue(n)) => json!(n),
        Some(Any::ArrayValue(list)) => list.values.iter().map(plain).collect(),
        Some(Any::KvlistValue(map)) => map.values.iter().map(|pair| (pair.key.clone(), plain(pair.value.as_ref().unwrap()))).collect(),
    }
}

#[test]
fn the_official_protocol_reads_it_in_both_encodings() {
    let findings = [finding(), Finding { uid: "1".repeat(16), ..finding() }];
    let binary = ExportLogsServiceRequest::decode(request(&findings, &origin(), Encoding::Protobuf).as_slice()).unwrap();
    let text: ExportLogsServiceRequest = serde_json::from_slice(&request(&findings, &origin(), Encoding::Json)).unwrap();
    assert_eq!(binary, text);
    // Nothing is in it that the official form does not know: written again, it is as long.
    assert_eq!(binary.encoded_len(), request(&findings, &origin(), Encoding::Protobuf).len());
    let resource = &binary.resource_logs[0];
    let about = &resource.resource.as_ref().unwrap().attributes;
    assert_eq!((attribute(about, "service.name"), attribute(about, "service.instance.id")), ("tallylight", "4b1d"));
    let records = &resource.scope_logs[0].log_records;
    assert_eq!(records.len(), 2);
    assert_eq!((records[0].severity_number, records[0].event_name.as_str()), (17, "tallylight.finding"));
    assert_eq!(records[0].time_unix_nano, 1_800_000_000_000_000_000);
    let attributes = &records[0].attributes;
    assert_eq!((attribute(attributes, "event.kind"), attribute(attributes, "rule.id")), ("alert", "R4"));
    assert_eq!(attribute(attributes, "url.domain"), "files.evil.example");
    assert_ne!(attribute(attributes, "event.id"), attribute(&records[1].attributes, "event.id"));
}

#[test]
fn the_body_is_a_detection_finding() {
    let read = ExportLogsServiceRequest::decode(request(&[finding()], &origin(), Encoding::Protobuf).as_slice()).unwrap();
    let body = plain(read.resource_logs[0].scope_logs[0].log_records[0].body.as_ref().unwrap());
    assert_eq!((&body["class_uid"], &body["category_uid"], &body["type_uid"]), (&json!(2004), &json!(2), &json!(200_401)));
    for required in ["activity_id", "time", "severity_id", "finding_info", "metadata"] {
        assert!(!body[required].is_null(), "{required}");
    }
    assert_eq!((&body["finding_info"]["uid"], &body["metadata"]["product"]["name"]), (&json!("00c0ffee00c0ffee"), &json!("Tallylight")));
    assert_eq!(body["metadata"]["uid"], json!("4b1d/00c0ffee00c0ffee/create/1800000000000/high"));
}

#[test]
fn names_of_shares_texts_and_hashes_stay_here() {
    for encoding in [Encoding::Protobuf, Encoding::Json] {
        let sent = request(&[finding()], &origin(), encoding);
        let sent = String::from_utf8_lossy(&sent);
        assert!(sent.contains("files.evil.example") && sent.contains("sha256"));
        for secret in ["payroll", "Jane", "9aceeb97"] {
            assert!(!sent.contains(secret), "{secret}");
        }
    }
}
