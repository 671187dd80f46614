//! Requests that the browser saw and no hook did, from a page that has hooks: somebody goes around us. First, honest version: it looks only at
//! requests that send something, because what a page's markup loads (images, style sheets) passes no hook either; and where the page has
//! workers, whose requests pass none, it stays silent about requests that the page's own resource timing does not list.

use serde::{Deserialize, Serialize};

use crate::finding::{Judgement, Severity};
use crate::observation::Channel;
use crate::text::{fnv64, host_of};

/// The most requests remembered on each side.
const MAX_SEEN: usize = 256;
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
    /// The page made workers.
    workers: bool,
    /// Found so far.
    count: u32,
}

impl Bypass {
    pub(super) fn see(&mut self, t: u64, channel: Channel, url: &str, method: Option<&str>) {
        let hash = fnv64(url.split('#').next().unwrap_or_default().as_bytes()) & HASH_BITS;
        match channel {
            Channel::WebRequest => {
                let sends = method.is_some_and(|m| !matches!(m, "GET" | "HEAD" | "OPTIONS"));
                if sends && !self.hooked.contains(&hash) && self.open.len() < MAX_SEEN {
                    self.open.push((hash, host_of(url), t));
                }
            }
            Channel::Timing => remember(&mut self.timed, hash),
            Channel::Websocket | Channel::Datachannel => {}
            _ => {
                self.workers |= channel == Channel::Worker;
                remember(&mut self.hooked, hash);
                self.open.retain(|(open, ..)| *open != hash);
            }
        }
    }

    /// Says what has waited long enough.
    pub(super) fn tick(&mut self, t: u64) -> Option<Judgement> {
        let (ripe, open) = std::mem::take(&mut self.open).into_iter().partition(|(_, _, since)| t.saturating_sub(*since) >= PATIENCE);
        self.open = open;
        let ripe: Vec<(u64, String, u64)> = ripe;
        let bypassed = ripe.iter().filter(|(hash, ..)| !self.hooked.is_empty() && (!self.workers || self.timed.contains(hash)));
        let hosts: Vec<&str> = bypassed.map(|(_, host, _)| host.as_str()).collect();
        self.count = self.count.saturating_add(hosts.len() as u32);
        let first = hosts.first()?;
        let judgement = Judgement::raise("bypassed", Severity::Medium, "hooks_bypassed", *first);
        Some(judgement.with("count", self.count).with("workers_excepted", self.workers))
    }
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
        bypass.see(0, Channel::Fetch, "https://meet.example/api", Some("GET"));
        for (channel, url, method) in seen {
            bypass.see(1, *channel, url, Some(method));
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
        assert_eq!(after(&[(Channel::WebRequest, URL, "GET")]), None);
        let worker = (Channel::Worker, "https://meet.example/w.js", "GET");
        assert_eq!(after(&[worker, (Channel::WebRequest, URL, "POST")]), None);
        assert!(after(&[worker, (Channel::WebRequest, URL, "POST"), (Channel::Timing, URL, "GET")]).is_some());
    }
}
