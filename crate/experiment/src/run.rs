//! The permutation test: how each series goes with the flips as they were, against the same with the flips as they might have been drawn. Every
//! redrawn schedule's best agreement, over all series and ways, is what the real one is held against: so looking at many fields is paid for
//! (Westfall and Young's single-step maxT). Not here: what a dependence means (the core's `Effect::verdict`).

use std::collections::BTreeMap;

use tallylight_core::detector::attention::experiment::{Destination, Effect, How, TELLS, Trial};

use crate::collect::Collection;
use crate::measure::{Ready, View, WINDOW, Way, near, ways, while_away};
use crate::random::Random;
use crate::schedule::{Schedule, Track};
use crate::series::{Content, Group, Series, series};
use crate::{Options, fisher};

/// The fewest flips that something must follow to count.
const LEAST_HITS: u32 = 3;
/// The most tests at once: bounds memory.
const MAX_TESTS: usize = 2_000;
/// By how much a chance is taken for greater than it came out: that any order of the times was as likely is nearly, not wholly, true of a browser.
const CAUTION: f64 = 2.0;
/// How many redrawn schedules are looked at first, and from which chance on more of them would change nothing.
const FIRST: usize = 250;
const HOPELESS: f64 = 0.15;
/// Redrawn schedules for the share that chance gives, which is shown and not tested with.
const SHOWN: usize = 200;
/// The most moments of a kind that a timeline gets.
const MAX_SHOWN: usize = 200;

/// One series, one factor, one way.
struct Test {
    series: usize,
    factor: usize,
    way: Way,
}

/// All that a run needs at hand.
struct Bench<'a> {
    all: &'a Collection,
    groups: Vec<Group>,
    series: Vec<Series>,
    ready: Vec<Ready>,
    schedule: &'a Schedule,
    tests: Vec<Test>,
}

/// Runs it. The schedule has flips enough.
pub(crate) fn run(all: &Collection, schedule: &Schedule, options: &Options) -> (Trial, BTreeMap<Destination, Vec<Effect>>) {
    let start = schedule.start.unwrap_or_default();
    let (groups, series, mut dropped) = series(all, start, schedule.end(), WINDOW);
    let ready = series.iter().filter_map(|s| Some(Ready::new(s, groups.get(s.group)?))).collect();
    let factors = schedule.factors();
    let each = |(at, s): (usize, &Series)| -> Vec<Test> {
        factors.iter().flat_map(|f| ways(&s.content).iter().map(move |way| Test { series: at, factor: *f, way: *way })).collect()
    };
    let mut tests: Vec<_> = series.iter().enumerate().flat_map(each).collect();
    dropped += tests.len().saturating_sub(MAX_TESTS) as u32;
    tests.truncate(MAX_TESTS);
    let bench = Bench { all, groups, series, ready, schedule, tests };
    let results = bench.permute(options);
    let trial = Trial {
        flips: schedule.times.len() as u32,
        flips_at: shown(schedule),
        messages: bench.groups.iter().map(|g| g.times.len() as u32).sum(),
        destinations: bench.destinations(),
        fields: bench.fields(),
        tests: bench.tests.len() as u32,
        permutations: options.permutations,
        seed: options.seed,
        alpha: options.alpha,
        dropped: dropped.saturating_add(all.dropped),
    };
    (trial, bench.effects(&results, options))
}

/// The flips of whichever factor was varied most, for a timeline.
fn shown(schedule: &Schedule) -> Vec<(u64, bool)> {
    let track = schedule.factors().into_iter().map(|f| schedule.track(f)).max_by_key(|t| t.flips.len()).unwrap_or_default();
    track.flips.iter().take(MAX_SHOWN).map(|(t, away)| (schedule.start.unwrap_or_default() + *t as u64, *away)).collect()
}

/// What permutations say of one test.
#[derive(Clone, Copy, Debug)]
struct Chance {
    p: f64,
    adjusted: f64,
}

impl Bench<'_> {
    fn destinations(&self) -> u32 {
        let mut to: Vec<_> = self.groups.iter().filter_map(|g| Some(&self.all.kinds.get(g.kind)?.to)).collect();
        to.sort();
        to.dedup();
        to.len() as u32
    }

    fn fields(&self) -> u32 {
        let mut fields: Vec<_> = self.series.iter().filter(|s| s.content != Content::All).map(|s| (s.group, &s.field)).collect();
        fields.sort();
        fields.dedup();
        fields.len() as u32
    }

    /// The scores of all tests under one schedule.
    fn scores(&self, schedule: &Schedule, views: &mut Vec<View>, out: &mut Vec<f32>) {
        out.clear();
        let mut tracks = [Track::default(), Track::default()];
        let factors = self.schedule.factors();
        views.resize_with(self.groups.len() * 2, View::default);
        for factor in &factors {
            let Some(track) = tracks.get_mut(*factor) else { continue };
            *track = schedule.track(*factor);
            for (group, view) in self.groups.iter().zip(views.iter_mut().skip(factor * self.groups.len())) {
                view.fill(group, track);
            }
        }
        for Test { series, factor, way } in &self.tests {
            let score = || {
                let (ready, track) = (self.ready.get(*series)?, tracks.get(*factor)?);
                let view = views.get(factor * self.groups.len() + self.series.get(*series)?.group)?;
                if let Way::Near(direction) = way {
                    let (score, hits) = near(&ready.times, track, *direction);
                    return Some(if hits >= LEAST_HITS { score } else { 0.0 });
                }
                Some(ready.score(*way, view, track))
            };
            out.push(score().unwrap_or_default() as f32);
        }
    }

    /// The chances of all tests. Where a look at the first few redrawn schedules shows that nothing will come of it, they must do.
    fn permute(&self, options: &Options) -> Vec<Chance> {
        let mut random = Random::new(options.seed);
        let (mut views, mut row) = (Vec::new(), Vec::new());
        // The first round is what was.
        let mut columns: Vec<Vec<f32>> = self.tests.iter().map(|_| Vec::new()).collect();
        let mut round = |schedule: &Schedule, columns: &mut [Vec<f32>]| {
            self.scores(schedule, &mut views, &mut row);
            for (column, score) in columns.iter_mut().zip(&row) {
                column.push(*score);
            }
        };
        round(self.schedule, &mut columns);
        let all = options.permutations as usize;
        for _ in 0..all.min(FIRST) {
            round(&self.schedule.redrawn(&mut random), &mut columns);
        }
        let first = self.chances(&columns);
        if all <= FIRST || first.iter().all(|c| c.adjusted > HOPELESS) {
            return first;
        }
        for _ in FIRST..all {
            round(&self.schedule.redrawn(&mut random), &mut columns);
        }
        self.chances(&columns)
    }

    fn chances(&self, columns: &[Vec<f32>]) -> Vec<Chance> {
        // What was takes part in mean and spread like any other round, as it must for the test to be exact.
        let columns: Vec<_> = columns.iter().zip(&self.tests).map(|(column, test)| standardised(column, test.way)).collect();
        let rounds = columns.first().map_or(0, Vec::len);
        let mut best = vec![f32::MIN; rounds];
        for column in &columns {
            for (best, z) in best.iter_mut().zip(column) {
                *best = best.max(*z);
            }
        }
        best.sort_by(f32::total_cmp);
        let chance = |column: &Vec<f32>| {
            let real = column.first().copied().unwrap_or(f32::MIN) - 1e-4;
            let alone = column.iter().filter(|z| **z >= real).count();
            let above = rounds - best.partition_point(|z| *z < real);
            Chance { p: alone as f64 / rounds as f64, adjusted: (CAUTION * above as f64 / rounds as f64).min(1.0) }
        };
        columns.iter().map(chance).collect()
    }

    /// What did not come about by chance, the weightiest for each field.
    fn effects(&self, chances: &[Chance], options: &Options) -> BTreeMap<Destination, Vec<Effect>> {
        let mut best: BTreeMap<(usize, &str), Effect> = BTreeMap::new();
        let mut keep = |group: usize, field, effect: Effect| {
            let weight = |e: &Effect| (e.verdict(), std::cmp::Reverse((e.p_adjusted * 1e9) as u64), (e.seen * 1e6) as i64);
            if best.get(&(group, field)).is_none_or(|known| weight(&effect) > weight(known)) {
                best.insert((group, field), effect);
            }
        };
        for (test, chance) in self.tests.iter().zip(chances).filter(|(_, c)| c.adjusted <= options.alpha) {
            let Some(series) = self.series.get(test.series) else { continue };
            if let Some(effect) = self.effect(test, *chance, options) {
                keep(series.group, &series.field, effect);
            }
            // Its messages come because of flips; which of its values tell which flip it was?
            if series.content == Content::All && matches!(test.way, Way::Near(_)) {
                for (field, effect) in self.telling(series.group, test.factor, *chance) {
                    keep(series.group, field, effect);
                }
            }
        }
        let mut out: BTreeMap<Destination, Vec<Effect>> = BTreeMap::new();
        for ((group, _), effect) in best {
            let Some(kind) = self.groups.get(group).and_then(|g| self.all.kinds.get(g.kind)) else { continue };
            out.entry(kind.to.clone()).or_default().push(effect);
        }
        out
    }

    fn blank(&self, series: &Series, chance: Chance) -> Option<Effect> {
        let group = self.groups.get(series.group)?;
        let kind = self.all.kinds.get(group.kind)?;
        Some(Effect {
            how: How::State,
            kind: kind.name.clone(),
            field: series.field.clone(),
            value: series.value.clone(),
            topic: series.topic,
            opaque: kind.opaque * 2 > kind.times.len(),
            body: kind.bodies * 2 > kind.times.len(),
            n: group.times.len() as u32,
            seen: 0.0,
            chance: 0.0,
            p: chance.p,
            p_adjusted: chance.adjusted,
            p_content: None,
            at: self.ready_of(series)?.times.iter().map(|t| self.schedule.start.unwrap_or_default() + *t as u64).take(MAX_SHOWN).collect(),
        })
    }

    fn ready_of(&self, series: &Series) -> Option<&Ready> {
        self.series.iter().position(|s| std::ptr::eq(s, series)).and_then(|at| self.ready.get(at))
    }

    fn effect(&self, test: &Test, chance: Chance, options: &Options) -> Option<Effect> {
        let (series, ready) = (self.series.get(test.series)?, self.ready.get(test.series)?);
        let group = self.groups.get(series.group)?;
        let track = self.schedule.track(test.factor);
        let mut effect = self.blank(series, chance)?;
        match test.way {
            Way::Near(direction) => {
                effect.how = if direction.is_none() { How::Stir } else { How::Event };
                (effect.seen, effect.chance) = self.shares(ready, test.factor, direction, options.seed);
                if let Content::Some { members, words: true } = &series.content {
                    let close = |t: f64| near(&[t], &track, direction).1 > 0;
                    let pairs = group.times.iter().enumerate().map(|(i, t)| (members.contains(&(i as u32)), close(*t)));
                    effect.p_content = fisher::told_apart(pairs, 1.0, TELLS);
                    if effect.p_content.is_some() {
                        effect.how = How::State;
                        (effect.seen, effect.chance) = while_shares(group, members, &track);
                    }
                }
            }
            Way::While => {
                let away = while_away(&ready.times, &track);
                let inside = ready.times.iter().filter(|t| **t <= self.schedule.end()).count() as f64;
                let mut whole = View::default();
                let end = Group { kind: 0, times: vec![self.schedule.end()], since: vec![self.schedule.end()] };
                whole.fill(&end, &track);
                let minutes = self.schedule.end() / 60_000.0;
                let share = whole.of(Way::Share).first().copied().unwrap_or_default().clamp(0.01, 0.99);
                (effect.seen, effect.chance) = (away / (minutes * share), (inside - away).max(0.0) / (minutes * (1.0 - share)));
                effect.how = if away < 0.5 { How::Silence } else { How::Rate };
            }
            Way::State | Way::Share | Way::Absence => {
                let mut view = View::default();
                view.fill(group, &track);
                effect.seen = ready.correlation(test.way, &view);
                if let (Content::Some { members, words: true }, Way::State) = (&series.content, test.way) {
                    (effect.seen, effect.chance) = while_shares(group, members, &track);
                } else if !matches!(series.content, Content::Share(_)) {
                    effect.how = How::Measure;
                }
            }
        }
        Some(effect)
    }

    /// The values of a group whose presence tells a flip from another, given when its messages came.
    fn telling(&self, group: usize, factor: usize, chance: Chance) -> Vec<(&str, Effect)> {
        let Some(messages) = self.groups.get(group) else { return Vec::new() };
        let track = self.schedule.track(factor);
        let mut view = View::default();
        view.fill(messages, &track);
        let words = || self.series.iter().filter(|s| s.group == group && matches!(s.content, Content::Some { words: true, .. }));
        let mut fields: Vec<_> = words().map(|s| s.field.as_str()).collect();
        fields.dedup();
        let tried = fields.len() as f64;
        let told = |series: &'_ Series| {
            let Content::Some { members, .. } = &series.content else { return None };
            let pairs = view.of(Way::State).iter().enumerate().map(|(i, away)| (members.contains(&(i as u32)), *away > 0.5));
            let p_content = fisher::told_apart(pairs, tried, TELLS)?;
            let mut effect = Effect { p_content: Some(p_content), ..self.blank(series, chance)? };
            (effect.seen, effect.chance) = while_shares(messages, members, &track);
            Some(effect)
        };
        words().filter_map(|s| Some((s.field.as_str(), told(s)?))).collect()
    }

    /// The share of flips that it follows, and the share that it would follow by chance.
    fn shares(&self, ready: &Ready, factor: usize, direction: Option<bool>, seed: u64) -> (f64, f64) {
        let of = |schedule: &Schedule| {
            let track = schedule.track(factor);
            let flips = track.flips.iter().filter(|f| direction.is_none_or(|d| d == f.1)).count();
            f64::from(near(&ready.times, &track, direction).1) / flips.max(1) as f64
        };
        let mut random = Random::new(seed);
        let chance: f64 = (0..SHOWN).map(|_| of(&self.schedule.redrawn(&mut random))).sum();
        (of(self.schedule), chance / SHOWN as f64)
    }
}

/// A test in its own units: how many spreads above what redrawn schedules give on the average.
fn standardised(column: &[f32], way: Way) -> Vec<f32> {
    let n = column.len().max(1) as f64;
    let mean = column.iter().map(|x| f64::from(*x)).sum::<f64>() / n;
    let spread = (column.iter().map(|x| (f64::from(*x) - mean).powi(2)).sum::<f64>() / n).sqrt();
    // What hardly ever happens has hardly any spread: a single coincidence must not look like a wonder.
    let (least, both_sides) = match way {
        Way::Near(_) => (0.6, false),
        Way::While | Way::State | Way::Share | Way::Absence => (1.0, true),
    };
    let z = |x: &f32| (f64::from(*x) - mean) / spread.max(least);
    column.iter().map(|x| if both_sides { z(x).abs() } else { z(x) } as f32).collect()
}

/// The share of messages with a value, of those sent while away and of those sent while here.
fn while_shares(group: &Group, members: &[u32], track: &Track) -> (f64, f64) {
    let mut view = View::default();
    view.fill(group, track);
    let share = |away: bool| {
        let (mut all, mut with) = (0.0, 0.0);
        for (i, _) in view.of(Way::State).iter().enumerate().filter(|(_, s)| (**s > 0.5) == away) {
            all += 1.0;
            with += f64::from(u8::from(members.contains(&(i as u32))));
        }
        if all > 0.0 { with / all } else { 0.0 }
    };
    (share(true), share(false))
}
