//! `tallylight check status`: the words of a client's interface in, what they say out.

use clap::Args;
use serde::{Deserialize, Serialize};
use tallylight_core::Severity;
use tallylight_core::client::Phase;
use tallylight_core::detector::recording::words::{self, Signal};
use tallylight_core::observation::Role;

use super::Input;
use crate::jsonl::{self, Outcome};

/// See `docs/cli.md`.
#[derive(Args)]
pub(crate) struct Status {
    #[command(flatten)]
    input: Input,
}

/// A line in.
#[derive(Deserialize)]
struct Row {
    id: serde_json::Value,
    role: Role,
    text: String,
    #[serde(default)]
    locale: Option<String>,
}

/// A line out.
#[derive(Serialize)]
struct Answer {
    id: serde_json::Value,
    signals: Vec<Signal>,
}

impl Status {
    pub(crate) fn run(self) -> Outcome {
        jsonl::answer(&self.input.file, self.input.fail_on, |row: Row| {
            let signals = words::classify(row.role, &row.text, row.locale.as_deref());
            let severity = signals.iter().map(|s| severity(s.phase)).max();
            (Answer { id: row.id, signals }, severity)
        })
    }
}

/// How loudly a phase speaks to `--fail-on`: what takes your words is high, what asks is medium.
fn severity(phase: Phase) -> Severity {
    match phase {
        Phase::On | Phase::Starting => Severity::High,
        Phase::Paused | Phase::Consent => Severity::Medium,
        Phase::Offered | Phase::Off => Severity::Info,
    }
}
