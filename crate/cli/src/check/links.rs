//! `tallylight check links`: texts in, dangerous links out.

use std::borrow::Cow;
use std::io::{self, BufWriter, Write};

use clap::Args;
use memchr::{memchr, memchr_iter, memrchr};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tallylight_core::detector::link::{Found, Kind, Knowledge, first_match, may_match, scan};

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
                // What almost every line of ordinary chat is answered with.
                Ok(row) if !matches!(row.kind, Kind::Filename) && !may_match(&row.text) => {
                    out.write_all(b"{\"id\":")?;
                    out.write_all(row.id.get().as_bytes())?;
                    out.write_all(b",\"findings\":[]}\n")
                }
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
            // From one place of interest to the next: most lines of ordinary text are never looked at alone.
            let (mut from, mut number) = (0, first);
            while let Some(at) = first_match(block, from) {
                let start = memrchr(b'\n', slice(block, from, at)).map_or(from, |n| from + n + 1);
                let end = memchr(b'\n', slice(block, at, block.len())).map_or(block.len(), |n| at + n);
                number += memchr_iter(b'\n', slice(block, from, start)).count();
                let line = block.get(start..end).unwrap_or_default();
                let found = scan(line.trim_end_matches('\r'), Kind::Text, know);
                if !found.is_empty() {
                    self.tell(&mut out, &mut outcome, number, &found)?;
                }
                number += 1;
                from = end + 1;
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

/// The bytes between two offsets.
fn slice(text: &str, from: usize, to: usize) -> &[u8] {
    text.as_bytes().get(from..to).unwrap_or_default()
}
