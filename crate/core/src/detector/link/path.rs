//! What follows a host: shares, the rest of a path, and whether opening it starts a program. Grammar: MS-DTYP 2.2.57 (`share-name`,
//! `pchar`), less white space and the punctuation of running text.

use super::chars::{among_any_case, at, char_at, char_before, ends_token, is_other_script, is_sep, slice};

/// The longest share name (MS-DTYP).
const MAX_SHARE: usize = 80 * 4;
/// The longest path that is followed to its end, in bytes.
const MAX_PATH: usize = 2048;

/// Endings that Windows, or a desktop, runs when opened.
const PROGRAMS: &str = "exe com bat cmd ps1 psm1 msi msp msix msixbundle appx appxbundle appinstaller lnk url hta js jse vbs vbe wsf wsh ws scr pif \
    cpl msc jar jnlp reg chm dll ocx sct xll scf application appref-ms settingcontent-ms diagcab library-ms searchconnector-ms \
    search-ms gadget inf app command desktop workflow terminal pkg dmg iso img vhd vhdx one rdp";

/// Reads the share that begins at `from`; returns the byte past it. `close` is the quote that ends a quoted path, in which spaces count.
pub(super) fn share_end(text: &str, from: usize, close: Option<char>) -> usize {
    let mut i = from;
    let mut seam = None;
    let mut before: Option<char> = None;
    while i < from + MAX_SHARE {
        let Some(c) = char_at(text, i) else { break };
        let reserved = matches!(c, '*' | '+' | ',' | '/' | ':' | ';' | '=' | '?' | '[' | '\\' | ']' | '|');
        let space = c == ' ' && close.is_some() && is_closed(text, i, close);
        if Some(c) == close || reserved || (ends_token(c) && !space) {
            break;
        }
        if is_other_script(c) && before.is_some_and(|b| b.is_ascii() || !is_other_script(b)) && seam.is_none() {
            seam = Some(i);
        }
        before = Some(c);
        i += c.len_utf8();
    }
    if let Some(seam) = seam.filter(|_| !is_sep(at(text, i))) {
        i = seam;
    }
    if is_sep(at(text, i)) { i } else { trim_end(text, from, i) }
}

/// Whether the quote that opened before comes again on this line, so that the space at `i` is inside.
fn is_closed(text: &str, i: usize, close: Option<char>) -> bool {
    let rest = text.as_bytes().get(i..).unwrap_or_default();
    let rest = rest.get(..rest.len().min(200)).unwrap_or_default();
    let mut buffer = [0; 4];
    let Some(close) = close else { return false };
    let needle = close.encode_utf8(&mut buffer).as_bytes();
    let end = memchr::memmem::find(rest, needle).unwrap_or(0);
    end > 0 && memchr::memchr(b'\n', rest.get(..end).unwrap_or_default()).is_none()
}

/// Takes the punctuation of the sentence off the end: what closes a bracket that the address did not open, full stops, emphasis.
pub(super) fn trim_end(text: &str, from: usize, mut to: usize) -> usize {
    // Bounded: a path that ends in more than this many closing signs is not prose.
    for _ in 0..16 {
        let Some(c) = char_before(text, to).filter(|_| to > from) else { break };
        let body = slice(text, from, to);
        let unbalanced = |open: char, close: char| body.matches(close).count() > body.matches(open).count();
        let off = match c {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '~' | '^' | '&' | '|' => true,
            ')' => unbalanced('(', ')'),
            ']' => unbalanced('[', ']'),
            '}' => unbalanced('{', '}'),
            '_' => is_emphasis(text, from),
            _ => false,
        };
        if !off {
            break;
        }
        to -= c.len_utf8();
    }
    to
}

/// Whether the word that holds `from` begins with an underscore.
fn is_emphasis(text: &str, from: usize) -> bool {
    let mut start = from;
    while let Some(c) = char_before(text, start).filter(|c| !c.is_whitespace() && from - start < MAX_SHARE) {
        start -= c.len_utf8();
    }
    at(text, start) == b'_'
}

/// Reads on to the end of the path that `from` is inside of. Returns the byte past it.
pub(super) fn path_end(text: &str, from: usize, close: Option<char>) -> usize {
    let mut i = from;
    while i < from + MAX_PATH {
        let Some(c) = char_at(text, i) else { break };
        let space = c == ' ' && close.is_some() && is_closed(text, i, close);
        if Some(c) == close || matches!(c, '|') || (ends_token(c) && !space) {
            break;
        }
        i += c.len_utf8();
    }
    trim_end(text, from, i)
}

/// Whether opening the path starts a program: by the ending of its last component.
pub(super) fn is_program(path: &str) -> bool {
    ending(path).is_some_and(|e| among_any_case(PROGRAMS, e))
}

/// The ending of a path's last component, without a stream, a query, an argument or what other scripts say right after it.
pub(super) fn ending(path: &str) -> Option<&str> {
    let path = path.split(['?', '#', '!', ',', ';', '&']).next().unwrap_or_default();
    let last = path.rsplit(['\\', '/']).next().unwrap_or_default();
    let last = last.split(':').next().unwrap_or_default().trim_end_matches([' ', '.', ')', '\'']);
    let (_, ending) = last.rsplit_once('.')?;
    let stop = ending.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(ending.len());
    ending.get(..stop).filter(|e| !e.is_empty())
}

/// Shares that Windows makes by itself for administrators.
pub(super) fn is_admin(share: &str) -> bool {
    let share = share.strip_suffix('$').unwrap_or_default();
    share.len() == 1 && share.bytes().all(|b| b.is_ascii_alphabetic())
        || ["admin", "ipc", "print", "fax"].iter().any(|s| s.eq_ignore_ascii_case(share))
}

/// Shares of a domain controller.
pub(super) fn is_logon(share: &str) -> bool {
    share.eq_ignore_ascii_case("netlogon") || share.eq_ignore_ascii_case("sysvol")
}

/// Named pipes and mailslots: opening one is enough to sign in.
pub(super) fn is_pipe(share: &str, tail: &str) -> bool {
    let named = share.eq_ignore_ascii_case("pipe") || share.eq_ignore_ascii_case("mailslot") || share.eq_ignore_ascii_case("ipc$");
    named && tail.len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_share_ends() {
        for (text, share) in [
            ("share\\a.txt", "share"),
            ("share, thanks", "share"),
            ("drop)", "drop"),
            ("drop(1)\\x", "drop(1)"),
            ("share谢谢", "share"),
            ("share资料\\a", "share资料"),
            ("共享。谢谢", "共享"),
            ("Bücher.", "Bücher"),
            ("C$!", "C$"),
            ("my share\\x", "my"),
        ] {
            assert_eq!(slice(text, 0, share_end(text, 0, None)), share, "{text}");
        }
        let quoted = "my share\\x\" and";
        assert_eq!(slice(quoted, 0, share_end(quoted, 0, Some('"'))), "my share");
    }

    #[test]
    fn programs() {
        for path in ["a\\setup.exe", "run.EXE", "a.dll,Start", "x.lnk.", "a.exe:stream", "x.exeを", "a/b.msi?x=1"] {
            assert!(is_program(path), "{path}");
        }
        for path in ["a.exe\\notes.txt", "exe", "report.docx", "a.exe.txt", ""] {
            assert!(!is_program(path), "{path}");
        }
    }

    #[test]
    fn administrators_shares() {
        assert!(is_admin("C$") && is_admin("admin$") && is_admin("IPC$"));
        assert!(!is_admin("it$") && !is_admin("C") && !is_admin("$"));
        assert!(is_pipe("pipe", "\\x") && !is_pipe("IPC$", ""));
    }
}
