//! The catalogue is whole: every data file is registered, every client has pages and traces, every selector is seen to match one of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use dom_query::Document;
use tallylight_core::client::{Basis, CATALOGUE, Client, Selector};

use super::book;
use super::eye::matcher;

#[test]
fn every_data_file_is_registered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/client");
    let sources = book::sorted(&folder).into_iter().map(|f| fs::read_to_string(f).unwrap());
    let written: usize =
        sources.map(|s| s.lines().filter(|l| l.starts_with("pub(super) static ") && l.contains(": Client =")).count()).sum();
    assert_eq!(written, CATALOGUE.len() + 1, "a client is written down and not in CATALOGUE (the generic one stands outside)");
}

#[test]
fn ids_and_names_are_unique_and_plain() {
    let ids: BTreeSet<_> = CATALOGUE.iter().map(|c| c.id).collect();
    assert_eq!(ids.len(), CATALOGUE.len());
    for client in book::open_clients() {
        let landmarks = client.landmarks.iter().map(|l| format!("landmark:{}", l.name));
        let quiet = client.quiet.iter().map(|q| format!("quiet:{}", q.name));
        let names: Vec<_> = client.marks.iter().map(|m| m.name.to_owned()).chain(landmarks).chain(quiet).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{}: two elements of one name", client.id);
        let plain =
            |s: &str| !s.is_empty() && s.len() <= 64 && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-:".contains(c));
        assert!(plain(client.id) && names.iter().all(|n| plain(n)), "{}: {names:?}", client.id);
    }
}

#[test]
fn every_client_says_what_it_never_shows() {
    for client in book::open_clients() {
        assert!(client.never_shows.ends_with('.'), "{}: never_shows must be a sentence", client.id);
        assert!(client.is_generic() || !client.landmarks.is_empty(), "{}: without a landmark we are never in sight", client.id);
    }
}

#[test]
fn every_client_has_pages_and_traces() {
    let pages = book::all();
    let traces: Vec<_> =
        book::sorted(&book::tests().join("traces")).iter().map(|t| t.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    for client in book::open_clients() {
        assert!(pages.iter().any(|p| p.client.id == client.id), "{}: no saved page", client.id);
        assert!(traces.iter().any(|t| t.strip_prefix(client.id).is_some_and(|rest| rest.starts_with('-'))), "{}: no trace", client.id);
    }
}

#[test]
fn every_selector_matches_a_saved_page() {
    let pages: Vec<_> = book::all().into_iter().map(|p| (p.client.id, Document::from(p.html.as_str()))).collect();
    let mut silent = Vec::new();
    for client in book::open_clients() {
        let own: Vec<_> = pages.iter().filter(|(id, _)| *id == client.id).map(|(_, page)| page).collect();
        for selector in selectors(client) {
            assert!(Basis::is_dated(selector.basis.seen), "{}: {selector:?}", client.id);
            for css in alternatives(selector.css) {
                let matcher = matcher(css);
                if !own.iter().any(|page| page.select_matcher(&matcher).exists()) {
                    silent.push(format!("{}: {css}", client.id));
                }
            }
        }
    }
    assert!(silent.is_empty(), "selectors that no saved page shows:\n{}", silent.join("\n"));
}

trait Dated {
    fn is_dated(date: &str) -> bool;
}

impl Dated for Basis {
    /// `2026-11-23`.
    fn is_dated(date: &str) -> bool {
        date.len() == 10 && date.bytes().enumerate().all(|(i, b)| if i == 4 || i == 7 { b == b'-' } else { b.is_ascii_digit() })
    }
}

fn selectors(client: &'static Client) -> impl Iterator<Item = Selector> {
    let landmarks = client.landmarks.iter().flat_map(|l| l.any.iter().copied());
    let marks = client.marks.iter().map(|m| m.at);
    let quiet = client.quiet.iter().map(|q| q.at);
    let status = client.status.iter().map(|r| r.at);
    let lists = [client.embeds, client.chat, client.captions, client.roster].into_iter().flatten().copied();
    landmarks.chain(marks).chain(quiet).chain(status).chain(lists)
}

/// The members of a selector list, split at commas outside parentheses and brackets.
fn alternatives(css: &str) -> Vec<&str> {
    let mut depth = 0;
    let split = css.split(|c| {
        depth += i32::from("([".contains(c)) - i32::from(")]".contains(c));
        c == ',' && depth == 0
    });
    split.map(str::trim).collect()
}

#[test]
fn lists_are_split_at_their_own_commas() {
    assert_eq!(alternatives("a:has(b, c), [d='e,f'] g"), ["a:has(b, c)", "[d='e,f'] g"]);
}
