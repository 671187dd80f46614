//! Webex. The meeting runs in a frame of the page; no package shows its indicators, so what it says in live regions is all there is.

use super::address::{elsewhere, meeting, prejoin, unknown};
use super::selector::{generic, third_party};
use super::{BLANK, Client, Landmark, Region};
use crate::observation::Role;

/// Webex.
pub(super) static CLIENT: Client = Client {
    id: "webex",
    name: "Webex",
    owner: "Cisco",
    hosts: &["*.webex.com"],
    other_hosts: &["help.webex.com", "status.webex.com", "developer.webex.com", "www.webex.com", "admin.webex.com"],
    addresses: &[
        prejoin("/*/j.php"),
        prejoin("/wbxmjs/joinservice/sites/*/meeting/**"),
        meeting("/webappng/sites/*/meeting/**"),
        meeting("/meetingcontainer/**"),
        unknown("/meet/**"),
        prejoin("/join/**"),
        elsewhere("/"),
        unknown("/**"),
    ],
    embeds: &[third_party("#unified-webclient-iframe")],
    landmarks: &[
        Landmark::meeting(
            "client-frame",
            &[
                third_party("#unified-webclient-iframe"),
                third_party("iframe[name='thinIframe'], #thinIframe"),
                generic("#pbui_iframe"),
                // Inside that frame.
                third_party("#chat-panel"),
                generic("video"),
            ],
        ),
        Landmark::prejoin("join-button", &[third_party("[data-test='join-button']"), third_party("#join-button")]),
    ],
    status: &[Region::new(Role::Label, generic("[aria-label][role=img]"))],
    chat: &[third_party("#chat-panel [role=listitem]")],
    native_schemes: &["webex", "wbx"],
    never_shows: "Its own help says that the app gives no sign that Webex Assistant is taking notes: silence proves nothing here.",
    product_knowledge: "Event and training services showed hosts who had another window in front; today 'stepped away' is set from the camera, \
                        for those who agreed to it.",
    ..BLANK
};
