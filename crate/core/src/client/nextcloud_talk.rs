//! Nextcloud Talk, which is always self-hosted.
//!
//! The call's clock turns into a record button: a red circle while recording (its fill alone tells), a pale one while it starts, none when
//! nothing is recorded.

use super::address::{meeting, unknown};
use super::selector::source;
use super::{BLANK, Client, Landmark, Mark, Phase, Quiet, Region, What};
use crate::observation::Role;

/// Nextcloud Talk.
pub(super) static CLIENT: Client = Client {
    id: "nextcloud-talk",
    name: "Nextcloud Talk",
    addresses: &[meeting("/call/*"), meeting("/index.php/call/*"), meeting("/*/index.php/call/*"), unknown("/**")],
    embeds: &[source(".call-time"), source(".media-settings .notecard")],
    landmarks: &[
        Landmark::meeting("call-clock", &[source(".call-time")]),
        Landmark::prejoin("media-settings", &[source(".media-settings")]),
    ],
    marks: &[
        Mark::new(
            "recording-on",
            What::Recording,
            Phase::On,
            source(".call-time svg[fill='#e9322d'], .record-circle-icon svg[fill='#e9322d']"),
        )
        .while_it_lasts(),
        Mark::new(
            "recording-starting",
            What::Recording,
            Phase::Starting,
            source(".call-time .record-circle-icon svg:not([fill='#e9322d'])"),
        ),
        // "Is being recorded" and "might be recorded" look the same: the words tell.
        Mark::new("prejoin-note", What::Recording, Phase::Consent, source(".media-settings .notecard--warning")).with_words(),
        Mark::new("consent-checkbox", What::Recording, Phase::Consent, source(".media-settings .checkbox--warning")),
    ],
    quiet: &[Quiet {
        name: "clock-without-circle",
        at: source(".call-time button:has(.call-time__text):not(:has(svg))"),
        what: What::Recording,
    }],
    status: &[
        Region::new(Role::Alert, source(".media-settings .notecard--warning")),
        Region::new(Role::Label, source(".call-time button[title]")),
    ],
    chat: &[source("li[data-message-id] .message-main__text")],
    roster: &[source(".participant__user-name, .participant-row__user-name")],
    native_schemes: &["nextcloudtalk"],
    never_shows: "Once the pre-join note is put away, the only sign in the call is the colour of a circle beside the clock.",
    ..BLANK
};
