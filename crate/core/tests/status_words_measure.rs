//! A measure for authors of lexicons, on phrases of real clients that this project may look at but not ship.
//!
//! `TALLYLIGHT_PHRASES=DIR cargo test -p tallylight-core --test status_words_measure -- --nocapture` reads `DIR/*.json`, each
//! `{"locales":{LOCALE:{KEY:TEXT}}}`, expects of each key what the table below says, and prints recall and false alarms by language.
//! `TALLYLIGHT_LANG=xx` prints the misses of one language. Without the variable it does nothing: it measures, it does not judge.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "in tests a panic is the report")]

use std::collections::BTreeMap;
use std::path::Path;

use tallylight_core::client::{Phase, What};
use tallylight_core::detector::recording::words::classify;
use tallylight_core::observation::Role;

use Phase::{Consent, Off, On, Paused, Starting};
use What::{AiNotes, Archive, LiveStream, LocalRecording, Recording, Transcription};

type Expect = &'static [(What, Phase)];

/// What keys mean, by file and key. A key that ends in `*` stands for all that begin so.
const KEYS: &[(&str, Role, &[&str], Expect)] = &[
    ("bigbluebutton", Role::Status, &["app.navBar.recording", "app.notification.recordingStart"], &[(Recording, On)]),
    ("bigbluebutton", Role::Label, &["app.navBar.recording.on"], &[(Recording, On)]),
    ("bigbluebutton", Role::Label, &["app.navBar.recording.off"], &[(Recording, Off)]),
    ("bigbluebutton", Role::Status, &["app.notification.recordingStop", "app.notification.recordingPaused"], &[(Recording, Off)]),
    ("jitsi-meet", Role::Status, &["recording.on", "recording.onBy", "recording.expandedOn", "videoStatus.recording"], &[(Recording, On)]),
    ("jitsi-meet", Role::Heading, &["dialog.recordingInProgressTitle"], &[(Recording, On)]),
    ("jitsi-meet", Role::Status, &["recording.onWithTranscription", "recording.onByWithTranscription"], &[(Recording, On)]),
    ("jitsi-meet", Role::Dialog, &["dialog.recordingInProgressDescription"], &[(Recording, Consent), (Recording, On)]),
    ("jitsi-meet", Role::Status, &["recording.off", "recording.offBy", "recording.expandedOff"], &[(Recording, Off)]),
    (
        "jitsi-meet",
        Role::Status,
        &["recording.offWithTranscription", "recording.offByWithTranscription"],
        &[(Recording, Off), (Transcription, Off)],
    ),
    ("jitsi-meet", Role::Status, &["recording.pending", "recording.expandedPending"], &[(Recording, Starting)]),
    (
        "jitsi-meet",
        Role::Status,
        &["liveStreaming.on", "liveStreaming.onBy", "liveStreaming.expandedOn", "videoStatus.streaming"],
        &[(LiveStream, On)],
    ),
    ("jitsi-meet", Role::Status, &["liveStreaming.off", "liveStreaming.offBy", "liveStreaming.expandedOff"], &[(LiveStream, Off)]),
    ("jitsi-meet", Role::Status, &["liveStreaming.pending", "liveStreaming.expandedPending"], &[(LiveStream, Starting)]),
    ("jitsi-meet", Role::Status, &["recording.inProgress", "recording.sessionAlreadyActive"], &[(Recording, On)]),
    (
        "jitsi-meet",
        Role::Status,
        &["transcribing.expandedLabel", "transcribing.labelTooltip", "transcribing.on", "transcribing.onBy"],
        &[(Transcription, On)],
    ),
    ("jitsi-meet", Role::Status, &["transcribing.off", "transcribing.expandedOff"], &[(Transcription, Off)]),
    (
        "jitsi-meet",
        Role::Status,
        &["notify.localRecordingStarted", "localRecording.labelToolTip", "localRecording.messages.engaged"],
        &[(LocalRecording, On)],
    ),
    ("jitsi-meet", Role::Status, &["notify.localRecordingStopped"], &[(LocalRecording, Off)]),
    ("openvidu-components", Role::Status, &["PANEL.RECORDING.IN_PROGRESS"], &[(Recording, On)]),
    ("openvidu-components", Role::Status, &["PANEL.RECORDING.STARTING"], &[(Recording, Starting)]),
    (
        "teams-acs",
        Role::Alert,
        &[
            "call.complianceBannerNowOnlyRecording",
            "call.complianceBannerRecordingStarted",
            "notificationStack.recordingStarted.title",
            "notificationStack.transcriptionStoppedStillRecording.message",
        ],
        &[(Recording, On)],
    ),
    (
        "teams-acs",
        Role::Alert,
        &[
            "call.complianceBannerNowOnlyTranscription",
            "call.complianceBannerTranscriptionStarted",
            "notificationStack.transcriptionStarted.title",
            "notificationStack.transcriptionStartedByYou.title",
        ],
        &[(Transcription, On)],
    ),
    ("teams-acs", Role::Alert, &["call.complianceBannerRecordingAndTranscriptionStarted"], &[(Recording, On), (Transcription, On)]),
    (
        "teams-acs",
        Role::Alert,
        &["call.complianceBannerRecordingAndTranscriptionStopped", "call.complianceBannerRecordingAndTranscriptionSaved"],
        &[(Recording, Off), (Transcription, Off)],
    ),
    ("teams-acs", Role::Alert, &["call.complianceBannerRecordingStopped", "call.complianceBannerRecordingSaving"], &[(Recording, Off)]),
    (
        "teams-acs",
        Role::Alert,
        &["call.complianceBannerTranscriptionStopped", "call.complianceBannerTranscriptionSaving"],
        &[(Transcription, Off)],
    ),
    ("teams-acs", Role::Alert, &["call.complianceBannerTranscriptionConsent"], &[(Transcription, Consent)]),
    ("zoom", Role::Label, &["apac.wc_recording", "apac.meeting_recording"], &[(Recording, On)]),
    (
        "zoom",
        Role::Status,
        &[
            "apac.wc_record_reminder_title",
            "apac.wc_aria_txt_recoding_start_info",
            "apac.disclaimer.chat_content_recording_on",
            "apac.wc_recording_cc_consent_title2",
        ],
        &[(Recording, On)],
    ),
    ("zoom", Role::Status, &["apac.wc_recording_livestreaming_consent_title"], &[(Recording, On), (LiveStream, On)]),
    ("zoom", Role::Label, &["apac.wc_recording_paused"], &[(Recording, Paused)]),
    ("zoom", Role::Status, &["apac.wc_aria_txt_recoding_stop_info"], &[(Recording, Off)]),
    (
        "zoom",
        Role::Dialog,
        &["apac.wc_record_reminder_desc", "apac.wc_record_webinar_reminder_desc", "apac.wc_record_reminder_desc_1"],
        &[(Recording, Consent)],
    ),
    (
        "zoom",
        Role::Status,
        &["apac.LS.title", "apac.LS.toast", "apac.wc_livestream_consent_title", "apac.LS.toast2", "apac.ndi.title"],
        &[(LiveStream, On)],
    ),
    ("zoom", Role::Dialog, &["apac.LS.content_1"], &[(LiveStream, Consent)]),
    ("zoom", Role::Status, &["apac.archiving.default_title", "apac.archiving.toast"], &[(Archive, On)]),
    ("zoom", Role::Dialog, &["apac.archiving.content2"], &[(Archive, Consent)]),
    (
        "zoom",
        Role::Status,
        &["apac.disclaimer.LT_content_2", "apac.wc_cc_consent_title2", "apac.wc_ai_consent_title2"],
        &[(Transcription, On)],
    ),
    (
        "zoom",
        Role::Status,
        &["apac.ai.turn_on_toast", "apac.smartSummary.enabled_2_new", "apac.smartSummary.toast_text_1_4"],
        &[(AiNotes, On)],
    ),
    ("zoom", Role::Status, &["apac.ai.turn_off_toast", "apac.smartSummary.toast_text_2_4"], &[(AiNotes, Off)]),
    // What must raise nothing.
    ("bigbluebutton", Role::Button, &["app.recording.*"], &[]),
    ("bigbluebutton", Role::Label, &["app.notification.recordingAriaLabel", "app.user.*", "app.learning-dashboard.label"], &[]),
    (
        "jitsi-meet",
        Role::Status,
        &[
            "recording.linkGenerated",
            "recording.localRecordingStartWarning",
            "e2ee.*",
            "prejoin.*",
            "transcribing.labelTooltipExtra",
            "transcribing.onWithRecording",
        ],
        &[],
    ),
    ("jitsi-meet", Role::Dialog, &["dialog.e2ee*", "dialog.Understand*", "dialog.learnMore"], &[]),
    (
        "openvidu-components",
        Role::Button,
        &[
            "TOOLBAR.*",
            "PANEL.RECORDING.WATCH",
            "PANEL.RECORDING.PLAY",
            "PANEL.RECORDING.D*",
            "PANEL.STREAMING.ST*",
            "PANEL.RECORDING.ACCE*",
        ],
        &[],
    ),
    (
        "openvidu-components",
        Role::Heading,
        &[
            "PANEL.RECORDING.SUBTITLE",
            "PANEL.RECORDING.CONTENT*",
            "PANEL.RECORDING.VIEW*",
            "PANEL.RECORDING.RECORDINGS",
            "PANEL.RECORDING.NO_*",
            "PANEL.RECORDING.ERR*",
            "ERRORS.*",
        ],
        &[],
    ),
    (
        "zoom",
        Role::Label,
        &["apac.wc_record_consent_tooltip", "apac.toast_after_stop_recording", "apac.smartSummary.toast_button_*", "apac.wc_attention*"],
        &[],
    ),
];

fn expected(file: &str, key: &str) -> Option<(Role, Expect)> {
    let suits = |pattern: &str| pattern.strip_suffix('*').map_or(pattern == key, |start| key.starts_with(start));
    KEYS.iter().find(|(of, _, keys, _)| *of == file && keys.iter().any(|k| suits(k))).map(|(_, role, _, expect)| (*role, *expect))
}

#[derive(Default)]
struct Tally {
    hits: BTreeMap<Phase, (usize, usize)>,
    negatives: (usize, usize),
}

#[test]
fn phrases_of_real_clients() {
    let Ok(folder) = std::env::var("TALLYLIGHT_PHRASES") else { return };
    let asked = std::env::var("TALLYLIGHT_LANG").ok();
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(Path::new(&folder)).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    for path in files.iter().filter(|p| p.extension().is_some_and(|e| e == "json")) {
        let file = path.file_stem().unwrap().to_string_lossy().into_owned();
        let value: serde_json::Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        for (locale, texts) in value["locales"].as_object().into_iter().flatten() {
            for (key, text) in texts.as_object().into_iter().flatten() {
                let (Some((role, expect)), Some(text)) = (expected(&file, key), text.as_str()) else { continue };
                let language = locale.split(['-', '_']).next().unwrap_or_default();
                let got: Vec<(What, Phase)> = classify(role, text, None).iter().map(|s| (s.what, s.phase)).collect();
                let tally = tallies.entry(language.to_owned()).or_default();
                let mut miss = false;
                for want in expect {
                    let loosely = want.0 == LocalRecording && got.contains(&(Recording, want.1));
                    let hit = got.contains(want) || loosely;
                    let part = tally.hits.entry(want.1).or_default();
                    part.0 += usize::from(hit);
                    part.1 += 1;
                    miss |= !hit;
                }
                if expect.is_empty() || expect.iter().all(|(_, phase)| *phase == Off) {
                    let active = got.iter().any(|(_, phase)| matches!(phase, On | Starting | Paused));
                    tally.negatives.0 += usize::from(active);
                    tally.negatives.1 += 1;
                    miss |= active;
                }
                if miss && asked.as_deref() == Some(language) {
                    println!("{file} {key} [{role:?}] {text:?}: expected {expect:?}, got {got:?}");
                }
            }
        }
    }
    let mut sum = Tally::default();
    for (language, tally) in &tallies {
        print_line(language, tally);
        for (phase, (hit, all)) in &tally.hits {
            let part = sum.hits.entry(*phase).or_default();
            part.0 += hit;
            part.1 += all;
        }
        sum.negatives.0 += tally.negatives.0;
        sum.negatives.1 += tally.negatives.1;
    }
    print_line("all", &sum);
}

fn print_line(language: &str, tally: &Tally) {
    let recall: Vec<String> = tally.hits.iter().map(|(phase, (hit, all))| format!("{phase:?} {hit}/{all}")).collect();
    println!("{language:4} {:60} false on {}/{}", recall.join("  "), tally.negatives.0, tally.negatives.1);
}
