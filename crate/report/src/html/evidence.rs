//! Evidence as a table: names in plain words, lists as lists, lists of like objects as tables. Bounded in depth and length. Not here: what it means.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::{Map, Value};
use tallylight_core::Finding;

use crate::time;
use tallylight_core::text::escape;

/// The deepest nesting, and the most items of one list, that are shown.
const MAX_DEPTH: usize = 4;
const MAX_ITEMS: usize = 40;

/// What is drawn in the timeline and would be long rows of numbers here.
const DRAWN: [&str; 2] = ["flips_at", "sends_at"];

pub(super) fn table(html: &mut String, finding: &Finding) {
    html.push_str("<dl>\n");
    if let Some(verdict) = finding.verdict.and_then(|v| serde_json::to_value(v).ok()) {
        row(html, "verdict", &verdict, 0);
    }
    for (key, value) in finding.evidence.iter().take(MAX_ITEMS) {
        row(html, key, value, 0);
    }
    html.push_str("</dl>\n");
}

fn row(html: &mut String, key: &str, value: &Value, depth: usize) {
    let _ = write!(html, "<dt>{}</dt><dd>", escape(&name(key)));
    if DRAWN.contains(&key) {
        let _ = write!(html, "{}, see the timeline", value.as_array().map_or(0, Vec::len));
    } else {
        show(html, value, depth);
    }
    html.push_str("</dd>\n");
}

fn name(key: &str) -> String {
    match key {
        "p" => "p (chance, this test alone)".to_owned(),
        "p_adjusted" => "p, corrected for all tests".to_owned(),
        "p_content" => "p of its content".to_owned(),
        "n" => "messages".to_owned(),
        "sdk" => "SDK".to_owned(),
        _ => key.replace('_', " "),
    }
}

fn show(html: &mut String, value: &Value, depth: usize) {
    match value {
        Value::Null => html.push('–'),
        Value::Bool(yes) => html.push_str(if *yes { "yes" } else { "no" }),
        Value::Number(n) if n.as_u64().is_some_and(time::is_calendar) => {
            html.push_str(&n.as_u64().and_then(time::rfc3339).unwrap_or_else(|| n.to_string()));
        }
        Value::Number(n) => html.push_str(&escape(&n.to_string())),
        Value::String(text) if text.is_empty() => html.push('–'),
        Value::String(text) => {
            let _ = write!(html, "<code>{}</code>", escape(text));
        }
        _ if depth >= MAX_DEPTH => html.push('…'),
        Value::Array(items) if items.is_empty() => html.push('–'),
        Value::Array(items) => list(html, items, depth),
        Value::Object(fields) => {
            html.push_str("<dl>");
            for (key, value) in fields.iter().take(MAX_ITEMS) {
                row(html, key, value, depth + 1);
            }
            html.push_str("</dl>");
        }
    }
}

fn list(html: &mut String, items: &[Value], depth: usize) {
    let objects: Vec<&Map<String, Value>> = items.iter().take(MAX_ITEMS).filter_map(Value::as_object).collect();
    if objects.len() == items.len().min(MAX_ITEMS) {
        grid(html, &objects, depth);
    } else {
        for (i, item) in items.iter().take(MAX_ITEMS).enumerate() {
            html.push_str(if i > 0 { ", " } else { "" });
            show(html, item, depth + 1);
        }
    }
    if items.len() > MAX_ITEMS {
        let _ = write!(html, " and {} more", items.len() - MAX_ITEMS);
    }
}

/// Like objects, a row each.
fn grid(html: &mut String, rows: &[&Map<String, Value>], depth: usize) {
    let mut seen = BTreeSet::new();
    let columns: Vec<&String> = rows.iter().flat_map(|r| r.keys()).filter(|k| seen.insert(*k)).take(16).collect();
    html.push_str("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table><thead><tr>");
    for column in &columns {
        let _ = write!(html, "<th scope=\"col\">{}</th>", escape(&name(column)));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for column in &columns {
            html.push_str("<td>");
            if let Some(value) = row.get(*column) {
                show(html, value, depth + 2);
            }
            html.push_str("</td>");
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table></div>");
}
