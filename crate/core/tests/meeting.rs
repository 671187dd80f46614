//! Random meetings through `step`: whatever order things are seen in, some promises hold. See `docs/design.md`, laws 2, 3 and 5.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests a panic is the report, and helpers of tests are not seen as tests"
)]

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;
use tallylight_core::client::{CATALOGUE, Client, Phase, What as Thing};
use tallylight_core::detector::recording::{Reading, reading};
use tallylight_core::event::{UserAction, What};
use tallylight_core::finding::{DetectorName, State};
use tallylight_core::observation::{ProbeState, Role, Timed};
use tallylight_core::{Effect, Event, Finding, Session, Settings, Severity, observation::Observation, observation::World, step};

const TEXTS: [&str; 7] = [
    "This meeting is being recorded",
    "Recording has started",
    "Recording is paused",
    "Recording has stopped",
    "By staying you consent to being recorded",
    "Transcription has started",
    "Lunch is at noon",
];
const NAMES: [&str; 4] = ["Ada", "Gong", "Ken's Notetaker (Otter.ai)", "This meeting is being recorded"];
const APIS: [&str; 4] = ["MediaRecorder.start", "HTMLMediaElement.captureStream", "MediaDevices.getDisplayMedia", "RTCPeerConnection"];
const ROLES: [Role; 9] =
    [Role::Status, Role::Alert, Role::Dialog, Role::Label, Role::Button, Role::Heading, Role::Chat, Role::Caption, Role::Roster];
const PROBES: [ProbeState; 4] = [ProbeState::Ready, ProbeState::Late, ProbeState::NoPageWorld, ProbeState::Silent];

/// An address of a meeting of this client, if the catalogue knows one.
fn address(client: &Client) -> String {
    let host = client.hosts.first().map_or("meet.example.org", |h| h.trim_start_matches("*."));
    let path = client.addresses.first().map_or("/", |a| a.path).replace("**", "x").replace('*', "room").replace('?', "a");
    format!("https://{host}{path}")
}

fn names(client: &Client) -> Vec<String> {
    let marks = client.marks.iter().map(|m| m.name.to_owned());
    let landmarks = client.landmarks.iter().map(|l| format!("landmark:{}", l.name));
    let quiet = client.quiet.iter().map(|q| format!("quiet:{}", q.name));
    marks.chain(landmarks).chain(quiet).chain(["no-such-mark".to_owned()]).collect()
}

fn text() -> impl Strategy<Value = String> {
    select(&TEXTS[..]).prop_map(str::to_owned)
}

fn observation(client: &'static Client) -> impl Strategy<Value = Observation> {
    prop_oneof![
        8 => (select(names(client)), any::<bool>(), proptest::option::of(text()))
            .prop_map(|(mark, present, text)| Observation::Mark { mark, present, text }),
        4 => (select(&ROLES[..]), text()).prop_map(|(role, text)| Observation::Said { role, text }),
        1 => select(&NAMES[..]).prop_map(|name| Observation::Roster { name: name.to_owned() }),
        1 => select(&APIS[..]).prop_map(|api| Observation::Called { api: api.to_owned(), detail: None }),
        1 => select(&PROBES[..]).prop_map(|state| Observation::Probe { state }),
        1 => text().prop_map(|what| Observation::Tamper { what }),
    ]
}

fn happening(client: &'static Client) -> impl Strategy<Value = What> {
    let world = prop_oneof![3 => Just(World::Isolated), 2 => Just(World::Page)];
    let seen = (world, proptest::collection::vec(observation(client), 1..4)).prop_map(|(world, seen)| What::Seen {
        world,
        observations: seen.into_iter().map(Timed::from).collect(),
        dropped: 0,
    });
    prop_oneof![
        12 => seen,
        4 => Just(What::Tick),
        1 => Just(What::Page { url: address(client), locale: Some("en".to_owned()) }),
        1 => select(vec![UserAction::Consent, UserAction::Refuse]).prop_map(|action| What::User { action }),
    ]
}

/// A client and what happens in a meeting of it.
fn meeting() -> impl Strategy<Value = (&'static Client, Vec<Event>)> {
    let clients: Vec<&'static Client> = CATALOGUE.iter().copied().chain(Client::by_id("generic")).collect();
    select(clients).prop_flat_map(|client| {
        let pauses = select(vec![0, 10, 500, 2_500, 6_000, 30_000]);
        let event = (pauses, 0..2_u64, happening(client));
        (Just(client), proptest::collection::vec(event, 1..60)).prop_map(|(client, happenings)| {
            let open = What::Page { url: address(client), locale: Some("en".to_owned()) };
            let mut events = vec![Event { t: 1_000, frame: 0, what: open }];
            for (pause, frame, what) in happenings {
                let frame = if matches!(what, What::Page { .. } | What::User { .. }) { 0 } else { frame };
                events.push(Event { t: events.last().map_or(0, |e: &Event| e.t) + pause, frame, what });
            }
            (client, events)
        })
    })
}

fn run(events: &[Event], mut between: impl FnMut(Session) -> Session) -> (Session, Vec<Effect>) {
    let (mut session, mut all) = (None, Vec::new());
    for event in events {
        let (next, effects) = step(session, &Settings::default(), event);
        all.extend(effects);
        session = Some(between(next));
    }
    (session.unwrap(), all)
}

fn findings(effects: &[Effect]) -> impl Iterator<Item = &Finding> {
    effects.iter().filter_map(|e| if let Effect::Finding { finding } = e { Some(finding) } else { None })
}

/// What stands open of what only we see.
fn open(session: &Session) -> BTreeSet<&str> {
    let ours = |f: &&Finding| matches!(f.detector, DetectorName::Recording | DetectorName::Coverage | DetectorName::Tamper);
    session.findings.values().filter(ours).filter(|f| f.state != State::Ended).map(|f| f.uid.as_str()).collect()
}

fn of_the_page(event: &Event) -> bool {
    matches!(event.what, What::Seen { world: World::Page, .. })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_worker_killed_between_any_two_events_changes_nothing((_, events) in meeting()) {
        let (_, lived) = run(&events, |s| s);
        let (_, killed) = run(&events, |s| serde_json::from_str(&serde_json::to_string(&s).unwrap()).unwrap());
        prop_assert_eq!(lived, killed);
    }

    #[test]
    fn what_the_pages_own_world_says_closes_nothing((_, events) in meeting()) {
        // The same moments, with nothing said by the page's own world.
        let without: Vec<_> = events.iter().map(|e| if of_the_page(e) { Event { what: What::Tick, ..e.clone() } } else { e.clone() }).collect();
        let ((with, _), (without, _)) = (run(&events, |s| s), run(&without, |s| s));
        // A question that the page's world answers with "it is on" is no question any more: then it closes with the thing itself.
        let asked = |uid: &str| without.findings.get(uid).is_some_and(|f| f.evidence.get("phase").is_some_and(|p| p == "consent"));
        let closed: Vec<_> = open(&without).difference(&open(&with)).filter(|uid| !asked(uid)).map(|uid| with.findings.get(*uid)).collect();
        prop_assert!(closed.is_empty(), "closed by the page: {:?}", closed);
    }

    #[test]
    fn what_participants_type_and_say_raises_nothing((_, events) in meeting()) {
        let prank = |o: &Timed| matches!(o.observation, Observation::Said { role: Role::Chat | Role::Caption | Role::Roster, .. });
        let only_pranks: Vec<_> = events
            .into_iter()
            .filter_map(|mut event| {
                if let What::Seen { observations, .. } = &mut event.what {
                    observations.retain(prank);
                }
                (!matches!(event.what, What::User { .. })).then_some(event)
            })
            .collect();
        let (session, _) = run(&only_pranks, |s| s);
        let raised: Vec<_> = session.findings.values().filter(|f| f.detector == DetectorName::Recording).collect();
        prop_assert!(raised.is_empty(), "{raised:?}");
    }

    #[test]
    fn absent_is_read_only_where_the_client_shows_it_in_sight((client, events) in meeting()) {
        // What is in the top document and its frame now, by the content script's word.
        let mut there: BTreeSet<(u64, String)> = BTreeSet::new();
        let mut session = None;
        for event in &events {
            match &event.what {
                What::Page { .. } => there.clear(),
                What::Seen { world: World::Isolated, observations, .. } => {
                    for timed in observations {
                        match &timed.observation {
                            Observation::Mark { mark, present: true, .. } => drop(there.insert((event.frame, mark.clone()))),
                            Observation::Mark { mark, present: false, .. } => drop(there.remove(&(event.frame, mark.clone()))),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
            let next = step(session.take(), &Settings::default(), event).0;
            let has = |name: &str| there.iter().any(|(_, n)| n == name);
            for what in [Thing::Recording, Thing::Transcription, Thing::LiveStream] {
                if reading(&next.states.recording, &next.states.coverage, client, what) != Reading::Absent {
                    continue;
                }
                let quiet = client.quiet.iter().any(|q| q.what == what && has(&format!("quiet:{}", q.name)));
                prop_assert!(quiet, "nothing shows that it is not on");
                let shown = client.marks.iter().find(|m| m.what == what && m.phase == Phase::On && !m.needs_words && has(m.name));
                prop_assert!(shown.is_none(), "{:?} is in the page", shown);
            }
            session = Some(next);
        }
    }

    #[test]
    fn a_meeting_never_grows_beyond_bounds((_, events) in meeting(), times in 1..5_usize) {
        let last = events.last().unwrap().t;
        let storm: Vec<_> = (0..times as u64)
            .flat_map(|n| events.iter().map(move |e| Event { t: e.t + n * last, ..e.clone() }))
            .collect();
        let (session, effects) = run(&storm, |s| s);
        let recording = session.findings.values().filter(|f| f.detector == DetectorName::Recording).count();
        prop_assert!(recording <= 6 + NAMES.len() + 1, "{recording}");
        let told = findings(&effects).filter(|f| f.detector == DetectorName::Recording && f.severity >= Severity::Medium).count();
        prop_assert!(told <= 6 * 140, "{told} of {} events", storm.len());
        prop_assert!(serde_json::to_string(&session.states.recording).unwrap().len() < 64 * 1024);
    }
}

/// A page may send "NaN"; JSON, as which a session is kept, has no such number, and what cannot be read again begins anew.
#[test]
fn numbers_that_json_does_not_know_stay_out_of_the_session() {
    let bodies = [
        r#"{"text":"{\"m\":[{\"jitter\":\"NaN\",\"type\":\"a\"}]}"}"#,
        r#"{"text":"{\"m\":[{\"jitter\":\"inf\",\"type\":\"a\"}]}"}"#,
        r#"{"text":"{\"level\":1e999}"}"#,
        // MessagePack: {"a": NaN}; a protocol buffer: field 1 is infinite.
        r#"{"base64":"gaFhy3/4AAAAAAAA"}"#,
        r#"{"base64":"CQAAAAAAAPB/"}"#,
    ];
    let sent = bodies.iter().cycle().take(30).enumerate().map(|(i, body)| {
        let t = 1000 * i;
        let line = format!(
            r#"{{"t":{t},"event":"seen","world":"page","observations":[{{"see":"sent","channel":"fetch","url":"https://app.zoom.us/x","size":9,"body":{body}}}]}}"#
        );
        serde_json::from_str(&line).unwrap()
    });
    let page = Event { t: 0, frame: 0, what: What::Page { url: "https://app.zoom.us/wc/83920174655/join".to_owned(), locale: None } };
    let events: Vec<Event> = std::iter::once(page).chain(sent).collect();
    let (_, lived) = run(&events, |s| s);
    let (_, killed) = run(&events, |s| serde_json::from_str(&serde_json::to_string(&s).unwrap()).unwrap());
    assert_eq!(lived, killed);
}

/// Firefox gives frames of another process numbers that no 32 bits hold, and may wake the background for a frame before the page itself.
#[test]
fn a_frame_of_a_great_number_that_is_heard_first_is_kept() {
    let far = 3 << 32 | 1;
    let page = |frame, url: &str| Event { t: 1, frame, what: What::Page { url: url.to_owned(), locale: None } };
    let events = [page(far, "https://app.zoom.us/wc/frame"), page(0, "https://app.zoom.us/wc/83920174655/join")];
    let (session, _) = run(&events, |session| serde_json::from_str(&serde_json::to_string(&session).unwrap()).unwrap());
    assert_eq!(
        (session.frames.into_iter().collect::<Vec<_>>(), session.page.url.as_str()),
        (vec![0, far], "https://app.zoom.us/wc/83920174655/join")
    );
}
