//! Findings as OpenTelemetry logs (OTLP 1.x, `ExportLogsServiceRequest`), in protocol buffers or JSON: the body of each record is the finding in OCSF
//! ([`crate::ocsf`]), its attributes carry ECS names, so that both worlds read it. Not here: sending, and which findings are sent (`core::outbox`).
//!
//! Only what is written here goes out: see [`KEPT`] for what of the evidence stays.

use prost::Message;
use serde::{Serialize, Serializer};
use serde_json::Value;
use tallylight_core::finding::State;
use tallylight_core::policy::Encoding;
use tallylight_core::{Finding, Severity};

use crate::words::{severity, slug, title};
use crate::{VERSION, ocsf};

/// Where the findings come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// An id drawn once for this browser profile: it tells two browsers apart, and nothing else.
    pub instance: String,
    /// `chromium` or `firefox`.
    pub browser: String,
}

/// One request with these findings.
pub fn request(findings: &[Finding], origin: &Origin, encoding: Encoding) -> Vec<u8> {
    let request = Request {
        resource_logs: vec![ResourceLogs {
            resource: Some(Resource {
                attributes: vec![
                    pair("service.name", "tallylight"),
                    pair("service.version", VERSION),
                    pair("service.instance.id", &origin.instance),
                    pair("browser.name", &origin.browser),
                ],
            }),
            scope_logs: vec![ScopeLogs {
                scope: Some(Scope { name: "tallylight".to_owned(), version: VERSION.to_owned() }),
                log_records: findings.iter().map(|f| record(&lean(f), origin)).collect(),
            }],
        }],
    };
    match encoding {
        Encoding::Protobuf => request.encode_to_vec(),
        // Plain structs of strings and numbers: it cannot fail.
        Encoding::Json => serde_json::to_vec(&request).unwrap_or_default(),
    }
}

/// What of the evidence leaves the browser: hosts, kinds, counts, times, states. Not the names of shares, the page's own words, or hashes of them.
const KEPT: &[&str] = &[
    "answer",
    "api",
    "basis",
    "by",
    "by_wire",
    "carries",
    "category",
    "certainty",
    "channel",
    "channels",
    "class",
    "confidence",
    "consent",
    "count",
    "country",
    "first_party",
    "flickers",
    "flips",
    "hits",
    "host",
    "hosts",
    "how",
    "language",
    "mark",
    "missing",
    "on_when_joined",
    "p",
    "phase",
    "points",
    "role",
    "roster_proves_nothing",
    "sdk",
    "shown_now",
    "since",
    "terms",
    "tier",
    "times",
    "until",
    "via",
    "view",
    "why",
];

/// A finding as it leaves.
fn lean(finding: &Finding) -> Finding {
    let mut lean = finding.clone();
    lean.evidence.retain(|key, _| KEPT.contains(&key.as_str()));
    lean
}

fn record(finding: &Finding, origin: &Origin) -> LogRecord {
    let mut body = ocsf::render(finding);
    let activity = match finding.state {
        State::Raised => "create",
        State::Updated => "update",
        State::Ended => "close",
    };
    // The same report keeps its id, however often it is sent: whoever counts ids counts it once.
    let id = format!("{}/{}/{activity}/{}/{}", origin.instance, finding.uid, finding.since, severity(finding.severity));
    if let Some(metadata) = body.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.insert("uid".to_owned(), id.as_str().into());
    }
    let mut attributes = vec![
        pair("event.kind", "alert"),
        pair("event.id", &id),
        pair("event.action", activity),
        pair("event.module", "tallylight"),
        pair("event.dataset", &format!("tallylight.{}", slug(finding.detector))),
        pair("tallylight.finding.uid", &finding.uid),
        pair("tallylight.client", &finding.client),
        pair("tallylight.what", &finding.what),
    ];
    attributes.extend(finding.rule.as_deref().map(|rule| pair("rule.id", rule)));
    attributes.extend(finding.evidence.get("host").and_then(Value::as_str).map(|host| pair("url.domain", host)));
    // OpenTelemetry's numbers: INFO 9, WARN 13, ERROR 17, FATAL 21.
    let (number, text) = match finding.severity {
        Severity::Info | Severity::Low => (9, "INFO"),
        Severity::Medium => (13, "WARN"),
        Severity::High => (17, "ERROR"),
        Severity::Critical => (21, "FATAL"),
    };
    let nanos = finding.t.saturating_mul(1_000_000);
    attributes.push(pair("message", &title(finding)));
    LogRecord {
        time_unix_nano: nanos,
        severity_number: number,
        severity_text: text.to_owned(),
        body: Some(any(&body)),
        attributes,
        observed_time_unix_nano: nanos,
        event_name: "tallylight.finding".to_owned(),
    }
}

fn pair(key: &str, value: &str) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(AnyValue { value: Some(Any::StringValue(value.to_owned())) }) }
}

/// JSON as OpenTelemetry's own kind of value. As deep as the findings' evidence, which the core bounds.
fn any(value: &Value) -> AnyValue {
    let value = match value {
        Value::Null => None,
        Value::Bool(b) => Some(Any::BoolValue(*b)),
        Value::Number(n) => Some(n.as_i64().map_or_else(|| Any::DoubleValue(n.as_f64().unwrap_or_default()), Any::IntValue)),
        Value::String(text) => Some(Any::StringValue(text.clone())),
        Value::Array(list) => Some(Any::ArrayValue(ArrayValue { values: list.iter().map(any).collect() })),
        Value::Object(map) => Some(Any::KvlistValue(KeyValueList {
            values: map.iter().map(|(key, value)| KeyValue { key: key.clone(), value: Some(any(value)) }).collect(),
        })),
    };
    AnyValue { value }
}

/// OTLP's JSON writes 64-bit numbers as text.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands out references")]
fn as_text<N: ToString, S: Serializer>(number: &N, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&number.to_string())
}

// The part of opentelemetry/proto/{collector/logs,logs,common,resource}/v1 that is sent, with its field numbers.

#[derive(Message, Serialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    #[prost(message, repeated, tag = "1")]
    resource_logs: Vec<ResourceLogs>,
}

#[derive(Message, Serialize)]
#[serde(rename_all = "camelCase")]
struct ResourceLogs {
    #[prost(message, optional, tag = "1")]
    resource: Option<Resource>,
    #[prost(message, repeated, tag = "2")]
    scope_logs: Vec<ScopeLogs>,
}

#[derive(Message, Serialize)]
struct Resource {
    #[prost(message, repeated, tag = "1")]
    attributes: Vec<KeyValue>,
}

#[derive(Message, Serialize)]
#[serde(rename_all = "camelCase")]
struct ScopeLogs {
    #[prost(message, optional, tag = "1")]
    scope: Option<Scope>,
    #[prost(message, repeated, tag = "2")]
    log_records: Vec<LogRecord>,
}

#[derive(Message, Serialize)]
struct Scope {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    version: String,
}

#[derive(Message, Serialize)]
#[serde(rename_all = "camelCase")]
struct LogRecord {
    #[prost(fixed64, tag = "1")]
    #[serde(serialize_with = "as_text")]
    time_unix_nano: u64,
    #[prost(int32, tag = "2")]
    severity_number: i32,
    #[prost(string, tag = "3")]
    severity_text: String,
    #[prost(message, optional, tag = "5")]
    body: Option<AnyValue>,
    #[prost(message, repeated, tag = "6")]
    attributes: Vec<KeyValue>,
    #[prost(fixed64, tag = "11")]
    #[serde(serialize_with = "as_text")]
    observed_time_unix_nano: u64,
    #[prost(string, tag = "12")]
    event_name: String,
}

#[derive(Message, Serialize)]
struct KeyValue {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(message, optional, tag = "2")]
    value: Option<AnyValue>,
}

#[derive(Message, Serialize)]
struct AnyValue {
    #[prost(oneof = "Any", tags = "1, 2, 3, 4, 5, 6")]
    #[serde(flatten)]
    value: Option<Any>,
}

#[derive(prost::Oneof, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(clippy::enum_variant_names, reason = "the names of OTLP\'s JSON")]
enum Any {
    #[prost(string, tag = "1")]
    StringValue(String),
    #[prost(bool, tag = "2")]
    BoolValue(bool),
    #[prost(int64, tag = "3")]
    IntValue(#[serde(serialize_with = "as_text")] i64),
    #[prost(double, tag = "4")]
    DoubleValue(f64),
    #[prost(message, tag = "5")]
    ArrayValue(ArrayValue),
    #[prost(message, tag = "6")]
    KvlistValue(KeyValueList),
}

#[derive(Message, Serialize)]
struct ArrayValue {
    #[prost(message, repeated, tag = "1")]
    values: Vec<AnyValue>,
}

#[derive(Message, Serialize)]
struct KeyValueList {
    #[prost(message, repeated, tag = "1")]
    values: Vec<KeyValue>,
}
