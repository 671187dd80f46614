//! When somebody looked: the flips of a trace, and the schedules that chance could have drawn instead. The times between flips were drawn
//! independently from one distribution; so any order of the same times was as likely. Not here: what was sent.

use crate::random::Random;

/// Changes closer than this are one flip: focus goes before sight does.
const FLICKER: u64 = 250;
/// The most flips that are taken.
const MAX_FLIPS: usize = 4096;
/// The fewest with which chance has room to differ: three that are neither the first nor the last.
pub(crate) const LEAST: usize = 5;

/// What a page can tell of somebody.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Look {
    pub(crate) visible: bool,
    pub(crate) focused: bool,
}

/// The flips of a trace, as they come.
#[derive(Debug, Default)]
pub(crate) struct Flips {
    /// The tab's own document has spoken: what its frames say of focus is then no look away.
    top: bool,
    known: bool,
    now: Look,
    /// What was so at first, then when each flip began and how it ended.
    all: Vec<(u64, Look)>,
    pub(crate) dropped: u32,
}

impl Flips {
    pub(crate) fn take(&mut self, t: u64, frame: u64, look: Look) {
        if frame != 0 && self.top {
            return;
        }
        if frame == 0 && !std::mem::replace(&mut self.top, true) {
            // What frames said before the document did is not comparable.
            (self.known, self.now) = (false, Look::default());
            self.all.clear();
        }
        if !std::mem::replace(&mut self.known, true) {
            self.now = look;
            return;
        }
        if look == self.now {
            return;
        }
        let before = std::mem::replace(&mut self.now, look);
        if self.all.is_empty() {
            self.all.push((0, before));
        }
        let known = self.all.len();
        match self.all.last_mut() {
            Some((began, state)) if known > 1 && t.saturating_sub(*began) < FLICKER => *state = look,
            _ if known > MAX_FLIPS => self.dropped += 1,
            _ => self.all.push((t, look)),
        }
    }

    /// Those that changed anything.
    pub(crate) fn schedule(&self) -> Schedule {
        let away = |look: &Look| [!look.visible, !(look.visible && look.focused)];
        let mut all = self.all.iter();
        let mut schedule = Schedule { before: all.next().map_or([false; 2], |(_, look)| away(look)), ..Schedule::default() };
        for (t, look) in all {
            let state = away(look);
            // A flicker that came to nothing is no flip.
            if *schedule.states.last().unwrap_or(&schedule.before) != state {
                let start = *schedule.start.get_or_insert(*t);
                schedule.times.push(t.saturating_sub(start) as f64);
                schedule.states.push(state);
            }
        }
        schedule
    }
}

/// One schedule: when, and what then was so. The two factors are sight (the tab is shown) and focus (it is shown and in front).
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Schedule {
    /// When the first flip was, on the trace's clock.
    pub(crate) start: Option<u64>,
    /// Milliseconds from there.
    pub(crate) times: Vec<f64>,
    /// Away, by factor, after each flip.
    pub(crate) states: Vec<[bool; 2]>,
    /// Away, by factor, before the first.
    pub(crate) before: [bool; 2],
}

impl Schedule {
    /// The factors that were varied, each once.
    pub(crate) fn factors(&self) -> Vec<usize> {
        let varied = |f: usize| self.states.iter().any(|s| s.get(f) != self.before.get(f));
        let same = self.states.iter().chain([&self.before]).all(|[sight, focus]| sight == focus);
        (0..2).filter(|f| varied(*f) && !(*f == 1 && same)).collect()
    }

    /// One factor of it.
    pub(crate) fn track(&self, factor: usize) -> Track {
        let mut track = Track { before: self.before.get(factor).copied().unwrap_or_default(), flips: Vec::with_capacity(self.times.len()) };
        let mut state = track.before;
        for (t, s) in self.times.iter().zip(&self.states) {
            let now = s.get(factor).copied().unwrap_or_default();
            if now != state {
                track.flips.push((*t, now));
                state = now;
            }
        }
        track
    }

    /// The same times in between, in another order. The first flip and the last stay where they are.
    pub(crate) fn redrawn(&self, random: &mut Random) -> Self {
        let mut gaps: Vec<f64> = self.times.iter().zip(self.times.iter().skip(1)).map(|(a, b)| b - a).collect();
        random.shuffle(&mut gaps);
        let mut at = 0.0;
        let mut times = Vec::with_capacity(self.times.len());
        times.push(at);
        for gap in gaps {
            at += gap;
            times.push(at);
        }
        Self { times, ..self.clone() }
    }

    /// When the last flip was.
    pub(crate) fn end(&self) -> f64 {
        self.times.last().copied().unwrap_or_default()
    }
}

/// One factor over time: away (true) or not.
#[derive(Clone, Debug, Default)]
pub(crate) struct Track {
    pub(crate) before: bool,
    pub(crate) flips: Vec<(f64, bool)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flips(list: &[(u64, bool, bool)]) -> Schedule {
        let mut flips = Flips::default();
        for (t, visible, focused) in list {
            flips.take(*t, 0, Look { visible: *visible, focused: *focused });
        }
        flips.schedule()
    }

    #[test]
    fn focus_and_sight_that_go_together_are_one_flip() {
        let schedule = flips(&[
            (0, true, true),
            (5_000, true, false),
            (5_004, false, false),
            (9_000, true, false),
            (9_006, true, true),
            (12_000, true, true),
        ]);
        assert_eq!(schedule.start, Some(5_000));
        assert_eq!(schedule.times, [0.0, 4_000.0]);
        assert_eq!(schedule.states, [[true, true], [false, false]]);
        assert_eq!(schedule.factors(), [0]);
    }

    #[test]
    fn another_window_in_front_varies_focus_alone() {
        let schedule = flips(&[(0, true, true), (5_000, true, false), (9_000, true, true)]);
        assert_eq!(schedule.factors(), [1]);
        let both = flips(&[(0, true, true), (5_000, true, false), (9_000, true, true), (12_000, false, false)]);
        assert_eq!(both.factors(), [0, 1]);
        assert_eq!(both.track(0).flips, [(7_000.0, true)]);
    }

    #[test]
    fn other_orders_of_the_same_times() {
        let schedule = flips(&[(0, true, true), (1_000, false, false), (3_000, true, true), (7_000, false, false), (8_500, true, true)]);
        let mut random = Random::new(7);
        for _ in 0..20 {
            let other = schedule.redrawn(&mut random);
            assert_eq!((other.end(), &other.states), (schedule.end(), &schedule.states));
            let mut gaps: Vec<_> = other.times.windows(2).map(|w| (w[1] - w[0]) as u64).collect();
            gaps.sort_unstable();
            assert_eq!(gaps, [1_500, 2_000, 4_000]);
        }
    }

    #[test]
    fn frames_are_heard_only_where_the_document_is_not() {
        let mut flips = Flips::default();
        let look = |visible| Look { visible, focused: visible };
        flips.take(0, 3, look(true));
        flips.take(10_000, 3, look(false));
        flips.take(20_000, 0, look(true));
        flips.take(30_000, 3, look(false));
        assert!(flips.schedule().times.is_empty());
    }
}
