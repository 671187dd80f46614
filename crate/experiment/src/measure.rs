//! How strongly a series goes with a schedule: one number each way of going together. Under chance any schedule redrawn gives a number of the same
//! kind, so these need no theory; they need only be large where something depends. Not here: chances (`run`).

use crate::schedule::Track;
use crate::series::{Content, Group, Series};

/// What comes so soon after a flip may be because of it.
pub(crate) const WINDOW: f64 = 1500.0;

/// One way of going together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It comes soon after flips; of one direction, or of both.
    Near(Option<bool>),
    /// It comes while away.
    While,
    /// Its value goes with whether somebody looks when it is sent.
    State,
    /// With the share of the time away since the message before.
    Share,
    /// With how long the last absence was.
    Absence,
}

/// Which ways are tried for a series.
pub(crate) fn ways(content: &Content) -> &'static [Way] {
    match content {
        Content::All => &[Way::Near(None), Way::Near(Some(true)), Way::Near(Some(false)), Way::While],
        Content::Some { .. } => &[Way::Near(None), Way::Near(Some(true)), Way::Near(Some(false)), Way::State],
        Content::Share(_) => &[Way::Share],
        Content::Number(_) => &[Way::State, Way::Share, Way::Absence],
    }
}

/// A schedule as one group's messages see it: computed once for all its series.
#[derive(Debug, Default)]
pub(crate) struct View {
    away: Vec<f64>,
    share: Vec<f64>,
    absence: Vec<f64>,
    /// How many messages were sent while away.
    gone: f64,
}

impl View {
    /// Looks at a track from each message.
    pub(crate) fn fill(&mut self, group: &Group, track: &Track) {
        for list in [&mut self.away, &mut self.share, &mut self.absence] {
            list.clear();
        }
        let mut flips = track.flips.iter().peekable();
        let (mut state, mut since, mut sum, mut absence) = (track.before, 0.0, 0.0, 0.0);
        let mut sum_before = 0.0;
        for (t, gap) in group.times.iter().zip(&group.since) {
            while let Some((at, now)) = flips.next_if(|(at, _)| at <= t) {
                if state {
                    sum += at - since;
                    absence = at - since;
                }
                (state, since) = (*now, *at);
            }
            let away_so_far = if state { sum + (t - since) } else { sum };
            self.away.push(f64::from(u8::from(state)));
            self.share.push(if *gap > 0.0 { (away_so_far - sum_before) / gap } else { f64::from(u8::from(state)) });
            self.absence.push(absence);
            sum_before = away_so_far;
        }
        self.gone = self.away.iter().sum();
    }

    /// What a message saw, by the way it is compared.
    pub(crate) fn of(&self, way: Way) -> &[f64] {
        match way {
            Way::Share => &self.share,
            Way::Absence => &self.absence,
            Way::Near(_) | Way::While | Way::State => &self.away,
        }
    }
}

/// A series, ready to be compared again and again.
#[derive(Debug)]
pub(crate) struct Ready {
    /// When it came.
    pub(crate) times: Vec<f64>,
    /// Places among the group's messages, and what is left of the value when the time since the message before is accounted for.
    rest: Vec<(usize, f64)>,
    norm: f64,
    /// Of a value that is there or not: among how many messages. `rest` then holds those with it alone.
    of: Option<f64>,
}

impl Ready {
    pub(crate) fn new(series: &Series, group: &Group) -> Self {
        let time = |m: &u32| group.times.get(*m as usize).copied();
        match &series.content {
            Content::All => Self { times: group.times.clone(), rest: Vec::new(), norm: 0.0, of: None },
            Content::Some { members, .. } => {
                let all = group.times.len() as f64;
                let share = members.len() as f64 / all.max(1.0);
                let rest = members.iter().map(|m| (*m as usize, 1.0)).collect();
                Self { times: members.iter().filter_map(time).collect(), rest, norm: all * share * (1.0 - share), of: Some(all) }
            }
            Content::Share(list) | Content::Number(list) => {
                let values = list.iter().map(|(m, x)| (*m as usize, x.get())).collect();
                let (rest, norm) = without_duration(values, group);
                Self { times: list.iter().filter_map(|(m, _)| time(m)).collect(), rest, norm, of: None }
            }
        }
    }

    /// The number for one schedule.
    pub(crate) fn score(&self, way: Way, view: &View, track: &Track) -> f64 {
        match way {
            Way::Near(direction) => near(&self.times, track, direction).0,
            Way::While => while_away(&self.times, track),
            Way::State | Way::Share | Way::Absence => {
                let r = self.correlation(way, view);
                // Stretched towards its ends, but not without end: of a few messages that come at flips, any schedule tells perfectly now and then.
                r.clamp(-0.95, 0.95).atanh() * (self.of.unwrap_or(self.rest.len() as f64) - 3.0).max(1.0).sqrt()
            }
        }
    }

    /// Pearson's, with what the messages saw.
    pub(crate) fn correlation(&self, way: Way, view: &View) -> f64 {
        let seen = |i: &usize| view.of(way).get(*i).copied().unwrap_or_default();
        let (spread, product) = if let Some(all) = self.of {
            let with: f64 = self.rest.iter().map(|(i, _)| seen(i)).sum();
            (view.gone * (1.0 - view.gone / all.max(1.0)), with - view.gone * self.rest.len() as f64 / all.max(1.0))
        } else {
            let (mut sum, mut squares, mut product) = (0.0, 0.0, 0.0);
            for (i, x) in &self.rest {
                let a = seen(i);
                sum += a;
                squares += a * a;
                product += a * x;
            }
            (squares - sum * sum / (self.rest.len() as f64).max(1.0), product)
        };
        if spread <= 1e-9 || self.norm <= 1e-12 { 0.0 } else { product / (spread * self.norm).sqrt() }
    }
}

/// After how many flips it came, each counted by how soon; and how many that were.
pub(crate) fn near(times: &[f64], track: &Track, direction: Option<bool>) -> (f64, u32) {
    let (mut score, mut hits, mut rest) = (0.0, 0, times);
    for (i, (at, away)) in track.flips.iter().enumerate() {
        if direction.is_some_and(|d| d != *away) {
            continue;
        }
        let next = track.flips.get(i + 1).map_or(f64::INFINITY, |f| f.0);
        rest = rest.get(rest.partition_point(|t| t < at)..).unwrap_or_default();
        if let Some(t) = rest.first().filter(|t| **t < next && **t - at < WINDOW) {
            score += 1.0 - (t - at) / WINDOW;
            hits += 1;
        }
    }
    (score, hits)
}

/// How often it came while away.
pub(crate) fn while_away(times: &[f64], track: &Track) -> f64 {
    let before = |t: f64| times.partition_point(|x| *x < t);
    let (mut n, mut since) = (0, track.before.then_some(0));
    for (at, away) in &track.flips {
        match (since, away) {
            (None, true) => since = Some(before(*at)),
            (Some(first), false) => {
                n += before(*at) - first;
                since = None;
            }
            _ => {}
        }
    }
    (n + since.map_or(0, |first| times.len() - first)) as f64
}

fn centred(mut values: Vec<(usize, f64)>) -> (Vec<(usize, f64)>, f64) {
    let mean = values.iter().map(|(_, x)| x).sum::<f64>() / values.len().max(1) as f64;
    for (_, x) in &mut values {
        *x -= mean;
    }
    let norm = values.iter().map(|(_, x)| x * x).sum();
    (values, norm)
}

/// A batch that was sent sooner holds less, whoever looks: what goes with the time since the message before is taken out.
fn without_duration(values: Vec<(usize, f64)>, group: &Group) -> (Vec<(usize, f64)>, f64) {
    let (mut values, norm) = centred(values);
    let since: Vec<_> = values.iter().map(|(i, _)| (*i, group.since.get(*i).copied().unwrap_or_default())).collect();
    let (since, spread) = centred(since);
    if spread > 0.0 {
        let slope = values.iter().zip(&since).map(|((_, x), (_, d))| x * d).sum::<f64>() / spread;
        for ((_, x), (_, d)) in values.iter_mut().zip(&since) {
            *x -= slope * d;
        }
    }
    let left: f64 = values.iter().map(|(_, x)| x * x).sum();
    // Nothing but rounding is left of a clock.
    (values, if left <= norm * 1e-3 { 0.0 } else { left })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(flips: &[f64]) -> Track {
        Track { before: false, flips: flips.iter().enumerate().map(|(i, t)| (*t, i % 2 == 0)).collect() }
    }

    #[test]
    fn nearness_counts_the_first_after_each_flip() {
        let track = track(&[0.0, 4000.0, 8000.0, 12_000.0]);
        let (score, hits) = near(&[0.0, 10.0, 4750.0, 9600.0], &track, None);
        assert_eq!((score, hits), (1.5, 2));
        assert_eq!(near(&[0.0, 10.0, 4750.0, 9600.0], &track, Some(true)).1, 1);
    }

    #[test]
    fn what_a_message_sees() {
        let group = Group { kind: 0, times: vec![1000.0, 5000.0, 9000.0], since: vec![1000.0, 4000.0, 4000.0] };
        let mut view = View::default();
        view.fill(&group, &track(&[0.0, 4000.0, 8000.0, 12_000.0]));
        assert_eq!(view.of(Way::State), [1.0, 0.0, 1.0]);
        assert_eq!(view.of(Way::Share), [1.0, 0.75, 0.25]);
        assert_eq!(view.of(Way::Absence), [0.0, 4000.0, 4000.0]);
        assert!((while_away(&group.times, &track(&[0.0, 4000.0, 8000.0])) - 2.0).abs() < 1e-9);
    }

    #[test]
    fn a_clock_measures_nothing() {
        let group = Group { kind: 0, times: vec![], since: vec![1000.0, 4000.0, 2500.0, 700.0] };
        let (_, norm) = without_duration(vec![(0, 1001.0), (1, 4000.0), (2, 2501.0), (3, 700.0)], &group);
        assert!(norm <= 0.0);
    }
}
