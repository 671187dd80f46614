//! Finds the words of every language in a folded sentence, in one pass. Not here: what they mean together.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::OnceLock;

use super::lexicon::{self, Class, Part};
use super::normal::{is_unspaced, is_word};

/// A pattern of a language, found whole.
#[derive(Clone, Debug)]
pub(super) struct Hit {
    /// The language's place in `LANGUAGES`.
    pub(super) language: usize,
    /// Its key.
    pub(super) class: Class,
    /// What was found of the last part, which says where in the sentence the pattern speaks: a byte range.
    pub(super) core: (usize, usize),
    /// The same with the rest of the word that an open end let in.
    pub(super) span: (usize, usize),
    /// The parts before it.
    pub(super) earlier: Vec<(usize, usize)>,
}

impl Hit {
    /// Where its first part begins.
    pub(super) fn start(&self) -> usize {
        self.earlier.first().map_or(self.core.0, |(start, _)| *start)
    }
}

/// One part of one pattern of one language, as it is found.
struct Entry {
    language: usize,
    class: Class,
    /// The pattern's number, and this part's place in it.
    pattern: usize,
    place: usize,
    ends_pattern: bool,
    after_something: bool,
    part: Part,
}

/// A text that patterns look for.
struct Key {
    text: Cow<'static, str>,
    /// Who means it: a range of [`Matcher::entries`].
    entries: Range<usize>,
    /// The longest other key that this one begins with.
    prefix: Option<usize>,
}

/// All languages at once: a sorted table. Sorting it when first asked takes a fraction of what an automaton would take to build,
/// and a meeting's words are few.
pub(super) struct Matcher {
    /// Sorted by text, each text once.
    keys: Vec<Key>,
    entries: Vec<Entry>,
}

/// The one matcher: built when first asked.
pub(super) fn shared() -> &'static Matcher {
    static MATCHER: OnceLock<Matcher> = OnceLock::new();
    MATCHER.get_or_init(Matcher::new)
}

impl Matcher {
    fn new() -> Self {
        let mut entries = Vec::new();
        let mut number = 0;
        for (language, (_, source)) in lexicon::LANGUAGES.iter().enumerate() {
            for pattern in lexicon::patterns(source) {
                number += 1;
                let last = pattern.parts.len() - 1;
                entries.extend(pattern.parts.into_iter().enumerate().map(|(place, part)| Entry {
                    language,
                    class: pattern.class,
                    pattern: number,
                    place,
                    ends_pattern: place == last,
                    after_something: pattern.after_something && place == 0,
                    part,
                }));
            }
        }
        entries.sort_by(|a, b| a.part.text.cmp(&b.part.text));
        let mut keys: Vec<Key> = Vec::new();
        let mut begun: Vec<usize> = Vec::new();
        let mut at = 0;
        for same in entries.chunk_by(|a, b| a.part.text == b.part.text) {
            let Some(text) = same.first().map(|e| e.part.text.clone()) else { continue };
            while begun.last().and_then(|last| keys.get(*last)).is_some_and(|last| !text.starts_with(&*last.text)) {
                begun.pop();
            }
            let prefix = begun.last().copied();
            begun.push(keys.len());
            keys.push(Key { text, entries: at..at + same.len(), prefix });
            at += same.len();
        }
        Self { keys, entries }
    }

    /// Every key with which `text` begins, longest first: what sorts right before `text`, and what that begins with.
    fn beginnings<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a Key> {
        let nearest = self.keys.partition_point(|key| &*key.text <= text).checked_sub(1);
        std::iter::successors(nearest, |at| self.keys.get(*at)?.prefix)
            .filter_map(|at| self.keys.get(at))
            .filter(|key| text.starts_with(&*key.text))
    }

    /// Every pattern that the sentence holds, by language and place.
    pub(super) fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        // Patterns of which a first part was seen: number, parts seen so far with their ends.
        let mut open: HashMap<usize, Vec<(usize, usize)>> = HashMap::new();
        let found = text.char_indices().filter(|(_, c)| *c != ' ').filter_map(|(at, _)| Some((at, text.get(at..)?)));
        for (at, key) in found.flat_map(|(at, rest)| self.beginnings(rest).map(move |key| (at, key))) {
            let core = (at, at + key.text.len());
            let Some(edges) = Edges::of(text, core) else { continue };
            for entry in self.entries.get(key.entries.clone()).into_iter().flatten().filter(|e| edges.suit(e)) {
                let span = edges.whole_word(text, core, &entry.part);
                let earlier = if entry.place == 0 {
                    Vec::new()
                } else {
                    match open.get(&entry.pattern) {
                        Some(seen) if seen.len() == entry.place && seen.last().is_some_and(|(_, end)| *end <= span.0) => seen.clone(),
                        _ => continue,
                    }
                };
                if entry.ends_pattern {
                    hits.push(Hit { language: entry.language, class: entry.class, core, span, earlier });
                } else {
                    let mut seen = earlier;
                    seen.push(span);
                    open.entry(entry.pattern)
                        .and_modify(|old| {
                            if old.len() <= seen.len() {
                                old.clone_from(&seen);
                            }
                        })
                        .or_insert(seen);
                }
            }
        }
        hits.sort_by_key(|h| (h.language, h.span));
        hits
    }
}

/// What stands around a match.
struct Edges {
    /// The match begins, ends where a word does.
    left: bool,
    right: bool,
    /// Nothing but separators stands before, after it in its clause.
    first: bool,
    last: bool,
    /// Some word stands before it in its clause.
    something_before: bool,
}

fn separates(c: char) -> bool {
    matches!(c, ',' | ':' | ';')
}

impl Edges {
    fn of(text: &str, (start, end): (usize, usize)) -> Option<Self> {
        let (before, inside, after) = (text.get(..start)?, text.get(start..end)?, text.get(end..)?);
        let (previous, next) = (before.chars().next_back(), after.chars().next());
        let (head, tail) = (inside.chars().next()?, inside.chars().next_back()?);
        let edge =
            |outer: Option<char>, inner: char| outer.is_none_or(|o| !is_word(o) || !is_word(inner) || is_unspaced(o) || is_unspaced(inner));
        let nearest = before.chars().rev().find(|c| is_word(*c) || separates(*c));
        Some(Self {
            left: edge(previous, head),
            right: edge(next, tail),
            first: nearest.is_none_or(separates),
            last: after.chars().find(|c| is_word(*c) || separates(*c)).is_none_or(separates),
            something_before: nearest.is_some_and(is_word),
        })
    }

    fn suit(&self, entry: &Entry) -> bool {
        let part = &entry.part;
        (self.left || part.open_left)
            && (self.right || part.open_right)
            && (self.first || !part.first)
            && (self.last || !part.last)
            && (self.something_before || !entry.after_something)
    }

    /// The match, and the rest of the word that an open end lets in.
    fn whole_word(&self, text: &str, (start, end): (usize, usize), part: &Part) -> (usize, usize) {
        let grows = |c: &char| is_word(*c) && !is_unspaced(*c);
        let left: usize = text
            .get(..start)
            .filter(|_| part.open_left && !self.left)
            .map_or(0, |t| t.chars().rev().take_while(grows).map(char::len_utf8).sum());
        let right: usize =
            text.get(end..).filter(|_| part.open_right && !self.right).map_or(0, |t| t.chars().take_while(grows).map(char::len_utf8).sum());
        (start - left, end + right)
    }
}
