//! Hands the person a file. Not here: what is in it.

use js_sys::Array;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlElement, Url};

use crate::dom::el;

pub(crate) const JSON: &str = "application/json";

/// Hands the person a file.
pub(crate) fn save(file: &str, kind: &str, text: &str) {
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
