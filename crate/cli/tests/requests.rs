//! `tallylight check requests` against the labelled rows of `tests/requests`, with the bars below which it is not good enough.
//!
//! A row's `expect`: `third_party` (null: either is right), `owner` and `sdk` (words of which the answer must hold one, separated by `|`),
//! `no_sdk`, `carries` and `forbid` (kinds), `severity` (range), `loopback` (must be flagged at least that much).

#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "in tests a panic is the report")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

const LEVELS: [&str; 6] = ["none", "info", "low", "medium", "high", "critical"];

#[derive(Default)]
struct Score {
    good: usize,
    total: usize,
    misses: Vec<String>,
}

impl Score {
    fn count(&mut self, good: bool, miss: impl FnOnce() -> String) {
        self.total += 1;
        self.good += usize::from(good);
        if !good {
            self.misses.push(miss());
        }
    }

    #[track_caller]
    fn at_least(&self, what: &str, percent: usize) {
        assert!(self.total > 0 && self.good * 100 >= self.total * percent, "{what}: {} of {}: {:#?}", self.good, self.total, self.misses);
    }
}

fn rows() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/requests");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("the rows are there").map(|e| e.expect("readable").path()).collect();
    files.sort();
    let lines = files.iter().filter(|f| f.extension().is_some_and(|e| e == "jsonl")).map(|f| fs::read_to_string(f).expect("text"));
    lines.flat_map(|text| text.lines().map(|line| serde_json::from_str(line).expect("a row is JSON")).collect::<Vec<Value>>()).collect()
}

fn run(input: &str) -> (String, Option<i32>) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tallylight"))
        .args(["check", "requests"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let mut stdin = child.stdin.take().expect("piped");
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let done = child.wait_with_output().expect("the program ends");
    writer.join().expect("no panic").expect("the program reads");
    (String::from_utf8(done.stdout).expect("text"), done.status.code())
}

fn answers(rows: &[Value]) -> BTreeMap<String, Value> {
    let mut input = String::new();
    for row in rows {
        let mut row = row.clone();
        row.as_object_mut().expect("a row is an object").remove("expect");
        input.extend([row.to_string(), "\n".to_owned()]);
    }
    let (out, code) = run(&input);
    assert_eq!(code, Some(1), "some rows are grave, none is malformed");
    out.lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("an answer is JSON"))
        .map(|a| (a["id"].as_str().expect("id").to_owned(), a))
        .collect()
}

fn names_one_of(answer: &Value, wanted: &str) -> bool {
    let answer = answer.as_str().unwrap_or_default().to_lowercase();
    wanted.split('|').any(|word| answer.contains(&word.to_lowercase()))
}

fn within(severity: &Value, range: &Value) -> bool {
    let at = |word: &Value| LEVELS.iter().position(|l| word == *l);
    at(severity) >= at(&range[0]) && at(severity) <= at(&range[1])
}

#[test]
fn the_labelled_rows() {
    let rows = rows();
    let answers = answers(&rows);
    let (mut third, mut owner, mut sdk, mut carries, mut clean, mut severity) =
        (Score::default(), Score::default(), Score::default(), Score::default(), Score::default(), Score::default());
    for row in &rows {
        let id = row["id"].as_str().expect("id");
        let (got, expect) = (&answers[id], &row["expect"]);
        let graded = within(&got["severity"], &expect["severity"]);
        if expect["loopback"] == true {
            third.count(graded, || format!("{id}: not flagged: {got}"));
        } else {
            severity.count(graded, || format!("{id}: {}", got["severity"]));
            if !expect["third_party"].is_null() {
                third.count(got["third_party"] == expect["third_party"], || format!("{id}: {got}"));
            }
        }
        if let Some(wanted) = expect["owner"].as_str() {
            owner.count(names_one_of(&got["owner"], wanted), || format!("{id}: {} is not {wanted}", got["owner"]));
        }
        if let Some(wanted) = expect["sdk"].as_str() {
            sdk.count(names_one_of(&got["sdk"], wanted), || format!("{id}: {} is not {wanted}", got["sdk"]));
        } else if expect["no_sdk"] == true {
            sdk.count(got["sdk"].is_null(), || format!("{id}: {} is none", got["sdk"]));
        }
        let have = |kind: &Value| got["carries"].as_array().expect("a list").iter().any(|c| c["kind"] == *kind);
        for kind in expect["carries"].as_array().into_iter().flatten() {
            carries.count(have(kind), || format!("{id}: missed {kind}"));
        }
        let wrong: Vec<_> = expect["forbid"].as_array().into_iter().flatten().filter(|k| have(k)).collect();
        clean.count(wrong.is_empty(), || format!("{id}: false {wrong:?}"));
    }
    third.at_least("third party", 99);
    owner.at_least("owner", 95);
    sdk.at_least("sdk", 92);
    carries.at_least("carries", 96);
    clean.at_least("without false carries", 99);
    severity.at_least("severity", 95);
}

#[test]
fn values_are_never_shown() {
    let secrets = [
        "Olga Lindqvist",
        "olga.lindqvist@fjordpost.example",
        "83920174655",
        "Vb7kQ2mXz9",
        "c2a49e17-5b08-47d3-9f6a-e81370d4b25c",
        "Bergen",
        "Nordkom",
    ];
    let row = serde_json::json!({
        "id": "r", "page": "https://northwind.zoom.us/j/83920174655?pwd=Vb7kQ2mXz9", "url": "https://83920174655.collect.example/Olga%20Lindqvist?pwd=Vb7kQ2mXz9", "type": "fetch",
        "body": format!("{{\"mail\":\"{}\",\"idfa\":\"{}\",\"device_model\":\"iPhone14,5\",\"city\":\"{}\",\"carrier\":\"{}\"}}", secrets[1], secrets[4], secrets[5], secrets[6]),
        "known": {"name": secrets[0], "email": secrets[1], "meeting_id": secrets[2], "passcode": secrets[3]},
    });
    let (out, _) = run(&format!("{row}\n"));
    for kind in ["name", "email", "meeting_id", "passcode", "advertising_id", "city", "carrier", "device_model"] {
        assert!(out.contains(kind), "{kind} is found in {out}");
    }
    for secret in secrets {
        assert!(!out.to_lowercase().contains(&secret.to_lowercase()), "{secret} is in {out}");
    }
}

#[test]
fn bad_lines_are_counted_and_the_rest_goes_on() {
    let (out, code) = run("not json\n{\"id\":1,\"page\":\"https://app.zoom.us/\",\"url\":\"https://zoom.us/\",\"type\":\"fetch\"}\n");
    assert_eq!((out.lines().count(), code), (1, Some(2)));
}
