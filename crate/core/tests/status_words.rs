//! Every row of `tests/words/*.jsonl`: `{"id","role","text","locale"?,"expect":["what:phase",…]}`, answered exactly.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "in tests a panic is the report")]

use std::path::{Path, PathBuf};

use serde::Deserialize;
use tallylight_core::detector::recording::words::classify;
use tallylight_core::observation::Role;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    role: Role,
    text: String,
    #[serde(default)]
    locale: Option<String>,
    expect: Vec<String>,
}

fn tables() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/words");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "jsonl"));
    files.sort();
    files
}

fn says(role: Role, text: &str, locale: Option<&str>) -> Vec<String> {
    let name = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    classify(role, text, locale)
        .iter()
        .map(|s| format!("{}:{}", name(serde_json::to_value(s.what).unwrap()), name(serde_json::to_value(s.phase).unwrap())))
        .collect()
}

#[test]
fn every_row_is_answered_exactly() {
    let mut wrong = Vec::new();
    let mut rows = 0;
    for file in tables() {
        for line in std::fs::read_to_string(&file).unwrap().lines().filter(|line| !line.trim().is_empty()) {
            let row: Row = serde_json::from_str(line).unwrap_or_else(|e| panic!("{}: {e}: {line}", file.display()));
            let got = says(row.role, &row.text, row.locale.as_deref());
            rows += 1;
            if got != row.expect {
                wrong.push(format!("{} {:?}: expected {:?}, got {got:?}", row.id, row.text, row.expect));
            }
        }
    }
    assert!(rows > 0, "no tables found");
    assert!(wrong.is_empty(), "{} of {rows} rows:\n{}", wrong.len(), wrong.join("\n"));
}
