//! `tallylight check status`: to be filled.

use clap::Args;

use super::Input;
use crate::jsonl::{self, Outcome};

/// See `docs/cli.md`.
#[derive(Args)]
pub(crate) struct Status {
    #[command(flatten)]
    input: Input,
}

impl Status {
    pub(crate) fn run(self) -> Outcome {
        jsonl::answer(&self.input.file, self.input.fail_on, |row: serde_json::Value| (row, None))
    }
}
