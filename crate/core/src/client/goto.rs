//! GoTo Meeting, Webinar and Training. No public code knows its page: web standards alone, with low confidence.

use super::address::{elsewhere, meeting, prejoin, unknown};
use super::selector::generic;
use super::{BLANK, Client, Landmark};

/// GoTo.
pub(super) static CLIENT: Client = Client {
    id: "goto",
    name: "GoTo",
    owner: "GoTo",
    hosts: &["meet.goto.com", "app.goto.com", "*.gotomeeting.com", "*.gotowebinar.com"],
    other_hosts: &["support.gotomeeting.com", "support.gotowebinar.com"],
    addresses: &[elsewhere("/"), prejoin("/join/**"), prejoin("/register/**"), meeting("meet.goto.com/*"), unknown("/**")],
    landmarks: &[Landmark::meeting("media", &[generic("video"), generic("audio")])],
    native_schemes: &["gotomeeting", "gotowebinar", "goto"],
    never_shows: "Whether the organiser is shown your attention cannot be seen in your page.",
    product_knowledge: "GoTo Webinar and Training compute 'attentiveness', the share of time in which the viewer is your front window, and show \
                        it to organisers for each attendee.",
    ..BLANK
};
