//! Attention: does what the client sends depend on whether you look? Listening to `visibilitychange` proves nothing (every client does); the
//! evidence is the payload. The way of a message through this module:
//!
//! 1. `payload` reduces it to flat fields, whatever its encoding (`json`, `xml`, `binary`);
//! 2. `rows` takes a batch apart, where its rows bear their own time;
//! 3. `group` files them by destination and kind of message;
//! 4. `field`, `numbers` and `beat` compare each with the history of flips in `look`, in counters only;
//! 5. `score` sums up evidence (tested against chance by `stat`), wording (`words`) and destination (`who`) into a verdict.
//!
//! `special` names sources that watch you without any flip. Not here: who owns a host, and what else is sent about you (`third_party`).

mod beat;
pub(crate) mod binary;
pub mod experiment;
mod field;
mod group;
pub(crate) mod json;
mod look;
mod numbers;
pub(crate) mod payload;
mod rows;
mod score;
mod special;
mod stat;
mod who;
pub(crate) mod words;
mod xml;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::group::Group;
use self::look::Looks;
use self::score::Case;
use self::special::Special;
use self::who::{Who, who};
use super::{Context, Detector};
use crate::finding::{DetectorName, Judgement, Severity, Verdict};
use crate::observation::{Body, Channel, Observation};
use crate::text::{fnv64, host_of};

/// The most ways out of the page that are compared; what is sent by others is counted.
const MAX_GROUPS: usize = 40;
/// The most fields of all groups together: what bounds the size of a saved session.
const MAX_FIELDS: usize = 400;

/// The detector.
#[derive(Debug)]
pub struct Attention;

/// What it remembers of a meeting: counters and hashes, no content.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    looks: Looks,
    groups: BTreeMap<u64, Group>,
    special: Special,
    /// What was last said of each destination.
    told: BTreeMap<String, Told>,
    clocks: rows::Clocks,
    /// Sends that found no room.
    dropped: u64,
}

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Told(Verdict, u32);

impl Detector for Attention {
    const NAME: DetectorName = DetectorName::Attention;
    type State = State;

    fn see(state: &mut State, cx: &Context<'_>, seen: &Observation, out: &mut Vec<Judgement>) {
        match seen {
            Observation::Flip { visible, focused } => state.looks.flip(cx.t, cx.frame, *visible, *focused),
            Observation::Called { api, detail } => out.extend(special::called(&mut state.special, cx.t, api, detail.as_deref())),
            Observation::Sent { channel, url, headers, body, size, .. } => {
                state.sent(cx, &Sent { channel: *channel, url, headers: headers.as_deref(), body: body.as_ref(), size: *size }, out);
            }
            _ => {}
        }
    }
}

/// One send.
struct Sent<'a> {
    channel: Channel,
    url: &'a str,
    headers: Option<&'a str>,
    body: Option<&'a Body>,
    size: u32,
}

/// Ways out that are one for a server: it does not care whether a request was a beacon.
fn class(channel: Channel) -> &'static str {
    match channel {
        Channel::Websocket => "socket",
        Channel::Datachannel => "datachannel",
        Channel::Timing | Channel::WebRequest => "seen",
        Channel::Worker => "worker",
        _ => "http",
    }
}

impl State {
    fn sent(&mut self, cx: &Context<'_>, sent: &Sent<'_>, out: &mut Vec<Judgement>) {
        let Sent { channel, url, headers, body, size } = *sent;
        let host = if channel == Channel::Datachannel { url.to_owned() } else { host_of(url) };
        out.extend(special::model(channel, url, &host));
        // The opening of a connection, a script: nothing is told by them but that they are wanted.
        let opens = matches!(channel, Channel::Websocket | Channel::Worker | Channel::Script | Channel::Iframe | Channel::Other);
        if opens && body.is_none() && size == 0 && !url.contains('?') {
            return;
        }
        let path = payload::path_shape(url);
        let who = who(channel, &host, &path, &cx.page.host);
        let mut message = payload::read(url, headers, body, size);
        if channel == Channel::Worker && message.kind.is_none() {
            // What a worker is told often says by its shape alone what it is: a picture to be drawn, or an order to stop.
            message.kind = Some(format!("{:08x}", message.shape));
        }
        let place = Place { class: class(channel), host: &host, who };
        self.specials(cx.t, &message, &place, out);
        self.looks.tick(cx.t);
        let (body, shape) = (message.body, message.shape);
        let rows = rows::of(&message, cx.t, &format!("{host}{path}"), &mut self.clocks);
        self.compare(&path, &[(cx.t, message)], &place, out);
        self.compare(&format!("\n[]{path}"), &rows, &place, out);
        // One address for being away and one beside it for being back is a state too.
        if matches!(place.class, "http" | "seen") {
            let (folder, name) = path.rsplit_once('/').unwrap_or_default();
            let by_path = payload::Message { kind: Some(name.to_owned()), body, shape, ..payload::Message::default() };
            self.compare(&format!("\n{}{folder}", u8::from(body)), &[(cx.t, by_path)], &place, out);
        }
    }

    fn specials(&mut self, t: u64, message: &payload::Message, place: &Place<'_>, out: &mut Vec<Judgement>) {
        let told = |what: &str, verdict| {
            let severity = if place.who >= Who::Participants && verdict == Verdict::Reports { Severity::High } else { Severity::Medium };
            let key = format!("{what}|{}|{}", place.class, place.host);
            Judgement::raise(key, severity, what, place.who.word()).verdict(verdict).with("channel", place.class).with("host", place.host)
        };
        if special::is_replay(message) {
            out.push(told("session_replay", Verdict::Reports));
        }
        if special::level(&mut self.special, t, message) {
            out.push(told("audio_while_muted", Verdict::May));
        }
    }

    fn compare(&mut self, path: &str, messages: &[(u64, payload::Message)], place: &Place<'_>, out: &mut Vec<Judgement>) {
        if messages.is_empty() {
            return;
        }
        let key = place.key(path);
        if !self.groups.contains_key(&key) {
            let fields: usize = self.groups.values().map(|g| g.fields.len()).sum();
            if self.groups.len() >= MAX_GROUPS || fields >= MAX_FIELDS {
                self.dropped = self.dropped.saturating_add(1);
                return;
            }
            self.groups.insert(key, Group::new(&self.looks));
        }
        let Some(group) = self.groups.get_mut(&key) else { return };
        for (t, message) in messages {
            group.take(&self.looks, *t, message);
        }
        if group.feelings == 2 {
            let judgement =
                Judgement::raise(format!("face|{}", place.host), place.severity(Verdict::Reports), "face_expression", place.who.word());
            out.push(judgement.verdict(Verdict::Reports).with("channel", place.class).with("host", place.host));
        }
        if let Some(mut case) = score::judge(group, &self.looks, place.who) {
            if place.class == "worker" {
                // What a worker does with what it is told is not seen: it may report, if that is what the words say, or if what it is told is numbered, as a
                // command is not; else it serves the page.
                let named = case.terms.iter().any(|(term, _)| *term == "wording");
                case.verdict = case.verdict.min(if named || case.numbered { Verdict::May } else { Verdict::Functional });
            }
            self.tell(&case, place, out);
        }
    }

    /// Says it when it is worse than what was said, and again when it is twice as well founded.
    fn tell(&mut self, case: &Case, place: &Place<'_>, out: &mut Vec<Judgement>) {
        let key = place.name();
        let news = self
            .told
            .get(&key)
            .is_none_or(|Told(verdict, hits)| case.verdict > *verdict || (case.verdict == *verdict && case.hits >= 2 * hits));
        if !news || (self.told.len() >= MAX_GROUPS && !self.told.contains_key(&key)) {
            return;
        }
        self.told.insert(key.clone(), Told(case.verdict, case.hits));
        let terms: BTreeMap<_, _> = case.terms.iter().copied().collect();
        let mut judgement = Judgement::raise(key, place.severity(case.verdict), "attention", place.who.word())
            .verdict(case.verdict)
            .with("channel", place.class)
            .with("host", place.host)
            .with("how", case.how)
            .with("flips", self.looks.flips())
            .with("hits", case.hits)
            .with("p", (case.p * 1e4).round() / 1e4)
            .with("points", case.points)
            .with("terms", serde_json::json!(terms));
        for (name, value) in [("field", Some(&case.field)), ("while_away", case.away.as_ref()), ("while_here", case.here.as_ref())] {
            if let Some(value) = value.filter(|v| !v.is_empty()) {
                judgement = judgement.with(name, value.as_str());
            }
        }
        out.push(judgement);
    }
}

/// Where a message goes.
struct Place<'a> {
    class: &'static str,
    host: &'a str,
    who: Who,
}

impl Place<'_> {
    fn key(&self, path: &str) -> u64 {
        fnv64(format!("{}\n{}\n{path}", self.class, self.host).as_bytes())
    }

    /// One finding a destination: what the browser saw of a request is about the same as what the page's hooks saw.
    fn name(&self) -> String {
        let class = if self.class == "seen" { "http" } else { self.class };
        format!("{class}|{}", self.host)
    }

    /// Others in the meeting, or strangers, learn it: worth an interruption. The vendor: worth a look.
    fn severity(&self, verdict: Verdict) -> Severity {
        match verdict {
            Verdict::Reports if self.who >= Who::Participants => Severity::High,
            Verdict::Reports | Verdict::May => Severity::Medium,
            Verdict::Functional | Verdict::None => Severity::Info,
        }
    }
}
