//! Markdown source: what is dangerous anywhere in it, and which of that a reader cannot see because it is the target of a link.
//!
//! Targets are CommonMark's inline links and images, reference definitions and autolinks, and Slack's `<target|text>`.

use super::Knowledge;
use super::chars::{at, char_at, slice};
use super::classify::{Class, Hit};
use super::mismatch;
use super::scan::Scanner;
use super::view::View;
use super::web;
use crate::finding::Severity;

/// The longest target that is followed to its end, and the longest shown text that is compared with one, in bytes.
const MAX: usize = 4096;
const MAX_TEXT: usize = 512;

/// Finds all that is dangerous in a piece of Markdown.
pub(super) fn scan(source: &str, know: &Knowledge<'_>) -> Vec<Hit> {
    let view = View::of(source, 0);
    let mut hits = Scanner::scan(&view, know);
    let targets = targets(source);
    let mut rest = targets.as_slice();
    for hit in &mut hits {
        while rest.first().is_some_and(|t| t.end <= hit.start) {
            rest = rest.get(1..).unwrap_or_default();
        }
        let inside = rest.first().is_some_and(|t| t.start <= hit.start);
        if inside && hit.severity > Severity::Low && !matches!(hit.class, Class::LookalikeDomain | Class::JoinMediaOn) {
            hit.class = Class::MdHidden;
        }
    }
    for target in targets {
        let (href, text) = (slice(source, target.start, target.end), slice(source, target.text.0, target.text.1));
        if web::is_web(href) {
            hits.extend(mismatch::of_link(Vec::new(), href, text, (target.start, target.end), know));
        }
    }
    hits
}

/// The target of a link, and the text that is shown for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct LinkTarget {
    start: usize,
    end: usize,
    text: (usize, usize),
}

fn targets(source: &str) -> Vec<LinkTarget> {
    let mut all = Vec::new();
    let mut from = 0;
    // Where the text of the link may begin: the last opening bracket.
    let mut bracket = 0;
    while let Some(n) = source.as_bytes().get(from..).and_then(|rest| memchr::memchr3(b'[', b']', b'<', rest)) {
        let i = from + n;
        from = i + 1;
        match at(source, i) {
            b'[' => bracket = i + 1,
            b'<' => {
                let end = angle_end(source, i + 1);
                if at(source, end) == b'>' && end > i + 1 {
                    let bar = slice(source, i + 1, end).find('|').map_or(end, |n| i + 1 + n);
                    all.push(LinkTarget { start: i + 1, end: bar, text: (bar.min(end), end) });
                    from = end;
                }
            }
            _ => {
                let (open, shown) = (at(source, i + 1), (bracket.max(i.saturating_sub(MAX_TEXT)), i));
                if matches!(open, b'(' | b':') {
                    let (start, end) = destination(source, i + 2);
                    all.push(LinkTarget { start, end, text: shown });
                    from = end.max(i + 1);
                }
            }
        }
    }
    all
}

/// Up to the closing angle bracket, on one line and without another opening one.
fn angle_end(source: &str, from: usize) -> usize {
    let mut i = from;
    while i < from + MAX && !matches!(at(source, i), b'>' | b'<' | b'\n' | 0) {
        i += 1;
    }
    i
}

/// A link's destination: in angle brackets, or up to a space or the bracket that closes the link.
fn destination(source: &str, from: usize) -> (usize, usize) {
    let mut start = from;
    while start < from + MAX && matches!(at(source, start), b' ' | b'\t' | b'\n') {
        start += 1;
    }
    if at(source, start) == b'<' {
        return (start + 1, angle_end(source, start + 1));
    }
    let (mut i, mut depth) = (start, 0_usize);
    while i < start + MAX {
        let Some(c) = char_at(source, i) else { break };
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => break,
            ')' => depth -= 1,
            c if c.is_whitespace() => break,
            _ => {}
        }
        i += c.len_utf8();
    }
    (start, i)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_target() {
        for (text, want) in [
            ("[a](x(1)y) b", "x(1)y"),
            ("![a](<x y>)", "x y"),
            ("[ref]:  x", "x"),
            ("see <file://h/s>", "file://h/s"),
            ("<https://a|text>", "https://a"),
        ] {
            let target = targets(text).first().copied().unwrap();
            assert_eq!(slice(text, target.start, target.end), want, "{text}");
        }
        assert!(targets("a < b [c] d").is_empty());
    }
}
