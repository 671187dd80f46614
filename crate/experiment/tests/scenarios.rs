//! The labelled attention scenarios of `tests/traces`, most with eight flips at random times: none of the innocent is said to tell of you, and those that plainly
//! do are found.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests a panic is the report")]

use std::fs;
use std::path::Path;

use tallylight_core::finding::Verdict;
use tallylight_experiment::{Experiment, Options};

/// The worst verdict on each scenario that is an experiment.
fn verdicts(of: impl Fn(&str) -> bool) -> Vec<(String, Verdict)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/traces");
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !path.is_dir() || !of(&name) {
            continue;
        }
        let mut experiment = Experiment::default();
        for line in fs::read_to_string(path.join("trace.jsonl")).unwrap().lines() {
            experiment.take(&serde_json::from_str(line).unwrap());
        }
        if let Ok(found) = experiment.findings(&Options { permutations: 999, ..Options::default() }) {
            out.push((name, found.iter().filter_map(|f| f.verdict).max().unwrap()));
        }
    }
    out
}

#[test]
fn no_innocent_scenario_is_said_to_tell_of_you() {
    let all = verdicts(|name| name.starts_with("attention-quiet-"));
    assert!(all.len() > 30, "{}", all.len());
    let accused: Vec<_> = all.iter().filter(|(_, v)| *v >= Verdict::May).collect();
    assert!(accused.is_empty(), "{accused:?}");
}

#[test]
fn scenarios_that_tell_at_each_flip_are_found() {
    let plain = [
        "attention-visible-flag",
        "attention-xmpp-presence",
        "attention-heartbeat-letter",
        "attention-paths-tell",
        "attention-key-while-away",
    ];
    let all = verdicts(|name| plain.contains(&name));
    assert_eq!(all.len(), plain.len());
    assert!(all.iter().all(|(_, v)| *v == Verdict::Reports), "{all:?}");
}
