//! What a page's address says about the meeting, and where that address turns up in what is sent. Not here: the search for values (`watchlist`).

use std::collections::BTreeSet;

use super::carried::{Carried, Form, Kind};
use super::decode::Decoded;
use super::encoding::percent;
use super::url::Address;

/// Path segments that name a kind of page, not a meeting.
const COMMON: &[&str] = &[
    "wc",
    "j",
    "s",
    "w",
    "my",
    "p",
    "v2",
    "meet",
    "meeting",
    "meetings",
    "join",
    "start",
    "room",
    "rooms",
    "call",
    "calls",
    "conference",
    "webapp",
    "app",
    "lobby",
    "home",
    "dashboard",
    "html5client",
    "bigbluebutton",
    "b",
    "l",
    "meetup-join",
    "launch",
    "login",
    "client",
    "web",
    "index.html",
    "settings",
    "prejoin",
];
/// Query parameters that hold a passcode.
const PASSCODES: &[&str] = &["pwd", "passcode", "password", "p", "pw"];
/// Query parameters that hold a meeting's number or name.
const IDS: &[&str] = &["mtid", "meetingid", "meeting_id", "confno", "room", "roomname", "meetingnumber", "mn"];

/// The meeting's number, code or name, and its passcode, as far as the page's address holds them.
pub(super) fn known_from(page: &Address) -> Vec<(Kind, String)> {
    let mut known = Vec::new();
    for segment in page.path.split('/').map(|s| percent(s, false)).filter(|s| names_a_meeting(s)) {
        known.push((Kind::MeetingId, segment.into_owned()));
    }
    for pair in page.query.split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (name.to_ascii_lowercase(), percent(value, true).into_owned());
        if value.len() >= 4 && PASSCODES.contains(&name.as_str()) {
            known.push((Kind::Passcode, value));
        } else if value.len() >= 4 && IDS.contains(&name.as_str()) {
            known.push((Kind::MeetingId, value));
        }
    }
    known.truncate(8);
    known
}

/// Whether a path segment can be what tells one meeting from others.
fn names_a_meeting(segment: &str) -> bool {
    let chars = segment.chars().count();
    let digits = segment.chars().filter(char::is_ascii_digit).count();
    (4..=128).contains(&chars)
        && !COMMON.contains(&segment.to_lowercase().as_str())
        && (digits >= 4 || chars >= 6)
        && !segment.contains('%')
}

/// Whether the meeting's address (host and path) stands in what is sent, in which forms.
pub(super) fn address_in(page: &Address, request: &Decoded) -> BTreeSet<Carried> {
    let mut found = BTreeSet::new();
    let path = percent(&page.path, false).to_lowercase();
    let path = path.trim_end_matches('/');
    if page.host.is_empty() || !path.split('/').any(names_a_meeting) {
        return found;
    }
    let address = format!("{}{path}", page.host);
    let with_port = format!("{}:{}{path}", page.host, page.port);
    for (value, form) in request.fields.iter().map(|f| (&f.value, f.form)).chain(request.texts.iter().map(|(text, form)| (text, *form))) {
        let value = value.to_lowercase();
        if contains_address(&value, &address) || (!page.port.is_empty() && contains_address(&value, &with_port)) {
            found.insert(Carried { kind: Kind::MeetingUrl, form });
        }
    }
    // One form is enough, the plainest: the same address stands in the field and in the text around it.
    found.first().map(|c: &Carried| Carried { form: if c.form == Form::Gzip { Form::Gzip } else { c.form }, ..*c }).into_iter().collect()
}

fn contains_address(text: &str, address: &str) -> bool {
    text.match_indices(address).any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + address.len()..).and_then(|t| t.chars().next());
        let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        !before.is_some_and(|c| inside(c) || c == '.') && !after.is_some_and(inside)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(url: &str) -> Vec<(Kind, String)> {
        known_from(&Address::parse(url, None))
    }

    #[test]
    fn what_an_address_tells() {
        let zoom = known("https://northwind.zoom.us/j/83920174655?pwd=Vb7kQ2mXz9");
        assert_eq!(zoom, [(Kind::MeetingId, "83920174655".to_owned()), (Kind::Passcode, "Vb7kQ2mXz9".to_owned())]);
        assert_eq!(known("https://meet.google.com/kqz-wvtp-rne"), [(Kind::MeetingId, "kqz-wvtp-rne".to_owned())]);
        assert_eq!(known("https://teams.microsoft.com/v2/?meetingjoin=true"), []);
        assert_eq!(known("https://rooms.example/call/7731"), [(Kind::MeetingId, "7731".to_owned())]);
    }

    #[test]
    fn the_address_in_what_is_sent() {
        let page = Address::parse("https://northwind.zoom.us/j/83920174655?pwd=x", None);
        let carries = |url: &str| !address_in(&page, &Decoded::new(&Address::parse(url, None), None)).is_empty();
        assert!(carries("https://t.example/i?dl=https%3A%2F%2Fnorthwind.zoom.us%2Fj%2F83920174655%3Fpwd%3Dx"));
        assert!(carries("https://t.example/i?page=aHR0cHM6Ly9ub3J0aHdpbmQuem9vbS51cy9qLzgzOTIwMTc0NjU1P3B3ZD1WYjdrUTJtWHo5"));
        assert!(carries("https://t.example/i?at=northwind.zoom.us/j/83920174655/"));
        assert!(!carries("https://t.example/i?ref=https%3A%2F%2Fnorthwind.zoom.us%2F"));
        assert!(!carries("https://t.example/i?ref=https%3A%2F%2Fnorthwind.zoom.us%2Fj%2F839201746551"));
        assert!(!carries("https://t.example/i?ref=https%3A%2F%2Fxnorthwind.zoom.us%2Fj%2F83920174655"));
    }
}
