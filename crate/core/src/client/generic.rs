//! What remains when no client of the catalogue fits: web standards alone (ARIA live regions, dialogs), with low confidence, and said so.

use super::Client;

/// Any page that might be a meeting.
pub(super) static CLIENT: Client = Client {
    id: "generic",
    name: "",
    owner: "",
    hosts: &[],
    paths: &[],
    embeds: &[],
    landmarks: &[],
    marks: &[],
    status: &[],
    chat: &["[role=log]"],
    captions: &[],
    roster: &[],
    native_schemes: &[],
    never_shows: "",
    product_knowledge: "",
    closed: None,
};
