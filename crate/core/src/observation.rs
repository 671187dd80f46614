//! What probes see: facts, bounded, without judgement. One enum, the vocabulary between `extension/probe` and the detectors.
//! Not here: what an observation means (`detector`), or which selectors are watched (`client`).

use serde::{Deserialize, Serialize};

use crate::detector::link::Kind;

/// The longest text of one observation, in bytes; [`Observation::bound`] cuts the rest and says so.
pub const MAX_TEXT: usize = 16 * 1024;
/// The longest body of one request, in bytes.
pub const MAX_BODY: usize = 64 * 1024;
/// The longest list of headers, in bytes.
pub const MAX_HEADERS: usize = 4 * 1024;
/// The most observations in one batch.
pub const MAX_BATCH: usize = 512;

/// Which world an observation comes from, and so how far it is believed.
///
/// The page's own world can be forged by the page: what it says may raise a finding, never clear one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum World {
    /// Hooks in the page's own JavaScript world. Forgeable.
    Page,
    /// The content script's isolated world: reads the DOM, which the page writes, but cannot be impersonated.
    Isolated,
    /// The browser itself (`webRequest`, tabs, windows).
    Browser,
}

/// The part that a text plays in the client's interface: decides whether it may speak for the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// A live region (`role=status`, `aria-live=polite`), a toast.
    Status,
    /// `role=alert`, `aria-live=assertive`, a banner.
    Alert,
    /// `role=dialog` or `alertdialog`.
    Dialog,
    /// An accessible name or title of an indicator.
    Label,
    /// A control.
    Button,
    /// A heading.
    Heading,
    /// Typed by a participant. Never a signal of recording.
    Chat,
    /// Spoken by a participant. Never a signal of recording.
    Caption,
    /// A participant's display name. Only note-taker bots are read from it.
    Roster,
}

/// How something left the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// `fetch`.
    Fetch,
    /// `XMLHttpRequest`.
    Xhr,
    /// `navigator.sendBeacon`.
    Beacon,
    /// `WebSocket`: the connection, or one message on it.
    Websocket,
    /// `RTCDataChannel`: one message on it. Its `url` is `datachannel:LABEL`.
    Datachannel,
    /// An image or pixel.
    Image,
    /// A script.
    Script,
    /// A frame.
    Iframe,
    /// A worker's script. What the worker itself sends is not seen by page hooks.
    Worker,
    /// A resource-timing entry: the URL alone, whoever asked.
    Timing,
    /// The browser's `webRequest`: ground truth where full view is granted.
    WebRequest,
    /// Anything else (style sheet, font, media, form…).
    Other,
}

/// The body of a request, cut to [`MAX_BODY`]. Judged and dropped: never stored, shown or sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Text as sent.
    Text(String),
    /// Bytes as standard base64.
    Base64(String),
    /// A stream: to read it would be to consume it.
    Streamed,
}

/// One fact that a probe saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "see", rename_all = "snake_case")]
pub enum Observation {
    /// An element that the catalogue names (a [`crate::client::Mark`]) came, changed its words, or went.
    Mark {
        /// The mark's name, unique within the client (`"recording-cloud"`).
        mark: String,
        /// Whether it is in the document now.
        present: bool,
        /// Its accessible name or text, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// Words in a region in which the client itself speaks.
    Said {
        /// The region's role.
        role: Role,
        /// Its text, white space collapsed.
        text: String,
    },
    /// A display name in the list of participants.
    Roster {
        /// As shown.
        name: String,
    },
    /// A text, or a link's raw target, that the link prefilter let through.
    Text {
        /// The probe's number for it; the verdict ([`crate::Effect::Judged`]) carries it back.
        id: u32,
        /// How to read it.
        kind: Kind,
        /// The text, joined over inline nodes; for a link its shown text.
        text: String,
        /// The raw `href` attribute, for a link. Never the resolved `.href`, which hides the evidence.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        href: Option<String>,
    },
    /// Something left the page, or was asked for.
    Sent {
        /// How.
        channel: Channel,
        /// Where to, absolute.
        url: String,
        /// HTTP method, where it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        method: Option<String>,
        /// The headers that the page's own code gave it, but those of every request and those that hold secrets: `name: value`, one a line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        headers: Option<String>,
        /// What, cut to [`MAX_BODY`].
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<Body>,
        /// Size in bytes as sent, before any cut.
        #[serde(default)]
        size: u32,
        /// How many like it (same channel and host) were sampled away since the last one reported.
        #[serde(default)]
        skipped: u32,
        /// URL of the script that called, where a stack was sampled.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
    },
    /// Whether somebody looks: the page's visibility and focus changed (trusted events only).
    Flip {
        /// `document.visibilityState === 'visible'`.
        visible: bool,
        /// `document.hasFocus()`.
        focused: bool,
    },
    /// A page API that matters by itself was used (`MediaRecorder.start`, `IdleDetector.start`, `captureStream`…).
    Called {
        /// `Interface.method`.
        api: String,
        /// A bounded detail (a MIME type, a model's URL…).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
    },
    /// The page listens to an event that can tell whether you look.
    Listens {
        /// Event type (`visibilitychange`, `blur`…).
        to: String,
        /// `document` or `window`.
        target: String,
        /// URL of the script that registered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<String>,
    },
    /// A value about the person that is known in this meeting, for the watchlist of what requests carry. Kept for the meeting's life only.
    Known {
        /// `name`, `email`, `meeting_id`, `passcode`, `participant_id`…
        name: String,
        /// The value.
        value: String,
    },
    /// How a probe fares.
    Probe {
        /// See [`ProbeState`].
        state: ProbeState,
    },
    /// Somebody worked against us (hid the banner, forged a handshake…).
    Tamper {
        /// What was seen (`banner_hidden`, `second_handshake`, `hook_replaced`, `malformed_message`…).
        what: String,
    },
}

/// How long before its batch's arrival an observation may say it was made; an earlier time counts as this long ago.
pub const MAX_LATENESS: u64 = 60_000;

/// An observation with the moment at which the probe made it: batches arrive late, and what follows what within a second is evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timed {
    /// Milliseconds, on the same clock as [`crate::Event::t`]. Absent: the event's own time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub t: Option<u64>,
    /// The fact.
    #[serde(flatten)]
    pub observation: Observation,
}

impl Timed {
    /// When it was made, given when its event arrived. Probes may lie: it lies never in the future, nor more than [`MAX_LATENESS`] back.
    pub fn at(&self, arrived: u64) -> u64 {
        self.t.map_or(arrived, |t| t.clamp(arrived.saturating_sub(MAX_LATENESS), arrived))
    }
}

impl From<Observation> for Timed {
    fn from(observation: Observation) -> Self {
        Self { t: None, observation }
    }
}

/// How a probe fares: coverage is judged from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProbeState {
    /// In place before the page's own code ran.
    Ready,
    /// In place, but the page had already run: hooks may have been bypassed.
    Late,
    /// The page-world probe did not announce itself.
    NoPageWorld,
    /// The probe did not answer when it was asked, while its page lives on.
    Silent,
    /// It answered.
    Alive,
}

impl Observation {
    /// Cuts every string to its bound. Returns how many were cut.
    pub fn bound(&mut self) -> u32 {
        use crate::text::cut;
        match self {
            Self::Mark { mark, text, .. } => cut(mark, 64) + text.as_mut().map_or(0, |t| cut(t, MAX_TEXT)),
            Self::Said { text, .. } => cut(text, MAX_TEXT),
            Self::Roster { name } => cut(name, 256),
            Self::Text { text, href, .. } => cut(text, MAX_TEXT) + href.as_mut().map_or(0, |h| cut(h, MAX_TEXT)),
            Self::Sent { url, method, headers, body, from, .. } => {
                let body = body.as_mut().map_or(0, |b| match b {
                    Body::Text(s) => cut(s, MAX_BODY),
                    Body::Base64(s) => cut(s, MAX_BODY / 3 * 4),
                    Body::Streamed => 0,
                });
                let body = body + headers.as_mut().map_or(0, |h| cut(h, MAX_HEADERS));
                cut(url, MAX_TEXT) + method.as_mut().map_or(0, |m| cut(m, 16)) + from.as_mut().map_or(0, |f| cut(f, 2048)) + body
            }
            Self::Called { api, detail } => cut(api, 64) + detail.as_mut().map_or(0, |d| cut(d, 512)),
            Self::Listens { to, target, from } => cut(to, 64) + cut(target, 64) + from.as_mut().map_or(0, |f| cut(f, 2048)),
            Self::Known { name, value } => cut(name, 32) + cut(value, 256),
            Self::Tamper { what } => cut(what, 64),
            Self::Flip { .. } | Self::Probe { .. } => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timed_observation_is_one_flat_object() {
        let line = r#"{"t":12,"see":"flip","visible":false,"focused":false}"#;
        let timed: Timed = serde_json::from_str(line).expect("it parses");
        assert_eq!(timed, Timed { t: Some(12), observation: Observation::Flip { visible: false, focused: false } });
        assert_eq!(serde_json::to_string(&timed).expect("it serialises"), line);
        let bare: Timed = serde_json::from_str(r#"{"see":"flip","visible":true,"focused":true}"#).expect("it parses");
        assert_eq!(bare.t, None);
    }

    #[test]
    fn a_lying_clock_is_held_within_bounds() {
        let at = |t, arrived| Timed { t, observation: Observation::Flip { visible: true, focused: true } }.at(arrived);
        assert_eq!(at(None, 500_000), 500_000);
        assert_eq!(at(Some(499_900), 500_000), 499_900);
        assert_eq!(at(Some(u64::MAX), 500_000), 500_000);
        assert_eq!(at(Some(0), 500_000), 440_000);
    }
}
