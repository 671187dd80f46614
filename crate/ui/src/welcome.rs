//! The page of the first run: what this is, where to find it, what it never does. All of its words stand in the HTML.

use crate::browser::page;
use crate::dom::{by_id, fill, link};

/// Shows the page.
pub(crate) fn show() {
    fill(&by_id("links"), [link("popup_settings", &page("options.html"))]);
}
