//! `tallylight`: the core, native. Parses arguments, moves lines; judges nothing.
//!
//! Exit codes: 0 nothing at or above `--fail-on`; 1 findings; 2 usage or input error (the rest of the input is still processed).

mod check;
mod experiment;
mod har;
mod jsonl;
mod ledger;
mod policy;
mod replay;
mod report;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The tally light for web meetings, on the command line.
#[derive(Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Judge single inputs: JSON Lines in, JSON Lines out.
    #[command(subcommand)]
    Check(check::Check),
    /// Test by experiment whether what a page sends depends on whether somebody looks.
    Experiment(experiment::Command),
    /// Examine an exported consent ledger.
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    /// An organisation's policy: checked, and as files for each browser.
    #[command(subcommand)]
    Policy(policy::Policy),
    /// Replay a recorded meeting: events in, findings out.
    Replay(replay::Replay),
    /// Render findings for people.
    Report(report::Report),
}

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Check(check) => check.run(),
        Command::Experiment(experiment) => experiment.run().into(),
        Command::Ledger(ledger) => ledger.run().into(),
        Command::Policy(policy) => policy.run().into(),
        Command::Replay(replay) => replay.run().into(),
        Command::Report(report) => report.run().into(),
    }
}
