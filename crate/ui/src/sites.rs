//! The settings page's part about where we may look: meeting sites of the person's own, one permission each. Where the browser has granted all
//! sites (`access`) it asks for no single one: then the settings' own list says which are meant. Not here: what runs there (`background/hosts.js`).

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tallylight_core::policy::Resolved;
use tallylight_core::text::{host_matches, host_of};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;

use crate::access::ALL_SITES;
use crate::browser::{ask, give_back, granted, has, request, say};
use crate::dom::{El, button, by_id, el, fill, labelled};

/// The setting that lists them.
const SITES: &str = "meeting_hosts";

/// Draws it, and again whenever a press changed something.
pub(crate) async fn draw() {
    let resolved = ask::<Resolved>(&json!({"ask": "settings"})).await.unwrap_or_default();
    let fixed = resolved.keys.iter().any(|k| k.key == SITES && k.fixed);
    let wanted = resolved.settings.meeting_hosts;
    let (granted, all) = (granted().await, has(&*ALL_SITES).await);
    let label = el("label").attr("for", "site").say("settings_sites");
    let help = el("p").class("soft").attr("id", "sites-help").say("settings_sites_help");
    let mut list: Vec<El> = granted.iter().map(|pattern| own(pattern)).collect();
    let mut offers = Vec::new();
    if all {
        list.extend(wanted.iter().map(|host| listed(host, &wanted, fixed)));
    } else {
        let covered = |host: &String| granted.iter().any(|pattern| host_matches(host, &host_of(pattern)));
        offers.extend(wanted.iter().filter(|host| !covered(host)).map(|host| offer(host)));
    }
    let mut parts = vec![label, help, entry(if all { Some(wanted) } else { None }), el("ul").class("sites").children(list)];
    if !offers.is_empty() {
        parts.push(el("p").class("locked").say("settings_sites_organisation"));
        parts.push(el("ul").class("sites").children(offers));
    }
    fill(&by_id("sites"), parts);
}

/// Where a new one is typed; with the list that it is added to, where there is no permission to ask for.
fn entry(list: Option<Vec<String>>) -> El {
    let input = el("input").attr("id", "site").attr("type", "text").attr("inputmode", "url").attr("dir", "ltr");
    let input = input.attr("placeholder", "meet.example.org").attr("autocomplete", "off").attr("aria-describedby", "sites-help");
    let node: HtmlInputElement = input.0.clone().unchecked_into();
    let add = button("settings_add", move || match (site(&node.value()), &list) {
        (Some(host), Some(list)) => choose(list.iter().chain([&host])),
        (Some(host), None) => add_site(&host),
        (None, _) => by_id("said").set_text_content(Some(&say("settings_not_a_site"))),
    });
    el("div").class("entry").child(input).child(add)
}

/// One that was granted.
fn own(pattern: &str) -> El {
    let shown = host_of(pattern);
    let pattern = pattern.to_owned();
    let shown = if shown.is_empty() { pattern.clone() } else { shown };
    let gone = labelled("settings_remove", &shown, move || {
        let what = json!({ "origins": [pattern] });
        spawn_local(async move {
            give_back(&what).await;
            draw().await;
        });
    });
    el("li").child(el("bdi").text(&shown)).child(gone)
}

/// One of the settings' list, where all sites are granted.
fn listed(host: &str, all: &[String], fixed: bool) -> El {
    let others: Vec<String> = all.iter().filter(|other| *other != host).cloned().collect();
    let item = el("li").child(el("bdi").text(host));
    if fixed { item } else { item.child(labelled("settings_remove", host, move || choose(others.iter()))) }
}

/// One that is wanted and not granted: no browser lets a policy grant it.
fn offer(host: &str) -> El {
    let wanted = host.to_owned();
    el("li").child(el("bdi").text(host)).child(labelled("settings_allow", host, move || add_site(&wanted)))
}

/// Asks for a host. The question is put at once: browsers hear it only while a press is being handled.
fn add_site(host: &str) {
    let granted = request(&json!({ "permissions": ["scripting"], "origins": [format!("https://{host}/*")] }));
    spawn_local(async move {
        granted.await;
        draw().await;
    });
}

fn choose<'a>(hosts: impl Iterator<Item = &'a String>) {
    let hosts: BTreeSet<&String> = hosts.collect();
    let (question, scripts) = (json!({"ask": "choose", "changes": {SITES: hosts}}), request(&json!({ "permissions": ["scripting"] })));
    spawn_local(async move {
        scripts.await;
        let saved = ask::<Value>(&question).await;
        by_id("said").set_text_content(Some(&say(if saved.is_ok() { "settings_saved" } else { "popup_silent" })));
        draw().await;
    });
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
