//! Finds the words of every language in a folded sentence, in one pass. Not here: what they mean together.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::flag;
use super::lexicon::Class;
use super::normal::{is_unspaced, is_word};
use super::table::{Entry, Table};

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

/// Finds all languages' words at once.
pub(super) struct Matcher(Table);

/// The one matcher: made ready when first asked.
pub(super) fn shared() -> &'static Matcher {
    static MATCHER: LazyLock<Matcher> = LazyLock::new(|| Matcher(Table::new()));
    &MATCHER
}

impl Matcher {
    /// Every pattern that the sentence holds, by language and place.
    pub(super) fn find(&self, text: &str) -> Vec<Hit> {
        let mut hits = Vec::new();
        // Patterns of which a first part was seen: number, parts seen so far with their ends.
        let mut open: HashMap<u16, Vec<(usize, usize)>> = HashMap::new();
        for (at, key) in self.places(text).flat_map(|(at, rest)| self.0.beginnings(rest).map(move |key| (at, key))) {
            let core = (at, at + key.len());
            let Some(edges) = Edges::of(text, core) else { continue };
            for entry in self.0.entries(key).filter(|entry| edges.suit(entry)) {
                let span = edges.whole_word(text, core, &entry);
                let earlier = if entry.place() == 0 {
                    Vec::new()
                } else {
                    match open.get(&entry.pattern) {
                        Some(seen) if seen.len() == entry.place() && seen.last().is_some_and(|(_, end)| *end <= span.0) => seen.clone(),
                        _ => continue,
                    }
                };
                if entry.has(flag::ENDS_PATTERN) {
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

    /// Where a pattern may begin: at words, and inside of them where one with an open end could.
    fn places<'a>(&self, text: &'a str) -> impl Iterator<Item = (usize, &'a str)> {
        let before = std::iter::once(None).chain(text.chars().map(Some));
        text.char_indices().zip(before).filter_map(move |((at, c), before)| {
            let rest = text.get(at..)?;
            (c != ' ' && (is_edge(before, c) || self.0.may_begin_inside(rest))).then_some((at, rest))
        })
    }
}

/// Whether a word may begin, or end, at `inner` beside `outer`.
fn is_edge(outer: Option<char>, inner: char) -> bool {
    outer.is_none_or(|o| !is_word(o) || !is_word(inner) || is_unspaced(o) || is_unspaced(inner))
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
        let nearest = before.chars().rev().find(|c| is_word(*c) || separates(*c));
        Some(Self {
            left: is_edge(previous, head),
            right: is_edge(next, tail),
            first: nearest.is_none_or(separates),
            last: after.chars().find(|c| is_word(*c) || separates(*c)).is_none_or(separates),
            something_before: nearest.is_some_and(is_word),
        })
    }

    fn suit(&self, entry: &Entry) -> bool {
        (self.left || entry.has(flag::OPEN_LEFT))
            && (self.right || entry.has(flag::OPEN_RIGHT))
            && (self.first || !entry.has(flag::FIRST))
            && (self.last || !entry.has(flag::LAST))
            && (self.something_before || !entry.has(flag::AFTER_SOMETHING))
    }

    /// The match, and the rest of the word that an open end lets in.
    fn whole_word(&self, text: &str, (start, end): (usize, usize), entry: &Entry) -> (usize, usize) {
        let grows = |c: &char| is_word(*c) && !is_unspaced(*c);
        let left: usize = text
            .get(..start)
            .filter(|_| entry.has(flag::OPEN_LEFT) && !self.left)
            .map_or(0, |t| t.chars().rev().take_while(grows).map(char::len_utf8).sum());
        let right: usize = text
            .get(end..)
            .filter(|_| entry.has(flag::OPEN_RIGHT) && !self.right)
            .map_or(0, |t| t.chars().take_while(grows).map(char::len_utf8).sum());
        (start - left, end + right)
    }
}
