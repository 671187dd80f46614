//! Clients of which the truth is known, as traces: to measure how often the experiment errs, either way. Not here: the experiment.

use tallylight_core::event::{Event, What};
use tallylight_core::finding::Verdict;
use tallylight_core::observation::{Body, Channel, Observation, Timed, World};

use crate::random::Random;
use crate::{Experiment, Options};

/// When the experiment begins: the page has settled.
const SETTLED: f64 = 5_000.0;
/// The times between flips, as `docs/cli.md` asks for them.
const GAPS: (f64, f64) = (2_000.0, 8_000.0);
const HOST: &str = "meet.example.com";

/// How a client tells whether somebody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracker {
    /// A message of its own that says what it is about.
    Message,
    /// The same in letters that say nothing.
    Letters,
    /// One of many kinds of value in a message that is sent all the time.
    Buried,
    /// A message of its own, up to a second late.
    Debounced,
    /// A field of the regular heartbeat.
    Heartbeat,
    /// Batches of events, each with the state at its time.
    Batched,
}

/// All of them, by name.
pub const TRACKERS: [(&str, Tracker); 6] = [
    ("a message of its own", Tracker::Message),
    ("the same in letters", Tracker::Letters),
    ("a value among others", Tracker::Buried),
    ("late by up to a second", Tracker::Debounced),
    ("a field of the heartbeat", Tracker::Heartbeat),
    ("a state in batched events", Tracker::Batched),
];

/// One client to simulate.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    /// Which one, with its own schedule of flips.
    pub seed: u64,
    /// How many flips there are.
    pub flips: usize,
    /// Whether it tells, how, and which share of the flips (or of the messages that could tell).
    pub tracks: Option<(Tracker, f64)>,
}

impl Client {
    /// Its trace.
    pub fn trace(&self) -> Vec<Event> {
        let mut random = Random::new(self.seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(17));
        let mut flips = Vec::new();
        let mut t = SETTLED + random.between(0.0, 3_000.0);
        for i in 0..self.flips {
            flips.push((t, i % 2 == 0));
            t += random.between(GAPS.0, GAPS.1);
        }
        let end = flips.last().map_or(t, |f| f.0) + 2_500.0;
        let mut page = Page { sent: Vec::new(), end };
        noise(&mut page, &mut random);
        if let Some((tracker, share)) = self.tracks {
            track(&mut page, &mut random, &flips, tracker, share);
        }
        page.events(&flips)
    }
}

struct Page {
    sent: Vec<(f64, Observation)>,
    end: f64,
}

impl Page {
    fn send(&mut self, t: f64, channel: Channel, path: &str, body: String) {
        let scheme = if channel == Channel::Websocket { "wss" } else { "https" };
        let size = body.len() as u32;
        let url = format!("{scheme}://{HOST}{path}");
        let seen =
            Observation::Sent { channel, url, method: None, headers: None, body: Some(Body::Text(body)), size, skipped: 0, from: None };
        self.sent.push((t, seen));
    }

    fn events(self, flips: &[(f64, bool)]) -> Vec<Event> {
        let flip = |away: bool| Observation::Flip { visible: !away, focused: !away };
        let mut all = self.sent;
        all.push((0.0, flip(false)));
        // A flip is seen before what it causes.
        all.extend(flips.iter().map(|(t, away)| (*t - 0.5, flip(*away))));
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let page = What::Page { url: format!("https://{HOST}/room"), locale: None };
        let seen = |(t, observation): (f64, Observation)| Event {
            t: t.max(0.0).round() as u64,
            frame: 0,
            what: What::Seen { world: World::Page, observations: vec![Timed::from(observation)], dropped: 0 },
        };
        std::iter::once(Event { t: 0, frame: 0, what: page }).chain(all.into_iter().map(seen)).collect()
    }
}

/// What the measuring came to: of so many clients, how often something was found to depend on flips, and how often it was said to tell of you.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// Clients.
    pub of: u32,
    /// Of them, those with any dependence, whatever it amounts to.
    pub depends: u32,
    /// Of them, those that are said to report, or that they may.
    pub tells: u32,
}

/// Runs the experiment on clients that differ in their seeds alone.
pub fn rate(like: Client, seeds: std::ops::Range<u64>, permutations: u32) -> Rate {
    let mut rate = Rate::default();
    for seed in seeds {
        let client = Client { seed, ..like };
        let mut experiment = Experiment::default();
        for event in client.trace() {
            experiment.take(&event);
        }
        let found = experiment.findings(&Options { seed, permutations, ..Options::default() }).unwrap_or_default();
        rate.of += 1;
        rate.depends += u32::from(found.len() > 1 || found.iter().any(|f| f.evidence.contains_key("says_nothing_of_you")));
        rate.tells += u32::from(found.iter().any(|f| f.verdict >= Some(Verdict::May)));
    }
    rate
}

/// What any client sends: heartbeats, statistics, batches, bursts, chat, slow states, by several ways.
fn noise(page: &mut Page, random: &mut Random) {
    let mut seq = 0_u32;
    for way in 0..2 + random.below(6) {
        let channel = if random.chance(0.4) { Channel::Websocket } else { Channel::Fetch };
        let path = format!("/sink/{}", ["room", "telemetry", "log", "batch", "ping", "api", "e"].get(way).unwrap_or(&"x"));
        let every = random.between(400.0, 6_000.0);
        let style = random.below(6);
        let mut t = random.between(0.0, every);
        let mut slow = random.below(3);
        while t < page.end {
            seq += 1;
            let jitter = if random.chance(0.5) { 0.02 } else { 0.4 };
            let rtt = 20 + random.below(40);
            if random.chance(0.04) {
                slow = random.below(3);
            }
            let quality = ["good", "fair", "poor"].get(slow).copied().unwrap_or_default();
            let body = match style {
                0 => format!(r#"{{"type":"ping","seq":{seq}}}"#),
                1 => format!(r#"{{"event":"stats","seq":{seq},"rtt":{rtt},"quality":"{quality}","level":{}}}"#, random.below(5)),
                2 => {
                    let names: Vec<_> =
                        (0..=random.below(5)).map(|_| ["lvl", "mic", "net"].get(random.below(3)).copied().unwrap_or_default()).collect();
                    let items: Vec<_> = names.iter().map(|n| format!(r#"{{"n":"{n}","at":{}}}"#, t as u64)).collect();
                    format!(r#"{{"b":[{}]}}"#, items.join(","))
                }
                3 => format!(
                    r#"{{"type":"{}","on":{}}}"#,
                    ["cursor", "chat", "hand", "react"].get(random.below(4)).copied().unwrap_or_default(),
                    random.chance(0.5)
                ),
                4 => format!("op=sync&rev={seq}&who={}&ok={}", random.below(9), u8::from(random.chance(0.8))),
                _ => format!(r#"{{"t":{},"load":{:.2},"mode":"{quality}"}}"#, t as u64, random.unit()),
            };
            page.send(t, channel, &path, body);
            // Some clients send in bursts.
            let burst = style == 3 && random.chance(0.6);
            t += if burst { random.between(5.0, 200.0) } else { every * random.between(1.0 - jitter, 1.0 + jitter) };
        }
    }
}

fn track(page: &mut Page, random: &mut Random, flips: &[(f64, bool)], tracker: Tracker, share: f64) {
    let away_at = |t: f64| flips.iter().rev().find(|f| f.0 <= t).is_some_and(|f| f.1);
    match tracker {
        Tracker::Message | Tracker::Letters | Tracker::Debounced => {
            let late = if tracker == Tracker::Debounced { 1_000.0 } else { 40.0 };
            for (t, away) in flips.iter().filter(|_| random.chance(share)).copied().collect::<Vec<_>>() {
                let at = t + random.between(0.0, late);
                if tracker != Tracker::Letters {
                    page.send(at, Channel::Fetch, "/sink/p", format!(r#"{{"event":"presence","visible":{},"at":{}}}"#, !away, at as u64));
                    continue;
                }
                page.send(
                    at,
                    Channel::Fetch,
                    "/sink/p",
                    format!(r#"{{"k":"u","s":"{}","at":{}}}"#, if away { "x" } else { "y" }, at as u64),
                );
            }
        }
        Tracker::Buried => {
            let mut t = 0.0;
            while t < page.end {
                let name = ["draw", "hand", "mic", "net"].get(random.below(4)).copied().unwrap_or_default();
                page.send(t, Channel::Websocket, "/sink/all", format!(r#"{{"op":"put","what":"{name}"}}"#));
                t += random.between(300.0, 3_000.0);
            }
            for (t, away) in flips.iter().filter(|_| random.chance(share)).copied().collect::<Vec<_>>() {
                let body = format!(r#"{{"op":"put","what":"{}"}}"#, if away { "q" } else { "r" });
                page.send(t + random.between(0.0, 40.0), Channel::Websocket, "/sink/all", body);
            }
        }
        Tracker::Heartbeat => {
            let mut t = random.between(0.0, 2_000.0);
            while t < page.end {
                let truth = away_at(t);
                let told = if random.chance(share) { truth } else { random.chance(0.5) };
                page.send(t, Channel::Websocket, "/sink/beat", format!(r#"{{"op":"hb","w":"{}"}}"#, if told { "h" } else { "v" }));
                t += random.between(1_900.0, 2_100.0);
            }
        }
        Tracker::Batched => {
            let (mut t, mut held) = (0.0, Vec::new());
            let mut next = 5_000.0;
            while t < page.end {
                let truth = away_at(t);
                let told = if random.chance(share) { truth } else { random.chance(0.5) };
                held.push(format!(r#"{{"n":"lvl","w":"{}"}}"#, if told { "h" } else { "v" }));
                t += 700.0;
                if t >= next {
                    page.send(t, Channel::Fetch, "/sink/batched", format!(r#"{{"b":[{}]}}"#, held.join(",")));
                    held.clear();
                    next += 5_000.0;
                }
            }
        }
    }
}
