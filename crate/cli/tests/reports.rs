//! `tallylight replay` and `report` as a tester runs them: from a trace or a HAR file to findings, from findings to reports, and the exit codes between.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "in tests a panic is the report")]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

fn tallylight(args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tallylight"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end before it has read all.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

/// A folder of its own for each test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn trace(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/traces").join(name).join("trace.jsonl")).unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn all_reports_at_once_and_the_exit_code() {
    let folder = folder("all-reports");
    let findings = text(&tallylight(&["replay"], &trace("third-party-2020")).stdout);
    let out = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let [html, sarif, junit, ocsf] = ["r.html", "r.sarif", "r.xml", "r.jsonl"].map(out);
    let args = ["report", "-", "--html", &html, "--sarif", &sarif, "--junit", &junit, "--ocsf", &ocsf];
    assert_eq!(tallylight(&args, &findings).status.code(), Some(1), "something grave is in it");
    assert!(fs::read_to_string(&html).unwrap().contains("Meta (Facebook) (US)"));
    assert_eq!(serde_json::from_str::<Value>(&fs::read_to_string(&sarif).unwrap()).unwrap()["version"], "2.1.0");
    assert!(fs::read_to_string(&junit).unwrap().contains("<failure"));
    assert_eq!(fs::read_to_string(&ocsf).unwrap().lines().count(), findings.lines().count());
    assert_eq!(tallylight(&["report", "-", "--html", &html, "--fail-on", "critical"], &findings).status.code(), Some(0));
    assert_eq!(tallylight(&["report", "-"], &findings).status.code(), Some(2), "a report of no kind");
}

#[test]
fn what_cannot_be_written_or_read_is_said_and_the_rest_is_done() {
    let folder = folder("unwritable");
    let html = folder.join("r.html").to_string_lossy().into_owned();
    let nowhere = folder.join("no/such/folder/r.sarif").to_string_lossy().into_owned();
    let findings = format!("not json\n{}", text(&tallylight(&["replay"], &trace("zoom-recording")).stdout));
    let output = tallylight(&["report", "-", "--sarif", &nowhere, "--html", &html], &findings);
    assert_eq!(output.status.code(), Some(2));
    let said = text(&output.stderr);
    assert!(said.contains("line 1: not a finding") && said.contains("cannot write") && said.contains("r.sarif"), "{said}");
    let page = fs::read_to_string(&html).unwrap();
    assert!(page.contains("This meeting was recorded") && page.contains("1 lines of the findings could not be read"));
}

fn har(entries: &[Value]) -> String {
    json!({"log": {"version": "1.2", "pages": [], "entries": entries}}).to_string()
}

fn entry(url: &str, body: &str) -> Value {
    json!({"startedDateTime": "2026-11-23T05:20:08.000Z", "time": 1, "request": {"method": "POST", "url": url, "headers": [], "bodySize": body.len(),
        "postData": {"mimeType": "text/plain", "text": body}}, "response": {"status": 200, "content": {"size": 9, "text": "<html>"}}})
}

#[test]
fn a_har_is_judged_by_its_requests_and_says_what_it_cannot_tell() {
    let har = har(&[
        entry("https://app.zoom.us/wc/1/join", ""),
        entry(
            "https://graph.facebook.com/v3/activities",
            "extinfo=1&advertiser_id=6a204bd8-9f3a-4b1e-8c11-2f3a4b5c6d7e&device_model=iPhone12,1&timezone=Europe/Berlin&city=Berlin&carrier=Telekom",
        ),
    ]);
    let output = tallylight(&["replay"], &har);
    let findings: Vec<Value> = text(&output.stdout).lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(findings.iter().any(|f| f["who"] == "Meta (Facebook)"), "{findings:?}");
    let last = findings.last().unwrap();
    assert_eq!((&last["detector"], &last["evidence"]["why"]), (&json!("coverage"), &json!("requests_only")));
    assert!(text(&output.stderr).contains("could not run") && text(&output.stderr).contains("attention"));
}

#[test]
fn hostile_inputs_end_with_an_error_and_what_was_whole() {
    let whole = har(&[entry("https://app.zoom.us/wc/1/join", ""), entry("https://graph.facebook.com/x", "a=1")]);
    let cut = tallylight(&["replay"], whole.get(..whole.len() - 9).unwrap());
    assert_eq!(cut.status.code(), Some(2));
    assert!(text(&cut.stderr).contains("ends in the middle") && text(&cut.stdout).contains("Meta"));
    for (input, said) in [
        ("{\"log\":[]}".to_owned(), "not a HAR file"),
        ("{\"t\":1,\"event\":\"page\",\"url\":\"https://app.zoom.us/wc/1\"}\n{\"t\":2,\"event\":\"se".to_owned(), "line 2: not an event"),
        ("{\"t\":-1,\"event\":\"tick\"}\n".to_owned(), "line 1: not an event"),
        ("[".repeat(200_000), "line 1: not an event"),
    ] {
        let output = tallylight(&["replay"], &input);
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(text(&output.stderr).contains(said), "{}", text(&output.stderr));
    }
    // A clock that leaps, goes back and overflows: judged, not believed, and no panic.
    let lying: String = [u64::MAX, 0, 1, u64::MAX - 1].iter().map(|t| json!({"t": t, "event": "tick"}).to_string() + "\n").collect();
    assert_eq!(tallylight(&["replay"], &lying).status.code(), Some(0));
}
