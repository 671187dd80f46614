//! Reads the table that `compile` made of the lexicon: nothing is built but an index of its keys. Not here: matching (`matcher`).

use std::ops::Range;

use super::flag;
use super::lexicon::Class;

static TABLE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/lexicon.bin"));

/// All languages at once, sorted.
pub(super) struct Table {
    keys: Vec<Key>,
    languages: &'static [u8],
    classes: &'static [u8],
    flags: &'static [u8],
    patterns: U16s,
}

/// A text that patterns look for.
pub(super) struct Key {
    pub(super) text: &'static str,
    first_entry: usize,
    entries: u8,
    /// How far back the longest other key stands that this one begins with; 0 for none.
    prefix: u16,
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

/// A column of low bytes and one of high bytes.
#[derive(Clone, Copy, Default)]
struct U16s(&'static [u8], &'static [u8]);

impl U16s {
    fn get(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes([*self.0.get(at)?, *self.1.get(at)?]))
    }
}

impl Table {
    /// The table that was built in. It was made by us and read by the tests: one that cannot be read is empty.
    pub(super) fn new() -> Self {
        Self::read(TABLE).unwrap_or(Self { keys: Vec::new(), languages: &[], classes: &[], flags: &[], patterns: U16s::default() })
    }

    fn read(table: &'static [u8]) -> Option<Self> {
        let mut rest = table;
        let mut take = |length: usize| {
            let (column, after) = rest.split_at_checked(length)?;
            rest = after;
            Some(column)
        };
        let mut number = || Some(u32::from_le_bytes(take(4)?.try_into().ok()?) as usize);
        let (keys, entries, text) = (number()?, number()?, number()?);
        let (lengths, counts, prefixes) = (take(keys)?, take(keys)?, U16s(take(keys)?, take(keys)?));
        let (languages, classes, flags) = (take(entries)?, take(entries)?, take(entries)?);
        let patterns = U16s(take(entries)?, take(entries)?);
        let text = str::from_utf8(take(text)?).ok()?;

        let (mut begin, mut first_entry) = (0, 0);
        let keys = lengths.iter().zip(counts).enumerate().map(|(at, (length, count))| {
            let end = begin + usize::from(*length);
            let key = Key { text: text.get(begin..end)?, first_entry, entries: *count, prefix: prefixes.get(at)? };
            (begin, first_entry) = (end, first_entry + usize::from(*count));
            Some(key)
        });
        Some(Self { keys: keys.collect::<Option<_>>()?, languages, classes, flags, patterns })
    }

    /// Every key with which `text` begins, longest first: what sorts right before `text`, and what that begins with.
    pub(super) fn beginnings<'a>(&'a self, text: &'a str) -> impl Iterator<Item = &'a Key> {
        let nearest = self.keys.partition_point(|key| key.text <= text).checked_sub(1);
        let before = |at: &usize| match self.keys.get(*at)?.prefix {
            0 => None,
            back => at.checked_sub(usize::from(back)),
        };
        std::iter::successors(nearest, before).filter_map(|at| self.keys.get(at)).filter(|key| text.starts_with(key.text))
    }

    /// Who means a key.
    pub(super) fn entries(&self, key: &Key) -> impl Iterator<Item = Entry> {
        let range: Range<usize> = key.first_entry..key.first_entry + usize::from(key.entries);
        range.filter_map(|at| {
            Some(Entry {
                language: usize::from(*self.languages.get(at)?),
                class: Class::numbered(*self.classes.get(at)?),
                pattern: self.patterns.get(at)?,
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
        assert!(table.keys.is_sorted_by(|a, b| a.text < b.text));
        for (at, key) in table.keys.iter().enumerate() {
            let longest = table.keys[..at].iter().rposition(|other| key.text.starts_with(other.text));
            let said = (key.prefix > 0).then(|| at - usize::from(key.prefix));
            assert_eq!(said, longest, "{}", key.text);
        }
    }
}
