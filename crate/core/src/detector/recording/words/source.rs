//! Reads the lexicon's files. Runs when the project is built, and in tests: what is shipped is the table that `compile` makes of them.

use std::ops::RangeInclusive;

use unicode_normalization::UnicodeNormalization;

use super::lexicon::{Class, languages};
use super::normal::{early, fold, push};

macro_rules! sources {
    ($($code:literal)*) => {
        /// The file of every language, in the order of `LANGUAGES`.
        pub(super) static SOURCES: &[&str] = &[$(include_str!(concat!("lexicon/", $code, ".txt"))),*];
    };
}
languages!(sources);

/// One pattern of a file: a row of parts that must follow one another in a sentence.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Under which key it stands.
    pub(super) class: Class,
    /// It was written with a leading gap: some word must come before it.
    pub(super) after_something: bool,
    /// The parts, in order.
    pub(super) parts: Vec<Part>,
}

/// A part of a pattern, between gaps.
#[derive(Debug)]
pub(super) struct Part {
    /// Folded as texts are.
    pub(super) text: String,
    /// The word may have begun before it.
    pub(super) open_left: bool,
    /// The word may go on after it.
    pub(super) open_right: bool,
    /// It must begin a clause.
    pub(super) first: bool,
    /// It must end a clause.
    pub(super) last: bool,
}

/// How many parts a pattern may have.
pub(super) const PARTS: RangeInclusive<usize> = 1..=4;

/// Reads a language's file. A line that cannot be read is passed over here and named by the tests.
pub(super) fn patterns(source: &str) -> impl Iterator<Item = Pattern> + '_ {
    lines(source).filter_map(|(key, pattern)| read(Class::of(key)?, pattern))
}

/// Every pattern of a file as written, with its key.
pub(super) fn lines(source: &str) -> impl Iterator<Item = (&str, &str)> {
    source.lines().filter(|line| !line.starts_with("//")).filter_map(|line| line.split_once(':')).flat_map(|(key, all)| {
        all.split(',').map(str::trim).filter(|pattern| !pattern.is_empty()).map(move |pattern| (key.trim(), pattern))
    })
}

fn read(class: Class, written: &str) -> Option<Pattern> {
    let (after_something, written) = written.strip_prefix('…').map_or((false, written), |rest| (true, rest));
    let parts: Vec<Part> = written.split('…').map(part).collect();
    (PARTS.contains(&parts.len()) && parts.iter().all(|p| !p.text.is_empty())).then_some(Pattern { class, after_something, parts })
}

fn part(written: &str) -> Part {
    let mut text = written.trim();
    let mut take = |strip: fn(&str) -> Option<&str>| {
        strip(text).is_some_and(|rest| {
            text = rest;
            true
        })
    };
    let first = take(|t| t.strip_prefix('^'));
    let last = take(|t| t.strip_suffix('$'));
    let open_left = take(|t| t.strip_prefix('*'));
    let open_right = take(|t| t.strip_suffix('*'));
    Part { text: folded(text), open_left, open_right, first, last }
}

/// A pattern folded exactly as a text is folded.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().map(early).nfkc() {
        if let Some(folded) = if c == '.' { Some(c) } else { fold(c) } {
            push(&mut out, folded);
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::lexicon::{Classes, Form, LANGUAGES};
    use super::super::normal::{is_unspaced, is_word};
    use super::*;

    /// What says that a thing is on.
    const SAYS_ON: Classes = Classes::any(Form::On).or(Classes::NOW).or(Classes::STARTED).or(Classes::RESUMED);
    /// What keeps it from being said.
    const TAKES_BACK: Classes = Classes::NOT
        .or(Classes::STOPPED)
        .or(Classes::PAUSED)
        .or(Classes::SAVED)
        .or(Classes::CANNOT)
        .or(Classes::ERROR)
        .or(Classes::IF)
        .or(Classes::MAY)
        .or(Classes::WILL)
        .or(Classes::PAST)
        .or(Classes::SETTING)
        .or(Classes::OTHER);

    /// The text of a pattern that is whole words, one after another.
    fn words(pattern: &Pattern) -> Option<&str> {
        let [Part { text, open_left: false, open_right: false, .. }] = pattern.parts.as_slice() else { return None };
        Some(text)
    }

    /// Whether `inner` is some but not all of the words of `outer`.
    fn holds(outer: &str, inner: &str) -> bool {
        let edge = |c: Option<char>| c.is_none_or(|c| !is_word(c) || is_unspaced(c));
        let apart = |(at, found): (usize, &str)| {
            let (before, after) = (outer.get(..at), outer.get(at + found.len()..));
            edge(before.and_then(|t| t.chars().next_back())) && edge(after.and_then(|t| t.chars().next()))
        };
        outer != inner && outer.match_indices(inner).any(apart)
    }

    /// Patterns that silence the "not" within them (the longest match wins) and do not say it themselves: a false alarm each.
    fn swallowed_negations(code: &str, source: &str) -> Vec<String> {
        let all: Vec<Pattern> = patterns(source).collect();
        let under = |classes: Classes| all.iter().filter(move |p| classes.has(p.class.0)).filter_map(words);
        let taken_back: HashSet<&str> = under(TAKES_BACK).collect();
        let negations: Vec<&str> = under(Classes::NOT).collect();
        let silences = |text: &str| negations.iter().find(|negation| holds(text, negation));
        under(SAYS_ON)
            .filter(|text| !taken_back.contains(text))
            .filter_map(|text| Some(format!("{code}: `{text}` silences `{}` and must stand under `not` too", silences(text)?)))
            .collect()
    }

    /// What is wrong with a line of a file, in words that its author can act on.
    fn faults(code: &str, source: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut seen = HashSet::new();
        for line in source.lines() {
            if !(line.is_empty() || line.starts_with("//") || line.contains(':')) {
                out.push(format!("{code}: neither a comment nor `key: patterns`: {line}"));
            }
        }
        for (key, written) in lines(source) {
            let Some(class) = Class::of(key) else {
                out.push(format!("{code}: no such key: {key}"));
                continue;
            };
            if written.split('…').any(|part| part.trim().trim_matches(['^', '$']).trim_matches('*').contains(['*', '^', '$'])) {
                out.push(format!("{code}: {key}: a sign within a part, where it means nothing: {written}"));
            }
            if read(class, written).is_none() {
                out.push(format!("{code}: {key}: cannot be read: {written}"));
            }
            if !seen.insert((key, written)) {
                out.push(format!("{code}: {key}: twice: {written}"));
            }
        }
        out
    }

    #[test]
    fn every_line_can_be_read() {
        let all: Vec<String> = LANGUAGES.iter().zip(SOURCES).flat_map(|(code, source)| faults(code, source)).collect();
        assert!(all.is_empty(), "\n{}", all.join("\n"));
    }

    #[test]
    fn faults_are_named() {
        assert_eq!(faults("xx", "rec.nmae: a\nrec.name: b, b, *\nwords").len(), 4);
        assert_eq!(faults("xx", "rec.on: re*ding, ^it…is* on").len(), 2);
    }

    #[test]
    fn no_pattern_swallows_a_negation() {
        let all: Vec<String> = LANGUAGES.iter().zip(SOURCES).flat_map(|(code, source)| swallowed_negations(code, source)).collect();
        assert!(all.is_empty(), "\n{}", all.join("\n"));
    }

    #[test]
    fn swallowed_negations_are_named() {
        let found = |source| swallowed_negations("xx", source).len();
        assert_eq!(found("not: not\nrec.on: is not recording, knot recording, not"), 1);
        assert_eq!(found("not: not, is not recording\nrec.on: is not recording"), 0);
    }

    #[test]
    fn spellings_of_a_pattern_fold() {
        assert_eq!(folded("KAYIT"), folded("kayit"));
    }
}
