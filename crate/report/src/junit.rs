//! JUnit XML, in the dialect that common build servers read: a suite for each detector, a case for each fact, a failure for what is at or above the
//! threshold. Not here: exit codes.

use std::fmt::Write as _;

use tallylight_core::finding::DetectorName;
use tallylight_core::{Finding, Severity};

use crate::story::{Fact, Story};
use crate::time;
use crate::words::{advice, detector, severity, slug, title, who};
use tallylight_core::text::escape;

const DETECTORS: [DetectorName; 8] = [
    DetectorName::Recording,
    DetectorName::Link,
    DetectorName::Attention,
    DetectorName::ThirdParty,
    DetectorName::Notice,
    DetectorName::Transfer,
    DetectorName::Coverage,
    DetectorName::Tamper,
];

/// Renders the facts; those at or above `fail_on` fail.
pub fn render(story: &Story, fail_on: Severity) -> String {
    let (mut suites, mut tests, mut failures) = (String::new(), 0, 0);
    let stamp =
        story.span.and_then(|s| time::rfc3339(s.0)).map(|t| format!(" timestamp=\"{}\"", t.trim_end_matches('Z'))).unwrap_or_default();
    for name in DETECTORS {
        let facts: Vec<_> = story.of(name).collect();
        let failed = facts.iter().filter(|f| f.worst >= fail_on).count();
        // A suite without a case is not shown by most servers, and silence is what must not be mistaken.
        let cases = facts.len().max(1);
        (tests, failures) = (tests + cases, failures + failed);
        let _ = writeln!(
            suites,
            "  <testsuite name=\"tallylight.{}\" tests=\"{cases}\" failures=\"{failed}\" errors=\"0\" skipped=\"0\" time=\"0\"{stamp}>",
            slug(name)
        );
        for fact in &facts {
            case(&mut suites, fact, fail_on);
        }
        if facts.is_empty() {
            let _ = writeln!(
                suites,
                "    <testcase classname=\"tallylight.{}\" name=\"{}: nothing found\" time=\"0\"/>",
                slug(name),
                detector(name)
            );
        }
        suites.push_str("  </testsuite>\n");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"Tallylight\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" time=\"0\">\n\
         {suites}</testsuites>\n"
    )
}

fn case(out: &mut String, fact: &Fact, fail_on: Severity) {
    let Fact { latest, worst, .. } = fact;
    let name = escape(&one_line(&format!("{} [{}]", title(latest), latest.uid)));
    let _ = write!(out, "    <testcase classname=\"tallylight.{}\" name=\"{name}\" time=\"0\">", slug(latest.detector));
    let text = escape(&details(latest));
    let (what, grade) = (escape(&latest.what), severity(*worst));
    let _ = if *worst >= fail_on {
        let message = escape(&one_line(&title(latest)));
        writeln!(out, "\n      <failure type=\"{what}\" message=\"{grade}: {message}\">{text}</failure>\n    </testcase>")
    } else {
        writeln!(out, "\n      <system-out>{grade}\n{text}</system-out>\n    </testcase>")
    };
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn details(finding: &Finding) -> String {
    let evidence = serde_json::to_string(&finding.evidence).unwrap_or_default();
    let who = who(finding);
    let by = if who.is_empty() { String::new() } else { format!("who: {who}\n") };
    format!("{}\n{by}{}\nevidence: {evidence}\n", title(finding), advice(finding))
}
