//! Finds values that are known in this meeting in what is sent: as typed, respaced, encoded or hashed.
//!
//! Plain and base64 forms are needles of one automaton; hashes are looked up by digest, since whatever looks like one is easily told.
//! A value that is too short or too common to be recognised anywhere counts only as the whole value of a field whose name says what it is.
//! Not here: shapes of things that we do not know (`shapes`).

use std::collections::{BTreeMap, BTreeSet};

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use unicode_normalization::UnicodeNormalization;

use super::carried::{Carried, Form, Kind};
use super::decode::{Decoded, Field};
use super::encoding::{base64, hex, unbase64, unhex};
use super::hash::digests;
use super::keys::{Key, Sense};

/// The most known values of one meeting.
pub(super) const MAX_VALUES: usize = 48;

/// The longest known value, in bytes.
const MAX_VALUE: usize = 256;
/// The longest hash in hexadecimal digits, and the shortest.
const HASH_DIGITS: std::ops::RangeInclusive<usize> = 32..=128;

/// The known values of a meeting, ready to be searched for.
#[derive(Clone, Debug, Default)]
pub struct Watchlist {
    automaton: Option<AhoCorasick>,
    needles: Vec<(String, Carried)>,
    digests: BTreeMap<Vec<u8>, Carried>,
    /// Folded values that count only under a fitting key, and parts of names.
    weak: Vec<(String, Kind)>,
    /// Digests of parts of names, which count only there too.
    weak_digests: BTreeMap<Vec<u8>, Form>,
    /// Numbers without their separators.
    numbers: Vec<(String, Kind)>,
    kinds: BTreeSet<Kind>,
}

impl Watchlist {
    /// Prepares the search for these values.
    pub fn new<'a>(known: impl IntoIterator<Item = (Kind, &'a str)>) -> Self {
        let mut list = Self::default();
        for (kind, value) in known.into_iter().take(MAX_VALUES) {
            let value = value.trim();
            if !value.is_empty() && value.len() <= MAX_VALUE {
                list.watch(kind, value);
            }
        }
        list.needles.sort_unstable();
        list.needles.dedup();
        let automaton = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::NoncontiguousNFA))
            .build(list.needles.iter().map(|(text, _)| text));
        list.automaton = automaton.ok().filter(|_| !list.needles.is_empty());
        list
    }

    /// Whether a value of this kind is known.
    pub fn knows(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether a text holds any of it.
    pub(super) fn speaks_of(&self, text: &str) -> bool {
        let mut found = BTreeSet::new();
        self.search(&fold(text), Form::Plain, "", &mut found);
        !found.is_empty()
    }

    /// What of it a request holds, and in which fields (by number, ascending).
    pub(super) fn scan(&self, request: &Decoded, host: &str) -> (BTreeSet<Carried>, Vec<usize>) {
        let (mut found, mut fields) = (BTreeSet::new(), Vec::new());
        if self.kinds.is_empty() {
            return (found, fields);
        }
        for (number, field) in request.fields.iter().enumerate() {
            let (value, mut here) = (fold(&field.value), BTreeSet::new());
            self.search(&value, field.form, host, &mut here);
            self.weigh(&value, field, &mut here);
            if !here.is_empty() {
                fields.push(number);
                found.append(&mut here);
            }
        }
        for (text, form) in &request.texts {
            self.search(&fold(text), *form, host, &mut found);
        }
        // A number or hash may be sent by asking for a host that is made of it (`83920174655.collect.example`).
        for label in host.split('.').filter(|label| label.bytes().filter(u8::is_ascii_digit).count() >= 6) {
            self.search(label, Form::Plain, "", &mut found);
        }
        (found, fields)
    }

    fn watch(&mut self, kind: Kind, value: &str) {
        let folded = fold(value);
        self.kinds.insert(kind);
        for variant in spellings(kind, value) {
            for (form, digest) in digests(variant.as_bytes()) {
                self.digests.insert(digest, Carried { kind, form });
            }
        }
        if kind == Kind::Name {
            for part in folded.split_whitespace() {
                self.weak.push((part.to_owned(), kind));
                self.weak_digests.extend(digests(part.as_bytes()).map(|(form, digest)| (digest, form)));
            }
        }
        let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
        let numeric = matches!(kind, Kind::MeetingId | Kind::Phone) && !folded.chars().any(char::is_alphabetic);
        if !strong(kind, &folded) {
            self.weak.push((if numeric { digits } else { folded }, kind));
            return;
        }
        if numeric {
            self.numbers.push((digits, kind));
        }
        for spelling in respaced(kind, &folded) {
            self.needles.push((spelling, Carried { kind, form: Form::Plain }));
        }
        for raw in [value, &folded] {
            for encoded in base64_inside(raw.as_bytes()) {
                self.needles.push((encoded.replace('+', "-").replace('/', "_"), Carried { kind, form: Form::Base64 }));
                self.needles.push((encoded, Carried { kind, form: Form::Base64 }));
            }
            self.needles.push((hex(raw.as_bytes()), Carried { kind, form: Form::Hex }));
        }
    }

    /// Searches one text for what may stand anywhere.
    fn search(&self, text: &str, form: Form, host: &str, found: &mut BTreeSet<Carried>) {
        if let Some(automaton) = &self.automaton {
            for hit in automaton.find_overlapping_iter(text) {
                let Some((needle, carried)) = self.needles.get(hit.pattern().as_usize()) else { continue };
                let alone = carried.form != Form::Plain || stands_alone(carried.kind, text, hit.start(), hit.end());
                // What the receiver's own name holds proves nothing.
                if alone && (host.is_empty() || !host.contains(needle)) {
                    found.insert(Carried { form: carried.form.max(form), ..*carried });
                }
            }
        }
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| HASH_DIGITS.contains(&w.len())) {
            self.digest(unhex(word), found);
        }
        for (digits, kind) in &self.numbers {
            if spaced_number(text, digits) {
                found.insert(Carried { kind: *kind, form });
            }
        }
    }

    /// Looks at one field as a whole: a hash in base64, or a short value under a key that says what it is.
    fn weigh(&self, value: &str, field: &Field, found: &mut BTreeSet<Carried>) {
        let whole = field.value.trim();
        if (22..=88).contains(&whole.len()) {
            self.digest(unbase64(whole), found);
        }
        if HASH_DIGITS.contains(&whole.len())
            && let Some(form) = unhex(whole).and_then(|digest| self.weak_digests.get(&digest))
            && Key::of(&field.path).sense() == Some(Sense::Name)
        {
            found.insert(Carried { kind: Kind::Name, form: *form });
        }
        let value = value.trim();
        if value.len() <= MAX_VALUE && self.weak.iter().any(|(known, _)| known == value) {
            let sense = Key::of(&field.path).sense();
            for (known, kind) in &self.weak {
                if known == value && sense == sense_of(*kind) {
                    found.insert(Carried { kind: *kind, form: field.form });
                }
            }
        }
    }

    fn digest(&self, bytes: Option<Vec<u8>>, found: &mut BTreeSet<Carried>) {
        found.extend(bytes.and_then(|bytes| self.digests.get(&bytes)));
    }
}

fn sense_of(kind: Kind) -> Option<Sense> {
    match kind {
        Kind::Name => Some(Sense::Name),
        Kind::MeetingId => Some(Sense::Meeting),
        Kind::Passcode => Some(Sense::Passcode),
        _ => None,
    }
}

/// One case and one composition for comparing.
fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { text.nfkc().flat_map(char::to_lowercase).collect() }
}

/// Whether a value is long and rare enough to be recognised wherever it stands: at least six characters and some twenty bits.
fn strong(kind: Kind, folded: &str) -> bool {
    // One ideograph or syllable says as much as a few letters.
    let chars = folded.chars().map(|c| if is_dense(c) { 3 } else { 1 }).sum::<usize>();
    let has = |test: fn(char) -> bool| folded.chars().any(test);
    match kind {
        Kind::Email => folded.contains('@') && chars >= 6,
        // One word may be a month, a city or a brand; two words together are a person.
        Kind::Name => chars >= if folded.split_whitespace().nth(1).is_some() { 7 } else { 10 },
        Kind::MeetingId if !has(char::is_alphabetic) => folded.chars().filter(char::is_ascii_digit).count() >= 7,
        Kind::MeetingId => chars >= if has(|c| !c.is_alphabetic()) { 7 } else { 10 },
        Kind::Passcode => chars >= if has(char::is_alphabetic) && has(|c| !c.is_alphabetic()) { 6 } else { 8 },
        _ => chars >= 8,
    }
}

/// Of a script that writes a word or a syllable as one character: kana, hangul, Han.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{20000}'..='\u{3ffff}')
}

/// The spellings of which hashes are taken: as typed, in lower case, without spaces, an e-mail address as its provider reads it.
fn spellings(kind: Kind, value: &str) -> BTreeSet<String> {
    let lower = value.to_lowercase();
    let mut all = BTreeSet::from([value.to_owned(), lower.clone(), value.to_uppercase()]);
    match kind {
        Kind::Email => all.extend(normal_email(&lower)),
        Kind::MeetingId | Kind::Phone => {
            all.insert(lower.chars().filter(char::is_ascii_digit).collect());
            all.insert(lower.chars().filter(|c| c.is_alphanumeric() || *c == '+').collect());
            all.insert(lower.chars().filter(|c| c.is_alphanumeric()).collect());
        }
        Kind::Name => all.extend(["", "_", ".", "-"].map(|by| lower.split_whitespace().collect::<Vec<_>>().join(by))),
        _ => {}
    }
    all.retain(|spelling| spelling.len() >= 2);
    all
}

/// An address without its tag, and for providers that ignore dots, without dots.
fn normal_email(lower: &str) -> Vec<String> {
    let Some((local, domain)) = lower.split_once('@') else { return Vec::new() };
    let local = local.split('+').next().unwrap_or_default();
    vec![format!("{local}@{domain}"), format!("{}@{domain}", local.replace('.', ""))]
}

/// The ways in which a strong value is written.
fn respaced(kind: Kind, folded: &str) -> BTreeSet<String> {
    let mut all = BTreeSet::from([folded.to_owned()]);
    let words: Vec<&str> = match kind {
        Kind::Name => folded.split_whitespace().collect(),
        Kind::MeetingId | Kind::Phone => folded.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect(),
        Kind::Email => {
            all.extend(normal_email(folded));
            Vec::new()
        }
        _ => Vec::new(),
    };
    if words.len() > 1 {
        all.extend([" ", "", "_", ".", "-", "+", "%20"].map(|by| words.join(by)));
        if let ([first, last], Kind::Name) = (words.as_slice(), kind) {
            all.extend([format!("{last}, {first}"), format!("{last} {first}"), format!("{last},{first}")]);
        }
    }
    let plain: Vec<String> = all.iter().map(|s| unaccented(s)).collect();
    all.extend(plain);
    all
}

/// Without accents: what forms and file names make of a name.
fn unaccented(s: &str) -> String {
    s.nfd().filter(|c| !('\u{300}'..='\u{36f}').contains(c)).collect()
}

/// What a value looks like inside of base64, whatever stands before and behind it: one for each of the three phases.
fn base64_inside(value: &[u8]) -> Vec<String> {
    (0..3_usize)
        .filter_map(|phase| {
            let encoded = base64(&std::iter::repeat_n(0, phase).chain(value.iter().copied()).collect::<Vec<u8>>());
            // Digits that share bits with what is around are left out.
            let inside = encoded.get((phase * 8).div_ceil(6)..(phase + value.len()) * 8 / 6)?;
            (inside.len() >= 9).then(|| inside.to_owned())
        })
        .collect()
}

/// Whether what stands at `start..end` is not just a part of something longer.
fn stands_alone(kind: Kind, text: &str, start: usize, end: usize) -> bool {
    let before = text.get(..start).and_then(|t| t.chars().next_back());
    let mut after = text.get(end..).unwrap_or_default().chars();
    let next = after.next();
    let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    match kind {
        Kind::Email => {
            let more = next.is_some_and(|c| matches!(c, '.' | '-')) && is_word(after.next());
            !is_word(before) && !before.is_some_and(|c| matches!(c, '.' | '_' | '+' | '-')) && !is_word(next) && !more
        }
        // The same letters before an at sign are an e-mail address, which is reported as such.
        Kind::Name => !is_word(before) && !is_word(next) && !matches!(next, Some('@' | '%')),
        _ => !is_word(before) && !is_word(next),
    }
}

/// Whether `digits` stands in `text` in groups (`839 2017 4655`), with no digit next to it.
fn spaced_number(text: &str, digits: &str) -> bool {
    let is_separator = |c: char| matches!(c, ' ' | '-' | '.' | '\u{a0}' | '\u{202f}' | '+' | '\u{2010}'..='\u{2014}');
    let runs = text.split(|c: char| !c.is_ascii_digit() && !is_separator(c));
    let is_decimal = |run: &str| run.split_once('.').is_some_and(|(_, after)| !after.contains(is_separator));
    runs.map(|run| run.trim_matches(is_separator)).filter(|run| run.len() > digits.len() && !is_decimal(run)).any(|run| {
        // Groups that together make the number; others may stand before and behind.
        let groups: Vec<&str> = run.split(is_separator).filter(|g| !g.is_empty()).take(64).collect();
        (0..groups.len()).any(|from| {
            let mut rest = digits;
            let ends = groups.iter().skip(from).map_while(|group| {
                rest = rest.strip_prefix(*group)?;
                Some(rest.is_empty())
            });
            ends.into_iter().any(|done| done)
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::third_party::url::Address;
    use crate::observation::Body;

    const EMAIL: &str = "olga.lindqvist@fjordpost.example";

    fn scan(known: &[(Kind, &str)], query: &str, body: &str) -> Vec<(Kind, Form)> {
        let url = Address::parse(&format!("https://collect.example/c?{query}"), None);
        let decoded = Decoded::new(&url, Some(&Body::Text(body.to_owned())));
        Watchlist::new(known.iter().copied()).scan(&decoded, &url.host).0.into_iter().map(|c| (c.kind, c.form)).collect()
    }

    fn person() -> Vec<(Kind, &'static str)> {
        vec![(Kind::Name, "Olga Lindqvist"), (Kind::Email, EMAIL), (Kind::MeetingId, "83920174655"), (Kind::Passcode, "Vb7kQ2mXz9")]
    }

    #[test]
    fn hashes_of_an_address() {
        for (form, digest) in digests(EMAIL.as_bytes()) {
            assert_eq!(scan(&person(), "", &format!("{{\"u\":\"{}\"}}", hex(&digest))), [(Kind::Email, form)]);
            assert_eq!(scan(&person(), "", &format!("{{\"u\":\"{}\"}}", hex(&digest).to_uppercase())), [(Kind::Email, form)]);
            assert_eq!(scan(&person(), "", &format!("{{\"u\":\"{}\"}}", base64(&digest))), [(Kind::Email, form)]);
        }
    }

    #[test]
    fn base64_at_every_phase() {
        for lead in ["", "x", "xy", "xyz"] {
            let blob = base64(format!("\u{1}{lead}{EMAIL}\u{2}").as_bytes());
            assert_eq!(scan(&person(), &format!("d={blob}"), ""), [(Kind::Email, Form::Base64)], "{lead}");
        }
    }

    #[test]
    fn others_are_not_ours() {
        for other in
            ["xolga.lindqvist@fjordpost.example", "olga.lindqvist@fjordpost.example.net", "lindqvist@fjordpost.example", "olga.lindqvist"]
        {
            assert!(scan(&person(), "", &format!("{{\"m\":\"{other}\"}}")).iter().all(|(k, _)| *k != Kind::Email), "{other}");
        }
        assert_eq!(scan(&person(), &format!("m={EMAIL}"), ""), [(Kind::Email, Form::Plain)]);
    }

    #[test]
    fn numbers_in_groups_and_in_longer_numbers() {
        for yes in ["839 2017 4655", "839-2017-4655", "Meeting 839 2017 4655 now", "83920174655", "1 839 2017 4655"] {
            assert_eq!(scan(&person(), "", &format!("{{\"t\":\"{yes}\"}}")), [(Kind::MeetingId, Form::Plain)], "{yes}");
        }
        for no in ["183920174655", "839201746551", "839 2017 46551", "8392017 465", "x83920174655y"] {
            assert_eq!(scan(&person(), "", &format!("{{\"t\":\"{no}\"}}")), [], "{no}");
        }
    }

    #[test]
    fn short_values_need_a_key_that_says_what_they_are() {
        let short = [(Kind::Name, "Jan"), (Kind::Passcode, "1234")];
        assert_eq!(scan(&short, "d=12+Jan+2026&january=1&event=Jan&v=12345", "{\"pin\":\"x1234y\",\"n\":1234}"), []);
        assert_eq!(scan(&short, "", "{\"user\":{\"displayName\":\"jan\"}}"), [(Kind::Name, Form::Plain)]);
        assert_eq!(scan(&short, "pwd=1234", ""), [(Kind::Passcode, Form::Plain)]);
        assert_eq!(scan(&person(), "", "{\"first_name\":\"Olga\"}"), [(Kind::Name, Form::Plain)]);
    }

    #[test]
    fn names_in_any_dress() {
        for yes in ["Olga Lindqvist", "olga+lindqvist", "OLGA_LINDQVIST", "olgalindqvist", "Lindqvist, Olga", "Olga%20Lindqvist"] {
            assert_eq!(scan(&person(), "", &format!("{{\"x\":\"{yes}\"}}")), [(Kind::Name, Form::Plain)], "{yes}");
        }
        assert_eq!(scan(&[(Kind::Name, "José Núñez")], "x=jose%20nunez", ""), [(Kind::Name, Form::Plain)]);
        assert_eq!(scan(&[(Kind::Name, "José Núñez")], "", r#"{"x":"Jos\u00e9 N\u00fa\u00f1ez"}"#), [(Kind::Name, Form::Plain)]);
    }

    #[test]
    fn the_receivers_own_name_proves_nothing() {
        let url = Address::parse("https://winterprogramm.example/x?h=winterprogramm", None);
        let list = Watchlist::new([(Kind::MeetingId, "Winterprogramm")]);
        assert!(list.scan(&Decoded::new(&url, None), &url.host).0.is_empty());
    }
}
