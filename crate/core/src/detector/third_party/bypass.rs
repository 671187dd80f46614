//! Requests that the browser saw and no hook did, from a page that has hooks: somebody goes around us. Judged are only those that a page's script
//! asks (the shell tells their method, and no other's), because what its markup loads passes no hook either. Where the page has workers, whose requests
//! pass none, it stays silent about requests that the page's own resource timing does not list, and says so.

use serde::{Deserialize, Serialize};

use crate::finding::{Judgement, Severity};
use crate::observation::Channel;
use crate::text::{fnv64, host_of};

/// The most requests remembered on each side.
const MAX_SEEN: usize = 512;
/// How long a hook may take to report, in milliseconds.
const PATIENCE: u64 = 10_000;
/// The bits of a hash that a session may keep: JavaScript's numbers hold no more.
const HASH_BITS: u64 = (1 << 53) - 1;

/// What was seen from which side.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Bypass {
    /// Hashes of addresses that hooks reported, the latest last.
    hooked: Vec<u64>,
    /// Those that resource timing lists.
    timed: Vec<u64>,
    /// What the browser saw and no hook yet: hash, host, when.
    open: Vec<(u64, String, u64)>,
    /// Hooks left something out, or reported more than is remembered: who is missing proves nothing until then.
    crowded_until: u64,
    /// Hooks' reports since the last tick.
    lately: usize,
    /// The page made workers.
    workers: bool,
    /// Found so far.
    count: u32,
}

impl Bypass {
    pub(super) fn see(&mut self, t: u64, channel: Channel, url: &str, method: Option<&str>, skipped: u32) {
        let hash = hash_of(url);
        match channel {
            Channel::WebRequest => {
                let asked = method.is_some_and(|m| !matches!(m, "HEAD" | "OPTIONS"));
                if asked && !self.hooked.contains(&hash) && self.open.len() < MAX_SEEN {
                    self.open.push((hash, host_of(url), t));
                }
            }
            Channel::Timing => remember(&mut self.timed, hash),
            Channel::Websocket | Channel::Datachannel => {}
            _ => {
                self.lately += 1;
                if skipped > 0 || self.lately >= MAX_SEEN {
                    self.crowded_until = t.saturating_add(PATIENCE);
                }
                self.workers |= channel == Channel::Worker;
                remember(&mut self.hooked, hash);
                self.open.retain(|(open, ..)| *open != hash);
            }
        }
    }

    /// Whether a hook has told of a request to this address.
    pub(super) fn is_told(&self, url: &str) -> bool {
        self.hooked.contains(&hash_of(url))
    }

    /// Says what has waited long enough.
    pub(super) fn tick(&mut self, t: u64) -> Option<Judgement> {
        self.lately = 0;
        let (ripe, open) = std::mem::take(&mut self.open).into_iter().partition(|(_, _, since)| t.saturating_sub(*since) >= PATIENCE);
        self.open = open;
        let ripe: Vec<(u64, String, u64)> = ripe;
        let proves = |since: u64| !self.hooked.is_empty() && since > self.crowded_until;
        let bypassed = ripe.iter().filter(|(hash, _, since)| proves(*since) && (!self.workers || self.timed.contains(hash)));
        let hosts: Vec<&str> = bypassed.map(|(_, host, _)| host.as_str()).collect();
        self.count = self.count.saturating_add(hosts.len() as u32);
        let first = hosts.first()?;
        let judgement = Judgement::raise("bypassed", Severity::Medium, "hooks_bypassed", *first);
        Some(judgement.with("count", self.count).with("workers_excepted", self.workers))
    }
}

/// Of an address without fragment and scheme: browsers make `https` of `http` on the way.
fn hash_of(url: &str) -> u64 {
    let address = url.split('#').next().unwrap_or_default();
    fnv64(address.split_once(':').map_or(address, |(_, rest)| rest).as_bytes()) & HASH_BITS
}

fn remember(seen: &mut Vec<u64>, hash: u64) {
    if seen.last() == Some(&hash) {
        return;
    }
    if seen.len() >= MAX_SEEN {
        seen.remove(0);
    }
    seen.push(hash);
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://collect.example/x";

    fn after(seen: &[(Channel, &str, &str)]) -> Option<Judgement> {
        let mut bypass = Bypass::default();
        bypass.see(0, Channel::Fetch, "https://meet.example/api", Some("GET"), 0);
        for (channel, url, method) in seen {
            bypass.see(1, *channel, url, (!method.is_empty()).then_some(*method), 0);
        }
        bypass.tick(PATIENCE + 1)
    }

    #[test]
    fn a_request_that_no_hook_saw() {
        assert!(after(&[(Channel::WebRequest, URL, "POST")]).is_some());
    }

    #[test]
    fn in_whatever_order_the_two_reports_come() {
        assert_eq!(after(&[(Channel::WebRequest, URL, "POST"), (Channel::Beacon, URL, "POST")]), None);
        assert_eq!(after(&[(Channel::Fetch, URL, "POST"), (Channel::WebRequest, URL, "POST")]), None);
    }

    #[test]
    fn what_markup_loads_and_what_workers_send_is_excepted() {
        assert_eq!(after(&[(Channel::WebRequest, URL, "")]), None);
        let worker = (Channel::Worker, "https://meet.example/w.js", "GET");
        assert_eq!(after(&[worker, (Channel::WebRequest, URL, "POST")]), None);
        assert!(after(&[worker, (Channel::WebRequest, URL, "POST"), (Channel::Timing, URL, "GET")]).is_some());
    }

    #[test]
    fn an_upgrade_on_the_way_is_the_same_request() {
        assert_eq!(after(&[(Channel::WebRequest, URL, "GET"), (Channel::Fetch, "http://collect.example/x", "GET")]), None);
    }

    #[test]
    fn a_crowd_in_which_hooks_leave_some_out_proves_nothing() {
        let mut bypass = Bypass::default();
        bypass.see(0, Channel::Fetch, "https://meet.example/api", Some("GET"), 9);
        bypass.see(1, Channel::WebRequest, URL, Some("POST"), 0);
        assert_eq!(bypass.tick(PATIENCE + 1), None);
        bypass.see(3 * PATIENCE, Channel::WebRequest, URL, Some("POST"), 0);
        assert!(bypass.tick(4 * PATIENCE).is_some(), "but only for a while");
        for n in 0..2 * MAX_SEEN {
            bypass.see(5 * PATIENCE, Channel::Fetch, &format!("https://meet.example/{n}"), None, 0);
        }
        bypass.see(5 * PATIENCE, Channel::WebRequest, "https://meet.example/0", Some("GET"), 0);
        assert_eq!(bypass.tick(6 * PATIENCE), None);
    }
}
