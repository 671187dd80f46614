//! JSON Lines in, JSON Lines out: streaming, one line at a time, with the exit code that the whole run earned.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::{Serialize, de::DeserializeOwned};
use tallylight_core::Severity;

/// The longest line taken, in bytes; a longer one is an input error and is skipped.
const MAX_LINE: usize = 64 * 1024 * 1024;
/// How much is read at once where lines do not matter one by one.
const BLOCK: usize = 256 * 1024;

/// What a run came to.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Outcome {
    /// Something was at or above the threshold.
    pub(crate) found: bool,
    /// Some input could not be read.
    pub(crate) bad: bool,
}

impl From<Outcome> for ExitCode {
    fn from(o: Outcome) -> Self {
        match o {
            Outcome { bad: true, .. } => Self::from(2),
            Outcome { found: true, .. } => Self::from(1),
            Outcome { .. } => Self::SUCCESS,
        }
    }
}

/// Opens a file, or standard input for `-`.
pub(crate) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(io::stdin().lock()));
    }
    let file = File::open(path).map_err(|e| io::Error::new(e.kind(), format!("cannot read {}: {e}", path.display())))?;
    Ok(Box::new(BufReader::with_capacity(1 << 18, file)))
}

/// Calls `each` with every line (without its end) and its number; a line that is not UTF-8 or too long is reported and skipped.
pub(crate) fn lines(path: &Path, each: impl FnMut(usize, &str) -> io::Result<()>) -> io::Result<bool> {
    lines_of(open(path)?, each)
}

/// The same for what is open already.
pub(crate) fn lines_of(mut input: Box<dyn BufRead>, mut each: impl FnMut(usize, &str) -> io::Result<()>) -> io::Result<bool> {
    let mut buffer = Vec::new();
    let (mut number, mut bad) = (0, false);
    loop {
        buffer.clear();
        let read = input.by_ref().take(MAX_LINE as u64 + 1).read_until(b'\n', &mut buffer)?;
        if read == 0 {
            return Ok(bad);
        }
        number += 1;
        if read > MAX_LINE {
            eprintln!("line {number}: longer than {MAX_LINE} bytes, skipped");
            bad = true;
            skip_line(&mut input)?;
            continue;
        }
        match std::str::from_utf8(&buffer) {
            Ok(line) => each(number, line.trim_end_matches(['\n', '\r']))?,
            Err(e) => {
                eprintln!("line {number}: not UTF-8: {e}");
                bad = true;
            }
        }
    }
}

/// Calls `each` with stretches of whole lines, some 256 kB each, and the number of their first line: for input of which most is of no interest.
/// What is not UTF-8 is replaced and reported once.
pub(crate) fn blocks(path: &Path, mut each: impl FnMut(usize, &str) -> io::Result<()>) -> io::Result<bool> {
    let mut input = open(path)?;
    let mut buffer = Vec::with_capacity(2 * BLOCK);
    let (mut first, mut bad) = (1, false);
    loop {
        let read = input.by_ref().take(BLOCK as u64).read_to_end(&mut buffer)?;
        // Up to the last line end; without one the line goes on, up to the bound. What was kept from before holds none.
        let kept = buffer.len() - read;
        let end = match memchr::memrchr(b'\n', buffer.get(kept..).unwrap_or_default()) {
            _ if read == 0 => buffer.len(),
            Some(at) => kept + at + 1,
            None if buffer.len() < MAX_LINE => continue,
            None => buffer.len(),
        };
        let Some(block) = buffer.get(..end).filter(|b| !b.is_empty()) else { return Ok(bad) };
        let text = String::from_utf8_lossy(block);
        if matches!(text, Cow::Owned(_)) && !std::mem::replace(&mut bad, true) {
            eprintln!("line {first} or after: not UTF-8, read with replacement characters");
        }
        each(first, &text)?;
        first += memchr::memchr_iter(b'\n', block).count();
        buffer.drain(..end);
    }
}

fn skip_line(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let (used, done) = {
            let available = input.fill_buf()?;
            match available.iter().position(|b| *b == b'\n') {
                Some(at) => (at + 1, true),
                None => (available.len(), available.is_empty()),
            }
        };
        input.consume(used);
        if done {
            return Ok(());
        }
    }
}

/// Reads rows, answers each with one line and the highest severity in it. A bad line is reported with its number; the rest goes on.
pub(crate) fn answer<I, O>(path: &Path, fail_on: Severity, mut judge: impl FnMut(I) -> (O, Option<Severity>)) -> Outcome
where
    I: DeserializeOwned,
    O: Serialize,
{
    let mut out = BufWriter::new(io::stdout().lock());
    let mut outcome = Outcome::default();
    let read = lines(path, |number, line| {
        if line.trim().is_empty() {
            return Ok(());
        }
        match serde_json::from_str::<I>(line) {
            Ok(row) => {
                let (answer, severity) = judge(row);
                outcome.found |= severity.is_some_and(|s| s >= fail_on);
                serde_json::to_writer(&mut out, &answer)?;
                out.write_all(b"\n")?;
            }
            Err(e) => {
                eprintln!("line {number}: {e}");
                outcome.bad = true;
            }
        }
        Ok(())
    });
    finish(read.and_then(|bad| out.flush().map(|()| bad)), outcome)
}

/// Ends a run: a reader that went away early (`| head`) is no error.
pub(crate) fn finish(read: io::Result<bool>, mut outcome: Outcome) -> Outcome {
    match read {
        Ok(bad) => outcome.bad |= bad,
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {}
        Err(e) => {
            eprintln!("{e}");
            outcome.bad = true;
        }
    }
    outcome
}
