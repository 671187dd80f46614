//! RingCentral Video. No public code knows its page: web standards alone, with low confidence.

use super::address::{meeting, prejoin, unknown};
use super::selector::generic;
use super::{BLANK, Client, Landmark};

/// RingCentral Video.
pub(super) static CLIENT: Client = Client {
    id: "ringcentral",
    name: "RingCentral",
    owner: "RingCentral",
    hosts: &["v.ringcentral.com"],
    addresses: &[meeting("/conf/on/**"), prejoin("/join/**"), prejoin("/launcher/**"), prejoin("/w/**"), unknown("/**")],
    landmarks: &[Landmark::meeting("media", &[generic("video"), generic("audio")])],
    native_schemes: &["rcvdt", "rcapp"],
    never_shows: "No indicator of it is known by its element: only what it says in live regions is seen.",
    ..BLANK
};
