//! The self-check: every setting, its value and who set it; what of a policy is ignored, why, and what applies instead; and all of it as a policy
//! file. Not here: who wins (`tallylight-core`).

use serde::Deserialize;
use serde_json::{Value, json};
use tallylight_core::outbox::Trouble;
use tallylight_core::policy::{Ignored, Key, Resolved, Source};
use tallylight_core::text::host_of;
use tallylight_core::words::Line;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlInputElement;

use crate::browser::ask;
use crate::dom::{El, button, by_id, el, fill};
use crate::file::{JSON, save};

/// What the background answers.
#[derive(Deserialize)]
struct Answer {
    resolved: Resolved,
    /// The same as a policy file.
    policy: Value,
    reporting: Reporting,
}

/// How the reports to the organisation's collector go.
#[derive(Deserialize)]
struct Reporting {
    waiting: u64,
    sent: u64,
    dropped: u64,
    refused: u64,
    trouble: Option<Trouble>,
}

/// Shows the page.
pub(crate) async fn show() {
    match ask::<Answer>(&json!({"ask": "policy"})).await {
        Ok(Answer { resolved, policy, reporting: state }) => {
            fill(&by_id("managed"), [el("p").say(if resolved.managed { "policy_managed" } else { "policy_none" })]);
            fill(&by_id("ignored"), ignored(&resolved));
            fill(&by_id("reporting"), reporting(&host_of(&resolved.settings.report_to), &state));
            fill(&by_id("keys"), keys(&resolved.keys, policy));
            fill(&by_id("trial"), trial());
        }
        Err(_) => fill(&by_id("managed"), [el("p").say("popup_silent")]),
    }
}

fn ignored(resolved: &Resolved) -> Vec<El> {
    if !resolved.managed && resolved.ignored.is_empty() {
        return Vec::new();
    }
    let title = el("h2").say("policy_ignored");
    if resolved.ignored.is_empty() {
        return vec![title, el("p").say("policy_ignored_none")];
    }
    let rows =
        resolved.ignored.iter().map(|Ignored { path, value, why, instead }| row([code(path), code(value), english(why), english(instead)]));
    let mut parts = vec![title, table(["policy_setting", "policy_value", "policy_why", "policy_instead"], rows)];
    if resolved.more > 0 {
        parts.push(el("p").class("soft").line(&Line::new("banner_more").with("count", resolved.more)));
    }
    parts
}

/// Whether reports get through, where a policy asks for them.
fn reporting(host: &str, state: &Reporting) -> Vec<El> {
    if host.is_empty() {
        return Vec::new();
    }
    let mut parts = vec![el("h2").say("outbox_title"), el("p").line(&Line::new("outbox_to").with("host", host))];
    match state.trouble {
        Some(Trouble::Unreachable) => parts.push(el("p").class("locked").say("outbox_unreachable")),
        Some(Trouble::Status { status }) => parts.push(el("p").class("locked").line(&Line::new("outbox_status").with("count", status))),
        None => {}
    }
    let Reporting { waiting, sent, dropped, refused, .. } = *state;
    let counts = [("outbox_sent", sent), ("outbox_waiting", waiting), ("outbox_refused", refused), ("outbox_dropped", dropped)];
    let rows = counts.map(|(name, n)| el("tr").child(el("th").attr("scope", "row").say(name)).child(el("td").text(&n.to_string())));
    parts.push(el("table").child(el("tbody").children(rows)));
    parts
}

fn keys(keys: &[Key], policy: Value) -> Vec<El> {
    let rows = keys.iter().map(|Key { key, value, source, .. }| {
        row([code(key), code(&value.to_string()), el("span").class(if *source == Source::BuiltIn { "over" } else { "" }).say(by(*source))])
    });
    let export = button("policy_export", move || save("tallylight-policy.json", JSON, &format!("{policy:#}")));
    vec![table(["policy_setting", "policy_value", "policy_source"], rows), el("div").class("tools").child(export)]
}

/// Takes a policy file to be tried here: an organisation's own stands above it.
fn trial() -> Vec<El> {
    let label = el("label").attr("for", "trial-file").say("policy_try");
    let input = el("input").attr("type", "file").attr("accept", ".json,application/json").attr("id", "trial-file");
    let node: HtmlInputElement = input.0.clone().unchecked_into();
    let input = input.on("change", move || {
        let Some(file) = node.files().and_then(|files| files.get(0)) else { return };
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string()).unwrap_or_default();
            if ask::<Value>(&json!({"ask": "try", "policy": text})).await.is_ok() {
                Box::pin(show()).await;
            }
        });
    });
    vec![label, input]
}

fn by(source: Source) -> &'static str {
    match source {
        Source::BuiltIn => "source_built_in",
        Source::PolicyDefault => "source_policy_default",
        Source::User => "source_user",
        Source::PolicyLocked => "source_policy_locked",
    }
}

fn code(text: &str) -> El {
    el("code").attr("dir", "ltr").text(text)
}

/// The core's own words, for whoever writes the policy.
fn english(text: &str) -> El {
    el("span").attr("lang", "en").attr("dir", "ltr").text(text)
}

fn table<const N: usize>(heads: [&str; N], rows: impl Iterator<Item = El>) -> El {
    let head = el("tr").children(heads.map(|h| el("th").attr("scope", "col").say(h)));
    el("table").child(el("thead").child(head)).child(el("tbody").children(rows))
}

fn row<const N: usize>(cells: [El; N]) -> El {
    el("tr").children(cells.map(|cell| el("td").child(cell)))
}
