//! The controlled attention experiment. Somebody flips what a page sees of them at random times; this crate asks whether what the page sent
//! depends on it, and how surely.
//!
//! The way of a trace through the crate:
//!
//! 1. [`Experiment::take`] keeps the flips (`schedule`) and what was sent, reduced by the core and filed by kind of message (`collect`);
//! 2. `series` makes series of it: each kind, each value of each field, each number;
//! 3. `measure` says how strongly a series goes with a schedule of flips, and `run` how much of that chance would give;
//! 4. the core's `attention::experiment` says what it amounts to, and a session makes findings of that.
//!
//! Pure like the core: no clock, no I/O, and chance comes from a seed. It is a crate of its own because it is for testers: browsers never download it.
//! [`simulate`] makes clients of which the truth is known, to measure how often this errs.
#![forbid(unsafe_code)]

mod collect;
mod fisher;
mod measure;
pub mod random;
mod run;
mod schedule;
mod series;
pub mod simulate;

use std::collections::HashMap;

use tallylight_core::detector::attention::experiment::{judge, reduce};
use tallylight_core::event::What;
use tallylight_core::finding::DetectorName;
use tallylight_core::observation::{Channel, Timed};
use tallylight_core::text::host_of;
use tallylight_core::{Event, Finding, Observation, Session};

use collect::Collection;
use schedule::{Flips, LEAST, Look};

/// The probe tells so many sends a second of each channel and host; beyond that, more of them right after flips, and that is no random sample.
const SAMPLED: u32 = 24;
/// The most channels and hosts that are counted apart.
const MAX_BUCKETS: usize = 4_096;
/// A schedule whose longest time between flips is not so much longer than its shortest is no random one.
const LEAST_SPREAD: f64 = 1.25;

/// How to run it.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// The same seed gives the same figures.
    pub seed: u64,
    /// How many schedules are redrawn.
    pub permutations: u32,
    /// How often it may find something where nothing is, all tests together.
    pub alpha: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self { seed: 1, permutations: 9_999, alpha: 0.01 }
    }
}

/// Why a trace is no experiment.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum NoExperiment {
    /// Nothing can be told from so few.
    #[error("{0} flips in the trace, at least {LEAST} are needed: nothing was tested, and that is not \"does not track\"")]
    TooFew(usize),
    /// Redrawing changes nothing.
    #[error(
        "the flips come at equal times ({0:.1} to {1:.1} s apart), so chance cannot be told from cause: draw the times between them at random"
    )]
    Regular(f64, f64),
}

/// A trace being taken in.
#[derive(Debug, Default)]
pub struct Experiment {
    session: Session,
    flips: Flips,
    sent: Collection,
    /// By channel and host: since when, and how many.
    buckets: HashMap<(Channel, String), (u64, u32)>,
}

impl Experiment {
    /// Takes one event of the trace in.
    pub fn take(&mut self, event: &Event) {
        self.session.t = self.session.t.max(event.t);
        match &event.what {
            What::Page { url, locale } if event.frame == 0 && self.session.page.host.is_empty() => {
                self.session = Session::open(url, locale.as_deref(), event.t);
            }
            What::Seen { observations, .. } => {
                for timed in observations {
                    self.see(event, timed);
                }
            }
            _ => {}
        }
    }

    fn see(&mut self, event: &Event, timed: &Timed) {
        let t = timed.at(event.t);
        match &timed.observation {
            Observation::Flip { visible, focused } => self.flips.take(t, event.frame, Look { visible: *visible, focused: *focused }),
            Observation::Sent { channel, url, .. } if self.is_sampled(t, *channel, url) => {
                let mut observation = timed.observation.clone();
                observation.bound();
                if let Some(reduced) = reduce(&self.session.page.host, &observation) {
                    self.sent.take(t, reduced);
                }
            }
            _ => {}
        }
    }

    /// Whether it belongs to the sample that the probe takes without regard to flips.
    fn is_sampled(&mut self, t: u64, channel: Channel, url: &str) -> bool {
        let key = (channel, host_of(url));
        if self.buckets.len() >= MAX_BUCKETS && !self.buckets.contains_key(&key) {
            return true;
        }
        let (since, n) = self.buckets.entry(key).or_insert((t, 0));
        if t.saturating_sub(*since) >= 1000 {
            (*since, *n) = (t, 0);
        }
        *n += 1;
        *n <= SAMPLED
    }

    /// What the experiment says: a finding for each destination whose traffic tells whether you look, and one of the whole.
    pub fn findings(mut self, options: &Options) -> Result<Vec<Finding>, NoExperiment> {
        let schedule = self.flips.schedule();
        let n = schedule.times.len();
        if n < LEAST {
            return Err(NoExperiment::TooFew(n));
        }
        let gaps = || schedule.times.iter().zip(schedule.times.iter().skip(1)).map(|(a, b)| b - a);
        let (shortest, longest) = (gaps().fold(f64::INFINITY, f64::min), gaps().fold(0.0, f64::max));
        if longest < shortest * LEAST_SPREAD {
            return Err(NoExperiment::Regular(shortest / 1000.0, longest / 1000.0));
        }
        let (mut trial, effects) = run::run(&self.sent, &schedule, options);
        trial.dropped = trial.dropped.saturating_add(self.flips.dropped);
        let judgements = judge(&trial, &effects);
        Ok(judgements.into_iter().filter_map(|j| self.session.settle(DetectorName::Attention, j)).collect())
    }
}
