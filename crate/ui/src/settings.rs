//! The settings page: a form made from the core's table of settings. A yes-or-no becomes a switch, a list becomes lines of text; what the
//! organisation has locked is shown and cannot be changed. Not here: what a setting does (`tallylight-core`), who set what (`policy`).

use serde_json::{Value, json};
use tallylight_core::Settings;
use tallylight_core::policy::{Key, Kind, Resolved};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use crate::browser::{ask, page, say};
use crate::dom::{El, by_id, el, fill, link};
use crate::{access, sites};

/// The one setting that needs the browser's leave.
const BLOCK: &str = "third_party_block";

/// Which settings have a place on the page, in order: key, message of its name, message of what it does.
const FIELDS: [(&str, &str, &str); 11] = [
    ("link_guard", "settings_link_guard", "settings_link_guard_help"),
    ("link_proceed", "settings_link_proceed", "settings_link_proceed_help"),
    ("link_allow", "settings_link_allow", "settings_link_allow_help"),
    ("consent_gate", "settings_consent_gate", "settings_consent_gate_help"),
    ("attention_shield", "settings_attention_shield", "settings_attention_shield_help"),
    ("third_party_allow", "settings_third_party_allow", "settings_third_party_allow_help"),
    (BLOCK, "settings_third_party_block", "settings_third_party_block_help"),
    ("detectors_off", "settings_detectors_off", "settings_detectors_off_help"),
    ("banner_corner", "settings_banner_corner", "settings_banner_corner_help"),
    ("keep_days", "settings_keep_days", "settings_keep_days_help"),
    ("paused_hosts", "settings_paused_hosts", "settings_paused_hosts_help"),
];

/// The message that names a word of a setting.
const WORDS: [(&str, &str); 8] = [
    ("recording", "detector_recording"),
    ("link", "detector_link"),
    ("attention", "detector_attention"),
    ("third_party", "detector_third_party"),
    ("top_start", "corner_top_start"),
    ("top_end", "corner_top_end"),
    ("bottom_start", "corner_bottom_start"),
    ("bottom_end", "corner_bottom_end"),
];

/// Shows the page.
pub(crate) async fn show() {
    sites::draw().await;
    match ask::<Resolved>(&json!({"ask": "settings"})).await {
        Ok(Resolved { keys, settings, .. }) => {
            fill(&by_id("fields"), FIELDS.iter().filter_map(|field| row(field, &keys)));
            access::draw(!settings.third_party_block.is_empty()).await;
        }
        Err(_) => fill(&by_id("fields"), [el("p").say("popup_silent")]),
    }
    fill(&by_id("links"), [link("policy_title", &page("policy.html"))]);
}

fn row(field: &(&'static str, &str, &str), keys: &[Key]) -> Option<El> {
    let &(key, name, help) = field;
    let Key { value, fixed, .. } = keys.iter().find(|k| k.key == key)?;
    let control = match Settings::by_key(key)?.kind {
        Kind::Switch => switch(key, value.as_bool()?),
        Kind::Hosts | Kind::Names => lines_of(key, value.as_array()?),
        Kind::Whole { min, max } => number(key, value.as_u64()?, min, max),
        Kind::Choice(words) => select(key, value.as_str()?, words),
        Kind::Choices(words) => return Some(tall(field, *fixed, checks(key, value.as_array()?, words, *fixed))),
        Kind::Text { .. } | Kind::Address | Kind::Levels(_) | Kind::Rules => return None,
    };
    let control = control.attr("id", key).attr("aria-describedby", &format!("{key}-help"));
    let control = if *fixed { control.attr("disabled", "") } else { control };
    let text = el("div").child(el("label").attr("for", key).say(name)).children(told(key, help, *fixed));
    let text = if key == BLOCK { text.child(access::place()) } else { text };
    let kind = if control.0.tag_name().eq_ignore_ascii_case("textarea") { "row tall" } else { "row" };
    Some(el("div").class(kind).child(text).child(control))
}

/// A row with several controls.
fn tall(field: &(&'static str, &str, &str), fixed: bool, controls: Vec<El>) -> El {
    let &(key, name, help) = field;
    let group = el("fieldset").attr("id", key).attr("aria-describedby", &format!("{key}-help")).child(el("legend").say(name));
    el("div").class("row tall").child(group.children(told(key, help, fixed)).children(controls))
}

/// What a setting does, and that the organisation has set it.
fn told(key: &str, help: &str, fixed: bool) -> Vec<El> {
    let help = el("p").class("soft").attr("id", &format!("{key}-help")).say(help);
    if fixed { vec![help, el("p").class("locked").say("settings_locked")] } else { vec![help] }
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

fn number(key: &'static str, value: u64, min: u32, max: u32) -> El {
    let input = el("input").class("number").attr("type", "number").attr("min", &min.to_string()).attr("max", &max.to_string());
    let node: HtmlInputElement = input.0.clone().unchecked_into();
    node.set_value(&value.to_string());
    input.on("change", move || {
        if let Ok(value) = node.value().parse::<u32>() {
            choose(key, json!(value.clamp(min, max)));
        }
    })
}

fn select(key: &'static str, value: &str, words: &[&str]) -> El {
    let options = words.iter().map(|w| el("option").attr("value", w).say(named(w)));
    let select = el("select").children(options);
    let node: HtmlSelectElement = select.0.clone().unchecked_into();
    node.set_value(value);
    select.on("change", move || choose(key, json!(node.value())))
}

/// A box for each word, ticked where the word is not in the list: people say what they want, the setting what they do not.
fn checks(key: &'static str, off: &[Value], words: &'static [&'static str], fixed: bool) -> Vec<El> {
    let boxes: Vec<(&str, El)> = words.iter().map(|word| (*word, el("input").attr("type", "checkbox"))).collect();
    let nodes: Vec<(&str, HtmlInputElement)> = boxes.iter().map(|(word, input)| (*word, input.0.clone().unchecked_into())).collect();
    for (word, node) in &nodes {
        node.set_checked(!off.iter().any(|o| o == word));
        node.set_disabled(fixed);
    }
    let with = |(word, input): (&str, El)| {
        let nodes = nodes.clone();
        let input = input.on("change", move || {
            let off: Vec<_> = nodes.iter().filter(|(_, node)| !node.checked()).map(|(word, _)| *word).collect();
            choose(key, json!(off));
        });
        el("label").class("check").child(input).child(el("span").say(named(word)))
    };
    boxes.into_iter().map(with).collect()
}

fn named(word: &str) -> &'static str {
    WORDS.iter().find(|(w, _)| *w == word).map_or("", |(_, name)| name)
}

fn choose(key: &'static str, value: Value) {
    let blocks = (key == BLOCK).then(|| value.as_array().is_some_and(|names| !names.is_empty()));
    spawn_local(async move {
        let saved = ask::<Value>(&json!({"ask": "choose", "changes": {key: value}})).await;
        by_id("said").set_text_content(Some(&say(if saved.is_ok() { "settings_saved" } else { "popup_silent" })));
        if let Some(blocks) = blocks {
            access::draw(blocks).await;
        }
    });
}
