//! `tallylight experiment` as a tester runs it: what it prints, and how it ends.
#![allow(clippy::expect_used, clippy::panic, reason = "in tests a panic is the report")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tallylight_experiment::simulate::{Client, Tracker};

fn run(trace: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tallylight"))
        .args(["experiment", "--seed", "3", "--permutations", "999"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // It may end before it has read all.
    let _ = child.stdin.take().expect("a pipe").write_all(trace.as_bytes());
    child.wait_with_output().expect("it ends")
}

fn trace(flips: usize, tracks: Option<(Tracker, f64)>) -> String {
    let events = Client { seed: 5, flips, tracks }.trace();
    events.iter().map(|e| serde_json::to_string(e).expect("it serialises") + "\n").collect()
}

fn findings(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("UTF-8");
    text.lines().map(|l| serde_json::from_str(l).expect("a finding")).collect()
}

#[test]
fn a_tracker_is_reported_with_its_evidence_and_the_same_every_time() {
    let trace = trace(20, Some((Tracker::Message, 1.0)));
    let output = run(&trace);
    assert_eq!(output.stdout, run(&trace).stdout, "the seed decides");
    let found = findings(&output);
    let [told, whole] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (&told["verdict"], &told["what"], &told["evidence"]["host"]),
        (&"reports".into(), &"attention_experiment".into(), &"meet.example.com".into())
    );
    assert!(told["evidence"]["p_adjusted"].as_f64().is_some_and(|p| p <= 0.01));
    assert_eq!(whole["evidence"]["trial"]["flips"], 20);
}

#[test]
fn too_few_flips_and_equal_ones_are_no_answer() {
    let few = run(&trace(4, None));
    assert_eq!((few.status.code(), few.stdout.len()), (Some(2), 0));
    assert!(String::from_utf8_lossy(&few.stderr).contains("4 flips"));
    let flip = |i: u64| {
        format!(
            r#"{{"t":{},"event":"seen","world":"page","observations":[{{"see":"flip","visible":{v},"focused":{v}}}]}}"#,
            i * 4000,
            v = i.is_multiple_of(2)
        )
    };
    let equal: String = (0..20).map(|i| flip(i) + "\n").collect();
    let equal = run(&equal);
    assert_eq!(equal.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&equal.stderr).contains("at random"));
}

#[test]
fn a_bad_line_is_named_and_the_rest_is_tested() {
    let mut trace = trace(12, None);
    trace.insert_str(0, "not json\n");
    let output = run(&trace);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("line 1"));
    assert_eq!(findings(&output).last().map(|f| f["what"].clone()), Some("attention_experiment".into()));
}
