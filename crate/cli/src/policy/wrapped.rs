//! Finds the policy in a browser's own policy file: administrators check what they deploy, not only what they wrote first. Not here: reading it.

use serde_json::{Map, Value};

/// The policy in a text: of Chromium's or Firefox's policy file that for this extension (known by its keys), of the Google Admin console's
/// form its values; anything else as it is.
pub(super) fn policy_in(text: &str) -> String {
    let Ok(Value::Object(file)) = serde_json::from_str(text) else { return text.to_owned() };
    let firefox = file.get("policies").and_then(|p| p.get("3rdparty")).and_then(|t| t.get("Extensions"));
    let chromium = file.get("3rdparty").and_then(|t| t.get("extensions"));
    if let Some(Value::Object(extensions)) = firefox.or(chromium) {
        let ours = extensions.values().find(|e| ["defaults", "locked", "policy"].iter().any(|part| e.get(part).is_some()));
        return ours.or(extensions.values().next()).map_or_else(|| "{}".to_owned(), Value::to_string);
    }
    let values = file.iter().map(|(part, value)| Some((part.clone(), value.as_object().filter(|v| v.len() == 1)?.get("Value")?.clone())));
    match values.collect::<Option<Map<_, _>>>() {
        Some(values) if !values.is_empty() => Value::Object(values).to_string(),
        _ => text.to_owned(),
    }
}
