//! Names of attached files: kinds that start a program when opened, or sign in elsewhere when a folder that holds them is only looked at.
//! The last ending counts, after what cannot be seen, spaces and full stops are taken off its end.

use super::classify::{Class, Hit};
use super::view::{Tricks, View};
use crate::finding::Severity;

/// Endings and how much they matter.
const ENDINGS: &[(Severity, &[&str])] = &[
    (
        Severity::Critical,
        &[
            "lnk",
            "settingcontent-ms",
            "hta",
            "diagcab",
            "exe",
            "scr",
            "cpl",
            "msc",
            "pif",
            "com",
            "bat",
            "cmd",
            "vbs",
            "vbe",
            "jse",
            "wsf",
            "wsh",
            "ps1",
            "msi",
            "gadget",
            "diagpkg",
            "diagcfg",
        ],
    ),
    (
        Severity::High,
        &[
            "url",
            "scf",
            "library-ms",
            "theme",
            "themepack",
            "desktopthemepack",
            "deskthemepack",
            "search-ms",
            "searchconnector-ms",
            "rdp",
            "application",
            "appref-ms",
            "jnlp",
            "asx",
            "wax",
            "wvx",
            "msp",
            "msix",
            "msixbundle",
            "appx",
            "appxbundle",
            "appinstaller",
            "xll",
            "chm",
            "ws",
            "sct",
            "reg",
            "terminal",
            "fileloc",
            "inetloc",
            "webloc",
            "command",
            "desktop",
            "workflow",
            "scpt",
            "iqy",
            "website",
            "psc1",
            "mht",
            "mhtml",
            "lib",
            "contact",
            "symlink",
            "udl",
            "ade",
            "accde",
            "ps1xml",
            "psm1",
            "vhd",
            "vhdx",
            "iso",
            "img",
            "one",
        ],
    ),
    (
        Severity::Medium,
        &[
            "m3u", "m3u8", "inf", "pls", "jar", "xspf", "ini", "dll", "ocx", "sys", "apk", "dmg", "pkg", "deb", "rpm", "docm", "xlsm",
            "pptm", "xlam", "dotm",
        ],
    ),
    (Severity::Low, &["js", "py", "sh", "rtf", "rb", "pl"]),
];
/// Names that matter whatever their ending does elsewhere.
const INI: &[&str] = &["desktop.ini", "autorun.inf"];

/// Judges one file name.
pub(super) fn scan(view: &View<'_>) -> Option<Hit> {
    let text = view.text();
    let name = text.trim_end_matches(|c: char| c.is_whitespace() || c == '.');
    let base = name.rfind(['\\', '/']).map_or(0, |i| i + 1);
    let last = name.get(base..).filter(|last| !last.is_empty())?;
    // `a.lnk::$DATA` opens as `a.lnk`: what follows the name's colon is a stream. A letter and a colon in front are a drive.
    let stream = last.get(2..).and_then(|rest| rest.find(':'));
    let last = stream.and_then(|at| last.get(..at + 2)).unwrap_or(last);
    let end = base + last.len();
    let tricks = view.tricks(0, text.len());
    let found = last.rfind('.').and_then(|dot| {
        let ending = last.get(dot + 1..)?.trim();
        let severity = severity(ending, last)?;
        Some((severity, base + dot))
    });
    let (severity, from) = match found {
        Some(found) => found,
        // An override that writes the name backwards (`annex\u{202e}gpj.exe` shows as `annexexe.jpg`) has one purpose.
        None if tricks.has(Tricks::INVISIBLE) && is_reversed(view) => (Severity::Medium, base),
        None => return None,
    };
    Some(Hit::bare(Class::Attachment, severity, view.start(from), view.end(end)))
}

fn severity(ending: &str, name: &str) -> Option<Severity> {
    if ending.eq_ignore_ascii_case("ini") && !INI.iter().any(|n| n.eq_ignore_ascii_case(name)) {
        return None;
    }
    ENDINGS.iter().find(|(_, endings)| endings.iter().any(|e| e.eq_ignore_ascii_case(ending))).map(|(s, _)| *s)
}

/// Whether the original holds an override and the name, read backwards, ends as a program does.
fn is_reversed(view: &View<'_>) -> bool {
    let backwards: String = view.text().chars().rev().collect();
    ["exe.", "rcs.", "knl.", "tab.", "moc.", "sbv.", "ath.", "isp.", "lru."].iter().any(|e| view.text().to_ascii_lowercase().contains(e))
        || backwards.rsplit_once('.').is_some_and(|(_, e)| severity(e, "").is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Option<Severity> {
        scan(&View::of(name, 0)).map(|h| h.severity)
    }

    #[test]
    fn endings() {
        assert_eq!(of("Q3-report.lnk"), Some(Severity::Critical));
        assert_eq!(of("report.pdf.EXE"), Some(Severity::Critical));
        assert_eq!(of("report.pdf                .scr . "), Some(Severity::Critical));
        assert_eq!(of("meeting.url"), Some(Severity::High));
        assert_eq!(of("a.lnk::$DATA"), Some(Severity::Critical));
        assert_eq!(of("annex\u{202e}gpj.exe"), Some(Severity::Critical));
        assert_eq!(of("a.l\u{200b}nk"), Some(Severity::Critical));
        assert_eq!(of("Autorun.inf"), Some(Severity::Medium));
        for name in [
            "report.pdf",
            "link.txt",
            "my.url.txt",
            "Q3.theme.pptx",
            "notes on .lnk files.pdf",
            "settings.ini",
            "lnk",
            "",
            "a.exe.lnk\\::1\u{fe00}\\",
        ] {
            assert_eq!(of(name), None, "{name}");
        }
    }
}
