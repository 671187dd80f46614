//! What our pages need of the browser: the background's answers, words, permissions, other pages of ours. Not here: what is shown.

use js_sys::{Array, Promise, Reflect};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use tallylight_core::words::Line;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = TallylightWords, js_name = say)]
    fn words(name: &str, args: &JsValue) -> String;

    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = sendMessage, catch)]
    async fn send_message(message: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getURL)]
    fn get_url(path: &str) -> String;
    #[wasm_bindgen(js_namespace = ["chrome", "tabs"], js_name = query, catch)]
    async fn query_tabs(what: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = request, catch)]
    fn request_permission(what: JsValue) -> Result<Promise, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = remove, catch)]
    async fn remove_permission(what: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = getAll, catch)]
    async fn all_permissions() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "permissions"], js_name = contains, catch)]
    async fn has_permission(what: JsValue) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = ["chrome", "runtime"], js_name = getManifest)]
    fn manifest() -> JsValue;
}

/// A message in the person's language.
pub(crate) fn say(name: &str) -> String {
    words(name, &JsValue::UNDEFINED)
}

/// A message with what goes into it.
pub(crate) fn line(line: &Line) -> String {
    words(&line.name, &to_js(&line.args))
}

/// Asks the background.
///
/// # Errors
/// What went wrong, in the background's or the browser's words.
pub(crate) async fn ask<T: DeserializeOwned>(question: &impl Serialize) -> Result<T, String> {
    let answer = send_message(to_js(question)).await.map_err(|e| why(&e))?;
    if let Some(error) = Reflect::get(&answer, &"error".into()).ok().and_then(|e| e.as_string()) {
        return Err(error);
    }
    serde_wasm_bindgen::from_value(answer).map_err(|e| e.to_string())
}

/// The tab that the popup was opened over; a test names one in the address.
pub(crate) async fn tab() -> Option<f64> {
    if let Some(named) = parameter("tab") {
        return named.parse().ok();
    }
    let what = serde_json::json!({"active": true, "currentWindow": true});
    let tabs: Array = query_tabs(to_js(&what)).await.ok()?.dyn_into().ok()?;
    Reflect::get(&tabs.get(0), &"id".into()).ok()?.as_f64()
}

fn parameter(name: &str) -> Option<String> {
    let search = gloo::utils::window().location().search().ok()?;
    web_sys::UrlSearchParams::new_with_str(&search).ok()?.get(name)
}

/// The address of a page of ours.
pub(crate) fn page(file: &str) -> String {
    get_url(&format!("ui/{file}"))
}

/// Asks the person for a permission. The question is put before this returns: browsers hear it only while a press is being handled.
pub(crate) fn request(what: &serde_json::Value) -> impl Future<Output = bool> + use<> {
    let asked = request_permission(to_js(what));
    async move {
        let Ok(answer) = asked else { return false };
        JsFuture::from(answer).await.is_ok_and(|granted| granted.is_truthy())
    }
}

/// Whether a permission was granted.
pub(crate) async fn has(what: &impl Serialize) -> bool {
    has_permission(to_js(what)).await.is_ok_and(|granted| granted.is_truthy())
}

/// Gives a permission back.
pub(crate) async fn give_back(what: &impl Serialize) -> bool {
    remove_permission(to_js(what)).await.is_ok_and(|removed| removed.is_truthy())
}

/// Host patterns that the person granted one by one, beyond those that came with the extension.
pub(crate) async fn granted() -> Vec<String> {
    let strings = |value: &JsValue| -> Vec<String> { serde_wasm_bindgen::from_value(value.clone()).unwrap_or_default() };
    let Ok(all) = all_permissions().await else { return Vec::new() };
    let origins = Reflect::get(&all, &"origins".into()).map(|o| strings(&o)).unwrap_or_default();
    let scripts: Array = Reflect::get(&manifest(), &"content_scripts".into()).ok().and_then(|s| s.dyn_into().ok()).unwrap_or_default();
    let built_in: Vec<String> = scripts.iter().filter_map(|s| Reflect::get(&s, &"matches".into()).ok()).flat_map(|m| strings(&m)).collect();
    let of_all = |origin: &str| origin == "<all_urls>" || origin.contains("://*/");
    origins.into_iter().filter(|o| !built_in.contains(o) && !of_all(o)).collect()
}

fn to_js(value: &impl Serialize) -> JsValue {
    value.serialize(&Serializer::json_compatible()).unwrap_or_default()
}

fn why(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|m| m.as_string());
    message.or_else(|| error.as_string()).unwrap_or_default()
}
