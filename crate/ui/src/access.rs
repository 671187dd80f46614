//! The settings page's part about what needs the browser's leave for all sites: blocking third parties, and full view. Both can be given back.
//! Not here: what is blocked or seen (`tallylight-core`, `background/block.js`, `background/view.js`).

use std::sync::LazyLock;

use serde_json::{Value, json};
use wasm_bindgen_futures::spawn_local;

use crate::browser::{give_back, has, request};
use crate::dom::{El, button, by_id, el, fill};
use crate::sites;

/// What browsers want before they block anything for us. Written like this it includes WebSockets.
pub(crate) static ALL_SITES: LazyLock<Value> = LazyLock::new(|| json!({ "origins": ["<all_urls>"] }));

/// What browsers want for full view.
static VIEW: LazyLock<Value> = LazyLock::new(|| json!({ "permissions": ["webRequest"], "origins": ["<all_urls>"] }));

/// Asks for all sites, where nobody waits for the answer: what follows from it is seen elsewhere.
pub(crate) fn ask_for_all_sites() {
    let answer = request(&ALL_SITES);
    spawn_local(async move {
        answer.await;
    });
}

/// Draws it. `blocks`: something is to be blocked.
pub(crate) async fn draw(blocks: bool) {
    let (granted, sees) = (has(&*ALL_SITES).await, has(&*VIEW).await);
    fill(&by_id("leave"), leave(blocks, granted));
    fill(&by_id("view"), view(sees, blocks));
}

/// Full view has no setting: whether the browser has granted it is the one record.
fn view(sees: bool, blocks: bool) -> Vec<El> {
    let press = if sees {
        button("settings_view_off", move || without(json!({ "permissions": ["webRequest"] }), blocks))
    } else {
        button("settings_view_on", move || again(request(&VIEW), blocks))
    };
    let name = el("h2").say("settings_view");
    vec![el("div").child(name).child(el("p").class("soft").say("settings_view_help")), press]
}

/// The place for it, under the list of those who are to be blocked.
pub(crate) fn place() -> El {
    el("div").attr("id", "leave")
}

fn leave(blocks: bool, granted: bool) -> Vec<El> {
    match (blocks, granted) {
        (true, false) => {
            let ask = button("blocking_allow", move || again(request(&ALL_SITES), blocks));
            vec![el("p").class("locked").attr("role", "status").say("blocking_not_allowed"), ask]
        }
        (_, true) => vec![button("settings_give_back", move || without(ALL_SITES.clone(), blocks))],
        (false, false) => Vec::new(),
    }
}

/// Gives something back, and draws again.
fn without(what: Value, blocks: bool) {
    again(async move { give_back(&what).await }, blocks);
}

fn again(done: impl Future<Output = bool> + 'static, blocks: bool) {
    spawn_local(async move {
        done.await;
        sites::draw().await;
        draw(blocks).await;
    });
}
