//! The page's own code recording what it plays: `MediaRecorder`, fed by a captured element or screen. It may be a voice message or a test of
//! the microphone; so it is a hint, and never a claim.
//!
//! Not here: screen sharing, which uses `getDisplayMedia` too and alone says nothing.

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::finding::{Judgement, Severity};

/// What the page's own code did with media so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct PageRecorder {
    since: Option<u64>,
    captures: bool,
    told: Option<Severity>,
}

impl PageRecorder {
    /// Takes the use of a page API in.
    pub(super) fn see(&mut self, api: &str, client: &Client, now: u64) -> Option<Judgement> {
        match api {
            "MediaRecorder.start" => self.since = self.since.or(Some(now)),
            _ if api.ends_with(".captureStream") || api.ends_with(".getDisplayMedia") => self.captures = true,
            _ => return None,
        }
        let since = self.since?;
        let severity = if self.captures { Severity::Medium } else { Severity::Low };
        if self.told.replace(severity) == Some(severity) {
            return None;
        }
        let judgement = Judgement::raise("page_recorder", severity, "page_recorder", client.owner);
        let judgement = judgement.with("by", "page").with("certainty", "maybe").with("since", since);
        Some(judgement.with("api", if self.captures { "MediaRecorder of a capture" } else { "MediaRecorder" }))
    }

    /// Whether the page records anything.
    pub(super) fn any(&self) -> bool {
        self.since.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sharing_a_screen_is_not_recording_it() {
        let client = Client::by_id("jitsi").unwrap();
        let mut page = PageRecorder::default();
        assert_eq!(page.see("MediaDevices.getDisplayMedia", client, 1), None);
        assert!(!page.any());
        let found = page.see("MediaRecorder.start", client, 2).unwrap();
        assert_eq!((found.what.as_str(), found.severity), ("page_recorder", Severity::Medium));
        assert_eq!(page.see("MediaRecorder.start", client, 3), None, "told once");
    }

    #[test]
    fn a_capture_makes_a_recorder_weightier() {
        let client = Client::by_id("jitsi").unwrap();
        let mut page = PageRecorder::default();
        assert_eq!(page.see("MediaRecorder.start", client, 1).unwrap().severity, Severity::Low);
        assert_eq!(page.see("HTMLCanvasElement.captureStream", client, 2).unwrap().severity, Severity::Medium);
    }
}
