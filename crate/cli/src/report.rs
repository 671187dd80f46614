//! `tallylight report`: findings in, reports out: a page for people, SARIF and JUnit for build servers, OCSF for security teams. Here is only the moving of
//! lines; see `crate/report`.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::{ArgGroup, Args};
use tallylight_core::{Finding, Severity};
use tallylight_report::{Story, html, junit, ocsf, sarif};

use crate::check::severity;
use crate::jsonl::{self, Outcome};

/// Render findings as reports, several at once if you like; `-` is standard output.
#[derive(Args)]
#[command(group = ArgGroup::new("format").required(true).multiple(true))]
pub(crate) struct Report {
    /// The findings, one a line; `-` is standard input.
    #[arg(default_value = "-")]
    findings: PathBuf,
    /// A self-contained page for people.
    #[arg(long, group = "format", value_name = "OUT")]
    html: Option<PathBuf>,
    /// SARIF 2.1.0, for code-scanning services.
    #[arg(long, group = "format", value_name = "OUT")]
    sarif: Option<PathBuf>,
    /// JUnit XML, for build servers: what is at or above `--fail-on` is a failure.
    #[arg(long, group = "format", value_name = "OUT")]
    junit: Option<PathBuf>,
    /// OCSF Detection Findings, one a line, for security teams.
    #[arg(long, group = "format", value_name = "OUT")]
    ocsf: Option<PathBuf>,
    /// Exit 1 when something is at least this severe.
    #[arg(long, default_value = "high", value_parser = severity)]
    fail_on: Severity,
}

impl Report {
    pub(crate) fn run(self) -> Outcome {
        let mut outcome = Outcome::default();
        let mut story = Story::default();
        let mut bad = 0_usize;
        // OCSF is written line by line; the others need the whole story.
        let mut lines = match self.ocsf.as_deref().map(create).transpose() {
            Ok(lines) => lines,
            Err(e) => {
                eprintln!("{e}");
                outcome.bad = true;
                None
            }
        };
        let read = jsonl::lines(&self.findings, |number, line| {
            if line.trim().is_empty() {
                return Ok(());
            }
            let finding: Finding = match serde_json::from_str(line) {
                Ok(finding) => finding,
                Err(e) => {
                    eprintln!("line {number}: not a finding: {e}");
                    bad += 1;
                    return Ok(());
                }
            };
            outcome.found |= finding.severity >= self.fail_on;
            if let Some(out) = &mut lines {
                serde_json::to_writer(&mut *out, &ocsf::render(&finding))?;
                out.write_all(b"\n")?;
            }
            story.take(number, finding);
            Ok(())
        });
        let flushed = lines.map_or(Ok(()), |mut out| out.flush());
        outcome.bad |= bad > 0;
        let unread = match &read {
            Err(e) => Some(format!("The findings could not be read to their end: {e}")),
            Ok(true) => Some("Some of the findings could not be read.".to_owned()),
            Ok(false) => (bad > 0).then(|| format!("{bad} lines of the findings could not be read.")),
        };
        let source = if self.findings.as_os_str() == "-" { Path::new("findings.jsonl") } else { &self.findings };
        let source = source.file_name().unwrap_or(source.as_os_str()).to_string_lossy();
        // One report that cannot be written is no reason to hold back the others.
        for (path, render) in [
            (&self.html, Box::new(|| html::render(&story, unread.as_deref())) as Box<dyn Fn() -> String>),
            (&self.sarif, Box::new(|| format!("{:#}\n", sarif::render(&story, &source)))),
            (&self.junit, Box::new(|| junit::render(&story, self.fail_on))),
        ] {
            if let Some(path) = path
                && let Err(e) = create(path).and_then(|mut out| out.write_all(render().as_bytes()).and_then(|()| out.flush()))
            {
                outcome = jsonl::finish(Err(e), outcome);
            }
        }
        jsonl::finish(read.and_then(|bad| flushed.map(|()| bad)), outcome)
    }
}

/// Opens a file to write, or standard output for `-`.
fn create(path: &Path) -> io::Result<BufWriter<Box<dyn Write>>> {
    if path.as_os_str() == "-" {
        return Ok(BufWriter::new(Box::new(io::stdout().lock())));
    }
    let file = File::create(path).map_err(|e| io::Error::new(e.kind(), format!("cannot write {}: {e}", path.display())))?;
    Ok(BufWriter::new(Box::new(file)))
}
