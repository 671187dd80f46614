//! The words by which attention, media and feelings are named in payloads: identifiers cut into tokens, looked up in small lists. Not here:
//! what a match is worth (`verdict`).

/// What a name or value speaks of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Topic {
    /// Whether you look.
    pub(crate) look: bool,
    /// Which media are sent or taken.
    pub(crate) media: bool,
    /// Your face, gaze or feelings.
    pub(crate) feeling: bool,
}

impl Topic {
    /// Both together.
    pub(super) fn or(self, other: Self) -> Self {
        Self { look: self.look || other.look, media: self.media || other.media, feeling: self.feeling || other.feeling }
    }
}

/// Sorted. One token each, lower case.
const LOOK: &[&str] = &[
    "absent",
    "afk",
    "attention",
    "attentive",
    "attentiveness",
    "away",
    "background",
    "backgrounded",
    "blur",
    "blurred",
    "defocus",
    "defocused",
    "distracted",
    "dwell",
    "engaged",
    "engagement",
    "focus",
    "focused",
    "foreground",
    "gone",
    "hidden",
    "hide",
    "idle",
    "inactive",
    "inattentive",
    "infocus",
    "invisible",
    "looking",
    "looks",
    "minimized",
    "offscreen",
    "onscreen",
    "pagehidden",
    "pagevisible",
    "proctor",
    "proctoring",
    "unfocus",
    "unfocused",
    "visibility",
    "visibilitychange",
    "visibilitystate",
    "visible",
    "watching",
    "watched",
    "windowblur",
    "windowfocus",
    "locked",
    "hasfocus",
    "tabhidden",
    "tabvisible",
    "tabswitch",
    "tabactive",
    "unattentive",
    "returned",
    "looked",
    "notlooking",
];

const MEDIA: &[&str] = &[
    "audio",
    "bandwidth",
    "bitrate",
    "bitrates",
    "camera",
    "codec",
    "constraints",
    "consumer",
    "consumers",
    "decode",
    "encoding",
    "encodings",
    "fps",
    "frame",
    "framerate",
    "frames",
    "height",
    "lastn",
    "layer",
    "layers",
    "maxbitrate",
    "maxheight",
    "maxwidth",
    "media",
    "mid",
    "producer",
    "quality",
    "receiver",
    "resolution",
    "rid",
    "sid",
    "simulcast",
    "spatial",
    "ssrc",
    "ssrcs",
    "stream",
    "streams",
    "subscribe",
    "subscribed",
    "subscription",
    "subscriptions",
    "svc",
    "temporal",
    "thumbnail",
    "tile",
    "tiles",
    "track",
    "tracks",
    "transceiver",
    "unsubscribe",
    "unsubscribed",
    "video",
    "videos",
    "viewport",
    "webcam",
    "width",
];

const FEELING: &[&str] = &[
    "emotion",
    "emotions",
    "eyesclosed",
    "faceexpression",
    "faceexpressions",
    "facialexpression",
    "gaze",
    "gazex",
    "gazey",
    "headpose",
    "drowsiness",
    "eyecontact",
];

/// Two tokens that together name attention.
const LOOK_PAIRS: &[(&str, &str)] = &[
    ("tab", "active"),
    ("tab", "switch"),
    ("tab", "left"),
    ("window", "active"),
    ("screen", "state"),
    ("in", "front"),
    ("page", "active"),
    ("is", "active"),
    ("user", "active"),
    ("last", "active"),
    ("active", "at"),
    ("not", "active"),
    ("on", "top"),
];

/// Two tokens that together name something else: Zoom's focus mode hides others' video, it watches nobody.
const FALSE_FRIENDS: &[(&str, &str)] = &[
    ("attention", "mode"),
    ("focus", "mode"),
    ("focus", "trap"),
    ("focus", "ring"),
    ("background", "blur"),
    ("background", "image"),
    ("background", "effect"),
    ("background", "color"),
    ("virtual", "background"),
    ("auto", "focus"),
    ("blur", "background"),
];

/// Cuts an identifier into lower-case tokens: at what is no letter, and before a capital that follows a small one. Calls back with each.
fn tokens(name: &str, mut each: impl FnMut(&str)) {
    let mut token = String::new();
    let mut small = false;
    for c in name.chars().take(96) {
        let cut = !c.is_alphabetic() || (c.is_uppercase() && small);
        if cut && !token.is_empty() {
            each(&token);
            token.clear();
        }
        if c.is_alphabetic() {
            token.extend(c.to_lowercase());
        }
        small = c.is_lowercase();
    }
    if !token.is_empty() {
        each(&token);
    }
}

/// What an identifier speaks of.
pub(crate) fn topic(name: &str) -> Topic {
    let mut topic = Topic::default();
    let mut before = String::new();
    let mut looks = 0_u32;
    tokens(name, |token| {
        let pair = |list: &[(&str, &str)]| list.iter().any(|(a, b)| *a == before && *b == token);
        if pair(FALSE_FRIENDS) {
            looks = looks.saturating_sub(u32::from(LOOK.contains(&before.as_str())));
        } else {
            looks += u32::from(LOOK.contains(&token) || pair(LOOK_PAIRS));
        }
        topic.media |= MEDIA.contains(&token) || (before == "last" && token == "n");
        topic.feeling |= FEELING.contains(&token)
            || FEELING.iter().any(|f| f.strip_prefix(&before).is_some_and(|rest| !before.is_empty() && rest == token));
        token.clone_into(&mut before);
    });
    topic.look = looks > 0;
    topic
}

/// Whether a whole value is a word that may be shown as evidence: it says a state and nothing of a person.
pub(crate) fn is_showable(value: &str) -> bool {
    value.len() <= 40
        && (matches!(
            value,
            "true" | "false" | "null" | "on" | "off" | "yes" | "no" | "h" | "v" | "0" | "1" | "active" | "available" | "online"
        ) || (value.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '.' | ':')) && topic(value).look))
}

/// Whether an address belongs to telemetry rather than to the meeting itself.
pub(super) fn is_telemetry(path: &str) -> bool {
    let mut found = false;
    tokens(path, |t| {
        found |= matches!(
            t,
            "telemetry"
                | "log"
                | "logs"
                | "logging"
                | "metrics"
                | "metric"
                | "analytics"
                | "collect"
                | "collector"
                | "events"
                | "stats"
                | "beacon"
                | "track"
                | "trace"
                | "traces"
                | "rum"
                | "report"
                | "reports"
        );
    });
    found
}

/// Whether an address says that it is for the other participants.
pub(super) fn is_for_participants(path: &str) -> bool {
    let mut found = false;
    tokens(path, |t| {
        found |=
            matches!(t, "participants" | "participant" | "presence" | "attendees" | "bosh" | "xmpp" | "signaling" | "signalling" | "peers");
    });
    found || path.contains("http-bind")
}

/// Whether a script, model or worker reads faces, gaze or feelings. Segmentation for virtual backgrounds is none of it.
pub(crate) fn reads_faces(url: &str) -> bool {
    const MODELS: &[&str] = &[
        "face-api",
        "faceapi",
        "face_api",
        "webgazer",
        "gazecloud",
        "facemesh",
        "face_mesh",
        "face-mesh",
        "face_landmark",
        "face-landmark",
        "facelandmark",
        "face_expression",
        "face-expression",
        "emotion",
        "iris_landmark",
        "clmtrackr",
        "gaze-",
        "eye-track",
        "eyetrack",
    ];
    let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let path = path.split_once("://").map_or(path.as_str(), |(_, rest)| rest);
    MODELS.iter().any(|m| path.contains(m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_of_attention() {
        for name in [
            "pageHidden",
            "acs_calling_page_hidden",
            "TAB_SWITCH",
            "focus_lost",
            "inFocus",
            "visibilityState",
            "isActive",
            "window.blur",
            "away",
        ] {
            assert!(topic(name).look, "{name}");
        }
    }

    #[test]
    fn false_friends() {
        for name in [
            "AttentionMode",
            "WS_CONF_VIDEO_ATTENTION_MODE_SWITCH",
            "focusMode",
            "focusable",
            "virtualBackground",
            "active",
            "state",
            "aria-label",
        ] {
            assert!(!topic(name).look, "{name}");
        }
        assert!(topic("focusModePageHidden").look);
    }

    #[test]
    fn media_and_feelings() {
        for name in ["tracks.layer", "maxBitrate", "lastN", "unsubscribe", "receiverVideoConstraints"] {
            assert!(topic(name).media, "{name}");
        }
        assert!(!topic("presence").media);
        for name in ["faceExpression", "emotions", "gazeX", "headPose"] {
            assert!(topic(name).feeling, "{name}");
        }
        assert!(!topic("faceBox").feeling);
    }

    #[test]
    fn shown_values_say_nothing_of_a_person() {
        for value in ["true", "hidden", "tab_switch", "h"] {
            assert!(is_showable(value), "{value}");
        }
        for value in ["Alice", "hidden treasure of Bob", "alice@example.com", "room-17", "42"] {
            assert!(!is_showable(value), "{value}");
        }
    }

    #[test]
    fn models() {
        assert!(reads_faces("https://x.example/libs/face-landmarks-worker.min.js"));
        assert!(reads_faces("https://cdn.example/webgazer.js?v=1"));
        assert!(!reads_faces("https://cdn.example/selfie_segmentation.tflite"));
        assert!(!reads_faces("https://x.example/?q=emotion"));
    }
}
