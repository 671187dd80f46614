//! How often the experiment errs, measured on simulated clients: what it says of the innocent, and what it misses. `tallylight experiment --self-test`
//! prints the same and more.

use tallylight_experiment::simulate::{Client, Tracker, rate};

const PERMUTATIONS: u32 = 999;

/// Any dependence at all counts here, also one that is not warned of.
#[test]
fn the_innocent_are_hardly_ever_accused() {
    let rate = rate(Client { seed: 0, flips: 30, tracks: None }, 0..500, PERMUTATIONS);
    assert!(rate.depends <= 5, "{rate:?} at alpha 0.01");
}

#[test]
fn trackers_that_report_a_third_of_thirty_flips_are_found() {
    for tracker in [Tracker::Message, Tracker::Buried] {
        let rate = rate(Client { seed: 0, flips: 30, tracks: Some((tracker, 1.0 / 3.0)) }, 0..100, PERMUTATIONS);
        assert!(rate.tells >= 95, "{tracker:?}: {rate:?}");
    }
}

#[test]
fn states_in_heartbeats_and_batches_are_found() {
    for tracker in [Tracker::Heartbeat, Tracker::Batched, Tracker::Debounced] {
        let rate = rate(Client { seed: 0, flips: 30, tracks: Some((tracker, 1.0)) }, 0..20, PERMUTATIONS);
        assert!(rate.tells >= 19, "{tracker:?}: {rate:?}");
    }
}
