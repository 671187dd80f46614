//! The rhythm of one kind of message: does it fall silent while you are away? Throttled timers slow down; they do not stop. Not here: what silence
//! is worth (`score`).

use serde::{Deserialize, Serialize};

use super::look::{FACTORS, Looks};

/// A rhythm faster than this is drawn by frames, which stop by themselves in a hidden tab; slower ones are not seen often enough.
const RHYTHM: std::ops::RangeInclusive<f64> = 150.0..=15_000.0;
/// An absence must be so long to be silent in.
const LEAST_ABSENCE: f64 = 3500.0;
/// A timer strays less from its rhythm than a person does.
const STRAY: f64 = 0.15;
/// Words sent so soon after a flip were on their way.
const TAIL: u64 = 2500;

/// One kind of message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Beat {
    pub(super) n: u32,
    last: u64,
    /// Milliseconds between one and the next while you look, smoothed, and how far they stray from it.
    pub(super) every: f64,
    strays: f64,
    steady: u32,
    /// Absences through which it was silent, and through which it spoke. Per factor.
    pub(super) silent: [u32; 2],
    pub(super) spoke: [u32; 2],
}

impl Beat {
    /// When the last one came.
    pub(super) fn last(&self) -> Option<u64> {
        (self.n > 0).then_some(self.last)
    }

    pub(super) fn take(&mut self, looks: &Looks, t: u64) {
        let gap = t.saturating_sub(self.last) as f64;
        let then = std::mem::replace(&mut self.last, t);
        self.n = self.n.saturating_add(1);
        if self.n == 1 {
            return;
        }
        let mut calm = true;
        for ((factor, silent), spoke) in FACTORS.into_iter().zip(&mut self.silent).zip(&mut self.spoke) {
            let track = looks.track(factor);
            let (away, since) = track.at(t);
            let (left, _) = track.between(then, t);
            calm &= !away && left == 0;
            if away && since.is_some_and(|s| t.saturating_sub(s) > TAIL) {
                *spoke += 1;
            } else if !away && left > 0 {
                let regular = self.steady >= 3 && RHYTHM.contains(&self.every) && self.strays < self.every * STRAY;
                let absence = track.away_ms(then, t) as f64;
                *silent += u32::from(regular && absence >= LEAST_ABSENCE && absence >= 2.5 * self.every);
            }
        }
        if calm {
            self.steady += 1;
            let weight = if self.steady == 1 { 1.0 } else { 0.3 };
            self.every += weight * (gap - self.every);
            if self.steady > 1 {
                self.strays += weight * ((gap - self.every).abs() - self.strays);
            }
        }
    }
}
