//! `tallylight report`: findings, as a person reads them: one self-contained page, no script, no request. Other formats are yet to come.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;
use tallylight_core::{Finding, Severity};

use crate::check::severity;
use crate::jsonl::{self, Outcome};

const STYLE: &str = "body{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}\
table{border-collapse:collapse;width:100%}th,td{text-align:start;vertical-align:top;padding:.4rem .8rem .4rem 0;border-bottom:1px solid #8884}\
code{font-size:.85em;overflow-wrap:anywhere}.high,.critical{font-weight:700}";

/// Render findings for people.
#[derive(Args)]
pub(crate) struct Report {
    /// The findings, one a line; `-` is standard input.
    #[arg(default_value = "-")]
    findings: PathBuf,
    /// Write a self-contained HTML page here.
    #[arg(long)]
    html: PathBuf,
    /// Exit 1 when something is at least this severe.
    #[arg(long, default_value = "high", value_parser = severity)]
    fail_on: Severity,
}

impl Report {
    pub(crate) fn run(self) -> Outcome {
        let mut outcome = Outcome::default();
        let mut rows = String::new();
        let mut first = None;
        let read = jsonl::lines(&self.findings, |number, line| {
            if line.trim().is_empty() {
                return Ok(());
            }
            match serde_json::from_str::<Finding>(line) {
                Ok(finding) => {
                    outcome.found |= finding.severity >= self.fail_on;
                    row(&mut rows, &finding, *first.get_or_insert(finding.t));
                }
                Err(e) => {
                    eprintln!("line {number}: not a finding: {e}");
                    outcome.bad = true;
                }
            }
            Ok(())
        });
        let page = format!(
            "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
             <title>Tallylight report</title><style>{STYLE}</style>\n<h1>What Tallylight found</h1>\n<table><thead><tr><th scope=\"col\">After\
             <th scope=\"col\">What<th scope=\"col\">Who<th scope=\"col\">Severity<th scope=\"col\">Evidence</thead><tbody>\n{rows}</tbody></table></html>\n"
        );
        let written = std::fs::write(&self.html, page)
            .map_err(|e| std::io::Error::new(e.kind(), format!("cannot write {}: {e}", self.html.display())));
        jsonl::finish(read.and_then(|bad| written.map(|()| bad)), outcome)
    }
}

fn row(out: &mut String, finding: &Finding, first: u64) {
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let [detector, state, severity] =
        [word(serde_json::json!(finding.detector)), word(serde_json::json!(finding.state)), word(serde_json::json!(finding.severity))];
    let evidence = serde_json::to_string(&finding.evidence).unwrap_or_default();
    let after = finding.t.saturating_sub(first);
    let _ = writeln!(
        out,
        "<tr><td>{}.{} s<td>{detector}: {} ({state})<td>{}<td class=\"{severity}\">{severity}<td><details><summary>show</summary><code>{}</code></details>",
        after / 1000,
        after % 1000 / 100,
        escape(&finding.what),
        escape(&finding.who),
        escape(&evidence),
    );
}

/// What a page may have chosen must not become markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_name_stays_text() {
        assert_eq!(escape("<img src=x onerror=\"y\">&"), "&lt;img src=x onerror=&quot;y&quot;&gt;&amp;");
    }
}
