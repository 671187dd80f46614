//! Web addresses: where one ends in prose, and what is worth knowing of it. Dangers of the meeting itself, not of the file system: domains that
//! imitate a meeting service, links that join with camera or microphone on, shorteners.

use super::Knowledge;
use super::chars::{after_seps, at, char_at, is_sep, slice};
use super::classify::Class;
use super::host as hosts;
use super::meeting_domain;
use crate::finding::Severity;
use crate::text::host_matches;

/// The longest address that is followed to its end, in bytes.
const MAX: usize = 8192;

/// Services whose addresses say nothing of where they lead.
const SHORTENERS: &[&str] = &[
    "bit.ly",
    "tinyurl.com",
    "t.co",
    "goo.gl",
    "is.gd",
    "ow.ly",
    "buff.ly",
    "rebrand.ly",
    "cutt.ly",
    "t.ly",
    "shorturl.at",
    "tiny.cc",
    "rb.gy",
    "s.id",
    "v.gd",
    "lnkd.in",
    "qrco.de",
    "bl.ink",
    "shorte.st",
    "adf.ly",
    "bit.do",
    "soo.gd",
    "x.gd",
    "urlz.fr",
    "tinu.be",
    "dub.sh",
    "short.gy",
    "u.to",
    "clck.ru",
    "kutt.it",
    "surl.li",
];
/// What makes a meeting begin with camera or microphone on, or without asking: parameter and value, for any host.
const MEDIA_ON: &[(&str, &str)] = &[
    ("config.startwithvideomuted", "false"),
    ("config.startwithaudiomuted", "false"),
    ("config.prejoinpageenabled", "false"),
    ("config.prejoinconfig.enabled", "false"),
    ("userdata-bbb_auto_join_audio", "true"),
    ("userdata-bbb_auto_share_webcam", "true"),
    ("userdata-bbb_skip_check_audio", "true"),
    ("userdata-bbb_skip_video_preview", "true"),
    ("skipmediapermissionprompt", ""),
];
/// The same for hosts that are known to hold meetings, where the names are too common to mean anything elsewhere.
const MEDIA_ON_MEETING: &[(&str, &str)] = &[
    ("video", "1"),
    ("video", "on"),
    ("video", "true"),
    ("audio", "1"),
    ("audio", "on"),
    ("audio", "true"),
    ("camera", "on"),
    ("mic", "on"),
    ("webcam", ""),
    ("autojoin", "1"),
    ("autojoin", "true"),
];

/// Where the address whose separators begin at `from` ends in prose.
pub(super) fn end(text: &str, from: usize) -> usize {
    let authority = after_seps(text, from);
    let mut i = hosts::end(text, authority).max(authority);
    while i < from + MAX {
        let Some(c) = char_at(text, i) else { break };
        let next_is_path = at(text, i + 1) == b'\\' && at(text, i + 2) == b'\\';
        let closes = matches!(c, ',' | ';' | '|' | '(' | ')' | ']' | '}' | '\'') && next_is_path || (c == ']' && at(text, i + 1) == b'(');
        if !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>' | '`') || closes {
            break;
        }
        i += 1;
    }
    super::path::trim_end(text, from, i)
}

/// The host of an address, lower-cased, without user information and port.
pub(super) fn host(url: &str) -> String {
    let Some(colon) = url.find(':') else { return String::new() };
    let from = after_seps(url, colon + 1);
    let rest = slice(url, from, url.len());
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, h)| h);
    let host = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
    let end = hosts::end(host, 0);
    hosts::Host::parse(slice(host, 0, end)).map(|h| h.name).unwrap_or_default()
}

/// Whether a host is a documentation's.
pub(super) fn is_documentation(host: &str) -> bool {
    hosts::Host::parse(host).is_some_and(|h| h.is_documentation())
}

/// What is worth knowing of an address: at most one of each class.
pub(super) fn judge(url: &str, know: &Knowledge<'_>) -> Vec<(Class, Severity, String)> {
    let mut out = Vec::new();
    let host = host(url);
    if host.is_empty() {
        return out;
    }
    let meeting = meeting_domain::is_known(&host, know);
    if !meeting {
        if let Some(severity) = meeting_domain::imitates(&host, know) {
            out.push((Class::LookalikeDomain, severity, host.clone()));
        } else if SHORTENERS.iter().any(|s| host_matches(&host, s)) {
            out.push((Class::Shortener, Severity::Low, host.clone()));
        }
    }
    if media_on(url, meeting) {
        out.push((Class::JoinMediaOn, Severity::Low, host));
    }
    out
}

fn media_on(url: &str, meeting: bool) -> bool {
    let Some(from) = url.find(['?', '#']) else { return false };
    slice(url, from + 1, url.len()).split(['&', '#', '?', ';']).any(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let is = |list: &[(&str, &str)]| list.iter().any(|(n, v)| n.eq_ignore_ascii_case(name) && v.eq_ignore_ascii_case(value));
        is(MEDIA_ON) || (meeting && is(MEDIA_ON_MEETING))
    })
}

/// Whether a text begins as a web address does.
pub(super) fn is_web(text: &str) -> bool {
    ["http:", "https:"].iter().any(|s| slice(text, 0, s.len()).eq_ignore_ascii_case(s) && is_sep(at(text, s.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends() {
        for (text, url) in [
            ("https://a.example/b), and", "https://a.example/b"),
            ("https://a.example/b请", "https://a.example/b"),
            ("https://a.example请看", "https://a.example"),
            (r"https://a.example/b,\\evil.example.com\s", "https://a.example/b"),
            (r"https://a.example/b\\c", r"https://a.example/b\\c"),
        ] {
            assert_eq!(slice(text, 0, end(text, 6)), url, "{text}");
        }
    }

    #[test]
    fn notes() {
        let classes = |url: &str| judge(url, &Knowledge::default()).into_iter().map(|(c, ..)| c.name()).collect::<Vec<_>>();
        assert_eq!(classes("https://bit.ly/x"), ["shortener"]);
        assert_eq!(classes("https://any.example/room#config.startWithVideoMuted=false"), ["join-media-on"]);
        assert_eq!(classes("https://zoom.us/j/1"), [""; 0]);
        assert_eq!(classes("https://files.example/?video=1"), [""; 0]);
    }
}
