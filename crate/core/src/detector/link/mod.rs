//! Links that hand over a password hash or start a program: a parser for every way in which a text can name another machine's share.
//!
//! In 2020 a chat turned `\\attacker.example.com\C$` into a link; one click sent the Windows password hash of whoever clicked to the host. The
//! same address has many spellings (`file:////host/share`, `\\?\UNC\host\share`, `search-ms:…crumb=location:\\host`, `&#92;&#92;host`), and much
//! that looks like it is TeX, a regular expression, a namespace or a comment. This module reads the former, whatever they are wrapped in, and
//! leaves the latter alone.
//!
//! ```
//! use tallylight_core::detector::link::{Kind, Knowledge, scan};
//!
//! let found = scan(r"slides: \\evil.example.com\share\a.pptx", Kind::Text, &Knowledge::default());
//! let link = found.first().unwrap();
//! assert_eq!((link.class.as_str(), link.host.as_str(), link.share.as_str()), ("unc-remote", "evil.example.com", "share"));
//! assert!(scan(r"\\hline, \\d+\\s and App\\Models\\User", Kind::Text, &Knowledge::default()).is_empty());
//! ```
//!
//! # How it reads
//!
//! 1. [`may_match`], the **prefilter**: almost all of what people write ends here, untouched and without an allocation;
//! 2. `view`: the text as a reader or a program sees it, with a map back to the original, since findings are told in its UTF-16 units;
//! 3. `html`, `markdown`: where text and addresses are in a source, and what of them a reader does not see;
//! 4. `scan`: where a link may begin; `unc`, `file_uri`, `scheme`, `launch`, `unknown`, `host`, `path`, `web` read it;
//! 5. `veto`, `zone`: whether it is meant; what a full name or an address says outweighs the text around it;
//! 6. `classify`, `context`, `mismatch`: what it is called and how much it matters.
//!
//! # Grammars
//!
//! MS-DTYP 2.2.57 (UNC), RFC 8089 with its appendix E.3 (`file:` with two to six slashes), WHATWG URL (IPv4 numbers; tabs and line ends in
//! attributes), UTS #46 (dots), the Office URI schemes (MSDN dn906146), CommonMark (link targets). General rule: a scheme that is not the web's
//! and whose decoded value holds a path to another machine is reported, known or not.
//!
//! # Bounds
//!
//! Every part of a text is read a fixed number of times: time is linear in its length, and nothing recurses on input. Decoding happens inside
//! one token, at most twice.

mod chars;
mod classify;
mod context;
mod defang;
mod entity;
mod file_uri;
mod filename;
mod host;
mod html;
mod judge;
mod launch;
mod markdown;
mod meeting_domain;
mod mismatch;
mod path;
mod prefilter;
mod scan;
mod scheme;
#[cfg(test)]
mod steps;
#[cfg(test)]
mod tests;
mod unc;
mod unknown;
mod veto;
mod view;
mod web;
mod zone;

use serde::{Deserialize, Serialize};

pub use defang::defang;
pub use judge::{Link, State, harmless, judge};
pub use prefilter::{PREFILTER_JS, first_match, may_match};

use crate::finding::Severity;
use classify::Hit;

/// How a text is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Plain text, as seen.
    #[default]
    Text,
    /// HTML source.
    Html,
    /// Markdown source.
    Md,
    /// The name of a file.
    Filename,
}

/// A dangerous link in a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its class (`unc-remote`, `scheme-search`…).
    pub class: String,
    /// The host it reaches, where it names one.
    pub host: String,
    /// The share, where it names one.
    pub share: String,
    /// How much it matters.
    pub severity: Severity,
    /// First UTF-16 code unit in the given text.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Why, in a few words.
    pub why: String,
}

/// What the person and the organisation know better than a text can tell.
#[derive(Clone, Copy, Debug, Default)]
pub struct Knowledge<'a> {
    /// Hosts whose shares are fine. Never for what starts a program, an administrator's share, an address in numbers or a WebDAV form.
    pub allow: &'a [String],
    /// Their own meeting hosts, beside the catalogue's.
    pub meeting_hosts: &'a [String],
}

/// All that is dangerous in a text, in its order.
pub fn scan(text: &str, kind: Kind, know: &Knowledge<'_>) -> Vec<Found> {
    if kind != Kind::Filename && !may_match(text) {
        return Vec::new();
    }
    let mut hits = match kind {
        Kind::Text => scan::Scanner::scan(&view::View::of(text, 0), know),
        Kind::Html => html::scan(text, know),
        Kind::Md => markdown::scan(text, know),
        Kind::Filename => filename::scan(&view::View::of(text, 0)).into_iter().collect(),
    };
    hits.retain(|h| !(h.allowable && is_allowed(&h.host, know)));
    hits.sort_by_key(|h| (h.start, h.end));
    tell(text, hits)
}

/// All that is dangerous in the raw value of an `href` attribute, from which browsers drop tabs and line ends. Places are the value's.
pub fn scan_href(href: &str, know: &Knowledge<'_>) -> Vec<Found> {
    if !may_match(href) {
        return Vec::new();
    }
    let mut hits = scan::Scanner::scan(&view::View::of_attribute(href, 0), know);
    hits.retain(|h| !(h.allowable && is_allowed(&h.host, know)));
    tell(href, hits)
}

/// Adds what a link's target holds (`href`: the raw attribute) to what was found in its shown text, and whether the two disagree. Places are
/// the shown text's: a danger in the target marks all of it.
fn with_target(found: Vec<Found>, text: &str, href: &str, know: &Knowledge<'_>) -> Vec<Found> {
    let target = view::View::of_attribute(href, 0);
    let hits = if may_match(href) { scan::Scanner::scan(&target, know) } else { Vec::new() };
    let mut hits = mismatch::of_link(hits, target.text().trim(), text, (0, text.len()), know);
    hits.retain(|h| !(h.allowable && is_allowed(&h.host, know)));
    for hit in &mut hits {
        (hit.start, hit.end) = (0, text.len());
    }
    let mut all = tell(text, hits);
    for mut inner in found {
        if mismatch::text_is_elsewhere(inner.severity, &inner.host, target.text()) {
            classify::Class::HrefMismatch.name().clone_into(&mut inner.class);
            classify::Class::HrefMismatch.why().clone_into(&mut inner.why);
        }
        // The same address in text and target is one danger.
        if !all.iter().any(|t| t.host == inner.host && t.share == inner.share && t.class == inner.class && !t.host.is_empty()) {
            all.push(inner);
        }
    }
    all
}

fn is_allowed(host: &str, know: &Knowledge<'_>) -> bool {
    know.allow.iter().any(|allowed| crate::text::host_matches(host, &allowed.to_ascii_lowercase()))
}

/// Turns byte offsets into UTF-16 units, in one pass, and names into words.
fn tell(text: &str, hits: Vec<Hit>) -> Vec<Found> {
    let mut offsets: Vec<usize> = hits.iter().flat_map(|h| [h.start, h.end]).collect();
    offsets.sort_unstable();
    offsets.dedup();
    let mut units = Vec::with_capacity(offsets.len());
    let mut wanted = offsets.iter().copied().peekable();
    let mut unit = 0;
    for (i, c) in text.char_indices() {
        while wanted.next_if(|w| *w <= i).is_some() {
            units.push(unit);
        }
        if wanted.peek().is_none() {
            break;
        }
        unit += c.len_utf16() as u32;
    }
    units.resize(offsets.len(), unit);
    let unit_of = |offset: usize| offsets.binary_search(&offset).ok().and_then(|i| units.get(i)).copied().unwrap_or_default();
    hits.into_iter()
        .map(|h| Found {
            class: h.class.name().to_owned(),
            why: h.class.why().to_owned(),
            severity: h.severity,
            start: unit_of(h.start),
            end: unit_of(h.end),
            host: h.host,
            share: h.share,
        })
        .collect()
}
