//! Galene, always self-hosted. Its recorder is a user with the name RECORDING in the list, and that is the only sign.

use super::address::{elsewhere, meeting};
use super::selector::source;
use super::{BLANK, Client, Landmark, Recorder, What};

/// Galene.
pub(super) static CLIENT: Client = Client {
    id: "galene",
    name: "Galene",
    addresses: &[meeting("/group/**"), elsewhere("/**")],
    embeds: &[source("#left-sidebar #users")],
    landmarks: &[
        Landmark::meeting("user-list", &[source("#users > .user-p"), source("#users > [id^='user-']")]),
        Landmark::prejoin("login", &[source("#login-container:not(.invisible)")]),
    ],
    recorders: &[Recorder { name: "RECORDING", what: What::Recording }],
    chat: &[source(".message .message-content")],
    captions: &[source("#captions")],
    roster: &[source("#users > .user-p"), source("#users > [id^='user-']")],
    never_shows: "Nobody is asked for consent, and nothing but a name in the list of users shows a recording.",
    ..BLANK
};
