//! Sentences for findings, in the words that the extension shows (`extension/_locales/en`). Not here: which finding is told with which (`core::warning`).

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::Value;
use tallylight_core::client::Client;
use tallylight_core::finding::{DetectorName, Verdict};
use tallylight_core::session::{Page, Session};
use tallylight_core::warning::{self, word};
use tallylight_core::words::Args;
use tallylight_core::{Finding, Severity};

const LOCALE: &str = include_str!("../../../extension/_locales/en/messages.json");

fn messages() -> &'static HashMap<String, String> {
    static MESSAGES: OnceLock<HashMap<String, String>> = OnceLock::new();
    MESSAGES.get_or_init(|| {
        let all: serde_json::Map<String, Value> = serde_json::from_str(LOCALE).unwrap_or_default();
        all.into_iter().filter_map(|(name, entry)| Some((name, entry.get("message")?.as_str()?.to_owned()))).collect()
    })
}

/// A message with what goes into it; its name where there is no such message.
fn say(name: &str, args: &Args) -> String {
    let Some(message) = messages().get(name) else { return name.to_owned() };
    let mut out = message.clone();
    for (place, value) in args {
        let mark = format!("${}$", place.to_uppercase());
        if out.contains(&mark) {
            out = out.replace(&mark, &shown(value));
        }
    }
    out
}

fn shown(value: &Value) -> String {
    let word = |name: &Value| name.as_str().map(|n| say(n, &Args::new())).unwrap_or_default();
    match value {
        Value::String(text) => text.clone(),
        Value::Object(list) => list.get("words").and_then(Value::as_array).into_iter().flatten().map(word).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

fn args(finding: &Finding) -> Args {
    let page = Page { client: finding.client.clone(), host: "The page".to_owned(), ..Page::default() };
    warning::args(finding, &Session { page, ..Session::default() })
}

/// What happened.
pub(crate) fn title(finding: &Finding) -> String {
    if finding.what == "attention_experiment" && (finding.who.is_empty() || finding.verdict == Some(Verdict::None)) {
        let flips = finding.evidence.get("trial").and_then(|t| t.get("flips")).and_then(Value::as_u64).unwrap_or_default();
        return match finding.verdict {
            Some(Verdict::Reports | Verdict::May) => format!("Experiment with {flips} flips: what is sent depends on whether you look"),
            Some(Verdict::Functional) => {
                format!("Experiment with {flips} flips: what is sent depends on whether you look, and serves the call")
            }
            _ => format!("Experiment with {flips} flips: nothing was found that tells whether you look"),
        };
    }
    let title = say(warning::tell(finding).title, &args(finding));
    if finding.what == "attention_experiment" { format!("{title} (by experiment)") } else { title }
}

/// What one can do about it.
pub(crate) fn advice(finding: &Finding) -> String {
    if word(&finding.evidence, "why") == Some("requests_only") {
        return "A HAR file holds requests alone: what the meeting showed, and whether anybody looked, is not in it.".to_owned();
    }
    if finding.what == "attention_experiment" && finding.verdict == Some(Verdict::None) {
        return "That nothing was found does not prove that nothing is there: more flips see more.".to_owned();
    }
    say(warning::tell(finding).advice, &args(finding))
}

/// Who does it or learns it.
pub(crate) fn who(finding: &Finding) -> &str {
    match finding.who.as_str() {
        "vendor" => "the client's vendor",
        "participants" => "the other participants",
        "third party" => "a third party",
        "unknown" => "nobody can tell who",
        who => who,
    }
}

/// The client's name.
pub(crate) fn client(id: &str) -> &str {
    match Client::by_id(id) {
        Some(client) if client.is_generic() => "a client that we do not know",
        Some(client) if !client.name.is_empty() => client.name,
        _ => id,
    }
}

/// A detector, for people.
pub(crate) fn detector(name: DetectorName) -> &'static str {
    match name {
        DetectorName::Recording => "Recording",
        DetectorName::Link => "Links",
        DetectorName::Attention => "Attention",
        DetectorName::ThirdParty => "Third parties",
        DetectorName::Notice => "Privacy notice",
        DetectorName::Transfer => "Encryption and transfer",
        DetectorName::Coverage => "What could not be seen",
        DetectorName::Tamper => "Interference",
    }
}

/// A detector, for programs.
pub(crate) fn slug(name: DetectorName) -> String {
    serde_json::to_value(name).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A severity, for people and programs.
pub(crate) fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "info",
        Severity::Low => "low",
        Severity::Medium => "medium",
        Severity::High => "high",
        Severity::Critical => "critical",
    }
}

/// What is recorded, for the head of a lane.
pub(crate) fn recorded(finding: &Finding) -> String {
    let name = match finding.what.as_str() {
        "recording" => "Recording",
        "local_recording" => "Local recording",
        "transcription" => "Transcription",
        "live_stream" => "Live stream",
        "ai_notes" => "AI notes",
        "archive" => "Archiving",
        "note_taker" => "Note-taker",
        other => other,
    };
    let by = finding.who.as_str();
    if finding.what == "note_taker" && !by.is_empty() { format!("{name}: {by}") } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn finding(detector: &str, what: &str, evidence: &Value) -> Finding {
        serde_json::from_value(json!({
            "uid": "1", "detector": detector, "state": "raised", "t": 1, "since": 1, "severity": "high", "what": what, "who": "Example Inc",
            "client": "zoom", "evidence": evidence,
        }))
        .unwrap()
    }

    #[test]
    fn findings_are_told_in_the_extensions_words() {
        assert_eq!(title(&finding("recording", "recording", &json!({"phase": "on"}))), "You are being recorded");
        let told = title(&finding("third_party", "third_party", &json!({"carries": [{"kind": "email", "form": "sha256"}]})));
        assert_eq!(told, "Example Inc is told about you: your e-mail address");
    }

    #[test]
    fn an_experiment_that_found_nothing_says_so() {
        let mut found = finding("attention", "attention_experiment", &json!({"trial": {"flips": 30}}));
        found.verdict = Some(Verdict::None);
        assert_eq!(title(&found), "Experiment with 30 flips: nothing was found that tells whether you look");
    }
}
