//! The scanner: finds where a link may begin, has it read, judges it, and goes on after it. One pass, forward; nothing is read more than a
//! fixed number of times, so that the time is linear in the text whatever it holds.

use super::Knowledge;
use super::chars::{after_seps, at, char_at, char_before, ends_token, is_sep, is_wide_dot, slice};
use super::classify::{self, Class, Hit, by_reach};
use super::context::{self, closing_quote};
use super::file_uri::{self, Target};
use super::path;
use super::scheme::{self, Rule};
use super::unc;
use super::veto::{self, Belief};
use super::view::{Tricks, View};
use super::web;
use crate::finding::Severity;

/// The longest token that is decoded, and the longest value of a scheme that is looked into, in bytes.
const MAX_TOKEN: usize = 4096;
/// How far before a coded character its token may begin.
const MAX_BACK: usize = 256;
/// The longest scheme name.
pub(super) const MAX_SCHEME: usize = 40;

/// What a scanner is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Depth {
    /// The text itself.
    Text,
    /// The value of a scheme: web addresses count, other schemes' values are not looked into again.
    Value,
}

/// See the module.
pub(super) struct Scanner<'s> {
    pub(super) view: &'s View<'s>,
    pub(super) text: &'s str,
    know: &'s Knowledge<'s>,
    pub(super) depth: Depth,
    /// This view is a decoded token already.
    decoded: bool,
    /// Nothing before this offset is looked at again: it belongs to a hit.
    floor: usize,
    /// Up to where tokens were decoded.
    decoded_to: usize,
    /// Up to where the value of an unknown scheme was looked into.
    pub(super) valued_to: usize,
    /// The same for a known scheme.
    known_to: usize,
    hits: Vec<Hit>,
}

impl<'s> Scanner<'s> {
    /// Finds all that is dangerous in a view. Offsets of the hits are the original's.
    pub(super) fn scan(view: &'s View<'s>, know: &'s Knowledge<'s>) -> Vec<Hit> {
        let mut scanner = Self::new(view, know, Depth::Text, false);
        scanner.run(0, scanner.text.len());
        scanner.finish()
    }

    fn new(view: &'s View<'s>, know: &'s Knowledge<'s>, depth: Depth, decoded: bool) -> Self {
        Self { view, text: view.text(), know, depth, decoded, floor: 0, decoded_to: 0, valued_to: 0, known_to: 0, hits: Vec::new() }
    }

    fn finish(mut self) -> Vec<Hit> {
        for hit in &mut self.hits {
            (hit.start, hit.end) = (self.view.start(hit.start), self.view.end(hit.end));
        }
        self.hits
    }

    fn run(&mut self, from: usize, to: usize) {
        let mut i = from;
        self.floor = self.floor.max(from);
        while let Some(trigger) = next_trigger(self.text, i, to) {
            let next = match at(self.text, trigger) {
                b':' => self.colon(trigger),
                b'%' | b'&' => self.coded(trigger),
                _ => self.separators(trigger),
            };
            i = next.max(trigger + 1);
        }
    }

    pub(super) fn push(&mut self, hit: Hit) -> usize {
        let end = hit.end;
        self.floor = end;
        self.hits.push(hit);
        end
    }

    /// A run of separators: a UNC path, perhaps.
    fn separators(&mut self, start: usize) -> usize {
        let run_end = after_seps(self.text, start);
        // In a scheme's value the next parameter ends a path.
        let close = if self.depth == Depth::Value { Some('&') } else { closing_quote(char_before(self.text, start)) };
        // `scheme://x/\\host\share`: in a value, slashes of the address may touch the path's own separators.
        let start = if self.depth == Depth::Value { own_separators(self.text, start, run_end) } else { start };
        let Some(unc) = unc::read(self.text, start, close) else { return run_end };
        let tricks = self.view.tricks(start, unc.core_end);
        let belief = veto::judge(self.text, &unc, tricks);
        if belief == Belief::No {
            return run_end;
        }
        let around = context::look(self.text, start);
        let (mut class, mut severity) = classify::unc(&unc, tricks, around.raw_string);
        if belief == Belief::Doubtful {
            severity = Severity::Low;
        } else if classify::hidden(tricks, &unc.host).is_none() {
            if around.command {
                class = Class::Command;
            } else if around.shortcut {
                class = Class::AttachmentContent;
            }
        }
        let plain = !unc.is_program() && !path::is_admin(unc.share) && !unc.webdav && !unc.host.is_numeric();
        self.push(Hit {
            class,
            host: unc.host.name.clone(),
            share: unc.share.to_owned(),
            severity,
            start,
            end: path::trim_end(self.text, start, unc.end()).max(unc.core_end),
            allowable: plain && class.may_be_allowed(),
        })
    }

    /// A percent sign or an ampersand: decodes the token it stands in, once, and reads that.
    fn coded(&mut self, trigger: usize) -> usize {
        let next = trigger + 1;
        if self.decoded || trigger < self.decoded_to {
            return next;
        }
        let start = self.token_start(trigger);
        let end = token_end(self.text, trigger);
        self.decoded_to = end;
        let Some(view) = self.view.decode(start, end) else { return next };
        let mut inner = Scanner::new(&view, self.know, self.depth, true);
        inner.run(0, view.text().len());
        let hits = inner.hits;
        if hits.is_empty() {
            return next;
        }
        // The decoded view maps straight to the original; bring its offsets back to this view's, in which hits are kept.
        for hit in hits {
            let (a, b) = (view.start(hit.start), view.end(hit.end));
            let (a, b) = (self.view.find(a, start, end), self.view.find(b, start, end));
            self.hits.push(Hit { start: a, end: b, ..hit });
        }
        self.floor = end;
        end
    }

    fn token_start(&self, i: usize) -> usize {
        let mut start = i;
        while let Some(c) = char_before(self.text, start) {
            let ends = ends_token(c) && !is_inner_dot(self.text, start - c.len_utf8(), c);
            if start <= self.floor || i - start > MAX_BACK || ends || matches!(c, '\'' | '(') {
                break;
            }
            start -= c.len_utf8();
        }
        start
    }

    /// A colon: a scheme's, perhaps.
    fn colon(&mut self, colon: usize) -> usize {
        let name = self.scheme_before(colon);
        let (start, value) = (colon - name.len(), colon + 1);
        if name.len() < 2 {
            // A drive: what its separators lead to is local. `/i:` is a command's switch.
            let drive = !name.is_empty() && !matches!(char_before(self.text, start), Some('/' | '-'));
            return if drive { after_seps(self.text, value) } else { value };
        }
        // `std::vec` is no scheme; `shell:::{class}` is.
        if at(self.text, value) == b':' && at(self.text, value + 1) != b':' {
            return value;
        }
        // The prefilter lets a colon after a letter through; after anything else only separators or codes speak for a link.
        let named = name.ends_with(|c: char| c.is_ascii_alphabetic());
        let rule = scheme::rule(name).filter(|r| named || matches!(r, Rule::Web | Rule::File | Rule::Mount(..)));
        let tricks = self.view.tricks(start, value);
        if tricks.has(Tricks::LOOKALIKE) && !is_sep(at(self.text, value)) {
            return value;
        }
        let looks_into_value = matches!(rule, Some(Rule::Search | Rule::Office | Rule::LaunchFrom(_) | Rule::Engine | Rule::Handoff));
        if looks_into_value && (value < self.known_to || self.depth == Depth::Value) {
            return value;
        }
        match rule {
            Some(Rule::Web) => self.web(start, value),
            Some(Rule::File) => self.file(start, value),
            Some(Rule::Mount(class, severity)) => self.mount(start, value, class, severity),
            Some(Rule::Search) => self.search(start, value),
            Some(Rule::Office) => self.office(start, value),
            Some(Rule::Launch(severity)) => self.launch(start, value, severity),
            Some(Rule::LaunchFrom(severity)) => self.launch_from(start, value, severity),
            Some(Rule::Shell) => self.shell(start, value),
            Some(Rule::Script(severity)) => self.script(start, value, severity),
            Some(Rule::Engine) => self.engine(start, value),
            Some(Rule::Handoff) => self.handoff(start, value),
            Some(Rule::Harmless | Rule::Through) => value,
            None => self.unknown(start, value),
        }
    }

    /// The scheme that ends before the colon, or nothing.
    fn scheme_before(&self, colon: usize) -> &'s str {
        let mut start = colon;
        while start > self.floor && colon - start < MAX_SCHEME {
            let b = at(self.text, start - 1);
            if !(b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.')) {
                break;
            }
            start -= 1;
        }
        while start < colon && !at(self.text, start).is_ascii_alphabetic() {
            start += 1;
        }
        slice(self.text, start, colon)
    }

    fn web(&mut self, start: usize, value: usize) -> usize {
        if !is_sep(at(self.text, value)) {
            return value;
        }
        let end = web::end(self.text, value);
        let url = slice(self.text, start, end);
        if self.depth == Depth::Value {
            let host = web::host(url);
            return self.push(Hit { host, ..Hit::bare(Class::Shortener, Severity::Info, start, end) });
        }
        if let Some(hit) = self.embedded_file(start, value, end) {
            return self.push(hit);
        }
        if context::sends_windows_login(self.text, start, end) {
            let host = web::host(url);
            let severity = if web::is_documentation(&host) { Severity::Low } else { Severity::High };
            return self.push(Hit { host, ..Hit::bare(Class::Command, severity, start, end) });
        }
        for (class, severity, host) in web::judge(url, self.know) {
            self.push(Hit { host, ..Hit::bare(class, severity, start, end) });
        }
        self.floor = end;
        end
    }

    /// A `file:` address inside a web address: a viewer may open it.
    fn embedded_file(&mut self, start: usize, value: usize, end: usize) -> Option<Hit> {
        let rest = slice(self.text, value, end);
        let named = memchr::memmem::find(rest.as_bytes(), b"file").or_else(|| memchr::memmem::find(rest.as_bytes(), b"FILE"));
        if named.is_none() || self.decoded || end - value > MAX_TOKEN {
            return None;
        }
        let hits = match self.view.decode(value, end) {
            Some(view) => files_in(&view, self.know),
            None => self.value_hits(value, end, true),
        };
        let found =
            hits.into_iter().find(|h| matches!(h.class, Class::FileRemote | Class::FileSlashes | Class::ObfPercent | Class::Moniker))?;
        Some(Hit { class: Class::FileRemote, severity: Severity::Medium, start, end, ..found })
    }

    fn file(&mut self, start: usize, value: usize) -> usize {
        let close = if self.depth == Depth::Value { Some('&') } else { closing_quote(char_before(self.text, start)) };
        let (class, severity, hit) = match file_uri::read(self.text, start, value, close) {
            None => return after_seps(self.text, value),
            Some(Target::Program { host, drive, system, end }) => {
                let severity = match (drive.is_empty(), system) {
                    (_, true) => Severity::Critical,
                    (true, false) => Severity::Medium,
                    (false, false) => Severity::Low,
                };
                let hit = Hit { host, share: drive.to_owned(), ..Hit::bare(Class::FileLocalExec, severity, start, end) };
                (Class::FileLocalExec, severity, hit)
            }
            Some(Target::Remote { unc, odd_slashes, moniker }) => {
                let tricks = self.view.tricks(start, unc.core_end);
                if tricks.has(Tricks::LOOKALIKE) && !unc.host.is_full() {
                    return value;
                }
                let class = match classify::hidden(tricks, &unc.host) {
                    _ if moniker => Class::Moniker,
                    Some(class) => class,
                    None if context::look(self.text, start).shortcut => Class::AttachmentContent,
                    None if odd_slashes => Class::FileSlashes,
                    None => Class::FileRemote,
                };
                let severity = match by_reach(&unc.host) {
                    _ if moniker || unc.is_program() => Severity::Critical,
                    // A bare single label is as often a placeholder or a typing error.
                    s if unc.share.is_empty() && !unc.host.is_full() => s.min(Severity::Low),
                    _ if unc.host.is_documentation() => Severity::Low,
                    s => s,
                };
                let plain = !moniker && !unc.is_program() && !path::is_admin(unc.share) && !unc.webdav && !unc.host.is_numeric();
                let share = View::of(unc.share, 0).decode(0, unc.share.len()).map_or_else(|| unc.share.to_owned(), |v| v.text().to_owned());
                let hit = Hit {
                    class,
                    host: unc.host.name.clone(),
                    share,
                    severity,
                    start,
                    end: unc.end().max(unc.core_end),
                    allowable: plain && class.may_be_allowed(),
                };
                (class, severity, hit)
            }
        };
        self.push(Hit { class, severity, ..hit })
    }

    /// The first thing in a scheme's value that leads elsewhere; a web address counts as [`Severity::Info`].
    pub(super) fn target(&mut self, from: usize, to: usize) -> Option<Hit> {
        if self.depth == Depth::Value || from < self.known_to {
            return None;
        }
        self.known_to = to;
        let hits = self.value_hits(from, to, false);
        let mut best: Option<Hit> = None;
        for hit in hits {
            if best.as_ref().is_none_or(|b| hit.severity > b.severity) {
                best = Some(hit);
            }
        }
        best
    }

    /// All that leads elsewhere in a stretch of this view.
    pub(super) fn value_hits(&self, from: usize, to: usize, strict: bool) -> Vec<Hit> {
        let mut inner = Scanner::new(self.view, self.know, Depth::Value, self.decoded);
        inner.text = slice(self.text, 0, to);
        inner.run(from, to);
        inner.hits.retain(|h| !strict || h.severity > Severity::Info);
        inner.hits
    }
}

fn files_in(view: &View<'_>, know: &Knowledge<'_>) -> Vec<Hit> {
    let mut inner = Scanner::new(view, know, Depth::Value, true);
    inner.run(0, view.text().len());
    inner.hits
}

/// Past the slashes that end an address when two backslashes follow them.
fn own_separators(text: &str, start: usize, end: usize) -> usize {
    let slashes = slice(text, start, end).bytes().take_while(|b| *b == b'/').count();
    let touched = char_before(text, start).is_some_and(|c| c.is_alphanumeric() || c == ':');
    if touched && end - start >= slashes + 2 { start + slashes } else { start }
}

/// The next character at which a link may begin or a scheme may end.
fn next_trigger(text: &str, from: usize, to: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..to)?;
    rest.iter().position(|b| matches!(b, b'\\' | b'/' | b':' | b'%' | b'&')).map(|i| from + i)
}

/// Where the token that `from` is inside of ends.
pub(super) fn token_end(text: &str, from: usize) -> usize {
    token_end_within(text, from, MAX_TOKEN)
}

/// The same, looking no further than so many bytes.
pub(super) fn token_end_within(text: &str, from: usize, most: usize) -> usize {
    let mut i = from;
    while i < from + most {
        match char_at(text, i) {
            Some(c) if !ends_token(c) || is_inner_dot(text, i, c) => i += c.len_utf8(),
            _ => break,
        }
    }
    i
}

/// A full stop of another script that stands for a dot of a host: what comes after it is ASCII.
fn is_inner_dot(text: &str, i: usize, c: char) -> bool {
    is_wide_dot(c) && matches!(at(text, i + c.len_utf8()), b'%' | b'&' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z')
}

/// Where the line ends, or the quote that closes.
pub(super) fn line_end(text: &str, from: usize, close: Option<char>) -> usize {
    let mut i = from;
    while i < from + MAX_TOKEN {
        match char_at(text, i) {
            Some(c) if !matches!(c, '\n' | '\r' | '<' | '>' | '`') && Some(c) != close => i += c.len_utf8(),
            _ => break,
        }
    }
    i
}
