//! Element Call, at its own address or inside Matrix clients. It has no recording, no transcription and no chat.

use super::address::{elsewhere, meeting};
use super::selector::{generic, source};
use super::{BLANK, Client, Landmark};

/// Element Call.
pub(super) static CLIENT: Client = Client {
    id: "element-call",
    name: "Element Call",
    owner: "Element",
    hosts: &["call.element.io"],
    addresses: &[elsewhere("/"), elsewhere("/login"), elsewhere("/register"), meeting("/**")],
    embeds: &[
        source("[data-testid='incall_leave']"),
        source("[data-testid='lobby_joinCall']"),
        generic("iframe[src*='//call.element.io/']"),
    ],
    landmarks: &[
        Landmark::meeting("leave-button", &[source("[data-testid='incall_leave']"), source("svg[data-encrypted]")]),
        Landmark::prejoin("join-button", &[source("[data-testid='lobby_joinCall']")]),
    ],
    roster: &[source("[data-testid='name_tag']")],
    never_shows: "It has no recording of its own, so it can show none: what another participant's machine records is not known to it.",
    ..BLANK
};
