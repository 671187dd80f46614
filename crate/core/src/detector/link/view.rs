//! The normalised view: what a reader or a program makes of a text, with a map back to the original.
//!
//! A view drops what cannot be seen, writes look-alike separators as the ones they imitate, and (on request, for one token) decodes
//! percent signs and character references. Text that needs none of this is borrowed, not copied. Each change is remembered with the
//! [`Tricks`] it stands for, so that a finding can say how the link was hidden.

use std::borrow::Cow;

use super::chars::{char_at, fullwidth, hex, is_colon_like, is_invisible, separator};
use super::entity;

/// How a stretch of the view differs from the original.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tricks(u8);

impl Tricks {
    /// Characters that take no room were dropped.
    pub(super) const INVISIBLE: Self = Self(1);
    /// A separator or colon was only imitated.
    pub(super) const LOOKALIKE: Self = Self(2);
    /// Written as character references.
    pub(super) const ENTITY: Self = Self(4);
    /// Percent-encoded where no address needs it.
    pub(super) const PERCENT: Self = Self(8);
    /// Cut in pieces by inline tags.
    pub(super) const SPLIT: Self = Self(16);
    /// Letters or digits in fullwidth form.
    pub(super) const FULLWIDTH: Self = Self(32);

    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) const fn is_none(self) -> bool {
        self.0 == 0
    }
}

/// From `at` on, `len` bytes of the view stand for `src..src_end` of the original; what follows runs in step from `src_end`.
#[derive(Clone, Copy, Debug)]
struct Edit {
    at: usize,
    len: usize,
    src: usize,
    src_end: usize,
    tricks: Tricks,
}

/// See the module.
#[derive(Clone, Debug)]
pub(super) struct View<'a> {
    text: Cow<'a, str>,
    base: usize,
    edits: Vec<Edit>,
}

impl<'a> View<'a> {
    /// The view of running text that begins at byte `base` of the original.
    pub(super) fn of(text: &'a str, base: usize) -> Self {
        Self::build(text, base, false)
    }

    /// The view of an attribute's value, from which browsers drop tabs and line ends.
    pub(super) fn of_attribute(text: &'a str, base: usize) -> Self {
        Self::build(text, base, true)
    }

    fn build(text: &'a str, base: usize, attribute: bool) -> Self {
        let touches = |c: char| {
            if c.is_ascii() {
                is_invisible(c) || (attribute && matches!(c, '\t' | '\n' | '\r'))
            } else {
                is_invisible(c) || separator(c).is_some() || is_colon_like(c) || fullwidth(c).is_some()
            }
        };
        if !text.chars().any(touches) {
            return Self { text: Cow::Borrowed(text), base, edits: Vec::new() };
        }
        let mut builder = Builder::new(base, text.len());
        for (i, c) in text.char_indices() {
            builder.add(c, base + i, base + i + c.len_utf8(), Tricks::default(), attribute);
        }
        builder.finish()
    }

    /// What it shows.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Where the character that starts at `i` of the view starts in the original.
    pub(super) fn start(&self, i: usize) -> usize {
        let n = self.edits.partition_point(|e| e.at <= i);
        match n.checked_sub(1).and_then(|n| self.edits.get(n)) {
            Some(e) if i < e.at + e.len => e.src,
            Some(e) => e.src_end + (i - e.at - e.len),
            None => self.base + i,
        }
    }

    /// Where the character that ends at `i` of the view ends in the original.
    pub(super) fn end(&self, i: usize) -> usize {
        let n = self.edits.partition_point(|e| e.at < i);
        match n.checked_sub(1).and_then(|n| self.edits.get(n)) {
            Some(e) if i <= e.at + e.len => e.src_end,
            Some(e) => e.src_end + (i - e.at - e.len),
            None => self.base + i,
        }
    }

    /// The first offset between `from` and `to` whose character does not start before `src` of the original.
    pub(super) fn find(&self, src: usize, from: usize, to: usize) -> usize {
        let (mut low, mut high) = (from, to);
        while low < high {
            let middle = low.midpoint(high);
            if self.start(middle) < src { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// How the stretch from `from` to `to` was hidden, what stands directly before it included.
    pub(super) fn tricks(&self, from: usize, to: usize) -> Tricks {
        let first = self.edits.partition_point(|e| e.at < from);
        let inside = self.edits.get(first..).unwrap_or_default().iter().take_while(|e| e.at < to);
        // A tag directly before splits nothing.
        inside.filter(|e| e.at > from || e.tricks != Tricks::SPLIT).fold(Tricks::default(), |all, e| all.with(e.tricks))
    }

    /// The same stretch with character references and percent signs decoded, at most twice; none if there is nothing to decode.
    pub(super) fn decode(&self, from: usize, to: usize) -> Option<View<'static>> {
        let once = self.decode_once(from, to)?;
        let twice = once.decode_once(0, once.text.len());
        Some(twice.unwrap_or(once))
    }

    fn decode_once(&self, from: usize, to: usize) -> Option<View<'static>> {
        let text = self.text.get(from..to)?;
        let mut builder = Builder::new(self.start(from), text.len());
        let mut decoded = false;
        let mut i = 0;
        while let Some(c) = char_at(text, i) {
            let (shown, len, trick) = match c {
                '%' => percent(text, i).map_or((c, 1, None), |(c, len)| (c, len, Some(Tricks::PERCENT))),
                '&' => entity::decode(text, i).map_or((c, 1, None), |(c, len)| (c, len, Some(Tricks::ENTITY))),
                _ => (c, c.len_utf8(), None),
            };
            decoded |= trick.is_some();
            let (a, b) = (from + i, from + i + len);
            let trick = trick.filter(|_| is_suspicious(shown)).unwrap_or_default();
            builder.add(shown, self.start(a), self.end(b), self.tricks(a, b).with(trick), false);
            i += len;
        }
        decoded.then(|| builder.finish())
    }
}

/// Asks for the coloured or the plain form of the symbol before it.
const fn is_emoji_form(c: char) -> bool {
    matches!(c, '\u{fe0e}' | '\u{fe0f}')
}

/// A sign that has such forms, as far as it matters here: no letter, nothing of ASCII.
fn is_symbol(c: char) -> bool {
    !c.is_ascii() && !c.is_alphanumeric()
}

/// Characters that nobody needs to encode in an address: doing so hides something.
fn is_suspicious(c: char) -> bool {
    c.is_alphanumeric()
        || separator(c).is_some()
        || is_invisible(c)
        || matches!(c, ':' | '.' | '%' | '$' | '@' | '#' | '-' | '_' | ';' | '|')
}

/// Decodes the percent-encoded character at `i` (all bytes of one UTF-8 sequence). Returns it and its length in the text.
fn percent(text: &str, i: usize) -> Option<(char, usize)> {
    let byte = |i: usize| {
        let mut digits = text.as_bytes().iter().skip(i).copied();
        (digits.next() == Some(b'%')).then_some(())?;
        Some(hex(digits.next()?)? << 4 | hex(digits.next()?)?)
    };
    let mut bytes = [byte(i)?, 0, 0, 0];
    let want = match bytes[0] {
        0..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Some((char::REPLACEMENT_CHARACTER, 3)),
    };
    for (n, slot) in bytes.iter_mut().enumerate().take(want).skip(1) {
        let Some(b) = byte(i + 3 * n) else { return Some((char::REPLACEMENT_CHARACTER, 3)) };
        *slot = b;
    }
    let decoded = bytes.get(..want).and_then(|b| std::str::from_utf8(b).ok()).and_then(|s| s.chars().next());
    Some(decoded.map_or((char::REPLACEMENT_CHARACTER, 3), |c| (c, 3 * want)))
}

/// Writes a view character by character.
#[derive(Debug)]
pub(super) struct Builder {
    text: String,
    base: usize,
    next: usize,
    edits: Vec<Edit>,
}

impl Builder {
    /// A view whose original begins at byte `base`.
    pub(super) fn new(base: usize, capacity: usize) -> Self {
        Self { text: String::with_capacity(capacity), base, next: base, edits: Vec::new() }
    }

    /// Whether nothing was added yet.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Adds what `src..src_end` of the original says, as a reader sees it. `attribute`: tabs and line ends count for nothing.
    pub(super) fn add(&mut self, c: char, src: usize, src_end: usize, tricks: Tricks, attribute: bool) {
        if is_emoji_form(c) && self.text.ends_with(is_symbol) {
            self.drop(src, src_end, tricks);
        } else if is_invisible(c) || (attribute && matches!(c, '\t' | '\n' | '\r')) {
            self.drop(src, src_end, tricks.with(Tricks::INVISIBLE));
        } else if let Some(sep) = separator(c).filter(|_| !c.is_ascii()) {
            // `file：//` and `file：\\`: a colon is imitated only where separators follow.
            if self.text.ends_with(is_colon_like) {
                self.fold_colon();
            }
            self.push(sep, src, src_end, tricks.with(Tricks::LOOKALIKE));
        } else {
            if separator(c).is_some() && self.text.ends_with(is_colon_like) {
                self.fold_colon();
            }
            match fullwidth(c) {
                Some(plain) => self.push(plain, src, src_end, tricks.with(Tricks::FULLWIDTH)),
                None => self.push(c, src, src_end, tricks),
            }
        }
    }

    /// Leaves `src..src_end` of the original out.
    pub(super) fn drop(&mut self, src: usize, src_end: usize, tricks: Tricks) {
        self.edits.push(Edit { at: self.text.len(), len: 0, src, src_end, tricks });
        self.next = src_end;
    }

    fn push(&mut self, c: char, src: usize, src_end: usize, tricks: Tricks) {
        let len = c.len_utf8();
        if src != self.next || src_end - src != len || !tricks.is_none() {
            self.edits.push(Edit { at: self.text.len(), len, src, src_end, tricks });
        }
        self.text.push(c);
        self.next = src_end;
    }

    fn fold_colon(&mut self) {
        let Some(c) = self.text.pop() else { return };
        let at = self.text.len();
        let (src, tricks) = match self.edits.last() {
            Some(e) if e.at == at && e.len > 0 => (e.src, e.tricks),
            _ => (self.next - c.len_utf8(), Tricks::default()),
        };
        if self.edits.last().is_some_and(|e| e.at == at && e.len > 0) {
            self.edits.pop();
        }
        self.edits.push(Edit { at, len: 1, src, src_end: self.next, tricks: tricks.with(Tricks::LOOKALIKE) });
        self.text.push(':');
    }

    /// The view.
    pub(super) fn finish(self) -> View<'static> {
        View { text: Cow::Owned(self.text), base: self.base, edits: self.edits }
    }
}
