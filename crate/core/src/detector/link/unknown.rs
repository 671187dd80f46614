//! Schemes that no table has: reported when their value holds a path to another machine, whatever program they belong to.

use super::chars::{after_seps, at, slice};
use super::classify::{Class, Hit, by_reach};
use super::file_uri::{self, Target};
use super::scan::{Depth, MAX_SCHEME, Scanner, token_end};
use super::scheme::{self, Rule};
use crate::finding::Severity;

impl Scanner<'_> {
    /// The scheme that begins at `start` and whose value begins at `value`.
    pub(super) fn unknown(&mut self, start: usize, value: usize) -> usize {
        if self.depth == Depth::Value || value < self.valued_to {
            return value;
        }
        let end = token_end(self.text, value);
        if end <= value + 2 || self.is_label(value) {
            return value;
        }
        self.valued_to = end;
        let hits = match self.editors_file(start, value) {
            Some(hit) => return self.push(hit),
            None => self.value_hits(value, end, true),
        };
        let Some(first) = hits.into_iter().find(|h| h.severity > Severity::Info) else { return value };
        let name = slice(self.text, start, value - 1);
        if first.start == value && name.bytes().all(|b| b.is_ascii_alphabetic()) {
            // A label in prose (`Link:\\host\share`), and no scheme: leave what follows to itself.
            return value;
        }
        self.push(Hit { class: Class::SchemeLaunch, severity: first.severity, start, end, allowable: false, ..first })
    }

    /// Whether a scheme that is known to start things follows at once (`see:search-ms:…`): then what was read is a word before it.
    fn is_label(&self, value: usize) -> bool {
        let mut colon = value;
        while colon < value + MAX_SCHEME && (at(self.text, colon).is_ascii_alphanumeric() || at(self.text, colon) == b'-') {
            colon += 1;
        }
        let starts = |rule| matches!(rule, Rule::Search | Rule::Office | Rule::Launch(_) | Rule::LaunchFrom(_) | Rule::Engine);
        at(self.text, colon) == b':' && scheme::rule(slice(self.text, value, colon)).is_some_and(starts)
    }

    /// `vscode://file//host/share`: editors open the path after their `file`, and two slashes make it another machine's.
    fn editors_file(&self, start: usize, value: usize) -> Option<Hit> {
        let path = value + "//file".len();
        let host = after_seps(self.text, path);
        if !slice(self.text, value, path).eq_ignore_ascii_case("//file") || host < path + 2 {
            return None;
        }
        let Target::Remote { unc, .. } = file_uri::remote(self.text, start, path, host, None, true)? else { return None };
        let severity = if unc.is_program() { Severity::Critical } else { by_reach(&unc.host) };
        let (name, share, end) = (unc.host.name.clone(), unc.share.to_owned(), unc.end());
        Some(Hit { host: name, share, ..Hit::bare(Class::SchemeLaunch, severity, start, end) })
    }
}
