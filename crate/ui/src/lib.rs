//! Tallylight's own pages: popup, settings, self-check, record, first run. They ask the background and show what it says. Each page is an almost empty
//! HTML file (`extension/ui`) that names itself in `<body data-page>`; all share this one module.
//!
//! Not here: judgement and the choice of words (`tallylight-core`), the banner in the meeting (`extension/ui/banner.js`).

mod access;
mod browser;
mod dom;
mod file;
mod policy;
mod popup;
mod record;
mod settings;
mod sites;
mod welcome;

use wasm_bindgen::prelude::*;

/// Shows the page that the document says it is.
#[wasm_bindgen]
pub async fn start() {
    let body = gloo::utils::body();
    dom::speak(&body);
    match body.get_attribute("data-page").as_deref() {
        Some("popup") => popup::show().await,
        Some("settings") => settings::show().await,
        Some("policy") => policy::show().await,
        Some("record") => record::show().await,
        _ => welcome::show(),
    }
}
