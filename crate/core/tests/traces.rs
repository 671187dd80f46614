//! Every recorded meeting (`tests/traces/NAME/trace.jsonl`) through `step`: the findings that its `expected.json` lists, and nothing grave beside
//! them; and the same whether or not the worker is killed between any two events.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests a panic is the report, and helpers of tests are not seen as tests"
)]

use std::fs;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};
use tallylight_core::finding::{DetectorName, State, Verdict};
use tallylight_core::{Effect, Event, Finding, Session, Settings, Severity, step};

/// One finding of `expected.json`: how it stands at the end of the trace. What is not stated may be anything.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    detector: DetectorName,
    what: String,
    state: Option<Standing>,
    severity: Option<Severity>,
    verdict: Option<Verdict>,
    who: Option<String>,
    /// Pieces of the evidence.
    #[serde(default)]
    evidence: Map<String, Value>,
}

/// How a finding stands at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Standing {
    Open,
    Ended,
}

impl Expected {
    fn is(&self, finding: &Finding) -> bool {
        let standing = if finding.state == State::Ended { Standing::Ended } else { Standing::Open };
        self.detector == finding.detector
            && self.what == finding.what
            && self.state.is_none_or(|s| s == standing)
            && self.severity.is_none_or(|s| s == finding.severity)
            && self.verdict.is_none_or(|v| Some(v) == finding.verdict)
            && self.who.as_ref().is_none_or(|w| *w == finding.who)
            && self.evidence.iter().all(|(key, value)| finding.evidence.get(key) == Some(value))
    }
}

struct Trace {
    name: String,
    events: Vec<Event>,
    settings: Settings,
    expected: Vec<Expected>,
}

fn traces() -> Vec<Trace> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/traces");
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    let traces: Vec<_> = all.iter().filter(|folder| folder.is_dir()).map(|folder| read(folder)).collect();
    assert!(!traces.is_empty(), "no traces found");
    traces
}

fn read(folder: &Path) -> Trace {
    let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_else(|e| panic!("{}/{file}: {e}", folder.display()));
    let event =
        |(n, line): (usize, &str)| serde_json::from_str(line).unwrap_or_else(|e| panic!("{} line {}: {e}", folder.display(), n + 1));
    Trace {
        name: folder.file_name().unwrap().to_str().unwrap().to_owned(),
        events: text("trace.jsonl").lines().enumerate().filter(|(_, l)| !l.is_empty()).map(event).collect(),
        settings: fs::read_to_string(folder.join("settings.json")).map(|s| serde_json::from_str(&s).unwrap()).unwrap_or_default(),
        expected: serde_json::from_str(&text("expected.json")).unwrap_or_else(|e| panic!("{}: {e}", folder.display())),
    }
}

fn replay(trace: &Trace, between: impl Fn(Session) -> Session) -> (Session, Vec<Effect>) {
    let mut session = None;
    let mut all = Vec::new();
    for event in &trace.events {
        let (next, effects) = step(session, &trace.settings, event);
        all.extend(effects);
        session = Some(between(next));
    }
    (session.expect("a trace has events"), all)
}

#[test]
fn traces_end_in_the_expected_findings() {
    let wrong: Vec<_> = traces().iter().filter_map(differs).collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

fn differs(trace: &Trace) -> Option<String> {
    let (session, _) = replay(trace, |s| s);
    let mut left: Vec<_> = session.findings.values().collect();
    let mut missing = Vec::new();
    for expected in &trace.expected {
        match left.iter().position(|f| expected.is(f)) {
            Some(at) => drop(left.remove(at)),
            None => missing.push(expected),
        }
    }
    // What is not worth a look need not be listed.
    left.retain(|f| f.severity >= Severity::Medium);
    let lines = |found: &[&Finding]| found.iter().map(|f| serde_json::to_string(f).unwrap()).collect::<Vec<_>>().join("\n    ");
    let all: Vec<_> = session.findings.values().collect();
    (!missing.is_empty() || !left.is_empty())
        .then(|| format!("{}:\n  missing {missing:?}\n  unexpected\n    {}\n  of\n    {}", trace.name, lines(&left), lines(&all)))
}

#[test]
fn a_worker_killed_between_any_two_events_changes_nothing() {
    for trace in traces() {
        let (_, lived) = replay(&trace, |s| s);
        let (_, killed) = replay(&trace, |s| serde_json::from_str(&serde_json::to_string(&s).unwrap()).unwrap());
        assert!(lived == killed, "{}: a killed worker tells something else", trace.name);
    }
}

/// In the browser a session passes through JavaScript, whose numbers end at 2^53: the engine refuses a greater one, and the event is lost.
#[test]
fn sessions_hold_no_number_that_javascript_cannot() {
    for trace in traces() {
        replay(&trace, |session| {
            let mut left = vec![serde_json::to_value(&session).unwrap()];
            while let Some(value) = left.pop() {
                match value {
                    Value::Number(n) => assert!(n.as_u64().is_none_or(|n| n < 1 << 53), "{}: {n}", trace.name),
                    Value::Array(items) => left.extend(items),
                    Value::Object(fields) => left.extend(fields.into_iter().map(|(_, value)| value)),
                    _ => {}
                }
            }
            session
        });
    }
}
