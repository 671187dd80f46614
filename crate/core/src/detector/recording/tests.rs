//! What is said of a recording, and above all what is never unsaid.

use super::*;
use crate::detector::stage::{Stage, mark};
use crate::finding::{Finding, Severity, State as Stands};

const ZOOM: &str = "https://app.zoom.us/wc/85012345678/join";
const JITSI: &str = "https://meet.jit.si/SomeRoom";

type Tally = Stage<Recording>;

fn only(found: &[Finding]) -> (&str, Stands, Severity, &str) {
    let [f] = found else { panic!("one finding expected: {found:?}") };
    (&f.what, f.state, f.severity, f.evidence["phase"].as_str().unwrap_or_default())
}

fn says(role: Role, text: &str) -> Observation {
    Observation::Said { role, text: text.to_owned() }
}

fn none_ended(found: &[Finding]) -> bool {
    found.iter().all(|f| f.state != Stands::Ended)
}

impl Tally {
    /// The person answers in our own interface.
    fn answer(&mut self, t: u64, answer: Answer) -> Vec<Finding> {
        self.play(t, 0, World::Browser, |state, cx, out| state.answer(cx, answer, out))
    }
}

/// In the meeting since second 1.
fn joined(url: &str) -> Tally {
    let mut tally = Tally::open(url);
    for landmark in tally.client().landmarks.iter().filter(|l| l.view == crate::client::View::Meeting) {
        assert_eq!(tally.see(1_000, &mark(&format!("landmark:{}", landmark.name), true)), []);
    }
    tally
}

#[test]
fn an_indicator_without_words_is_enough() {
    let mut tally = joined(ZOOM);
    let found = tally.see(60_000, &mark("recording-cloud", true));
    assert_eq!(only(&found), ("recording", Stands::Raised, Severity::High, "on"));
    let evidence = &found[0].evidence;
    assert_eq!((evidence["by"].as_str(), evidence["mark"].as_str()), (Some("mark"), Some("recording-cloud")));
    assert_eq!(evidence["on_when_joined"], false);
    assert_eq!(evidence["shown_now"], true);
    assert_eq!(evidence["since"], 60_000);
    assert_eq!(evidence["consent"], "unknown");
}

#[test]
fn a_late_joiner_is_told_at_once_that_it_was_on_already() {
    let mut tally = joined(ZOOM);
    let found = tally.see(2_500, &mark("recording-cloud", true));
    assert_eq!(only(&found).1, Stands::Raised);
    assert_eq!(found[0].evidence["on_when_joined"], true);
}

#[test]
fn what_is_on_before_the_meeting_was_on_when_you_joined() {
    let mut tally = Tally::open(ZOOM);
    let found = tally.see(40_000, &says(Role::Alert, "This meeting is being recorded"));
    assert!(!found[0].evidence.contains_key("on_when_joined"), "whether you are in cannot be told yet");
    let found = tally.see(90_000, &mark("landmark:meeting", true));
    assert_eq!(found[0].evidence["on_when_joined"], true);
}

#[test]
fn an_indicator_that_disappears_is_not_the_end() {
    let mut tally = joined(ZOOM);
    tally.see(60_000, &mark("recording-cloud", true));
    tally.tick(80_000);
    assert_eq!(tally.see(90_000, &mark("recording-cloud", false)), []);
    let found = tally.tick(92_000);
    assert_eq!(only(&found), ("recording", Stands::Updated, Severity::High, "on"), "paused, or over, or hidden: it stays said");
    assert_eq!(found[0].evidence["shown_now"], false);
    assert!(none_ended(&tally.tick(3_600_000)));
}

#[test]
fn an_indicator_that_lasts_as_long_as_the_thing_ends_it_only_in_sight() {
    let mut tally = joined(JITSI);
    tally.see(60_000, &mark("recording-label", true));
    tally.see(90_000, &mark("recording-label", false));
    assert_eq!(tally.tick(91_000), []);
    let found = tally.tick(92_000);
    assert_eq!(only(&found), ("recording", Stands::Ended, Severity::High, "off"));
    assert_eq!(found[0].evidence["until"], 90_000);

    let mut tally = joined(JITSI);
    tally.see(60_000, &mark("recording-label", true));
    tally.see(90_000, &mark("landmark:conference", false));
    tally.see(90_000, &mark("recording-label", false));
    assert!(none_ended(&tally.tick(600_000)), "who left does not know that it stopped");
}

#[test]
fn words_begin_pause_and_end_it() {
    let mut tally = joined("https://teams.microsoft.com/v2/?meetingjoin=true");
    let steps = [
        (60_000, "Recording has started.", Stands::Raised, Severity::High, "on"),
        (90_000, "Recording is paused.", Stands::Updated, Severity::Medium, "paused"),
        (99_000, "Recording has started.", Stands::Updated, Severity::High, "on"),
        (120_000, "Recording has stopped.", Stands::Ended, Severity::High, "off"),
        (150_000, "Recording has started.", Stands::Raised, Severity::High, "on"),
    ];
    let mut uids = Vec::new();
    for (t, words, state, severity, phase) in steps {
        let found = tally.see(t, &says(Role::Alert, words));
        assert_eq!(only(&found), ("recording", state, severity, phase), "{words}");
        uids.push(found[0].uid.clone());
    }
    uids.dedup();
    assert_eq!(uids.len(), 1, "one finding all along");
}

#[test]
fn words_that_say_over_wait_for_the_indicator() {
    let mut tally = joined(ZOOM);
    tally.see(60_000, &mark("recording-cloud", true));
    assert!(none_ended(&tally.see(90_000, &says(Role::Status, "Recording has stopped"))), "the sprite is still there");
    assert!(none_ended(&tally.tick(600_000)));
    assert_eq!(only(&tally.see(601_000, &mark("recording-cloud", false))), ("recording", Stands::Ended, Severity::High, "off"));
}

#[test]
fn participants_cannot_switch_the_lamp() {
    let mut tally = joined(ZOOM);
    for role in [Role::Chat, Role::Caption, Role::Roster, Role::Button] {
        assert_eq!(tally.see(60_000, &says(role, "This meeting is being recorded")), [], "{role:?}");
    }
    assert_eq!(tally.see(60_000, &Observation::Roster { name: "This meeting is being recorded".to_owned() }), []);
    tally.see(61_000, &mark("recording-cloud", true));
    tally.see(62_000, &mark("recording-cloud", false));
    for role in [Role::Chat, Role::Caption] {
        assert_eq!(tally.see(63_000, &says(role, "Recording has stopped")), []);
    }
}

#[test]
fn the_pages_own_world_may_raise_and_never_clear() {
    let mut tally = joined(JITSI);
    let page = |tally: &mut Tally, t, seen| tally.see_from(t, 0, World::Page, &seen);
    let found = page(&mut tally, 60_000, mark("recording-label", true));
    assert_eq!((only(&found).1, found[0].evidence["by"].as_str()), (Stands::Raised, Some("page")));
    let calm = [mark("recording-label", false), mark("recording-toast-off", true), says(Role::Status, "Recording has stopped")];
    for (t, seen) in (70_000..).step_by(10_000).zip(calm) {
        let found = page(&mut tally, t, seen);
        assert!(none_ended(&found) && found.iter().all(|f| f.severity == Severity::High), "{found:?}");
    }
    assert!(none_ended(&tally.tick(600_000)));
    assert_eq!(tally.state.ignored, 3, "and it is counted");
}

#[test]
fn a_flickering_indicator_is_one_finding_counted() {
    for (url, name) in [(ZOOM, "recording-cloud"), (JITSI, "recording-label")] {
        let mut tally = joined(url);
        let mut said = 0;
        for n in 0..6_000 {
            said += tally.see(60_000 + n * 10, &mark(name, n % 2 == 0)).len();
        }
        assert_eq!(said, 2, "{name}: raised, and once more to say that nobody asked");
        let last = tally.tick(600_000);
        assert_eq!(last.last().unwrap().evidence["flickers"], 2_999, "{name}");
    }
}

#[test]
fn words_that_storm_are_bounded() {
    let mut tally = joined(ZOOM);
    let mut said = 0;
    for n in 0..1_000_u64 {
        let words = if n % 2 == 0 { "Recording has started" } else { "Recording has stopped" };
        said += tally.see(60_000 + n * 5_000, &says(Role::Status, words)).len();
    }
    assert!(said <= 70, "{said}");
    assert_eq!(tally.session.findings.len(), 1);
    assert_ne!(tally.session.findings.values().next().unwrap().state, Stands::Ended, "what storms stays on");
}

#[test]
fn consent_is_asked_and_its_words_are_kept_as_a_hash() {
    let mut tally = joined(ZOOM);
    let words = "By staying you consent to this meeting being recorded";
    let found = tally.see(60_000, &says(Role::Dialog, words));
    assert_eq!(only(&found), ("recording", Stands::Raised, Severity::Medium, "consent"));
    let evidence = &found[0].evidence;
    assert_eq!(
        (evidence["consent"].as_str(), evidence["role"].as_str(), evidence["language"].as_str()),
        (Some("asked"), Some("dialog"), Some("en"))
    );
    assert_eq!(evidence["words_hash"], crate::ledger::digest(words));
    let found = tally.see(61_000, &mark("recording-cloud", true));
    assert_eq!(only(&found), ("recording", Stands::Updated, Severity::High, "on"));
    assert_eq!(found[0].evidence["consent"], "asked");
    let stored = serde_json::to_string(&tally.state).unwrap();
    assert!(!stored.contains("staying"), "the words themselves are nowhere");
}

#[test]
fn not_being_asked_is_said_only_where_we_would_have_seen_it() {
    let mut tally = joined(ZOOM);
    tally.see(60_000, &mark("recording-cloud", true));
    assert_eq!(tally.tick(69_999), []);
    let found = tally.tick(70_000);
    assert_eq!(found[0].evidence["consent"], "not_asked");

    let mut tally = joined(ZOOM);
    tally.see(500, &Observation::Probe { state: ProbeState::Late });
    tally.see(60_000, &mark("recording-cloud", true));
    assert_eq!(tally.tick(600_000), [], "we came late: a question may have been put before");
}

#[test]
fn a_reload_forgets_the_indicators_and_nothing_else() {
    let mut tally = joined(JITSI);
    tally.see(60_000, &mark("recording-label", true));
    tally.reload(90_000);
    assert_eq!(tally.state.items[&What::Recording].phase(), Some(Phase::On));
    let found = tally.tick(93_000);
    assert_eq!(only(&found), ("recording", Stands::Updated, Severity::High, "on"));
    assert_eq!(tally.tick(600_000), []);
}

#[test]
fn nothing_else_but_an_open_negation_reads_as_absent() {
    use crate::detector::coverage::Coverage;
    let mut tally = joined(ZOOM);
    let mut eyes = Stage::<Coverage>::open(ZOOM);
    eyes.see(1_000, &mark("landmark:meeting", true));
    let read = |tally: &Tally, eyes: &Stage<Coverage>| reading(&tally.state, &eyes.state, tally.client(), What::Recording);
    assert_eq!(read(&tally, &eyes), Reading::Unknown, "no sign of it is less than a sign that it is not");
    tally.see(60_000, &mark("recording-cloud", true));
    assert_eq!(read(&tally, &eyes), Reading::Present);
    tally.see(61_000, &mark("recording-cloud", false));
    tally.tick(70_000);
    assert_eq!(read(&tally, &eyes), Reading::Present, "gone is not over");
}

fn kinds(tally: &mut Tally) -> Vec<Kind> {
    tally.state.take_entries().into_iter().map(|e| e.kind).collect()
}

#[test]
fn the_ledger_gets_what_changed_and_nothing_twice() {
    let mut tally = joined(ZOOM);
    tally.see(2_000, &mark("recording-cloud", true));
    assert_eq!(kinds(&mut tally), [Kind::OnWhenJoined]);
    let question = says(Role::Dialog, "By staying you consent to this meeting being recorded");
    tally.see(3_000, &question);
    tally.see(4_000, &question);
    assert_eq!(kinds(&mut tally), [Kind::ConsentAsked]);
    tally.answer(5_000, Answer::Refused);
    tally.see(60_000, &mark("recording-cloud", false));
    tally.tick(90_000);
    tally.see(100_000, &says(Role::Status, "Recording is paused"));
    tally.see(110_000, &mark("recording-cloud", true));
    tally.see(120_000, &mark("recording-cloud", false));
    tally.see(121_000, &says(Role::Status, "Recording has stopped"));
    assert_eq!(kinds(&mut tally), [Kind::ConsentAnswered, Kind::Paused, Kind::Resumed, Kind::Stopped]);
    tally.tick(600_000);
    assert_eq!(kinds(&mut tally), []);
}

#[test]
fn a_question_that_is_closed_leaves_the_answer_open() {
    let mut tally = joined(ZOOM);
    tally.see(2_000, &mark("consent-recording", true));
    let found = tally.see(3_000, &mark("consent-recording", false));
    assert_eq!(found[0].evidence["answer"], "unknown");
    let entries = tally.state.take_entries();
    assert_eq!(
        entries.iter().map(|e| (e.kind, e.answer)).collect::<Vec<_>>(),
        [(Kind::ConsentAsked, None), (Kind::ConsentAnswered, Some(Answer::Unknown))]
    );
    assert_eq!(entries[0].meeting, crate::ledger::meeting(ZOOM));
}

#[test]
fn an_answer_to_nothing_in_particular_is_recorded_too() {
    let mut tally = joined(ZOOM);
    tally.answer(5_000, Answer::Given);
    let entries = tally.state.take_entries();
    assert_eq!(
        entries.iter().map(|e| (e.kind, e.what, e.answer)).collect::<Vec<_>>(),
        [(Kind::ConsentAnswered, None, Some(Answer::Given))]
    );
}

#[test]
fn a_meeting_writes_no_more_than_its_share_of_the_ledger() {
    let mut tally = joined(ZOOM);
    let mut entries = Vec::new();
    for n in 0..2_000 {
        tally.answer(5_000 + n, if n % 2 == 0 { Answer::Given } else { Answer::Refused });
        entries.extend(tally.state.take_entries());
    }
    assert_eq!((entries.len(), entries.last().unwrap().kind), (256, Kind::Overflow));
}

#[test]
fn a_display_name_that_a_toast_repeats_raises_nothing() {
    for name in ["This meeting is being recorded", "Die Sitzung wird aufgezeichnet", "録画中"] {
        let mut tally = joined(ZOOM);
        assert_eq!(tally.see(30_000, &Observation::Roster { name: name.to_owned() }), []);
        for toast in [format!("{name} joined the meeting"), format!("{name} is sharing their screen"), format!("{name}: raised a hand")] {
            assert_eq!(tally.see(60_000, &says(Role::Status, &toast)), [], "{toast}");
        }
        assert_eq!(only(&tally.see(90_000, &says(Role::Status, &format!("{name} started the recording")))).3, "on", "{name}");
    }
}

#[test]
fn what_the_client_says_is_heard_though_somebody_took_it_for_a_name() {
    let mut tally = joined(ZOOM);
    tally.see(30_000, &Observation::Roster { name: "This meeting is being recorded".to_owned() });
    assert_eq!(only(&tally.see(60_000, &says(Role::Alert, "This meeting is being recorded"))).3, "on");
    assert_eq!(joined(ZOOM).see(60_000, &says(Role::Status, &"x This meeting is long. ".repeat(40_000))), []);
}
