//! OpenVidu components and OpenVidu Meet, always self-hosted. "REC" and "LIVE" are literals in every language.

use super::address::{meeting, unknown};
use super::selector::{generic, source, third_party};
use super::{BLANK, Client, Landmark, Mark, Phase, Quiet, What};

/// OpenVidu.
pub(super) static CLIENT: Client = Client {
    id: "openvidu",
    name: "OpenVidu",
    addresses: &[meeting("/room/*"), meeting("/meet/room/*"), unknown("/**")],
    embeds: &[source("#activities-tag"), third_party("ov-activities-panel"), generic("ov-videoconference, openvidu-meet")],
    landmarks: &[Landmark::meeting(
        "conference",
        &[generic("ov-videoconference"), third_party("ov-activities-panel"), source("#activities-tag"), third_party("#more-options-btn")],
    )],
    marks: &[
        Mark::new("recording-tag", What::Recording, Phase::On, source("#recording-tag, .recording-tag")).while_it_lasts(),
        Mark::new("recording-panel", What::Recording, Phase::On, source("#recording-status.started")).while_it_lasts(),
        Mark::new("recording-panel-pending", What::Recording, Phase::Starting, source("#recording-status.pending")),
        Mark::new("broadcasting-tag", What::LiveStream, Phase::On, source("#broadcasting-tag")).while_it_lasts(),
    ],
    quiet: &[Quiet { name: "recording-panel-stopped", at: source("#recording-status.stopped"), what: What::Recording }],
    chat: &[source(".messages-container .message .chat-message p")],
    roster: &[generic("ov-participants-panel .participant-name, .participant-name")],
    never_shows: "Nobody is asked for consent to a recording.",
    ..BLANK
};
