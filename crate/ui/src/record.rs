//! The record page: what was found in past meetings, and the consent ledger, both kept on this computer; exported as JSON and as a page to print.

use js_sys::Date;
use serde::Deserialize;
use serde_json::{Value, json};
use tallylight_core::record::{Ledger, Record, Row};
use tallylight_core::summary::Item;
use tallylight_core::words::Line;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use crate::browser::{ask, say};
use crate::dom::{El, button, by_id, el, fill};
use crate::file::{JSON, save};

/// What the background answers.
#[derive(Deserialize)]
struct Answer {
    /// Ready to be shown.
    record: Record,
    /// The findings as they are kept.
    findings: Value,
    /// How many older ones are not.
    forgotten: u64,
    /// The ledger as it is exported.
    ledger: Option<Value>,
}

/// Shows the page.
pub(crate) async fn show() {
    match ask::<Answer>(&json!({"ask": "record"})).await {
        Ok(Answer { record, findings, forgotten, ledger }) => {
            fill(&by_id("history"), history(&record.items, &findings, forgotten));
            fill(&by_id("ledger"), consent(record.ledger, ledger.unwrap_or_default()));
        }
        Err(_) => fill(&by_id("history"), [el("p").say("record_silent")]),
    }
    if let Ok(lines) = ask::<String>(&json!({"ask": "trace"})).await {
        fill(&by_id("trace"), trace(lines));
    }
}

/// What was recorded for a bug report, if anything.
fn trace(lines: String) -> Vec<El> {
    if lines.is_empty() {
        return Vec::new();
    }
    let export = button("record_export", move || save("trace.jsonl", "application/jsonl", &lines));
    let forget = button("trace_forget", || {
        spawn_local(async {
            if ask::<Value>(&json!({"ask": "trace_forget"})).await.is_ok() {
                fill(&by_id("trace"), []);
            }
        });
    });
    vec![el("h2").say("trace_title"), el("p").class("soft").say("trace_what"), tools([export, forget])]
}

fn history(items: &[Item], findings: &Value, forgotten: u64) -> Vec<El> {
    if items.is_empty() {
        return vec![el("p").class("soft").say("record_empty")];
    }
    let arg = |item: &Item, place: &str| item.what.args.get(place).cloned().unwrap_or_default();
    let rows = items.iter().map(|item| {
        let what = el("span").class(if item.open { "" } else { "over" }).line(&item.what);
        let client = arg(item, "client");
        row([el("time").text(&time(arg(item, "since").as_f64())), what, el("bdi").text(client.as_str().unwrap_or_default())])
    });
    let mut parts = vec![table(["record_when", "record_what", "record_where"], rows)];
    if forgotten > 0 {
        parts.push(el("p").class("soft").line(&Line::new("dropped_finding").with("count", forgotten)));
    }
    let text = format!("{findings:#}");
    parts.push(tools([button("record_export", move || save("tallylight-findings.json", JSON, &text))]));
    parts
}

fn consent(ledger: Ledger, export: Value) -> Vec<El> {
    let json = button("record_export", move || save("tallylight-ledger.json", JSON, &format!("{export:#}")));
    match ledger {
        Ledger::Empty => vec![el("p").class("soft").say("ledger_empty")],
        Ledger::Broken { why } => vec![
            el("p").attr("role", "alert").say("ledger_broken"),
            el("p").class("soft").attr("lang", "en").attr("dir", "ltr").text(&why),
            tools([json]),
        ],
        Ledger::Whole { head, rows, page } => {
            let rows = rows.iter().map(|r: &Row| {
                let what = el("span").child(el("b").say(&r.what)).child(el("span").class("kind").say(&r.event));
                row([el("time").text(&time(Some(r.t as f64))), what, el("bdi").text(&r.client)])
            });
            let print = button("ledger_print", move || save("tallylight-ledger.html", "text/html", &page));
            vec![
                table(["record_when", "record_what", "record_where"], rows),
                el("p").class("soft").say("ledger_whole"),
                el("code").attr("dir", "ltr").text(&head),
                tools([json, print]),
            ]
        }
    }
}

fn time(t: Option<f64>) -> String {
    let Some(t) = t else { return String::new() };
    Date::new(&JsValue::from_f64(t)).to_locale_string(&say("lang"), &JsValue::UNDEFINED).into()
}

fn table(heads: [&str; 3], rows: impl Iterator<Item = El>) -> El {
    let head = el("tr").children(heads.map(|h| el("th").attr("scope", "col").say(h)));
    el("table").child(el("thead").child(head)).child(el("tbody").children(rows))
}

fn row(cells: [El; 3]) -> El {
    el("tr").children(cells.map(|cell| el("td").child(cell)))
}

fn tools<const N: usize>(buttons: [El; N]) -> El {
    el("div").class("tools").children(buttons)
}
