//! Whereby, at its own address or embedded in other people's pages, always from its own host.

use super::address::{elsewhere, meeting, unknown};
use super::selector::{generic, source};
use super::{BLANK, Client, Landmark};

/// Whereby.
pub(super) static CLIENT: Client = Client {
    id: "whereby",
    name: "Whereby",
    owner: "Whereby",
    hosts: &["*.whereby.com"],
    other_hosts: &["docs.whereby.com", "status.whereby.com", "api.whereby.com"],
    addresses: &[
        elsewhere("/"),
        elsewhere("/information/**"),
        elsewhere("/user/**"),
        elsewhere("/blog/**"),
        elsewhere("/careers/**"),
        meeting("/*"),
        unknown("/**"),
    ],
    embeds: &[source("whereby-embed"), generic("iframe[src*='whereby.com/']")],
    landmarks: &[Landmark::meeting("media", &[generic("video"), generic("audio")])],
    never_shows: "Recording and transcription are announced to the page in events that are not seen here; only what it says aloud in live \
                  regions is.",
    ..BLANK
};
