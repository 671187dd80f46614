//! The core for the extension's background: plain JavaScript values in, plain JavaScript values out. No logic lives here.

use serde::Serialize;
use serde_wasm_bindgen::{Error, Serializer, from_value};
use tallylight_core::ledger::{Entry, Head, append};
use tallylight_core::{Effect, Event, Session, Settings};
use wasm_bindgen::prelude::*;

/// What [`step`] gives back.
#[derive(Serialize)]
struct Stepped {
    session: Session,
    effects: Vec<Effect>,
}

/// `tallylight_core::step`. `session` is `undefined` for a tab of which nothing is known yet.
///
/// # Errors
/// A value that is not of the shape that the core expects; the message names the field.
#[wasm_bindgen]
pub fn step(session: JsValue, settings: JsValue, event: JsValue) -> Result<JsValue, Error> {
    let session: Option<Session> = from_value(session)?;
    let settings: Settings = from_value(settings)?;
    let event: Event = from_value(event)?;
    let (session, effects) = tallylight_core::step(session, &settings, &event);
    Stepped { session, effects }.serialize(&Serializer::json_compatible())
}

/// `tallylight_core::summary::summary`: what the popup says of a tab.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen]
pub fn summary(session: JsValue, settings: JsValue) -> Result<JsValue, Error> {
    let session: Session = from_value(session)?;
    let settings: Settings = from_value(settings)?;
    tallylight_core::summary::summary(&session, &settings).serialize(&Serializer::json_compatible())
}

/// `tallylight_core::ledger::append`. `head` is `undefined` for a ledger that is empty.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen]
pub fn appended(head: JsValue, entry: JsValue) -> Result<JsValue, Error> {
    let head: Option<Head> = from_value(head)?;
    let entry: Entry = from_value(entry)?;
    append(head.unwrap_or_default(), entry).serialize(&Serializer::json_compatible())
}
