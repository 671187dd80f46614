//! Tixeo, on its makers' customers' own hosts. No public source: it is listed so that a host added by the user has a name for it.

use super::selector::generic;
use super::{BLANK, Client, Landmark};

/// Tixeo.
pub(super) static CLIENT: Client = Client {
    id: "tixeo",
    name: "Tixeo",
    embeds: &[generic("iframe[src*='tixeo']")],
    landmarks: &[Landmark::meeting("media", &[generic("video"), generic("audio")])],
    native_schemes: &["tixeo"],
    never_shows: "Nothing of its page is known: only what it says in live regions is seen.",
    ..BLANK
};
