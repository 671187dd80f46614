//! The catalogue against saved pages (`tests/pages/CLIENT/STATE.html`): does every selector match a page, does every page say what its
//! `STATE.json` expects, do the traces come from them, and what happens when a client changes under us (drift).
//!
//! The pages are written after what is known of each client's structure; they are not copies of anybody's source.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests a panic is the report, and helpers of tests are not seen as tests"
)]

mod book;
mod drift;
mod eye;
mod mutate;
mod states;
mod structure;
mod visit;
