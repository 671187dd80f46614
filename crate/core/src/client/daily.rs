//! Daily: rooms at its own address, and its frame in other people's pages. Applications that draw their own interface choose their own words.

use super::address::{elsewhere, meeting, unknown};
use super::selector::generic;
use super::{BLANK, Client, Landmark};

/// Daily.
pub(super) static CLIENT: Client = Client {
    id: "daily",
    name: "Daily",
    owner: "Daily",
    hosts: &["*.daily.co"],
    other_hosts: &["www.daily.co", "docs.daily.co", "dashboard.daily.co", "api.daily.co", "status.daily.co", "daily.co"],
    addresses: &[elsewhere("/"), meeting("/*"), unknown("/**")],
    embeds: &[generic("iframe[src*='.daily.co/']")],
    landmarks: &[Landmark::meeting("media", &[generic("video"), generic("audio")])],
    never_shows: "A recording that a participant makes locally is announced to the others without saying so, and an application around Daily \
                  may show nothing at all.",
    ..BLANK
};
