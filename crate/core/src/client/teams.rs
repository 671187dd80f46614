//! Microsoft Teams on the web, and calls built on Azure Communication Services in other people's pages.
//!
//! No selector of the product's own banner is public: it speaks in live regions, and its words are classified. The composites of the
//! Communication Services UI library, which Teams interop pages are made of, have stable `data-ui-id`s.

use super::address::{prejoin, unknown};
use super::selector::{generic, genuine, third_party};
use super::{BLANK, Client, Landmark, Mark, Phase, Region, What};
use crate::observation::Role;

/// Microsoft Teams.
pub(super) static CLIENT: Client = Client {
    id: "teams",
    name: "Microsoft Teams",
    owner: "Microsoft",
    hosts: &["teams.microsoft.com", "teams.live.com", "teams.cloud.microsoft", "gov.teams.microsoft.us", "dod.teams.microsoft.us"],
    addresses: &[
        prejoin("/l/meetup-join/**"),
        prejoin("/meet/**"),
        prejoin("/dl/launcher/**"),
        // One address for chat, calendar and calls alike: only the page tells.
        unknown("/**"),
    ],
    embeds: &[genuine("[data-ui-id='call-composite-hangup-button']"), genuine("[data-ui-id='notifications-stack']")],
    landmarks: &[
        Landmark::meeting(
            "hangup",
            &[
                third_party("#hangup-button"),
                third_party("button[data-tid='hangup-main-btn']"),
                genuine("[data-ui-id='call-composite-hangup-button']"),
            ],
        ),
        Landmark::prejoin(
            "prejoin",
            &[
                third_party("[data-tid='prejoin-join-button']"),
                third_party("#prejoin-join-button"),
                third_party("[data-tid='prejoin-display-name-input']"),
            ],
        ),
    ],
    marks: &[
        // The same bar announces start and stop, of recording and transcription: only its words tell which.
        Mark::new(
            "recording-bar",
            What::Recording,
            Phase::On,
            genuine("[data-ui-id='notification-bar']:has([data-icon-name='NotificationBarRecording'])"),
        )
        .with_words(),
    ],
    status: &[Region::new(Role::Alert, genuine("[data-ui-id='notification-bar']")), Region::new(Role::Alert, generic("[role=banner]"))],
    chat: &[third_party("[data-tid='chat-pane-message']"), genuine("[data-testid='chat-composite-message']")],
    captions: &[third_party("[data-tid='closed-caption-renderer-wrapper']"), third_party("[data-tid='closed-caption-text']")],
    roster: &[
        third_party("[data-tid='roster-participant']"),
        third_party("[data-tid^='participantsInCall'] [role=treeitem]"),
        genuine("[data-ui-id='participant-item']"),
    ],
    native_schemes: &["msteams", "ms-teams"],
    never_shows: "The banner can be put away and does not come back, and Copilot without transcription is not announced as a recording.",
    product_knowledge: "Organisers can get attendance reports with join and leave times and counts of reactions, raised hands, camera and \
                        microphone use.",
    ..BLANK
};
