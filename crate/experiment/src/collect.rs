//! Files what was sent by destination and kind of message, bounded. Values are hashes and numbers; their content was dropped by `reduce`.
//! Not here: which of it is tested (`series`).

use std::collections::{BTreeMap, HashMap};

use tallylight_core::detector::attention::experiment::{Destination, Part, Reduced, Topic};

/// The most messages of one kind, and of all.
const MAX_OF_KIND: usize = 4_000;
const MAX_MESSAGES: usize = 100_000;
/// The most kinds, and fields of one kind.
const MAX_KINDS: usize = 240;
const MAX_FIELDS: usize = 64;
/// The most values of one field that are told apart.
pub(crate) const MAX_VALUES: usize = 6;

/// Messages alike in destination, path and kind.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) to: Destination,
    pub(crate) name: String,
    pub(crate) topic: Topic,
    pub(crate) opaque: usize,
    pub(crate) bodies: usize,
    /// When each was sent, on the trace's clock.
    pub(crate) times: Vec<u64>,
    pub(crate) fields: BTreeMap<String, Field>,
}

/// One field of a kind.
#[derive(Debug, Default)]
pub(crate) struct Field {
    pub(crate) topic: Topic,
    /// Several values in one message: each is a moment since the last message.
    pub(crate) many: bool,
    /// The values, in order of their first coming; past [`MAX_VALUES`] they are one.
    pub(crate) values: Vec<Value>,
    pub(crate) busy: bool,
    /// Message, value (its place in `values`), how many of it are in the message.
    pub(crate) seen: Vec<(u32, u8, u32)>,
    /// Message and number, where it is one.
    pub(crate) numbers: Vec<(u32, f64)>,
}

/// One value of a field.
#[derive(Debug)]
pub(crate) struct Value {
    id: u32,
    pub(crate) word: Option<String>,
    pub(crate) topic: Topic,
    pub(crate) numeric: bool,
}

/// All that was sent.
#[derive(Debug, Default)]
pub(crate) struct Collection {
    index: HashMap<(Destination, String), usize>,
    pub(crate) kinds: Vec<Kind>,
    messages: usize,
    pub(crate) dropped: u32,
}

impl Collection {
    pub(crate) fn take(&mut self, t: u64, sent: Reduced) {
        let Reduced { to, kind: name, topic, opaque, body, fields } = sent;
        let key = (to, name);
        let at = if let Some(at) = self.index.get(&key) {
            *at
        } else if self.kinds.len() < MAX_KINDS {
            self.index.insert(key.clone(), self.kinds.len());
            let (to, name) = key;
            self.kinds.push(Kind { to, name, topic, opaque: 0, bodies: 0, times: Vec::new(), fields: BTreeMap::new() });
            self.kinds.len() - 1
        } else {
            self.dropped = self.dropped.saturating_add(1);
            return;
        };
        let Some(kind) = self.kinds.get_mut(at) else { return };
        if kind.times.len() >= MAX_OF_KIND || self.messages >= MAX_MESSAGES {
            self.dropped = self.dropped.saturating_add(1);
            return;
        }
        self.messages += 1;
        kind.opaque += usize::from(opaque);
        kind.bodies += usize::from(body);
        let message = kind.times.len() as u32;
        kind.times.push(kind.times.last().map_or(t, |last| t.max(*last)));
        for part in fields {
            if let Some(field) = kind.fields.get_mut(&part.path) {
                field.take(message, part);
            } else if kind.fields.len() < MAX_FIELDS {
                kind.fields.entry(part.path.clone()).or_default().take(message, part);
            }
        }
    }
}

impl Field {
    fn take(&mut self, message: u32, part: Part) {
        let Part { id, word, number, topic, .. } = part;
        let place = match self.values.iter().position(|v| v.id == id) {
            Some(place) => place,
            None if self.values.len() < MAX_VALUES => {
                self.topic = if self.values.is_empty() { topic } else { self.topic };
                self.values.push(Value { id, word, topic, numeric: number.is_some_and(|n| n != 0.0 && (n - 1.0).abs() > f64::EPSILON) });
                self.values.len() - 1
            }
            None => {
                self.busy = true;
                MAX_VALUES
            }
        };
        if let Some(n) = number
            && self.numbers.last().is_none_or(|(m, _)| *m != message)
        {
            self.numbers.push((message, n));
        }
        let of_message = self.seen.iter_mut().rev().take_while(|(m, ..)| *m == message);
        let mut first = true;
        for (_, p, n) in of_message {
            first = false;
            if usize::from(*p) == place {
                *n += 1;
                self.many = true;
                return;
            }
        }
        self.many |= !first;
        self.seen.push((message, place as u8, 1));
    }
}
