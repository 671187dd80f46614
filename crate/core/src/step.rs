//! The one pure function: `(session, settings, event) -> (session, effects)`. The background and the command line are shells around it.
//! Not here: verdicts (`detector`), how a judgement becomes a finding (`session`), words (`warning`).

use std::collections::BTreeSet;

use crate::client::{Client, watch};
use crate::detector::{Context, link};
use crate::effect::Effect;
use crate::event::{Event, UserAction, What};
use crate::finding::{DetectorName, Finding, Judgement, State};
use crate::ledger::Answer;
use crate::observation::{MAX_BATCH, Observation, Timed, World};
use crate::policy::{self, Settings, is_off};
use crate::session::{MAX_FRAMES, Session};
use crate::text::host_matches;
use crate::{intervene, summary, warning};

/// Takes one event in. `None` is a tab of which nothing is known yet.
///
/// Effects come in the order in which they must be carried out: [`Effect::Save`] stands before anything that is shown.
pub fn step(session: Option<Session>, settings: &Settings, event: &Event) -> (Session, Vec<Effect>) {
    let mut step = Step { session: current(session, event), settings, effects: Vec::new(), judgements: Vec::new() };
    step.session.t = step.session.t.max(event.t);
    match &event.what {
        What::Page { .. } => step.page(event.frame),
        What::Gone => step.gone(event.frame),
        What::Seen { world, observations, dropped } => step.seen(event, *world, observations, *dropped),
        What::Tick => step.tick(event.frame),
        What::User { action } => step.user(action),
        What::Settings => step.settings_changed(),
        What::Blocking { on } => step.session.blocking.on = *on,
        What::Closed => {}
    }
    step.finish()
}

/// The session that the event belongs to. A page's own document begins one, unless the same meeting is only loaded again, or a frame of it
/// was heard first, as happens when a browser must first wake the background; a frame's begins one where the page around it is not ours to
/// see.
fn current(session: Option<Session>, event: &Event) -> Session {
    match (&event.what, session) {
        (What::Page { url, locale }, Some(s)) if event.frame == 0 => match Session::open(url, locale.as_deref(), event.t) {
            fresh if fresh.page.host == s.page.host && fresh.page.path() == s.page.path() => s,
            fresh if fresh.page.host == s.page.host && !s.frames.contains(&0) => Session { page: fresh.page, ..s },
            fresh => fresh,
        },
        (What::Page { url, locale }, None) => Session::open(url, locale.as_deref(), event.t),
        (_, session) => session.unwrap_or_default(),
    }
}

/// One step under way.
struct Step<'a> {
    session: Session,
    settings: &'a Settings,
    effects: Vec<Effect>,
    judgements: Vec<(DetectorName, Judgement)>,
}

impl Step<'_> {
    fn page(&mut self, frame: u64) {
        if self.session.frames.len() < MAX_FRAMES {
            self.session.frames.insert(frame);
        } else {
            self.session.drop_count("frame", 1);
        }
        self.replaced(frame);
        self.watch(frame);
        self.effects.extend(intervene::standing(&self.session));
    }

    fn gone(&mut self, frame: u64) {
        self.session.frames.remove(&frame);
        self.replaced(frame);
    }

    /// What was in the frame's document is not there any more.
    fn replaced(&mut self, frame: u64) {
        let Session { states, page, t, .. } = &mut self.session;
        states.opened(&Context { t: *t, frame, world: World::Browser, client: Client::of(page), page, settings: self.settings });
    }

    fn watch(&mut self, frame: u64) {
        let watch = watch(self.session.client(), self.settings);
        self.effects.push(Effect::Watch { frame, watch });
    }

    fn watch_all(&mut self) {
        for frame in self.session.frames.clone() {
            self.watch(frame);
        }
    }

    /// What was found before is judged by the new settings at once, and what they show otherwise is shown so.
    fn settings_changed(&mut self) {
        self.watch_all();
        let (changed, off) = self.session.reconsider(self.settings);
        for uid in off {
            self.session.warned.remove(&uid);
            self.effects.push(Effect::Unwarn { uid });
        }
        let mut told: BTreeSet<String> = BTreeSet::new();
        for finding in changed {
            told.insert(finding.uid.clone());
            self.effects.push(Effect::Finding { finding });
        }
        let paused = self.paused();
        for finding in self.session.findings.clone().into_values().filter(|f| f.state != State::Ended) {
            let warns = !paused && warning::warns(&finding, self.settings);
            let differs = warns != self.session.warned.contains(&finding.uid);
            if differs || (warns && told.contains(&finding.uid)) {
                let shown = self.show(&finding).unwrap_or(Effect::Unwarn { uid: finding.uid });
                self.effects.push(shown);
            }
        }
    }

    /// What a finding shows or takes back in the meeting; what is shown there is kept in mind.
    fn show(&mut self, finding: &Finding) -> Option<Effect> {
        let shown = warning::show(finding, &self.session, self.settings);
        if matches!(shown, Some(Effect::Warn { .. })) {
            self.session.warned.insert(finding.uid.clone());
        } else {
            self.session.warned.remove(&finding.uid);
        }
        shown
    }

    fn seen(&mut self, event: &Event, world: World, observations: &[Timed], dropped: u32) {
        self.session.drop_count("observation", u64::from(dropped));
        self.session.drop_count("observation", observations.len().saturating_sub(MAX_BATCH) as u64);
        if self.paused() {
            return;
        }
        for timed in observations.iter().take(MAX_BATCH) {
            let mut observation = timed.observation.clone();
            let cut = observation.bound();
            self.session.drop_count("text", u64::from(cut));
            self.meet(&observation);
            if self.session.blocking.stops(&self.session.page, &observation) {
                continue;
            }
            self.judge(timed.at(event.t), event.frame, world, &observation);
        }
    }

    /// A page that is not known yet betrays its client by an element of it.
    fn meet(&mut self, seen: &Observation) {
        let Observation::Mark { mark, present: true, .. } = seen else { return };
        let Some(client) = mark.strip_prefix("embed:").and_then(Client::by_id) else { return };
        if self.session.client().is_generic() {
            client.id.clone_into(&mut self.session.page.client);
            self.watch_all();
        }
    }

    fn judge(&mut self, t: u64, frame: u64, world: World, seen: &Observation) {
        let Session { states, page, .. } = &mut self.session;
        let cx = Context { t, frame, world, client: Client::of(page), page, settings: self.settings };
        self.judgements.extend(states.see(&cx, seen));
        if let Observation::Text { id, kind, text, href } = seen {
            let found = link::judge(&cx, *kind, text, href.as_deref());
            let links = found
                .into_iter()
                .filter(|_| !is_off(DetectorName::Link, self.settings))
                .map(|f| warning::held(text, href.as_deref(), f, self.settings))
                .collect();
            self.effects.push(Effect::Judged { frame, id: *id, links });
        }
    }

    fn tick(&mut self, frame: u64) {
        if self.paused() {
            return;
        }
        let Session { states, page, t, .. } = &mut self.session;
        let cx = Context { t: *t, frame, world: World::Browser, client: Client::of(page), page, settings: self.settings };
        self.judgements.extend(states.tick(&cx));
    }

    fn user(&mut self, action: &UserAction) {
        match action {
            UserAction::Dismiss { uid } => self.effects.push(Effect::Unwarn { uid: uid.clone() }),
            UserAction::Consent => self.answer(Answer::Given),
            UserAction::Refuse => self.answer(Answer::Refused),
            UserAction::Proceed { .. } => {}
        }
    }

    fn answer(&mut self, answer: Answer) {
        let Session { states, page, t, .. } = &mut self.session;
        let cx = Context { t: *t, frame: 0, world: World::Browser, client: Client::of(page), page, settings: self.settings };
        let mut out = Vec::new();
        states.recording.answer(&cx, answer, &mut out);
        self.judgements.extend(out.into_iter().map(|j| (DetectorName::Recording, j)));
    }

    fn paused(&self) -> bool {
        self.settings.paused_hosts.iter().any(|h| host_matches(&self.session.page.host, h))
    }

    /// Judgements become findings, findings are shown; the session is kept before that.
    fn finish(mut self) -> (Session, Vec<Effect>) {
        let entries = self.session.states.recording.take_entries();
        let mut effects: Vec<_> = entries.into_iter().map(|entry| Effect::Ledger { entry }).collect();
        effects.push(Effect::Save);
        effects.append(&mut self.effects);
        let expected = policy::expectations(&self.session, self.settings).into_iter().map(|j| (DetectorName::Transfer, j));
        for (detector, judgement) in std::mem::take(&mut self.judgements).into_iter().chain(expected) {
            if is_off(detector, self.settings) {
                continue;
            }
            if let Some(finding) = self.session.settle_under(detector, judgement, self.settings) {
                let shown = self.show(&finding);
                effects.push(Effect::Finding { finding });
                effects.extend(shown);
            }
        }
        effects.extend(intervene::settle(&mut self.session, self.settings));
        let badge = summary::badge(&self.session, self.settings);
        if self.session.badge != badge {
            self.session.badge = badge.clone();
            effects.push(Effect::Badge { badge });
        }
        (self.session, effects)
    }
}
