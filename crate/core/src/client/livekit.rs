//! LiveKit Meet. Its components library has no indicator of its own, so other applications built on it may show nothing at all.

use super::address::{elsewhere, meeting};
use super::selector::genuine;
use super::{BLANK, Client, Landmark, Mark, Phase, Quiet, What};

/// LiveKit Meet.
pub(super) static CLIENT: Client = Client {
    id: "livekit",
    name: "LiveKit Meet",
    owner: "LiveKit",
    hosts: &["meet.livekit.io"],
    addresses: &[meeting("/rooms/*"), meeting("/custom"), elsewhere("/**")],
    embeds: &[genuine(".lk-room-container")],
    landmarks: &[
        Landmark::meeting("room", &[genuine(".lk-video-conference"), genuine(".lk-control-bar .lk-disconnect-button")]),
        Landmark::prejoin("prejoin", &[genuine(".lk-prejoin")]),
    ],
    marks: &[Mark::new("recording-frame", What::Recording, Phase::On, genuine(".lk-room-container > div[style*='--lk-danger3']"))
        .while_it_lasts()],
    quiet: &[Quiet {
        name: "recording-frame-empty",
        at: genuine(".lk-room-container > div:last-child[style*='box-shadow: none'][style*='pointer-events: none']"),
        what: What::Recording,
    }],
    chat: &[genuine(".lk-chat-entry .lk-message-body")],
    roster: &[genuine(".lk-participant-name")],
    never_shows: "Other applications built on LiveKit's components show a recording only if they chose to; nobody is asked for consent.",
    ..BLANK
};
