//! BigBlueButton, which is always self-hosted.
//!
//! The indicator is there whenever the meeting **may** be recorded. Only the radius of its inner circle (5: on, 4: off) says whether it is,
//! in every language.

use super::address::{meeting, prejoin, unknown};
use super::selector::{source, third_party};
use super::{BLANK, Client, Landmark, Mark, Phase, Region, What};
use crate::observation::Role;

/// BigBlueButton.
pub(super) static CLIENT: Client = Client {
    id: "bigbluebutton",
    name: "BigBlueButton",
    addresses: &[meeting("/html5client/**"), prejoin("/rooms/**"), prejoin("/b/**"), unknown("/**")],
    embeds: &[
        source("[data-test='recordingIndicator']"),
        source("[data-test='leaveMeetingDropdown']"),
        third_party("iframe[src*='/html5client/']"),
    ],
    landmarks: &[
        Landmark::meeting(
            "leave-button",
            &[source("[data-test='leaveMeetingDropdown']"), source("[data-test='recordingIndicator']"), source("[data-test='userList']")],
        ),
        Landmark::prejoin("audio-choice", &[source("[data-test='audioModal']")]),
    ],
    marks: &[
        Mark::new("recording-on", What::Recording, Phase::On, source("[data-test='recordingIndicator'] svg circle:last-of-type[r='5']"))
            .while_it_lasts(),
        // Not a sign of calm: a server on which recording is allowed may keep the raw media all the same.
        Mark::new("recordable", What::Recording, Phase::Offered, source("[data-test='recordingIndicator'] svg circle:last-of-type[r='4']")),
        Mark::new("consent-dialog", What::Recording, Phase::Consent, source("[data-test='recordingNotifyModal']")),
        // Before the dialog had its test id.
        Mark::new("consent-continue", What::Recording, Phase::Consent, source("[data-test='recordingNotifyContinue']")),
    ],
    status: &[
        Region::new(Role::Label, source("[data-test='recordingIndicator'] [aria-label]")),
        Region::new(Role::Label, source("#recording-description")),
        Region::new(Role::Dialog, source("[data-test='recordingNotifyDescription']")),
    ],
    chat: &[source("[data-test='messageContent']"), source("[data-test='chatUserMessageText']")],
    captions: &[source("[data-test='captionsContent'], [data-test='liveCaptions']")],
    roster: &[source("[data-test='userListItem'], [data-test='userListItemCurrent']")],
    never_shows: "Where recording is allowed the server may keep the raw media from the start; the button only marks what is published, and \
                  whoever pressed it is never asked for consent.",
    product_knowledge: "The learning dashboard gives moderators each person's talk time, messages, raised hands, webcam time and an activity \
                        score, computed on the server.",
    ..BLANK
};
