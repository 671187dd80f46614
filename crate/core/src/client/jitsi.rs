//! Jitsi Meet: meet.jit.si, 8x8's service, and every self-hosted copy (recognised by its elements).
//!
//! The lasting label has no text, no id and no aria; its class is `css-HASH-…-record`, of which only the end is stable. Recording and live
//! stream wear the same class and are told apart by the first command of the icon's path alone.

use super::address::{elsewhere, meeting};
use super::selector::{genuine, source};
use super::{BLANK, Client, Landmark, Mark, Phase, Region, What};
use crate::observation::Role;

/// Jitsi Meet.
pub(super) static CLIENT: Client = Client {
    id: "jitsi",
    name: "Jitsi Meet",
    hosts: &["meet.jit.si", "8x8.vc"],
    addresses: &[elsewhere("/"), elsewhere("/static/**"), meeting("/*"), meeting("/*/*")],
    embeds: &[genuine("#videoconference_page"), source("iframe[src*='//meet.jit.si/'], iframe[src*='//8x8.vc/']"), source("iframe[id^='jitsiConferenceFrame']")],
    landmarks: &[
        Landmark::meeting("conference", &[genuine("#videoconference_page"), source("#videospace")]),
        // The place of the labels: where it is not drawn, a recording would not be shown.
        Landmark::meeting("labels", &[genuine(".details-container")]),
        Landmark::prejoin("prejoin", &[source("[data-testid='prejoin.screen']"), source(".premeeting-screen")]),
    ],
    marks: &[
        Mark::new(
            "recording-label",
            What::Recording,
            Phase::On,
            genuine(".details-container [class$='-record']:has(path[d^='M21 12a9 9 0 1 1-18 0 9 9'])"),
        )
        .while_it_lasts(),
        Mark::new(
            "stream-label",
            What::LiveStream,
            Phase::On,
            genuine(".details-container [class$='-record']:has(path[d^='M22.5 12c0 5.799-4.701 10'])"),
        )
        .while_it_lasts(),
        // Another icon under the same class: something is taken, we do not know which. Recording is the honest guess.
        Mark::new(
            "unknown-label",
            What::Recording,
            Phase::On,
            genuine(
                ".details-container [class$='-record']:not(:has(path[d^='M21 12a9 9 0 1 1-18 0 9 9'], path[d^='M22.5 12c0 5.799-4.701 10']))",
            ),
        )
        .while_it_lasts(),
        Mark::new("transcription-label", What::Transcription, Phase::On, source(".details-container [class$='-transcribing']"))
            .while_it_lasts(),
        Mark::new("recording-toast-on", What::Recording, Phase::On, genuine("[data-testid='recording.on'], [data-testid='recording.onBy']")),
        Mark::new(
            "recording-toast-on-transcribed",
            What::Recording,
            Phase::On,
            source("[data-testid='recording.onWithTranscription'], [data-testid='recording.onByWithTranscription']"),
        ),
        Mark::new("recording-toast-pending", What::Recording, Phase::Starting, genuine("[data-testid='recording.pending']")),
        Mark::new(
            "recording-toast-off",
            What::Recording,
            Phase::Off,
            genuine("[data-testid='recording.off'], [data-testid='recording.offBy'], [data-testid='recording.offWithTranscription'], [data-testid='recording.offByWithTranscription']"),
        ),
        Mark::new("stream-toast-on", What::LiveStream, Phase::On, genuine("[data-testid='liveStreaming.on'], [data-testid='liveStreaming.onBy']")),
        Mark::new("stream-toast-pending", What::LiveStream, Phase::Starting, genuine("[data-testid='liveStreaming.pending']")),
        Mark::new("stream-toast-off", What::LiveStream, Phase::Off, genuine("[data-testid='liveStreaming.off'], [data-testid='liveStreaming.offBy']")),
        Mark::new("transcription-toast-on", What::Transcription, Phase::On, source("[data-testid='transcribing.on']")),
        Mark::new("transcription-toast-off", What::Transcription, Phase::Off, source("[data-testid='transcribing.off']")),
        Mark::new("local-recording-toast-on", What::LocalRecording, Phase::On, source("[data-testid='notify.localRecordingStarted']")),
        Mark::new("local-recording-toast-off", What::LocalRecording, Phase::Off, source("[data-testid='notify.localRecordingStopped']")),
        Mark::new(
            "consent-dialog",
            What::Recording,
            Phase::Consent,
            genuine("[role=dialog][aria-modal=true]:has(#modal-dialog-ok-button)"),
        )
        .with_words(),
    ],
    status: &[Region::new(Role::Status, genuine("#notifications-container [data-testid]"))],
    chat: &[genuine("#chatconversation .chatmessage .usermessage")],
    captions: &[
        source(".transcription-subtitles"),
        // Toasts that repeat a name which a participant chose.
        source("[data-testid^='notify.connected'], [data-testid^='notify.left'], [data-testid='notify.raisedHand']"),
    ],
    roster: &[source("[id^='participant-item'] [class*='participantName'], .displayname")],
    native_schemes: &["org.jitsi.meet", "jitsi-meet"],
    never_shows: "Another participant's local recording is announced only if the operator turned that on, and visitors are never asked for consent.",
    product_knowledge: "Speaking time is visible to all participants; an operator can add emotions read from faces to it.",
    ..BLANK
};
