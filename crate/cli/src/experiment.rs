//! `tallylight experiment`: a trace with flips at random times in, findings out. Here is only the moving of lines; see `crate/experiment`.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use tallylight_core::{Event, Severity};
use tallylight_experiment::simulate::{Client, Rate, TRACKERS, rate};
use tallylight_experiment::{Experiment, Options};

use crate::check::severity;
use crate::jsonl::{self, Outcome};

/// Simulated clients of each kind in a self-test, and the innocent among them.
const SIMULATED: u64 = 100;
const INNOCENT: u64 = 500;

/// Test by experiment whether what a page sends depends on whether somebody looks.
#[derive(Args)]
pub(crate) struct Command {
    /// The trace, one event a line, its flips at random times; `-` is standard input.
    #[arg(default_value = "-")]
    trace: PathBuf,
    /// The same seed gives the same figures.
    #[arg(long, default_value_t = Options::default().seed)]
    seed: u64,
    /// How many schedules of flips are redrawn.
    #[arg(long, default_value_t = Options::default().permutations, value_parser = clap::value_parser!(u32).range(99..=1_000_000))]
    permutations: u32,
    /// How often it may find something where nothing is, all tests together.
    #[arg(long, default_value_t = Options::default().alpha, value_parser = alpha)]
    alpha: f64,
    /// Exit 1 when something is at least this severe.
    #[arg(long, default_value = "high", value_parser = severity)]
    fail_on: Severity,
    /// Read no trace: measure on simulated clients how often this errs, either way, and print it.
    #[arg(long)]
    self_test: bool,
}

fn alpha(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|a| (0.0001..=0.2).contains(a)).ok_or_else(|| format!("{text:?} is no level between 0.0001 and 0.2"))
}

impl Command {
    pub(crate) fn run(self) -> Outcome {
        if self.self_test {
            return jsonl::finish(self_test().map(|()| false), Outcome::default());
        }
        let mut outcome = Outcome::default();
        let mut experiment = Experiment::default();
        let read = jsonl::lines(&self.trace, |number, line| {
            if line.trim().is_empty() {
                return Ok(());
            }
            match serde_json::from_str::<Event>(line) {
                Ok(event) => experiment.take(&event),
                Err(e) => {
                    eprintln!("line {number}: not an event: {e}");
                    outcome.bad = true;
                }
            }
            Ok(())
        });
        let options = Options { seed: self.seed, permutations: self.permutations, alpha: self.alpha };
        let findings = match experiment.findings(&options) {
            Ok(findings) => findings,
            Err(e) => {
                eprintln!("no experiment: {e}");
                return jsonl::finish(read, Outcome { bad: true, ..outcome });
            }
        };
        let mut out = BufWriter::new(io::stdout().lock());
        let written = findings.iter().try_for_each(|finding| {
            outcome.found |= finding.severity >= self.fail_on;
            serde_json::to_writer(&mut out, finding)?;
            out.write_all(b"\n")
        });
        jsonl::finish(read.and_then(|bad| written.and_then(|()| out.flush()).map(|()| bad)), outcome)
    }
}

/// Prints how often the experiment errs.
fn self_test() -> io::Result<()> {
    let mut out = io::stdout().lock();
    let share = |n: u32, rate: Rate| f64::from(n) * 100.0 / f64::from(rate.of.max(1));
    let innocent = rate(Client { seed: 0, flips: 30, tracks: None }, 0..INNOCENT, 999);
    writeln!(
        out,
        "{INNOCENT} clients that do not track, 30 flips, alpha 0.01: {:.1} % found to depend on flips, {:.1} % said to report",
        share(innocent.depends, innocent),
        share(innocent.tells, innocent),
    )?;
    for (told, telling, flips) in
        [("a third of the flips", 1.0 / 3.0, 30), ("every flip", 1.0, 30), ("every flip", 1.0, 16), ("every flip", 1.0, 8)]
    {
        writeln!(out, "{SIMULATED} clients each that tell {told}, {flips} flips:")?;
        for (name, tracker) in TRACKERS {
            let rate = rate(Client { seed: 0, flips, tracks: Some((tracker, telling)) }, 0..SIMULATED, 999);
            writeln!(
                out,
                "  {name:<26} {:>3.0} % found to depend on flips, {:>3.0} % said to report or that it may",
                share(rate.depends, rate),
                share(rate.tells, rate)
            )?;
        }
    }
    Ok(())
}
