//! SARIF 2.1.0, as code-scanning services read it. A finding's place is its line in `findings.jsonl`: there is the evidence. Not here: exit codes.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tallylight_core::finding::{DetectorName, State};
use tallylight_core::text::fnv64;
use tallylight_core::{Finding, Severity};

use crate::story::{Fact, Story};
use crate::words::{advice, client, detector, severity, slug, title, who};
use crate::{HOME, VERSION, time};

/// Renders the facts; `source` is the name of the file that they come from.
pub fn render(story: &Story, source: &str) -> Value {
    let mut rules: BTreeMap<String, Value> = BTreeMap::new();
    for fact in &story.facts {
        rules.entry(rule_id(&fact.latest)).or_insert_with(|| rule(&fact.latest));
    }
    let places: BTreeMap<&String, usize> = rules.keys().enumerate().map(|(at, id)| (id, at)).collect();
    let results: Vec<_> = story.ranked().into_iter().map(|fact| result(fact, source, &places)).collect();
    let blind: Vec<_> = story.of(DetectorName::Coverage).map(notification).collect();
    let mut invocation = json!({ "executionSuccessful": true, "toolExecutionNotifications": blind });
    if let (Some((first, last)), Some(invocation)) = (story.span, invocation.as_object_mut()) {
        for (name, t) in [("startTimeUtc", first), ("endTimeUtc", last)] {
            invocation.extend(time::rfc3339(t).map(|t| (name.to_owned(), json!(t))));
        }
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "Tallylight", "version": VERSION, "semanticVersion": VERSION, "informationUri": HOME,
                "rules": rules.into_values().collect::<Vec<_>>(),
            }},
            "invocations": [invocation],
            "artifacts": [{ "location": { "uri": source }, "mimeType": "application/x-ndjson" }],
            "columnKind": "utf16CodeUnits",
            "results": results,
            "properties": { "clients": story.clients(), "findingsDropped": story.dropped },
        }],
    })
}

fn rule_id(finding: &Finding) -> String {
    format!("{}/{}", slug(finding.detector), finding.what)
}

fn rule(finding: &Finding) -> Value {
    json!({
        "id": rule_id(finding),
        "name": format!("{}.{}", slug(finding.detector), finding.what),
        "shortDescription": { "text": format!("{}: {}", detector(finding.detector), finding.what.replace(['_', '-'], " ")) },
        "help": { "text": advice(finding) },
        "helpUri": HOME,
        "defaultConfiguration": { "level": level(finding.severity) },
        "properties": { "tags": ["privacy", "security", slug(finding.detector)], "security-severity": score(finding.severity) },
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info | Severity::Low => "note",
        Severity::Medium => "warning",
        Severity::High | Severity::Critical => "error",
    }
}

/// What services sort by: a number of the kind that CVSS gives.
fn score(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "0.0",
        Severity::Low => "3.0",
        Severity::Medium => "5.5",
        Severity::High => "8.0",
        Severity::Critical => "9.5",
    }
}

fn message(finding: &Finding) -> String {
    let who = who(finding);
    let title = title(finding);
    if who.is_empty() || title.contains(who) { title } else { format!("{title} ({who})") }
}

fn result(fact: &Fact, source: &str, rules: &BTreeMap<&String, usize>) -> Value {
    let finding = &fact.latest;
    let id = rule_id(finding);
    let host = finding.evidence.get("host").and_then(Value::as_str).unwrap_or_default();
    // The same fact in two runs has one fingerprint; its uid names the run as well.
    let same = format!("{id}\n{}\n{}\n{host}", finding.client, finding.who);
    json!({
        "ruleIndex": rules.get(&id),
        "ruleId": id,
        "level": level(fact.worst),
        "message": { "text": message(finding) },
        "locations": [{
            "physicalLocation": { "artifactLocation": { "uri": source, "index": 0 }, "region": { "startLine": fact.line.max(1) } },
            "logicalLocations": [{ "name": client(&finding.client), "kind": "resource" }],
        }],
        "partialFingerprints": { "tallylightFact/v1": format!("{:016x}", fnv64(same.as_bytes())) },
        "properties": {
            "uid": finding.uid, "severity": severity(fact.worst), "state": finding.state, "verdict": finding.verdict, "who": finding.who,
            "t": finding.t, "since": finding.since, "over": finding.state == State::Ended, "evidence": finding.evidence, "rule": finding.rule,
        },
    })
}

fn notification(fact: &Fact) -> Value {
    let level = if fact.worst >= Severity::Medium { "warning" } else { "note" };
    json!({ "level": level, "message": { "text": format!("{} {}", title(&fact.latest), advice(&fact.latest)) } })
}
