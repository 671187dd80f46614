//! Adobe Connect. The meeting runs in a frame of the room's page.

use super::address::{elsewhere, meeting, unknown};
use super::selector::{generic, third_party};
use super::{BLANK, Client, Landmark};

/// Adobe Connect.
pub(super) static CLIENT: Client = Client {
    id: "adobe-connect",
    name: "Adobe Connect",
    owner: "Adobe",
    hosts: &["*.adobeconnect.com"],
    addresses: &[
        elsewhere("/"),
        elsewhere("/admin/**"),
        elsewhere("/system/**"),
        meeting("/common/meetinghtml/**"),
        meeting("/*"),
        unknown("/**"),
    ],
    embeds: &[third_party("#html-meeting-frame")],
    landmarks: &[Landmark::meeting("meeting-frame", &[third_party("#html-meeting-frame"), generic("video"), generic("canvas")])],
    native_schemes: &["connectpro"],
    never_shows: "Its red dot is known from its manual alone, not by its element.",
    product_knowledge: "The engagement dashboard gives hosts an index for each attendee, made of polls, chat and reactions; add-ons also record \
                        whether the window is in front.",
    ..BLANK
};
