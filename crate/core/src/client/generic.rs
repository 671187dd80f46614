//! What remains when no client of the catalogue fits: web standards alone (ARIA live regions, dialogs), with low confidence, and said so.

use super::selector::generic;
use super::{BLANK, Client};

/// Any page that might be a meeting.
pub(super) static CLIENT: Client = Client {
    id: "generic",
    name: "Any other client",
    chat: &[generic("[role=log]")],
    never_shows: "Of a client that the catalogue does not know, only what it says in ARIA live regions and dialogs is seen.",
    ..BLANK
};
