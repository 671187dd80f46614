//! A policy in the Windows registry, as a file for `regedit` or group policy preferences. Not here: which policy.

use std::fmt::Write as _;

use serde_json::{Map, Value};

/// One key of the registry with its values and what is below it, written out.
pub(super) fn key(out: &mut String, path: &str, values: &Map<String, Value>) {
    let _ = write!(out, "\r\n[{path}]\r\n");
    for (name, value) in values {
        if let Some(data) = data(value) {
            let _ = write!(out, "{}={data}\r\n", quoted(name));
        }
    }
    for (name, value) in values {
        if let Some(values) = below(value) {
            key(out, &format!("{path}\\{name}"), &values);
        }
    }
}

/// The whole file: plain while it is plain, else as Windows writes text.
pub(super) fn file(keys: &str) -> Vec<u8> {
    let text = format!("Windows Registry Editor Version 5.00\r\n{keys}");
    if text.is_ascii() {
        return text.into_bytes();
    }
    [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

/// A value that stands in a key; `None` for what is a key itself.
fn data(value: &Value) -> Option<String> {
    match value {
        Value::Bool(on) => Some(format!("dword:{:08x}", u8::from(*on))),
        Value::Number(n) => Some(format!("dword:{:08x}", n.as_u64().unwrap_or_default())),
        Value::String(text) => Some(quoted(text)),
        // The registry has no list of objects, and nothing that says "an empty list": both are JSON in a text.
        Value::Array(_) if below(value).is_none() => Some(quoted(&value.to_string())),
        _ => None,
    }
}

/// The values below an object, or a list of texts, which are numbered from 1.
fn below(value: &Value) -> Option<Map<String, Value>> {
    match value {
        Value::Object(values) => Some(values.clone()),
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_string) => {
            Some(list.iter().enumerate().map(|(i, entry)| ((i + 1).to_string(), entry.clone())).collect())
        }
        _ => None,
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\r', '\n'], " "))
}
