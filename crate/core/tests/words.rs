//! The words: every language says everything, with the same things put in; every message that is asked for exists, and none lies unused.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tallylight_core::finding::{DetectorName, Judgement, Verdict};
use tallylight_core::warning::tell;
use tallylight_core::words::{DATA, PLACES, data_word};
use tallylight_core::{Session, Severity};

type Messages = BTreeMap<String, Value>;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

fn locales() -> BTreeMap<String, Messages> {
    let folders = fs::read_dir(root().join("extension/_locales")).unwrap();
    let names = folders.map(|folder| folder.unwrap().file_name().into_string().unwrap());
    names.map(|l| (l.clone(), serde_json::from_str(&read(&format!("extension/_locales/{l}/messages.json"))).unwrap())).collect()
}

fn english() -> Messages {
    locales().remove("en").unwrap()
}

fn message(of: &Value) -> &str {
    of["message"].as_str().unwrap()
}

/// The placeholders in a message's text, in lower case.
fn places(text: &str) -> BTreeSet<String> {
    text.split('$').skip(1).step_by(2).map(str::to_lowercase).collect()
}

/// Files below `folder` with one of these endings.
fn sources(folder: &str, endings: &[&str]) -> Vec<String> {
    let mut folders = vec![root().join(folder)];
    let mut texts = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if endings.iter().any(|e| path.to_string_lossy().ends_with(e)) {
                texts.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

/// What stands between `before` and the next quotation mark.
fn after<'a>(text: &'a str, before: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(before).skip(1).filter_map(|rest| rest.split(['"', '\'']).next())
}

#[test]
fn every_language_says_everything_with_the_same_things_put_in() {
    let english = english();
    for (locale, messages) in locales() {
        let names = |m: &Messages| m.keys().cloned().collect::<BTreeSet<_>>();
        let differ: Vec<_> = names(&english).symmetric_difference(&names(&messages)).cloned().collect();
        assert!(differ.is_empty(), "{locale}: not in both it and en: {differ:?}");
        for (name, said) in &messages {
            let text = message(said);
            assert!(!text.trim().is_empty() && text.trim() == text, "{locale}: {name} is empty or padded");
            assert_eq!(places(text), places(message(&english[name])), "{locale}: {name}");
        }
    }
}

#[test]
fn a_placeholder_has_the_same_position_everywhere() {
    for (locale, messages) in locales() {
        for (name, said) in &messages {
            let declared = said["placeholders"].as_object().cloned().unwrap_or_default();
            assert_eq!(declared.keys().cloned().collect::<BTreeSet<_>>(), places(message(said)), "{locale}: {name}");
            for (place, position) in declared {
                let at =
                    PLACES.iter().position(|p| *p == place).unwrap_or_else(|| panic!("{locale}: {name}: no such placeholder: {place}"));
                assert_eq!(position["content"], format!("${}", at + 1), "{locale}: {name}: {place}");
            }
        }
    }
}

#[test]
fn the_extension_puts_things_in_in_the_same_order() {
    let list = PLACES.map(|p| format!("'{p}'")).join(", ");
    assert!(read("extension/ui/words.js").contains(&format!("const PLACES = [{list}];")), "PLACES differ between words.rs and words.js");
}

#[test]
fn each_language_names_itself_and_its_direction() {
    for (locale, messages) in locales() {
        assert_eq!(message(&messages["lang"]), locale.replace('_', "-"));
        let rtl = ["ar", "fa", "he", "ur"].iter().any(|l| locale.starts_with(l));
        assert_eq!(message(&messages["dir"]), if rtl { "rtl" } else { "ltr" }, "{locale}");
        assert!(message(&messages["extension_description"]).chars().count() <= 132, "{locale}: stores cut the description at 132");
    }
}

/// Judgements of each kind that a detector can pass, as far as words depend on it.
fn judgements() -> Vec<Judgement> {
    let whats = "recording local_recording transcription live_stream ai_notes archive note_taker page_recorder blind partial banner_hidden \
        second_handshake idle_detector face_model session_replay audio_while_muted third_party local_network native_handoff hooks_bypassed \
        unencrypted client_not_allowed encryption_not_shown unc-exec attachment unc-remote lookalike-domain join-media-on href-mismatch native-handoff other";
    let phases = ["starting", "on", "paused", "off", "consent", "offered"];
    let whys = "landmarks_missing landmarks_gone probe_silent no_page_world late unknown_client other";
    let verdicts = [Verdict::None, Verdict::Functional, Verdict::May, Verdict::Reports];
    let mut all = Vec::new();
    for what in whats.split_whitespace() {
        let bare = Judgement::raise("k", Severity::High, what, "");
        let mut named = bare.clone().with("host", "example.com");
        "Example".clone_into(&mut named.who);
        all.extend(phases.map(|phase| bare.clone().with("phase", phase)));
        all.extend(whys.split_whitespace().map(|why| bare.clone().with("why", why)));
        all.extend(verdicts.map(|verdict| bare.clone().verdict(verdict)));
        all.extend([&bare, &named].map(|j| j.clone().with("carries", json!(["email"]))));
        all.push(bare.with("first_party", true).with("sdk", json!(["example"])));
        all.push(named);
    }
    all
}

#[test]
fn every_finding_can_be_told() {
    use DetectorName::{Attention, Coverage, Link, Notice, Recording, Tamper, ThirdParty, Transfer};
    let english = english();
    let session = Session::open("https://app.zoom.us/wc/1/join", None, 0);
    let mut told = BTreeSet::new();
    for detector in [Recording, Link, Attention, ThirdParty, Notice, Transfer, Coverage, Tamper] {
        for judgement in judgements() {
            let said = tell(&session.clone().settle(detector, judgement).unwrap());
            told.extend([said.title, said.advice]);
        }
    }
    let missing: Vec<_> = told.iter().filter(|name| !english.contains_key(**name)).collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

#[test]
fn every_message_that_is_asked_for_exists() {
    let english = english();
    let mut asked: BTreeSet<String> = DATA.iter().map(|(_, word)| (*word).to_owned()).collect();
    asked.insert(data_word("anything else").to_owned());
    for text in ["record", "summary", "warning"].map(|f| read(&format!("crate/core/src/{f}.rs"))) {
        asked.extend(after(&text, "Line::new(\"").map(str::to_owned));
        for family in
            ["advice_", "blind_", "dropped_", "ledger_", "limit_", "verdict_", "what_", "when_", "who_", "why_", "rule_", "detector_"]
        {
            asked.extend(after(&text, &format!("\"{family}")).map(|rest| format!("{family}{rest}")));
        }
    }
    for text in sources("crate/ui/src", &[".rs"]) {
        asked.extend(after(&text, "say(\"").map(str::to_owned));
    }
    for text in sources("extension/ui", &[".js"]) {
        asked.extend(after(&text, "say('").map(str::to_owned));
    }
    for text in sources("extension", &[".js", ".html"]) {
        for before in ["Banner.say('", "Words.say('", "data-say=\"", "data-say-label=\""] {
            asked.extend(after(&text, before).map(str::to_owned));
        }
    }
    let missing: Vec<_> = asked.iter().filter(|name| !english.contains_key(*name)).collect();
    assert!(missing.is_empty(), "no words for {missing:?}");
}

#[test]
fn no_message_lies_unused() {
    let mut texts: Vec<_> = ["record", "summary", "warning", "words"].map(|f| read(&format!("crate/core/src/{f}.rs"))).into();
    texts.extend(sources("crate/ui/src", &[".rs"]));
    texts.extend(sources("extension", &[".js", ".html"]));
    let manifest = read("manifest.json");
    let quoted: BTreeSet<&str> = texts.iter().flat_map(|text| text.split(['"', '\''])).collect();
    let used = |name: &String| quoted.contains(name.as_str()) || manifest.contains(&format!("__MSG_{name}__"));
    let unused: Vec<_> = english().into_keys().filter(|name| !used(name)).collect();
    assert!(unused.is_empty(), "never shown: {unused:?}");
}
