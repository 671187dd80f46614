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

        let mut read = Self { text: String::with_capacity(2 * text), keys: Vec::with_capacity(keys), languages, classes, flags, patterns };
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
            while within.last().and_then(|at| read.keys.get(*at)).is_some_and(|key| key.length > *shared) {
                within.pop();
            }
            let prefix = within.last().map_or(Some(0), |longest| u16::try_from(at - longest).ok())?;
            read.keys.push(Key { begin, length: shared.checked_add(*length)?, entries: count, prefix, first_entry });
            within.push(at);
            (before, first_entry) = (begin, first_entry + usize::from(count));
        }
        Some(read)
    }

    /// What a key looks for.
    fn text(&self, key: &Key) -> &str {
        self.text.get(key.begin..key.begin + key.len()).unwrap_or_default()
    }

    /// Every key with which `text` begins, longest first: what sorts right before `text`, and what that begins with.
    pub(super) fn beginnings<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a Key> {
        let nearest = self.keys.partition_point(|key| self.text(key) <= text).checked_sub(1);
        let before = |at: &usize| match self.keys.get(*at)?.prefix {
            0 => None,
            back => at.checked_sub(usize::from(back)),
        };
        std::iter::successors(nearest, before).filter_map(|at| self.keys.get(at)).filter(|key| text.starts_with(self.text(key)))
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
    fn its_keys_are_sorted_and_lead_to_what_they_begin_with() {
        let table = Table::new();
        let texts: Vec<&str> = table.keys.iter().map(|key| table.text(key)).collect();
        assert!(texts.is_sorted_by(|a, b| a < b));
        for (at, key) in table.keys.iter().enumerate() {
            let longest = texts[..at].iter().rposition(|other| texts[at].starts_with(other));
            let said = (key.prefix > 0).then(|| at - usize::from(key.prefix));
            assert_eq!(said, longest, "{}", texts[at]);
        }
    }
}
