//! Services that were shut down. What remains under their names is left to the generic rule.

use super::{BLANK, Client};

/// BlueJeans.
pub(super) static BLUEJEANS: Client = Client {
    id: "bluejeans",
    name: "BlueJeans",
    owner: "Verizon",
    hosts: &["*.bluejeans.com"],
    closed: Some("Shut down in March 2024."),
    ..BLANK
};

/// Skype.
pub(super) static SKYPE: Client = Client {
    id: "skype",
    name: "Skype",
    owner: "Microsoft",
    hosts: &["web.skype.com", "join.skype.com"],
    closed: Some("Shut down on 5 May 2025; Teams took its place."),
    ..BLANK
};
