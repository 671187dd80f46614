//! What single characters mean in addresses: which cannot be seen, which imitate a separator, which end a token.
//! Everything that must agree between the detector and its prefilter is decided here, once.

/// The byte at `i`, or 0 past the end. The only way in which parsers look at text, so that tests can count the work.
pub(super) fn at(s: &str, i: usize) -> u8 {
    #[cfg(test)]
    super::steps::count();
    s.as_bytes().get(i).copied().unwrap_or(0)
}

/// The character that starts at byte `i`, if any.
pub(super) fn char_at(s: &str, i: usize) -> Option<char> {
    #[cfg(test)]
    super::steps::count();
    s.get(i..).and_then(|rest| rest.chars().next())
}

/// The character that ends before byte `i`, if any.
pub(super) fn char_before(s: &str, i: usize) -> Option<char> {
    s.get(..i).and_then(|head| head.chars().next_back())
}

/// The text between two offsets; empty where they are not boundaries.
pub(super) fn slice(s: &str, from: usize, to: usize) -> &str {
    s.get(from..to).unwrap_or_default()
}

/// Characters that take no room on screen: controls, joiners, bidi marks, variation selectors, tags. They are dropped from the view.
///
/// Tabs and line ends are not among them: in prose they separate. Browsers drop those from attribute values, and so does the view of one.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The separator that a character is or imitates: some code pages and some eyes take it for one.
pub(super) const fn separator(c: char) -> Option<char> {
    match c {
        '\\' | '＼' | '﹨' | '∖' | '⧵' | '⧹' | '⟍' | '╲' | '\u{1d20f}' | '¥' | '₩' | '￥' | '￦' => Some('\\'),
        '/' | '／' | '∕' | '⁄' | '⧸' | '⟋' | '╱' => Some('/'),
        _ => None,
    }
}

/// A colon, or what imitates one before separators.
pub(super) const fn is_colon_like(c: char) -> bool {
    matches!(c, '：' | '﹕' | '∶' | '꞉' | '︰')
}

/// Dots that host name mapping (UTS #46) turns into a full stop.
pub(super) const fn is_wide_dot(c: char) -> bool {
    matches!(c, '。' | '．' | '｡' | '․')
}

/// The ASCII letter, digit or sign that a fullwidth form stands for. Punctuation of running text (comma, brackets…) stays as it is.
pub(super) fn fullwidth(c: char) -> Option<char> {
    match c {
        'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '０'..='９' | '＄' | '＠' | '－' | '＿' => char::from_u32(c as u32 - 0xfee0),
        _ => None,
    }
}

/// Either separator, as the view shows them.
pub(super) const fn is_sep(b: u8) -> bool {
    matches!(b, b'\\' | b'/')
}

/// Scripts that are written without spaces or that meet an ASCII address directly: not Latin.
pub(super) const fn is_other_script(c: char) -> bool {
    c as u32 > 0x24f
}

/// What can stand in a name next to an ASCII address: a letter or digit of any script.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// What ends any token in running text: white space, quotes, angle brackets, and every sign of other scripts that is not a letter.
pub(super) fn ends_token(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_whitespace() || matches!(c, '"' | '<' | '>' | '`') } else { !is_letterlike(c) }
}

/// Letters, digits and the marks that belong to letters.
fn is_letterlike(c: char) -> bool {
    c.is_alphanumeric() || is_mark(c) || matches!(c as u32, 0x483..=0x489 | 0x1ab0..=0x1aff | 0x20d0..=0x20ff)
}

/// Marks on letters, in names too: accents, the vowel signs of India and Thailand. What ends a sentence there is none of them.
pub(super) const fn is_mark(c: char) -> bool {
    matches!(c as u32, 0x300..=0x36f | 0x900..=0x963 | 0x966..=0x96f | 0x971..=0xdf3 | 0xe31..=0xe4e)
}

/// The value of a hexadecimal digit.
pub(super) const fn hex(b: u8) -> Option<u8> {
    match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        b'A'..=b'F' => Some(b - b'A' + 10),
        _ => None,
    }
}

/// Whether a list of words, written with spaces between, holds the word. Case counts.
pub(super) fn among(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|w| w == word)
}

/// The same for ASCII in any case.
pub(super) fn among_any_case(list: &str, word: &str) -> bool {
    !word.is_empty() && list.split(' ').any(|w| w.eq_ignore_ascii_case(word))
}

/// Past the run of separators that begins at `i`.
pub(super) fn after_seps(s: &str, mut i: usize) -> usize {
    while is_sep(at(s, i)) {
        i += 1;
    }
    i
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invisible_characters_are_never_white_space_or_separators() {
        for c in (0..=0x0010_ffff).filter_map(char::from_u32).filter(|c| is_invisible(*c)) {
            assert!(!c.is_whitespace() && separator(c).is_none() && !is_word(c) || c as u32 == 0x3164 || c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn fullwidth_letters_fold_and_fullwidth_punctuation_does_not() {
        assert_eq!(fullwidth('ｅ'), Some('e'));
        assert_eq!(fullwidth('＄'), Some('$'));
        assert_eq!(fullwidth('，'), None);
    }
}
