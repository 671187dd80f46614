use std::collections::HashSet;

use super::*;

/// What is wrong with a line of a file, in words that its author can act on.
fn faults(code: &str, source: &'static str) -> Vec<String> {
    let mut out = Vec::new();
    let mut seen = HashSet::new();
    for line in source.lines() {
        if !(line.is_empty() || line.starts_with("//") || line.contains(':')) {
            out.push(format!("{code}: neither a comment nor `key: patterns`: {line}"));
        }
    }
    for (key, written) in lines(source) {
        let Some(class) = Class::of(key) else {
            out.push(format!("{code}: no such key: {key}"));
            continue;
        };
        if read(class, written).is_none() {
            out.push(format!("{code}: {key}: cannot be read: {written}"));
        }
        if !seen.insert((key, written)) {
            out.push(format!("{code}: {key}: twice: {written}"));
        }
    }
    out
}

#[test]
fn every_line_can_be_read() {
    let all: Vec<String> = LANGUAGES.iter().flat_map(|(code, source)| faults(code, source)).collect();
    assert!(all.is_empty(), "\n{}", all.join("\n"));
}

#[test]
fn faults_are_named() {
    assert_eq!(faults("xx", "rec.nmae: a\nrec.name: b, b, *\nwords").len(), 4);
}

#[test]
fn locales_find_their_language() {
    for (locale, code) in [("pt-BR", "pt"), ("zh_Hant_TW", "zh"), ("no", "nb"), ("EN", "en"), ("tl-PH", "fil")] {
        assert_eq!(index_of(locale).map(|at| LANGUAGES[at].0), Some(code), "{locale}");
    }
    assert_eq!(index_of("xx"), None);
}
