//! Reads the table that `compile` made of the lexicon. Not here: matching (`matcher`).

use std::ops::Range;

use super::flag;
use super::lexicon::Class;

static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// All languages at once, sorted.
#[derive(Default)]
pub(super) struct Table {
    /// The text of all keys, one after another.
    text: String,
    keys: Vec<Key>,
    languages: &'static [u8],
    classes: &'static [u8],
    flags: &'static [u8],
    /// By entry; 0 for a pattern of one part.
    patterns: Vec<u16>,
    heads: Heads,
}

/// Where the keys stand that begin with the same two bytes, by these bytes: what most places of a text are judged by, and the only thing.
#[derive(Default)]
struct Heads {
    /// The place of the first key that does not sort before them; one more than there are heads.
    starts: Vec<u16>,
    /// Whether one of them may begin inside a word.
    inside: Vec<bool>,
}

impl Heads {
    const COUNT: usize = 1 << 16;

    /// The first two bytes of a text as a number, of which a text of one byte has the second as 0.
    fn of(text: &str) -> usize {
        let mut bytes = text.bytes().map(usize::from);
        bytes.next().unwrap_or_default() << 8 | bytes.next().unwrap_or_default()
    }

    /// Counts a key in. Keys come sorted.
    fn take(&mut self, key: &str, at: usize, may_begin_inside: bool) -> Option<()> {
        let head = Self::of(key);
        self.starts.resize(self.starts.len().max(head + 1), u16::try_from(at).ok()?);
        self.inside.resize(Self::COUNT, false);
        // A key of one byte stands for every head that begins with it.
        let all = if key.len() == 1 { head..head + 256 } else { head..head + 1 };
        self.inside.get_mut(all)?.iter_mut().for_each(|inside| *inside |= may_begin_inside);
        Some(())
    }

    /// No more keys: there were so many.
    fn close(&mut self, keys: usize) -> Option<()> {
        self.starts.resize(Self::COUNT + 1, u16::try_from(keys).ok()?);
        Some(())
    }

    fn range(&self, text: &str) -> Option<Range<usize>> {
        let head = Self::of(text);
        Some(usize::from(*self.starts.get(head)?)..usize::from(*self.starts.get(head + 1)?))
    }
}

/// A text that patterns look for.
pub(super) struct Key {
    begin: usize,
    length: u8,
    entries: u16,
    /// How far back the longest other key stands that this one begins with; 0 for none.
    prefix: u16,
    first_entry: usize,
}

impl Key {
    /// In bytes.
    pub(super) fn len(&self) -> usize {
        usize::from(self.length)
    }
}

/// One part of one pattern of one language.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) language: usize,
    pub(super) class: Class,
    /// Names a pattern of several parts.
    pub(super) pattern: u16,
    flags: u8,
}

impl Entry {
    pub(super) fn place(&self) -> usize {
        usize::from(self.flags & flag::PLACE)
    }

    pub(super) fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }
}

/// Takes columns off a table's front.
struct Columns(&'static [u8]);

impl Columns {
    fn take(&mut self, length: usize) -> Option<&'static [u8]> {
        let (column, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(column)
    }

    fn number(&mut self) -> Option<usize> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?) as usize)
    }

    /// A column of low bytes and one of high bytes.
    fn numbers(&mut self, length: usize) -> Option<impl Iterator<Item = u16> + use<>> {
        let (low, high) = (self.take(length)?, self.take(length)?);
        Some(low.iter().zip(high).map(|(low, high)| u16::from_le_bytes([*low, *high])))
    }
}

impl Table {
    /// The table that was built in. It was made by us and read by the tests: one that cannot be read is empty.
    pub(super) fn new() -> Self {
        Self::read(Columns(TABLE)).unwrap_or_default()
    }

    fn read(mut table: Columns) -> Option<Self> {
        let (keys, entries, parts, text) = (table.number()?, table.number()?, table.number()?, table.number()?);
        let (shared, lengths, counts) = (table.take(keys)?, table.take(keys)?, table.numbers(keys)?);
        let (languages, classes, flags) = (table.take(entries)?, table.take(entries)?, table.take(entries)?);
        let mut numbers = table.numbers(parts)?;
        let patterns = flags.iter().map(|flags| if flag::is_part(*flags) { numbers.next() } else { Some(0) }).collect::<Option<_>>()?;

        let mut read = Self {
            text: String::with_capacity(2 * text),
            keys: Vec::with_capacity(keys),
            languages,
            classes,
            flags,
            patterns,
            heads: Heads::default(),
        };
        let mut own = str::from_utf8(table.take(text)?).ok()?;
        // The keys that the last one begins with, shortest first, and itself.
        let mut within: Vec<usize> = Vec::new();
        let (mut before, mut first_entry) = (0, 0);
        for (at, ((shared, length), count)) in shared.iter().zip(lengths).zip(counts).enumerate() {
            let (rest, after) = own.split_at_checked(usize::from(*length))?;
            own = after;
            let begin = read.text.len();
            let kept = before..before + usize::from(*shared);
            read.text.get(kept.clone())?;
            read.text.extend_from_within(kept);
            read.text.push_str(rest);
            let entries = flags.get(first_entry..first_entry + usize::from(count))?;
            let inside = entries.iter().any(|flags| flags & flag::OPEN_LEFT != 0);
            read.heads.take(read.text.get(begin..)?, at, inside)?;
            while within.last().and_then(|at| read.keys.get(*at)).is_some_and(|key| key.length > *shared) {
                within.pop();
            }
            let prefix = within.last().map_or(Some(0), |longest| u16::try_from(at - longest).ok())?;
            read.keys.push(Key { begin, length: shared.checked_add(*length)?, entries: count, prefix, first_entry });
            within.push(at);
            (before, first_entry) = (begin, first_entry + usize::from(count));
        }
        read.heads.close(keys)?;
        Some(read)
    }

    /// What a key looks for.
    fn text(&self, key: &Key) -> &str {
        self.text.get(key.begin..key.begin + key.len()).unwrap_or_default()
    }

    /// Every key with which `text` begins, longest first: what sorts right before `text`, and what that begins with.
    pub(super) fn beginnings<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a Key> {
        let alike = self.heads.range(text).unwrap_or_default();
        let from = alike.start;
        let within = self.keys.get(alike).unwrap_or_default();
        let nearest = (from + within.partition_point(|key| self.text(key) <= text)).checked_sub(1);
        let before = |at: &usize| match self.keys.get(*at)?.prefix {
            0 => None,
            back => at.checked_sub(usize::from(back)),
        };
        std::iter::successors(nearest, before).filter_map(|at| self.keys.get(at)).filter(|key| text.starts_with(self.text(key)))
    }

    /// Whether some pattern that `text` could begin with may begin inside a word.
    pub(super) fn may_begin_inside(&self, text: &str) -> bool {
        self.heads.inside.get(Heads::of(text)).is_some_and(|inside| *inside)
    }

    /// Who means a key.
    pub(super) fn entries(&self, key: &Key) -> impl Iterator<Item = Entry> {
        let range: Range<usize> = key.first_entry..key.first_entry + usize::from(key.entries);
        range.filter_map(|at| {
            Some(Entry {
                language: usize::from(*self.languages.get(at)?),
                class: Class::numbered(*self.classes.get(at)?),
                pattern: *self.patterns.get(at)?,
                flags: *self.flags.get(at)?,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::super::source::{self, SOURCES};
    use super::*;

    #[test]
    fn the_table_holds_every_part_of_every_file() {
        let parts: usize = SOURCES.iter().flat_map(|source| source::patterns(source)).map(|pattern| pattern.parts.len()).sum();
        let table = Table::new();
        assert_eq!(table.keys.iter().flat_map(|key| table.entries(key)).count(), parts);
        assert!(parts > 10_000);
    }

    #[test]
    fn every_key_is_found_where_a_text_begins_with_it() {
        let table = Table::new();
        for key in &table.keys {
            let text = table.text(key);
            let found = |after: &str| table.beginnings(&format!("{text}{after}")).any(|k| table.text(k) == text);
            assert!(found("") && found(" a") && found("\u{ffff}"), "{text}");
            let inside = table.entries(key).any(|entry| entry.has(flag::OPEN_LEFT));
            assert!(!inside || table.may_begin_inside(&format!("{text} a")), "{text}");
        }
    }

    #[test]
    fn its_keys_are_sorted_and_lead_to_what_they_begin_with() {
        let table = Table::new();
        let texts: Vec<&str> = table.keys.iter().map(|key| table.text(key)).collect();
        assert!(texts.is_sorted_by(|a, b| a < b));
        let places: HashMap<&str, usize> = texts.iter().enumerate().map(|(at, text)| (*text, at)).collect();
        for (at, key) in table.keys.iter().enumerate() {
            let longest = texts[at].char_indices().rev().find_map(|(end, _)| places.get(texts[at].get(..end)?).copied());
            let said = (key.prefix > 0).then(|| at - usize::from(key.prefix));
            assert_eq!(said, longest, "{}", texts[at]);
        }
    }
}
