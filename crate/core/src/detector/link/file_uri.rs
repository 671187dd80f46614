//! `file:` addresses, as RFC 8089 writes them and as programs take them: with two to six slashes of either kind, a drive, a host, `localhost`,
//! an NT prefix, a bracketed or percent-encoded IPv6 address.
//!
//! `file-URI = "file:" ( "//" auth-path / local-path )`; appendix E.3.2 adds `unc-authority = 2*3"/" file-host`, so that the host of
//! `file:////host/share` stands in the path, where a URL parser does not look.

use std::borrow::Cow;

use super::chars::{after_seps, among, at, char_at, slice};
use super::host::{Host, Reach};
use super::path;
use super::unc::{self, Unc};

/// First components of local paths that people write with one slash too few.
const LOCAL_ROOTS: &str = "home tmp usr var etc opt path users mnt media root bin dev proc sys lib src app apps workspace project projects volumes \
    applications library system run sbin data srv host hostname server dir directory folder file some foo my to absolute \
    relative docs assets static build dist target";
/// Folders from which a desktop runs what it opens.
const PROGRAM_FOLDERS: &[&str] = &["/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/", "/usr/local/bin/"];

/// What a `file:` address leads to.
#[derive(Clone, Debug)]
pub(super) enum Target<'t> {
    /// A share of a host.
    Remote {
        /// Host, share, tail.
        unc: Box<Unc<'t>>,
        /// With slashes that hide the host from URL parsers.
        odd_slashes: bool,
        /// With `!` after the file's name: a COM moniker.
        moniker: bool,
    },
    /// A program on this machine.
    Program {
        /// This machine's name as written, or `localhost`.
        host: String,
        /// The drive as written, or empty.
        drive: &'t str,
        /// In a folder that only the system writes.
        system: bool,
        /// One past its last character.
        end: usize,
    },
}

/// Reads what follows `file:` at `from`.
pub(super) fn read(text: &str, start: usize, from: usize, close: Option<char>) -> Option<Target<'_>> {
    let slashes_end = after_seps(text, from);
    let slashes = slice(text, from, slashes_end);
    if drive(text, slashes_end).is_some() {
        return local(text, slashes_end, close);
    }
    match slashes.len() {
        0 | 1 => None,
        2 => authority(text, start, from, slashes_end, close),
        3 if slashes == "///" => triple(text, start, slashes_end, close),
        _ => remote(text, start, from, slashes_end, close, true),
    }
}

/// `file:///…`: a local path, unless an NT prefix leads out of it again.
fn triple(text: &str, start: usize, from: usize, close: Option<char>) -> Option<Target<'_>> {
    if at(text, from) == b'?' || (at(text, from) == b'.' && matches!(at(text, from + 1), b'\\' | b'/')) {
        return remote(text, start, from - 2, from, close, true);
    }
    let end = path::path_end(text, from, close);
    let whole = slice(text, from - 1, end);
    let bundle = matches!(path::ending(whole.trim_end_matches('/')), Some("app" | "desktop" | "command" | "workflow" | "terminal"));
    let program = bundle || PROGRAM_FOLDERS.iter().any(|f| whole.len() > f.len() && whole.starts_with(f));
    program.then(|| Target::Program { host: "localhost".to_owned(), drive: "", system: bundle, end })
}

/// `file://…`: a host, after user information that has no business here.
fn authority(text: &str, start: usize, from: usize, host_start: usize, close: Option<char>) -> Option<Target<'_>> {
    let mut at_host = host_start;
    let mut i = host_start;
    while i < host_start + 64 && (at(text, i).is_ascii_alphanumeric() || matches!(at(text, i), b'.' | b'_' | b'-' | b':' | b';' | b'%')) {
        i += 1;
    }
    if at(text, i) == b'@'
        && at(text, i + 1).is_ascii_alphanumeric()
        && !slice(text, i + 1, i + 4).eq_ignore_ascii_case("ssl")
        && !port_follows(text, i)
    {
        at_host = i + 1;
    }
    let odd = slice(text, from, host_start) != "//";
    remote(text, start, from, at_host, close, odd)
}

/// Whether `@` begins a WebDAV port (`@8080\`) and not a host.
fn port_follows(text: &str, i: usize) -> bool {
    let mut end = i + 1;
    while end < i + 7 && at(text, end).is_ascii_digit() {
        end += 1;
    }
    end > i + 1 && matches!(at(text, end), b'\\' | b'/')
}

/// A host that begins at `from`, after separators that begin at `lead`.
pub(super) fn remote(text: &str, start: usize, lead: usize, from: usize, close: Option<char>, odd_slashes: bool) -> Option<Target<'_>> {
    let mut unc = match at(text, from) {
        b'?' | b'.' => unc::read(text, lead, close)?,
        _ => inline(text, start, lead, from, close)?,
    };
    unc.start = start;
    if unc.gap.is_some() && unc.host.reach() == Reach::Loopback {
        // `file://localhost//host/share` is a UNC path again; `file://127.0.0.1/C:/…` and `/c$/…` are this machine.
        if unc.gap.is_some_and(|g| g.count > 1) && !unc.share.is_empty() && !unc.share.ends_with('$') {
            let from = unc.core_end - unc.share.len();
            return remote(text, start, from, from, close, true);
        }
        return local_share(text, &unc, close);
    }
    if unc.share.is_empty() && !unc.host.is_full() {
        return None;
    }
    let first = unc.host.name.as_str();
    if !unc.host.is_full() && !unc.webdav && among(LOCAL_ROOTS, first) && !unc.share.ends_with('$') {
        return None;
    }
    if unc.share.is_empty() && unc.host.looks_like_file() || matches!(first, "www" | "index") {
        return None;
    }
    let moniker = unc.tail().split_once('!').is_some_and(|(file, item)| path::ending(file).is_some() && !item.is_empty());
    Some(Target::Remote { unc: Box::new(unc), odd_slashes, moniker })
}

/// A host, perhaps with percent-encoded brackets (RFC 8089's `inline-IP`).
fn inline(text: &str, start: usize, lead: usize, from: usize, close: Option<char>) -> Option<Unc<'_>> {
    let seps = slice(text, lead, from);
    let lead = unc::Seps::of(seps);
    if slice(text, from, from + 3).eq_ignore_ascii_case("%5b") {
        let mut i = from + 3;
        while i < from + 64 && (at(text, i).is_ascii_hexdigit() || matches!(at(text, i), b':' | b'.')) {
            i += 1;
        }
        let address = slice(text, from + 3, i);
        let host = Host::parse(&format!("[{address}]"))?;
        return slice(text, i, i + 3).eq_ignore_ascii_case("%5d").then(|| unc::with_host(text, start, lead, host, address, i + 3, close));
    }
    unc::rest(text, start, lead, false, from, close)
}

/// `C:` or `C|` at `i`.
fn drive(text: &str, i: usize) -> Option<&str> {
    let after = at(text, i + 2);
    let is = at(text, i).is_ascii_alphabetic() && matches!(at(text, i + 1), b':' | b'|') && matches!(after, b'\\' | b'/');
    is.then(|| slice(text, i, i + 2))
}

fn local(text: &str, from: usize, close: Option<char>) -> Option<Target<'_>> {
    let drive = drive(text, from)?;
    // `|` ends a path in prose, so step over the drive first.
    let end = path::path_end(text, from + 2, close);
    program("localhost", drive, slice(text, from + 2, end), end)
}

fn program<'t>(host: &str, drive: &'t str, path: &str, end: usize) -> Option<Target<'t>> {
    let system = is_system(path);
    path::is_program(path).then(|| Target::Program { host: host.to_owned(), drive, system, end })
}

/// `file://localhost/C:/…`, `file://127.0.0.1/c$/…`.
fn local_share<'t>(text: &'t str, unc: &Unc<'t>, close: Option<char>) -> Option<Target<'t>> {
    let from = unc.core_end - unc.share.len();
    match char_at(text, unc.core_end) {
        Some(':') => local(text, from, close),
        _ if unc.share.ends_with('$') => program(&unc.host.name, unc.share, unc.tail(), unc.end()),
        _ => None,
    }
}

/// Folders of the system, from which there are programs to start.
fn is_system(path: &str) -> bool {
    let path: Cow<'_, str> = path.to_ascii_lowercase().replace('\\', "/").into();
    ["/windows/", "/program files", "/program%20files", "/winnt/"].iter().any(|f| path.starts_with(f))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn remote_of(text: &str) -> Option<(String, String, bool)> {
        match read(text, 0, 5, None)? {
            Target::Remote { unc, odd_slashes, .. } => Some((unc.host.name.clone(), unc.share.to_owned(), odd_slashes)),
            Target::Program { .. } => None,
        }
    }

    #[test]
    fn every_number_of_slashes() {
        let host = || Some(("h.example.com".to_owned(), "s".to_owned(), true));
        for text in [
            r"file:\\h.example.com\s\a",
            "file:////h.example.com/s",
            "file://///h.example.com/s",
            r"file:///\\h.example.com\s",
            "file://localhost//h.example.com/s",
            "file:///?/UNC/h.example.com/s",
            "file:////./UNC/h.example.com/s",
        ] {
            assert_eq!(remote_of(text), host(), "{text}");
        }
        assert_eq!(remote_of("file://h.example.com:445/s"), Some(("h.example.com".into(), "s".into(), false)));
        assert_eq!(remote_of("file://u@h.example.com/s"), Some(("h.example.com".into(), "s".into(), false)));
        assert_eq!(remote_of("file:////%5B2001:db8::1%5D/s"), Some(("2001:db8::1".into(), "s".into(), true)));
    }

    #[test]
    fn local_files_are_fine() {
        for text in [
            "file:///home/me/x",
            "file://localhost/etc/hosts",
            "file:///C:/a.pdf",
            "file:main.rs",
            "file://path/to/x",
            "file:///",
            "file://notes.txt",
        ] {
            assert!(read(text, 0, 5, None).is_none(), "{text}");
        }
    }

    #[test]
    fn programs_are_not() {
        for (text, want) in [
            ("file:///C:/Windows/System32/calc.exe", "C:"),
            ("file:///C|/Windows/regedit.exe", "C|"),
            (r"file:C:\Windows\System32\mshta.exe", "C:"),
            ("file://localhost/C:/Windows/x.exe", "C:"),
            ("file://127.0.0.1/c$/windows/x.exe", "c$"),
            ("file:///Applications/Calculator.app", ""),
        ] {
            let Some(Target::Program { drive, system, .. }) = read(text, 0, 5, None) else { panic!("{text}") };
            assert_eq!((drive, system), (want, drive != "c$" || system), "{text}");
        }
    }
}
