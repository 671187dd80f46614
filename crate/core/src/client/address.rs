//! Which client an address belongs to, and whether it is a meeting. Not here: clients recognised by their elements (`watch`, embeds).

use super::{CATALOGUE, Client, generic};
use crate::text::host_of;

/// A shape of path, and what stands there.
///
/// The shape is matched segment by segment, without regard to case: `*` is any run of characters within a segment, `?` one letter or digit,
/// a last segment `**` is whatever follows, nothing included. A shape that does not begin with a slash begins with the one host it is for.
#[derive(Debug)]
pub struct Address {
    /// The shape (`"/wc/*/join"`).
    pub path: &'static str,
    /// What stands there.
    pub place: Place,
}

/// What an address is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The meeting itself; where a client asks for name and camera at the same address, that too.
    Meeting,
    /// On the way to it: an invitation, a launcher, a waiting room of its own.
    Prejoin,
    /// The client's host, but no meeting.
    Elsewhere,
    /// Cannot be told from the address.
    Unknown,
}

/// An address at which the meeting is.
pub(super) const fn meeting(path: &'static str) -> Address {
    Address { path, place: Place::Meeting }
}

/// An address on the way to it.
pub(super) const fn prejoin(path: &'static str) -> Address {
    Address { path, place: Place::Prejoin }
}

/// An address that is no meeting.
pub(super) const fn elsewhere(path: &'static str) -> Address {
    Address { path, place: Place::Elsewhere }
}

/// An address that says nothing.
pub(super) const fn unknown(path: &'static str) -> Address {
    Address { path, place: Place::Unknown }
}

impl Client {
    /// The client that a host belongs to; else the generic one.
    pub fn for_host(host: &str) -> &'static Self {
        CATALOGUE.iter().find(|c| c.hosts.iter().any(|h| covers(h, host))).copied().unwrap_or(&generic::CLIENT)
    }

    /// The client that a page belongs to, and what its address says of it.
    pub fn for_page(url: &str) -> (&'static Self, Place) {
        let host = host_of(url);
        let client = Self::for_host(&host);
        (client, client.place(url))
    }

    /// What an address says of this client. On a host that is not its own, paths speak only for software that is always somebody else's to
    /// host, and only for a meeting: a page around an embedded client has its own ideas of paths.
    pub fn place(&self, url: &str) -> Place {
        let host = host_of(url);
        if self.other_hosts.iter().any(|h| covers(h, &host)) {
            return Place::Elsewhere;
        }
        let place = self.addresses.iter().find(|a| a.fits(&host, path_of(url))).map_or(Place::Unknown, |a| a.place);
        let at_home = self.hosts.iter().any(|h| covers(h, &host));
        let guest = self.hosts.is_empty() && place != Place::Elsewhere;
        if at_home || guest { place } else { Place::Unknown }
    }
}

impl Address {
    fn fits(&self, host: &str, path: &str) -> bool {
        match self.path.split_once('/') {
            Some((own, shape)) => (own.is_empty() || own == host) && path_matches(shape, path),
            None => false,
        }
    }
}

/// The match patterns of every host at which a client of the catalogue can be met, for the manifest: sorted, without doubles. Closed
/// services are left out: no permission for what no longer exists.
pub fn match_patterns() -> Vec<String> {
    let open = CATALOGUE.iter().filter(|c| c.closed.is_none());
    let mut all: Vec<_> = open.flat_map(|c| c.hosts).map(|h| format!("https://{h}/*")).collect();
    all.sort();
    all.dedup();
    all
}

/// Whether a host of the catalogue covers this one: `*.zoom.us` is `zoom.us` and all below it, as in a browser's match pattern; a name without
/// star is itself alone.
fn covers(pattern: &str, host: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(domain) => crate::text::host_matches(host, domain),
        None => host == pattern,
    }
}

/// The path of an absolute address.
fn path_of(url: &str) -> &str {
    let after = url.split_once("://").map_or("", |(_, rest)| rest);
    let end = after.find(['?', '#']).unwrap_or(after.len());
    let (before, _) = after.split_at_checked(end).unwrap_or((after, ""));
    before.find('/').and_then(|at| before.get(at..)).unwrap_or("/")
}

fn path_matches(pattern: &str, path: &str) -> bool {
    let mut want = pattern.trim_matches('/').split('/').peekable();
    let mut have = path.trim_matches('/').split('/');
    while let Some(segment) = want.next() {
        if segment == "**" && want.peek().is_none() {
            return true;
        }
        match have.next() {
            Some(given) if given.is_empty() == segment.is_empty() && segment_matches(segment.as_bytes(), given.as_bytes()) => {}
            _ => return false,
        }
    }
    have.next().is_none()
}

/// `*` any run, `?` one letter or digit. Goes back only to the latest star, so the time is bounded by the product of both lengths.
fn segment_matches(pattern: &[u8], given: &[u8]) -> bool {
    let (mut p, mut g) = (0, 0);
    let mut star = None;
    while let Some(byte) = given.get(g) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, g));
                p += 1;
            }
            Some(b'?') if byte.is_ascii_alphanumeric() => (p, g) = (p + 1, g + 1),
            Some(want) if want.eq_ignore_ascii_case(byte) => (p, g) = (p + 1, g + 1),
            _ => match star {
                Some((at, from)) => {
                    (p, g) = (at + 1, from + 1);
                    star = Some((at, from + 1));
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).is_some_and(|rest| rest.iter().all(|b| *b == b'*'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_apart() {
        let rows = [
            ("https://app.zoom.us/wc/85012345678/join?fromPWA=1", "zoom", Place::Meeting),
            ("https://us02web.zoom.us/j/85012345678?pwd=x", "zoom", Place::Prejoin),
            ("https://zoom.us/wc/home", "zoom", Place::Elsewhere),
            ("https://meet.google.com/abc-defg-hij?authuser=0", "meet", Place::Meeting),
            ("https://meet.google.com/landing", "meet", Place::Elsewhere),
            ("https://sub.meet.google.com/abc-defg-hij", "generic", Place::Unknown),
            ("https://teams.microsoft.com/v2/?meetingjoin=true#/x", "teams", Place::Unknown),
            ("https://meet.jit.si/SomeRoom#config.x=1", "jitsi", Place::Meeting),
            ("https://meet.jit.si/", "jitsi", Place::Elsewhere),
            ("https://meet.goto.com/123456789", "goto", Place::Meeting),
            ("https://www.gotomeeting.com/pricing", "goto", Place::Unknown),
            ("https://docs.whereby.com/x", "whereby", Place::Elsewhere),
            ("https://acme.webex.com/acme/j.php?MTID=m1", "webex", Place::Prejoin),
            ("https://example.org/", "generic", Place::Unknown),
            ("not a url", "generic", Place::Unknown),
        ];
        for (url, id, place) in rows {
            let (client, got) = Client::for_page(url);
            assert_eq!((client.id, got), (id, place), "{url}");
        }
    }

    #[test]
    fn a_copy_on_another_host_has_the_same_addresses() {
        let bbb = Client::by_id("bigbluebutton").unwrap();
        assert_eq!(bbb.place("https://bbb.example.edu/html5client/?sessionToken=1"), Place::Meeting);
        let zoom = Client::by_id("zoom").unwrap();
        assert_eq!(zoom.place("https://care.example.org/visit/1"), Place::Unknown, "the SDK in somebody's page");
        let jitsi = Client::by_id("jitsi").unwrap();
        assert_eq!(jitsi.place("https://care.example.org/visit"), Place::Unknown, "a page around a frame");
    }

    #[test]
    fn shapes_match_whole_paths() {
        assert!(path_matches("/wc/*/join", "/wc/123/JOIN/"));
        assert!(!path_matches("/wc/*/join", "/wc/123/join/x"));
        assert!(!path_matches("/wc/*/join", "/wc//x/join"));
        assert!(path_matches("/j/**", "/j/1/2"));
        assert!(path_matches("/j/**", "/j"));
        assert!(path_matches("/a*c*e", "/abcbcde"));
        assert!(!path_matches("/???-????-???", "/abc-defg-hi"));
        assert!(!path_matches("/*", "/"), "an empty segment is no name");
    }

    #[test]
    fn many_stars_stay_quick() {
        let given = "a".repeat(4096);
        assert!(!path_matches("/*a*a*a*a*a*b", &format!("/{given}")));
    }

    /// `UPDATE=1 cargo test the_manifest` rewrites the file after a host was added to the catalogue.
    #[test]
    fn the_manifest_asks_for_the_hosts_of_the_catalogue() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../manifest.json");
        let text = std::fs::read_to_string(root).unwrap();
        let mut manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
        if std::env::var_os("UPDATE").is_some() {
            for script in manifest["content_scripts"].as_array_mut().unwrap() {
                script["matches"] = match_patterns().into();
            }
            std::fs::write(root, serde_json::to_string_pretty(&manifest).unwrap() + "\n").unwrap();
        }
        for script in manifest["content_scripts"].as_array().unwrap() {
            let matches: Vec<String> = serde_json::from_value(script["matches"].clone()).unwrap();
            assert_eq!(matches, match_patterns(), "manifest.json and the catalogue disagree: run UPDATE=1 cargo test the_manifest");
        }
    }
}
