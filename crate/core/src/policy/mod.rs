//! The settings in force and where they come from. Not here: how a browser delivers policy (`extension/background`).

use serde::{Deserialize, Serialize};

/// The settings in force for one `step`: our safe defaults, what the user chose, and what the organisation set, already resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "snake_case")]
pub struct Settings {
    /// Hosts on which the person paused us.
    pub paused_hosts: Vec<String>,
    /// The person's and the organisation's own meeting hosts (self-hosted Jitsi, BigBlueButton…).
    pub meeting_hosts: Vec<String>,
    /// Hosts whose shares may be linked to (see `detector::link` for what is never let through).
    pub link_allow: Vec<String>,
    /// Hold clicks on dangerous links.
    pub link_guard: bool,
    /// Let a person go through a held link.
    pub link_proceed: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { paused_hosts: Vec::new(), meeting_hosts: Vec::new(), link_allow: Vec::new(), link_guard: true, link_proceed: true }
    }
}
