//! Words become other words of the same shape, the same one each time within a trace: what is equal stays equal, a hash stays a hash and a number a
//! number, and nobody can tell what was there. Not here: which words (`payload`).

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::vocabulary;

/// The longest run of digits that stands as it is: measures and small numbers; telephone and meeting numbers are longer.
pub(super) const MAX_DIGITS: usize = 6;

/// How one trace masks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Masks<'a> {
    pub(super) salt: &'a str,
    pub(super) people: &'a BTreeSet<String>,
    pub(super) hashes: &'a BTreeMap<String, String>,
    /// When what is masked was seen.
    pub(super) now: u64,
}

impl Masks<'_> {
    /// Every word, whatever it is.
    pub(super) fn all(&self, text: &str) -> String {
        runs(text, |run| self.word(run))
    }

    /// Every word but those of protocols, and short numbers.
    pub(super) fn strange(&self, text: &str) -> String {
        runs(text, |run| self.stranger(run))
    }

    /// Words that name somebody.
    pub(super) fn named(&self, text: &str) -> String {
        runs(text, |run| if self.names(run) { self.word(run) } else { run.to_owned() })
    }

    /// Whether a number is the time of day, or one of the last minutes, in milliseconds or seconds: it says no more than the trace's own times.
    pub(super) fn is_recent(&self, number: f64) -> bool {
        self.now > 0 && [number, number * 1000.0].iter().any(|ms| (-5_000.0..=600_000.0).contains(&(self.now as f64 - ms)))
    }

    /// Whether a word names somebody.
    pub(super) fn names(&self, word: &str) -> bool {
        self.people.contains(&word.to_lowercase())
    }

    fn stranger(&self, run: &str) -> String {
        let digits = run.bytes().all(|b| b.is_ascii_digit());
        if !self.names(run) && (run.len() <= 2 || digits && run.len() <= MAX_DIGITS || vocabulary::knows(&run.to_lowercase())) {
            return run.to_owned();
        }
        // `pageHidden` is two words; a random token of mixed case is none.
        let humps = humps(run);
        let known = |hump: &str| vocabulary::knows(&hump.to_lowercase()) && !self.names(hump);
        if humps.len() < 2 || !humps.iter().any(|h| h.len() > 2 && known(h)) {
            return self.word(run);
        }
        humps.into_iter().map(|hump| if known(hump) { hump.to_owned() } else { self.word(hump) }).collect()
    }

    /// Another word: letters for letters in the same case, digits for digits, hexadecimal for hexadecimal.
    pub(super) fn word(&self, word: &str) -> String {
        if let Some(hash) = self.hashes.get(&word.to_lowercase()) {
            return if word.contains(char::is_uppercase) { hash.to_uppercase() } else { hash.clone() };
        }
        // "No value" stays one.
        if word.bytes().all(|b| b == b'0') {
            return word.to_owned();
        }
        let digest = Sha256::digest(format!("{}\n{}", self.salt, word.to_lowercase()).as_bytes());
        let hex = word.len() >= 4 && word.bytes().all(|b| b.is_ascii_hexdigit());
        let mut out = String::with_capacity(word.len());
        for (i, c) in word.chars().enumerate() {
            let byte = digest.get(i % digest.len()).copied().unwrap_or_default().wrapping_add((i / digest.len()) as u8 * 31);
            out.push(match c {
                '0' if i == 0 => '0',
                // A number does not begin with a nought.
                '1'..='9' if i == 0 => char::from(b'1' + byte % 9),
                _ if c.is_ascii_digit() => char::from(b'0' + byte % 10),
                _ if c.is_uppercase() => char::from(b'A' + byte % if hex { 6 } else { 26 }),
                _ => char::from(b'a' + byte % if hex { 6 } else { 26 }),
            });
        }
        out
    }
}

/// A text with each run of letters and digits replaced.
fn runs(text: &str, mut each: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = first.is_alphanumeric();
        let end = rest.find(|c: char| c.is_alphanumeric() != is_word).unwrap_or(rest.len());
        let (run, after) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if is_word {
            out.push_str(&each(run));
        } else {
            out.push_str(run);
        }
        rest = after;
    }
    out
}

/// The words of `camelCase`.
fn humps(run: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut small = false;
    for (at, c) in run.char_indices() {
        if c.is_uppercase() && small {
            cuts.push(at);
        }
        small = c.is_lowercase();
    }
    let ends = cuts.iter().skip(1).copied().chain([run.len()]);
    cuts.iter().zip(ends).filter_map(|(start, end)| run.get(*start..end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_stay_and_words_go() {
        let people = BTreeSet::from(["olga".to_owned()]);
        let hashes = BTreeMap::new();
        let masks = Masks { salt: "s", people: &people, hashes: &hashes, now: 0 };
        let uuid = masks.strange("c2a49e17-5b08-47d3-9f6a-e81370d4b25c");
        assert!(uuid != "c2a49e17-5b08-47d3-9f6a-e81370d4b25c" && uuid.bytes().all(|b| b == b'-' || b.is_ascii_hexdigit()), "{uuid}");
        assert_eq!(masks.word("Olga").to_lowercase(), masks.word("OLGA").to_lowercase());
        assert_ne!(masks.word("Olga"), Masks { salt: "t", ..masks }.word("Olga"));
        assert_eq!(masks.strange("pageHidden"), "pageHidden");
        assert_eq!(masks.strange("120000"), "120000");
        assert_ne!(masks.strange("4915112345678"), "4915112345678");
        assert_ne!(masks.named("olga.volume"), "olga.volume");
        assert!(masks.strange("Vb7kQ2mXz9") != "Vb7kQ2mXz9");
    }
}
