//! The verdict on each clause, the same for every language, and how clauses add up over a text.
//! Not here: any word (`lexicon`), or what a verdict means for a meeting (the detector).

use super::Signal;
use super::clause::{Clause, THING};
use super::lexicon::{Classes, Form, THINGS};
use crate::client::{Phase, What};
use crate::observation::Role;

/// What the [`THINGS`] of the lexicon are.
const WHATS: [What; THINGS.len()] = [What::Recording, What::Transcription, What::LiveStream, What::AiNotes, What::Archive];

/// What is said of one thing, so far.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    /// On, starting, paused or off: the last word counts.
    state: Option<Phase>,
    consent: bool,
    offered: bool,
}

/// Adds up a text's clauses.
pub(super) struct Verdict {
    role: Role,
    /// By place in [`THINGS`]; local recording comes last.
    said: [Said; THINGS.len() + 1],
    /// The last clause that named a thing: "Do we have your permission?" speaks of it.
    last: Clause,
}

impl Verdict {
    pub(super) fn new(role: Role) -> Self {
        Self { role, said: [Said::default(); THINGS.len() + 1], last: Clause::default() }
    }

    /// Takes a sentence's clauses in.
    pub(super) fn take(&mut self, clauses: &[Clause], question: bool) {
        for clause in clauses {
            let found = clause.found;
            let question = question || found.has(Classes::ASK);
            if found.has(THING) {
                self.last = *clause;
                self.add(found, phase(*clause, self.role, question));
            } else if found.has(Classes::CONSENT) {
                let things = self.last.found.only(THING);
                self.add(things, (self.role != Role::Button && !found.has(Classes::CANNOT)).then_some(Phase::Consent));
            } else if self.last.bare {
                // "Recording. Paused."
                let joined = Clause { found: self.last.found.or(found), bare: false };
                self.last = Clause::default();
                self.add(joined.found, phase(joined, self.role, question));
            }
        }
    }

    fn add(&mut self, found: Classes, phase: Option<Phase>) {
        let Some(phase) = phase else { return };
        for (place, said) in self.said.iter_mut().enumerate() {
            // Local recording is the recording of a clause that says where.
            let local = found.has(Classes::LOCAL);
            let spoken_of = match place {
                0 => found.has(Classes::thing(0)) && !local,
                LOCAL => found.has(Classes::thing(0)) && local,
                _ => found.has(Classes::thing(place)),
            };
            if !spoken_of {
                continue;
            }
            match phase {
                Phase::Consent => said.consent = true,
                Phase::Offered => said.offered = true,
                Phase::On | Phase::Starting | Phase::Paused | Phase::Off => said.state = Some(phase),
            }
        }
    }

    /// What the text says.
    pub(super) fn signals(&self) -> Vec<Signal> {
        let mut out = Vec::new();
        for (place, said) in self.said.iter().enumerate() {
            let what = WHATS.get(place).copied().unwrap_or(What::LocalRecording);
            out.extend(said.state.map(|phase| Signal { what, phase }));
            if said.consent {
                out.push(Signal { what, phase: Phase::Consent });
            }
            if said.offered && said.state.is_none() && !said.consent {
                out.push(Signal { what, phase: Phase::Offered });
            }
        }
        out.sort_unstable();
        out
    }
}

/// Where local recording stands in [`Verdict::said`].
const LOCAL: usize = THINGS.len();

/// To save what is archived is to archive it; any other thing is saved when it is over.
const ARCHIVE: Classes = Classes::thing(4);

/// What makes a clause speak of something else, or of what might be.
const HYPOTHETICAL: Classes = Classes::IF.or(Classes::SETTING).or(Classes::CANNOT);

/// The rules, first match decides. Silence is the default: a clause must say that something is on.
fn phase(clause: Clause, role: Role, question: bool) -> Option<Phase> {
    let found = clause.found;
    let has = |classes: Classes| found.has(classes);
    let says_on = has(Classes::any(Form::On)) || has(Classes::NOW) && has(Classes::any(Form::Name).or(Classes::any(Form::Done)));
    let asked_for = has(Classes::any(Form::Do).or(Classes::START).or(Classes::WANT));
    let over = Classes::STOP.or(Classes::STOPPED).or(Classes::PAUSED).or(Classes::RESUMED).or(Classes::SAVED);

    if has(Classes::OTHER) {
        return None;
    }
    if role == Role::Button {
        let spoilt =
            over.or(HYPOTHETICAL).or(Classes::PAST).or(Classes::NOT).or(Classes::ERROR).or(Classes::CONSENT).or(Classes::any(Form::Many));
        return (asked_for && !has(spoilt)).then_some(Phase::Offered);
    }
    if has(Classes::CONSENT) && (question || !has(Classes::CANNOT)) {
        return Some(Phase::Consent);
    }
    if question {
        return match () {
            () if has(over.or(Classes::PAST)) => None,
            () if has(Classes::MAY) && has(Classes::any(Form::Do).or(Classes::any(Form::Done))) => Some(Phase::Consent),
            () if asked_for => Some(Phase::Offered),
            () => None,
        };
    }
    if has(HYPOTHETICAL) || has(Classes::ERROR) && !has(Classes::STOPPED.or(Classes::PAUSED)) {
        return None;
    }
    if has(Classes::MAY) {
        return None;
    }
    if has(Classes::WILL) {
        return match () {
            () if has(over) => None,
            () if has(Classes::SOON) => Some(Phase::Starting),
            () => Some(Phase::Offered),
        };
    }
    if has(Classes::RESUMED) {
        return (!has(Classes::NOT)).then_some(Phase::On);
    }
    if has(Classes::PAUSED) {
        return (!has(Classes::NOT)).then_some(Phase::Paused);
    }
    if has(Classes::STOPPED) {
        return (!has(Classes::NOT)).then_some(Phase::Off);
    }
    // "Your track is being saved on this device" is how local recording says that it is on.
    let kept_here = has(Classes::LOCAL) && has(Classes::any(Form::On));
    if has(Classes::SAVED) && !kept_here && !found.only(THING).within(ARCHIVE) {
        return Some(Phase::Off);
    }
    if has(Classes::PAST) {
        return None;
    }
    if has(Classes::NOT) {
        let stated = Classes::any(Form::Name).or(Classes::any(Form::On)).or(Classes::any(Form::Done));
        return has(stated.or(Classes::STARTED).or(Classes::NOW)).then_some(Phase::Off);
    }
    if has(Classes::STOP) {
        return None;
    }
    if has(Classes::SOON) {
        return Some(Phase::Starting);
    }
    if has(Classes::WANT) {
        return Some(Phase::Offered);
    }
    if has(Classes::STARTED) || says_on {
        return Some(Phase::On);
    }
    if has(Classes::START) {
        return Some(Phase::Offered);
    }
    (clause.bare && matches!(role, Role::Status | Role::Alert | Role::Label)).then_some(Phase::On)
}
