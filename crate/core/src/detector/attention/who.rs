//! Who learns what is sent: the other participants, the vendor, a third party. Not here: names of owners (`third_party`).

use super::words::{is_for_participants, is_telemetry};
use crate::observation::Channel;

/// Who learns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Who {
    /// Nobody can be named.
    Unknown,
    /// Whoever runs the meeting's host.
    Vendor,
    /// Other people in the meeting may see it.
    Participants,
    /// A host of somebody else.
    ThirdParty,
}

impl Who {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Vendor => "vendor",
            Self::Participants => "participants",
            Self::ThirdParty => "third party",
        }
    }

    /// What the destination adds to the score.
    pub(super) fn points(self) -> i32 {
        match self {
            Self::Unknown | Self::Vendor => 0,
            Self::Participants => 1,
            Self::ThirdParty => 2,
        }
    }
}

/// Who learns what goes to `host`, seen from the page of `home`.
pub(super) fn who(channel: Channel, host: &str, path: &str, home: &str) -> Who {
    match channel {
        Channel::Datachannel => Who::Participants,
        _ if host.is_empty() => Who::Unknown,
        _ if organisation(host) != organisation(home) => Who::ThirdParty,
        Channel::Websocket if !is_telemetry(path) => Who::Participants,
        _ if is_for_participants(path) => Who::Participants,
        _ => Who::Vendor,
    }
}

/// The part of a host name that one organisation registered. Addresses and single names stand for themselves.
fn organisation(host: &str) -> &str {
    if host.parse::<std::net::IpAddr>().is_ok() {
        return host;
    }
    let dots: Vec<usize> = host.rmatch_indices('.').map(|(at, _)| at).take(3).collect();
    let from = |n: usize| dots.get(n).and_then(|at| host.get(at + 1..)).unwrap_or(host);
    let second = from(1);
    let is_shared = second.split_once('.').is_some_and(|(name, country)| {
        country.len() == 2 && matches!(name, "co" | "com" | "org" | "net" | "ac" | "gov" | "edu" | "or" | "ne" | "go" | "gob" | "nom")
    });
    if is_shared { from(2) } else { second }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations() {
        assert_eq!(organisation("us02web.zoom.us"), "zoom.us");
        assert_eq!(organisation("meet.example.co.uk"), "example.co.uk");
        assert_eq!(organisation("localhost"), "localhost");
        assert_eq!(organisation("127.0.0.1"), "127.0.0.1");
        assert_eq!(organisation("a.b.example.com"), "example.com");
    }

    #[test]
    fn who_learns_it() {
        let at = |channel, host, path| who(channel, host, path, "meet.example.com");
        assert_eq!(at(Channel::Fetch, "meet.example.com", "/sink/telemetry"), Who::Vendor);
        assert_eq!(at(Channel::Fetch, "api.example.com", "/v4/room/*/participants/state"), Who::Participants);
        assert_eq!(at(Channel::Websocket, "meet.example.com", "/sink/room"), Who::Participants);
        assert_eq!(at(Channel::Websocket, "meet.example.com", "/telemetry"), Who::Vendor);
        assert_eq!(at(Channel::Beacon, "collect.example.net", "/"), Who::ThirdParty);
        assert_eq!(at(Channel::Datachannel, "", ""), Who::Participants);
        assert_eq!(at(Channel::Xhr, "", ""), Who::Unknown);
    }
}
