//! Each saved page says what is expected of it: which marks and landmarks match, whose chat it is, by which elements it is recognised.

use std::collections::BTreeSet;

use dom_query::Document;
use tallylight_core::client::{Client, Phase, Place, View, watch};
use tallylight_core::observation::Observation;
use tallylight_core::policy::Settings;

use super::book::{self, Saved, Seen};
use super::eye::{Eye, count};

#[test]
fn pages_show_what_they_are_expected_to() {
    let wrong: Vec<_> = book::all().iter().filter_map(check).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn check(page: &Saved) -> Option<String> {
    let document = Document::from(page.html.as_str());
    let watch = watch(page.client, &Settings::default());
    let expected = &page.expected;
    let mut wrong = Vec::new();

    let marks: BTreeSet<_> =
        Eye::new(&watch).look(&document).into_iter().filter_map(present).filter(|m| !m.starts_with("embed:")).collect();
    let wanted: BTreeSet<_> = expected.marks.iter().cloned().collect();
    if marks != wanted {
        wrong.push(format!("marks {marks:?}, expected {wanted:?}"));
    }
    for (what, got, want) in
        [("chat", count(&document, &watch.chat), expected.chat), ("roster", count(&document, &watch.roster), expected.roster)]
    {
        if got != want {
            wrong.push(format!("{what}: {got} elements, expected {want}"));
        }
    }
    let shown = page.client.marks.iter().filter(|m| marks.contains(m.name) && !m.needs_words);
    wrong.extend(
        shown.filter(|m| m.phase == Phase::On && !expected.on.contains_key(&m.what)).map(|m| format!("{} shows what is not on", m.name)),
    );
    if let Some(view) = views(page, &marks) {
        wrong.push(view);
    }
    let embeds = embeds(page, &document);
    if embeds != expected.embeds.iter().cloned().collect() {
        wrong.push(format!("recognised as {embeds:?}, expected {:?}", expected.embeds));
    }
    (!wrong.is_empty()).then(|| format!("{}: {}", page.name(), wrong.join("; ")))
}

/// A page of the meeting has every landmark of the meeting and an address that may be one; a page before it has one of the landmarks before.
fn views(page: &Saved, marks: &BTreeSet<String>) -> Option<String> {
    let Saved { client, expected, .. } = page;
    let seen = |view| client.landmarks.iter().filter(move |l| l.view == view).map(|l| marks.contains(&format!("landmark:{}", l.name)));
    let place = client.place(&expected.url);
    let fits = match expected.view {
        Seen::Meeting => seen(View::Meeting).all(|found| found) && matches!(place, Place::Meeting | Place::Unknown),
        Seen::Prejoin => seen(View::Prejoin).any(|found| found) && place != Place::Elsewhere,
        Seen::Frame => !seen(View::Meeting).all(|found| found),
        Seen::Unknown => client.is_generic(),
    };
    (!fits).then(|| format!("view {:?} at {place:?} does not fit its landmarks", expected.view))
}

/// By which clients' embeds a page of nobody's host is recognised. On a client's own host nobody looks for them.
fn embeds(page: &Saved, document: &Document) -> BTreeSet<String> {
    let (client, _) = Client::for_page(&page.expected.url);
    if !client.is_generic() && page.expected.embeds.is_empty() {
        return BTreeSet::new();
    }
    let generic = Client::by_id("generic").unwrap();
    let seen = Eye::new(&watch(generic, &Settings::default())).look(document).into_iter().filter_map(present);
    seen.filter_map(|m| m.strip_prefix("embed:").map(str::to_owned)).collect()
}

fn present(seen: Observation) -> Option<String> {
    match seen {
        Observation::Mark { mark, present: true, .. } => Some(mark),
        _ => None,
    }
}
