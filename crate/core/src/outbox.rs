//! What waits to be sent to the organisation's collector: which findings go, when to try, and what an answer means. The records themselves lie in
//! the shell's storage under their numbers; here are only the numbers. Not here: what a record looks like on the wire (`tallylight-report`),
//! sending.
//!
//! A record that was accepted but whose answer was lost is sent again, with the same id: who counts ids counts each once.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::finding::{Finding, Severity, State, Verdict};
use crate::policy::Settings;

/// The most records that wait. The oldest goes first, and is counted.
pub const MAX_WAITING: u64 = 5000;
/// The most records in one request.
const MAX_BATCH: u32 = 200;
/// Findings whose last report is remembered: an update that says nothing new of them is not sent.
const MAX_TOLD: usize = 1000;
/// How long the first of a batch waits for others, in ms.
const GATHER_MS: u64 = 1000;
/// The first pause after a failure; each further failure doubles it.
const FIRST_PAUSE_MS: u64 = 5000;
/// The longest pause of our own choice.
const MAX_PAUSE_MS: u64 = 15 * 60_000;
/// The longest pause that a collector may ask for.
const MAX_ASKED_MS: u64 = 60 * 60_000;

/// The state of the queue. What is not understood of a stored one is as new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Outbox {
    /// The number of the oldest record that waits.
    pub first: u64,
    /// The number that the next record gets.
    pub next: u64,
    /// Not before this moment is anything sent.
    pub not_before: u64,
    /// Failures since the last success.
    pub failures: u32,
    /// How many records go into one request: less after a collector found one too large.
    pub batch: u32,
    /// Records that were accepted.
    pub sent: u64,
    /// Records that there was no more room for.
    pub dropped: u64,
    /// Records that the collector does not take, now or ever.
    pub refused: u64,
    /// What went wrong last, until something goes right.
    pub trouble: Option<Trouble>,
    /// What was last put in of each finding.
    told: VecDeque<Told>,
}

/// What was last put in of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    uid: String,
    since: u64,
    over: bool,
    severity: Severity,
    verdict: Option<Verdict>,
    rule: Option<String>,
}

/// Why nothing gets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum Trouble {
    /// No answer: no such host, no connection, a certificate that is not trusted, or the browser does not let us ask.
    Unreachable,
    /// An answer that is no acceptance.
    Status {
        /// HTTP's status.
        status: u16,
    },
}

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// HTTP's status; 0 when there was no answer.
    pub status: u16,
    /// How long the collector asks to be left alone (`Retry-After`), in seconds.
    #[serde(default)]
    pub retry_after: Option<u64>,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "next", rename_all = "snake_case")]
pub enum Next {
    /// Send the records `from..to`, in one request.
    Send {
        /// The first.
        from: u64,
        /// One past the last.
        to: u64,
    },
    /// Ask again at this moment.
    Wait {
        /// When.
        until: u64,
    },
    /// Nothing waits.
    Rest,
}

impl Default for Outbox {
    fn default() -> Self {
        Self {
            first: 0,
            next: 0,
            not_before: 0,
            failures: 0,
            batch: MAX_BATCH,
            sent: 0,
            dropped: 0,
            refused: 0,
            trouble: None,
            told: VecDeque::new(),
        }
    }
}

impl Outbox {
    /// How many records wait.
    pub fn waiting(&self) -> u64 {
        self.next.saturating_sub(self.first)
    }

    /// Takes a finding in, if the organisation wants to know of it and it says something new: the number under which to store it. Records before
    /// [`Outbox::first`] can be deleted.
    pub fn put(&mut self, now: u64, finding: &Finding, settings: &Settings) -> Option<u64> {
        if settings.report_to.is_empty() || finding.severity < settings.report_from && finding.rule.is_none() {
            return None;
        }
        let told = Told {
            uid: finding.uid.clone(),
            since: finding.since,
            over: finding.state == State::Ended,
            severity: finding.severity,
            verdict: finding.verdict,
            rule: finding.rule.clone(),
        };
        if let Some(at) = self.told.iter().position(|t| t.uid == told.uid) {
            if self.told.get(at) == Some(&told) {
                return None;
            }
            self.told.remove(at);
        }
        self.told.push_back(told);
        if self.told.len() > MAX_TOLD {
            self.told.pop_front();
        }
        if self.waiting() == 0 {
            self.not_before = self.not_before.max(now.saturating_add(GATHER_MS));
        }
        let number = self.next;
        self.next = self.next.saturating_add(1);
        if self.waiting() > MAX_WAITING {
            self.first = self.first.saturating_add(1);
            self.dropped = self.dropped.saturating_add(1);
        }
        Some(number)
    }

    /// What to do now. A clock that was set back must not silence us for ever.
    pub fn next(&mut self, now: u64) -> Next {
        self.not_before = self.not_before.min(now.saturating_add(MAX_ASKED_MS));
        let to = self.next.min(self.first.saturating_add(u64::from(self.batch.clamp(1, MAX_BATCH))));
        match self.waiting() {
            0 => Next::Rest,
            _ if now < self.not_before => Next::Wait { until: self.not_before },
            _ => Next::Send { from: self.first, to },
        }
    }

    /// Takes the answer for the records before `to` in. `chance` is any number, drawn by the shell: ten thousand browsers must not come back at
    /// the same moment.
    pub fn answered(&mut self, now: u64, to: u64, answer: Answer, chance: u64) {
        let count = to.min(self.next).saturating_sub(self.first);
        match answer.status {
            200..=299 => {
                self.first = self.first.saturating_add(count);
                self.sent = self.sent.saturating_add(count);
                (self.failures, self.trouble, self.batch) = (0, None, self.batch.saturating_mul(2).clamp(1, MAX_BATCH));
                return;
            }
            // Too large, or something in it is not understood: find out which by sending less.
            400 | 413 | 422 if count > 1 => self.batch = u32::try_from(count / 2).unwrap_or(MAX_BATCH),
            400 | 413 | 422 => {
                self.first = self.first.saturating_add(count);
                self.refused = self.refused.saturating_add(count);
            }
            // All else can be mended over there: a missing right, a wrong path, too much at once, an outage.
            _ => {}
        }
        self.trouble = Some(if answer.status == 0 { Trouble::Unreachable } else { Trouble::Status { status: answer.status } });
        if !matches!(answer.status, 400 | 413 | 422) {
            self.pause(now, answer.retry_after, chance);
        }
    }

    fn pause(&mut self, now: u64, asked: Option<u64>, chance: u64) {
        let doubled = FIRST_PAUSE_MS.checked_shl(self.failures).filter(|_| self.failures < 16).unwrap_or(MAX_PAUSE_MS);
        self.failures = self.failures.saturating_add(1);
        let own = doubled.min(MAX_PAUSE_MS);
        let asked = asked.map_or(0, |s| s.saturating_mul(1000)).min(MAX_ASKED_MS);
        // Between half and all of our own pause; what is asked for is kept to, and a little more.
        let scattered = own - chance % (own / 2);
        let wait = if asked > scattered { asked.saturating_add(chance % FIRST_PAUSE_MS) } else { scattered };
        self.not_before = now.saturating_add(wait);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::{DetectorName, Evidence};

    fn settings() -> Settings {
        Settings { report_to: "https://collector.example.org/v1/logs".to_owned(), ..Settings::default() }
    }

    fn finding(n: usize) -> Finding {
        Finding {
            uid: format!("{n:016x}"),
            detector: DetectorName::Recording,
            state: State::Raised,
            t: 0,
            since: 0,
            severity: Severity::High,
            what: "recording".to_owned(),
            who: String::new(),
            verdict: None,
            client: "zoom".to_owned(),
            evidence: Evidence::new(),
            rule: None,
        }
    }

    fn answer(status: u16) -> Answer {
        Answer { status, retry_after: None }
    }

    #[test]
    fn nothing_goes_where_no_policy_says_so() {
        assert_eq!(Outbox::default().put(0, &finding(1), &Settings::default()), None);
        let mild = Finding { severity: Severity::Low, ..finding(1) };
        assert_eq!(Outbox::default().put(0, &mild, &settings()), None);
        let ruled = Finding { rule: Some("R1".to_owned()), ..mild };
        assert_eq!(Outbox::default().put(0, &ruled, &settings()), Some(0));
    }

    #[test]
    fn what_says_nothing_new_is_not_sent_again() {
        let mut outbox = Outbox::default();
        assert_eq!(outbox.put(0, &finding(1), &settings()), Some(0));
        assert_eq!(outbox.put(0, &finding(1), &settings()), None);
        let more = Finding { state: State::Updated, t: 5, ..finding(1) };
        assert_eq!(outbox.put(5, &more, &settings()), None);
        let graver = Finding { severity: Severity::Critical, ..more };
        assert_eq!(outbox.put(6, &graver, &settings()), Some(1));
        let over = Finding { state: State::Ended, ..graver };
        assert_eq!(outbox.put(7, &over, &settings()), Some(2));
        let again = Finding { since: 9, ..finding(1) };
        assert_eq!(outbox.put(9, &again, &settings()), Some(3));
    }

    #[test]
    fn an_outage_loses_nothing_and_sends_nothing_twice() {
        let (mut outbox, settings) = (Outbox::default(), settings());
        let mut stored = std::collections::BTreeMap::new();
        let (mut received, mut tries) = (Vec::new(), 0);
        let mut now = 0;
        // A thousand findings in 100 s, and a collector that is away from second 20 to second 80.
        for n in 0..1000 {
            now = n as u64 * 100;
            let number = outbox.put(now, &finding(n), &settings).unwrap();
            stored.insert(number, n);
            // The worker dies now and then: what it knew is what was written down.
            if n % 97 == 0 {
                outbox = serde_json::from_str(&serde_json::to_string(&outbox).unwrap()).unwrap();
            }
            deliver(&mut outbox, now, &stored, &mut received, &mut tries);
        }
        while outbox.waiting() > 0 {
            now += 500;
            deliver(&mut outbox, now, &stored, &mut received, &mut tries);
            assert!(now < 10 * 60_000, "it never comes to rest");
        }
        received.sort_unstable();
        assert_eq!(received, (0..1000).collect::<Vec<_>>());
        assert!(tries < 12, "{tries} requests into the outage");
        assert_eq!((outbox.sent, outbox.dropped, outbox.trouble), (1000, 0, None));
    }

    fn deliver(outbox: &mut Outbox, now: u64, stored: &std::collections::BTreeMap<u64, usize>, received: &mut Vec<usize>, tries: &mut u32) {
        while let Next::Send { from, to } = outbox.next(now) {
            let down = (20_000..80_000).contains(&now);
            if down {
                *tries += 1;
            } else {
                received.extend((from..to).map(|n| stored[&n]));
            }
            outbox.answered(now, to, answer(if down { 503 } else { 200 }), now.wrapping_mul(7919));
        }
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let mut outbox = Outbox::default();
        outbox.put(0, &finding(1), &settings());
        let mut now = 1000;
        let mut before = 0;
        for _ in 0..40 {
            let Next::Send { to, .. } = outbox.next(now) else { panic!("not due at {now}") };
            outbox.answered(now, to, answer(0), 0);
            let pause = outbox.not_before - now;
            assert!(pause >= before && pause <= MAX_PAUSE_MS);
            before = pause;
            now = outbox.not_before;
        }
        assert_eq!(before, MAX_PAUSE_MS);
        assert_eq!(outbox.trouble, Some(Trouble::Unreachable));
    }

    #[test]
    fn a_collector_may_ask_for_peace_but_not_for_ever() {
        let mut outbox = Outbox::default();
        outbox.put(0, &finding(1), &settings());
        outbox.answered(1000, 1, Answer { status: 429, retry_after: Some(120) }, 0);
        assert_eq!(outbox.next(1000), Next::Wait { until: 121_000 });
        outbox.answered(1000, 1, Answer { status: 429, retry_after: Some(u64::MAX) }, 0);
        assert!(matches!(outbox.next(1000), Next::Wait { until } if until <= 1000 + MAX_ASKED_MS));
    }

    #[test]
    fn the_one_record_that_is_not_taken_is_found_and_counted() {
        let (mut outbox, settings) = (Outbox::default(), settings());
        for n in 0..100 {
            outbox.put(0, &finding(n), &settings);
        }
        while let Next::Send { from, to } = outbox.next(2000) {
            outbox.answered(2000, to, answer(if (from..to).contains(&37) { 400 } else { 200 }), 0);
        }
        assert_eq!((outbox.sent, outbox.refused, outbox.waiting()), (99, 1, 0));
    }

    #[test]
    fn the_queue_is_bounded_and_counts_what_it_drops() {
        let (mut outbox, settings) = (Outbox::default(), settings());
        for n in 0..MAX_WAITING as usize + 10 {
            outbox.put(0, &finding(n), &settings);
        }
        assert_eq!((outbox.waiting(), outbox.dropped, outbox.first), (MAX_WAITING, 10, 10));
    }

    #[test]
    fn a_clock_that_was_set_back_delays_by_an_hour_at_most() {
        let mut outbox = Outbox { not_before: 10_u64.pow(15), ..Outbox::default() };
        outbox.put(0, &finding(1), &settings());
        assert_eq!(outbox.next(0), Next::Wait { until: MAX_ASKED_MS });
    }
}
