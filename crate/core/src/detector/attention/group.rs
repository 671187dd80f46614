//! Everything sent one way to one place: its fields by kind of message, and the rhythm of each kind. Not here: what it is worth (`score`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::beat::Beat;
use super::field::{Field, MAX_KINDS, Seen};
use super::look::{FACTORS, Looks};
use super::payload::Message;
use super::words::{self, Topic, topic};
use crate::text::fnv64;

/// The most fields of one group, and the most values of one array in one message.
const MAX_FIELDS: usize = 72;
const MAX_ITEMS: usize = 200;
/// The most kinds of message with a rhythm of their own.
const MAX_BEATS: usize = 24;
/// The most ordinary values of a field that may be a state.
const MAX_STATES: usize = 6;

/// One way to one place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Group {
    /// Messages; of them unreadable ones, and ones without a body.
    pub(super) n: u32,
    pub(super) opaque: u32,
    pub(super) bare: u32,
    /// Flips before the first message, per factor: away, back.
    pub(super) born: [(u32, u32); 2],
    /// By kind and path.
    pub(super) fields: BTreeMap<u64, Field>,
    /// Which kinds came when.
    pub(super) kinds: Field,
    /// By kind.
    pub(super) beats: BTreeMap<u32, Beat>,
    /// Kinds of message that name media or attention.
    pub(super) topics: BTreeMap<u32, (bool, bool)>,
    /// By kind: which fields its last message had, hashed.
    pub(super) shapes: BTreeMap<u32, u32>,
    /// How many messages said something of your face or feelings.
    pub(super) feelings: u32,
    /// How many fields found no room.
    pub(super) dropped: u32,
}

impl Group {
    pub(super) fn new(looks: &Looks) -> Self {
        Self { born: FACTORS.map(|f| (looks.track(f).away, looks.track(f).back)), ..Self::default() }
    }

    /// Takes one message in.
    pub(super) fn take(&mut self, looks: &Looks, t: u64, message: &Message) {
        self.n = self.n.saturating_add(1);
        self.opaque += u32::from(message.opaque);
        self.bare += u32::from(!message.body);
        let kind = message.kind.as_deref().unwrap_or_default();
        let about = topic(kind);
        let kind_seen =
            Seen { id: fnv64(kind.as_bytes()) as u32, topic: about, word: words::is_showable(kind).then(|| kind.to_owned()), number: None };
        self.kinds.take(looks, t, std::slice::from_ref(&kind_seen), MAX_KINDS);
        let scope = kind_seen.id;
        let before = self.beat(looks, t, scope, message.shape, about);
        self.values(looks, t, scope, about, message);
        if let Some(before) = before {
            self.absences(looks, t, scope, before, about, message);
        }
    }

    /// Answers when the last message of this kind came.
    fn beat(&mut self, looks: &Looks, t: u64, scope: u32, shape: u32, about: Topic) -> Option<u64> {
        if self.beats.len() >= MAX_BEATS && !self.beats.contains_key(&scope) {
            self.dropped = self.dropped.saturating_add(1);
            return None;
        }
        self.topics.insert(scope, (about.look, about.media));
        self.shapes.insert(scope, shape);
        let beat = self.beats.entry(scope).or_default();
        let before = beat.last();
        beat.take(looks, t);
        before
    }

    fn values(&mut self, looks: &Looks, t: u64, scope: u32, about: Topic, message: &Message) {
        let mut by_path: BTreeMap<&str, Vec<Seen>> = BTreeMap::new();
        let mut feels = false;
        for (path, scalar) in &message.fields {
            let seen = by_path.entry(path).or_default();
            if seen.len() < MAX_ITEMS {
                seen.push(Seen::of(scalar));
            }
            feels |= topic(path).feeling;
        }
        self.feelings += u32::from(feels);
        for (path, seen) in by_path {
            if let Some(field) = self.field(scope, path, about) {
                field.take(looks, t, &seen, MAX_STATES);
            }
        }
    }

    fn field(&mut self, scope: u32, path: &str, about: Topic) -> Option<&mut Field> {
        let key = key(scope, path);
        if self.fields.len() >= MAX_FIELDS && !self.fields.contains_key(&key) {
            // What can carry no state makes room for what can.
            let spent = self.fields.iter().find(|(_, f)| f.busy && !f.look && f.numbers.is_none());
            let spent = spent.or_else(|| self.fields.iter().find(|(_, f)| f.busy && !f.look)).map(|(k, _)| *k);
            self.dropped = self.dropped.saturating_add(1);
            self.fields.remove(&spent?);
        }
        Some(self.fields.entry(key).or_insert_with(|| Field::new(scope, path, topic(path).or(about))))
    }

    /// A key that is there or not can be what tells: it gets a field of its own, the first time it is missing or new.
    fn absences(&mut self, looks: &Looks, t: u64, scope: u32, before: u64, about: Topic, message: &Message) {
        let present: BTreeSet<&str> = message.fields.iter().map(|(p, _)| p.as_str()).filter(|p| !p.contains("[]")).collect();
        if present.len() > 40 {
            return;
        }
        let known: Vec<(String, bool, bool)> = self
            .fields
            .values()
            .filter(|f| f.scope == scope && !f.many && !f.path.ends_with('?'))
            .map(|f| (f.path.clone(), present.contains(f.path.as_str()), f.is_new(t)))
            .collect();
        for (path, here, new) in known {
            let mark = format!("{path}?");
            let exists = self.fields.contains_key(&key(scope, &mark));
            // Always there so far: nothing to tell.
            if !exists && here && !new {
                continue;
            }
            let Some(field) = self.field(scope, &mark, topic(&path).or(about)) else { return };
            if !exists {
                field.take(looks, before, &[presence(!here)], MAX_STATES);
            }
            field.take(looks, t, &[presence(here)], MAX_STATES);
        }
    }
}

fn key(scope: u32, path: &str) -> u64 {
    fnv64(format!("{scope}\n{path}").as_bytes())
}

fn presence(here: bool) -> Seen {
    let word = if here { "present" } else { "missing" };
    Seen { id: u32::from(here) + 1, topic: Topic::default(), word: Some(word.to_owned()), number: None }
}
