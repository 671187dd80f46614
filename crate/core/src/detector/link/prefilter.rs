//! The prefilter: a cheap rule that lets ordinary chat stay where it is. Sound: a text that it does not match holds nothing that the detector
//! reports (names of files excepted: they are short and few, and always judged).
//!
//! One rule in two languages: [`may_match`] here, [`PREFILTER_JS`] for the probe, which has no wasm. A property test holds them together.

use super::chars::{is_invisible, separator};

/// Bytes that are looked at together. Most stretches of ordinary text hold nothing of interest and cost a few instructions.
const STRETCH: usize = 32;

/// How many characters after its first the name of a character reference may have, the semicolon counted.
const LONGEST_NAME: usize = 32;

/// Which bytes can begin something: ASCII, and the first bytes of look-alike separators in UTF-8. Without branches, so that it vectorises.
#[expect(clippy::needless_bitwise_bool, reason = "lazy operators are branches")]
const fn starts(b: u8) -> bool {
    (b == b'\\') | (b == b'/') | (b == b':') | (b == b'%') | (b == b'&') | (b == 0xc2) | (b == 0xe2) | (b >= 0xef)
}

/// Whether a text may hold something that the detector reports.
///
/// ```
/// use tallylight_core::detector::link::may_match;
/// assert!(!may_match("hi all, can you hear me? 24/7 and/or at 12:30 :)"));
/// assert!(may_match(r"\\evil.example.com\share"));
/// ```
pub fn may_match(text: &str) -> bool {
    first_match(text, 0).is_some()
}

/// Where, from byte `from` on, something may begin that the detector reports: what lies before need not be scanned.
pub fn first_match(text: &str, from: usize) -> Option<usize> {
    let mut base = from;
    for stretch in text.as_bytes().get(from..)?.chunks(STRETCH) {
        if stretch.iter().fold(false, |any, b| any | starts(*b)) {
            let begin = |(n, _): (usize, &u8)| Some(base + n).filter(|i| text.get(*i..).is_some_and(|rest| begins(text, *i, rest)));
            let found = stretch.iter().enumerate().filter(|(n, b)| starts(**b) && !is_idle(text.as_bytes(), base + n)).find_map(begin);
            if found.is_some() {
                return found;
            }
        }
        base += stretch.len();
    }
    None
}

/// Whether the bytes next to a sign show already that nothing begins there, as in `24/7`, `10:30`, `:)` and `100% sure`: cheaper than [`begins`],
/// which tells the same.
fn is_idle(text: &[u8], i: usize) -> bool {
    let plain = |b: u8| matches!(b, b' '..=b'~');
    let (before, after) = (i.checked_sub(1).and_then(|i| text.get(i)).copied(), text.get(i + 1).copied());
    match (text.get(i), after) {
        (Some(b':'), _) => before.is_some_and(|b| plain(b) && !b.is_ascii_alphabetic() && b != b'>'),
        (Some(b'/' | b'\\'), Some(b)) => plain(b) && !matches!(b, b'/' | b'\\' | b'<' | b'?' | b'd' | b'D'),
        (Some(b'%'), Some(b)) => plain(b) && !b.is_ascii_hexdigit(),
        (Some(b'&'), Some(b)) => plain(b) && b != b'#' && !b.is_ascii_alphabetic(),
        _ => false,
    }
}

fn begins(text: &str, i: usize, rest: &str) -> bool {
    let mut chars = rest.chars();
    let Some(first) = chars.next() else { return false };
    let mut shown = chars.filter(|c| !is_hidden(*c));
    match first {
        ':' => {
            let mut before = text.get(..i).unwrap_or_default().chars().rev().filter(|c| !is_hidden(*c));
            match before.next() {
                Some('t' | 'T') if matches!(before.next(), Some('p' | 'P')) => true,
                Some(c) if is_scheme_end(c) => match shown.next() {
                    // `std::vec` is no scheme; `shell:::{class}` is.
                    Some(':') => shown.next() == Some(':'),
                    after => after.is_some_and(|c| c != ' '),
                },
                _ => false,
            }
        }
        '%' => shown.next().is_some_and(|c| c.is_ascii_hexdigit()) && shown.next().is_some_and(|c| c.is_ascii_hexdigit()),
        // A named reference needs its semicolon: `q&a` is none.
        '&' => match shown.next() {
            Some('#') => true,
            Some(c) if c.is_ascii_alphabetic() => shown.take(LONGEST_NAME).find(|c| !c.is_ascii_alphanumeric()) == Some(';'),
            _ => false,
        },
        c if separator(c).is_some() => match shown.next() {
            Some('<' | '?') => true,
            Some('d' | 'D') => matches!(shown.next(), Some('e' | 'E')) && matches!(shown.next(), Some('v' | 'V')),
            Some(c) => separator(c).is_some(),
            None => false,
        },
        _ => false,
    }
}

/// What can end a scheme's name: a letter, in fullwidth too, or a tag inside it.
const fn is_scheme_end(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '>' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ')
}

/// What the rule looks through: the invisible, and what browsers drop from attributes.
const fn is_hidden(c: char) -> bool {
    is_invisible(c) || matches!(c, '\t' | '\n' | '\r')
}

/// Characters that the rule looks through, as the inside of a JavaScript character class.
macro_rules! hidden {
    () => {
        concat!(
            r"\0-\n\r\x0e-\x1f\x7f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e",
            r"\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}"
        )
    };
}
/// Any number of them.
macro_rules! gap {
    () => {
        concat!("[", hidden!(), "]*")
    };
}
/// A separator or what imitates one.
macro_rules! sep {
    () => {
        r"[\\/\xa5\u2044\u20a9\u2215\u2216\u2571\u2572\u27cb\u27cd\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c\uffe5\uffe6\u{1d20f}]"
    };
}

/// The same rule as a JavaScript regular expression source, for `new RegExp(PREFILTER_JS, 'u')`. It takes time linear in the text.
pub const PREFILTER_JS: &str = concat!(
    sep!(),
    gap!(),
    "(?:",
    sep!(),
    "|[<?]|[dD]",
    gap!(),
    "[eE]",
    gap!(),
    r"[vV])|[A-Za-z>\uff21-\uff3a\uff41-\uff5a]",
    gap!(),
    ":",
    gap!(),
    "(?:[^ :",
    hidden!(),
    "]|:",
    gap!(),
    ":)|[pP]",
    gap!(),
    "[tT]",
    gap!(),
    ":|%",
    gap!(),
    "[0-9A-Fa-f]",
    gap!(),
    "[0-9A-Fa-f]|&",
    gap!(),
    "(?:#|[A-Za-z](?:",
    gap!(),
    "[A-Za-z0-9]){0,31}",
    gap!(),
    ";)",
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_chat_stays_where_it_is() {
        for text in [
            "hi all",
            "24/7 and/or at 12:30 :)",
            "see you : later",
            "Robert: hi",
            "100% sure",
            "salt & pepper",
            "q&a, R&D, AT&T",
            "می‌خواهم",
            "👩‍👩‍👧",
            "std::vec",
            "",
        ] {
            assert!(!may_match(text), "{text}");
        }
    }

    #[test]
    fn what_could_begin_a_link_goes_on() {
        for text in [
            r"\\h",
            "//h",
            "＼＼h",
            "\\\u{200b}\\h",
            "file:x",
            "javascript: x",
            "%5C",
            "&#92;",
            "a\\<b>\\",
            r"\??\UNC",
            r"\Device\Mup",
            "https://x",
        ] {
            assert!(may_match(text), "{text}");
        }
    }
}
