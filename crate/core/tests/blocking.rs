//! Blocking, through `step`: who is blocked follows settings and page at once, and what counts as stopped is only what the browser stops.
#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests a panic is the report")]

use serde_json::json;
use tallylight_core::event::What;
use tallylight_core::finding::DetectorName;
use tallylight_core::observation::{Channel, World};
use tallylight_core::summary::summary;
use tallylight_core::{Effect, Event, Observation, Session, Settings, step};

struct Meeting {
    session: Option<Session>,
    settings: Settings,
    t: u64,
}

impl Meeting {
    fn blocking(names: &[&str]) -> Self {
        let third_party_block = names.iter().map(|name| (*name).to_owned()).collect();
        Self { session: None, settings: Settings { third_party_block, ..Settings::default() }, t: 0 }
    }

    /// Steps; gives the domains of each `Block` among the effects.
    fn happens(&mut self, what: What) -> Vec<Vec<String>> {
        self.t += 10_000;
        let (session, effects) = step(self.session.take(), &self.settings, &Event { t: self.t, frame: 0, what });
        self.session = Some(serde_json::from_str(&serde_json::to_string(&session).unwrap()).unwrap());
        let domains = |effect| if let Effect::Block { domains, .. } = effect { Some(domains.into_iter().collect()) } else { None };
        effects.into_iter().filter_map(domains).collect()
    }

    fn opens(&mut self, url: &str) -> Vec<Vec<String>> {
        self.happens(What::Page { url: url.to_owned(), locale: None })
    }

    fn asks(&mut self, channel: Channel, url: &str) {
        let seen =
            Observation::Sent { channel, url: url.to_owned(), method: None, headers: None, body: None, size: 0, skipped: 0, from: None };
        self.happens(What::Seen { world: World::Page, observations: vec![seen.into()], dropped: 0 });
    }

    /// The popup's lines by name, with the count where there is one.
    fn lines(&self) -> Vec<(String, u64)> {
        let blocking = summary(self.session.as_ref().unwrap(), &self.settings).blocking;
        blocking.lines.into_iter().map(|l| (l.name, l.args.get("count").and_then(serde_json::Value::as_u64).unwrap_or(0))).collect()
    }

    fn contacts(&self) -> usize {
        self.session.as_ref().unwrap().findings.values().filter(|f| f.detector == DetectorName::ThirdParty).count()
    }
}

const ZOOM: &str = "https://app.zoom.us/wc/83920174655/join";

#[test]
fn nothing_is_blocked_unless_asked_for() {
    let mut meeting = Meeting::blocking(&[]);
    assert!(meeting.opens(ZOOM).is_empty());
    assert!(meeting.lines().is_empty());
}

#[test]
fn the_browser_is_told_once_and_again_when_it_changes() {
    let mut meeting = Meeting::blocking(&["collect.example"]);
    assert_eq!(meeting.opens(ZOOM), [["collect.example"]]);
    assert!(meeting.opens(ZOOM).is_empty(), "its rules outlive the page");
    meeting.settings.third_party_block.push("other.example".to_owned());
    assert_eq!(meeting.happens(What::Settings), [["collect.example", "other.example"]]);
    meeting.settings.paused_hosts.push("zoom.us".to_owned());
    assert_eq!(meeting.happens(What::Settings), [Vec::<String>::new()]);
    assert!(meeting.lines().is_empty());
    meeting.settings.paused_hosts.clear();
    assert_eq!(meeting.happens(What::Settings).len(), 1);
    assert_eq!(meeting.opens("https://meet.jit.si/Other").len(), 1, "another meeting in the same tab");
}

#[test]
fn nothing_is_said_to_be_blocked_before_the_browser_says_so() {
    let mut meeting = Meeting::blocking(&["collect.example", "Zoom"]);
    meeting.opens(ZOOM);
    meeting.asks(Channel::Fetch, "https://eu.collect.example/x");
    assert_eq!(meeting.contacts(), 1);
    assert_eq!(meeting.lines(), [("blocking_waits".to_owned(), 0), ("blocking_refused".to_owned(), 0)]);
    meeting.happens(What::Blocking { on: true });
    assert_eq!(meeting.lines().first().unwrap().0, "blocking_ready");
    meeting.settings.third_party_block.push("other.example".to_owned());
    meeting.happens(What::Settings);
    assert_eq!(meeting.lines().first().unwrap().0, "blocking_waits", "the new rules are not in force yet");
}

#[test]
fn what_was_stopped_told_nobody_anything() {
    let mut meeting = Meeting::blocking(&["collect.example"]);
    meeting.opens(ZOOM);
    meeting.happens(What::Blocking { on: true });
    for channel in [Channel::Fetch, Channel::Beacon, Channel::Timing] {
        meeting.asks(channel, "https://eu.collect.example/x");
    }
    assert_eq!((meeting.contacts(), meeting.lines()), (0, vec![("blocking_stopped".to_owned(), 2)]));
    meeting.asks(Channel::Fetch, "https://elsewhere.example/x");
    assert_eq!(meeting.contacts(), 1);
    // A connection that stood before goes on.
    meeting.asks(Channel::Websocket, "wss://eu.collect.example/x");
    assert_eq!(meeting.contacts(), 2);
}

#[test]
fn the_popup_offers_who_can_be_blocked_from_narrow_to_wide() {
    let mut meeting = Meeting::blocking(&[]);
    meeting.opens(ZOOM);
    let offers = |meeting: &Meeting| {
        let items = summary(meeting.session.as_ref().unwrap(), &meeting.settings).items;
        items.into_iter().map(|item| item.blockable).collect::<Vec<_>>()
    };
    meeting.asks(Channel::Fetch, "https://script.hotjar.com/modules.js");
    let [names] = &offers(&meeting)[..] else { panic!("not one item") };
    assert_eq!(names.first().map(String::as_str), Some("Hotjar"));
    // What is offered works: each of the names stops it.
    for name in names.clone() {
        meeting.settings.third_party_block = vec![name];
        assert_eq!(meeting.happens(What::Settings).len(), 1);
        assert_eq!(offers(&meeting), [Vec::<String>::new()], "nobody is offered twice");
    }
}

#[test]
fn what_is_the_meetings_own_is_not_offered() {
    let mut meeting = Meeting::blocking(&[]);
    meeting.opens(ZOOM);
    meeting.asks(Channel::Fetch, "https://us.telemetry.zoom.us/com.snowplowanalytics.snowplow/tp2");
    meeting.asks(Channel::Fetch, "http://localhost:19421/launch");
    let items = summary(meeting.session.as_ref().unwrap(), &meeting.settings).items;
    assert!(!items.is_empty() && items.iter().all(|item| item.blockable.is_empty()), "{items:?}");
}

#[test]
fn a_trace_holds_it() {
    let event = json!({"t": 1, "event": "blocking", "on": true});
    assert_eq!(serde_json::from_value::<Event>(event).unwrap().what, What::Blocking { on: true });
}
