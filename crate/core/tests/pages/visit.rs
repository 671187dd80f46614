//! A visit to saved pages, one after the other, as the probe would report it: from `tests/traces/NAME/visit.json` to the trace beside it.
//! Not here: what is judged of a trace (`tests/traces.rs`).

use std::collections::BTreeMap;
use std::fs;

use dom_query::Document;
use serde::Deserialize;
use tallylight_core::client::Watch;
use tallylight_core::event::{Event, What};
use tallylight_core::observation::{Observation, ProbeState, World};
use tallylight_core::{Effect, Session, Settings, step};

use super::book::{self, Saved};
use super::eye::Eye;

/// The shell asks this often whether all is still as it should be.
const TICK: u64 = 30_000;

/// `visit.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Visit {
    /// The client whose pages they are.
    client: String,
    /// The pages, in order.
    steps: Vec<Step>,
}

/// A page is loaded, or becomes another state of itself.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    /// When, in milliseconds.
    t: u64,
    /// In which frame.
    #[serde(default)]
    frame: u64,
    /// The saved page's state.
    state: String,
}

/// What the shell and its probes do, with the core answering.
#[derive(Default)]
pub(crate) struct Walk {
    pub(crate) session: Option<Session>,
    pub(crate) events: Vec<Event>,
    eyes: BTreeMap<u64, Eye>,
}

impl Walk {
    /// A document is opened or changes: the probe of its frame reads it, and reads again when it is told to look for something else.
    pub(crate) fn show(&mut self, t: u64, frame: u64, url: &str, locale: Option<String>, page: &Document) {
        if !self.eyes.contains_key(&frame) {
            let watch = self.happens(t, frame, What::Page { url: url.to_owned(), locale });
            self.eyes.insert(frame, Eye::new(&watch.expect("a page is answered with what to look for")));
            self.sees(t, frame, vec![Observation::Probe { state: ProbeState::Ready }]);
        }
        loop {
            let seen = self.eyes.get_mut(&frame).unwrap().look(page);
            let Some(watch) = self.sees(t, frame, seen) else { break };
            self.eyes.insert(frame, Eye::new(&watch));
        }
    }

    /// Time passes until `t`.
    pub(crate) fn wait(&mut self, t: u64) {
        while let Some(next) = self.events.last().map(|e| e.t + TICK).filter(|next| *next < t) {
            self.happens(next, 0, What::Tick);
        }
    }

    fn sees(&mut self, t: u64, frame: u64, seen: Vec<Observation>) -> Option<Watch> {
        if seen.is_empty() {
            return None;
        }
        let observations = seen.into_iter().map(Into::into).collect();
        self.happens(t, frame, What::Seen { world: World::Isolated, observations, dropped: 0 })
    }

    /// Returns what the frame is told to look for, if it is.
    pub(crate) fn happens(&mut self, t: u64, frame: u64, what: What) -> Option<Watch> {
        let event = Event { t, frame, what };
        let (session, effects) = step(self.session.take(), &Settings::default(), &event);
        self.session = Some(session);
        self.events.push(event);
        effects.into_iter().rev().find_map(|e| match e {
            Effect::Watch { frame: f, watch } if f == frame => Some(watch),
            _ => None,
        })
    }
}

impl Visit {
    fn walk(&self, pages: &[Saved]) -> Vec<Event> {
        let mut walk = Walk::default();
        for Step { t, frame, state } in &self.steps {
            let page = pages.iter().find(|p| p.client.id == self.client && p.state == *state);
            let page = page.unwrap_or_else(|| panic!("no page tests/pages/{}/{state}.html", self.client));
            walk.wait(*t);
            walk.show(*t, *frame, &page.expected.url, page.locale(), &Document::from(page.html.as_str()));
        }
        let end = walk.events.last().map_or(0, |e| e.t);
        walk.wait(end + 2 * TICK + 1);
        walk.events
    }
}

/// Run with `TALLYLIGHT_WRITE=1` to write the traces anew, then look at what changed.
#[test]
fn traces_are_what_the_probe_would_report() {
    let pages = book::all();
    let write = std::env::var_os("TALLYLIGHT_WRITE").is_some();
    let mut stale = Vec::new();
    for folder in book::sorted(&book::tests().join("traces")) {
        let Ok(text) = fs::read_to_string(folder.join("visit.json")) else { continue };
        let visit: Visit = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        let lines: Vec<_> = visit.walk(&pages).iter().map(|e| serde_json::to_string(e).unwrap() + "\n").collect();
        let (trace, fresh) = (folder.join("trace.jsonl"), lines.concat());
        if write {
            fs::write(&trace, &fresh).unwrap();
        } else if fs::read_to_string(&trace).unwrap_or_default() != fresh {
            stale.push(folder.file_name().unwrap().to_owned());
        }
    }
    assert!(stale.is_empty(), "stale traces {stale:?}: run TALLYLIGHT_WRITE=1 cargo test -p tallylight-core --test pages");
}
