//! `tallylight check links`: to be filled.

use clap::Args;

use super::Input;
use crate::jsonl::{self, Outcome};

/// See `docs/cli.md`.
#[derive(Args)]
pub(crate) struct Links {
    #[command(flatten)]
    input: Input,
}

impl Links {
    pub(crate) fn run(self) -> Outcome {
        jsonl::answer(&self.input.file, self.input.fail_on, |row: serde_json::Value| (row, None))
    }
}
