//! edumeet, always self-hosted. A recording is made on the recorder's machine; the only sign is a red dot in the bar: no text, no aria.

use super::address::{elsewhere, meeting};
use super::selector::source;
use super::{BLANK, Client, Landmark, Mark, Phase, What};

/// edumeet.
pub(super) static CLIENT: Client = Client {
    id: "edumeet",
    name: "edumeet",
    addresses: &[elsewhere("/"), meeting("/*"), elsewhere("/**")],
    embeds: &[source("#edumeet")],
    landmarks: &[Landmark::meeting("top-bar", &[source("#edumeet header .MuiToolbar-root")])],
    marks: &[
        Mark::new(
            "recording-dot",
            What::LocalRecording,
            Phase::On,
            source("header .MuiToolbar-root svg[data-testid='FiberManualRecordIcon'].MuiSvgIcon-colorError"),
        )
        .while_it_lasts(),
        Mark::new(
            "recording-peer",
            What::LocalRecording,
            Phase::On,
            source("#edumeet svg[data-testid='FiberManualRecordIcon'].MuiSvgIcon-colorError"),
        )
        .while_it_lasts(),
    ],
    never_shows: "No words and no question: a red dot is all, and a recorder who does not use edumeet's own button is not shown.",
    ..BLANK
};
