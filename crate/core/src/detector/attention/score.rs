//! From counters to a verdict, in points: what depends on the flips (paired states, single events, measured absence, silence, mere timing), how sure
//! that is, what it is called, and who learns it; less what serves the call itself.
//!
//! Five points report, three may. Unreadable messages never do more than "may".

use super::beat::Beat;
use super::field::{Field, Follow, Gaps, Value};
use super::group::Group;
use super::look::{FACTORS, Factor, Looks};
use super::stat::{at_least, overlap};
use super::who::Who;
use crate::finding::Verdict;

/// From this many points on it is said that the client reports.
const REPORTS: i32 = 5;
/// From this many on that it may.
const MAY: i32 = 3;

/// Why a verdict was passed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case {
    pub(super) verdict: Verdict,
    pub(super) points: i32,
    /// `state`, `event`, `measure`, `count`, `silence`, `timing`.
    pub(super) how: &'static str,
    pub(super) field: String,
    /// The message that it is in carries a serial number or a time: what is numbered is kept or passed on.
    pub(super) numbered: bool,
    /// The words sent while away and while here, where they may be shown.
    pub(super) away: Option<String>,
    pub(super) here: Option<String>,
    /// Flips that it agrees with.
    pub(super) hits: u32,
    /// The chance of that.
    pub(super) p: f64,
    /// What the points were given for.
    pub(super) terms: Vec<(&'static str, i32)>,
}

/// The strongest case against one way to one place.
pub(super) fn judge(group: &Group, looks: &Looks, who: Who) -> Option<Case> {
    if looks.flips() < 2 {
        return None;
    }
    let judge = Judge { group, looks, who };
    let states = group.fields.values().flat_map(|f| [judge.state(f), judge.event(f), judge.measure(f)]);
    let rhythms = group.beats.iter().map(|(kind, beat)| judge.silence(*kind, beat));
    let all = states.chain(rhythms).chain([judge.event(&group.kinds), judge.kinds(), judge.timing()]).flatten();
    // Of two that are as strong, the value itself says more than that it is there.
    all.max_by_key(|c| (c.verdict, c.points, !c.field.ends_with('?'), c.hits))
}

struct Judge<'a> {
    group: &'a Group,
    looks: &'a Looks,
    who: Who,
}

/// What a case is made of before it is summed up.
struct Draft {
    how: &'static str,
    field: String,
    scope: u32,
    away: Option<String>,
    here: Option<String>,
    hits: u32,
    p: f64,
    terms: Vec<(&'static str, i32)>,
    look: bool,
    media: bool,
}

impl Judge<'_> {
    fn close(&self, draft: Draft, cap: Verdict) -> Option<Case> {
        let Draft { how, field, scope, away, here, hits, p, mut terms, look, media } = draft;
        if look {
            terms.push(("wording", 2));
        }
        let serves = media && !look;
        if serves {
            terms.push(("serves_media", -2));
        }
        terms.push(("destination", self.who.points()));
        terms.retain(|(_, points)| *points != 0);
        let points = terms.iter().map(|(_, points)| points).sum();
        let verdict = match points {
            _ if serves => Verdict::Functional,
            REPORTS.. => Verdict::Reports,
            MAY.. => Verdict::May,
            _ => return None,
        };
        let cap = if self.is_opaque() { cap.min(Verdict::May) } else { cap };
        let numbered = self.group.fields.values().any(|f| f.scope == scope && f.numbers.as_ref().is_some_and(|n| n.is_serial()));
        Some(Case { verdict: verdict.min(cap), points, how, field, numbered, away, here, hits, p, terms })
    }

    fn is_opaque(&self) -> bool {
        self.group.opaque * 2 > self.group.n
    }

    /// How many fields could have agreed by chance.
    fn candidates(&self) -> f64 {
        self.group.fields.values().filter(|f| f.values.len() > 1).count().max(1) as f64
    }

    /// A field whose value changes when you look away or back, and only then.
    fn state(&self, field: &Field) -> Option<Case> {
        FACTORS.into_iter().filter_map(|f| self.state_of(field, f)).max_by_key(|c| (c.verdict, c.points))
    }

    /// The same for what kind of message it is: one heartbeat while you look, another while you do not. What is said at the flips alone may be one act each, such
    /// as pausing and going on: `event` judges those. And which news is asked for may be for the page's own sake.
    fn kinds(&self) -> Option<Case> {
        let case = self.state(&self.group.kinds).filter(|case| case.p < 0.05)?;
        let cap = if self.group.bare * 2 > self.group.n { Verdict::May } else { Verdict::Reports };
        Some(Case { verdict: case.verdict.min(cap), ..case })
    }

    fn state_of(&self, field: &Field, factor: Factor) -> Option<Case> {
        if field.busy || field.values.len() < 2 {
            return None;
        }
        let (away, mut here) = (field.typical(factor, true)?, field.typical(factor, false)?);
        // Every message spans flips: which value is which is not known, that they change with them is.
        let unsure = field.many && away.id == here.id;
        if unsure {
            here = field.values.iter().find(|v| v.id != away.id)?;
        }
        let gaps = field.gaps.get(factor as usize)?;
        let look = field.look || away.look || here.look;
        let agreement = Agreement::of(gaps, field.many)?;
        let (pure, all) = field.pure(factor);
        let impure = !field.many && !agreement.late && (all == 0 || pure * 5 < all * 4);
        if away.id == here.id || impure || agreement.late && !look {
            return None;
        }
        let p = (agreement.p * self.candidates()).min(1.0);
        // Where every message comes with a flip, its value is no surprise; but its coming is.
        let anchored = self.anchor(away, factor, true) < 0.1 && self.anchor(here, factor, false) < 0.1;
        // Words prove nothing where a handful of messages on a clock of their own would agree as well by luck: a calendar says "away" too.
        let lucky = !field.many && !agreement.late && p >= 0.2 && !anchored && at_least(all, pure, 0.5) * self.candidates() > 0.05;
        let proven = p < 0.2 || anchored || look && !lucky;
        // Of bytes that mean nothing, or values of many kinds, one or another always happens to agree.
        if !proven && (self.is_opaque() || field.values.len() > 2) {
            return None;
        }
        let mut terms = vec![("state_flips", if proven { 4 } else { 2 })];
        if p < 0.05 {
            terms.push(("not_by_chance", 1));
        } else if anchored {
            terms.push(("sent_at_flips", 1));
        }
        let media = field.media || away.media || here.media;
        let draft = Draft {
            how: "state",
            field: field.path.clone(),
            scope: field.scope,
            away: away.word.clone().filter(|_| !unsure),
            here: here.word.clone().filter(|_| !unsure),
            hits: agreement.hits,
            p,
            terms,
            look,
            media,
        };
        self.close(draft, Verdict::Reports)
    }

    /// The chance that a value comes so often after flips of one direction.
    fn anchor(&self, value: &Value, factor: Factor, away: bool) -> f64 {
        let Some(Follow(flips, near)) = follow(value, factor, away) else { return 1.0 };
        if flips < 2 || near * 10 < value.n * 6 {
            return 1.0;
        }
        at_least(value.n, near, self.share(factor, away))
    }

    fn share(&self, factor: Factor, away: bool) -> f64 {
        self.looks.track(factor).share_after(away, self.looks.start(), self.looks.now(), super::field::WINDOW)
    }

    /// Flips of one direction since the group's first message.
    fn flips(&self, factor: Factor, away: bool) -> u32 {
        let track = self.looks.track(factor);
        let (all, born) = if away { (track.away, 0) } else { (track.back, 1) };
        let before = self.group.born.get(factor as usize).map_or(0, |b| if born == 0 { b.0 } else { b.1 });
        all.saturating_sub(before)
    }

    /// Whether a value comes after flips of one direction, nearly each and nearly nowhere else.
    fn marks(&self, field: &Field, value: &Value, factor: Factor, away: bool) -> Option<(u32, f64)> {
        let Follow(flips, near) = follow(value, factor, away)?;
        let all = self.flips(factor, away);
        if flips < 2 || flips * 10 < all * 6 || near * 10 < value.n * 8 {
            return None;
        }
        let p = if field.many { 0.05 } else { at_least(value.n, near, self.share(factor, away)) };
        (p < 0.1).then_some((flips, p))
    }

    /// Single values, or kinds of message, that are sent because of a flip.
    fn event(&self, field: &Field) -> Option<Case> {
        FACTORS.into_iter().filter_map(|f| self.event_of(field, f)).max_by_key(|c| (c.verdict, c.points))
    }

    fn event_of(&self, field: &Field, factor: Factor) -> Option<Case> {
        let marks =
            |away| field.values.iter().filter_map(move |v| Some((v, self.marks(field, v, factor, away)?))).max_by_key(|(v, _)| v.look);
        let (away, here) = (marks(true), marks(false));
        let of = |v: Option<(&Value, _)>| v.map_or((false, false, None), |(v, _): (&Value, (u32, f64))| (v.look, v.media, v.word.clone()));
        let ((look_a, media_a, word_a), (look_h, media_h, word_h)) = (of(away), of(here));
        let look = field.look || look_a || look_h;
        let pair = away.zip(here).filter(|((a, _), (h, _))| a.id != h.id);
        let (terms, hits, p) = match (pair, away.or(here)) {
            // In an array the times within it are not known, and two kinds of message may have nothing to do with each other (what is left is
            // sent on leaving, news are asked for on coming back): then words must help.
            (Some(((va, (a, pa)), (vh, (h, ph)))), _) if look || self.are_alike(field, va, vh) => {
                let sure = if pa * ph < 0.01 { vec![("state_flips", 4), ("not_by_chance", 1)] } else { vec![("state_flips", 4)] };
                (sure, a + h, pa * ph)
            }
            (None, Some((_, (hits, p)))) if look_a || look_h => (vec![("event_at_flips", 4)], hits, p),
            _ => return self.stir(field, factor),
        };
        let media = field.media || media_a || media_h;
        let draft =
            Draft { how: "event", field: field.path.clone(), scope: field.scope, away: word_a, here: word_h, hits, p, terms, look, media };
        self.close(draft, Verdict::Reports)
    }

    /// Whether two values can be two states of one thing.
    fn are_alike(&self, field: &Field, a: &Value, b: &Value) -> bool {
        let is_kinds = std::ptr::eq(field, &raw const self.group.kinds);
        !field.many && (!is_kinds || self.group.shapes.get(&a.id) == self.group.shapes.get(&b.id))
    }

    /// A value named after attention that comes with flips of both directions alike: it tells that something happened.
    fn stir(&self, field: &Field, factor: Factor) -> Option<Case> {
        let both = |v: &&Value| {
            let (Some(a), Some(h)) = (follow(v, factor, true), follow(v, factor, false)) else { return false };
            let all = self.flips(factor, true) + self.flips(factor, false);
            v.look && a.0 >= 1 && h.0 >= 1 && (a.0 + h.0) * 10 >= all * 7 && (a.1 + h.1) * 10 >= v.n * 8
        };
        let value = field.values.iter().find(both)?;
        let draft = Draft {
            how: "event",
            field: field.path.clone(),
            scope: field.scope,
            away: value.word.clone(),
            here: value.word.clone(),
            hits: value.n,
            p: 1.0,
            terms: vec![("event_at_flips", 3)],
            look: true,
            media: false,
        };
        self.close(draft, Verdict::Reports)
    }

    /// A number that measures how long, or how often, you were away.
    fn measure(&self, field: &Field) -> Option<Case> {
        let numbers = field.numbers.as_deref()?;
        let measure = numbers.measure(if field.look { 2 } else { 3 });
        let (how, hits, what) = match measure {
            Some((what, hits)) => ("measure", u32::from(hits), what),
            None if numbers.is_count(field.look) && (field.look || numbers.exact >= 3) => ("count", u32::from(numbers.exact), "flips"),
            None if numbers.stood() >= 2 => ("measure", u32::from(numbers.stood()), "stands_still_while_away"),
            None => return None,
        };
        // A clock may stand still for other reasons: a film that is paused.
        let cap = if what == "stands_still_while_away" && !field.look { Verdict::May } else { Verdict::Reports };
        let mut terms = vec![(what, 4)];
        if hits >= 3 {
            terms.push(("not_by_chance", 1));
        }
        let draft = Draft {
            how,
            field: field.path.clone(),
            scope: field.scope,
            away: None,
            here: None,
            hits,
            p: 0.05,
            terms,
            look: field.look,
            media: field.media,
        };
        self.close(draft, cap)
    }

    /// A steady kind of message that stops while you are away. Asking for news, without a body, is not reporting.
    fn silence(&self, kind: u32, beat: &Beat) -> Option<Case> {
        let (silent, _) = beat.silent.iter().zip(&beat.spoke).filter(|(s, p)| **s >= 2 && **p == 0).max_by_key(|(s, _)| **s)?;
        if self.group.bare * 2 > self.group.n {
            return None;
        }
        let (look, media) = self.group.topics.get(&kind).copied().unwrap_or_default();
        let draft = Draft {
            how: "silence",
            field: String::new(),
            scope: kind,
            away: None,
            here: None,
            hits: *silent,
            p: 0.5_f64.powf(f64::from(silent.saturating_mul(4))),
            terms: vec![("silent_while_away", 3)],
            look,
            media,
        };
        self.close(draft, if look { Verdict::Reports } else { Verdict::May })
    }

    /// Unreadable messages that come with flips of both directions: all that can be said of them is when they come.
    fn timing(&self) -> Option<Case> {
        if !self.is_opaque() {
            return None;
        }
        let of = |factor| {
            let mut best = None;
            for value in &self.group.kinds.values {
                let (a, h) = (follow(value, factor, true)?, follow(value, factor, false)?);
                let (away, back) = (self.flips(factor, true), self.flips(factor, false));
                let p = at_least(value.n, a.1, self.share(factor, true)).max(at_least(value.n, h.1, self.share(factor, false)));
                if a.0 >= 2 && h.0 >= 1 && a.0 * 10 >= away * 7 && h.0 * 10 >= back * 7 && p < 0.1 {
                    best = Some((a.0 + h.0, p, value.media));
                }
            }
            best
        };
        let (hits, p, media) = FACTORS.into_iter().find_map(of)?;
        let draft = Draft {
            how: "timing",
            field: String::new(),
            scope: 0,
            away: None,
            here: None,
            hits,
            p,
            terms: vec![("sent_at_flips", 3)],
            look: false,
            media,
        };
        self.close(draft, Verdict::May)
    }
}

fn follow(value: &Value, factor: Factor, away: bool) -> Option<Follow> {
    let [after_away, after_back] = value.after.get(factor as usize)?;
    Some(if away { *after_away } else { *after_back })
}

/// How well changes of a value agree with flips.
struct Agreement {
    hits: u32,
    p: f64,
    /// Only when changes that came later than their flip count too.
    late: bool,
}

impl Agreement {
    fn of(gaps: &Gaps, many: bool) -> Option<Self> {
        let Gaps { all, flips, changes, both, late, untold, .. } = *gaps;
        let told = flips + 2 * untold;
        let least = if many { 5 } else { 7 };
        if both >= 2 && both * 10 >= changes * 8 && both * 10 >= told * least {
            let all = all.max(told).max(changes);
            return Some(Self { hits: both, p: overlap(all, changes, told, both), late: false });
        }
        let hits = both + late;
        (late >= 1 && hits >= 2 && hits * 10 >= changes * 8 && hits * 10 >= flips * 7).then_some(Self { hits, p: 1.0, late: true })
    }
}
