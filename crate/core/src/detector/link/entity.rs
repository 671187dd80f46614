//! HTML character references: the numeric ones, and those names that can hide an address. Others stay as written, which harms nothing.

use super::chars::at;

/// Longest reference looked at, in bytes.
const MAX: usize = 32;

/// Names for characters that matter in addresses or that cannot be seen. Names are case-sensitive.
const NAMES: &[(&str, char)] = &[
    ("amp", '&'),
    ("AMP", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", '\u{a0}'),
    ("bsol", '\\'),
    ("sol", '/'),
    ("colon", ':'),
    ("period", '.'),
    ("percnt", '%'),
    ("commat", '@'),
    ("dollar", '$'),
    ("num", '#'),
    ("lowbar", '_'),
    ("UnderBar", '_'),
    ("hyphen", '-'),
    ("dash", '-'),
    ("quest", '?'),
    ("excl", '!'),
    ("equals", '='),
    ("verbar", '|'),
    ("vert", '|'),
    ("VerticalLine", '|'),
    ("semi", ';'),
    ("comma", ','),
    ("lpar", '('),
    ("rpar", ')'),
    ("Tab", '\t'),
    ("NewLine", '\n'),
    ("setminus", '∖'),
    ("setmn", '∖'),
    ("smallsetminus", '∖'),
    ("Backslash", '∖'),
    ("ssetmn", '∖'),
    ("yen", '¥'),
    ("frasl", '⁄'),
    ("shy", '\u{ad}'),
    ("zwj", '\u{200d}'),
    ("zwnj", '\u{200c}'),
    ("lrm", '\u{200e}'),
    ("rlm", '\u{200f}'),
    ("NoBreak", '\u{2060}'),
    ("ZeroWidthSpace", '\u{200b}'),
    ("NegativeThinSpace", '\u{200b}'),
    ("NegativeMediumSpace", '\u{200b}'),
    ("NegativeThickSpace", '\u{200b}'),
    ("NegativeVeryThinSpace", '\u{200b}'),
    ("af", '\u{2061}'),
    ("ApplyFunction", '\u{2061}'),
    ("it", '\u{2062}'),
    ("InvisibleTimes", '\u{2062}'),
    ("ic", '\u{2063}'),
    ("InvisibleComma", '\u{2063}'),
];

/// The reference that begins at `i` (an ampersand): its character and its length in the text.
pub(super) fn decode(text: &str, i: usize) -> Option<(char, usize)> {
    let body = i + 1;
    if at(text, body) == b'#' {
        return numeric(text, body + 1).map(|(c, end)| (c, end - i));
    }
    let mut end = body;
    while end < body + MAX && at(text, end).is_ascii_alphanumeric() {
        end += 1;
    }
    let name = text.get(body..end).filter(|_| at(text, end) == b';')?;
    NAMES.iter().find(|(n, _)| *n == name).map(|(_, c)| (*c, end + 1 - i))
}

fn numeric(text: &str, mut i: usize) -> Option<(char, usize)> {
    let radix = if matches!(at(text, i), b'x' | b'X') {
        i += 1;
        16
    } else {
        10
    };
    // Leading zeros may be many: skip them within the bound, then take what fits a character.
    let (start, stop) = (i, i + MAX);
    let mut value = 0_u32;
    while i < stop {
        let Some(digit) = char::from(at(text, i)).to_digit(radix) else { break };
        value = value.saturating_mul(radix).saturating_add(digit);
        i += 1;
    }
    if i == start {
        return None;
    }
    let end = i + usize::from(at(text, i) == b';');
    Some((char::from_u32(value).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numeric_and_named() {
        assert_eq!(decode("&#92;x", 0), Some(('\\', 5)));
        assert_eq!(decode("&#x5c", 0), Some(('\\', 5)));
        assert_eq!(decode("&#000000092;", 0), Some(('\\', 12)));
        assert_eq!(decode("a&bsol;", 1), Some(('\\', 6)));
        assert_eq!(decode("&bsol", 0), None, "names need their semicolon");
        assert_eq!(decode("&#;", 0), None);
        assert_eq!(decode("&#99999999999;", 0), Some((char::REPLACEMENT_CHARACTER, 14)));
    }
}
