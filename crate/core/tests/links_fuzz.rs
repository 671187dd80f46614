//! A short fuzzing run, the same every time: labelled rows cut, joined and stuffed with what links are made of. The long one: `scripts/fuzz`.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "in tests a panic is the report")]

use std::path::Path;

use tallylight_core::detector::link::{Kind, Knowledge, defang, may_match, scan};

/// A small generator of numbers: enough to choose with, and the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

const STUFFING: &[&str] = &[
    "\\", "/", ":", "%5C", "%25", "&#92;", "&amp;", "\u{200b}", "\u{202e}", "＼", "。", "<b>", "</a>", "\"", "'", "(", ")", " ", "\n", "é",
    "請", "😀", "@SSL", "$", ".",
];

fn texts() -> Vec<Vec<char>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/links");
    let tables = ["positives.tsv", "negatives.tsv", "ambiguous.tsv"].map(|name| std::fs::read_to_string(folder.join(name)).unwrap());
    let cell = |line: &str| serde_json::from_str::<String>(line.split('\t').nth(4).unwrap()).unwrap().chars().collect();
    tables.iter().flat_map(|table| table.lines().skip(1).filter(|l| !l.is_empty()).map(cell).collect::<Vec<_>>()).collect()
}

fn mutated(dice: &mut Dice, seeds: &[Vec<char>]) -> String {
    let mut text = dice.one_of(seeds).clone();
    for _ in 0..=dice.below(6) {
        let at = dice.below(text.len() + 1);
        match dice.below(5) {
            0 => drop(text.drain(at..(at + dice.below(5)).min(text.len()))),
            1 => drop(text.splice(at..at, dice.one_of(seeds).clone())),
            2 => text.truncate(at),
            3 => {
                let piece: Vec<char> = text[at..(at + dice.below(8)).min(text.len())].to_vec();
                drop(text.splice(at..at, piece.repeat(1 + dice.below(4))));
            }
            _ => drop(text.splice(at..at, dice.one_of(STUFFING).chars())),
        }
    }
    text.into_iter().collect()
}

#[test]
fn mutated_rows_break_nothing() {
    let seeds = texts();
    let mut dice = Dice(0x7a11);
    let mut reported = 0;
    for _ in 0..6_000 {
        let text = mutated(&mut dice, &seeds);
        let units = text.encode_utf16().count() as u32;
        for kind in [Kind::Text, Kind::Html, Kind::Md, Kind::Filename] {
            let found = scan(&text, kind, &Knowledge::default());
            assert!(found.iter().all(|f| f.start < f.end && f.end <= units), "{kind:?} of {text:?}: {found:?}");
            assert!(found.is_empty() || kind == Kind::Filename || may_match(&text), "the prefilter is silent on {text:?}");
            assert!(defang(&text, &found).len() <= text.len() * 3 + 16);
            reported += found.len();
        }
    }
    assert!(reported > 1_000, "the mutations lost all links: {reported}");
}
