//! Policies against people: who wins, and that nothing bad costs more than itself.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::policy::{MAX_NAMED, Rule};

fn told(resolved: &Resolved, key: &str) -> (Value, Source, bool) {
    let found = resolved.keys.iter().find(|k| k.key == key).unwrap();
    (found.value.clone(), found.source, found.fixed)
}

fn paths(resolved: &Resolved) -> Vec<&str> {
    resolved.ignored.iter().map(|i| i.path.as_str()).collect()
}

#[test]
fn from_weak_to_strong() {
    let policy = json!({
        "defaults": {"link_guard": false, "link_proceed": false, "keep_days": 30},
        "locked": {"link_allow": ["files.example.org"], "keep_days": 7},
    });
    let chosen = json!({"link_guard": true, "link_allow": ["evil.example"], "keep_days": 9});
    let resolved = resolve(&policy.to_string(), &chosen.to_string());
    assert_eq!(told(&resolved, "link_guard"), (json!(true), Source::User, false));
    assert_eq!(told(&resolved, "link_proceed"), (json!(false), Source::PolicyDefault, false));
    assert_eq!(told(&resolved, "link_allow"), (json!(["files.example.org"]), Source::PolicyLocked, true));
    assert_eq!(told(&resolved, "keep_days"), (json!(7), Source::PolicyLocked, true));
    assert_eq!(told(&resolved, "banner_corner"), (json!("top_start"), Source::BuiltIn, false));
    assert_eq!(resolved.settings.keep_days, 7);
    assert!(resolved.managed && resolved.ignored.is_empty());
}

#[test]
fn without_a_policy_safe_values_are_in_force() {
    for nothing in ["", " ", "{}"] {
        let resolved = resolve(nothing, "{}");
        assert_eq!((resolved.settings, resolved.managed), (Settings::default(), false));
    }
}

#[test]
fn a_bad_key_costs_itself_alone_and_is_named() {
    let policy = json!({
        "locked": {"link_guard": "yes", "link_gaurd": true, "link_allow": ["a.example", 7], "keep_days": 99999, "link_proceed": false},
        "defaults": {"rules": [], "keep_days": 10},
        "lockd": {},
    });
    let resolved = check(&policy.to_string());
    let named: Vec<_> = resolved.ignored.iter().map(|i| (i.path.as_str(), i.value.as_str(), i.instead.as_str())).collect();
    assert_eq!(
        named,
        [
            ("defaults.rules", "[]", "[] (built in)"),
            ("lockd", "{}", "nothing"),
            ("locked.keep_days", "99999", "10 (the policy's default)"),
            ("locked.link_allow[1]", "7", "the rest of it"),
            ("locked.link_gaurd", "true", "nothing"),
            ("locked.link_guard", "\"yes\"", "true (built in)"),
        ]
    );
    assert_eq!(resolved.ignored[4].why, "there is no such setting; did you mean `link_guard`?");
    assert_eq!(told(&resolved, "link_proceed"), (json!(false), Source::PolicyLocked, true));
    assert_eq!(resolved.settings.link_allow, ["a.example"]);
}

#[test]
fn the_whole_policy_may_come_as_one_text() {
    let inner = json!({"locked": {"link_proceed": false, "keep_days": "x"}}).to_string();
    let resolved = check(&json!({"policy": inner, "locked": {"link_guard": false}}).to_string());
    assert_eq!((resolved.settings.link_proceed, resolved.settings.link_guard), (false, true));
    assert_eq!(paths(&resolved), ["locked", "locked.keep_days"]);
    assert_eq!(paths(&check(r#"{"policy": 3}"#)), ["policy"]);
}

#[test]
fn a_part_may_be_a_text_as_in_the_windows_registry() {
    let resolved = check(&json!({"locked": r#"{"link_proceed": 0, "rules": "[{\"id\":\"R1\",\"expect\":\"consent_asked\",\"severity\":\"high\",\"action\":\"warn\"}]"}"#}).to_string());
    assert!(resolved.ignored.is_empty(), "{:?}", resolved.ignored);
    assert_eq!((resolved.settings.link_proceed, resolved.settings.rules.len()), (false, 1));
}

#[test]
fn who_may_not_pause_is_watched_again() {
    let policy = json!({"locked": {"pause_allowed": false}}).to_string();
    let resolved = resolve(&policy, &json!({"paused_hosts": ["zoom.us"]}).to_string());
    assert_eq!(told(&resolved, "paused_hosts"), (json!([]), Source::BuiltIn, true));
    assert_eq!(paths(&resolved), ["user.paused_hosts"]);
}

#[test]
fn what_is_no_policy_at_all_is_said_and_leaves_safe_values() {
    for bad in ["[]", "3", "{", "\"text\"", r#"{"policy":"{"}"#] {
        let resolved = check(bad);
        assert_eq!((resolved.settings, resolved.managed), (Settings::default(), true), "{bad}");
        assert_eq!(resolved.ignored.len(), 1, "{bad}");
    }
    let large = format!(r#"{{"locked":{{"notice_text":"{}"}}}}"#, "x".repeat(MAX_POLICY));
    let ignored = check(&large).ignored;
    assert!(ignored[0].why.contains("at most 5242880"), "{ignored:?}");
}

#[test]
fn a_flood_of_bad_keys_is_counted() {
    let many: Map<String, Value> = (0..20_000).map(|n| (format!("link_guard{n}"), json!(n))).collect();
    let resolved = check(&json!({"locked": many}).to_string());
    assert_eq!((resolved.ignored.len(), resolved.more), (MAX_NAMED, 20_000 - MAX_NAMED as u64));
}

#[test]
fn an_export_is_a_policy_with_the_same_effect() {
    let rule: Rule =
        serde_json::from_value(json!({"id": "R1", "expect": "end_to_end", "severity": "low", "action": "note", "reference": ""})).unwrap();
    let policy = json!({"locked": {"rules": [rule]}, "defaults": {"keep_days": 30}});
    let before = resolve(&policy.to_string(), &json!({"link_allow": ["a.example"]}).to_string());
    let after = check(&export(&before).to_string());
    assert_eq!(after.settings, before.settings);
    assert!(after.ignored.is_empty(), "{:?}", after.ignored);
}

const WORDS: &[&str] =
    &["high", "info", "warn", "gate", "clients", "links", "zoom", "*.a.example", "link", "top_end", "[1]", "{\"locked\":{}}"];

/// Any JSON, with our own names in it often enough to get somewhere.
fn any_json() -> impl Strategy<Value = Value> {
    let mut keys: Vec<String> = TABLE.iter().map(|s| s.key.to_owned()).collect();
    keys.extend(
        ["defaults", "locked", "policy", "id", "expect", "allow", "at_most", "severity", "action", "reference", "link"].map(str::to_owned),
    );
    let key = prop_oneof![proptest::sample::select(keys), ".{0,8}"];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        proptest::sample::select(WORDS).prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 64, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::btree_map(key.clone(), inner, 0..6).prop_map(|m| Value::Object(m.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn whatever_arrives_every_setting_has_a_value_of_its_kind(policy in any_json(), chosen in any_json()) {
        let resolved = resolve(&json!({"locked": policy, "defaults": chosen}).to_string(), &chosen.to_string());
        let values: Map<String, Value> = resolved.keys.iter().map(|k| (k.key.clone(), k.value.clone())).collect();
        let settings: Settings = serde_json::from_value(Value::Object(values)).expect("every value is of its kind");
        prop_assert_eq!(settings, resolved.settings);
        let _ = resolve(&policy.to_string(), &chosen.to_string());
    }

    #[test]
    fn an_export_holds_for_any_choice(policy in any_json(), chosen in any_json()) {
        let before = resolve(&json!({"locked": policy}).to_string(), &chosen.to_string());
        let after = check(&export(&before).to_string());
        prop_assert_eq!(after.settings, before.settings);
        prop_assert_eq!(after.ignored, vec![]);
    }
}
