//! What one field of one kind of message did over time, compared with the flips: changes of its value, single values that follow flips, numbers
//! that measure absence. Counters only, so that it is small and survives a worker; values themselves are hashed. Not here: what it is worth (`score`).

use serde::{Deserialize, Serialize};

use super::json::Scalar;
use super::look::{FACTORS, Factor, Looks, Track};
use super::numbers::Numbers;
use super::words::{Topic, is_showable, topic};
use crate::text::{fnv64, parse_time};

/// A send this soon after a flip may be because of it.
pub(super) const WINDOW: u64 = 1500;
/// The most values told apart; a field with more carries no state.
const MAX_VALUES: usize = 6;
/// The same for what kinds of messages there are.
pub(super) const MAX_KINDS: usize = 24;

/// One value of a field, ready to be compared.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) id: u32,
    pub(super) topic: Topic,
    /// The value itself, where it may be shown.
    pub(super) word: Option<String>,
    pub(super) number: Option<f64>,
}

impl Seen {
    /// Reduces a scalar: digits of ids are masked, long text is only "long".
    pub(super) fn of(scalar: &Scalar) -> Self {
        match scalar {
            Scalar::Word(w) => Self { id: hash(w), topic: Topic::default(), word: Some((*w).to_owned()), number: None },
            Scalar::Number(n) => {
                let word = (n.abs() <= 9.0 && n.fract() == 0.0).then(|| format!("{n}"));
                // A saved session holds no other numbers than JSON does.
                Self { id: hash(&format!("#{n}")), topic: Topic::default(), word, number: Some(*n).filter(|n| n.is_finite()) }
            }
            Scalar::Text(t) if t.len() > 64 => Self { id: 1, topic: Topic::default(), word: None, number: None },
            Scalar::Text(t) => {
                let masked = mask(t);
                let number = t.parse().ok().or_else(|| parse_time(t).map(|ms| ms as f64)).filter(|n: &f64| n.is_finite());
                Self { id: hash(&masked), topic: topic(t), word: is_showable(t).then(|| t.clone()), number }
            }
        }
    }
}

fn hash(text: &str) -> u32 {
    let h = fnv64(text.as_bytes());
    (h ^ (h >> 32)) as u32
}

/// Runs of four digits and more become one: ids and times are not states.
fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut digits = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        out.push_str(if digits.len() >= 4 { "#" } else { &digits });
        digits.clear();
        out.push(c);
    }
    out
}

/// Counters of one factor: of `gaps` between one value and the next, how many hold a flip, how many a change, how many both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Gaps {
    pub(super) all: u32,
    /// The state at the end differs from that at the start.
    pub(super) flips: u32,
    pub(super) changes: u32,
    pub(super) both: u32,
    /// Any flip in it, even back and forth.
    pub(super) stirs: u32,
    pub(super) stirred: u32,
    /// A change that came later than its flip, before the next.
    pub(super) late: u32,
    /// Two flips that no value told of.
    pub(super) untold: u32,
    /// A flip whose change is outstanding.
    owing: u32,
}

/// Counters of one value and one direction of flips.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Follow(
    /// Flips that it followed.
    pub(super) u32,
    /// How often it came within the window after such a flip.
    pub(super) u32,
);

/// One value.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Value {
    pub(super) id: u32,
    pub(super) look: bool,
    pub(super) media: bool,
    pub(super) word: Option<String>,
    /// How often it came; and, per factor, how often surely while away, and surely while here.
    pub(super) n: u32,
    pub(super) away: [u32; 2],
    pub(super) here: [u32; 2],
    /// Per factor: after flips away, after flips back.
    pub(super) after: [[Follow; 2]; 2],
    /// The flip last counted.
    mark: [u64; 2],
}

/// One field.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Field {
    /// Its path, ids masked.
    pub(super) path: String,
    /// The kind of message it is in, hashed.
    pub(super) scope: u32,
    /// What its name, and the kind of message it is in, speak of.
    pub(super) look: bool,
    pub(super) media: bool,
    /// In an array: several values a message, each a moment since the last message.
    pub(super) many: bool,
    /// More values than a state has.
    pub(super) busy: bool,
    pub(super) values: Vec<Value>,
    pub(super) gaps: [Gaps; 2],
    pub(super) numbers: Option<Box<Numbers>>,
    last: Option<(u64, u32)>,
    /// When it was first seen.
    first: u64,
}

impl Field {
    pub(super) fn new(scope: u32, path: &str, about: Topic) -> Self {
        Self { scope, path: path.to_owned(), look: about.look, media: about.media, many: path.contains("[]"), ..Self::default() }
    }

    /// Takes in what a message at `t` says. `max` bounds the values told apart.
    pub(super) fn take(&mut self, looks: &Looks, t: u64, seen: &[Seen], max: usize) {
        if self.last.is_none() && !self.busy {
            self.first = t;
        }
        if let [one] = seen
            && !self.many
            && let Some(n) = one.number
        {
            self.numbers.get_or_insert_default().take(looks, t, n);
        }
        if self.busy {
            return;
        }
        if seen.iter().any(|s| !self.knows(s, max)) && max == MAX_VALUES {
            // So many values are no state. A number may still measure absence.
            self.busy = true;
            self.values.clear();
            return;
        }
        for factor in FACTORS {
            let track = looks.track(factor);
            if let Some((then, id)) = self.last {
                let (many, gaps) = (self.many, self.gap(factor));
                if many {
                    gaps.take_many(track, then, t, id, seen);
                } else {
                    gaps.take_one(track, then, t, seen.last().is_some_and(|s| s.id != id));
                }
            }
            self.follow(factor, track, t, seen);
        }
        for one in seen {
            if let Some(value) = self.values.iter_mut().find(|v| v.id == one.id) {
                value.n = value.n.saturating_add(1);
            }
        }
        if let Some(last) = seen.last() {
            self.last = Some((t, last.id));
        }
    }

    /// Whether it is seen for the first time in the message at `t`.
    pub(super) fn is_new(&self, t: u64) -> bool {
        self.first == t
    }

    fn gap(&mut self, factor: Factor) -> &mut Gaps {
        let [sight, focus] = &mut self.gaps;
        if factor == Factor::Sight { sight } else { focus }
    }

    fn knows(&mut self, seen: &Seen, max: usize) -> bool {
        if self.values.iter().any(|v| v.id == seen.id) {
            return true;
        }
        if self.values.len() >= max {
            return false;
        }
        let Seen { id, topic, word, .. } = seen;
        self.values.push(Value { id: *id, look: topic.look, media: topic.media, word: word.clone(), ..Value::default() });
        true
    }

    /// Which values came after a flip: of an array, as many as there were flips since the last message.
    fn follow(&mut self, factor: Factor, track: &Track, t: u64, seen: &[Seen]) {
        let f = factor as usize;
        let (away, since) = track.at(t);
        let within = track.between(self.last.map_or(0, |l| l.0), t);
        let (many, fresh) = (self.many, since.filter(|s| t - s <= WINDOW));
        let ends = within.0 + within.1 == 1 && seen.first().map(|s| s.id) != seen.last().map(|s| s.id);
        for value in &mut self.values {
            let count = seen.iter().filter(|s| s.id == value.id).count() as u32;
            if count == 0 {
                continue;
            }
            // Of an array only what came in a time without flips is sure, and the two ends of one with a single flip.
            let end = |s: Option<&Seen>| u32::from(ends && s.is_some_and(|s| s.id == value.id));
            let (after, before) = if many && within != (0, 0) { (end(seen.last()), end(seen.first())) } else { (count, 0) };
            let (left, stayed) = if away { (after, before) } else { (before, after) };
            for (side, n) in [(&mut value.away, left), (&mut value.here, stayed)] {
                if let Some(sum) = side.get_mut(f) {
                    *sum = sum.saturating_add(n);
                }
            }
            let (Some([after_away, after_back]), Some(mark)) = (value.after.get_mut(f), value.mark.get_mut(f)) else { continue };
            if many {
                for (after, flips) in [(after_away, within.0), (after_back, within.1)] {
                    after.0 = after.0.saturating_add(count.min(flips));
                    after.1 = after.1.saturating_add(count.min(flips));
                }
            } else if let Some(since) = fresh {
                let after = if away { after_away } else { after_back };
                after.1 = after.1.saturating_add(count);
                if *mark != since {
                    *mark = since;
                    after.0 = after.0.saturating_add(1);
                }
            }
        }
    }

    /// How many messages have the value of their state, and of how many.
    pub(super) fn pure(&self, factor: Factor) -> (u32, u32) {
        let sides = || self.values.iter().map(|v| v.sides(factor));
        (sides().map(|(away, here)| away.max(here)).sum(), sides().map(|(away, here)| away + here).sum())
    }

    /// The value that stands for being away, or for being here: the one of which the largest share was sent then.
    pub(super) fn typical(&self, factor: Factor, away: bool) -> Option<&Value> {
        let share = |v: &Value| {
            let (a, h) = v.sides(factor);
            // Nothing sure is known of it: in between.
            if a + h == 0 { 0.5 } else { f64::from(if away { a } else { h }) / f64::from(a + h) }
        };
        let best = |a: &&Value, b: &&Value| share(a).total_cmp(&share(b)).then(a.n.cmp(&b.n));
        self.values.iter().filter(|v| share(v) > 0.0).max_by(best)
    }
}

impl Value {
    /// How often it surely came while away, and while here.
    fn sides(&self, factor: Factor) -> (u32, u32) {
        let of = |side: &[u32; 2]| side.get(factor as usize).copied().unwrap_or(0);
        (of(&self.away), of(&self.here))
    }
}

impl Gaps {
    fn take_one(&mut self, track: &Track, then: u64, t: u64, changed: bool) {
        let flipped = track.at(then).0 != track.at(t).0;
        let (away, back) = track.between(then, t);
        self.all += 1;
        self.changes += u32::from(changed);
        self.stirs += u32::from(away + back > 0);
        self.stirred += u32::from(away + back > 0 && changed);
        match (flipped, changed) {
            (true, true) => {
                self.flips += 1 + self.owing;
                self.both += 1;
                self.owing = 0;
            }
            (true, false) if self.owing > 0 => {
                self.untold += 1;
                self.owing = 0;
            }
            (true, false) => self.owing = 1,
            (false, true) if self.owing > 0 => {
                self.flips += 1;
                self.late += 1;
                self.owing = 0;
            }
            (false, _) => {}
        }
    }

    /// An array holds what happened since the last message, in order: its changes are compared with the flips in that time.
    fn take_many(&mut self, track: &Track, then: u64, t: u64, before: u32, seen: &[Seen]) {
        let mut last = before;
        let changes = seen.iter().filter(|s| std::mem::replace(&mut last, s.id) != s.id).count() as u32;
        let (away, back) = track.between(then, t);
        let flips = away + back;
        let uniform = seen.iter().all(|s| Some(s.id) == seen.first().map(|f| f.id));
        let told = changes.min(flips + self.owing);
        self.all += (if uniform { 1 } else { seen.len() as u32 }).max(changes).max(flips);
        self.changes += changes;
        self.flips += flips;
        self.both += told;
        self.stirs += u32::from(flips > 0);
        self.stirred += u32::from(flips > 0 && changes > 0);
        self.owing = (flips + self.owing - told).min(2);
    }
}
