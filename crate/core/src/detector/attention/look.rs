//! Whether somebody looks, and since when: the history of flips that everything else is compared with. Not here: what was sent.
//!
//! Two things can tell: the page is visible (`Factor::Sight`), and it has the focus (`Factor::Focus`). A client may report
//! either, so both are kept and tested.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// The most flips remembered, per factor. Older ones are only counted.
const MAX_FLIPS: usize = 64;
/// Two flips closer than this are one flicker: focus goes before sight does.
const FLICKER: u64 = 60;

/// What a client may report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Factor {
    /// Visible or hidden.
    Sight = 0,
    /// Focused, or not.
    Focus = 1,
}

/// Both.
pub(super) const FACTORS: [Factor; 2] = [Factor::Sight, Factor::Focus];

/// One change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Flip(pub(super) u64, pub(super) bool);

/// The history of one factor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Track {
    /// When each flip was, and whether it was away (true) or back.
    flips: VecDeque<Flip>,
    /// How many flips away, and back, there were in all.
    pub(super) away: u32,
    pub(super) back: u32,
    /// The state before the first remembered flip.
    began_away: bool,
}

impl Track {
    fn set(&mut self, t: u64, away: bool) {
        if self.now() == away {
            return;
        }
        let t = self.flips.back().map_or(t, |last| t.max(last.0));
        // Back within a flicker: neither happened.
        if self.flips.back().is_some_and(|f| t.saturating_sub(f.0) < FLICKER) && self.flips.len() > 1 {
            let undone = self.flips.pop_back().is_some_and(|f| f.1);
            let count = if undone { &mut self.away } else { &mut self.back };
            *count = count.saturating_sub(1);
            return;
        }
        self.flips.push_back(Flip(t, away));
        if self.flips.len() > MAX_FLIPS
            && let Some(old) = self.flips.pop_front()
        {
            self.began_away = old.1;
        }
        let count = if away { &mut self.away } else { &mut self.back };
        *count = count.saturating_add(1);
    }

    /// Away now?
    pub(super) fn now(&self) -> bool {
        self.flips.back().map_or(self.began_away, |f| f.1)
    }

    /// Away at `t`? And since when, if a flip is remembered.
    pub(super) fn at(&self, t: u64) -> (bool, Option<u64>) {
        self.flips.iter().rev().find(|f| f.0 <= t).map_or((self.began_away, None), |f| (f.1, Some(f.0)))
    }

    /// Flips in `(from, to]`: away, and back.
    pub(super) fn between(&self, from: u64, to: u64) -> (u32, u32) {
        let within = self.flips.iter().filter(|f| f.0 > from && f.0 <= to);
        within.fold((0, 0), |(a, b), f| if f.1 { (a + 1, b) } else { (a, b + 1) })
    }

    /// Milliseconds away in `(from, to]`.
    pub(super) fn away_ms(&self, from: u64, to: u64) -> u64 {
        let (mut state, _) = self.at(from);
        let (mut since, mut sum) = (from, 0);
        for flip in self.flips.iter().filter(|f| f.0 > from && f.0 <= to) {
            if state {
                sum += flip.0 - since;
            }
            (state, since) = (flip.1, flip.0);
        }
        if state { sum + to.saturating_sub(since) } else { sum }
    }

    /// How long the last finished absence before `t` was.
    pub(super) fn last_absence(&self, t: u64) -> Option<u64> {
        let back = self.flips.iter().rposition(|f| f.0 <= t && !f.1)?;
        let (end, start) = (self.flips.get(back)?, self.flips.get(back.checked_sub(1)?)?);
        start.1.then(|| end.0 - start.0)
    }

    /// The share of the time in `(from, to]` that lies within `window` after a flip in the given direction.
    pub(super) fn share_after(&self, away: bool, from: u64, to: u64, window: u64) -> f64 {
        let span = to.saturating_sub(from).max(1);
        let mut covered = 0;
        let mut flips = self.flips.iter().filter(|f| f.0 <= to && f.0 >= from).peekable();
        while let Some(flip) = flips.next() {
            if flip.1 == away {
                let end = flips.peek().map_or(to, |next| next.0).min(flip.0 + window);
                covered += end - flip.0;
            }
        }
        (covered as f64 / span as f64).clamp(0.0, 1.0)
    }
}

/// The history of both factors.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Looks {
    tracks: [Track; 2],
    /// The first word has come: what is before it is not known.
    known: bool,
    /// The tab's own document has spoken. A frame's focus counts only where it has not: focus in the page around it is no look away.
    top: bool,
    visible: bool,
    focused: bool,
    /// When the first word came, and the latest moment heard of.
    start: u64,
    now: u64,
}

impl Looks {
    /// Takes a probe's word in.
    pub(super) fn flip(&mut self, t: u64, frame: u64, visible: bool, focused: bool) {
        self.tick(t);
        self.top |= frame == 0;
        let focused = if frame == 0 || !self.top { focused } else { self.focused };
        (self.visible, self.focused) = (visible, focused);
        // A tab that comes to the front may have the focus some milliseconds before it is visible, and what it says at that moment is the news.
        let away = [!visible, !focused];
        for (track, away) in self.tracks.iter_mut().zip(away) {
            if self.known {
                track.set(t, away);
            } else {
                track.began_away = away;
            }
        }
        if !self.known {
            self.start = t;
        }
        self.known = true;
    }

    /// Time passes.
    pub(super) fn tick(&mut self, t: u64) {
        self.now = self.now.max(t);
    }

    /// The latest moment heard of.
    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// When the first word came.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The history of one factor.
    pub(super) fn track(&self, factor: Factor) -> &Track {
        let [sight, focus] = &self.tracks;
        match factor {
            Factor::Sight => sight,
            Factor::Focus => focus,
        }
    }

    /// All flips so far, of the factor that flipped more.
    pub(super) fn flips(&self) -> u32 {
        self.tracks.iter().map(|t| t.away + t.back).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(flips: &[(u64, bool, bool)]) -> Looks {
        let mut looks = Looks::default();
        for (t, visible, focused) in flips {
            looks.flip(*t, 0, *visible, *focused);
        }
        looks
    }

    #[test]
    fn the_first_word_is_no_flip() {
        let l = looks(&[(0, true, true)]);
        assert_eq!(l.flips(), 0);
        assert_eq!(l.track(Factor::Sight).at(5), (false, None));
    }

    #[test]
    fn a_tab_switch_is_one_flip_of_each_factor() {
        let l = looks(&[(0, true, true), (1000, true, false), (1004, false, false), (4000, true, false), (4010, true, true)]);
        for factor in FACTORS {
            let track = l.track(factor);
            assert_eq!((track.away, track.back), (1, 1));
            assert_eq!(track.between(0, 10_000), (1, 1));
        }
        assert_eq!(l.track(Factor::Sight).away_ms(0, 10_000), 2996);
        assert_eq!(l.track(Factor::Focus).last_absence(5000), Some(3010));
        assert_eq!(l.track(Factor::Sight).at(2000), (true, Some(1004)));
    }

    #[test]
    fn another_window_in_front_flips_focus_alone() {
        let l = looks(&[(0, true, true), (1000, true, false), (3000, true, true)]);
        assert_eq!((l.track(Factor::Sight).away, l.track(Factor::Focus).away), (0, 1));
    }

    #[test]
    fn a_frame_has_no_say_on_focus_beside_its_page() {
        let mut l = looks(&[(0, true, true)]);
        l.flip(100, 7, true, false);
        assert_eq!(l.flips(), 0);
        let mut alone = Looks::default();
        alone.flip(0, 7, true, true);
        alone.flip(100, 7, true, false);
        assert_eq!(alone.flips(), 1);
    }

    #[test]
    fn history_is_bounded_and_keeps_its_counts() {
        let flips: Vec<_> = (0..500_u64).map(|i| (i * 1000, i % 2 == 0, i % 2 == 0)).collect();
        let l = looks(&flips);
        let track = l.track(Factor::Sight);
        assert_eq!(track.flips.len(), MAX_FLIPS);
        assert_eq!(track.away + track.back, 499);
    }

    #[test]
    fn shares_of_time_after_flips() {
        let l = looks(&[(0, true, true), (10_000, false, false), (20_000, true, true)]);
        let share = l.track(Factor::Sight).share_after(true, 0, 30_000, 1500);
        assert!((share - 0.05).abs() < 1e-9, "{share}");
    }

    #[test]
    fn who_comes_back_has_the_focus_before_he_is_visible() {
        let mut looks = Looks::default();
        for (t, visible, focused) in [(0, true, true), (1000, true, false), (1040, false, false), (5000, false, true), (5015, true, true)] {
            looks.flip(t, 0, visible, focused);
        }
        assert!(!looks.track(Factor::Focus).at(5001).0);
        assert!(looks.track(Factor::Sight).at(5001).0);
        assert_eq!((looks.track(Factor::Focus).away, looks.track(Factor::Focus).back), (1, 1));
    }
}
