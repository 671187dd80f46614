//! `tallylight check links`: texts in, dangerous links out.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tallylight_core::detector::link::{Found, Kind, Knowledge, may_match, scan};

use super::Input;
use crate::jsonl::{self, Outcome};

/// Finds links that hand over a password hash or start a program.
#[derive(Args)]
pub(crate) struct Links {
    #[command(flatten)]
    input: Input,
    /// Take raw text, a line each, and answer only for lines with findings; `id` is the line's number.
    #[arg(long)]
    plain: bool,
    /// A host whose shares are fine; may be given several times. Never for programs, administrators' shares, addresses in numbers or WebDAV.
    #[arg(long, value_name = "HOST")]
    allow: Vec<String>,
    /// One of your own meeting hosts; may be given several times.
    #[arg(long, value_name = "HOST")]
    meeting_host: Vec<String>,
}

/// A line of input. The id may be any JSON value and comes back as it was written.
#[derive(Deserialize)]
struct Row<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
    #[serde(default)]
    kind: Kind,
    #[serde(borrow)]
    text: Cow<'a, str>,
}

/// A line of output.
#[derive(Serialize)]
struct Answer<'a, I> {
    id: I,
    findings: &'a [Found],
}

impl Links {
    pub(crate) fn run(self) -> Outcome {
        let know = Knowledge { allow: &self.allow, meeting_hosts: &self.meeting_host };
        if self.plain { self.plain(&know) } else { self.rows(&know) }
    }

    fn rows(&self, know: &Knowledge<'_>) -> Outcome {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let mut outcome = Outcome::default();
        let read = jsonl::lines(&self.input.file, |number, line| {
            if line.trim_ascii().is_empty() {
                return Ok(());
            }
            match serde_json::from_str::<Row<'_>>(line) {
                Ok(row) => self.tell(&mut out, &mut outcome, row.id, &scan(&row.text, row.kind, know)),
                Err(e) => {
                    eprintln!("line {number}: {e}");
                    outcome.bad = true;
                    Ok(())
                }
            }
        });
        jsonl::finish(read.and_then(|bad| out.flush().map(|()| bad)), outcome)
    }

    fn plain(&self, know: &Knowledge<'_>) -> Outcome {
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let mut outcome = Outcome::default();
        let read = jsonl::blocks(&self.input.file, |first, block| {
            // Most blocks of ordinary text end here: one look, no line is touched.
            if !may_match(block) {
                return Ok(());
            }
            for (n, line) in block.lines().enumerate() {
                let found = scan(line, Kind::Text, know);
                if !found.is_empty() {
                    self.tell(&mut out, &mut outcome, first + n, &found)?;
                }
            }
            Ok(())
        });
        jsonl::finish(read.and_then(|bad| out.flush().map(|()| bad)), outcome)
    }

    fn tell(&self, out: &mut impl Write, outcome: &mut Outcome, id: impl Serialize, found: &[Found]) -> io::Result<()> {
        outcome.found |= found.iter().any(|f| f.severity >= self.input.fail_on);
        serde_json::to_writer(&mut *out, &Answer { id, findings: found })?;
        out.write_all(b"\n")
    }
}
