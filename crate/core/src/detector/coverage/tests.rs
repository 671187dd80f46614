//! When we say that we are blind, and when not: never silent in a meeting that we cannot see, never crying wolf at a person who leaves.

use super::*;
use crate::detector::stage::{Stage, mark};
use crate::finding::{Finding, State as Stands};

const ZOOM: &str = "https://app.zoom.us/wc/85012345678/join";
const TEAMS: &str = "https://teams.microsoft.com/v2/?meetingjoin=true";

type Eyes = Stage<Coverage>;

fn only(found: &[Finding]) -> (&str, Stands, Severity, &str) {
    let [f] = found else { panic!("one finding expected: {found:?}") };
    (&f.what, f.state, f.severity, f.evidence["why"].as_str().unwrap())
}

fn roster() -> Observation {
    Observation::Roster { name: "Ada".to_owned() }
}

#[test]
fn in_sight_nothing_is_said() {
    let mut eyes = Eyes::open(ZOOM);
    assert_eq!(eyes.state.sees(), Sees::Waiting);
    assert_eq!(eyes.see(1_000, &mark("landmark:meeting", true)), []);
    assert_eq!(eyes.tick(3_600_000), []);
    assert_eq!(eyes.state.sees(), Sees::Sighted);
}

#[test]
fn a_meeting_without_its_landmarks_is_blindness() {
    let mut eyes = Eyes::open(TEAMS);
    assert_eq!(eyes.see(1_000, &roster()), []);
    assert_eq!(eyes.tick(21_000), [], "they may still be on their way");
    let found = eyes.tick(21_001);
    assert_eq!(only(&found), ("blind", Stands::Raised, Severity::Medium, "landmarks_missing"));
    assert_eq!(found[0].evidence["missing"], serde_json::json!(["hangup"]));
    assert_eq!(eyes.tick(30_000), [], "said once");
    let found = eyes.see(31_000, &mark("landmark:hangup", true));
    assert_eq!(only(&found), ("blind", Stands::Ended, Severity::Medium, "landmarks_missing"));
}

#[test]
fn an_address_of_a_meeting_is_enough_to_miss_its_landmarks() {
    let mut eyes = Eyes::open(ZOOM);
    assert_eq!(eyes.tick(20_000), []);
    assert_eq!(only(&eyes.tick(20_001)), ("blind", Stands::Raised, Severity::Low, "landmarks_missing"), "a waiting room looks the same");
    assert_eq!(only(&eyes.tick(60_001)), ("blind", Stands::Updated, Severity::Medium, "landmarks_missing"));
}

#[test]
fn before_the_meeting_there_is_nothing_to_miss() {
    let mut eyes = Eyes::open(ZOOM);
    assert_eq!(eyes.see(500, &mark("landmark:preview", true)), []);
    assert_eq!(eyes.tick(600_000), []);
    assert_eq!(eyes.state.sees(), Sees::Waiting);
}

#[test]
fn elsewhere_on_the_client_there_is_nothing_to_miss() {
    let mut eyes = Eyes::open("https://zoom.us/wc/home");
    assert_eq!(eyes.tick(600_000), []);
}

#[test]
fn landmarks_that_go_while_the_meeting_goes_on_are_missed() {
    let mut eyes = Eyes::open(ZOOM);
    eyes.see(1_000, &mark("landmark:meeting", true));
    eyes.see(2_000, &mark("recording-cloud", true));
    eyes.see(60_000, &mark("landmark:meeting", false));
    assert_eq!(eyes.tick(65_000), [], "a page that is rebuilt loses them for a moment");
    assert_eq!(only(&eyes.tick(65_001)), ("blind", Stands::Raised, Severity::Medium, "landmarks_missing"), "the indicator is still there");
}

#[test]
fn leaving_is_noted_and_no_alarm() {
    let mut eyes = Eyes::open(ZOOM);
    eyes.see(1_000, &mark("landmark:meeting", true));
    eyes.see(60_000, &mark("landmark:meeting", false));
    eyes.see(60_900, &roster());
    assert_eq!(only(&eyes.tick(70_000)), ("blind", Stands::Raised, Severity::Low, "landmarks_gone"));
    let found = eyes.see(71_000, &roster());
    assert_eq!(only(&found), ("blind", Stands::Updated, Severity::Medium, "landmarks_missing"), "it was no leaving");
}

#[test]
fn going_back_to_the_page_before_the_meeting_ends_it() {
    let mut eyes = Eyes::open(ZOOM);
    eyes.see(1_000, &mark("landmark:meeting", true));
    eyes.see(60_000, &mark("landmark:meeting", false));
    eyes.see(60_500, &mark("landmark:preview", true));
    assert_eq!(eyes.tick(600_000), []);
}

#[test]
fn a_reload_begins_anew() {
    let mut eyes = Eyes::open(ZOOM);
    eyes.see(1_000, &mark("landmark:meeting", true));
    eyes.reload(60_000);
    assert_eq!(eyes.tick(79_000), []);
    assert_eq!(eyes.state.sees(), Sees::Waiting);
    assert_eq!(only(&eyes.tick(80_001)).3, "landmarks_missing");
}

#[test]
fn a_broken_probe_is_blindness_unless_it_comes_back() {
    let silent = Observation::Probe { state: ProbeState::Silent };
    let mut eyes = Eyes::open(ZOOM);
    eyes.see(1_000, &mark("landmark:meeting", true));
    assert_eq!(eyes.see(5_000, &silent), []);
    assert_eq!(eyes.see(6_000, &Observation::Flip { visible: true, focused: true }), [], "it lives");
    assert_eq!(eyes.see(10_000, &silent), []);
    assert_eq!(only(&eyes.tick(12_001)), ("blind", Stands::Raised, Severity::Medium, "probe_silent"));
    let found = eyes.see(13_000, &Observation::Probe { state: ProbeState::Ready });
    assert_eq!(only(&found).1, Stands::Ended);
}

#[test]
fn a_missing_page_world_probe_is_blindness_and_the_page_cannot_talk_it_away() {
    let mut eyes = Eyes::open(ZOOM);
    eyes.see(1_000, &mark("landmark:meeting", true));
    let found = eyes.see(1_100, &Observation::Probe { state: ProbeState::NoPageWorld });
    let told = |found: &[Finding]| found.iter().map(|f| (f.what.clone(), f.state)).collect::<Vec<_>>();
    assert_eq!(told(&found), [("blind".into(), Stands::Raised), ("partial".into(), Stands::Raised)]);
    let ready = Observation::Probe { state: ProbeState::Ready };
    assert_eq!(eyes.see_from(1_200, 0, World::Page, &ready), []);
    assert_eq!(told(&eyes.see(1_300, &ready)), [("blind".into(), Stands::Ended), ("partial".into(), Stands::Ended)]);
}

#[test]
fn a_frame_beside_the_meeting_may_lack_a_page_world() {
    let mut eyes = Eyes::open(ZOOM);
    eyes.see(1_000, &mark("landmark:meeting", true));
    let found = eyes.see_from(1_100, 9, World::Isolated, &Observation::Probe { state: ProbeState::NoPageWorld });
    assert_eq!(only(&found), ("partial", Stands::Raised, Severity::Info, "no_page_world"));
}

#[test]
fn the_pages_own_world_cannot_forge_a_landmark() {
    let mut eyes = Eyes::open(TEAMS);
    eyes.see(1_000, &roster());
    eyes.see_from(1_500, 0, World::Page, &mark("landmark:hangup", true));
    assert_eq!(only(&eyes.tick(30_000)).3, "landmarks_missing");
}

#[test]
fn partial_sight_is_said_but_softly() {
    let mut eyes = Eyes::open("https://talk.example.org/call/abc");
    assert_eq!(only(&eyes.tick(1)), ("partial", Stands::Raised, Severity::Info, "unknown_client"));
    let mut eyes = Eyes::open(ZOOM);
    let found = eyes.see(1, &Observation::Probe { state: ProbeState::Late });
    assert_eq!(only(&found), ("partial", Stands::Raised, Severity::Info, "late"));
}

#[test]
fn sight_that_comes_and_goes_is_not_trusted_for_ever() {
    let mut eyes = Eyes::open(ZOOM);
    let mut said = 0;
    for n in 0..1_000 {
        let t = n * 20_000;
        said += eyes.see(t, &mark("landmark:meeting", true)).len();
        said += eyes.see(t + 1_000, &mark("landmark:meeting", false)).len();
        said += eyes.tick(t + 10_000).len();
    }
    assert!(said <= 2 * MAX_TIMES as usize, "{said}");
    assert_eq!(eyes.state.sees(), Sees::Blind);
}
