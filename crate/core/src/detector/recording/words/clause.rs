//! Reads a sentence in the language that explains most of it, and cuts it into clauses of which each says one thing.
//! Not here: what a clause comes to (`decide`).

use super::lexicon::{Classes, Form};
use super::matcher::Hit;
use super::normal::{Sentence, is_unspaced, is_word};

/// The language whose words every language shares.
const ANY: usize = 0;

/// What one clause holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Clause {
    /// All that was found in it.
    pub(super) found: Classes,
    /// It is a thing's name and nothing else that could matter: "Recording", "REC 00:42".
    pub(super) bare: bool,
}

/// A thing in a form that can be a state.
pub(super) const THING: Classes =
    Classes::any(Form::Name).or(Classes::any(Form::On)).or(Classes::any(Form::Do)).or(Classes::any(Form::Done));
/// What says in which phase a thing is: a clause with it needs no other.
const DECIDED: Classes = Classes::any(Form::On)
    .or(Classes::NOW)
    .or(Classes::STARTED)
    .or(Classes::RESUMED)
    .or(Classes::PAUSED)
    .or(Classes::STOPPED)
    .or(Classes::SAVED)
    .or(Classes::SOON)
    .or(Classes::WILL)
    .or(Classes::MAY)
    .or(Classes::WANT)
    .or(Classes::START)
    .or(Classes::STOP)
    .or(Classes::NOT)
    .or(Classes::CANNOT)
    .or(Classes::ERROR)
    .or(Classes::IF)
    .or(Classes::CONSENT)
    .or(Classes::PAST)
    .or(Classes::SETTING)
    .or(Classes::OTHER);
/// What states a fact: a condition that follows it is about something else.
const FACT: Classes = Classes::any(Form::On)
    .or(Classes::NOW)
    .or(Classes::STARTED)
    .or(Classes::RESUMED)
    .or(Classes::PAUSED)
    .or(Classes::STOPPED)
    .or(Classes::SAVED);
/// What says that a thing is on.
const STATED: Classes = Classes::any(Form::On).or(Classes::NOW).or(Classes::STARTED).or(Classes::RESUMED);
/// What takes that back.
const UNSURE: Classes = Classes::CONSENT.or(Classes::IF).or(Classes::WILL).or(Classes::MAY).or(Classes::WANT).or(Classes::CANNOT);
/// What a clause without a thing lends to the one after it that already says all: "when the host joins, …".
const LENT: Classes = Classes::IF.or(Classes::CONSENT).or(Classes::PAST).or(Classes::SETTING).or(Classes::OTHER);

/// The clauses of a sentence, as the best-fitting language reads them. `hits` are sorted by language.
pub(super) fn read(sentence: &Sentence, hits: &[Hit], hint: Option<usize>) -> Vec<Clause> {
    let (shared, own) = hits.split_at(hits.partition_point(|h| h.language == ANY));
    let mut best: (usize, bool, Vec<Clause>) = (0, false, Vec::new());
    for group in own.chunk_by(|a, b| a.language == b.language).chain(own.is_empty().then_some(&[][..])) {
        let reading = Reading::new(sentence, shared, group);
        let clauses = clauses(&reading.segments());
        let says = clauses.iter().any(|c| c.found.has(THING));
        let hinted = group.first().is_some_and(|h| Some(h.language) == hint);
        let score = reading.covered + if hinted { 3 + sentence.text.len() / 5 } else { 0 };
        if (says, score) > (best.1, best.0) || best.2.is_empty() {
            best = (score, says, clauses);
        }
    }
    best.2
}

/// One language's view of a sentence.
struct Reading<'a> {
    text: &'a str,
    hits: Vec<&'a Hit>,
    /// Byte ranges that some hit explains, sorted, disjoint.
    known: Vec<(usize, usize)>,
    /// Their length together.
    covered: usize,
}

/// What stands between two separators.
#[derive(Clone, Copy, Default)]
struct Segment {
    found: Classes,
    /// It holds words that the language does not know.
    unknown: bool,
    /// It was set off by a dash, a bar or a bracket.
    apart: bool,
}

impl<'a> Reading<'a> {
    fn new(sentence: &'a Sentence, shared: &'a [Hit], own: &'a [Hit]) -> Self {
        let mut hits: Vec<&Hit> = shared.iter().chain(own).collect();
        hits.sort_by_key(|h| (h.start(), usize::MAX - h.core.1));
        // The longest reading wins: what lies strictly within another match is not heard ("no" in "no longer").
        let mut widest: Option<(usize, usize)> = None;
        hits.retain(|hit| {
            let inside = widest.is_some_and(|w| hit.core != w && hit.start() >= w.0 && hit.core.1 <= w.1);
            if hit.earlier.is_empty() && widest.is_none_or(|w| hit.core.1 > w.1) {
                widest = Some(hit.core);
            }
            !inside
        });
        let mut ranges: Vec<(usize, usize)> = hits.iter().flat_map(|h| h.earlier.iter().copied().chain([h.span])).collect();
        ranges.sort_unstable();
        let mut known: Vec<(usize, usize)> = Vec::with_capacity(ranges.len());
        for (start, end) in ranges {
            match known.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => known.push((start, end)),
            }
        }
        hits.sort_by_key(|h| h.core.0);
        let covered = known.iter().map(|(start, end)| end - start).sum();
        Self { text: &sentence.text, hits, known, covered }
    }

    fn segments(&self) -> Vec<Segment> {
        let mut out = Vec::new();
        let mut now = Segment::default();
        let (mut hits, mut known) = (self.hits.iter().peekable(), self.known.iter().peekable());
        let mut previous = ' ';
        for (at, c) in self.text.char_indices() {
            while known.next_if(|(_, end)| *end <= at).is_some() {}
            let is_known = known.peek().is_some_and(|(start, _)| *start <= at);
            let joins = |h: &Hit| h.class.0.has(Classes::AND);
            let mut cut = matches!(c, ',' | ';') || (c == ':' && previous != '#');
            cut &= !is_known;
            while let Some(hit) = hits.next_if(|h| h.core.0 <= at) {
                if joins(hit) {
                    cut = true;
                } else {
                    now.found.add(hit.class.0);
                }
            }
            if cut {
                out.push(std::mem::take(&mut now));
                now.apart = c == ';';
            }
            now.unknown |= !is_known && (c.is_alphabetic() || is_unspaced(c) && is_word(c)) && c != '#';
            previous = c;
        }
        out.push(now);
        out
    }
}

/// Joins segments until each group names a thing and says something of it.
fn clauses(segments: &[Segment]) -> Vec<Clause> {
    let mut out: Vec<Clause> = Vec::new();
    let mut now = Clause::default();
    // The group so far is a bare name, or nothing.
    let mut bare = true;
    for segment in segments {
        let (thing, decided) = (segment.found.has(THING), segment.found.has(DECIDED));
        let whole = now.found.has(THING) && now.found.has(DECIDED);
        if whole && thing && decided {
            out.push(std::mem::take(&mut now));
            bare = true;
        } else if whole && !thing {
            // A remark: only a consent or a condition that follows changes what was said.
            if segment.found.has(Classes::CONSENT) && now.found.has(STATED) && !now.found.has(UNSURE) {
                // "This is being recorded, by staying you agree": both hold.
                let things = now.found.only(THING);
                out.push(std::mem::take(&mut now));
                out.push(Clause { found: things.or(segment.found), bare: false });
                bare = true;
            } else if segment.found.has(Classes::CONSENT) {
                now.found.add(Classes::CONSENT);
            } else if segment.found.has(Classes::IF) && !now.found.has(FACT) {
                now.found.add(Classes::IF);
            }
            continue;
        } else if !now.found.has(THING) && thing && decided {
            let lent = now.found.only(LENT);
            now.found = lent;
        }
        let commands = segment.found.commands();
        bare &= !decided && !commands && !segment.found.has(Classes::any(Form::Many)) && (!segment.unknown || segment.apart);
        now.found.add(segment.found);
        now.bare = bare && now.found.has(Classes::any(Form::Name));
    }
    out.push(now);
    out
}
