//! The lexicon's files made into one table, when the project is built: reading and sorting some 25,000 patterns would take a browser's
//! worker a quarter of a second, which is too long for a warning. This is the build script's view of this folder.
//!
//! The table, little-endian and in columns, which pack well: the numbers of keys and of entries and the length of the text (three `u32`); for
//! each key the length of its text, how many entries it has, and how far back the longest other key stands that it begins with (`u16`, as a
//! column of low and one of high bytes; 0 for none); for each entry its language, its class, its flags and its pattern (`u16` likewise; 0 for
//! a pattern of one part); then the text of all keys, sorted.
//!
//! Not here: the table's reader (`table`).

mod flag;
mod lexicon;
mod normal;
mod source;

use std::num::TryFromIntError;

use lexicon::Class;
use source::{Part, SOURCES};

/// One part of one pattern of one language.
struct Entry {
    text: String,
    language: u8,
    class: Class,
    flags: u8,
    pattern: u16,
}

/// All languages as one table.
///
/// # Errors
/// A number outgrew its column: too many languages, patterns of several parts, or languages that share one word.
pub(crate) fn compile() -> Result<Vec<u8>, TryFromIntError> {
    let mut entries = entries()?;
    entries.sort_by(|a, b| a.text.cmp(&b.text));

    let (mut lengths, mut counts, mut prefixes, mut texts) = (Vec::new(), Vec::new(), Vec::new(), String::new());
    let mut begun: Vec<(usize, &str)> = Vec::new();
    for (at, same) in entries.chunk_by(|a, b| a.text == b.text).enumerate() {
        let text = same.first().map_or("", |entry| &entry.text);
        while begun.last().is_some_and(|(_, last)| !text.starts_with(last)) {
            begun.pop();
        }
        lengths.push(u8::try_from(text.len())?);
        counts.push(u8::try_from(same.len())?);
        prefixes.push(u16::try_from(begun.last().map_or(0, |(last, _)| at - last))?);
        begun.push((at, text));
        texts.push_str(text);
    }

    let mut table = Vec::new();
    for number in [lengths.len(), entries.len(), texts.len()] {
        table.extend(u32::try_from(number)?.to_le_bytes());
    }
    table.extend(lengths);
    table.extend(counts);
    extend_u16(&mut table, prefixes.iter().copied());
    table.extend(entries.iter().map(|entry| entry.language));
    for entry in &entries {
        table.push(u8::try_from(entry.class.number())?);
    }
    table.extend(entries.iter().map(|entry| entry.flags));
    extend_u16(&mut table, entries.iter().map(|entry| entry.pattern));
    table.extend(texts.bytes());
    Ok(table)
}

/// Every part of every pattern, in the order of the files.
fn entries() -> Result<Vec<Entry>, TryFromIntError> {
    let mut entries = Vec::new();
    let mut several = 0;
    for (language, source) in SOURCES.iter().enumerate() {
        let language = u8::try_from(language)?;
        for pattern in source::patterns(source) {
            let parts = pattern.parts.len();
            several += usize::from(parts > 1);
            let number = if parts > 1 { u16::try_from(several)? } else { 0 };
            for (place, part) in pattern.parts.into_iter().enumerate() {
                let mut flags = u8::try_from(place)? | part_flags(&part);
                flags |= if place + 1 == parts { flag::ENDS_PATTERN } else { 0 };
                flags |= if pattern.after_something && place == 0 { flag::AFTER_SOMETHING } else { 0 };
                entries.push(Entry { text: part.text, language, class: pattern.class, flags, pattern: number });
            }
        }
    }
    Ok(entries)
}

fn part_flags(part: &Part) -> u8 {
    [(part.open_left, flag::OPEN_LEFT), (part.open_right, flag::OPEN_RIGHT), (part.first, flag::FIRST), (part.last, flag::LAST)]
        .iter()
        .filter(|(set, _)| *set)
        .fold(0, |all, (_, flag)| all | flag)
}

fn extend_u16(table: &mut Vec<u8>, numbers: impl Iterator<Item = u16> + Clone) {
    table.extend(numbers.clone().map(|number| number.to_le_bytes()[0]));
    table.extend(numbers.map(|number| number.to_le_bytes()[1]));
}
