//! Sources that tell of you whatever you do with the tab: the idle detector, models that read faces, replay recorders, sound analysed while muted.
//! Not here: what depends on flips (`score`).

use serde::{Deserialize, Serialize};

use super::json::Scalar;
use super::payload::Message;
use super::words::reads_faces;
use crate::finding::{Judgement, Severity, Verdict};
use crate::observation::Channel;

/// Messages of a replay recorder that are enough to name it.
const REPLAY_EVENTS: usize = 3;
/// How long after a reading of the muted microphone a send may carry it.
const MUTED_MS: u64 = 15_000;
/// Sends with a sound level while muted that are enough.
const MUTED_SENDS: u32 = 4;

/// What was seen of special sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Special {
    /// When sound was last analysed while the microphone was muted, and how many sends with a level followed.
    muted: Option<u64>,
    levels: u32,
    last_level: u64,
}

/// A use of an API that watches the person.
pub(super) fn called(special: &mut Special, t: u64, api: &str, detail: Option<&str>) -> Option<Judgement> {
    let raise = |what: &str, severity| Judgement::raise(what, severity, what, "unknown").verdict(Verdict::May).with("api", api);
    match api {
        // Sees the whole system: other programs, and whether the screen is locked.
        "IdleDetector.start" => Some(raise("idle_detector", Severity::Medium)),
        "FaceDetector.detect" => Some(raise("face_detector", Severity::Medium)),
        "AnalyserNode.read" if detail == Some("muted") => {
            special.muted = Some(t);
            None
        }
        _ => None,
    }
}

/// A model, script or worker that reads faces is loaded.
pub(super) fn model(channel: Channel, url: &str, host: &str) -> Option<Judgement> {
    let loads = !matches!(channel, Channel::Websocket | Channel::Datachannel | Channel::Beacon);
    (loads && reads_faces(url))
        .then(|| Judgement::raise("face_model", Severity::Medium, "face_model", "unknown").verdict(Verdict::May).with("host", host))
}

/// Whether a message is a piece of a recording of everything on the page: numbered events with data, a source and a time.
pub(super) fn is_replay(message: &Message) -> bool {
    let number = |path: &str, value: &Scalar, name: &str, range: std::ops::RangeInclusive<f64>| {
        path.rsplit('.').next() == Some(name) && matches!(value, Scalar::Number(n) if range.contains(n))
    };
    let count = |name, range: std::ops::RangeInclusive<f64>| {
        message.fields.iter().filter(|(p, v)| p.contains("[]") && number(p, v, name, range.clone())).count()
    };
    let data = message.fields.iter().filter(|(p, _)| p.contains("[].data.source") || p.contains("[].data.node.")).count();
    count("timestamp", 1e12..=1e14) >= REPLAY_EVENTS && count("type", 0.0..=7.0) >= REPLAY_EVENTS && data >= 2
}

/// Levels of sound sent while it is analysed although the microphone is muted.
pub(super) fn level(special: &mut Special, t: u64, message: &Message) -> bool {
    if special.muted.is_none_or(|m| t.saturating_sub(m) > MUTED_MS) {
        return false;
    }
    let named = |path: &str| {
        let name = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        ["level", "volume", "loudness", "rms", "decibel", "speech", "noise"].iter().any(|w| name.contains(w))
    };
    let loud = message.fields.iter().any(|(p, v)| named(p) && matches!(v, Scalar::Number(n) if *n != 0.0));
    if loud && t.saturating_sub(special.last_level) >= 200 {
        special.last_level = t;
        special.levels = special.levels.saturating_add(1);
    }
    loud && special.levels >= MUTED_SENDS
}
