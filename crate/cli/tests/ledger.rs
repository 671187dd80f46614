//! `tallylight ledger` as a user runs it: exit codes, what is said where, and the page.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tallylight_core::client::What;
use tallylight_core::ledger::{Answer, Entry, Head, Kind, append, meeting};

const MEETING: &str = "https://app.zoom.us/wc/85012345678/join";

fn export() -> Value {
    let mut head = Head::default();
    let mut records = Vec::new();
    for (n, kind) in (0..).zip([Kind::OnWhenJoined, Kind::ConsentAsked, Kind::ConsentAnswered, Kind::Stopped]) {
        let appended = append(
            head,
            Entry {
                t: 1_795_411_208_000 + n,
                meeting: meeting(MEETING),
                client: "zoom".into(),
                kind,
                what: Some(What::Recording),
                answer: (kind == Kind::ConsentAnswered).then_some(Answer::Refused),
                words: None,
                count: None,
            },
        );
        head = appended.head;
        records.extend(appended.records);
    }
    json!({ "version": 1, "head": head.hash, "records": records })
}

/// Runs the program on an export that it reads from standard input.
fn run(args: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tallylight"));
    let mut child = command.arg("ledger").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_whole_ledger_is_called_whole() {
    let export = export();
    let out = run(&["verify"], &export.to_string());
    let said: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert_eq!(said, json!({ "whole": true, "records": 4, "removed": 0, "head": export["head"], "closed": true }));
}

#[test]
fn the_first_broken_record_is_named() {
    let mut export = export();
    export["records"][2]["answer"] = "given".into();
    export["records"][3]["kind"] = "paused".into();
    let out = run(&["verify", "-"], &export.to_string());
    let said: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!((out.status.code(), &said["whole"], &said["record"]), (Some(1), &json!(false), &json!(2)));
    assert!(text(&out.stderr).starts_with("record 2: "), "{}", text(&out.stderr));
    let page = run(&["page"], &export.to_string());
    assert_eq!((page.status.code(), page.stdout.len()), (Some(1), 0), "of a broken ledger there is no page");
}

#[test]
fn what_is_no_ledger_is_an_input_error() {
    for input in ["", "not json", "{\"version\":9,\"records\":[]}"] {
        let out = run(&["verify"], input);
        assert_eq!(out.status.code(), Some(2), "{input}: {}", text(&out.stderr));
    }
    let out = run(&["verify", "no/such/file.json"], "");
    assert_eq!(out.status.code(), Some(2));
    assert!(text(&out.stderr).contains("no/such/file.json"), "{}", text(&out.stderr));
}

#[test]
fn a_page_is_written_of_one_meeting_or_of_all() {
    let export = export().to_string();
    let all = run(&["page"], &export);
    assert_eq!(all.status.code(), Some(0));
    assert!(text(&all.stdout).contains("Recording: I did not agree"), "{}", text(&all.stdout));
    let one = run(&["page", "--meeting", MEETING], &export);
    assert!(text(&one.stdout).contains("4 records"));
    let other = run(&["page", "--meeting", "https://app.zoom.us/wc/1/join"], &export);
    assert!(text(&other.stdout).contains("no record of this"));
    let path = std::env::temp_dir().join(format!("tallylight-ledger-{}.html", std::process::id()));
    let out = run(&["page", "--out", path.to_str().unwrap()], &export);
    assert_eq!((out.status.code(), out.stdout.len()), (Some(0), 0));
    let written = std::fs::read(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(written, all.stdout);
}
