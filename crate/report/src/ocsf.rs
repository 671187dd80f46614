//! OCSF Detection Finding (class 2004), one object for each line of findings: what a security team's own collector takes in. Not here: sending it.

use serde_json::{Map, Value, json};
use tallylight_core::finding::{State, Verdict};
use tallylight_core::{Finding, Severity};

use crate::VERSION;
use crate::words::{advice, client, detector, severity, slug, title, who};

/// The version of the schema that this is written after.
pub const SCHEMA: &str = "1.3.0";
const CLASS: u32 = 2004;

/// Renders one finding.
pub fn render(finding: &Finding) -> Value {
    let (activity, activity_name, status, status_name) = match finding.state {
        State::Raised => (1, "Create", 1, "New"),
        State::Updated => (2, "Update", 2, "In Progress"),
        State::Ended => (3, "Close", 4, "Resolved"),
    };
    let severity_id = match finding.severity {
        Severity::Info => 1,
        Severity::Low => 2,
        Severity::Medium => 3,
        Severity::High => 4,
        Severity::Critical => 5,
    };
    let name = if finding.severity == Severity::Info { "Informational".to_owned() } else { capital(severity(finding.severity)) };
    let analytic = format!("{}/{}", slug(finding.detector), finding.what);
    let mut event = json!({
        "category_uid": 2, "category_name": "Findings", "class_uid": CLASS, "class_name": "Detection Finding",
        "activity_id": activity, "activity_name": activity_name,
        "type_uid": CLASS * 100 + activity, "type_name": format!("Detection Finding: {activity_name}"),
        "time": finding.t, "severity_id": severity_id, "severity": name, "status_id": status, "status": status_name,
        "message": title(finding), "is_alert": finding.severity >= Severity::High,
        "metadata": { "version": SCHEMA, "log_name": "findings", "product": { "name": "Tallylight", "vendor_name": "Tallylight", "version": VERSION } },
        "finding_info": {
            "uid": finding.uid, "title": title(finding), "desc": format!("{}: {}", detector(finding.detector), finding.what),
            "types": [slug(finding.detector)], "created_time": finding.since, "modified_time": finding.t,
            "first_seen_time": finding.since, "last_seen_time": finding.t,
            "analytic": { "type_id": 1, "type": "Rule", "uid": analytic, "name": analytic },
        },
        "resources": [{ "type": "web conference", "name": client(&finding.client), "uid": finding.client }],
        "evidences": [{ "data": finding.evidence }],
        "remediation": { "desc": advice(finding) },
    });
    if let Some(event) = event.as_object_mut() {
        extend(event, finding);
    }
    event
}

fn extend(event: &mut Map<String, Value>, finding: &Finding) {
    let mut hosts: Vec<&str> = finding.evidence.get("host").and_then(Value::as_str).into_iter().collect();
    hosts.extend(finding.evidence.get("hosts").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str));
    let hosts: Vec<_> = hosts
        .into_iter()
        .filter(|h| !h.is_empty())
        .map(|h| json!({ "name": "host", "type_id": 1, "type": "Hostname", "value": h }))
        .collect();
    if !hosts.is_empty() {
        event.insert("observables".to_owned(), json!(hosts));
    }
    let confidence = match finding.verdict {
        Some(Verdict::Reports) => Some((3, "High")),
        Some(Verdict::May) => Some((2, "Medium")),
        Some(Verdict::Functional | Verdict::None) => Some((1, "Low")),
        None => None,
    };
    if let Some((id, name)) = confidence {
        event.insert("confidence_id".to_owned(), json!(id));
        event.insert("confidence".to_owned(), json!(name));
    }
    let mut rest = Map::new();
    for (key, value) in [("who", json!(who(finding))), ("rule", json!(finding.rule)), ("verdict", json!(finding.verdict))] {
        if !value.is_null() && value != "" {
            rest.insert(key.to_owned(), value);
        }
    }
    if !rest.is_empty() {
        event.insert("unmapped".to_owned(), Value::Object(rest));
    }
}

fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|c| c.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}
