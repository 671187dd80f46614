//! Who is kept from being asked anything in this meeting, and what came of it; and who could be. Which domains that is:
//! `detector::third_party::block`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::detector::third_party::block::{Block, block, stopped_by};
use crate::detector::third_party::request;
use crate::effect::Effect;
use crate::finding::{DetectorName, Finding};
use crate::observation::{Channel, Observation};
use crate::session::{Page, Session};
use crate::text::{fnv64, host_of};

/// What a meeting keeps in mind of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Blocking {
    /// The host and the names that it was worked out for, hashed; 0 for none.
    of: u64,
    /// The names that are blocked here, with how many requests were stopped.
    pub names: BTreeMap<String, u64>,
    /// Wanted, but the meeting's own, or nobody that we know.
    pub refused: BTreeSet<String>,
    /// The browser said that it does. Until then nothing is blocked.
    pub on: bool,
}

impl Blocking {
    /// What the browser is to be told, where that is another thing than before.
    pub(super) fn settle(&mut self, page: &Page, wanted: &[String]) -> Option<Effect> {
        let of =
            if wanted.is_empty() || page.host.is_empty() { 0 } else { fnv64(format!("{}\n{}", page.host, wanted.join("\n")).as_bytes()) };
        if of == self.of {
            return None;
        }
        let found = if of == 0 { Block::default() } else { block(&request::Page::new(&page.url), wanted) };
        let before = std::mem::take(self);
        let names = found.names.into_iter().map(|name| (before.names.get(&name).copied().unwrap_or_default(), name));
        // What the browser last said is about other rules: until it speaks again, nothing counts as stopped.
        *self = Self { of, names: names.map(|(count, name)| (name, count)).collect(), refused: found.refused, on: false };
        let changed = !(before.names.is_empty() && self.names.is_empty());
        changed.then(|| Effect::Block { site: page.host.clone(), domains: found.domains, except: found.except })
    }

    /// Whether a request was stopped, and so told nobody anything; counts it. Messages on a connection that stands since before are not.
    pub(crate) fn stops(&mut self, page: &Page, seen: &Observation) -> bool {
        let Observation::Sent { channel, url, skipped, .. } = seen else { return false };
        if !self.on || self.names.is_empty() || matches!(channel, Channel::Websocket | Channel::Datachannel) {
            return false;
        }
        let page = request::Page::new(&page.url);
        let Some(name) = stopped_by(&page, self.names.keys(), &host_of(url)).cloned() else { return false };
        // Resource timing lists what a hook has told already.
        if *channel != Channel::Timing {
            let count = self.names.entry(name).or_default();
            *count = count.saturating_add(1 + u64::from(*skipped));
        }
        true
    }
}

/// The names by which the third party of a finding can be blocked here, from narrow to wide: its SDKs, who owns it, or else its host. Only those that
/// stop a request to a host of the finding, and none once one of them is blocked.
pub(crate) fn blockable(finding: &Finding, session: &Session) -> Vec<String> {
    if finding.detector != DetectorName::ThirdParty {
        return Vec::new();
    }
    let page = request::Page::new(&session.page.url);
    let listed = |key: &str| finding.evidence.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let stops = |name: &str| listed("hosts").any(|host| stopped_by(&page, std::iter::once(&name.to_owned()), host).is_some());
    if session.blocking.names.keys().any(|name| stops(name)) {
        return Vec::new();
    }
    let mut names: Vec<&str> = listed("sdk").chain([finding.who.as_str()]).filter(|name| stops(name)).collect();
    if names.is_empty() {
        names.extend(listed("hosts").find(|host| stops(host)));
    }
    let mut told = BTreeSet::new();
    names.retain(|name| told.insert(name.to_lowercase()));
    names.into_iter().map(str::to_owned).collect()
}
