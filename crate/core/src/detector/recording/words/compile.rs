//! The lexicon's files made into one table, when the project is built: reading and sorting some 25,000 patterns would take a browser's
//! worker a quarter of a second, which is too long for a warning. This is the build script's view of this folder.
//!
//! The table, little-endian and in columns, which pack well: the numbers of keys, of entries and of pattern numbers and the length of the text
//! (four `u32`); for each key, which are sorted, how many bytes it shares with the one before, how many follow, and how many entries it has
//! (`u16`, as a column of low and one of high bytes); for each entry its language, its class and its flags; for each entry of a pattern of several
//! parts, the pattern's number (`u16` likewise); then the text: of each key what it does not share.
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

    let (mut shared, mut lengths, mut counts, mut texts) = (Vec::new(), Vec::new(), Vec::new(), String::new());
    let mut before = "";
    for same in entries.chunk_by(|a, b| a.text == b.text) {
        let text = same.first().map_or("", |entry| &entry.text);
        let (kept, own) = text.split_at(common(before, text));
        shared.push(u8::try_from(kept.len())?);
        lengths.push(u8::try_from(own.len())?);
        counts.push(u16::try_from(same.len())?);
        texts.push_str(own);
        before = text;
    }
    let patterns: Vec<u16> = entries.iter().filter(|entry| flag::is_part(entry.flags)).map(|entry| entry.pattern).collect();

    let mut table = Vec::new();
    for number in [lengths.len(), entries.len(), patterns.len(), texts.len()] {
        table.extend(u32::try_from(number)?.to_le_bytes());
    }
    table.extend(shared);
    table.extend(lengths);
    extend_u16(&mut table, &counts);
    table.extend(entries.iter().map(|entry| entry.language));
    for entry in &entries {
        table.push(u8::try_from(entry.class.number())?);
    }
    table.extend(entries.iter().map(|entry| entry.flags));
    extend_u16(&mut table, &patterns);
    table.extend(texts.bytes());
    Ok(table)
}

/// How many bytes two texts begin with alike, to a whole letter.
fn common(a: &str, b: &str) -> usize {
    let alike = a.chars().zip(b.chars()).take_while(|(a, b)| a == b);
    alike.map(|(c, _)| c.len_utf8()).sum()
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

fn extend_u16(table: &mut Vec<u8>, numbers: &[u16]) {
    table.extend(numbers.iter().map(|number| number.to_le_bytes()[0]));
    table.extend(numbers.iter().map(|number| number.to_le_bytes()[1]));
}
