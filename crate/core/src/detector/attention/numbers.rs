//! Numbers that measure absence: how long you were away, how long you were here, how often you left. Not here: what that is worth (`score`).

use serde::{Deserialize, Serialize};

use super::look::{FACTORS, Looks, Track};

/// An absence shorter than this measures nothing.
const LEAST: u64 = 700;

/// How far a share may be off.
const SLACK: f64 = 0.06;

/// What a number may measure, with the names used in evidence.
pub(super) const MEASURES: [&str; 7] =
    ["last_absence", "away_since_last", "here_since_last", "away_in_all", "here_in_all", "share_away", "share_here"];

/// One numeric field, compared with what the history of flips would make it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Numbers {
    last: Option<(u64, f64)>,
    /// Per measure: how often the number could be told from chance, and how often it was right.
    pub(super) tries: [u16; 7],
    pub(super) hits: [u16; 7],
    /// The number went up: in gaps with a flip, and in gaps without; and by as many as there were flips away.
    pub(super) ups: u16,
    pub(super) idle_ups: u16,
    pub(super) stirs: u16,
    pub(super) exact: u16,
    /// Gaps in which it did not go up, and those in which it went up by as many as there were flips, more than one.
    stays: u16,
    many: u16,
    /// Whether it is a clock, and one that stands still while you are away. Per factor.
    clocks: [Clock; 2],
}

/// A number compared with the time: of gaps while you look, in how many it went on as the time did; of gaps while you do not, in how many it stood still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Clock {
    goes: u16,
    strays: u16,
    stands: u16,
    moves: u16,
    /// Absences in which it stood still, and the flip that began the last of them.
    absences: u16,
    mark: u64,
}

impl Clock {
    fn take(&mut self, track: &Track, (then, before): (u64, f64), (t, n): (u64, f64)) {
        let (away, since) = track.at(t);
        if track.between(then, t) != (0, 0) {
            return;
        }
        let (by, span) = (n - before, t.saturating_sub(then) as f64);
        let goes = [by, by * 1000.0].iter().any(|ms| (ms - span).abs() <= (0.3 * span).min(300.0) + 0.1 * span) && by > 0.0;
        let counter = match (away, goes, by.abs() > f64::EPSILON) {
            (false, true, _) => &mut self.goes,
            (false, false, _) => &mut self.strays,
            (true, _, true) => &mut self.moves,
            (true, _, false) => {
                if let Some(since) = since.filter(|since| *since != self.mark) {
                    self.mark = since;
                    self.absences = self.absences.saturating_add(1);
                }
                &mut self.stands
            }
        };
        *counter = counter.saturating_add(1);
    }

    /// In how many absences it stood still, where it is nothing else than a clock.
    fn stood(&self) -> u16 {
        let is_clock = self.goes >= 4 && u32::from(self.strays) * 5 <= self.goes.into() && u32::from(self.moves) * 5 <= self.stands.into();
        if is_clock { self.absences } else { 0 }
    }
}

impl Numbers {
    pub(super) fn take(&mut self, looks: &Looks, t: u64, n: f64) {
        let Some((then, before)) = self.last.replace((t, n)) else { return };
        for (factor, clock) in FACTORS.into_iter().zip(&mut self.clocks) {
            clock.take(looks.track(factor), (then, before), (t, n));
        }
        let changed = (n - before).abs() > f64::EPSILON;
        self.count(looks, then, t, n - before);
        if !changed || n < 0.0 {
            return;
        }
        // What changes although nothing happened measures no absence.
        let quiet = FACTORS.iter().all(|f| !looks.track(*f).at(t).0 && looks.track(*f).between(then, t) == (0, 0));
        if quiet && n > 0.0 {
            for tries in self.tries.iter_mut().take(2) {
                *tries = tries.saturating_add(1);
            }
        }
        // Each measure counts once, for the factor that fits better.
        let [away, here] = shares(looks, then, t, n);
        let mut tried = [false, false, false, false, false, away.0, here.0];
        let mut hit = [false, false, false, false, false, away.1, here.1];
        for factor in FACTORS {
            let track = looks.track(factor);
            let away = track.away_ms(then, t);
            let (away_all, span) = (track.away_ms(looks.start(), t), t.saturating_sub(then));
            let here_all = t.saturating_sub(looks.start()).saturating_sub(away_all);
            let last = track.last_absence(t).filter(|_| !track.at(t).0 && track.between(then, t).1 > 0);
            let measures =
                [last, Some(away), (away >= LEAST).then(|| span.saturating_sub(away)), Some(away_all), (away >= LEAST).then_some(here_all)];
            for ((measure, tried), hit) in measures.iter().zip(&mut tried).zip(&mut hit) {
                let Some(ms) = measure.filter(|ms| *ms >= LEAST) else { continue };
                *tried = true;
                *hit |= fits(n, ms as f64);
            }
        }
        // Time away does not pass while here, nor time here while away: what goes on all the same, as a serial number does, is neither.
        let whole = |away| FACTORS.iter().all(|f| looks.track(*f).between(then, t) == (0, 0) && looks.track(*f).at(t).0 == away);
        let (only_here, only_away) = (whole(false), whole(true));
        for ((tried, hit), wrong) in tried.iter_mut().zip(&mut hit).zip([false, false, only_away, only_here, only_away]) {
            *tried |= wrong;
            *hit &= !wrong;
        }
        for (i, (tries, hits)) in self.tries.iter_mut().zip(&mut self.hits).enumerate() {
            *tries = tries.saturating_add(u16::from(tried.get(i) == Some(&true)));
            *hits = hits.saturating_add(u16::from(hit.get(i) == Some(&true)));
        }
    }

    fn count(&mut self, looks: &Looks, then: u64, t: u64, by: f64) {
        let flips = FACTORS.map(|f| looks.track(f).between(then, t));
        let stirred = flips.iter().any(|(a, b)| a + b > 0);
        self.stirs = self.stirs.saturating_add(u16::from(flips.iter().any(|(a, _)| *a > 0)));
        if by > 0.0 {
            let counter = if stirred { &mut self.ups } else { &mut self.idle_ups };
            *counter = counter.saturating_add(1);
            let is_count = flips.iter().any(|(a, b)| [*a, *b, a + b].iter().any(|n| *n > 0 && (f64::from(*n) - by).abs() < f64::EPSILON));
            self.exact = self.exact.saturating_add(u16::from(is_count));
            self.many = self.many.saturating_add(u16::from(is_count && by > 1.0));
        } else {
            self.stays = self.stays.saturating_add(1);
        }
    }

    /// In how many absences it, a clock, stood still.
    pub(super) fn stood(&self) -> u16 {
        self.clocks.iter().map(Clock::stood).max().unwrap_or(0)
    }

    /// Whether it goes up with every message, as serial numbers and times do.
    pub(super) fn is_serial(&self) -> bool {
        self.stays == 0 && self.ups.saturating_add(self.idle_ups) >= 3
    }

    /// The measure that it is, if any: right three times and nearly always.
    pub(super) fn measure(&self, least: u16) -> Option<(&'static str, u16)> {
        let right = |(i, (tries, hits)): (usize, (&u16, &u16))| {
            (*hits >= least && u32::from(*hits) * 10 >= u32::from(*tries) * 7).then(|| (MEASURES.get(i), *hits))
        };
        let best = self.tries.iter().zip(&self.hits).enumerate().filter_map(right).max_by_key(|(_, hits)| *hits)?;
        Some((best.0?, best.1))
    }

    /// Whether it counts the flips: goes up by as many as there were, and never without one. What goes up by one with every message counts those.
    pub(super) fn is_count(&self, named: bool) -> bool {
        (named || self.stays >= 2 || self.many >= 2)
            && self.exact >= 2
            && u32::from(self.exact) * 10 >= u32::from(self.ups) * 8
            && u32::from(self.idle_ups) * 10 <= self.ups.into()
            && u32::from(self.exact) * 10 >= u32::from(self.stirs) * 7
    }
}

/// Whether a number, as a fraction or in percent, could be the share of the time since the last that one was away, and here; and whether it was right where
/// that says something. Where nothing flipped it is all or none, which any flag may be: there only being wrong counts.
fn shares(looks: &Looks, then: u64, t: u64, n: f64) -> [(bool, bool); 2] {
    let span = t.saturating_sub(then);
    let value = if n <= 1.0 { n } else { n / 100.0 };
    if span < LEAST || value > 1.0 {
        return [(false, false); 2];
    }
    let parts = FACTORS.map(|f| looks.track(f).away_ms(then, t) as f64 / span as f64);
    let mixed = |part: f64| (0.1..=0.9).contains(&part);
    [false, true].map(|here| {
        let right = |part: &f64| (value - if here { 1.0 - part } else { *part }).abs() <= SLACK;
        let told = parts.iter().any(|p| mixed(*p) && right(p));
        let wrong = !parts.iter().any(right);
        (wrong || parts.iter().any(|p| mixed(*p)), told)
    })
}

/// Milliseconds or seconds, within what timers and rounding do to them.
fn fits(n: f64, ms: f64) -> bool {
    let near = |value: f64, slack: f64| (value - ms).abs() <= slack;
    // Whole seconds are rounded; fractions of them are exact.
    let rounding = if n.fract() == 0.0 { 600.0 + 0.02 * ms } else { 150.0 + 0.04 * ms };
    near(n, 150.0 + 0.04 * ms) || (n < 100_000.0 && near(n * 1000.0, rounding))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Away from 10 s to 20 s, from 30 s to 40 s and so on.
    fn looks() -> Looks {
        let mut looks = Looks::default();
        looks.flip(0, 0, true, true);
        for n in 1..12 {
            looks.flip(n * 10_000, 0, n % 2 == 0, n % 2 == 0);
        }
        looks
    }

    #[test]
    fn random_numbers_measure_nothing() {
        let (looks, mut numbers, mut x) = (looks(), Numbers::default(), 12_345_u32);
        for t in (500..110_000).step_by(900) {
            x = x.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            numbers.take(&looks, t, f64::from(x >> 8) / f64::from(1 << 24));
        }
        assert_eq!(numbers.measure(2), None);
    }

    #[test]
    fn a_share_of_the_time_does_and_a_flag_does_not() {
        let (looks, mut share, mut percent, mut flag) = (looks(), Numbers::default(), Numbers::default(), Numbers::default());
        for t in (3_500..110_000).step_by(3_500) {
            let away = (t - 3_500..t).filter(|ms| (ms / 10_000) % 2 == 1).count() as f64 / 3_500.0;
            share.take(&looks, t, 1.0 - away);
            percent.take(&looks, t, (100.0 * away).round());
            flag.take(&looks, t, f64::from(t % 3 == 0));
        }
        assert_eq!((share.measure(3).map(|m| m.0), percent.measure(3).map(|m| m.0)), (Some("share_here"), Some("share_away")));
        assert_eq!(flag.measure(2), None);
    }

    #[test]
    fn a_clock_that_stands_still_while_away_is_told_from_one_that_goes_on() {
        let (looks, mut frozen, mut clock, mut seconds) = (looks(), Numbers::default(), Numbers::default(), Numbers::default());
        let mut active = 0;
        for t in (1_300..110_000).step_by(1_300) {
            active = if (t / 10_000) % 2 == 1 { active } else { t - t % 250 };
            frozen.take(&looks, t, active as f64);
            seconds.take(&looks, t, active as f64 / 1000.0);
            clock.take(&looks, t, t as f64);
        }
        assert_eq!((frozen.stood(), seconds.stood(), clock.stood()), (5, 5, 0));
        assert!(clock.is_serial() && !frozen.is_serial());
    }

    #[test]
    fn a_number_of_messages_is_no_number_of_flips() {
        let (looks, mut serial, mut switches) = (looks(), Numbers::default(), Numbers::default());
        for n in 1..12_u64 {
            serial.take(&looks, n * 10_000 + 5, n as f64);
            switches.take(&looks, n * 10_000 + 5, n.div_ceil(2) as f64);
        }
        assert!(!serial.is_count(false) && switches.is_count(false));
    }

    #[test]
    fn a_serial_number_is_no_time_although_it_keeps_step_with_one() {
        let mut looks = Looks::default();
        looks.flip(0, 0, true, true);
        for n in 1..12 {
            looks.flip(n * 4000, 0, n % 2 == 0, n % 2 == 0);
        }
        let mut serial = Numbers::default();
        for n in 1..24_u64 {
            serial.take(&looks, n * 1800, n as f64);
        }
        assert_eq!(serial.measure(2), None);
    }

    #[test]
    fn time_in_all_is_measured() {
        let (looks, mut here, mut away) = (looks(), Numbers::default(), Numbers::default());
        for t in (3_300..110_000_u64).step_by(3_300) {
            let gone = (0..t).filter(|ms| (ms / 10_000) % 2 == 1).count() as f64;
            here.take(&looks, t, t as f64 - gone);
            away.take(&looks, t, gone);
        }
        assert_eq!((here.measure(3).map(|m| m.0), away.measure(3).map(|m| m.0)), (Some("here_in_all"), Some("away_in_all")));
    }

    #[test]
    fn seconds_away_do() {
        let (looks, mut numbers) = (looks(), Numbers::default());
        numbers.take(&looks, 1, 0.0);
        for (n, exact) in [(2_u64, 10.02), (4, 10.0), (6, 9.98)] {
            numbers.take(&looks, n * 10_000 + 20, exact);
        }
        assert_eq!(numbers.measure(3).map(|m| m.1), Some(3));
    }
}
