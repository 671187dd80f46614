//! `tallylight check requests`: who receives each request of a meeting page, and what it carries.

use std::collections::BTreeMap;

use clap::Args;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallylight_core::Severity;
use tallylight_core::detector::third_party::request::{Page, Verdict, judge};
use tallylight_core::detector::third_party::{Carried, Kind, Near, Tier, Watchlist};
use tallylight_core::observation::Body;

use super::Input;
use crate::jsonl::{self, Outcome};

/// See `docs/cli.md`.
#[derive(Args)]
pub(crate) struct Requests {
    #[command(flatten)]
    input: Input,
}

/// One request of a page.
#[derive(Deserialize)]
struct Row {
    id: Value,
    page: String,
    url: String,
    #[serde(default)]
    body: Option<String>,
    /// What is known of the person and the meeting, by name; a value may also be a number, or a list.
    #[serde(default)]
    known: BTreeMap<String, Value>,
}

#[derive(Serialize)]
struct Answer {
    id: Value,
    third_party: bool,
    owner: Option<String>,
    country: Option<&'static str>,
    category: Option<&'static str>,
    sdk: Option<&'static str>,
    carries: Vec<Carried>,
    /// `none` or a severity.
    severity: Value,
    tier: Tier,
    /// The receiver is this computer or its network.
    #[serde(skip_serializing_if = "Option::is_none")]
    local_network: Option<Near>,
}

impl Requests {
    pub(crate) fn run(self) -> Outcome {
        jsonl::answer(&self.input.file, self.input.fail_on, |row: Row| {
            let verdict = row.judge();
            let severity = verdict.severity;
            (Answer::new(row.id, verdict), severity)
        })
    }
}

impl Row {
    fn judge(&self) -> Verdict {
        let page = Page::new(&self.page);
        let given = self.known.iter().filter_map(|(name, value)| Some((Kind::of_known(name)?, value)));
        let known: Vec<(Kind, String)> =
            given.flat_map(|(kind, value)| texts(value).into_iter().map(move |text| (kind, text))).chain(page.known()).collect();
        let watchlist = Watchlist::new(known.iter().map(|(kind, value)| (*kind, value.as_str())));
        judge(&page, &watchlist, &self.url, self.body.clone().map(Body::Text).as_ref())
    }
}

/// A known value's texts.
fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

impl Answer {
    fn new(id: Value, verdict: Verdict) -> Self {
        let filled = |text: &'static str| (!text.is_empty()).then_some(text);
        Self {
            id,
            third_party: verdict.third_party,
            country: filled(verdict.country),
            category: filled(verdict.category),
            sdk: filled(verdict.sdk),
            severity: verdict.severity.map_or_else(|| "none".into(), word),
            tier: verdict.tier(),
            local_network: verdict.near,
            owner: (!verdict.owner.is_empty()).then_some(verdict.owner),
            carries: verdict.carries.into_iter().collect(),
        }
    }
}

fn word(severity: Severity) -> Value {
    serde_json::to_value(severity).unwrap_or_default()
}
