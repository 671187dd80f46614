//! Who learns what is sent: the other participants, the vendor, a third party. Not here: names of owners (`third_party`).

use super::words::{is_for_participants, is_telemetry};
use crate::client::Client;
use crate::detector::third_party::owner;
use crate::detector::third_party::suffix::registrable;
use crate::observation::Channel;

/// Who learns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
        _ if !is_one(host, home) => Who::ThirdParty,
        Channel::Websocket if !is_telemetry(path) => Who::Participants,
        _ if is_for_participants(path) => Who::Participants,
        _ => Who::Vendor,
    }
}

/// Whether two hosts are one organisation's: the same registered name, owner, or client in the catalogue.
fn is_one(host: &str, home: &str) -> bool {
    let org = |host| owner::of(host).filter(|o| !o.tenant).map(|o| o.org);
    let client = || {
        let client = Client::for_host(home);
        !client.owner.is_empty() && std::ptr::eq(client, Client::for_host(host))
    };
    registrable(host) == registrable(home) || org(host).is_some_and(|o| org(home) == Some(o)) || client()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn organisations() {
        for (host, home) in
            [("us02web.zoom.us", "app.zoom.us"), ("browser.events.data.microsoft.com", "teams.live.com"), ("localhost", "localhost")]
        {
            assert!(is_one(host, home), "{host} {home}");
        }
        for (host, home) in [("a.co.uk", "b.co.uk"), ("127.0.0.1", "127.0.0.2"), ("evil.example", "zoom.us")] {
            assert!(!is_one(host, home), "{host} {home}");
        }
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
