//! `tallylight replay`: a recorded trace, or a HAR file, through the same `step` as in the browser. Events in, findings out; memory does not grow with the
//! input.

use std::io::{self, BufRead, BufWriter, StdoutLock, Write};
use std::path::PathBuf;

use clap::Args;
use tallylight_core::detector::coverage;
use tallylight_core::finding::DetectorName;
use tallylight_core::{Effect, Event, Finding, Session, Settings, Severity, step};

use crate::check::severity;
use crate::har;
use crate::jsonl::{self, Outcome};

/// Replay a recorded meeting: events in, findings out.
#[derive(Args)]
pub(crate) struct Replay {
    /// The trace, one event a line, or a HAR file; `-` is standard input.
    #[arg(default_value = "-")]
    trace: PathBuf,
    /// Settings to replay under, as JSON; safe defaults without.
    #[arg(long)]
    settings: Option<PathBuf>,
    /// Exit 1 when something is at least this severe.
    #[arg(long, default_value = "high", value_parser = severity)]
    fail_on: Severity,
}

/// A meeting being played again.
struct Player<'a> {
    settings: Settings,
    fail_on: Severity,
    session: Option<Session>,
    found: bool,
    out: BufWriter<StdoutLock<'a>>,
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
        let out = BufWriter::new(io::stdout().lock());
        let mut player = Player { settings, fail_on: self.fail_on, session: None, found: false, out };
        let mut bad = false;
        let read = jsonl::open(&self.trace)
            .and_then(|mut input| if har::is_har(input.fill_buf()?) { player.har(input, &mut bad) } else { player.trace(input, &mut bad) });
        let read = read.and_then(|unread| player.out.flush().map(|()| unread));
        jsonl::finish(read, Outcome { found: player.found, bad })
    }
}

impl Player<'_> {
    fn trace(&mut self, input: Box<dyn BufRead>, bad: &mut bool) -> io::Result<bool> {
        jsonl::lines_of(input, |number, line| {
            if line.trim().is_empty() {
                return Ok(());
            }
            match serde_json::from_str(line) {
                Ok(event) => self.play(&event),
                Err(e) => {
                    eprintln!("line {number}: not an event: {e}");
                    *bad = true;
                    Ok(())
                }
            }
        })
    }

    /// A HAR holds requests alone: that is said, on standard error and as a finding, or its silence would pass for calm.
    fn har(&mut self, input: Box<dyn BufRead>, bad: &mut bool) -> io::Result<bool> {
        let (read, ended) = har::events(input, |event| self.play(&event));
        let idle = coverage::NOT_IN_REQUESTS.join(", ");
        eprintln!("a HAR file: {} requests. These detectors could not run, as it holds nothing for them: {idle}", read.entries);
        if read.cut > 0 {
            eprintln!("{} long texts were cut", read.cut);
        }
        if read.bad > 0 {
            eprintln!("{} entries are no requests: skipped", read.bad);
            *bad = true;
        }
        let told = self.session.get_or_insert_default().settle(DetectorName::Coverage, coverage::requests_only());
        told.iter().try_for_each(|finding| self.tell(finding))?;
        ended.map(|()| false)
    }

    fn play(&mut self, event: &Event) -> io::Result<()> {
        let (session, effects) = step(self.session.take(), &self.settings, event);
        self.session = Some(session);
        for effect in &effects {
            if let Effect::Finding { finding } = effect {
                self.tell(finding)?;
            }
        }
        Ok(())
    }

    fn tell(&mut self, finding: &Finding) -> io::Result<()> {
        self.found |= finding.severity >= self.fail_on;
        serde_json::to_writer(&mut self.out, finding)?;
        self.out.write_all(b"\n")
    }
}

fn read_settings(path: &std::path::Path) -> Result<Settings, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("cannot read {}: {e}", path.display()))?;
    serde_json::from_str(&text).map_err(|e| format!("{}: not settings: {e}", path.display()))
}
