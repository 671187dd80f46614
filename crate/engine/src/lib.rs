//! The core for the extension's background: plain JavaScript values in, plain JavaScript values out. No logic lives here.
//!
//! A session alone travels as a string of JSON: nobody out there reads it, it is as large as all else together, and JavaScript's numbers
//! would cut its hashes short.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_wasm_bindgen::{Error, Serializer, from_value};
use tallylight_core::ledger::{Entry, Head, append};
use tallylight_core::outbox::{Answer, Outbox, Trouble};
use tallylight_core::policy::{Encoding, Resolved};
use tallylight_core::trace::Redactor;
use tallylight_core::{Effect, Event, Finding, Session, Settings};
use tallylight_report::otlp::{Origin, request};
use wasm_bindgen::prelude::*;

/// What [`step`] gives back.
#[derive(Serialize)]
struct Stepped {
    session: String,
    frames: BTreeSet<u64>,
    effects: Vec<Effect>,
}

/// `tallylight_core::step`. `session` is `undefined` for a tab of which nothing is known yet.
///
/// # Errors
/// A value that is not of the shape that the core expects; the message names the field.
#[wasm_bindgen]
pub fn step(session: Option<String>, settings: JsValue, event: JsValue) -> Result<JsValue, Error> {
    let session = session.map(|session| read(&session)).transpose()?;
    let settings: Settings = from_value(settings)?;
    let event: Event = from_value(event)?;
    let (session, effects) = tallylight_core::step(session, &settings, &event);
    let frames = session.frames.clone();
    let session = serde_json::to_string(&session).map_err(Error::new)?;
    Stepped { session, frames, effects }.serialize(&Serializer::json_compatible())
}

/// `tallylight_core::summary::summary`: what the popup says of a tab.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
pub fn summary(session: String, settings: JsValue) -> Result<JsValue, Error> {
    let settings: Settings = from_value(settings)?;
    tallylight_core::summary::summary(&read(&session)?, &settings).serialize(&Serializer::json_compatible())
}

fn read(session: &str) -> Result<Session, Error> {
    serde_json::from_str(session).map_err(Error::new)
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

/// What [`redact`] gives back.
#[derive(Serialize)]
struct Redacted {
    redactor: String,
    /// One line of a trace.
    line: String,
}

/// `tallylight_core::trace::Redactor::take`: one event, as a trace may keep it. `redactor` is what the last call gave back; `undefined` begins a
/// trace, for which `salt` was drawn.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen]
pub fn redact(redactor: Option<String>, salt: &str, settings: JsValue, event: JsValue) -> Result<JsValue, Error> {
    let redactor = redactor.map(|r| serde_json::from_str(&r).map_err(Error::new)).transpose()?;
    let mut redactor: Redactor = redactor.unwrap_or_else(|| Redactor::new(salt));
    let settings: Settings = from_value(settings)?;
    let event: Event = from_value(event)?;
    let line = serde_json::to_string(&redactor.take(&settings, &event)).map_err(Error::new)?;
    let redactor = serde_json::to_string(&redactor).map_err(Error::new)?;
    Redacted { redactor, line }.serialize(&Serializer::json_compatible())
}

/// `tallylight_core::trace::Redactor::opening`: the event with which the trace of a meeting under way begins.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
pub fn opening(session: String) -> Result<JsValue, Error> {
    Redactor::opening(&read(&session)?).serialize(&Serializer::json_compatible())
}

/// `tallylight_core::record::record`: what the record page says of stored findings and an exported ledger.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen]
pub fn record(findings: JsValue, ledger: &str) -> Result<JsValue, Error> {
    let findings: Vec<serde_json::Value> = from_value(findings)?;
    tallylight_core::record::record(&findings, ledger).serialize(&Serializer::json_compatible())
}

/// `tallylight_core::policy::resolve`: what is in force under a policy and what the person chose, both as JSON.
///
/// # Errors
/// None that the core knows of: whatever arrives, every setting has a value.
#[wasm_bindgen]
pub fn resolve(policy: &str, chosen: &str) -> Result<JsValue, Error> {
    tallylight_core::policy::resolve(policy, chosen).serialize(&Serializer::json_compatible())
}

/// `tallylight_core::policy::export`: what is in force, as a policy.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen(js_name = exportPolicy)]
pub fn export_policy(resolved: JsValue) -> Result<JsValue, Error> {
    let resolved: Resolved = from_value(resolved)?;
    tallylight_core::policy::export(&resolved).serialize(&Serializer::json_compatible())
}

/// What [`outbox_put`] gives back.
#[derive(Serialize)]
struct Put {
    outbox: String,
    /// Under which number the finding is to be stored, if it is to be sent.
    number: Option<u64>,
    /// The record that there is no more room for.
    forget: Option<u64>,
}

/// `tallylight_core::outbox::Outbox::put`. `outbox` is what the last call gave back, `undefined` at first.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen(js_name = outboxPut)]
#[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
pub fn outbox_put(outbox: Option<String>, now: f64, finding: JsValue, settings: JsValue) -> Result<JsValue, Error> {
    let mut outbox = outbox_of(outbox.as_deref());
    let before = outbox.first;
    let number = outbox.put(now as u64, &from_value::<Finding>(finding)?, &from_value(settings)?);
    let forget = (outbox.first > before).then_some(before);
    Put { outbox: written(&outbox)?, number, forget }.serialize(&Serializer::json_compatible())
}

/// `tallylight_core::outbox::Outbox::next`.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen(js_name = outboxNext)]
#[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
pub fn outbox_next(outbox: Option<String>, now: f64) -> Result<JsValue, Error> {
    outbox_of(outbox.as_deref()).next(now as u64).serialize(&Serializer::json_compatible())
}

/// What [`outbox_answered`] gives back.
#[derive(Serialize)]
struct Answered {
    outbox: String,
    /// Records before this one are done with.
    first: u64,
}

/// `tallylight_core::outbox::Outbox::answered`.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen(js_name = outboxAnswered)]
#[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
pub fn outbox_answered(outbox: Option<String>, now: f64, to: f64, answer: JsValue, chance: f64) -> Result<JsValue, Error> {
    let mut outbox = outbox_of(outbox.as_deref());
    outbox.answered(now as u64, to as u64, from_value::<Answer>(answer)?, chance as u64);
    Answered { outbox: written(&outbox)?, first: outbox.first }.serialize(&Serializer::json_compatible())
}

/// How reporting goes.
#[derive(Serialize)]
struct OutboxState {
    waiting: u64,
    sent: u64,
    dropped: u64,
    refused: u64,
    trouble: Option<Trouble>,
}

/// How reporting goes, for the self-check.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen(js_name = outboxState)]
#[allow(clippy::needless_pass_by_value, reason = "what comes from JavaScript is owned")]
pub fn outbox_state(outbox: Option<String>) -> Result<JsValue, Error> {
    let outbox = outbox_of(outbox.as_deref());
    let Outbox { sent, dropped, refused, trouble, .. } = outbox;
    OutboxState { waiting: outbox.waiting(), sent, dropped, refused, trouble }.serialize(&Serializer::json_compatible())
}

/// `tallylight_report::otlp::request`: findings as one request to a collector.
///
/// # Errors
/// As of [`step`].
#[wasm_bindgen]
pub fn otlp(findings: JsValue, instance: String, browser: String, json: bool) -> Result<Vec<u8>, Error> {
    let findings: Vec<Finding> = from_value(findings)?;
    let encoding = if json { Encoding::Json } else { Encoding::Protobuf };
    Ok(request(&findings, &Origin { instance, browser }, encoding))
}

/// A queue that cannot be read (of a version to come, or damaged) begins anew.
fn outbox_of(stored: Option<&str>) -> Outbox {
    stored.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

fn written(outbox: &Outbox) -> Result<String, Error> {
    serde_json::to_string(outbox).map_err(Error::new)
}
