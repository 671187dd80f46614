//! Slack huddles. They have no recording; notes that an AI takes are posted to the thread, which participants write too.

use super::address::{meeting, unknown};
use super::selector::third_party;
use super::{BLANK, Client, Landmark};

/// Slack huddles.
pub(super) static CLIENT: Client = Client {
    id: "slack",
    name: "Slack huddles",
    owner: "Slack",
    hosts: &["app.slack.com"],
    addresses: &[meeting("/huddle/**"), unknown("/**")],
    landmarks: &[Landmark::meeting(
        "leave-button",
        &[
            third_party("#huddle_mini_player_leave_button"),
            third_party("[data-qa='huddle_leave_button']"),
            third_party("[data-qa='huddle_mic_icon_mute']"),
        ],
    )],
    chat: &[third_party("[data-qa='message-text']"), third_party(".c-message_kit__text")],
    roster: &[third_party("[data-qa='huddle_participant_name']")],
    native_schemes: &["slack"],
    never_shows: "Notes that an AI takes appear in the thread afterwards; in the huddle nothing known by its element shows them.",
    ..BLANK
};
