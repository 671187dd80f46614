//! The settings page: a form made from the settings' own shape. A yes-or-no becomes a switch, a list becomes lines of text; what the
//! organisation has set is shown and cannot be changed. Not here: what a setting does (`tallylight-core`, `policy`).

use serde_json::{Map, Value, json};
use tallylight_core::Settings;
use tallylight_core::text::host_of;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

use crate::browser::{ask, give_back, granted, locked, request, say};
use crate::dom::{El, button, by_id, el, fill};

/// Which settings have a place on the page, in order: key, message of its name, message of what it does.
const FIELDS: [(&str, &str, &str); 6] = [
    ("link_guard", "settings_link_guard", "settings_link_guard_help"),
    ("link_proceed", "settings_link_proceed", "settings_link_proceed_help"),
    ("link_allow", "settings_link_allow", "settings_link_allow_help"),
    ("consent_gate", "settings_consent_gate", "settings_consent_gate_help"),
    ("attention_shield", "settings_attention_shield", "settings_attention_shield_help"),
    ("paused_hosts", "settings_paused_hosts", "settings_paused_hosts_help"),
];

/// Shows the page.
pub(crate) async fn show() {
    draw_sites().await;
    draw_fields().await;
}

async fn draw_fields() {
    let settings = ask::<Settings>(&json!({"ask": "settings"})).await;
    let locked = locked().await;
    match settings.map(|s| serde_json::to_value(s).unwrap_or_default()) {
        Ok(Value::Object(values)) => {
            fill(&by_id("fields"), FIELDS.iter().filter_map(|field| row(field, &values, locked.iter().any(|key| key == field.0))));
        }
        _ => fill(&by_id("fields"), [el("p").say("popup_silent")]),
    }
}

fn row(field: &(&'static str, &str, &str), values: &Map<String, Value>, locked: bool) -> Option<El> {
    let &(key, name, help) = field;
    let control = match values.get(key)? {
        Value::Bool(on) => switch(key, *on),
        Value::Array(lines) => lines_of(key, lines),
        _ => return None,
    };
    let control = control.attr("id", key).attr("aria-describedby", &format!("{key}-help"));
    let control = if locked { control.attr("disabled", "") } else { control };
    let label = el("label").attr("for", key).say(name);
    let help = el("p").class("soft").attr("id", &format!("{key}-help")).say(help);
    let text = el("div").child(label).child(help);
    let text = if locked { text.child(el("p").class("locked").say("settings_locked")) } else { text };
    let kind = if control.0.tag_name().eq_ignore_ascii_case("textarea") { "row tall" } else { "row" };
    Some(el("div").class(kind).child(text).child(control))
}

fn switch(key: &'static str, on: bool) -> El {
    let input = el("input").attr("type", "checkbox").attr("role", "switch");
    let node: HtmlInputElement = input.0.clone().unchecked_into();
    node.set_checked(on);
    input.on("change", move || choose(key, json!(node.checked())))
}

fn lines_of(key: &'static str, lines: &[Value]) -> El {
    let area = el("textarea").attr("rows", "3").attr("spellcheck", "false").attr("dir", "ltr");
    let node: HtmlTextAreaElement = area.0.clone().unchecked_into();
    node.set_value(&lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"));
    area.on("change", move || {
        let lines: Vec<_> = node.value().lines().map(str::trim).filter(|l| !l.is_empty()).map(str::to_owned).collect();
        choose(key, json!(lines));
    })
}

fn choose(key: &'static str, value: Value) {
    spawn_local(async move {
        let saved = ask::<Value>(&json!({"ask": "choose", "changes": {key: value}})).await;
        by_id("said").set_text_content(Some(&say(if saved.is_ok() { "settings_saved" } else { "popup_silent" })));
    });
}

/// Meeting sites of the person's own: the browser asks for the permission, and its list of what was granted is the only record.
async fn draw_sites() {
    let input = el("input").attr("id", "site").attr("type", "text").attr("inputmode", "url").attr("dir", "ltr");
    let input = input.attr("placeholder", "meet.example.org").attr("autocomplete", "off").attr("aria-describedby", "sites-help");
    let node: HtmlInputElement = input.0.clone().unchecked_into();
    let add = button("settings_add", move || match site(&node.value()) {
        Some(host) => {
            let granted = request(&permission(&[format!("https://{host}/*")]));
            spawn_local(async move {
                granted.await;
                draw_sites().await;
            });
        }
        None => by_id("said").set_text_content(Some(&say("settings_not_a_site"))),
    });
    let label = el("label").attr("for", "site").say("settings_sites");
    let help = el("p").class("soft").attr("id", "sites-help").say("settings_sites_help");
    let own = granted().await.into_iter().map(|pattern| {
        let shown = host_of(&pattern);
        let name = el("bdi").text(if shown.is_empty() { &pattern } else { &shown });
        let gone = button("settings_remove", move || {
            let pattern = pattern.clone();
            spawn_local(async move {
                give_back(&json!({ "origins": [pattern] })).await;
                draw_sites().await;
            });
        });
        let label = format!("{}: {shown}", say("settings_remove"));
        el("li").child(name).child(gone.attr("aria-label", &label))
    });
    let entry = el("div").class("entry").child(input).child(add);
    fill(&by_id("sites"), [label, help, entry, el("ul").class("sites").children(own)]);
}

fn permission(origins: &[String]) -> Value {
    json!({ "permissions": ["scripting"], "origins": origins })
}

/// The host of what the person typed: an address or a bare name.
fn site(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let host = if typed.contains("://") { host_of(typed) } else { host_of(&format!("https://{typed}")) };
    let good = host.len() <= 253 && host.contains('.') && host.split('.').all(|l| !l.is_empty());
    (good && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '.')).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::site;

    #[test]
    fn a_site_is_an_address_or_a_name() {
        assert_eq!(site(" https://meet.example.org/room?x#y ").as_deref(), Some("meet.example.org"));
        assert_eq!(site("meet.example.org:8443/room").as_deref(), Some("meet.example.org"));
        for bad in ["", "meeting", "<all_urls>", "https://*/*", "*.example.org", "a..b", "exa mple.org"] {
            assert_eq!(site(bad), None, "{bad}");
        }
    }
}
