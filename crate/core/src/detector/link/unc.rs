//! UNC paths as Windows reads them: either separator, any number of them, device prefixes, WebDAV ports.
//!
//! `UNC = "\\" host-name "\" share-name [ "\" object-name ]` (MS-DTYP 2.2.57); `\\?\UNC\`, `\\.\UNC\`, `\??\UNC\` and the redirectors' own
//! names (`\Device\Mup\…`) lead to the same place; `host[@SSL][@port]` is the WebDAV redirector's. Not here: whether it is meant (`veto`).

use super::chars::{after_seps, at, is_sep, slice};
use super::host::{self, Host};
use super::path;

/// The separators before the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Seps {
    pub(super) count: usize,
    pub(super) back: usize,
    /// Each slash is escaped by a backslash, as JSON writers like to do.
    pub(super) json: bool,
}

impl Seps {
    fn read(text: &str, from: usize, to: usize) -> Self {
        Self::of(slice(text, from, to))
    }

    /// Of a run of separators.
    pub(super) fn of(run: &str) -> Self {
        let back = run.bytes().filter(|b| *b == b'\\').count();
        let json = run.len().is_multiple_of(2) && run.as_bytes().chunks(2).all(|pair| pair == b"\\/");
        Self { count: run.len(), back, json }
    }

    /// Only forward slashes, or what JSON makes of them.
    pub(super) const fn is_forward(self) -> bool {
        self.back == 0 || (self.json && self.count > 2)
    }

    /// Both kinds.
    pub(super) const fn is_mixed(self) -> bool {
        self.back > 0 && self.back < self.count
    }
}

/// A UNC path, read.
#[derive(Clone, Debug)]
pub(super) struct Unc<'t> {
    /// Where its first separator stands.
    pub(super) start: usize,
    /// One past the share, or the separators after the host.
    head_end: usize,
    /// Where host and share end: what comes later hides nothing.
    pub(super) core_end: usize,
    pub(super) lead: Seps,
    /// Between host and share; none without a share.
    pub(super) gap: Option<Seps>,
    /// Through a device namespace.
    pub(super) device: bool,
    /// With `@SSL`, `@port` or the redirector's root.
    pub(super) webdav: bool,
    pub(super) host: Host,
    /// As written.
    pub(super) raw_host: &'t str,
    pub(super) share: &'t str,
    text: &'t str,
    close: Option<char>,
}

impl<'t> Unc<'t> {
    /// One past the share, or past the separators after a host alone.
    pub(super) const fn after_core(&self) -> usize {
        self.head_end
    }

    /// Whether anything comes after the share.
    pub(super) fn has_tail(&self) -> bool {
        !self.share.is_empty() && is_sep(at(self.text, self.core_end))
    }

    /// What comes after the share. Read on demand: what turns out to be no path (`\\\\a\\\\a…`) may be long, and is never followed.
    pub(super) fn tail(&self) -> &'t str {
        if self.has_tail() { slice(self.text, self.core_end, self.end()) } else { "" }
    }

    /// One past its last character.
    pub(super) fn end(&self) -> usize {
        if self.has_tail() { path::path_end(self.text, self.core_end, self.close).max(self.core_end) } else { self.head_end }
    }

    /// Whether opening it starts a program.
    pub(super) fn is_program(&self) -> bool {
        path::is_program(self.tail())
    }

    /// What makes it one whatever stands around it: a full host, an administrator's share, a WebDAV port, a device prefix.
    pub(super) fn is_strong(&self) -> bool {
        self.host.is_full() || self.webdav || self.device || path::is_admin(self.share)
    }
}

/// Reads the UNC path whose separators begin at `start`. `close` is the quote that it stands in, if any.
pub(super) fn read(text: &str, start: usize, close: Option<char>) -> Option<Unc<'_>> {
    let lead_end = after_seps(text, start);
    let lead = Seps::read(text, start, lead_end);
    let (host_start, device) = match device_prefix(text, start, lead_end) {
        Some(Device::Remote(host)) => (host, true),
        Some(Device::Local) => return None,
        None if lead.count < 2 => return None,
        None => (lead_end, false),
    };
    rest(text, start, lead, device, host_start, close)
}

/// Reads host, share and tail, whatever led to them.
pub(super) fn rest(text: &str, start: usize, lead: Seps, device: bool, from: usize, close: Option<char>) -> Option<Unc<'_>> {
    let host_end = host::end(text, from);
    if host_end == from || is_coded(text, host_end) {
        return None;
    }
    let raw_host = slice(text, from, host_end);
    let host = Host::parse(raw_host)?;
    let mut unc = with_host(text, start, lead, host, raw_host, host_end, close);
    unc.device = device;
    Some(unc)
}

/// Reads share and tail after a host that is understood already.
pub(super) fn with_host<'t>(
    text: &'t str,
    start: usize,
    lead: Seps,
    host: Host,
    raw_host: &'t str,
    host_end: usize,
    close: Option<char>,
) -> Unc<'t> {
    let (after_host, dav) = webdav(text, skip_port(text, host_end));
    let gap_end = after_seps(text, after_host);
    let mut unc = Unc {
        start,
        head_end: after_host,
        core_end: after_host,
        lead,
        gap: None,
        device: false,
        webdav: dav,
        host,
        raw_host,
        share: "",
        text,
        close,
    };
    if gap_end == after_host {
        return unc;
    }
    unc.head_end = gap_end;
    let share_end = path::share_end(text, gap_end, close);
    unc.share = slice(text, gap_end, share_end);
    if unc.share.is_empty() {
        return unc;
    }
    unc.gap = Some(Seps::read(text, after_host, gap_end));
    unc.core_end = share_end;
    unc.webdav |= unc.share.eq_ignore_ascii_case("davwwwroot");
    unc.head_end = share_end;
    unc
}

/// Past a port that has no business in a path but that readers and some programs skip: `host:445\share`.
pub(super) fn skip_port(text: &str, from: usize) -> usize {
    let mut i = from + 1;
    while i < from + 7 && at(text, i).is_ascii_digit() {
        i += 1;
    }
    if at(text, from) == b':' && i > from + 1 && is_sep(at(text, i)) { i } else { from }
}

/// A separator or host character that is still encoded: the decoded token will be read instead.
fn is_coded(text: &str, i: usize) -> bool {
    match at(text, i) {
        b'%' => at(text, i + 1).is_ascii_hexdigit() && at(text, i + 2).is_ascii_hexdigit(),
        b'&' => at(text, i + 1) == b'#' || at(text, i + 1).is_ascii_alphabetic(),
        _ => false,
    }
}

/// `@SSL`, `@port`, or both. Returns the byte past them and whether there were any.
fn webdav(text: &str, from: usize) -> (usize, bool) {
    let mut i = from;
    if slice(text, i, i + 4).eq_ignore_ascii_case("@ssl") && !at(text, i + 4).is_ascii_alphanumeric() {
        i += 4;
    }
    if at(text, i) == b'@' && at(text, i + 1).is_ascii_digit() {
        let mut end = i + 1;
        while end < i + 7 && at(text, end).is_ascii_digit() {
            end += 1;
        }
        // A mail address goes on where a port ends.
        let next = at(text, end);
        if !(next.is_ascii_alphanumeric()
            || matches!(next, b'-' | b'_' | b'@')
            || next == b'.' && at(text, end + 1).is_ascii_alphanumeric())
        {
            i = end;
        }
    }
    (i, i > from)
}

enum Device {
    /// The host begins here.
    Remote(usize),
    /// A local device or a long local path.
    Local,
}

/// Reads `?\UNC\`, `.\UNC\`, `\??\UNC\`, `GLOBALROOT\Device\Mup\` and their relatives; none if it is an ordinary host.
fn device_prefix(text: &str, start: usize, lead_end: usize) -> Option<Device> {
    let count = lead_end - start;
    let mut i = lead_end;
    match at(text, i) {
        b'?' if count == 1 && at(text, i + 1) == b'?' => i += 2,
        b'?' | b'.' if count >= 2 => i += 1,
        _ if count == 1 && at(text, start) == b'\\' => return redirector(text, i).map(Device::Remote),
        _ => return None,
    }
    if !is_sep(at(text, i)) {
        return (at(text, i - 1) == b'?').then_some(Device::Local);
    }
    i = after_seps(text, i);
    // Separators may be doubled or the prefix repeated; each step goes forward.
    for _ in 0..4 {
        let (word, next) = component(text, i);
        if word.eq_ignore_ascii_case("unc") {
            return Some(Device::Remote(next));
        }
        if let Some(host) = redirector(text, i) {
            return Some(Device::Remote(host));
        }
        if ![".", "?", "??", "globalroot", "global", "global??", "dosdevices"].iter().any(|w| word.eq_ignore_ascii_case(w)) {
            break;
        }
        i = next;
    }
    Some(Device::Local)
}

/// `Device\Mup\` or a redirector of the same kind, with the session part (`;Z:0…`) that some carry. Returns where the host begins.
fn redirector(text: &str, from: usize) -> Option<usize> {
    let (device, i) = component(text, from);
    if !device.eq_ignore_ascii_case("device") {
        return None;
    }
    let (name, mut i) = component(text, i);
    let known = ["mup", "lanmanredirector", "webdavredirector", "dfsclient", "rdpdr", "p9rdr"];
    if !known.iter().any(|k| name.eq_ignore_ascii_case(k)) {
        return None;
    }
    for _ in 0..3 {
        let (word, next) = component(text, i);
        if !word.starts_with(';') {
            break;
        }
        i = next;
    }
    Some(i)
}

/// The short component that begins at `from` and where the next one does; empty if it is long or the last.
fn component(text: &str, from: usize) -> (&str, usize) {
    let mut i = from;
    while i < from + 48 && !is_sep(at(text, i)) && !matches!(at(text, i), 0 | b' ' | b'\n' | b'"' | b'<') {
        i += 1;
    }
    let next = after_seps(text, i);
    if next == i { ("", from) } else { (slice(text, from, i), next) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Option<(String, &str, &str, bool, bool)> {
        read(text, 0, None).map(|u| (u.host.name.clone(), u.share, u.tail(), u.device, u.webdav))
    }

    #[track_caller]
    fn assert_reads(text: &str, host: &str, share: &str, tail: &str) {
        let (h, s, t, ..) = parts(text).unwrap();
        assert_eq!((h.as_str(), s, t), (host, share, tail), "{text}");
    }

    #[test]
    fn either_separator_any_number() {
        assert_reads(r"\\h.example.com\s\a b", "h.example.com", "s", r"\a");
        assert_reads(r"//h.example.com/s/a", "h.example.com", "s", "/a");
        assert_reads(r"\\\\h.example.com\\s\\a", "h.example.com", "s", r"\\a");
        assert_reads(r"\\h.example.com\", "h.example.com", "", "");
        assert_reads(r"\\h.example.com", "h.example.com", "", "");
        assert!(parts(r"\h\s").is_none());
    }

    #[test]
    fn device_prefixes() {
        for text in [
            r"\\?\UNC\h.example.com\s",
            r"\\.\unc\h.example.com\s",
            r"\??\UNC\h.example.com\s",
            "//?/UNC/h.example.com/s",
            r"\\\\?\\UNC\\h.example.com\\s",
            r"\\?\GLOBALROOT\Device\Mup\h.example.com\s",
            r"\Device\Mup\h.example.com\s",
            r"\Device\Mup\;LanmanRedirector\h.example.com\s",
        ] {
            let (host, share, _, device, _) = parts(text).unwrap();
            assert_eq!((host.as_str(), share, device), ("h.example.com", "s", true), "{text}");
        }
        for text in [r"\\?\C:\long", r"\\.\COM3", r"\\.\pipe\x", r"\\?\Volume{1}\x", r"\\?\GLOBALROOT\Device\HarddiskVolume1\x"] {
            assert!(parts(text).is_none(), "{text}");
        }
    }

    #[test]
    fn webdav_ports() {
        for (text, share) in [
            (r"\\h.example.com@SSL\DavWWWRoot\x", "DavWWWRoot"),
            (r"\\h.example.com@ssl@8443\d", "d"),
            (r"\\h@80\d", "d"),
            (r"\\h.example.com\davwwwroot", "davwwwroot"),
        ] {
            let (_, s, _, _, webdav) = parts(text).unwrap();
            assert_eq!((s, webdav), (share, true), "{text}");
        }
        assert!(!parts(r"\\h.example.com\x").unwrap().4);
    }
}
