//! What the organisation wants, what the person chose, and what of it is in force; and the organisation's rules, judged on findings.
//!
//! A policy is `{"defaults": {…}, "locked": {…}}`: for each setting what is so until the person changes it, and what nobody can change. From
//! weak to strong: built in, the policy's default, the person's choice, the policy's lock. What is not understood is named and left out, key by
//! key; the rest holds. Nothing here waits: without a policy the built-in values are in force.
//!
//! Not here: how a browser delivers a policy (`extension/background/settings.js`), the files for administrators (`crate/cli`).

mod judge;
mod kind;
mod note;
mod resolve;
mod rule;
mod settings;

pub use judge::{blocks, enforce, expectations, is_off};
pub(crate) use judge::{gates, interrupts};
pub use kind::{Kind, MAX_ADDRESS, MAX_ENTRIES};
pub use note::{Ignored, MAX_NAMED};
pub use resolve::{Key, MAX_POLICY, Resolved, Source, check, export, resolve};
pub use rule::{Action, Expect, MAX_RULES, Rule};
pub use settings::{Corner, DETECTORS, DOCS, Doc, Encoding, SEVERITIES, Setting, Settings, TABLE, Who};
