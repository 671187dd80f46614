//! `tallylight ledger …`: an exported consent ledger, examined or made into a page. Here is only the moving of files; see the core's `ledger`.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;
use tallylight_core::ledger::{self, Broken, Verified, Why};

use crate::jsonl::{self, Outcome};

/// The longest export taken, in bytes. A full ledger is a tenth of it.
const MAX_EXPORT: u64 = 64 * 1024 * 1024;

/// What to do with a ledger.
#[derive(Subcommand)]
pub(crate) enum Ledger {
    /// Check the chain; say how many records are whole, or which is the first that is not (exit 1).
    Verify(File),
    /// Check the chain and write one printable page of it, to send with a request under Articles 7 and 15 GDPR.
    Page(Page),
}

/// An exported ledger.
#[derive(Args)]
pub(crate) struct File {
    /// The export; `-` is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
}

/// An exported ledger and what to show of it.
#[derive(Args)]
pub(crate) struct Page {
    #[command(flatten)]
    export: File,
    /// Only the meeting at this address.
    #[arg(long)]
    meeting: Option<String>,
    /// Where to write the page; standard output without.
    #[arg(long)]
    out: Option<PathBuf>,
}

impl Ledger {
    pub(crate) fn run(self) -> Outcome {
        match self {
            Self::Verify(export) => examined(&export.file, |result| match result {
                Ok(whole) => print(
                    &json!({ "whole": true, "records": whole.count, "removed": whole.removed, "head": whole.head, "closed": whole.closed }),
                ),
                Err(broken) => print(&json!({ "whole": false, "record": broken.at, "why": broken.why.to_string() })),
            }),
            Self::Page(Page { export, meeting, out }) => examined(&export.file, |result| {
                let Ok(whole) = result else { return Ok(()) };
                let html = ledger::page(whole, meeting.as_deref());
                match &out {
                    Some(path) => {
                        std::fs::write(path, html).map_err(|e| io::Error::new(e.kind(), format!("cannot write {}: {e}", path.display())))
                    }
                    None => io::stdout().lock().write_all(html.as_bytes()),
                }
            }),
        }
    }
}

/// Reads and examines an export, lets `then` tell of it. What is no ledger at all is an input error; a broken one is a finding.
fn examined(path: &Path, then: impl FnOnce(Result<&Verified, &Broken>) -> io::Result<()>) -> Outcome {
    let result = match read(path) {
        Ok(text) => ledger::verify(&text),
        Err(e) => return jsonl::finish(Err(e), Outcome::default()),
    };
    let mut outcome = Outcome::default();
    if let Err(broken) = &result {
        eprintln!("{broken}");
        match broken.why {
            Why::NotALedger(_) | Why::Version(_) => outcome.bad = true,
            _ => outcome.found = true,
        }
    }
    jsonl::finish(then(result.as_ref()).map(|()| false), outcome)
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    jsonl::open(path)?.take(MAX_EXPORT + 1).read_to_string(&mut text)?;
    if text.len() as u64 > MAX_EXPORT {
        return Err(io::Error::other(format!("longer than {MAX_EXPORT} bytes: this is no ledger of ours")));
    }
    Ok(text)
}

fn print(answer: &serde_json::Value) -> io::Result<()> {
    writeln!(io::stdout().lock(), "{answer}")
}
