//! `tallylight check …`: one file a subject.

mod links;
mod requests;
mod status;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use tallylight_core::Severity;

/// What to judge.
#[derive(Subcommand)]
pub(crate) enum Check {
    /// Texts, for links that leak a password hash or start a program.
    Links(links::Links),
    /// Words in a client's interface, for recording and its relatives.
    Status(status::Status),
    /// Requests, for who receives them and what they carry.
    Requests(requests::Requests),
}

impl Check {
    pub(crate) fn run(self) -> ExitCode {
        match self {
            Self::Links(c) => c.run(),
            Self::Status(c) => c.run(),
            Self::Requests(c) => c.run(),
        }
        .into()
    }
}

/// What every check takes.
#[derive(Args)]
pub(crate) struct Input {
    /// The input; `-` is standard input.
    #[arg(default_value = "-")]
    pub(crate) file: PathBuf,
    /// Exit 1 when something is at least this severe: info, low, medium, high or critical.
    #[arg(long, default_value = "high", value_parser = severity)]
    pub(crate) fail_on: Severity,
}

/// Reads a severity as it is written in findings.
pub(crate) fn severity(word: &str) -> Result<Severity, String> {
    serde_json::from_value(serde_json::Value::from(word)).map_err(|_| "expected info, low, medium, high or critical".to_owned())
}
