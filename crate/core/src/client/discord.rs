//! Discord's voice channels. Nothing of its own records; bots do, and name themselves as they like.

use super::address::{elsewhere, unknown};
use super::selector::third_party;
use super::{BLANK, Client, Landmark};

/// Discord.
pub(super) static CLIENT: Client = Client {
    id: "discord",
    name: "Discord",
    owner: "Discord",
    hosts: &["discord.com", "canary.discord.com", "ptb.discord.com"],
    addresses: &[unknown("/channels/**"), elsewhere("/**")],
    landmarks: &[Landmark::meeting(
        "voice-connected",
        &[third_party("[class*='rtcConnectionStatus']"), third_party("button[aria-label='Disconnect']")],
    )],
    chat: &[third_party("[id^='message-content-']")],
    roster: &[third_party("[class*='voiceUser'] [class*='username']")],
    native_schemes: &["discord"],
    never_shows: "It has no indicator of recording: a bot that records is seen only by the name that it gives itself.",
    ..BLANK
};
