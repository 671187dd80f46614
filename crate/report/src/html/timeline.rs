//! What goes into which lane: sight, recording, consent, attention, third parties by owner and country, links and interference. Not here: the
//! drawing (`svg`).

use std::collections::BTreeMap;

use serde_json::Value;
use tallylight_core::Severity;
use tallylight_core::finding::{DetectorName, State};

use super::anchor;
use super::svg::Drawing;
use crate::story::{Fact, Story, Tone, since};
use crate::words::{recorded, severity, title, who};

/// The most lanes of one group; what comes after is listed below alone.
const MAX_LANES: usize = 14;

/// Draws it, with a legend.
pub(super) fn draw(html: &mut String, story: &Story) {
    let Some((start, end)) = story.span else { return };
    let mut drawing = Drawing::new(start, end);
    sight(&mut drawing, story);
    recording(&mut drawing, story);
    attention(&mut drawing, story);
    third_parties(&mut drawing, story);
    moments(&mut drawing, story);
    if drawing.is_empty() {
        return;
    }
    html.push_str("<section aria-labelledby=\"time\">\n<h2 id=\"time\">Timeline</h2>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Timeline\">\n");
    drawing.finish(html);
    html.push_str("</div>\n<ul class=\"legend\" aria-label=\"Legend\">\n");
    for (class, name) in [
        ("on", "on"),
        ("coming", "offered, starting or asked"),
        ("unsure", "sign gone: paused or over"),
        ("away", "somebody looked away"),
        ("send", "a message"),
        ("blind", "could not be seen"),
        ("contact", "contacted"),
        ("told", "told about you"),
    ] {
        html.push_str("<li><svg viewBox=\"0 0 18 12\" aria-hidden=\"true\"><rect class=\"");
        html.push_str(class);
        html.push_str("\" width=\"18\" height=\"12\" rx=\"3\"/></svg>");
        html.push_str(name);
        html.push_str("</li>\n");
    }
    html.push_str("</ul>\n</section>\n");
}

fn sight(drawing: &mut Drawing, story: &Story) {
    let facts: Vec<_> = story.of(DetectorName::Coverage).collect();
    if facts.is_empty() {
        return;
    }
    drawing.group("What could not be seen");
    for fact in facts.into_iter().take(MAX_LANES) {
        let name = title(&fact.latest);
        drawing.lane(&name);
        bands(drawing, fact, |_| "blind", &name);
    }
}

fn bands(drawing: &mut Drawing, fact: &Fact, class: impl Fn(Tone) -> &'static str, name: &str) {
    let link = anchor(&fact.latest);
    for band in &fact.bands {
        drawing.band(class(band.tone), band.from, band.to, name, Some(&link));
    }
}

fn recording(drawing: &mut Drawing, story: &Story) {
    let facts: Vec<_> = story.of(DetectorName::Recording).collect();
    if facts.is_empty() {
        return;
    }
    drawing.group("Recording");
    let class = |tone| match tone {
        Tone::On => "on",
        Tone::Coming => "coming",
        Tone::Unsure => "unsure",
    };
    for fact in facts.iter().take(MAX_LANES) {
        let name = recorded(&fact.latest);
        drawing.lane(&name);
        bands(drawing, fact, class, &name);
    }
    if facts.iter().any(|f| !f.moments.is_empty()) {
        drawing.lane("Consent");
        // Words only where there is room for them.
        let mut last = None;
        for fact in facts {
            let link = anchor(&fact.latest);
            for (t, what) in &fact.moments {
                drawing.moment("consent", *t, &format!("{}: {what}", recorded(&fact.latest)), Some(&link));
                if last.is_none_or(|l| story.after(*t) > l + story.span.map_or(0, |s| (s.1 - s.0) / 5)) {
                    drawing.words(*t, what);
                    last = Some(story.after(*t));
                }
            }
        }
    }
}

fn attention(drawing: &mut Drawing, story: &Story) {
    let facts: Vec<_> = story.of(DetectorName::Attention).collect();
    if facts.is_empty() {
        return;
    }
    drawing.group("Attention");
    for fact in facts.iter().filter(|f| !flips(f).is_empty()) {
        drawing.lane("Somebody looked away");
        let link = anchor(&fact.latest);
        let flips = flips(fact);
        for (i, (t, away)) in flips.iter().enumerate() {
            if *away {
                drawing.band("away", *t, flips.get(i + 1).map(|f| f.0), "looked away", Some(&link));
            }
        }
    }
    for fact in facts.into_iter().filter(|f| flips(f).is_empty()).take(MAX_LANES) {
        let host = fact.latest.evidence.get("host").and_then(Value::as_str).unwrap_or_default();
        let link = anchor(&fact.latest);
        let sends: Vec<u64> =
            fact.latest.evidence.get("sends_at").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_u64).collect();
        let name = match (host, sends.is_empty()) {
            ("", _) => title(&fact.latest),
            (host, true) => format!("judged: {host}"),
            (host, false) => format!("sent to {host}"),
        };
        drawing.lane(&name);
        let title = format!("{}: {} messages", title(&fact.latest), sends.len());
        if sends.is_empty() {
            for (t, ..) in fact.states.iter().filter(|s| s.1 != State::Ended).take(40) {
                drawing.moment(severity(fact.worst), *t, &super::title(&fact.latest), Some(&link));
            }
        } else {
            drawing.ticks("send", &sends, &title, Some(&link));
        }
    }
}

fn flips(fact: &Fact) -> Vec<(u64, bool)> {
    let pair = |p: &Value| Some((p.get(0)?.as_u64()?, p.get(1)?.as_bool()?));
    fact.latest.evidence.get("flips_at").and_then(Value::as_array).into_iter().flatten().filter_map(pair).collect()
}

fn third_parties(drawing: &mut Drawing, story: &Story) {
    // By owner and country; who is told something stands first.
    let mut lanes: BTreeMap<(bool, String), Vec<&Fact>> = BTreeMap::new();
    for fact in story.of(DetectorName::ThirdParty).chain(story.of(DetectorName::Transfer)) {
        let country = fact.latest.evidence.get("country").and_then(Value::as_str).filter(|c| !c.is_empty());
        let owner = Some(who(&fact.latest)).filter(|w| !w.is_empty()).unwrap_or("unknown owner");
        let name = country.map_or_else(|| owner.to_owned(), |c| format!("{owner} ({c})"));
        lanes.entry((false, name)).or_default().push(fact);
    }
    if lanes.is_empty() {
        return;
    }
    let told = |fact: &Fact| fact.latest.evidence.contains_key("carries");
    let mut lanes: Vec<_> = lanes.into_iter().collect();
    lanes.sort_by_key(|(_, facts)| std::cmp::Reverse(facts.iter().map(|f| (f.worst, told(f))).max()));
    drawing.group("Third parties, by owner and country");
    let more = lanes.len().saturating_sub(MAX_LANES);
    for ((_, name), mut facts) in lanes.into_iter().take(MAX_LANES) {
        drawing.lane(&name);
        // Who is told is drawn over who is merely contacted.
        facts.sort_by_key(|f| told(f));
        for fact in facts {
            let link = anchor(&fact.latest);
            let last = fact.states.last().map(|s| s.0);
            drawing.band(if told(fact) { "told" } else { "contact" }, since(&fact.latest), last, &title(&fact.latest), Some(&link));
        }
    }
    if more > 0 {
        drawing.lane(&format!("and {more} more, listed below"));
    }
}

fn moments(drawing: &mut Drawing, story: &Story) {
    let others = [DetectorName::Link, DetectorName::Tamper, DetectorName::Notice];
    let facts: Vec<_> = story.facts.iter().filter(|f| others.contains(&f.latest.detector)).collect();
    if facts.is_empty() {
        return;
    }
    drawing.group("Links and others");
    let mut lanes: BTreeMap<String, Vec<&Fact>> = BTreeMap::new();
    for fact in facts {
        lanes.entry(title(&fact.latest)).or_default().push(fact);
    }
    for (name, facts) in lanes.into_iter().take(MAX_LANES) {
        drawing.lane(&name);
        for fact in facts {
            let link = anchor(&fact.latest);
            for (t, ..) in fact.states.iter().filter(|s| s.1 == State::Raised || s.2 >= Severity::High).take(60) {
                drawing.moment(severity(fact.worst), *t, &name, Some(&link));
            }
        }
    }
}
