//! Schemes, each by its rule: what mounts, searches, opens documents, runs scripts, wakes old engines or hands over. Not here: which scheme
//! has which rule (`scheme`), and how values are looked into (`scan`).

use super::chars::{after_seps, at, char_at, char_before, ends_token, is_sep, slice};
use super::classify::{Class, Hit, by_reach};
use super::context::closing_quote;
use super::file_uri::{self, Target};
use super::host::Reach;
use super::path;
use super::scan::{Scanner, line_end, token_end, token_end_within};
use super::scheme;
use super::view::Tricks;
use crate::finding::Severity;

impl Scanner<'_> {
    /// `smb://host/share`, `ldap://host/…`.
    pub(super) fn mount(&mut self, start: usize, value: usize, class: Class, most: Severity) -> usize {
        let host_start = after_seps(self.text, value);
        if host_start < value + 2 {
            return value;
        }
        let Some(Target::Remote { unc, .. }) = file_uri::read(self.text, start, value, None).filter(|_| host_start <= value + 4) else {
            return host_start;
        };
        let tricks = self.view.tricks(start, unc.core_end);
        if tricks.has(Tricks::LOOKALIKE) && !unc.host.is_full() {
            return host_start;
        }
        let needs_no_share = unc.host.is_full();
        let severity = by_reach(&unc.host).min(most);
        let severity = match unc.host.reach() {
            _ if !needs_no_share && (unc.share.is_empty() || class == Class::SchemeDir && !unc.has_tail()) => Severity::Low,
            Reach::Loopback => Severity::Low,
            _ if unc.is_program() && class == Class::SchemeSmb => Severity::Critical,
            _ => severity,
        };
        let plain = !unc.is_program() && !path::is_admin(unc.share) && !unc.webdav && !unc.host.is_numeric();
        // What a directory calls its objects is no share.
        let is_directory = class == Class::SchemeDir && !slice(self.text, start, start + 8).to_ascii_lowercase().contains("dav");
        let share = if is_directory { "" } else { unc.share };
        let end = token_end(self.text, unc.end().max(host_start));
        self.push(Hit {
            class,
            host: unc.host.name.clone(),
            share: share.to_owned(),
            severity,
            start,
            end: path::trim_end(self.text, start, end).max(unc.core_end),
            allowable: plain && class.may_be_allowed(),
        })
    }

    /// Explorer's search on a remote location. Names in it may hold spaces, so the value runs to the end of the line or quote.
    pub(super) fn search(&mut self, start: usize, value: usize) -> usize {
        let end = line_end(self.text, value, closing_quote(char_before(self.text, start)));
        match self.target(value, end) {
            Some(target) => {
                let located = slice(self.text, value, target.start).to_ascii_lowercase().contains("location");
                let severity = match target.severity {
                    // A web address that is searched for is no location.
                    Severity::Info if !located => return value,
                    Severity::Low => Severity::Low,
                    _ => Severity::Critical,
                };
                let end = token_end(self.text, target.end).max(target.end);
                self.push(Hit { class: Class::SchemeSearch, severity, start, end, allowable: false, ..target })
            }
            None => value,
        }
    }

    pub(super) fn office(&mut self, start: usize, value: usize) -> usize {
        let end = token_end(self.text, value);
        match self.target(value, end) {
            Some(target) => {
                let web = target.severity == Severity::Info;
                let severity = if web { Severity::Medium } else { target.severity.clamp(Severity::Medium, Severity::High) };
                self.push(Hit { class: Class::SchemeOffice, severity, start, end, allowable: false, ..target })
            }
            None => value,
        }
    }

    pub(super) fn launch(&mut self, start: usize, value: usize, severity: Severity) -> usize {
        if !char_at(self.text, value).is_some_and(|c| !c.is_whitespace() && !ends_token(c)) {
            return value;
        }
        let end = line_end(self.text, value, closing_quote(char_before(self.text, start)));
        let target = self.target(value, end);
        let end = path::trim_end(self.text, start, end);
        let found = target.unwrap_or_else(|| Hit::bare(Class::SchemeLaunch, severity, start, end));
        self.push(Hit { class: Class::SchemeLaunch, severity, start, end, allowable: false, ..found })
    }

    pub(super) fn launch_from(&mut self, start: usize, value: usize, severity: Severity) -> usize {
        let end = token_end(self.text, value);
        match self.target(value, end) {
            Some(target) => {
                let severity = severity.max(target.severity);
                self.push(Hit { class: Class::SchemeLaunch, severity, start, end, allowable: false, ..target })
            }
            None => value,
        }
    }

    pub(super) fn shell(&mut self, start: usize, value: usize) -> usize {
        let end = path::trim_end(self.text, value, token_end_within(self.text, value, 64));
        let whole = slice(self.text, value, end);
        if let Some(end) = scheme::shell_folder(slice(self.text, value, self.text.len()), whole).map(|len| value + len) {
            return self.push(Hit::bare(Class::SchemeLaunch, Severity::Medium, start, end));
        }
        self.unknown(start, value)
    }

    pub(super) fn script(&mut self, start: usize, value: usize, severity: Severity) -> usize {
        // What makes it a program shows in its first words.
        let end = token_end_within(self.text, value, 256);
        let body = slice(self.text, value, path::trim_end(self.text, value, end));
        // A backtick ends a token in prose; after a name it calls it, unless the whole stands in backticks.
        let quoted = char_before(self.text, start) == Some('`');
        let called = at(self.text, end) == b'`' && !quoted && line_end(self.text, end + 1, None) > end + 1;
        if end > value && (called || scheme::is_script(body)) {
            let end = token_end(self.text, end);
            return self.push(Hit::bare(Class::SchemeLaunch, severity, start, path::trim_end(self.text, start, end).max(value + 1)));
        }
        value
    }

    pub(super) fn engine(&mut self, start: usize, value: usize) -> usize {
        let end = token_end(self.text, value);
        if end == value {
            return value;
        }
        let name = slice(self.text, start, value - 1);
        if let Some(target) = self.target(value, end) {
            let severity = match target.severity {
                Severity::Info => Severity::High,
                Severity::Low => Severity::Low,
                _ if name.eq_ignore_ascii_case("mhtml") => target.severity.max(Severity::High),
                _ => Severity::Critical,
            };
            return self.push(Hit { class: Class::SchemeMhtml, severity, start, end, allowable: false, ..target });
        }
        // A local resource: `res://C:\…\shell32.dll/2/1`, `ms-its:C:\…\a.chm::/a.htm`.
        let body = slice(self.text, value, end);
        let drive = body.match_indices([':', '|']).filter_map(|(i, _)| i.checked_sub(1)).find_map(|i| {
            let alone = !char_before(body, i).is_some_and(char::is_alphanumeric);
            body.get(i..i + 2).filter(|d| alone && d.starts_with(|c: char| c.is_ascii_alphabetic()) && is_sep(at(body, i + 2)))
        });
        let resource = body.to_ascii_lowercase();
        if let Some(drive) = drive {
            let hit = Hit::bare(Class::SchemeMhtml, Severity::Medium, start, end);
            return self.push(Hit { host: "localhost".to_owned(), share: drive.to_owned(), ..hit });
        }
        if [".dll", ".exe", ".chm"].iter().any(|e| resource.contains(e)) {
            return self.push(Hit::bare(Class::SchemeMhtml, Severity::Medium, start, end));
        }
        value
    }

    pub(super) fn handoff(&mut self, start: usize, value: usize) -> usize {
        let end = token_end(self.text, value);
        if end == value {
            return value;
        }
        if let Some(target) = self.target(value, end).filter(|t| t.severity > Severity::Info) {
            return self.push(Hit { class: Class::SchemeLaunch, start, end, allowable: false, ..target });
        }
        self.push(Hit::bare(Class::NativeHandoff, Severity::Low, start, end))
    }
}
