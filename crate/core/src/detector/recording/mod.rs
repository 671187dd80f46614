//! Recording and its relatives: service or local recording, transcription, live stream, AI notes, archiving.
//!
//! What is known of each of them is one [`item::Item`]: it remembers what the client said, and is not talked out of it by an indicator that
//! merely disappears. Findings, by key:
//!
//! - the thing itself (`recording`, `local_recording`, `transcription`, `live_stream`, `ai_notes`, `archive`), said by the client;
//! - `bot:NAME`, a participant named like a note-taker (`note_taker`);
//! - `page_recorder`, the page's own code recording what it plays.
//!
//! Evidence of the first kind (a key that is absent is not known):
//!
//! | key | meaning |
//! |---|---|
//! | `phase` | `starting`, `on`, `paused`, `off`, `consent` |
//! | `since`, `until` | when it went on, when the client said that it was over |
//! | `on_when_joined` | whether it was on when you came |
//! | `shown_now` | whether the client's indicator is in the page now |
//! | `consent`, `answer` | `asked`, `not_asked`, `unknown`; `given`, `refused`, `unknown` |
//! | `by` | `mark` (an element of the catalogue), `words`, `roster` (the service's own recorder), `page` (the page's own world says so) |
//! | `mark`, `basis` | which element, and what our knowledge of it rests on |
//! | `words_hash`, `language`, `role` | the words by which you were told or asked: hash, page language, kind of region |
//! | `flickers` | how often the indicator went and came back |
//!
//! Of the other two: `by` (`bot`, `page`), `certainty` (`probably`, `maybe`), `since`, `api`, and `roster_proves_nothing`: a list of
//! participants without a bot excludes no recording.
//!
//! What changes goes into the consent ledger too (`chronicle`).
//!
//! Not here: what words mean (`words`), which elements are indicators (`client`), the ledger's chain (`crate::ledger`).

mod bots;
mod chronicle;
mod consent;
mod item;
mod names;
mod page_recorder;
mod reading;
mod shown;
pub mod words;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::coverage::Sight;
use super::{Context, Detector};
use crate::client::{Client, Gone, Phase, What};
use crate::finding::{DetectorName, Judgement};
use crate::ledger::{Answer, Entry, Kind, Words};
use crate::observation::{Observation, ProbeState, Role, World};
use item::{By, Item};
use shown::{Quiet, Shown};

pub(crate) use bots::bot;
pub use reading::{Reading, reading};

/// How soon after joining what is on counts as having been on.
const JOINING: u64 = 5_000;

/// The detector.
#[derive(Debug)]
pub struct Recording;

/// What it remembers of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// The latest time seen: observations may arrive out of order, time does not go back.
    now: u64,
    sight: Sight,
    items: BTreeMap<What, Item>,
    shown: Shown,
    quiet: Quiet,
    bots: bots::Bots,
    page_recorder: page_recorder::PageRecorder,
    chronicle: chronicle::Chronicle,
    /// Display names that speak as a client would: toasts repeat them.
    speaking: names::Names,
    /// A probe came after the page: what went before is not known.
    late: bool,
    /// How often the page's own world said that something was over, and was not believed.
    ignored: u32,
}

/// Something that the client says.
#[derive(Clone, Copy, Debug)]
struct Claim<'a> {
    what: What,
    phase: Phase,
    by: By,
    mark: Option<&'static crate::client::Mark>,
    words: Option<&'a Words>,
}

impl State {
    /// The person's answer to being recorded, given in our own interface.
    pub fn answer(&mut self, cx: &Context<'_>, answer: Answer, out: &mut Vec<Judgement>) {
        self.now = self.now.max(cx.t);
        let mut open = self.items.values_mut().filter(|i| i.is_open()).peekable();
        if open.peek().is_none() {
            let note = chronicle::Note { answer: Some(answer), ..chronicle::Note::new(self.now, Kind::ConsentAnswered) };
            self.chronicle.write(cx, None, note);
        }
        open.for_each(|item| item.consent.answer(answer));
        self.settle(cx, out);
    }

    /// What is to be appended to the consent ledger, handed out once.
    pub fn take_entries(&mut self) -> Vec<Entry> {
        self.chronicle.take()
    }

    fn mark(&mut self, cx: &Context<'_>, name: &str, present: bool, text: Option<&str>) {
        if let Some(name) = name.strip_prefix("quiet:") {
            return self.quiet.see(cx, name, present);
        }
        let Some(mark) = cx.client.mark(name) else { return };
        if !present {
            return self.gone(cx, mark.name, mark.gone);
        }
        let text = text.map(|t| self.speaking.out_of(t));
        let text = text.as_deref();
        let said = text.map(|t| words::classify(Role::Label, t, cx.page.locale.as_deref())).unwrap_or_default();
        let mut says: Vec<_> = said.into_iter().map(|s| (s.what, s.phase)).collect();
        if mark.needs_words && mark.phase == Phase::Consent {
            // The words tell what it is about; that it is asked is the element's to say.
            let asked: Vec<_> =
                says.iter().filter(|(_, p)| matches!(p, Phase::Starting | Phase::On)).map(|(w, _)| (*w, Phase::Consent)).collect();
            says.extend(asked);
        } else if !mark.needs_words {
            // The element is enough. Its words may add to what it says, but take nothing from it.
            says.retain(|(what, phase)| *what != mark.what && matches!(phase, Phase::Starting | Phase::On | Phase::Consent));
            says.insert(0, (mark.what, mark.phase));
        }
        self.believe(cx, &mut says);
        let words = text.filter(|_| !says.is_empty()).map(|t| consent::words(t, Role::Label, cx));
        // An element of which only the page's own world speaks is a claim, not an indicator: its going could mean nothing either.
        let (by, fresh) = match cx.world {
            World::Page => (By::Page, false),
            World::Isolated | World::Browser => match self.shown.put(cx.frame, mark.name, &says) {
                Some(fresh) => (By::Mark, fresh),
                None => return,
            },
        };
        for (what, phase) in says {
            if fresh {
                self.items.entry(what).and_modify(Item::back);
            }
            self.claim(cx, Claim { what, phase, by, mark: Some(mark), words: words.as_ref() });
        }
    }

    fn gone(&mut self, cx: &Context<'_>, name: &str, gone: Gone) {
        if cx.world == World::Page {
            self.ignored = self.ignored.saturating_add(1);
            return;
        }
        for (what, phase) in self.shown.take(cx.frame, name) {
            let Some(item) = self.items.get_mut(&what) else { continue };
            match phase {
                Phase::Consent => item.consent.unanswered(),
                Phase::Starting | Phase::On | Phase::Paused if !self.shown.shows(what) => item.vanish(self.now, gone == Gone::NotShown),
                _ => {}
            }
        }
    }

    fn said(&mut self, cx: &Context<'_>, role: Role, text: &str) {
        if matches!(role, Role::Chat | Role::Caption | Role::Roster) {
            return;
        }
        let text = &*self.speaking.out_of(text);
        let signals = words::classify(role, text, cx.page.locale.as_deref());
        let mut says: Vec<_> = signals.into_iter().map(|s| (s.what, s.phase)).collect();
        self.believe(cx, &mut says);
        if says.is_empty() {
            return;
        }
        let words = consent::words(text, role, cx);
        let by = if cx.world == World::Page { By::Page } else { By::Words };
        for (what, phase) in says {
            self.claim(cx, Claim { what, phase, by, mark: None, words: Some(&words) });
        }
    }

    /// The service's own recorder stands in the list of participants, under a name that the catalogue knows.
    fn recorder(&mut self, cx: &Context<'_>, name: &str) {
        let known = cx.client.recorders.iter().filter(|r| r.name == name);
        for recorder in known {
            self.claim(cx, Claim { what: recorder.what, phase: Phase::On, by: By::Roster, mark: None, words: None });
        }
    }

    /// What the page's own world says may raise, never clear.
    fn believe(&mut self, cx: &Context<'_>, says: &mut Vec<(What, Phase)>) {
        if cx.world == World::Page {
            let before = says.len();
            says.retain(|(_, phase)| matches!(phase, Phase::Starting | Phase::On | Phase::Consent));
            self.ignored = self.ignored.saturating_add((before - says.len()) as u32);
        }
    }

    fn claim(&mut self, cx: &Context<'_>, claim: Claim<'_>) {
        let known = self.items.contains_key(&claim.what);
        // What was never on need not be called over, and an offer is not a deed.
        if claim.phase == Phase::Offered || (claim.phase == Phase::Off && !known) {
            return;
        }
        let on_when_joined = self.on_when_joined(cx);
        self.items.entry(claim.what).or_default().take(self.now, claim, on_when_joined);
    }

    /// Whether what goes on at this moment was on when the person came; `None` where that cannot be told.
    fn on_when_joined(&self, cx: &Context<'_>) -> Option<bool> {
        let within = |since: u64| self.now.saturating_sub(since) <= JOINING;
        match (self.sight.joined, self.sight.full_since) {
            (Some(joined), _) if within(joined) => Some(true),
            (Some(_), Some(since)) => (!within(since)).then_some(false),
            (Some(_), None) => None,
            (None, _) => within(cx.page.opened).then_some(true),
        }
    }

    fn settle(&mut self, cx: &Context<'_>, out: &mut Vec<Judgement>) {
        let joined = self.sight.joined == Some(self.now);
        for (what, item) in &mut self.items {
            let around = item::Around {
                now: self.now,
                joined,
                sighted_since: self.sight.full_since,
                on_shown: self.shown.shows_on(*what),
                shown: self.shown.shows(*what),
                quiet: self.quiet.shows(*what),
                knows_consent: !self.late && knows_consent(cx.client),
            };
            item.settle(&around);
            if let Some((judgement, notes)) = item.tell(*what, cx.client, &around) {
                out.push(judgement);
                for note in notes {
                    self.chronicle.write(cx, Some(*what), note);
                }
            }
        }
    }
}

/// Whether silence about consent means anything with this client.
fn knows_consent(client: &Client) -> bool {
    client.marks.iter().any(|m| m.phase == Phase::Consent)
}

impl Detector for Recording {
    const NAME: DetectorName = DetectorName::Recording;
    type State = State;

    fn see(state: &mut State, cx: &Context<'_>, seen: &Observation, out: &mut Vec<Judgement>) {
        state.now = state.now.max(cx.t);
        let now = state.now;
        state.sight.see(cx, now, seen);
        match seen {
            Observation::Mark { mark, present, text } => state.mark(cx, mark, *present, text.as_deref()),
            Observation::Said { role, text } => state.said(cx, *role, text),
            Observation::Roster { name } => {
                state.recorder(cx, name);
                state.speaking.see(name, cx.page.locale.as_deref());
                out.extend(state.bots.see(cx.client, name, now));
            }
            Observation::Called { api, .. } => out.extend(state.page_recorder.see(api, cx.client, now)),
            Observation::Probe { state: ProbeState::Late } => state.late = true,
            _ => {}
        }
        state.settle(cx, out);
    }

    fn tick(state: &mut State, cx: &Context<'_>, out: &mut Vec<Judgement>) {
        state.now = state.now.max(cx.t);
        state.settle(cx, out);
    }

    fn opened(state: &mut State, cx: &Context<'_>) {
        state.now = state.now.max(cx.t);
        let now = state.now;
        state.sight.forget(cx, now);
        state.shown.forget(cx.frame);
        state.quiet.forget(cx.frame);
        for (what, item) in &mut state.items {
            if !state.shown.shows(*what) {
                item.vanish(now, false);
            }
        }
    }
}

#[cfg(test)]
mod tests;
