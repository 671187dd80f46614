//! Folds a text so that spellings that mean the same look the same, and cuts it into sentences. Not here: any word of any language.
//!
//! After folding, a text holds lower-case letters, `#` for each number, single spaces, and three kinds of separators:
//! `,` (comma-like), `:` and `;` (dashes, bars, brackets). Sentence ends are gone: each sentence is handed on by itself.

use std::borrow::Cow;
use std::iter::Peekable;

use unicode_normalization::UnicodeNormalization;

/// The longest sentence, in bytes. Longer runs without an end are cut, so that work per sentence stays bounded.
const MAX_SENTENCE: usize = 2048;
/// The longest placeholder (`{{name}}`, `<b>`) that is skipped as one.
const MAX_PLACEHOLDER: usize = 48;
/// Stands for a value that the client fills in: a word that nobody knows.
pub(super) const PLACEHOLDER: char = '\u{fffc}';

/// A folded sentence.
#[derive(Clone, Debug, Default)]
pub(super) struct Sentence {
    /// See the module's text.
    pub(super) text: String,
    /// It ended in, or held, a question mark.
    pub(super) question: bool,
}

/// Whether `c` belongs to a word.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == PLACEHOLDER || c == '#' || is_mark(c)
}

/// Whether words of this letter's script are written without spaces, so that any place may be a word's edge.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

/// Signs that belong to the letter before them although Unicode does not call them alphabetic (viramas and the like).
fn is_mark(c: char) -> bool {
    matches!(
        c,
        // Thai and Lao tones, Burmese and Khmer signs.
        '\u{e47}'..='\u{e4e}' | '\u{ec8}'..='\u{ece}' | '\u{1037}' | '\u{1039}' | '\u{103a}' | '\u{17c9}'..='\u{17d3}' | '\u{17dd}' |
        '\u{300}'..='\u{36f}' | '\u{94d}' | '\u{9cd}' | '\u{a4d}' | '\u{acd}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}' | '\u{ccd}' | '\u{d4d}'
    )
}

/// Calls `each` with every sentence of `text`. Linear in the text.
pub(super) fn sentences(text: &str, mut each: impl FnMut(&Sentence)) {
    let spared = without_addresses(text);
    let mut chars = spared.chars().map(early).nfkc().peekable();
    let mut now = Sentence::default();
    let mut word = Word::default();
    while let Some(c) = chars.next() {
        let placeholder = skip_placeholder(c, &mut chars);
        if let Some(stand_in) = placeholder {
            push(&mut now.text, stand_in);
            word = Word::default();
            continue;
        }
        let end = match c {
            '.' => match dot(&mut chars, &word) {
                Dot::Inside => {
                    now.text.push('.');
                    false
                }
                Dot::Abbreviation => {
                    push(&mut now.text, ' ');
                    false
                }
                Dot::Doubtful => {
                    now.text.push(',');
                    false
                }
                Dot::End => true,
            },
            '?' | '؟' | '⸮' => {
                now.question = true;
                true
            }
            // Armenian asks inside the word; Greek asks with what looks like a semicolon.
            '՞' => {
                now.question = true;
                false
            }
            ';' => {
                now.question |= now.text.chars().any(|l| matches!(l, '\u{370}'..='\u{3ff}'));
                true
            }
            '!' | '。' | '।' | '॥' | '۔' | '։' | '။' | '។' | '؛' | '\u{85}' | '\u{2029}' => true,
            _ => {
                if word.is_glued(c) {
                    push(&mut now.text, ';');
                }
                word.see(c);
                if let Some(folded) = fold(c) {
                    push(&mut now.text, folded);
                }
                false
            }
        };
        if end || now.text.len() > MAX_SENTENCE {
            flush(&mut now, &mut each);
            word = Word::default();
        }
    }
    flush(&mut now, &mut each);
}

/// An address says nothing, whatever words it is made of ("https://…/live/…").
fn without_addresses(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let stand_in = |piece: &str| match piece.split_once("://") {
        Some(_) => format!(
            "{PLACEHOLDER}{}",
            piece.chars().next_back().filter(|c| c.is_whitespace() || matches!(c, '.' | '?' | '!')).unwrap_or(' ')
        ),
        None => piece.to_owned(),
    };
    Cow::Owned(text.split_inclusive(char::is_whitespace).map(stand_in).collect())
}

fn flush(now: &mut Sentence, each: &mut impl FnMut(&Sentence)) {
    if now.text.chars().any(|c| is_word(c) || c == '●' || c == '⏸') {
        now.text.truncate(now.text.trim_end().len());
        each(now);
    }
    now.text.clear();
    now.question = false;
}

/// The word being read, as far as a dot behind it needs to know: "Dr." is no end.
#[derive(Default)]
struct Word {
    letters: usize,
    capital: bool,
    lower: bool,
}

/// How long a word must be for a capital inside to begin a new element's text ("…is being recordedLeave"), not a product's name.
const GLUED: usize = 6;

impl Word {
    fn see(&mut self, c: char) {
        if !c.is_alphabetic() {
            *self = Self::default();
            return;
        }
        if self.letters == 0 {
            self.capital = c.is_uppercase();
        }
        self.letters += 1;
        self.lower = c.is_lowercase();
    }

    /// The text of two elements was run together here.
    fn is_glued(&self, next: char) -> bool {
        next.is_uppercase() && self.lower && self.letters >= GLUED
    }
}

enum Dot {
    Inside,
    Abbreviation,
    /// "Dr." or "Off.": a pause, not an end.
    Doubtful,
    End,
}

/// Georgian: lower case to Unicode, but its sentences begin with no other letters.
fn is_caseless(c: char) -> bool {
    matches!(c, '\u{10d0}'..='\u{10ff}')
}

fn dot<I: Iterator<Item = char> + Clone>(chars: &mut Peekable<I>, word: &Word) -> Dot {
    if chars.peek() == Some(&'.') {
        while chars.next_if_eq(&'.').is_some() {}
        return Dot::End;
    }
    let next = chars.peek().copied();
    if next.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c)) {
        return if word.letters >= GLUED && next.is_some_and(char::is_uppercase) { Dot::End } else { Dot::Inside };
    }
    let first = chars.clone().take(4).find(|c| !c.is_whitespace());
    let short = word.letters == 1 || (word.capital && (1..=3).contains(&word.letters));
    match first {
        Some(c) if c.is_lowercase() && !is_caseless(c) => Dot::Abbreviation,
        Some(_) if short => Dot::Doubtful,
        _ => Dot::End,
    }
}

/// Skips `{x}`, `{{x}}`, `${x}`, `%s`, `%1$s`, `%{x}` and markup; gives what stands in its place.
fn skip_placeholder<I: Iterator<Item = char> + Clone>(c: char, chars: &mut Peekable<I>) -> Option<char> {
    match c {
        '{' => skip_to(chars, '}').then(|| {
            while chars.next_if_eq(&'}').is_some() {}
            PLACEHOLDER
        }),
        '<' if chars.peek().is_some_and(|n| n.is_ascii_alphabetic() || *n == '/' || n.is_ascii_digit()) => {
            skip_to(chars, '>').then_some(' ')
        }
        '%' => {
            let mut ahead = chars.clone().take(6).skip_while(|n| n.is_ascii_digit() || *n == '$').peekable();
            ahead.next_if(|n| matches!(n, 's' | 'd' | '@')).and_then(|_| match ahead.next() {
                Some(after) if after.is_alphanumeric() => None,
                _ => {
                    while chars.next_if(|n| n.is_ascii_digit() || *n == '$').is_some() {}
                    chars.next();
                    Some(PLACEHOLDER)
                }
            })
        }
        _ => None,
    }
}

/// Moves past the next `end` if it is near; otherwise stays.
fn skip_to<I: Iterator<Item = char> + Clone>(chars: &mut Peekable<I>, end: char) -> bool {
    let Some(length) = chars.clone().take(MAX_PLACEHOLDER).position(|c| c == end) else { return false };
    for _ in 0..=length {
        chars.next();
    }
    true
}

/// The Cyrillic letter that a Latin one looks like: keyboards and careless translators mix them, and nobody sees it ("Снимањe").
fn cyrillic(latin: char) -> Option<char> {
    Some(match latin {
        'a' => 'а',
        'c' => 'с',
        'e' => 'е',
        'i' => 'і',
        'j' => 'ј',
        'o' => 'о',
        'p' => 'р',
        'x' => 'х',
        'y' => 'у',
        _ => return None,
    })
}

/// Appends, keeping runs of digits and of spaces to one, and a Cyrillic word to its script.
pub(super) fn push(out: &mut String, c: char) {
    let inside = |out: &str| matches!(out.chars().next_back(), Some('\u{400}'..='\u{52f}'));
    let c = cyrillic(c).filter(|_| inside(out)).unwrap_or(c);
    let repeats = match c {
        ' ' => out.is_empty() || out.ends_with(' '),
        '#' => out.ends_with('#'),
        _ => false,
    };
    if !repeats {
        out.push(c);
    }
}

/// What must happen before NFKC, which would take these apart.
pub(super) fn early(c: char) -> char {
    match c {
        '’' | '‘' | '‛' | 'ʼ' | 'ʻ' | 'ʹ' | '`' | '´' | '′' | '＇' | '׳' => '\'',
        '\u{37e}' => '?',
        _ => c,
    }
}

/// Most letters of most texts: already folded, and untouched by NFKC. Everything else goes the long way.
pub(super) fn is_plain(c: char) -> bool {
    matches!(c, 'a'..='z' | ' ' | '\'' | '#' | 'ß'..='ö' | 'ø'..='ÿ' | 'α'..='ρ' | 'σ'..='ω' | 'а'..='я' | 'ђ'..='џ'
        | 'א'..='ת' | 'ა'..='ჰ' | 'ա'..='ֆ' | 'ب' | 'ت'..='غ' | 'ف'..='و' | 'ي'
        | 'ก'..='ะ' | 'क'..='ह' | '\u{93e}'..='\u{94d}' | 'ক'..='হ' | 'க'..='ஹ' | 'క'..='హ' | 'ക'..='ഹ'
        | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | 'ー' | '一'..='鿿' | '가'..='힣')
}

/// Signs that may be there or not without any difference in meaning.
fn is_dropped(c: char) -> bool {
    // Invisible: bidi, joiners, soft hyphen, variation selectors.
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{61c}' | '\u{feff}' | '\u{ad}' | '\u{fe00}'..='\u{fe0f}')
        // Armenian stress, Hebrew points.
        || matches!(c, '՛' | '՜' | '՞' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}')
        // Arabic vowels and tatweel, nuktas, the dot of a folded İ.
        || matches!(c, '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{93c}' | '\u{9bc}' | '\u{a3c}' | '\u{307}')
}

/// Folds one character, or drops it.
pub(super) fn fold(c: char) -> Option<char> {
    if is_plain(c) {
        return Some(c);
    }
    (!is_dropped(c)).then(|| match c {
        'a'..='z' | '\'' | ',' | ':' | ' ' => c,
        'A'..='Z' => c.to_ascii_lowercase(),
        '0'..='9' | '#' => '#',
        _ if c.is_numeric() && !is_unspaced(c)
            || matches!(c, '\u{e50}'..='\u{e59}' | '\u{1040}'..='\u{1049}' | '\u{17e0}'..='\u{17e9}') =>
        {
            '#'
        }
        '،' | '、' | '\u{55d}' | '\u{104a}' | '/' => ',',
        '\u{17d6}' => ':',
        '|' | '·' | '•' | '–' | '—' | '―' | '(' | ')' | '[' | ']' | '~' | '\n' | '\r' | '→' | '・' | '‧' => ';',
        '🔴' | '⏺' | '●' | '⬤' | '◉' => '●',
        '⏸' => '⏸',
        '-' | '‐' | '‑' | '־' | '_' => ' ',
        'ı' | 'İ' => 'i',
        'ș' | 'Ș' => 'ş',
        'ț' | 'Ț' => 'ţ',
        'ς' => 'σ',
        'ё' | 'Ё' => 'е',
        'ά' | 'Ά' => 'α',
        'έ' | 'Έ' => 'ε',
        'ή' | 'Ή' => 'η',
        'ί' | 'Ί' | 'ϊ' | 'ΐ' => 'ι',
        'ό' | 'Ό' => 'ο',
        'ύ' | 'Ύ' | 'ϋ' | 'ΰ' => 'υ',
        'ώ' | 'Ώ' => 'ω',
        'أ' | 'إ' | 'آ' | 'ٱ' => 'ا',
        'ى' | 'ی' | 'ے' => 'ي',
        'ک' => 'ك',
        'ہ' | 'ھ' | 'ة' | 'ۃ' => 'ه',
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ if c.is_alphanumeric() || is_mark(c) || c == PLACEHOLDER => c.to_lowercase().next().unwrap_or(c),
        _ => ' ',
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, bool)> {
        let mut out = Vec::new();
        sentences(text, |s| out.push((s.text.clone(), s.question)));
        out
    }

    fn texts(text: &str) -> Vec<String> {
        all(text).into_iter().map(|(t, _)| t).collect()
    }

    #[test]
    fn sentences_end_where_they_do() {
        assert_eq!(
            texts("Ended after 42 min. by Dr. Weaver. The file… is here"),
            ["ended after # min by dr, weaver", "the file", "is here"]
        );
        assert_eq!(texts("at 11.05 p.m. on read.ai"), ["at #.# p.m on read.ai"]);
        assert_eq!(
            texts("It is being recordedLeave nowJoin. You recorded.Privacy YouTube"),
            ["it is being recorded;leave nowjoin", "you recorded", "privacy youtube"]
        );
        assert_eq!(texts("録画中。停止しました。"), ["録画中", "停止しました"]);
        assert_eq!(texts("იწერება. დარჩით."), ["იწერება", "დარჩით"]);
    }

    #[test]
    fn questions_are_marked_in_every_script() {
        for asked in ["Ok?", "Ok？", "موافق؟", "Συμφωνείτε;", "Համաձա՞յն եք"] {
            assert!(all(asked).iter().any(|(_, question)| *question), "{asked}");
        }
        assert_eq!(texts("Համաձա՞յն եք"), ["համաձայն եք"]);
    }

    #[test]
    fn spellings_fold() {
        assert_eq!(texts("ＲＥＣ İSTANBUL kayıt ΕΓΓΡΑΦΉΣ l\u{2019}appel"), ["rec istanbul kayit εγγραφησ l'appel"]);
        assert_eq!(texts("\u{202b}می\u{200c}شود\u{202c}"), texts("ميشود"));
    }

    #[test]
    fn what_is_plain_is_folded_already() {
        for c in (0..0x11_0000).filter_map(char::from_u32).filter(|c| is_plain(*c)) {
            assert!(early(c) == c && !is_dropped(c) && std::iter::once(c).nfkc().eq([c]) && c.to_lowercase().eq([c]), "{c:?}");
        }
    }

    #[test]
    fn placeholders_become_one_word_and_markup_none() {
        assert_eq!(texts("{{name}} started <b>it</b> %1$s {0}"), ["\u{fffc} started it \u{fffc} \u{fffc}"]);
        assert_eq!(texts("100% sure, 5 < 6 {open"), ["# sure, # # open"]);
    }

    #[test]
    fn look_alikes_join_the_script_of_their_word() {
        assert_eq!(texts("Снимањe сe покрeћe, Zoom"), texts("Снимање се покреће, Zoom"));
        assert_eq!(texts("Zoom на exe"), ["zoom на exe"]);
    }

    #[test]
    fn addresses_say_nothing() {
        assert_eq!(texts("See https://x.example/live/docs for more. Live"), ["see \u{fffc} for more", "live"]);
    }

    #[test]
    fn long_runs_are_cut() {
        assert!(texts(&"a ".repeat(5000)).iter().all(|t| t.len() <= MAX_SENTENCE + 4));
    }
}
