//! An organisation's rule: what it expects of meetings, how grave a breach is, what is to be done and which text says so; and how a rule is
//! read. Not here: which findings break it (`judge`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::kind::{choice, host, short, text, unpacked};
use super::note::{Instead, Notes, Why, nearest};
use super::settings::SEVERITIES;
use crate::client::Client;
use crate::finding::Severity;

/// The most rules.
pub const MAX_RULES: usize = 100;
/// The most entries of a rule's list.
const MAX_ALLOWED: usize = 500;
/// The longest id and reference, in characters.
const MAX_ID: usize = 40;
const MAX_REFERENCE: usize = 200;

/// What is done about a finding that breaks a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is listed with the rule.
    Note,
    /// It interrupts the meeting, however grave.
    Warn,
    /// It is prevented. Links alone, in this version: a held link cannot be opened.
    Block,
    /// The meeting gets no sound and no picture of the person until they agree. Recordings alone.
    Gate,
}

/// What a rule expects.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "expect", rename_all = "snake_case")]
pub enum Expect {
    /// Meetings happen in these clients (ids of the catalogue) or on these hosts alone.
    Clients {
        /// Which.
        allow: Vec<String>,
    },
    /// Whoever records asks for consent.
    ConsentAsked,
    /// Meetings contact these third parties alone: organisations, SDKs or domains.
    ThirdParties {
        /// Which.
        allow: Vec<String>,
    },
    /// No link is graver than this.
    Links {
        /// The gravest that is tolerated.
        at_most: Severity,
    },
    /// Meetings are encrypted from end to end, and it shows.
    EndToEnd,
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// Names it in findings and warnings.
    pub id: String,
    /// What it expects.
    #[serde(flatten)]
    pub expect: Expect,
    /// How grave a breach is at least.
    pub severity: Severity,
    /// What is done.
    pub action: Action,
    /// The text that it rests on: an article, a clause. May be empty.
    pub reference: String,
}

const ACTIONS: &[&str] = &["note", "warn", "block", "gate"];
/// What can be expected, the field that says how, and what can be done about a breach.
const EXPECTS: &[(&str, Option<&str>, &[&str])] = &[
    ("clients", Some("allow"), &["note", "warn"]),
    ("consent_asked", None, &["note", "warn", "gate"]),
    ("third_parties", Some("allow"), &["note", "warn"]),
    ("links", Some("at_most"), &["note", "warn", "block"]),
    ("end_to_end", None, &["note", "warn"]),
];
const FIELDS: [&str; 7] = ["id", "expect", "allow", "at_most", "severity", "action", "reference"];

/// Reads a list of rules.
pub(super) fn read_all(path: &str, key: &'static str, value: &Value, notes: &mut Notes) -> Option<Value> {
    let Some(list) = value.as_array() else {
        notes.add(path, value, &Why::WrongType("a list of rules"), Instead::InForce(key));
        return None;
    };
    let mut ids = BTreeSet::new();
    let mut rules = Vec::new();
    for (i, rule) in list.iter().enumerate() {
        if rules.len() == MAX_RULES {
            notes.add(format!("{path}[{i}…]"), rule, &Why::TooMany(MAX_RULES), Instead::Rest);
            break;
        }
        let mut reader = Reader { path: format!("{path}[{i}]"), notes };
        let Some(mut rule) = reader.rule(&unpacked(rule), i) else { continue };
        if !ids.insert(rule.id.clone()) {
            let stem: String = rule.id.chars().take(MAX_ID - 4).collect();
            let other = (2..=MAX_RULES + 1).map(|n| format!("{stem}-{n}")).find(|id| !ids.contains(id)).unwrap_or_default();
            reader.bad("id", &json!(rule.id), &Why::SameId, Instead::Value(format!("`{other}`")));
            ids.insert(other.clone());
            rule.id = other;
        }
        rules.push(json!(rule));
    }
    Some(Value::Array(rules))
}

struct Reader<'a> {
    path: String,
    notes: &'a mut Notes,
}

impl Reader<'_> {
    fn bad(&mut self, field: &str, value: &Value, why: &Why, instead: Instead) {
        self.notes.add(format!("{}.{field}", self.path), value, why, instead);
    }

    /// A rule of which what it expects can be read; for the rest there is something to fall back on.
    fn rule(&mut self, value: &Value, i: usize) -> Option<Rule> {
        let Some(fields) = value.as_object() else {
            self.notes.add(self.path.as_str(), value, &Why::WrongType("a rule: an object with `id` and `expect`"), Instead::Rest);
            return None;
        };
        let names: Vec<_> = EXPECTS.iter().map(|(name, ..)| *name).collect();
        let said = fields.get("expect").unwrap_or(&Value::Null);
        let &(expects, own_field, actions) = match choice(said, &names).map(|word| EXPECTS.iter().find(|(name, ..)| *name == word)) {
            Ok(Some(known)) => known,
            Ok(None) => return None,
            Err(why) => {
                self.bad("expect", said, &why, Instead::Value("the other rules".to_owned()));
                return None;
            }
        };
        for (name, value) in fields {
            let other_rules = ["allow", "at_most"].contains(&name.as_str()) && own_field != Some(name);
            if other_rules || !FIELDS.contains(&name.as_str()) {
                let near = nearest(name, FIELDS.into_iter()).filter(|_| !other_rules);
                self.bad(&short(name), value, &Why::UnknownField { near }, Instead::Nothing);
            }
        }
        let expect = self.expect(expects, fields)?;
        let id = self.or(fields, "id", format!("R{}", i + 1), |v| text(v, MAX_ID));
        let severity = self.or(fields, "severity", "high".to_owned(), |v| choice(v, SEVERITIES));
        let reference = fields.get("reference").map(|_| self.or(fields, "reference", String::new(), reference));
        let action = self.or(fields, "action", "warn".to_owned(), |v| {
            let action = choice(v, ACTIONS)?;
            if actions.contains(&action.as_str()) { Ok(action) } else { Err(Why::NotAvailable { action, expect: expects }) }
        });
        let rule = json!({"id": id, "severity": severity, "action": action, "reference": reference.unwrap_or_default()});
        let rule = rule.as_object().cloned().unwrap_or_default().into_iter().chain(expect).collect();
        serde_json::from_value(Value::Object(rule)).ok()
    }

    fn or(&mut self, fields: &Map<String, Value>, field: &str, otherwise: String, read: impl Fn(&Value) -> Result<String, Why>) -> String {
        let value = fields.get(field).unwrap_or(&Value::Null);
        read(value).unwrap_or_else(|why| {
            let said = if otherwise.is_empty() { "nothing".to_owned() } else { format!("`{otherwise}`") };
            self.bad(field, value, &why, Instead::Value(said));
            otherwise
        })
    }

    /// The fields that say what is expected.
    fn expect(&mut self, expects: &str, fields: &Map<String, Value>) -> Option<Map<String, Value>> {
        let said = |field: &str| fields.get(field).unwrap_or(&Value::Null);
        let mut out = Map::from_iter([("expect".to_owned(), expects.into())]);
        match expects {
            "clients" => drop(out.insert("allow".to_owned(), self.allow(said("allow"), client)?)),
            "third_parties" => drop(out.insert("allow".to_owned(), self.allow(said("allow"), |v| text(v, MAX_REFERENCE))?)),
            "links" => {
                let at_most = self.or(fields, "at_most", "low".to_owned(), |v| choice(v, SEVERITIES));
                out.insert("at_most".to_owned(), at_most.into());
            }
            _ => {}
        }
        Some(out)
    }

    fn allow(&mut self, value: &Value, read: impl Fn(&Value) -> Result<String, Why>) -> Option<Value> {
        let value = unpacked(value);
        let Some(list) = value.as_array() else {
            self.bad("allow", &value, &Why::WrongType("a list of texts"), Instead::Value("the other rules".to_owned()));
            return None;
        };
        let mut allowed = Vec::new();
        for (i, entry) in list.iter().enumerate() {
            match read(entry) {
                Ok(_) if allowed.len() == MAX_ALLOWED => {
                    self.bad(&format!("allow[{i}…]"), entry, &Why::TooMany(MAX_ALLOWED), Instead::Rest);
                    break;
                }
                Ok(entry) => allowed.push(entry.into()),
                Err(why) => self.bad(&format!("allow[{i}]"), entry, &why, Instead::Rest),
            }
        }
        Some(Value::Array(allowed))
    }
}

/// A text, or none.
fn reference(value: &Value) -> Result<String, Why> {
    if value.as_str() == Some("") { Ok(String::new()) } else { text(value, MAX_REFERENCE) }
}

/// A client's id, or a host.
fn client(value: &Value) -> Result<String, Why> {
    let text = text(value, 255)?;
    if Client::by_id(&text).is_some() {
        return Ok(text);
    }
    host(value).ok().filter(|h| h.contains('.')).ok_or(Why::NoClient)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rules: &Value) -> (Vec<Rule>, Vec<String>) {
        let mut notes = Notes::default();
        let rules = read_all("rules", "rules", rules, &mut notes).unwrap();
        (
            serde_json::from_value(rules).unwrap(),
            notes.finish(|_| String::new()).0.into_iter().map(|i| format!("{} -> {}", i.path, i.instead)).collect(),
        )
    }

    #[test]
    fn a_good_rule_is_taken_as_it_is() {
        let rule = json!({"id": "R3", "expect": "third_parties", "allow": ["Sentry"], "severity": "medium", "action": "warn", "reference": "Art. 28"});
        let (rules, bad) = read(&json!([rule]));
        assert_eq!((json!(rules), bad), (json!([rule]), vec![]));
    }

    #[test]
    fn a_rule_is_kept_as_far_as_it_can_be_understood() {
        let (rules, bad) = read(&json!([
            {"expect": "links", "at_most": "loud", "severity": 3, "action": "gate", "reference": 7, "actoin": "warn"},
            {"id": "X", "expect": "weather"},
            {"id": "R1", "expect": "clients", "allow": ["zoom", "meet.example.org", "zom"], "severity": "high", "action": "block"},
            "not a rule",
            {"id": "Y", "expect": "third_parties", "severity": "high", "action": "note"},
        ]));
        let told: Vec<_> = rules.iter().map(|r| (r.id.as_str(), r.severity, r.action)).collect();
        assert_eq!(told, [("R1", Severity::High, Action::Warn), ("R1-2", Severity::High, Action::Warn)]);
        assert_eq!(rules[1].expect, Expect::Clients { allow: vec!["zoom".into(), "meet.example.org".into()] });
        assert_eq!(
            bad,
            [
                "rules[0].actoin -> nothing",
                "rules[0].at_most -> `low`",
                "rules[0].id -> `R1`",
                "rules[0].severity -> `high`",
                "rules[0].reference -> nothing",
                "rules[0].action -> `warn`",
                "rules[1].expect -> the other rules",
                "rules[2].allow[2] -> the rest of it",
                "rules[2].action -> `warn`",
                "rules[2].id -> `R1-2`",
                "rules[3] -> the rest of it",
                "rules[4].allow -> the other rules",
            ]
        );
    }
}
