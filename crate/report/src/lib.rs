//! Findings as reports, from `findings.jsonl` alone: a page for people ([`html`]), SARIF and JUnit for build servers ([`sarif`], [`junit`]), OCSF for security
//! teams ([`ocsf`]), and OpenTelemetry's logs for their collectors ([`otlp`]).
//!
//! [`Story`] folds the lines into facts, each with its history; the formats render it. The words are the extension's own (`words`). Pure: no clock, no files.
//! Of this crate browsers download [`otlp`] and what it needs: the extension sends it where a policy says so.
#![forbid(unsafe_code)]

pub mod html;
pub mod junit;
pub mod ocsf;
pub mod otlp;
pub mod sarif;
pub mod story;
pub mod time;
mod words;

pub use story::Story;

/// Of the program that renders.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");
/// Where it is from.
pub(crate) const HOME: &str = "https://github.com/tallylight/tallylight";
