//! HTML source: its text as a reader sees it, joined over inline tags, and every attribute's value. A small tokenizer, forgiving like a
//! browser's, one pass; it builds no tree. Not here: what the page shows after its scripts ran (the probe sends that as text).

use super::Knowledge;
use super::chars::{among, at, char_at, slice};
use super::classify::{Class, Hit};
use super::entity;
use super::mismatch;
use super::prefilter::may_match;
use super::scan::Scanner;
use super::view::{Builder, Tricks, View};
use crate::finding::Severity;

/// The longest anchor text that is compared with its target, in bytes.
const MAX_ANCHOR_TEXT: usize = 512;

/// How much of a target is compared with the anchor's text, in bytes.
const MAX_HREF: usize = 2048;

/// Tags that end a run of text. All others, unknown ones too, join.
const BLOCKS: &str = "address article aside blockquote body br button caption center dd details dialog dir div dl dt fieldset figcaption figure \
    footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe img input legend li link main menu meta nav noscript \
    object ol optgroup option p pre section select source style summary table tbody td textarea tfoot th thead title tr \
    ul video audio";
/// Attributes from which something is fetched or opened.
const FETCHED: &str = "src srcset imagesrcset href xlink:href poster background style data action formaction content cite longdesc manifest ping \
    codebase classid archive lowsrc dynsrc profile usemap icon";

/// An open or closed `<a href>`.
#[derive(Debug, Default)]
struct Anchor {
    href: String,
    href_hits: Vec<Hit>,
    text: String,
    start: usize,
    end: usize,
}

struct Page<'s> {
    source: &'s str,
    know: &'s Knowledge<'s>,
    run: Builder,
    /// Tags since the last character of the run.
    split: Tricks,
    open: Option<Anchor>,
    anchors: Vec<Anchor>,
    text_hits: Vec<Hit>,
    hits: Vec<Hit>,
}

/// Finds all that is dangerous in a piece of HTML.
pub(super) fn scan(source: &str, know: &Knowledge<'_>) -> Vec<Hit> {
    let mut page = Page {
        source,
        know,
        run: Builder::new(0, 0),
        split: Tricks::default(),
        open: None,
        anchors: Vec::new(),
        text_hits: Vec::new(),
        hits: Vec::new(),
    };
    page.read();
    page.finish()
}

impl Page<'_> {
    fn read(&mut self) {
        let source = self.source;
        let mut i = 0;
        while let Some(c) = char_at(source, i) {
            i = match c {
                '<' if at(source, i + 1) == b'!' && at(source, i + 2) == b'-' && at(source, i + 3) == b'-' => self.skip_past(i + 4, b"-->"),
                '<' if matches!(at(source, i + 1), b'!' | b'?') => self.skip_past(i + 2, b">"),
                '<' if at(source, i + 1).is_ascii_alphabetic()
                    || (at(source, i + 1) == b'/' && at(source, i + 2).is_ascii_alphabetic()) =>
                {
                    self.tag(i)
                }
                '&' => {
                    let (shown, len) = entity::decode(source, i).unwrap_or(('&', 1));
                    self.show(shown, i, i + len, is_needless(shown, len));
                    i + len
                }
                _ => {
                    let next = i + c.len_utf8();
                    self.show(c, i, next, Tricks::default());
                    next
                }
            };
        }
    }

    fn show(&mut self, c: char, from: usize, to: usize, tricks: Tricks) {
        if self.run.is_empty() {
            self.run = Builder::new(from, 0);
        } else if !self.split.is_none() {
            self.run.drop(from, from, self.split);
        }
        self.split = Tricks::default();
        self.run.add(c, from, to, tricks, false);
        if let Some(anchor) = self.open.as_mut().filter(|a| a.text.len() < MAX_ANCHOR_TEXT) {
            anchor.text.push(c);
        }
    }

    fn skip_past(&mut self, from: usize, what: &[u8]) -> usize {
        self.split = Tricks::SPLIT;
        let rest = self.source.as_bytes().get(from..).unwrap_or_default();
        memchr::memmem::find(rest, what).map_or(self.source.len(), |n| from + n + what.len())
    }

    /// Ends the run of text and has it scanned.
    fn end_run(&mut self) {
        let view = std::mem::replace(&mut self.run, Builder::new(0, 0)).finish();
        self.split = Tricks::default();
        if !view.text().is_empty() {
            self.text_hits.extend(Scanner::scan(&view, self.know));
        }
    }

    /// Reads the tag at `from`; returns the byte past it.
    fn tag(&mut self, from: usize) -> usize {
        let source = self.source;
        let closing = at(source, from + 1) == b'/';
        let name_start = from + 1 + usize::from(closing);
        let mut i = name_start;
        while at(source, i).is_ascii_alphanumeric() || matches!(at(source, i), b'-' | b':') {
            i += 1;
        }
        let name = slice(source, name_start, i).to_ascii_lowercase();
        let anchor = matches!(name.as_str(), "a" | "area");
        if among(BLOCKS, &name) {
            self.end_run();
        } else if !anchor {
            self.split = self.split.with(Tricks::SPLIT);
        }
        if anchor {
            self.close_anchor(from);
        }
        let end = self.attributes(i, &name, anchor && !closing);
        if let Some(open) = self.open.as_mut().filter(|_| anchor && !closing) {
            open.start = end;
        }
        if name == "script" && !closing { self.skip_script(end) } else { end }
    }

    /// Scripts hold programs, in which backslashes are escapes.
    fn skip_script(&self, from: usize) -> usize {
        let mut i = from;
        let bytes = self.source.as_bytes();
        while let Some(n) = bytes.get(i..).and_then(|rest| memchr::memmem::find(rest, b"</")) {
            i += n;
            if slice(self.source, i + 2, i + 8).eq_ignore_ascii_case("script") {
                return i;
            }
            i += 2;
        }
        self.source.len()
    }

    fn attributes(&mut self, from: usize, tag: &str, anchor: bool) -> usize {
        let source = self.source;
        let mut i = from;
        loop {
            while matches!(at(source, i), b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/') {
                i += 1;
            }
            if i >= source.len() {
                return source.len();
            }
            if at(source, i) == b'>' {
                return i + 1;
            }
            let name_start = i;
            i += char_at(source, i).map_or(1, char::len_utf8);
            while i < source.len() && !matches!(at(source, i), b'=' | b'>' | b'/' | b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') {
                i += 1;
            }
            let name = slice(source, name_start, i).to_ascii_lowercase();
            let mut equals = i;
            while matches!(at(source, equals), b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') {
                equals += 1;
            }
            if at(source, equals) != b'=' {
                continue;
            }
            i = equals + 1;
            while matches!(at(source, i), b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') {
                i += 1;
            }
            let (start, end, next) = self.value(i);
            i = next;
            self.attribute(tag, &name, start, end, anchor);
        }
    }

    /// The value that begins at `i`, quoted or not: where it starts, where it ends, and what comes after.
    fn value(&self, i: usize) -> (usize, usize, usize) {
        let source = self.source;
        let quote = at(source, i);
        if matches!(quote, b'"' | b'\'') {
            let rest = source.as_bytes().get(i + 1..).unwrap_or_default();
            let end = memchr::memchr(quote, rest).map_or(source.len(), |n| i + 1 + n);
            return (i + 1, end, (end + 1).min(source.len()));
        }
        let mut end = i;
        while end < source.len() && !matches!(at(source, end), b'>' | b' ' | b'\t' | b'\n' | b'\r' | b'\x0c') {
            end += 1;
        }
        (i, end, end)
    }

    fn attribute(&mut self, tag: &str, name: &str, start: usize, end: usize, anchor: bool) {
        let raw = slice(self.source, start, end);
        let target = anchor && matches!(name, "href" | "xlink:href");
        let hits = if may_match(raw) { Scanner::scan(&decoded(raw, start), self.know) } else { Vec::new() };
        if target {
            let mut href = decoded(raw, start).text().trim().to_owned();
            crate::text::cut(&mut href, MAX_HREF);
            self.open = Some(Anchor { href, href_hits: hits, start: end, ..Anchor::default() });
            return;
        }
        let fetched = among(FETCHED, name) || name.starts_with("on") || (name == "value" && tag == "param");
        for mut hit in hits {
            if hit.severity > Severity::Low && !matches!(hit.class, Class::ObfEntity | Class::LookalikeDomain) {
                hit.class = Class::Attr;
                if !fetched {
                    hit.severity = hit.severity.min(Severity::Medium);
                }
            }
            self.hits.push(hit);
        }
    }

    fn close_anchor(&mut self, end: usize) {
        if let Some(mut anchor) = self.open.take() {
            anchor.end = end;
            self.anchors.push(anchor);
        }
    }

    fn finish(mut self) -> Vec<Hit> {
        self.end_run();
        self.close_anchor(self.source.len());
        let mut texts = std::mem::take(&mut self.text_hits).into_iter().peekable();
        for anchor in std::mem::take(&mut self.anchors) {
            while let Some(hit) = texts.next_if(|h| h.start < anchor.start) {
                self.hits.push(hit);
            }
            while let Some(hit) = texts.next_if(|h| h.end <= anchor.end) {
                self.hits.push(mismatch::of_text(hit, &anchor.href));
            }
            let span = (anchor.start, anchor.end);
            self.hits.extend(mismatch::of_link(anchor.href_hits, &anchor.href, &anchor.text, span, self.know));
        }
        self.hits.extend(texts);
        self.hits
    }
}

/// The view of an attribute's value: character references decoded, tabs and line ends dropped.
fn decoded(raw: &str, base: usize) -> View<'_> {
    if !raw.contains('&') {
        return View::of_attribute(raw, base);
    }
    let mut builder = Builder::new(base, raw.len());
    let mut i = 0;
    while let Some(c) = char_at(raw, i) {
        let (shown, len) = if c == '&' { entity::decode(raw, i).unwrap_or(('&', 1)) } else { (c, c.len_utf8()) };
        builder.add(shown, base + i, base + i + len, if c == '&' { is_needless(shown, len) } else { Tricks::default() }, true);
        i += len;
    }
    builder.finish()
}

/// A character reference for what needs none hides something.
fn is_needless(shown: char, len: usize) -> Tricks {
    let needed = matches!(shown, '&' | '<' | '>' | '"' | '\'' | '\u{a0}') || len == 1;
    if needed { Tricks::default() } else { Tricks::ENTITY }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_finds(html: &str, want: &[(&str, &str)]) {
        let hits = scan(html, &Knowledge::default());
        let got: Vec<(&str, &str)> = hits.iter().map(|h| (h.class.name(), h.host.as_str())).collect();
        assert_eq!(got, want, "{html}");
    }

    #[test]
    fn text_is_joined_over_inline_tags() {
        assert_finds(r"<p>\<b>\evil.example.com</b>\share</p>", &[("obf-entity", "evil.example.com")]);
        assert_finds(r"<p>\<!-- x -->\evil.example.com\share</p>", &[("obf-entity", "evil.example.com")]);
        assert_finds(r#"\\<a href="https://evil.example.com">evil.example.com</a>\share"#, &[("unc-remote", "evil.example.com")]);
        assert_finds(r"<p>\</p><p>\evil.example.com\share</p>", &[]);
    }

    #[test]
    fn attributes_of_every_form() {
        assert_finds(r"<img src=file://evil.example.com/s/a.png>", &[("attr", "evil.example.com")]);
        assert_finds(r"<img src='file://evil.example.com/s/a.png'", &[("attr", "evil.example.com")]);
        assert_finds("<a href=\"fi\tle://evil.example.com/s\">x</a>", &[("obf-invisible", "evil.example.com")]);
    }

    #[test]
    fn scripts_are_programs() {
        assert_finds(r"<script>x = '\\evil.example.com\s'</script><p>a</p>", &[]);
    }

    #[test]
    fn equal_text_and_link_do_not_mismatch() {
        assert_finds(
            r#"<a href="file://evil.example.com/s">file://evil.example.com/s</a>"#,
            &[("file-remote", "evil.example.com"), ("file-remote", "evil.example.com")],
        );
    }
}
