//! Tampering: the page, or something in it, worked against us. One finding a kind; evidence: `count`, `since`, and `by` (`page`, or `probe`
//! where our own isolated world saw it).
//!
//! A replaced hook is only listed: error trackers and polyfills wrap the same functions in good faith. A hidden warning is not: nobody hides it
//! by accident twice.
//!
//! Not here: how it is noticed (`extension/probe`, `extension/ui`), what a lost probe means (`coverage`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Context, Detector};
use crate::finding::{DetectorName, Judgement, Severity};
use crate::observation::{Observation, World};

/// What the probes report, and how much it matters. Anything else is `other`: the page's own world may send any word.
const KINDS: [(&str, Severity); 4] = [
    ("banner_hidden", Severity::Medium),
    ("second_handshake", Severity::Low),
    ("malformed_message", Severity::Low),
    ("hook_replaced", Severity::Info),
];
const OTHER: (&str, Severity) = ("other", Severity::Info);

/// The detector.
#[derive(Debug)]
pub struct Tamper;

/// What it remembers of a meeting. Bounded by [`KINDS`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct State(BTreeMap<String, Times>);

/// How often, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Times {
    since: u64,
    count: u32,
}

impl Detector for Tamper {
    const NAME: DetectorName = DetectorName::Tamper;
    type State = State;

    fn see(State(state): &mut State, cx: &Context<'_>, seen: &Observation, out: &mut Vec<Judgement>) {
        let Observation::Tamper { what } = seen else { return };
        let (kind, severity) = KINDS.into_iter().find(|(kind, _)| kind == what).unwrap_or(OTHER);
        let times = state.entry(kind.to_owned()).or_insert(Times { since: cx.t, count: 0 });
        times.count = times.count.saturating_add(1);
        // The first, the second, the fourth…: a storm is counted, and told a few times.
        if times.count.is_power_of_two() {
            let by = if cx.world == World::Page { "page" } else { "probe" };
            let told = Judgement::raise(kind, severity, kind, "").with("count", times.count).with("since", times.since);
            out.push(told.with("by", by));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::stage::Stage;

    fn tamper(what: &str) -> Observation {
        Observation::Tamper { what: what.to_owned() }
    }

    #[test]
    fn each_kind_is_one_finding_counted() {
        let mut stage = Stage::<Tamper>::open("https://meet.jit.si/Room");
        let told: usize = (0..1_000).map(|t| stage.see(t, &tamper("malformed_message")).len()).sum();
        assert_eq!(told, 10, "1, 2, 4 … 512");
        let found = stage.see(2_000, &tamper("banner_hidden"));
        assert_eq!((found[0].what.as_str(), found[0].severity), ("banner_hidden", Severity::Medium));
        assert_eq!(stage.session.findings.len(), 2);
    }

    #[test]
    fn words_of_the_page_name_nothing() {
        let mut stage = Stage::<Tamper>::open("https://meet.jit.si/Room");
        for n in 0..1_000 {
            stage.see_from(n, 0, World::Page, &tamper(&format!("<b>{n}</b>")));
        }
        let found: Vec<_> = stage.session.findings.values().map(|f| (f.what.as_str(), f.severity)).collect();
        assert_eq!(found, [("other", Severity::Info)]);
    }
}
