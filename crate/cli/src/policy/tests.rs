//! What is generated is what the repository holds (`UPDATE=1` writes it anew), well-formed, and understood by the core again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use roxmltree::Document;
use serde_json::Value;
use tallylight_core::policy;

use super::deploy::{FIREFOX_ID, ID, PACKAGE, Target, UPDATES};
use super::{EXAMPLE, deploy, reference, schema, wrapped};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn target(text: bool) -> Target {
    Target { id: ID.to_owned(), update_url: UPDATES.to_owned(), install_url: PACKAGE.to_owned(), text }
}

fn files(text: bool) -> Vec<(&'static str, Vec<u8>)> {
    deploy::files(&policy::check(EXAMPLE), &target(text))
}

fn file(name: &str, text: bool) -> String {
    let found = files(text).into_iter().find(|(n, _)| *n == name).unwrap();
    String::from_utf8(found.1).unwrap()
}

#[test]
fn what_is_generated_is_what_the_repository_holds() {
    let mut fresh = vec![
        ("extension/managed_schema.json".to_owned(), schema::schema().into_bytes()),
        ("docs/policy.md".to_owned(), reference::page().into_bytes()),
    ];
    fresh.extend(files(false).into_iter().map(|(name, content)| (format!("docs/policy/{name}"), content)));
    fresh.push(("docs/policy/policy.json".to_owned(), EXAMPLE.as_bytes().to_vec()));
    let mut stale = Vec::new();
    for (name, content) in fresh {
        let path = root().join(&name);
        if std::env::var_os("UPDATE").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &content).unwrap();
        }
        if fs::read(&path).ok().as_ref() != Some(&content) {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "stale: {stale:?}: run UPDATE=1 cargo test -p tallylight policy");
}

#[test]
fn the_firefox_id_is_the_manifests() {
    assert!(fs::read_to_string(root().join("scripts/manifest.mjs")).unwrap().contains(&format!("id: '{FIREFOX_ID}'")));
}

#[test]
fn the_example_is_understood_wholly_and_so_is_every_file_that_carries_it() {
    let example = policy::check(EXAMPLE);
    assert!(example.ignored.is_empty(), "{:?}", example.ignored);
    for text in [false, true] {
        for name in ["linux-chromium.json", "firefox-policies.json", "google-admin.json"] {
            let carried = policy::check(&wrapped::policy_in(&file(name, text)));
            assert!(carried.ignored.is_empty(), "{name}: {:?}", carried.ignored);
            assert_eq!(carried.settings, example.settings, "{name}");
        }
    }
}

/// Reads a `.reg` file back as a browser does: keys below keys are objects, keys with values from "1" on are lists.
fn registry(text: &str, below: &str) -> Value {
    let mut all = Value::Object(serde_json::Map::new());
    let mut at: Option<String> = None;
    for line in text.lines() {
        if let Some(key) = line.strip_prefix('[') {
            at = key.trim_end_matches(']').split_once(below).map(|(_, rest)| rest.replace('\\', "/"));
        } else if let (Some(at), Some((name, data))) = (&at, line.split_once('=')) {
            let name: String = serde_json::from_str(name).unwrap();
            let value = data
                .strip_prefix("dword:")
                .map_or_else(|| serde_json::from_str(data).unwrap(), |hex| u32::from_str_radix(hex, 16).unwrap().into());
            let place = at.split('/').filter(|p| !p.is_empty()).fold(&mut all, |place, part| &mut place[part]);
            place[&name] = value;
        }
    }
    lists(&mut all);
    all
}

fn lists(value: &mut Value) {
    let Value::Object(entries) = value else { return };
    if entries.contains_key("1") {
        *value = Value::Array((1..=entries.len()).map(|n| entries[&n.to_string()].clone()).collect());
    } else {
        entries.values_mut().for_each(lists);
    }
}

#[test]
fn the_registry_says_the_same() {
    for (name, below) in
        [("windows-chrome.reg", r"Google\Chrome\3rdparty\extensions\"), ("windows-edge.reg", r"Microsoft\Edge\3rdparty\extensions\")]
    {
        let below = format!(r"{below}{ID}\policy");
        for text in [false, true] {
            let carried = policy::check(&registry(&file(name, text), &below).to_string());
            assert!(carried.ignored.is_empty(), "{name}: {:?}", carried.ignored);
            assert_eq!(carried.settings, policy::check(EXAMPLE).settings, "{name}");
        }
    }
}

/// A property list's value.
fn plist(node: roxmltree::Node<'_, '_>) -> Value {
    let children = || node.children().filter(roxmltree::Node::is_element);
    match node.tag_name().name() {
        "dict" => {
            let all: Vec<_> = children().collect();
            all.chunks(2).map(|pair| (pair[0].text().unwrap().to_owned(), plist(pair[1]))).collect()
        }
        "array" => children().map(plist).collect(),
        "integer" => node.text().unwrap().parse::<u64>().unwrap().into(),
        "string" => node.text().unwrap_or_default().into(),
        switch => (switch == "true").into(),
    }
}

#[test]
fn the_profile_says_the_same() {
    let text = file("macos.mobileconfig", false);
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = Document::parse_with_options(&text, options).unwrap();
    let profile = plist(document.root_element().first_element_child().unwrap());
    let payloads = profile["PayloadContent"].as_array().unwrap();
    assert_eq!(payloads.len(), 2);
    for payload in payloads {
        let policy = serde_json::json!({"defaults": payload["defaults"], "locked": payload["locked"]});
        assert_eq!(policy::check(&policy.to_string()).settings, policy::check(EXAMPLE).settings);
    }
}

#[test]
fn the_template_is_well_formed_and_has_words_for_everything() {
    let (template, said) = (file("tallylight.admx", false), file("en-US/tallylight.adml", false));
    let words = Document::parse(&said).unwrap();
    let ids = |tag: &str| -> BTreeSet<String> {
        words
            .descendants()
            .filter(|n| n.has_tag_name(("http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions", tag)))
            .filter_map(|n| n.attribute("id"))
            .map(str::to_owned)
            .collect()
    };
    let (strings, presentations) = (ids("string"), ids("presentation"));
    let template = Document::parse(&template).unwrap();
    let mut names = BTreeSet::new();
    for node in template.descendants() {
        if node.tag_name().name() == "policy" {
            assert!(names.insert(node.attribute("name").unwrap()), "twice: {node:?}");
        }
        for attribute in node.attributes() {
            if let Some(id) = attribute.value().strip_prefix("$(string.") {
                assert!(strings.contains(id.trim_end_matches(')')), "no words for {id}");
            }
            if let Some(id) = attribute.value().strip_prefix("$(presentation.") {
                assert!(presentations.contains(id.trim_end_matches(')')), "no presentation for {id}");
            }
        }
    }
    assert!(names.contains("firefox_locked_rules") && !names.contains("chrome_defaults_rules"));
}
