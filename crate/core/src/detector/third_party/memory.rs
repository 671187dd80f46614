//! What a meeting remembers of its requests, so that an ordinary meeting gives few findings: one for each organisation and, where more than a
//! contact was seen, one for each set of kinds that it got. Not here: judging one request (`request`), unseen requests (`bypass`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::bypass::Bypass;
use super::carried::{Carried, Kind};
use super::request::{Page, Verdict, judge};
use super::tier::Tier;
use super::watchlist::{MAX_VALUES, Watchlist};
use crate::detector::Context;
use crate::finding::{Evidence, Judgement, Severity};
use crate::observation::{Body, Channel, Observation};

/// The most receivers of one meeting that are told apart.
const MAX_RECEIVERS: usize = 96;
/// The most hosts, SDKs and the like listed for one of them.
const MAX_LISTED: usize = 12;
/// The most sets of kinds told apart for one of them.
const MAX_SETS: usize = 6;

/// What the detector remembers of a meeting.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// Known values. They live and die with the meeting.
    known: BTreeSet<(Kind, String)>,
    /// By organisation.
    receivers: BTreeMap<String, Receiver>,
    bypass: Bypass,
    /// What had no more room, by what it was.
    dropped: BTreeMap<String, u32>,
    #[serde(skip)]
    ready: Option<Ready>,
}

/// What is made of the known values and the page once, not for each request.
#[derive(Clone, Debug)]
struct Ready {
    page_url: String,
    page: Page,
    watchlist: Watchlist,
}

/// What one organisation got.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Receiver {
    who: String,
    what: String,
    severity: Severity,
    country: String,
    category: String,
    sdks: BTreeSet<String>,
    confidence: String,
    by_wire: bool,
    first_party: bool,
    hosts: BTreeSet<String>,
    channels: BTreeSet<Channel>,
    via: BTreeSet<Via>,
    /// What was carried, as sets of kinds.
    sets: BTreeSet<BTreeSet<Carried>>,
    count: u64,
    cut: bool,
}

/// How we know of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Via {
    /// A hook in the page.
    Hook,
    /// A resource-timing entry.
    Timing,
    /// The browser.
    WebRequest,
}

impl From<Channel> for Via {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Timing => Self::Timing,
            Channel::WebRequest => Self::WebRequest,
            _ => Self::Hook,
        }
    }
}

impl State {
    pub(super) fn see(&mut self, cx: &Context<'_>, seen: &Observation, out: &mut Vec<Judgement>) {
        match seen {
            Observation::Known { name, value } => self.know(name, value),
            Observation::Sent { channel, url, method, body, skipped, .. } => {
                // What a hook has told, and better, is not counted twice.
                if *channel != Channel::WebRequest || !self.bypass.is_told(url) {
                    self.sent(cx, *channel, url, body.as_ref(), *skipped, out);
                }
                self.bypass.see(cx.t, *channel, url, method.as_deref(), *skipped);
            }
            _ => {}
        }
    }

    pub(super) fn tick(&mut self, cx: &Context<'_>, out: &mut Vec<Judgement>) {
        out.extend(self.bypass.tick(cx.t));
    }

    fn know(&mut self, name: &str, value: &str) {
        let Some(kind) = Kind::of_known(name) else { return };
        if self.known.len() >= MAX_VALUES {
            self.drop_count("known");
        } else if self.known.insert((kind, value.to_owned())) {
            self.ready = None;
        }
    }

    fn drop_count(&mut self, what: &str) {
        let count = self.dropped.entry(what.to_owned()).or_default();
        *count = count.saturating_add(1);
    }

    fn verdict(&mut self, cx: &Context<'_>, url: &str, body: Option<&Body>) -> Verdict {
        let ready = match self.ready.take() {
            Some(ready) if ready.page_url == cx.page.url => ready,
            _ => {
                let page = Page::new(&cx.page.url);
                let from_page = page.known();
                let known = self.known.iter().chain(&from_page).map(|(kind, value)| (*kind, value.as_str()));
                Ready { page_url: cx.page.url.clone(), watchlist: Watchlist::new(known), page }
            }
        };
        let verdict = judge(&ready.page, &ready.watchlist, url, body);
        self.ready = Some(ready);
        verdict
    }

    fn sent(&mut self, cx: &Context<'_>, channel: Channel, url: &str, body: Option<&Body>, skipped: u32, out: &mut Vec<Judgement>) {
        if hands_over(cx, url) {
            out.push(Judgement::raise("native", Severity::Info, "native_handoff", cx.client.owner).with("client", cx.client.name));
            return;
        }
        let verdict = self.verdict(cx, url, body);
        let Some(severity) = verdict.severity else { return };
        let key = match verdict.near {
            Some(_) => format!("local {}", verdict.host),
            None if verdict.third_party => verdict.owner_key.clone(),
            None => format!("sdk {}", verdict.sdk),
        };
        if !self.receivers.contains_key(&key) && self.receivers.len() >= MAX_RECEIVERS {
            self.drop_count("receiver");
            return;
        }
        let receiver = self.receivers.entry(key.clone()).or_default();
        let before = receiver.facts();
        receiver.take(&verdict, severity, channel, skipped);
        if receiver.facts() != before || receiver.count.is_power_of_two() {
            out.push(receiver.judgement(&key));
        }
        let known_set = receiver.sets.contains(&verdict.carries);
        if verdict.tier() > Tier::Context && !known_set && receiver.sets.len() < MAX_SETS {
            receiver.sets.insert(verdict.carries.clone());
            out.push(receiver.escalation(&key, &verdict, severity));
        }
    }
}

/// Whether an address hands the meeting over to a program outside of the browser, where we cannot see.
fn hands_over(cx: &Context<'_>, url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| cx.client.native_schemes.iter().any(|s| s.eq_ignore_ascii_case(scheme)))
}

/// Adds to a bounded list.
fn list(set: &mut BTreeSet<String>, item: &str) {
    if !item.is_empty() && set.len() < MAX_LISTED {
        set.insert(item.to_owned());
    }
}

impl Receiver {
    fn take(&mut self, verdict: &Verdict, severity: Severity, channel: Channel, skipped: u32) {
        if self.count == 0 {
            self.what.push_str(if verdict.near.is_some() { "local_network" } else { "third_party" });
            self.who = if verdict.owner.is_empty() { verdict.owner_key.clone() } else { verdict.owner.clone() };
            verdict.country.clone_into(&mut self.country);
            self.first_party = !verdict.third_party && verdict.near.is_none();
        }
        if self.category.is_empty() || !verdict.sdk.is_empty() {
            verdict.category.clone_into(&mut self.category);
            verdict.confidence.clone_into(&mut self.confidence);
        }
        // What is graver than a contact gets a finding of its own.
        let own = if verdict.tier() > Tier::Context && verdict.near.is_none() { Severity::Low.min(severity) } else { severity };
        self.severity = self.severity.max(own);
        list(&mut self.sdks, verdict.sdk);
        list(&mut self.hosts, &verdict.host);
        self.by_wire |= verdict.by_wire;
        self.cut |= verdict.cut;
        self.channels.insert(channel);
        self.via.insert(channel.into());
        self.count = self.count.saturating_add(1 + u64::from(skipped));
    }

    /// All but the count.
    fn facts(&self) -> Self {
        Self { count: 0, sets: BTreeSet::new(), ..self.clone() }
    }

    fn evidence(&self) -> Evidence {
        let mut evidence = Evidence::from([
            ("hosts".to_owned(), json!(self.hosts)),
            ("channels".to_owned(), json!(self.channels)),
            ("via".to_owned(), json!(self.via)),
            ("count".to_owned(), json!(self.count)),
        ]);
        let mut say = |name: &str, value: Value| {
            if !matches!(&value, Value::String(s) if s.is_empty()) && value != Value::Bool(false) && value != json!([]) {
                evidence.insert(name.to_owned(), value);
            }
        };
        say("country", json!(self.country));
        say("category", json!(self.category));
        say("sdk", json!(self.sdks));
        say("confidence", json!(self.confidence));
        say("by_wire", json!(self.by_wire));
        say("first_party", json!(self.first_party));
        say("cut", json!(self.cut));
        evidence
    }

    fn judgement(&self, key: &str) -> Judgement {
        let mut judgement = Judgement::raise(format!("owner {key}"), self.severity, self.what.as_str(), self.who.as_str());
        judgement.evidence = self.evidence();
        judgement
    }

    fn escalation(&self, key: &str, verdict: &Verdict, severity: Severity) -> Judgement {
        let kinds: BTreeSet<Kind> = verdict.carries.iter().map(|c| c.kind).collect();
        let key = format!("carries {key} {}", json!(kinds));
        let mut judgement = Judgement::raise(key, severity, self.what.as_str(), self.who.as_str());
        judgement.evidence = self.evidence();
        judgement.with("carries", json!(verdict.carries)).with("tier", json!(verdict.tier()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::Detector;
    use crate::detector::third_party::ThirdParty;
    use crate::observation::World;
    use crate::policy::Settings;
    use crate::session::Session;

    fn run(page: &str, seen: &[Observation]) -> Vec<Judgement> {
        run_with(page, seen, true)
    }

    fn run_with(page: &str, seen: &[Observation], killed: bool) -> Vec<Judgement> {
        let session = Session::open(page, None, 0);
        let settings = Settings::default();
        let cx = Context { t: 0, frame: 0, world: World::Page, client: session.client(), page: &session.page, settings: &settings };
        let (mut state, mut out) = (State::default(), Vec::new());
        for observation in seen {
            ThirdParty::see(&mut state, &cx, observation, &mut out);
            // A worker may be killed between any two: only what is stored counts.
            if killed {
                let stored = serde_json::to_string(&state).expect("it serialises");
                state = serde_json::from_str(&stored).expect("it parses");
            }
        }
        out
    }

    fn sent(url: &str, body: &str) -> Observation {
        Observation::Sent {
            channel: Channel::Fetch,
            url: url.to_owned(),
            method: None,
            headers: None,
            body: (!body.is_empty()).then(|| Body::Text(body.to_owned())),
            size: body.len() as u32,
            skipped: 0,
            from: None,
        }
    }

    const ZOOM: &str = "https://app.zoom.us/wc/83920174655/join?pwd=Vb7kQ2mXz9";

    #[test]
    fn the_meetings_own_traffic_says_nothing() {
        assert_eq!(run(ZOOM, &[sent("https://us02web.zoom.us/api?id=83920174655", ""), sent("wss://rwc.zoom.us/x", "olga")]), []);
    }

    #[test]
    fn one_finding_for_each_organisation() {
        let many: Vec<_> = (0..20).map(|n| sent(&format!("https://h{n}.hotjar.com/x"), "")).collect();
        let keys: BTreeSet<_> = run(ZOOM, &many).into_iter().map(|j| j.key).collect();
        assert_eq!(keys.len(), 1);
    }

    #[test]
    fn an_identity_is_a_finding_of_its_own_without_the_value() {
        let known = Observation::Known { name: "email".to_owned(), value: "olga.lindqvist@fjordpost.example".to_owned() };
        let out = run(ZOOM, &[known, sent("https://collect.example/", "m=olga.lindqvist@fjordpost.example")]);
        let grave: Vec<_> = out.iter().filter(|j| j.severity == Severity::High).collect();
        assert_eq!(grave.len(), 1);
        assert_eq!(grave[0].evidence["tier"], json!("identity"));
        assert!(!format!("{out:?}").contains("lindqvist"));
    }

    #[test]
    fn local_servers_and_native_programs() {
        let out = run(
            ZOOM,
            &[sent("http://localhost:19421/launch?action=join&confno=83920174655", ""), sent("zoommtg://zoom.us/join?confno=1", "")],
        );
        assert!(out.iter().any(|j| j.what == "local_network" && j.severity >= Severity::Medium));
        assert!(out.iter().any(|j| j.what == "native_handoff"));
    }

    #[test]
    fn receivers_are_bounded() {
        let flood: Vec<_> = (0..300).map(|n| sent(&format!("https://x.flood{n}.example/"), "")).collect();
        let keys: BTreeSet<_> = run_with(ZOOM, &flood, false).into_iter().map(|j| j.key).collect();
        assert_eq!(keys.len(), MAX_RECEIVERS);
    }
}
