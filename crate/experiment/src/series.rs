//! What is tested: each kind of message, each value of its fields, each number, as a series over the messages of that kind, once. Not here: the tests.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use tallylight_core::detector::attention::experiment::Topic;

use crate::collect::{Collection, Field, Kind, MAX_VALUES};

/// The fewest messages in which a dependence could show, and the fewest with a value.
const LEAST: usize = 3;
const LEAST_WITH: usize = 2;
/// The fewest for a correlation.
const LEAST_NUMBERS: usize = 6;
/// The most series; what speaks of attention comes first.
const MAX_SERIES: usize = 600;

/// The messages of one kind, within the experiment.
#[derive(Debug)]
pub(crate) struct Group {
    /// In [`Collection::kinds`].
    pub(crate) kind: usize,
    /// Milliseconds since the first flip.
    pub(crate) times: Vec<f64>,
    /// Milliseconds since the message before, where there was one.
    pub(crate) since: Vec<f64>,
}

/// One series over a group's messages.
#[derive(Debug)]
pub(crate) struct Series {
    /// In the list of groups.
    pub(crate) group: usize,
    pub(crate) field: String,
    pub(crate) value: Option<String>,
    pub(crate) topic: Topic,
    pub(crate) content: Content,
}

/// What it holds.
#[derive(Debug, Hash, PartialEq, Eq)]
pub(crate) enum Content {
    /// Every message of the kind.
    All,
    /// In which messages a value is; `words` where it can be a state, not a count.
    Some { members: Vec<u32>, words: bool },
    /// Of the values in a message, the share that is this one.
    Share(Vec<(u32, Bits)>),
    /// A number.
    Number(Vec<(u32, Bits)>),
}

/// A number that can be compared and hashed.
#[derive(Clone, Copy, Debug, Hash, PartialEq, Eq)]
pub(crate) struct Bits(u64);

impl Bits {
    fn of(x: f64) -> Self {
        Self(x.to_bits())
    }

    pub(crate) fn get(self) -> f64 {
        f64::from_bits(self.0)
    }
}

/// Groups and series of all that was sent between the first flip and `tail` after the last.
pub(crate) fn series(all: &Collection, start: u64, length: f64, tail: f64) -> (Vec<Group>, Vec<Series>, u32) {
    let (mut groups, mut out) = (Vec::new(), Vec::new());
    let mut known = HashSet::new();
    for (at, kind) in all.kinds.iter().enumerate() {
        // Messages are in order: those of the experiment are one stretch.
        let first = kind.times.partition_point(|t| *t < start);
        let last = kind.times.partition_point(|t| t.saturating_sub(start) as f64 <= length + tail || *t < start);
        if last.saturating_sub(first) < LEAST {
            continue;
        }
        let within = kind.times.get(first..last).unwrap_or_default();
        let times: Vec<_> = within.iter().map(|t| (t - start) as f64).collect();
        let before = first.checked_sub(1).and_then(|i| kind.times.get(i)).map_or(start, |t| *t) as f64 - start as f64;
        let since = std::iter::once(&before).chain(&times).zip(&times).map(|(a, b)| b - a).collect();
        groups.push(Group { kind: at, times, since });
        let stretch = (first as u32, last as u32);
        let mut add = |field: &str, value: Option<String>, topic: Topic, content: Content| {
            let mut hasher = DefaultHasher::new();
            (groups.len(), &content).hash(&mut hasher);
            // Two fields that always go together are one.
            if known.insert(hasher.finish()) {
                out.push(Series { group: groups.len() - 1, field: field.to_owned(), value, topic, content });
            }
        };
        add("", None, kind.topic, Content::All);
        for (path, field) in &kind.fields {
            of_field(kind, path, field, stretch, &mut add);
        }
    }
    out.sort_by_key(|s| (s.content != Content::All, !s.topic.look));
    let dropped = out.len().saturating_sub(MAX_SERIES);
    out.truncate(MAX_SERIES);
    (groups, out, dropped as u32)
}

fn of_field(kind: &Kind, path: &str, field: &Field, (first, last): (u32, u32), add: &mut impl FnMut(&str, Option<String>, Topic, Content)) {
    let topic = field.topic.or(kind.topic);
    let inside = |m: u32| (first..last).contains(&m).then(|| m - first);
    let seen: Vec<_> = field.seen.iter().filter_map(|(m, place, n)| Some((inside(*m)?, *place, *n))).collect();
    let all = (last - first) as usize;
    if field.many {
        if !field.busy {
            shares(field, &seen, |place, share| {
                let value = field.values.get(place);
                add(path, value.and_then(|v| v.word.clone()), topic.or(value.map_or(topic, |v| v.topic)), share);
            });
        }
        return;
    }
    let mut messages: Vec<u32> = seen.iter().map(|(m, ..)| *m).collect();
    messages.dedup();
    if messages.len() >= LEAST && messages.len() < all {
        add(path, Some("present".to_owned()), topic, Content::Some { members: messages, words: true });
    }
    if !field.busy {
        for (place, value) in field.values.iter().enumerate() {
            let members: Vec<u32> = seen.iter().filter(|(_, p, _)| usize::from(*p) == place).map(|(m, ..)| *m).collect();
            if members.len() >= LEAST_WITH && members.len() < all {
                add(path, value.word.clone(), topic.or(value.topic), Content::Some { members, words: !value.numeric });
            }
        }
    }
    let numbers: Vec<_> = field.numbers.iter().filter_map(|(m, n)| Some((inside(*m)?, *n))).collect();
    if (field.busy || field.values.len() > 2) && numbers.len() >= LEAST_NUMBERS {
        add(path, None, topic, Content::Number(steps(numbers).into_iter().map(|(m, n)| (m, Bits::of(n))).collect()));
    }
}

fn shares(field: &Field, seen: &[(u32, u8, u32)], mut add: impl FnMut(usize, Content)) {
    for place in 0..field.values.len().min(MAX_VALUES) {
        let mut list: Vec<(u32, Bits)> = Vec::new();
        for of_message in seen.chunk_by(|a, b| a.0 == b.0) {
            let Some((message, ..)) = of_message.first() else { continue };
            let sum: u32 = of_message.iter().map(|(_, _, n)| n).sum();
            let own: u32 = of_message.iter().filter(|(_, p, _)| usize::from(*p) == place).map(|(_, _, n)| n).sum();
            list.push((*message, Bits::of(f64::from(own) / f64::from(sum.max(1)))));
        }
        if list.len() >= LEAST_NUMBERS {
            add(place, Content::Share(list));
        }
    }
}

/// A number that only grows counts something: what counts is how much it grew.
fn steps(numbers: Vec<(u32, f64)>) -> Vec<(u32, f64)> {
    let pairs = || numbers.iter().zip(numbers.iter().skip(1));
    if pairs().any(|((_, a), (_, b))| b < a) {
        return numbers;
    }
    pairs().map(|((_, a), (m, b))| (*m, b - a)).collect()
}
