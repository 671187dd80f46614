//! What happens when a client changes under us: every saved page, in releases that do not exist, through the same watch, step and detectors.
//!
//! Whatever the release: never "not recording" while it is. The verdict is right, or we say that we cannot see, or that we saw no sign.
//! `tests/bench/drift` prints the figures of many releases; the ordinary test takes a few.

use std::collections::BTreeMap;
use std::fmt;

use tallylight_core::client::{Client, Phase, What};
use tallylight_core::detector::coverage::Sees;
use tallylight_core::detector::recording::{Reading, reading};
use tallylight_core::summary::Tone;

use super::book::{self, Saved, Seen};
use super::mutate::Release;
use super::visit::Walk;

/// Releases of each page in the ordinary test; `TALLYLIGHT_DRIFT` sets another number.
const FEW: u64 = 4;

const ALL: [What; 6] = [What::Recording, What::LocalRecording, What::Transcription, What::LiveStream, What::AiNotes, What::Archive];

/// What came of one page in one release.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    runs: u32,
    /// What is on was said; or nothing is on, and nothing was said.
    right: u32,
    /// "We cannot see."
    blind: u32,
    /// Something is on, and we do not know what to make of the page.
    unknown: u32,
    /// Something is on, and we see the meeting but no sign of it: all that is said is that.
    no_sign: u32,
    /// Nothing is on, and we say that it is.
    false_alarm: u32,
    /// Something is on, and we say that it is not, or the button looks as if.
    false_calm: u32,
}

#[test]
fn never_not_recording_while_it_is() {
    let releases = std::env::var("TALLYLIGHT_DRIFT").ok().and_then(|n| n.parse().ok()).unwrap_or(FEW);
    let pages = book::all();
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    let mut wrong = Vec::new();
    for page in pages.iter().filter(|p| p.expected.view != Seen::Prejoin) {
        // Somebody who is in when it begins, and somebody who comes later.
        let before = pages.iter().find(|p| p.client.id == page.client.id && p.state == "meeting" && p.expected.url == page.expected.url);
        for seed in 0..releases {
            let earlier = before.filter(|_| seed % 2 == 0);
            let tally = run(page, earlier, Release::new(seed));
            if tally.false_calm > 0 || tally.false_alarm > 0 {
                wrong.push(format!("{} in release {seed}: {tally}", page.name()));
            }
            tallies.entry(page.client.id).or_default().add(tally);
        }
    }
    report(&tallies);
    let calm: Vec<_> = wrong.iter().filter(|w| !w.contains("false calm 0")).collect();
    assert!(calm.is_empty(), "said not to be on while it was:\n{calm:#?}");
    wrong.iter().take(20).for_each(|w| println!("{w}"));
}

/// Without any change, every page is read rightly, and where a client shows that nothing is on, that is said: else the figures say nothing.
#[test]
fn unchanged_pages_are_read_rightly() {
    let pages = book::all();
    let mut wrong = Vec::new();
    for page in pages.iter().filter(|p| !matches!(p.expected.view, Seen::Prejoin | Seen::Frame)) {
        let walk = walk(page, None, Release::none());
        let tally = verdict(&walk, page);
        let quiet = page.expected.marks.iter().any(|m| m.starts_with("quiet:"));
        let absent = says(&walk, What::Recording) == Reading::Absent;
        if tally.right == 0 || quiet != absent {
            wrong.push(format!("{}: {tally}, said to be absent: {absent}", page.name()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

fn run(page: &Saved, earlier: Option<&Saved>, release: Release) -> Tally {
    verdict(&walk(page, earlier, release), page)
}

fn walk(page: &Saved, earlier: Option<&Saved>, release: Release) -> Walk {
    let mut walk = Walk::default();
    for (t, saved) in [(0, earlier), (60_000, Some(page))] {
        let Some(saved) = saved else { continue };
        walk.wait(t);
        walk.show(t, 0, &saved.expected.url, release.locale(saved.locale()), &release.page(&saved.html));
    }
    walk.wait(200_000);
    walk
}

fn says(walk: &Walk, what: What) -> Reading {
    let session = walk.session.as_ref().unwrap();
    reading(&session.states.recording, &session.states.coverage, Client::of(&session.page), what)
}

fn verdict(walk: &Walk, page: &Saved) -> Tally {
    let session = walk.session.as_ref().unwrap();
    let on = |what: &What| page.expected.on.get(what).is_some_and(|p| matches!(p, Phase::On | Phase::Starting | Phase::Paused));
    let sees = session.states.coverage.sees();
    let count = |yes: bool| u32::from(yes);

    let truly: Vec<_> = ALL.iter().filter(|w| on(w)).collect();
    // Words seldom tell whose recording it is.
    let told =
        |what| says(walk, what) == Reading::Present || (what == What::LocalRecording && says(walk, What::Recording) == Reading::Present);
    let said = truly.iter().filter(|w| told(***w)).count();
    let calm = !truly.is_empty() && (session.badge.tone == Tone::Calm.name() || truly.iter().any(|w| says(walk, **w) == Reading::Absent));
    // Words that tell of one thing may tell of another, too: an alarm is false only where nothing at all is on.
    let alarm = page.expected.on.is_empty() && ALL.iter().any(|w| says(walk, *w) == Reading::Present);
    let right = if truly.is_empty() { !alarm } else { said > 0 && !calm };
    let open = !right && !calm && !alarm;
    Tally {
        runs: 1,
        right: count(right),
        blind: count(open && sees == Sees::Blind),
        unknown: count(open && sees == Sees::Waiting),
        no_sign: count(open && sees == Sees::Sighted),
        false_alarm: count(alarm),
        false_calm: count(calm),
    }
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.right += other.right;
        self.blind += other.blind;
        self.unknown += other.unknown;
        self.no_sign += other.no_sign;
        self.false_alarm += other.false_alarm;
        self.false_calm += other.false_calm;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { runs, right, blind, unknown, no_sign, false_alarm, false_calm } = self;
        write!(
            f,
            "{runs:7} runs: right {right}, blind {blind}, unknown {unknown}, no sign {no_sign}, false alarm {false_alarm}, false calm {false_calm}"
        )
    }
}

fn report(tallies: &BTreeMap<&str, Tally>) {
    let mut all = Tally::default();
    for (client, tally) in tallies {
        println!("{client:16} {tally}");
        all.add(*tally);
    }
    println!("{:16} {all}", "all");
}
