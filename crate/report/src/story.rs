//! What the lines of `findings.jsonl` come to: facts, each with its latest state, its history, and how long it was so. Bounded. Not here: any format.

use std::collections::HashMap;

use serde_json::Value;
use tallylight_core::finding::{DetectorName, State};
use tallylight_core::{Finding, Severity};

/// The most facts that are told; what comes after is counted.
const MAX_FACTS: usize = 5_000;
/// The most states, and the most moments, of one fact.
const MAX_STATES: usize = 200;

/// All that was found, in the order of its first coming.
#[derive(Clone, Debug, Default)]
pub struct Story {
    /// The facts.
    pub facts: Vec<Fact>,
    /// By uid.
    index: HashMap<String, usize>,
    /// When the first and the last word of it was.
    pub span: Option<(u64, u64)>,
    /// Findings that found no room.
    pub dropped: u64,
}

/// One fact: a finding and how it came to be so.
#[derive(Clone, Debug)]
pub struct Fact {
    /// As it stood at the end.
    pub latest: Finding,
    /// The line of the input on which it stood so.
    pub line: usize,
    /// The gravest that it ever was.
    pub worst: Severity,
    /// When it was in which state.
    pub states: Vec<(u64, State, Severity)>,
    /// Stretches of time.
    pub bands: Vec<Band>,
    /// Moments of consent: asked, answered.
    pub moments: Vec<(u64, &'static str)>,
}

/// A stretch of time in which something was so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    /// From when.
    pub from: u64,
    /// Until when; none where it was so to the end.
    pub to: Option<u64>,
    /// How it was.
    pub tone: Tone,
}

/// How something was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// On.
    On,
    /// About to be, offered, or asked for.
    Coming,
    /// On as far as anybody can tell: its sign is gone, paused or over.
    Unsure,
}

impl Story {
    /// Takes one finding in.
    pub fn take(&mut self, line: usize, finding: Finding) {
        let (first, last) = self.span.unwrap_or((finding.t, finding.t));
        // What is said to be older than a day before anything else was seen does not stretch the timeline.
        let begun = since(&finding).max(first.saturating_sub(86_400_000));
        self.span = Some((first.min(begun), last.max(finding.t)));
        if let Some(fact) = self.index.get(&finding.uid).and_then(|at| self.facts.get_mut(*at)) {
            fact.update(line, finding);
        } else if self.facts.len() < MAX_FACTS {
            self.index.insert(finding.uid.clone(), self.facts.len());
            self.facts.push(Fact::new(line, finding));
        } else {
            self.dropped += 1;
        }
    }

    /// The facts, gravest first; what keeps us from seeing among them.
    pub fn ranked(&self) -> Vec<&Fact> {
        let mut all: Vec<_> = self.facts.iter().collect();
        all.sort_by_key(|f| (std::cmp::Reverse(f.worst), f.latest.detector, f.states.first().map(|s| s.0)));
        all
    }

    /// Facts of one detector.
    pub fn of(&self, detector: DetectorName) -> impl Iterator<Item = &Fact> {
        self.facts.iter().filter(move |f| f.latest.detector == detector)
    }

    /// How long after the beginning.
    pub fn after(&self, t: u64) -> u64 {
        t.saturating_sub(self.span.map_or(t, |s| s.0))
    }

    /// The clients that were met.
    pub fn clients(&self) -> Vec<&str> {
        let mut all: Vec<_> = self.facts.iter().map(|f| f.latest.client.as_str()).filter(|c| !c.is_empty()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Since when it has been so; never later than it was said.
pub fn since(finding: &Finding) -> u64 {
    tallylight_core::warning::since(finding).min(finding.t)
}

impl Fact {
    fn new(line: usize, finding: Finding) -> Self {
        let mut fact = Self {
            worst: finding.severity,
            states: Vec::new(),
            bands: Vec::new(),
            moments: Vec::new(),
            line,
            latest: Finding { evidence: tallylight_core::finding::Evidence::new(), ..finding.clone() },
        };
        fact.update(line, finding);
        fact
    }

    fn update(&mut self, line: usize, finding: Finding) {
        if self.states.len() < MAX_STATES {
            self.states.push((finding.t, finding.state, finding.severity));
            self.consent(&finding);
            self.band(&finding);
        }
        self.worst = self.worst.max(finding.severity);
        (self.latest, self.line) = (finding, line);
    }

    /// What changed in whether one was asked, and what one answered.
    fn consent(&mut self, finding: &Finding) {
        for (key, told) in [
            ("consent", &[("asked", "asked for consent"), ("not_asked", "not asked")][..]),
            ("answer", &[("given", "you agreed"), ("refused", "you said no"), ("unknown", "answer not known")][..]),
        ] {
            let now = finding.evidence.get(key).and_then(Value::as_str);
            if now != self.latest.evidence.get(key).and_then(Value::as_str)
                && let Some((_, words)) = told.iter().find(|(word, _)| Some(*word) == now)
            {
                self.moments.push((finding.t, words));
            }
        }
    }

    fn band(&mut self, finding: &Finding) {
        let text = |key: &str| finding.evidence.get(key).and_then(Value::as_str);
        let hidden = text("by") == Some("mark") && finding.evidence.get("shown_now") == Some(&Value::Bool(false));
        let tone = match text("phase") {
            _ if finding.state == State::Ended => None,
            Some("starting" | "offered" | "consent") => Some(Tone::Coming),
            Some("paused") => Some(Tone::Unsure),
            _ if hidden => Some(Tone::Unsure),
            _ => Some(Tone::On),
        };
        let open = self.bands.last_mut().filter(|b| b.to.is_none());
        match (open, tone) {
            (Some(band), Some(tone)) if band.tone == tone => return,
            (Some(band), _) => band.to = Some(finding.t),
            (None, _) => {}
        }
        if let Some(tone) = tone {
            let from = if self.bands.is_empty() { since(finding) } else { finding.t };
            self.bands.push(Band { from, to: None, tone });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn line(t: u64, state: &str, evidence: &Value) -> Finding {
        serde_json::from_value(json!({
            "uid": "1", "detector": "recording", "state": state, "t": t, "since": 1_000, "severity": "high", "what": "recording", "who": "",
            "client": "zoom", "evidence": evidence,
        }))
        .unwrap()
    }

    #[test]
    fn a_recording_is_bands_and_moments() {
        let mut story = Story::default();
        let on = |shown: bool| json!({"by": "mark", "phase": "on", "shown_now": shown, "consent": "asked"});
        story.take(1, line(1_000, "raised", &json!({"by": "mark", "phase": "consent", "consent": "asked"})));
        story.take(2, line(2_000, "updated", &on(true)));
        story.take(3, line(3_000, "updated", &on(false)));
        story.take(4, line(4_000, "ended", &json!({"consent": "asked", "answer": "given"})));
        let [fact] = story.facts.as_slice() else { panic!() };
        let bands: Vec<_> = fact.bands.iter().map(|b| (b.from, b.to, b.tone)).collect();
        assert_eq!(bands, [(1_000, Some(2_000), Tone::Coming), (2_000, Some(3_000), Tone::On), (3_000, Some(4_000), Tone::Unsure)]);
        assert_eq!(fact.moments, [(1_000, "asked for consent"), (4_000, "you agreed")]);
        assert_eq!((fact.line, story.span), (4, Some((1_000, 4_000))));
    }

    #[test]
    fn too_many_facts_are_counted() {
        let mut story = Story::default();
        for i in 0..=MAX_FACTS {
            story.take(i, Finding { uid: i.to_string(), ..line(1, "raised", &json!({})) });
        }
        assert_eq!((story.facts.len(), story.dropped), (MAX_FACTS, 1));
    }
}
