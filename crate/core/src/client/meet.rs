//! Google Meet. Its class names are obfuscated and change with every release: what is kept of them here is expected to go stale, and the
//! English label and the words in dialogs stand beside it.

use super::address::{elsewhere, meeting, prejoin};
use super::selector::{generic, third_party};
use super::{BLANK, Client, Landmark, Mark, Phase, Region, What};
use crate::observation::Role;

/// Google Meet.
pub(super) static CLIENT: Client = Client {
    id: "meet",
    name: "Google Meet",
    owner: "Google",
    hosts: &["meet.google.com", "stream.meet.google.com"],
    addresses: &[
        meeting("/???-????-???"),
        meeting("/_meet/???-????-???"),
        meeting("/stream/**"),
        prejoin("/lookup/*"),
        prejoin("/_meet/lookup/*"),
        elsewhere("/**"),
    ],
    landmarks: &[
        Landmark::meeting(
            "leave-button",
            &[
                third_party("[jsname='CQylAd']"),
                third_party("button[jsname='A5il2e']"),
                third_party("[aria-label='Leave call']"),
                third_party("[data-participant-id]"),
            ],
        ),
        Landmark::prejoin("join-dialog", &[third_party("button[data-mdc-dialog-action='ok']")]),
    ],
    marks: &[
        Mark::new("recording-label", What::Recording, Phase::On, third_party("[aria-label='This call is being recorded']")),
        Mark::new("recording-controller", What::Recording, Phase::On, third_party("div[jscontroller='e2jnoe']")),
        Mark::new(
            "consent-dialog",
            What::Recording,
            Phase::Consent,
            third_party("[role=dialog][aria-modal=true]:has(button[data-mdc-dialog-action='ok'])"),
        )
        .with_words(),
    ],
    status: &[Region::new(Role::Label, generic("[aria-label][jscontroller='e2jnoe']"))],
    chat: &[third_party("div[aria-live='polite'].Ge9Kpc"), third_party("[data-message-id]")],
    chat_is_live: true,
    captions: &[generic("[role=region][aria-label='Captions']")],
    roster: &[
        third_party("[role=list][aria-label='Participants'] > [role=listitem]"),
        third_party("[data-participant-id] span.notranslate"),
    ],
    never_shows: "Whoever is already inside sees the consent dialog only once, and notes taken by an assistant outside the call are not shown at all.",
    ..BLANK
};
