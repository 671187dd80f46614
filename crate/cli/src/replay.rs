//! `tallylight replay`: a recorded trace through the same `step` as in the browser. Events in, findings out; memory does not grow with the trace.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Args;
use tallylight_core::{Effect, Event, Session, Settings, Severity, step};

use crate::check::severity;
use crate::jsonl::{self, Outcome};

/// Replay a recorded meeting: events in, findings out.
#[derive(Args)]
pub(crate) struct Replay {
    /// The trace, one event a line; `-` is standard input.
    #[arg(default_value = "-")]
    trace: PathBuf,
    /// Settings to replay under, as JSON; safe defaults without.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Exit 1 when something is at least this severe.
    #[arg(long, default_value = "high", value_parser = severity)]
    fail_on: Severity,
}

impl Replay {
    pub(crate) fn run(self) -> Outcome {
        let settings = match self.settings.as_deref().map(read_settings).transpose() {
            Ok(settings) => settings.unwrap_or_default(),
            Err(e) => {
                eprintln!("{e}");
                return Outcome { bad: true, found: false };
            }
        };
        let mut out = BufWriter::new(io::stdout().lock());
        let mut outcome = Outcome::default();
        let mut session: Option<Session> = None;
        let read = jsonl::lines(&self.trace, |number, line| {
            if line.trim().is_empty() {
                return Ok(());
            }
            let event: Event = match serde_json::from_str(line) {
                Ok(event) => event,
                Err(e) => {
                    eprintln!("line {number}: not an event: {e}");
                    outcome.bad = true;
                    return Ok(());
                }
            };
            let (next, effects) = step(session.take(), &settings, &event);
            session = Some(next);
            for effect in effects {
                if let Effect::Finding { finding } = effect {
                    outcome.found |= finding.severity >= self.fail_on;
                    serde_json::to_writer(&mut out, &finding)?;
                    out.write_all(b"\n")?;
                }
            }
            Ok(())
        });
        jsonl::finish(read.and_then(|bad| out.flush().map(|()| bad)), outcome)
    }
}

fn read_settings(path: &std::path::Path) -> Result<Settings, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: not settings: {e}", path.display()))
}
