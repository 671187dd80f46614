//! The managed schema of Chromium and its relatives: which keys a policy has, of which type. It says no more than types: what is out of range
//! is better named by us than dropped by the browser with all that stands beside it. Not here: what values mean (the core's `policy`).

use serde_json::{Map, Value, json};
use tallylight_core::policy::{DOCS, Doc, Kind, MAX_ADDRESS, MAX_ENTRIES, MAX_RULES, SEVERITIES, Settings, TABLE, Who};

/// The schema, as the extension carries it.
pub(super) fn schema() -> String {
    let part = |title: &str, description: &str, locked: bool| {
        let settings = TABLE.iter().zip(DOCS).filter(|(s, _)| locked || s.who == Who::Anyone);
        let properties: Map<String, Value> = settings.map(|(s, doc)| (s.key.to_owned(), property(s.kind, doc))).collect();
        json!({ "type": "object", "title": title, "description": description, "properties": properties })
    };
    super::pretty(&json!({
        "type": "object",
        "properties": {
            "defaults": part("Defaults", "What is so until the person changes it.", false),
            "locked": part("Locked", "What nobody can change. Shown as set by the organisation.", true),
            "policy": {
                "type": "string",
                "title": "The whole policy as one text",
                "description": "The JSON of a policy with `defaults` and `locked`, in place of both. Browsers drop all of `defaults` or `locked` \
                    for one value of a wrong type, unsaid; of a text nothing is dropped, every valid key holds and every bad one is named.",
            },
        },
    }))
}

fn property(kind: Kind, doc: &Doc) -> Value {
    let mut property = shape(kind).as_object().cloned().unwrap_or_default();
    property.insert("title".to_owned(), doc.title.into());
    property.insert("description".to_owned(), format!("{} {}", doc.about, allowed(kind)).trim_end().into());
    Value::Object(property)
}

fn shape(kind: Kind) -> Value {
    let text = json!({ "type": "string" });
    match kind {
        Kind::Switch => json!({ "type": "boolean" }),
        Kind::Whole { .. } => json!({ "type": "integer" }),
        Kind::Text { .. } | Kind::Address | Kind::Choice(_) => text,
        Kind::Choices(_) | Kind::Hosts | Kind::Names => json!({ "type": "array", "items": text }),
        Kind::Levels(words) => {
            let each: Map<String, Value> = words.iter().map(|w| ((*w).to_owned(), text.clone())).collect();
            json!({ "type": "object", "properties": each })
        }
        Kind::Rules => json!({ "type": "array", "items": { "type": "object", "properties": {
            "id": text,
            "expect": text,
            "allow": { "type": "array", "items": text },
            "at_most": text,
            "severity": text,
            "action": text,
            "reference": text,
        } } }),
    }
}

/// Which values a kind takes, in a sentence; empty where the type says all.
pub(super) fn allowed(kind: Kind) -> String {
    let words = |words: &[&str]| words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ");
    match kind {
        Kind::Switch => String::new(),
        Kind::Whole { min, max } => format!("From {min} to {max}."),
        Kind::Text { max } => format!("At most {max} characters."),
        Kind::Address => format!("`https:`, or `http:` to this computer; at most {MAX_ADDRESS} characters. Empty: none."),
        Kind::Choice(all) => format!("One of {}.", words(all)),
        Kind::Choices(all) => format!("Any of {}.", words(all)),
        Kind::Hosts => format!("Host names such as `meet.example.org`, at most {MAX_ENTRIES}."),
        Kind::Names => format!("At most {MAX_ENTRIES} names."),
        Kind::Levels(all) => format!("For any of {}: one of {}.", words(all), words(SEVERITIES)),
        Kind::Rules => format!("At most {MAX_RULES}."),
    }
}

/// The built-in value of a setting.
pub(super) fn built_in(key: &str) -> Value {
    json!(Settings::default()).get(key).cloned().unwrap_or_default()
}
