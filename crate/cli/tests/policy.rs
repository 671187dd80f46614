//! `tallylight policy` as a script uses it: lines, files and exit codes.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn tallylight(arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tallylight"));
    let mut child =
        command.arg("policy").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn lines(output: &Output) -> Vec<Value> {
    String::from_utf8_lossy(&output.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_bad_key_is_named_and_the_exit_says_so() {
    let output = tallylight(&["check"], r#"{"locked": {"link_proceed": "no", "keep_days": 30, "wether": 1}}"#);
    let named: Vec<_> = lines(&output).iter().map(|l| format!("{} {} {}", l["path"], l["value"], l["instead"])).collect();
    assert_eq!(named, [r#""locked.link_proceed" "\"no\"" "true (built in)""#, r#""locked.wether" "1" "nothing""#]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(tallylight(&["check", "-"], r#"{"locked": {"keep_days": 30}}"#).status.code(), Some(0));
    assert_eq!(tallylight(&["check", "no such file"], "").status.code(), Some(2));
    assert_eq!(tallylight(&["check"], "not json").status.code(), Some(1));
}

#[test]
fn a_browsers_own_policy_file_is_checked_too() {
    let file = r#"{"policies": {"3rdparty": {"Extensions": {"other@example": {"a": 1}, "x@y": {"locked": {"keep_days": -1}}}}}}"#;
    let output = tallylight(&["check", "--keys"], file);
    let lines = lines(&output);
    assert_eq!(lines.first().unwrap()["path"], "locked.keep_days");
    assert!(lines.iter().any(|l| l["key"] == "keep_days" && l["source"] == "built_in"));
}

#[test]
fn the_schema_is_json_and_the_samples_are_files() {
    let schema: Value = serde_json::from_slice(&tallylight(&["schema"], "").stdout).unwrap();
    assert_eq!(schema["properties"]["locked"]["properties"]["link_proceed"]["type"], "boolean");
    let folder = std::env::temp_dir().join(format!("tallylight-samples-{}", std::process::id()));
    let output = tallylight(&["samples", folder.to_str().unwrap(), "--text"], "");
    let written = String::from_utf8(output.stdout).unwrap();
    for path in written.lines() {
        assert!(std::fs::metadata(path).unwrap().len() > 0, "{path}");
    }
    assert_eq!((written.lines().count(), output.status.code()), (9, Some(0)));
    std::fs::remove_dir_all(folder).unwrap();
    assert_eq!(tallylight(&["samples", "x", "--id", "short"], "").status.code(), Some(2));
}
