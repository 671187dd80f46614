//! Who wins: built in, the policy's default, the person's choice, the policy's lock, from weak to strong. Total: whatever arrives, all
//! settings have a value, and what was left out is named. Not here: what a good value is (`kind`, `rule`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::kind::{short, unpacked};
use super::note::{Ignored, Instead, Notes, Why, nearest};
use super::settings::{Setting, Settings, TABLE, Who};

/// The longest policy that is read, in bytes of JSON.
pub const MAX_POLICY: usize = 5 * 1024 * 1024;

/// Where a value comes from, from weak to strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// Built in.
    BuiltIn,
    /// The organisation's default: the person may change it.
    PolicyDefault,
    /// The person.
    User,
    /// The organisation: nobody may change it.
    PolicyLocked,
}

impl Source {
    /// In words (English).
    fn said(self) -> &'static str {
        match self {
            Self::BuiltIn => "built in",
            Self::PolicyDefault => "the policy's default",
            Self::User => "chosen by the person",
            Self::PolicyLocked => "locked by the policy",
        }
    }
}

/// One setting, as it is in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    /// Its name.
    pub key: String,
    /// Its value.
    pub value: Value,
    /// Where that comes from.
    pub source: Source,
    /// The person cannot change it.
    pub fixed: bool,
}

/// Everything that is in force, and everything that is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolved {
    /// What `step` works with.
    pub settings: Settings,
    /// Each setting, in the table's order.
    pub keys: Vec<Key>,
    /// What was ignored.
    pub ignored: Vec<Ignored>,
    /// How much more was ignored than is named.
    pub more: u64,
    /// There is a policy.
    pub managed: bool,
}

/// One layer of values, read.
type Layer = Map<String, Value>;

/// What is in force under a policy (JSON, as managed storage holds it; empty: there is none) and what the person chose (a JSON object).
pub fn resolve(policy: &str, chosen: &str) -> Resolved {
    let mut notes = Notes::default();
    let Policy { defaults, locked, managed } = Policy::read(policy, &mut notes);
    let mut user = user(chosen, &mut notes);
    let built_in = as_object(json!(Settings::default()));
    let forbids_pause = locked.get("pause_allowed") == Some(&Value::Bool(false));
    if let Some(paused) = user.get("paused_hosts").filter(|_| forbids_pause).cloned() {
        notes.add("user.paused_hosts", &paused, &Why::PauseForbidden, Instead::InForce("paused_hosts"));
        user.remove("paused_hosts");
    }
    let layers = [(Source::PolicyLocked, &locked), (Source::User, &user), (Source::PolicyDefault, &defaults), (Source::BuiltIn, &built_in)];
    let in_force = |setting: &Setting| {
        let (source, value) = layers
            .iter()
            .find_map(|(source, layer)| Some((*source, layer.get(setting.key)?.clone())))
            .unwrap_or((Source::BuiltIn, Value::Null));
        let forbidden = setting.key == "paused_hosts" && forbids_pause;
        let fixed = source == Source::PolicyLocked || setting.who == Who::Organisation || forbidden;
        Key { key: setting.key.to_owned(), value, source, fixed }
    };
    let keys: Vec<Key> = TABLE.iter().map(in_force).collect();
    let values = keys.iter().map(|k| (k.key.clone(), k.value.clone())).collect();
    // Every value was read by its kind, so this reads all of them; were one kind wrong, safe values would be in force.
    let settings = serde_json::from_value(Value::Object(values)).unwrap_or_default();
    let (ignored, more) = notes.finish(|key| {
        let found = keys.iter().find(|k| k.key == key);
        found.map_or_else(String::new, |k| format!("{} ({})", cut(&k.value), k.source.said()))
    });
    Resolved { settings, keys, ignored, more, managed }
}

/// A policy by itself, as `tallylight policy check` sees it.
pub fn check(policy: &str) -> Resolved {
    resolve(policy, "{}")
}

/// What is in force, as a policy: what the person chose and what was a default becomes a default, what was locked stays so.
pub fn export(resolved: &Resolved) -> Value {
    let of = |wanted: &[Source]| -> Map<String, Value> {
        let keys = resolved.keys.iter().filter(|k| wanted.contains(&k.source));
        keys.map(|k| (k.key.clone(), k.value.clone())).collect()
    };
    json!({ "defaults": of(&[Source::PolicyDefault, Source::User]), "locked": of(&[Source::PolicyLocked]) })
}

#[derive(Default)]
struct Policy {
    defaults: Layer,
    locked: Layer,
    managed: bool,
}

impl Policy {
    fn read(text: &str, notes: &mut Notes) -> Self {
        if text.trim().is_empty() {
            return Self::default();
        }
        let Some(parts) = object(text, notes, "policy") else { return Self { managed: true, ..Self::default() } };
        let managed = !parts.is_empty();
        // Browsers check a policy's structure on their own and drop all of a part for one bad value; a text they pass on as it is.
        if let Some(whole) = parts.get("policy") {
            for (part, value) in parts.iter().filter(|(part, _)| *part != "policy") {
                notes.add(short(part), value, &Why::Twice, Instead::Nothing);
            }
            let inner = match whole {
                Value::String(text) => object(text, notes, "policy"),
                Value::Object(parts) => Some(parts.clone()),
                other => {
                    notes.add("policy", other, &Why::NotAPolicy, Instead::Nothing);
                    None
                }
            };
            return Self { managed, ..Self::parts(&inner.unwrap_or_default(), notes) };
        }
        Self { managed, ..Self::parts(&parts, notes) }
    }

    fn parts(parts: &Map<String, Value>, notes: &mut Notes) -> Self {
        let mut policy = Self::default();
        for (part, value) in parts {
            let layer = match part.as_str() {
                "defaults" => &mut policy.defaults,
                "locked" => &mut policy.locked,
                _ => {
                    notes.add(short(part), value, &Why::UnknownPart, Instead::Nothing);
                    continue;
                }
            };
            match unpacked(value).as_object() {
                Some(values) => *layer = read(part, values, part == "locked", notes),
                None => notes.add(part.as_str(), value, &Why::WrongType("an object of settings"), Instead::Nothing),
            }
        }
        policy
    }
}

fn user(chosen: &str, notes: &mut Notes) -> Layer {
    object(chosen, notes, "user").map(|values| read("user", &values, false, notes)).unwrap_or_default()
}

/// The object that a text holds.
fn object(text: &str, notes: &mut Notes, path: &str) -> Option<Map<String, Value>> {
    let nothing = |notes: &mut Notes, value: &Value, why: &Why| notes.add(path, value, why, Instead::Nothing);
    if text.len() > MAX_POLICY {
        nothing(notes, &Value::Null, &Why::TooLarge(text.len()));
        return None;
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(parts)) => return Some(parts),
        Ok(other) => nothing(notes, &other, &Why::NotAPolicy),
        Err(e) => nothing(notes, &Value::Null, &Why::NotJson(e.to_string())),
    }
    None
}

/// Reads one layer of values.
fn read(part: &str, values: &Map<String, Value>, locked: bool, notes: &mut Notes) -> Layer {
    let mut layer = Layer::new();
    for (name, value) in values {
        let path = format!("{part}.{}", short(name));
        let Some(setting) = Settings::by_key(name) else {
            let near = if notes.is_full() { None } else { nearest(name, TABLE.iter().map(|s| s.key)) };
            notes.add(path, value, &Why::UnknownKey { near }, Instead::Nothing);
            continue;
        };
        if setting.who == Who::Organisation && !locked {
            notes.add(path, value, &Why::OrganisationOnly, Instead::InForce(setting.key));
        } else if let Some(value) = setting.kind.read_at(setting.key, &path, value, notes) {
            layer.insert(name.clone(), value);
        }
    }
    layer
}

fn as_object(value: Value) -> Layer {
    if let Value::Object(layer) = value { layer } else { Layer::new() }
}

fn cut(value: &Value) -> String {
    let text = value.to_string();
    if text.chars().count() <= 60 { text } else { text.chars().take(60).chain(['…']).collect() }
}

#[cfg(test)]
mod tests;
