//! The record page: what was found in past meetings, and the consent ledger, both kept on this computer; exported as JSON and as a page to print.

use js_sys::{Array, Date};
use serde::Deserialize;
use serde_json::{Value, json};
use tallylight_core::Finding;
use tallylight_core::client::{Client, What};
use tallylight_core::finding::State;
use tallylight_core::ledger::{self, Kind, Record, Verified};
use tallylight_core::session::{Page, Session};
use tallylight_core::warning::{args, since, tell};
use tallylight_core::words::Line;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

use crate::browser::{ask, say};
use crate::dom::{El, button, by_id, el, fill};

/// What the background keeps of past meetings.
#[derive(Deserialize)]
struct History {
    findings: Vec<Value>,
    forgotten: u64,
}

/// Shows the page.
pub(crate) async fn show() {
    match ask::<History>(&json!({"ask": "history"})).await {
        Ok(history) => draw_history(history),
        Err(_) => fill(&by_id("history"), [el("p").say("popup_silent")]),
    }
    match ask::<Option<Value>>(&json!({"ask": "ledger"})).await {
        Ok(export) => draw_ledger(export.as_ref()),
        Err(_) => fill(&by_id("ledger"), [el("p").say("popup_silent")]),
    }
}

fn draw_history(history: History) {
    let text = serde_json::to_string_pretty(&history.findings).unwrap_or_default();
    let mut latest: Vec<Finding> = Vec::new();
    // A record of a version to come is exported as it is, and not shown.
    for finding in history.findings.into_iter().filter_map(|f| serde_json::from_value::<Finding>(f).ok()) {
        latest.retain(|f| f.uid != finding.uid);
        latest.push(finding);
    }
    if latest.is_empty() {
        return fill(&by_id("history"), [el("p").class("soft").say("record_empty")]);
    }
    let rows = latest.iter().rev().map(|f| {
        let page = Page { client: f.client.clone(), ..Page::default() };
        let session = Session { page, ..Session::default() };
        let what = Line::new(tell(f).title).with_all(&args(f, &session));
        let over = if f.state == State::Ended { "over" } else { "" };
        row([el("time").text(&time(since(f))), el("span").class(over).line(&what), el("bdi").text(name(&f.client))])
    });
    let mut parts = vec![table(["record_when", "record_what", "record_where"], rows)];
    if history.forgotten > 0 {
        parts.push(el("p").class("soft").line(&Line::new("dropped_finding").with("count", history.forgotten)));
    }
    parts.push(tools([button("record_export", move || save("tallylight-findings.json", "application/json", &text))]));
    fill(&by_id("history"), parts);
}

fn draw_ledger(export: Option<&Value>) {
    let text = export.map(ToString::to_string).unwrap_or_default();
    let verified = export.map(|_| ledger::verify(&text));
    let parts = match verified {
        None => vec![el("p").class("soft").say("ledger_empty")],
        Some(Ok(whole)) if whole.count == 0 => vec![el("p").class("soft").say("ledger_empty")],
        Some(Ok(whole)) => whole_ledger(whole, text),
        Some(Err(broken)) => vec![
            el("p").attr("role", "alert").say("ledger_broken"),
            el("p").class("soft").attr("lang", "en").text(&broken.to_string()),
            tools([button("record_export", move || save("tallylight-ledger.json", "application/json", &text))]),
        ],
    };
    fill(&by_id("ledger"), parts);
}

fn whole_ledger(whole: Verified, text: String) -> Vec<El> {
    let rows = whole.records.iter().rev().map(|r| row([el("time").text(&time(r.t)), event(r), el("bdi").text(name(&r.client))]));
    let table = table(["record_when", "record_what", "record_where"], rows);
    let head = el("p").class("soft").say("ledger_whole").child(el("code").attr("dir", "ltr").text(&whole.head));
    let json = button("record_export", move || save("tallylight-ledger.json", "application/json", &text));
    let page = button("ledger_print", move || save("tallylight-ledger.html", "text/html", &ledger::page(&whole, None)));
    vec![table, head, tools([json, page])]
}

fn event(record: &Record) -> El {
    let what = match record.what {
        Some(What::Recording) | None => "what_recording",
        Some(What::LocalRecording) => "what_local_recording",
        Some(What::Transcription) => "what_transcription",
        Some(What::LiveStream) => "what_live_stream",
        Some(What::AiNotes) => "what_ai_notes",
        Some(What::Archive) => "what_archive",
    };
    let kind = match (record.kind, record.answer) {
        (Kind::OnWhenJoined, _) => "ledger_on_when_joined",
        (Kind::Started, _) => "ledger_started",
        (Kind::Noticed, _) => "ledger_noticed",
        (Kind::Paused, _) => "ledger_paused",
        (Kind::Resumed, _) => "ledger_resumed",
        (Kind::Stopped, _) => "ledger_stopped",
        (Kind::ConsentAsked, _) => "ledger_asked",
        (Kind::ConsentAnswered, Some(ledger::Answer::Given)) => "ledger_given",
        (Kind::ConsentAnswered, Some(ledger::Answer::Refused)) => "ledger_refused",
        (Kind::ConsentAnswered, _) => "ledger_answered",
        (Kind::Overflow, _) => "ledger_overflow",
        (Kind::Dropped, _) => "ledger_dropped",
    };
    el("span").child(el("b").say(what)).child(el("span").class("kind").say(kind))
}

/// A client's name as people know it.
fn name(client: &str) -> &str {
    Client::by_id(client).map(|c| c.name).filter(|n| !n.is_empty()).unwrap_or(client)
}

fn time(t: u64) -> String {
    let date = Date::new(&JsValue::from_f64(t as f64));
    date.to_locale_string(&say("lang"), &JsValue::UNDEFINED).into()
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

/// Hands the person a file.
fn save(file: &str, kind: &str, text: &str) {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&text.into());
    let Ok(blob) = Blob::new_with_str_sequence_and_options(&parts, &options) else { return };
    let Ok(url) = Url::create_object_url_with_blob(&blob) else { return };
    let link: HtmlElement = el("a").attr("href", &url).attr("download", file).0.unchecked_into();
    link.click();
    // Fails only on what is no address.
    let _ = Url::revoke_object_url(&url);
}
