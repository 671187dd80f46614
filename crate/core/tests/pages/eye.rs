//! A probe for documents that stand still: reads a page as `extension/probe/dom.js` does, natively. Not here: judgement.

use std::collections::{BTreeMap, BTreeSet};

use dom_query::{Document, Matcher, NodeRef};
use tallylight_core::client::Watch;
use tallylight_core::observation::{Observation, Role};

/// A watch with its selectors parsed, and what was last seen through it.
pub(crate) struct Eye {
    marks: Vec<(String, Matcher)>,
    regions: Vec<(Matcher, Role)>,
    /// Chat and captions: what participants type or say never speaks for the client.
    participants: Option<Matcher>,
    roster: Option<Matcher>,
    present: BTreeMap<String, Option<String>>,
    said: BTreeSet<String>,
    named: BTreeSet<String>,
}

impl Eye {
    /// Ready to look.
    pub(crate) fn new(watch: &Watch) -> Self {
        let embeds = watch.embeds.iter().map(|(id, css)| (format!("embed:{id}"), css.clone()));
        let participants: Vec<_> =
            [watch.chat.as_str(), &watch.captions, "[contenteditable]", "textarea"].into_iter().filter(|css| !css.is_empty()).collect();
        Self {
            marks: watch.marks.iter().cloned().chain(embeds).map(|(name, css)| (name, matcher(&css))).collect(),
            regions: watch.regions.iter().map(|(css, role)| (matcher(css), *role)).collect(),
            participants: Some(matcher(&participants.join(", "))),
            roster: Some(watch.roster.as_str()).filter(|css| !css.is_empty()).map(matcher),
            present: BTreeMap::new(),
            said: BTreeSet::new(),
            named: BTreeSet::new(),
        }
    }

    /// What has changed since the last look.
    pub(crate) fn look(&mut self, page: &Document) -> Vec<Observation> {
        let mut seen = Vec::new();
        self.read_marks(page, &mut seen);
        self.read_regions(page, &mut seen);
        self.read_roster(page, &mut seen);
        seen
    }

    fn read_marks(&mut self, page: &Document, out: &mut Vec<Observation>) {
        for (name, matcher) in &self.marks {
            let reading = first(page, matcher).map(|e| if name.contains(':') { String::new() } else { label(&e) });
            let known = self.present.get(name);
            if known.map_or(reading.is_none() && !name.starts_with("landmark:"), |k| *k == reading) {
                continue;
            }
            let text = reading.clone().filter(|t| !t.is_empty());
            out.push(Observation::Mark { mark: name.clone(), present: reading.is_some(), text });
            self.present.insert(name.clone(), reading);
        }
    }

    fn read_regions(&mut self, page: &Document, out: &mut Vec<Observation>) {
        let mut now = BTreeSet::new();
        for (matcher, role) in &self.regions {
            for region in page.select_matcher(matcher).nodes() {
                let ours = |node: &NodeRef<'_>| self.participants.as_ref().is_some_and(|p| node.is_match(p));
                if ours(region) || region.ancestors_it(None).any(|a| ours(&a)) {
                    continue;
                }
                let mut text = region.attr("aria-label").map(|l| format!("{l}. ")).unwrap_or_default();
                spoken(region, &ours, &mut text);
                let text = words(&text);
                let key = format!("{role:?} {text}");
                if !text.is_empty() && now.insert(key.clone()) && !self.said.contains(&key) {
                    out.push(Observation::Said { role: *role, text });
                }
            }
        }
        self.said = now;
    }

    fn read_roster(&mut self, page: &Document, out: &mut Vec<Observation>) {
        let Some(roster) = &self.roster else { return };
        for element in page.select_matcher(roster).nodes() {
            let name = label(element);
            if !name.is_empty() && self.named.insert(name.clone()) {
                out.push(Observation::Roster { name });
            }
        }
    }
}

/// How many elements a list of selectors matches.
pub(crate) fn count(page: &Document, css: &str) -> usize {
    if css.is_empty() { 0 } else { page.select_matcher(&matcher(css)).length() }
}

/// A selector of the catalogue, which both browsers and this crate must understand.
pub(crate) fn matcher(css: &str) -> Matcher {
    Matcher::new(css).unwrap_or_else(|e| panic!("not a selector: {css}: {e:?}"))
}

fn first<'a>(page: &'a Document, matcher: &Matcher) -> Option<NodeRef<'a>> {
    page.select_single_matcher(matcher).nodes().first().copied()
}

/// What an element is called: its label, its title, or its text.
fn label(element: &NodeRef<'_>) -> String {
    let named = ["aria-label", "title"].into_iter().filter_map(|a| element.attr(a)).find(|l| !l.is_empty());
    words(&named.unwrap_or_else(|| element.text()))
}

/// An element's words without those of participants in it.
fn spoken(element: &NodeRef<'_>, participants: &impl Fn(&NodeRef<'_>) -> bool, out: &mut String) {
    for child in element.children_it(false) {
        if child.is_text() {
            out.push_str(&child.text());
        } else if child.is_element() && !participants(&child) {
            spoken(&child, participants, out);
        }
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
