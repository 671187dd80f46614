//! Recorded meetings of `tests/traces`, as its findings, in every format: whole, well-formed, and saying the same. The official schema of SARIF is held
//! against it by `tests/report.test.mjs`.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "in tests a panic is the report")]

use std::fs;
use std::path::Path;

use serde_json::Value;
use tallylight_core::{Effect, Event, Finding, Severity, step};
use tallylight_report::{Story, html, junit, ocsf, sarif};

/// The findings of traces, by name: every fourth, which has all detectors in it.
fn meetings() -> Vec<(String, Vec<Finding>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/traces");
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()).collect();
    all.sort();
    let name = |p: &Path| p.file_name().unwrap().to_string_lossy().into_owned();
    all.iter()
        .step_by(4)
        .chain(all.iter().filter(|p| p.ends_with("zoom-recording")))
        .map(|p| (name(p), findings(&fs::read_to_string(p.join("trace.jsonl")).unwrap())))
        .collect()
}

fn findings(trace: &str) -> Vec<Finding> {
    let (mut session, mut out) = (None, Vec::new());
    for line in trace.lines().filter(|l| !l.is_empty()) {
        let event: Event = serde_json::from_str(line).unwrap();
        let (next, effects) = step(session, &tallylight_core::Settings::default(), &event);
        session = Some(next);
        out.extend(effects.into_iter().filter_map(|e| if let Effect::Finding { finding } = e { Some(finding) } else { None }));
    }
    out
}

fn story(findings: &[Finding]) -> Story {
    let mut story = Story::default();
    for (n, finding) in findings.iter().enumerate() {
        story.take(n + 1, finding.clone());
    }
    story
}

#[test]
fn junit_is_xml_that_counts_right() {
    for (name, findings) in meetings() {
        let story = story(&findings);
        let xml = junit::render(&story, Severity::High);
        let document = roxmltree::Document::parse(&xml).unwrap_or_else(|e| panic!("{name}: {e}\n{xml}"));
        let count = |tag: &str| document.descendants().filter(|n| n.has_tag_name(tag)).count();
        let said = |attribute: &str| document.root_element().attribute(attribute).unwrap().parse::<usize>().unwrap();
        assert_eq!((count("testcase"), count("failure")), (said("tests"), said("failures")), "{name}");
        assert_eq!(count("failure"), story.facts.iter().filter(|f| f.worst >= Severity::High).count(), "{name}");
        assert_eq!(count("testsuite"), 8, "a detector that found nothing is said too");
    }
}

#[test]
fn sarif_points_at_the_line_and_has_a_rule_for_each_result() {
    for (name, findings) in meetings() {
        let story = story(&findings);
        let sarif = sarif::render(&story, "findings.jsonl");
        let run = &sarif["runs"][0];
        let results = run["results"].as_array().unwrap();
        assert_eq!(results.len(), story.facts.len(), "{name}");
        for result in results {
            let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"], "{name}");
            let line = result["locations"][0]["physicalLocation"]["region"]["startLine"].as_u64().unwrap() as usize;
            assert_eq!(findings[line - 1].uid, result["properties"]["uid"].as_str().unwrap(), "{name}");
        }
    }
}

#[test]
fn ocsf_has_what_the_class_requires() {
    let required = ["activity_id", "category_uid", "class_uid", "type_uid", "time", "severity_id", "metadata", "finding_info"];
    for (name, findings) in meetings() {
        for finding in findings {
            let event = ocsf::render(&finding);
            assert!(required.iter().all(|key| !event[key].is_null()), "{name}: {event}");
            let uid = event["class_uid"].as_u64().unwrap() * 100 + event["activity_id"].as_u64().unwrap();
            assert_eq!((event["class_uid"].as_u64(), event["type_uid"].as_u64()), (Some(2004), Some(uid)));
            assert!(event["metadata"]["version"].is_string() && event["metadata"]["product"]["vendor_name"].is_string());
            assert!(event["finding_info"]["uid"].is_string() && event["finding_info"]["title"].is_string());
        }
    }
}

#[test]
fn the_page_links_to_what_is_there_and_to_nothing_else() {
    for (name, findings) in meetings() {
        let page = html::render(&story(&findings), None);
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let target = link.strip_prefix('#').unwrap_or_else(|| panic!("{name}: {link} leaves the page"));
            assert!(page.contains(&format!("id=\"{target}\"")), "{name}: {link} leads nowhere");
        }
        assert!(!page.contains("<script") && !page.contains(" src=") && !page.contains("@import"), "{name}");
        // A message without its words, or a place in it that nothing filled.
        assert!(!page.contains("$CLIENT$") && !page.contains("$WHO$") && !page.contains("_unknown</"), "{name}");
    }
}

#[test]
fn what_is_shown_holds_nothing_but_the_findings() {
    let (_, findings) = meetings().into_iter().find(|(name, _)| name == "zoom-recording").unwrap();
    let story = story(&findings);
    let evidence: Value = serde_json::to_value(&story.facts[0].latest.evidence).unwrap();
    assert_eq!(sarif::render(&story, "f")["runs"][0]["results"][0]["properties"]["evidence"], evidence);
}
