//! What is known of one thing that can be on: a small machine that is quick to say "on" and slow to say "over".
//!
//! A rise counts at once. A fall (paused, over) counts only when no indicator says otherwise and the last change has stood for a moment, so
//! that an indicator that flickers is one finding and not a storm. After [`MAX_CHANGES`] changes nothing falls any more: it stays on.
//!
//! Not here: who claims what (`super`), what a reader of evidence is told about it (`super`'s table).

use serde::{Deserialize, Serialize};

use super::Claim;
use super::chronicle::Note;
use super::consent::{Asked, Consent};
use crate::client::{Client, Phase, What};
use crate::finding::{Evidence, Judgement, Severity};
use crate::ledger::{Answer, Kind, Words};

/// How long a state must have stood before it may fall, and an indicator be gone before that is said.
const HOLD: u64 = 2_000;
/// How long after the start a question of consent may come.
const ASKING: u64 = 10_000;
/// The most changes of one thing in one meeting.
const MAX_CHANGES: u32 = 64;

/// By what we know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum By {
    /// An element that the catalogue names.
    Mark,
    /// The client's words.
    #[default]
    Words,
    /// The service's own recorder is in the list of participants.
    Roster,
    /// The page's own world says so.
    Page,
}

/// What is known of one thing that can be on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Item {
    phase: Option<Phase>,
    since: u64,
    until: Option<u64>,
    was_on: bool,
    on_when_joined: Option<bool>,
    by: By,
    mark: Option<String>,
    words: Option<Words>,
    pub(super) consent: Consent,
    /// A fall that was claimed, and when: it counts once nothing speaks against it.
    calm: Option<(Phase, u64)>,
    /// Since when no indicator is shown any more, and whether that means that it is over.
    hidden: Option<(u64, bool)>,
    flickers: u32,
    /// When the phase last changed.
    changed: u64,
    changes: u32,
    shown: bool,
    told: Option<Face>,
}

/// What a person cares about: only a change of it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Face {
    phase: Phase,
    on_when_joined: Option<bool>,
    shown: bool,
    asked: Asked,
    questions: usize,
    answer: Option<Answer>,
}

/// What surrounds the item at a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    pub(super) now: u64,
    /// The person came in at this very moment.
    pub(super) joined: bool,
    /// Since when the meeting's landmarks have been there without a gap.
    pub(super) sighted_since: Option<u64>,
    /// An indicator says that it is on.
    pub(super) on_shown: bool,
    /// An indicator speaks of it, on or paused.
    pub(super) shown: bool,
    /// The client shows that it is not on.
    pub(super) quiet: bool,
    /// With this client, silence about consent means something.
    pub(super) knows_consent: bool,
}

impl Item {
    /// The phase, once anything was said.
    pub(super) fn phase(&self) -> Option<Phase> {
        self.phase
    }

    /// Whether something is going on or asked.
    pub(super) fn is_open(&self) -> bool {
        self.phase.is_some_and(|p| p != Phase::Off)
    }

    /// An indicator of it is there again.
    pub(super) fn back(&mut self) {
        if self.hidden.take().is_some() {
            self.flickers = self.flickers.saturating_add(1);
        }
    }

    /// Its last indicator is gone.
    pub(super) fn vanish(&mut self, now: u64, over: bool) {
        self.hidden = self.hidden.or(Some((now, over)));
    }

    /// Takes a claim of the client in.
    pub(super) fn take(&mut self, now: u64, claim: Claim<'_>, on_when_joined: Option<bool>) {
        match claim.phase {
            Phase::Offered => {}
            Phase::Consent => {
                self.consent.ask(claim.words);
                if !self.is_open() {
                    self.begin(now, claim, on_when_joined);
                }
            }
            Phase::Starting | Phase::On => {
                self.calm = None;
                match self.phase {
                    Some(Phase::On) => {}
                    Some(Phase::Starting | Phase::Paused) => self.turn(now, claim.phase),
                    Some(Phase::Consent | Phase::Off | Phase::Offered) | None => self.begin(now, claim, on_when_joined),
                }
            }
            Phase::Paused if self.phase.is_none() => self.begin(now, claim, on_when_joined),
            Phase::Paused | Phase::Off => self.calm = Some((claim.phase, now)),
        }
    }

    fn begin(&mut self, now: u64, claim: Claim<'_>, on_when_joined: Option<bool>) {
        self.since = now;
        self.until = None;
        self.on_when_joined = on_when_joined;
        self.by = claim.by;
        self.mark = claim.mark.map(|m| m.name.to_owned());
        self.words = claim.words.cloned();
        self.turn(now, claim.phase);
    }

    fn turn(&mut self, now: u64, phase: Phase) {
        if self.phase != Some(phase) {
            self.phase = Some(phase);
            self.was_on |= matches!(phase, Phase::Starting | Phase::On);
            self.changed = now;
            self.changes = self.changes.saturating_add(1);
        }
    }

    /// Draws what follows from the moment.
    pub(super) fn settle(&mut self, around: &Around) {
        let Around { now, .. } = *around;
        let steady = |since: u64| now.saturating_sub(since) >= HOLD;
        let running = matches!(self.phase, Some(Phase::Starting | Phase::On | Phase::Paused));
        if around.joined && running && self.on_when_joined.is_none() {
            self.on_when_joined = Some(true);
        }
        if around.quiet && running && self.calm.is_none() {
            self.calm = Some((Phase::Off, now));
        }
        if let Some((since, true)) = self.hidden
            && running
            && steady(since)
            && around.sighted_since.is_some_and(|s| s <= since)
        {
            self.calm = Some((Phase::Off, since));
        }
        if let Some((phase, said)) = self.calm
            && !around.on_shown
            && steady(self.changed)
        {
            self.calm = None;
            self.fall(now, phase, said);
        }
        if around.shown {
            self.shown = true;
        } else if self.hidden.is_none_or(|(since, _)| steady(since)) && self.shown && self.changes < MAX_CHANGES {
            self.shown = false;
            self.changes = self.changes.saturating_add(1);
        }
        let seen_from_the_start = around.sighted_since.is_some_and(|s| s <= self.since.saturating_add(super::JOINING));
        if self.phase == Some(Phase::On)
            && self.consent.asked == Asked::Unknown
            && around.knows_consent
            && seen_from_the_start
            && now.saturating_sub(self.since) >= ASKING
        {
            self.consent.asked = Asked::No;
        }
    }

    fn fall(&mut self, now: u64, phase: Phase, said: u64) {
        if self.changes >= MAX_CHANGES {
            return;
        }
        if phase == Phase::Off {
            self.until = Some(said);
            self.hidden = None;
        }
        self.turn(now, phase);
    }

    /// Tells what a person would care about, if it changed, and what of it is worth a record.
    pub(super) fn tell(&mut self, what: What, client: &Client, around: &Around) -> Option<(Judgement, Vec<Note>)> {
        let phase = self.phase?;
        let face = Face {
            phase,
            on_when_joined: self.on_when_joined,
            shown: self.shown,
            asked: self.consent.asked,
            questions: self.consent.questions(),
            answer: self.consent.answer,
        };
        let before = self.told.replace(face);
        if before == Some(face) {
            return None;
        }
        let notes = self.notes(before, face, around.now);
        let word = word(what);
        let mut judgement = Judgement::raise(&word, self.severity(what, phase), &word, client.owner);
        judgement.evidence = self.evidence(client, face, around);
        Some((if phase == Phase::Off { judgement.end() } else { judgement }, notes))
    }

    fn notes(&self, before: Option<Face>, face: Face, now: u64) -> Vec<Note> {
        let mut notes = Vec::new();
        if face.questions > before.map_or(0, |b| b.questions) {
            notes.push(Note { words: self.consent.words.clone(), ..Note::new(now, Kind::ConsentAsked) });
        }
        let was = before.map(|b| b.phase);
        let came_to_it = face.on_when_joined == Some(true) && before.is_some_and(|b| b.on_when_joined.is_none());
        let begun = |on_when_joined| match on_when_joined {
            Some(true) => Kind::OnWhenJoined,
            Some(false) => Kind::Started,
            None => Kind::Noticed,
        };
        let note = match (was, face.phase) {
            (Some(Phase::On), Phase::On) | (Some(Phase::Paused), Phase::Paused) if came_to_it => Some(Note::new(now, Kind::OnWhenJoined)),
            (Some(Phase::On), Phase::On) | (Some(Phase::Paused), Phase::Paused) => None,
            (Some(Phase::Paused), Phase::On) => Some(Note::new(now, Kind::Resumed)),
            (_, Phase::On) => Some(Note { words: self.words.clone(), ..Note::new(now, begun(face.on_when_joined)) }),
            (_, Phase::Paused) => Some(Note::new(now, Kind::Paused)),
            (Some(Phase::Starting | Phase::On | Phase::Paused), Phase::Off) => Some(Note::new(self.until.unwrap_or(now), Kind::Stopped)),
            _ => None,
        };
        notes.extend(note);
        if face.answer.is_some() && face.answer != before.and_then(|b| b.answer) {
            notes.push(Note { answer: face.answer, ..Note::new(now, Kind::ConsentAnswered) });
        }
        notes
    }

    fn severity(&self, what: What, phase: Phase) -> Severity {
        let on = if what == What::Archive { Severity::Medium } else { Severity::High };
        match phase {
            Phase::Starting | Phase::On => on,
            // What was taken stays taken: a finding that ended keeps the weight that it had.
            Phase::Off if self.was_on => on,
            Phase::Off | Phase::Paused | Phase::Consent | Phase::Offered => Severity::Medium,
        }
    }

    fn evidence(&self, client: &Client, face: Face, around: &Around) -> Evidence {
        let mut evidence = Evidence::new();
        let mut put = |key: &str, value: serde_json::Value| drop(evidence.insert(key.to_owned(), value));
        put("phase", word(face.phase).into());
        put("since", self.since.into());
        put("shown_now", around.shown.into());
        put("consent", word(face.asked).into());
        put("by", word(self.by).into());
        put("flickers", self.flickers.into());
        if let Some(until) = self.until {
            put("until", until.into());
        }
        if let Some(on) = face.on_when_joined {
            put("on_when_joined", on.into());
        }
        if let Some(answer) = face.answer {
            put("answer", word(answer).into());
        }
        if let Some(mark) = self.mark.as_deref().and_then(|m| client.mark(m)) {
            put("mark", mark.name.into());
            put("basis", mark.at.basis.kind.word().into());
        }
        if let Some(words) = self.consent.words.as_ref().or(self.words.as_ref()) {
            put("words_hash", words.hash.clone().into());
            put("language", words.language.clone().into());
            put("role", word(words.role).into());
        }
        evidence
    }
}

/// The stable word of one of our enums: the one that it has in JSON.
pub(super) fn word(of: impl Serialize) -> String {
    match serde_json::to_value(of) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}
