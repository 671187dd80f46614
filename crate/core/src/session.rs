//! The state of one meeting, which is one tab's page. It alone outlives a worker: everything that must survive a kill is in here.
//! Not here: the order of things (`step`), verdicts (`detector`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::client::Client;
use crate::detector::States;
use crate::effect::Badge;
use crate::finding::{DetectorName, Finding, Judgement, State};
use crate::intervene::Blocking;
use crate::policy::{Settings, enforce, is_off};
use crate::text::{fnv64, host_of};

/// Raised when the stored shape changes; a record of another version is set aside, not guessed at.
pub const VERSION: u32 = 1;
/// The most findings of one meeting. What comes after is counted in [`Session::dropped`].
pub const MAX_FINDINGS: usize = 500;

/// The most frames of one tab that are watched.
pub const MAX_FRAMES: usize = 64;

/// The tab's page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Page {
    /// Its address, without fragment. Kept for the meeting's life only: it may carry a passcode.
    pub url: String,
    /// Its host.
    pub host: String,
    /// The client's id in the catalogue.
    pub client: String,
    /// The document's language.
    pub locale: Option<String>,
    /// When it was opened.
    pub opened: u64,
}

impl Page {
    /// Its path, which with the host names the meeting. A reload, or a change of query alone, is the same meeting.
    pub fn path(&self) -> &str {
        let after = self.url.split_once("://").map_or("", |(_, rest)| rest);
        let path = after.find('/').and_then(|at| after.get(at..)).unwrap_or("/");
        path.split('?').next().unwrap_or_default()
    }
}

/// The state of one meeting.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Session {
    /// [`VERSION`].
    pub version: u32,
    /// The tab's page.
    pub page: Page,
    /// The latest event's time.
    pub t: u64,
    /// The frames that have a probe.
    pub frames: BTreeSet<u64>,
    /// What the detectors remember.
    pub states: States,
    /// By uid.
    pub findings: BTreeMap<String, Finding>,
    /// The uids of the findings that are shown in the meeting.
    pub warned: BTreeSet<String>,
    /// Whether the person's own tracks are held back.
    pub gated: bool,
    /// Whether the attention shield is up.
    pub shielded: bool,
    /// Who is kept from being asked anything.
    pub blocking: Blocking,
    /// What was dropped, by reason.
    pub dropped: BTreeMap<String, u64>,
    /// What the toolbar button says.
    pub badge: Badge,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            version: VERSION,
            page: Page::default(),
            t: 0,
            frames: BTreeSet::new(),
            states: States::default(),
            findings: BTreeMap::new(),
            warned: BTreeSet::new(),
            gated: false,
            shielded: false,
            blocking: Blocking::default(),
            dropped: BTreeMap::new(),
            badge: Badge::default(),
        }
    }
}

impl Session {
    /// Begins a meeting.
    pub fn open(url: &str, locale: Option<&str>, t: u64) -> Self {
        let url = url.split('#').next().unwrap_or_default().to_owned();
        let host = host_of(&url);
        let client = Client::for_host(&host).id.to_owned();
        Self { page: Page { url, host, client, locale: locale.map(str::to_owned), opened: t }, t, ..Self::default() }
    }

    /// The client that the person is in.
    pub fn client(&self) -> &'static Client {
        Client::of(&self.page)
    }

    /// Counts something that was dropped.
    pub fn drop_count(&mut self, why: &str, n: u64) {
        if n > 0 {
            let count = self.dropped.entry(why.to_owned()).or_default();
            *count = count.saturating_add(n);
        }
    }

    /// Turns a judgement into a finding, if it says anything new; without an organisation's rules.
    pub fn settle(&mut self, detector: DetectorName, judgement: Judgement) -> Option<Finding> {
        self.settle_under(detector, judgement, &Settings::default())
    }

    /// Turns a judgement into a finding, if it says anything new.
    pub fn settle_under(&mut self, detector: DetectorName, judgement: Judgement, settings: &Settings) -> Option<Finding> {
        let uid = self.uid(detector, &judgement.key);
        let Judgement { ended, severity, what, who, verdict, evidence, .. } = judgement;
        let before = self.findings.get(&uid);
        let state = match (before, ended) {
            (None, true) => return None,
            (None, false) => State::Raised,
            (Some(f), true) if f.state == State::Ended => return None,
            (Some(_), true) => State::Ended,
            (Some(f), false) if f.state == State::Ended => State::Raised,
            (Some(_), false) => State::Updated,
        };
        if before.is_none() && self.findings.len() >= MAX_FINDINGS {
            self.drop_count("finding", 1);
            return None;
        }
        let mut finding = Finding {
            uid: uid.clone(),
            detector,
            state,
            t: self.t,
            since: before.filter(|_| state != State::Raised).map_or(self.t, |f| f.since),
            severity,
            what,
            who,
            verdict,
            client: self.page.client.clone(),
            evidence,
            rule: None,
        };
        enforce(&mut finding, settings);
        let same = |f: &Finding| Finding { state: f.state, t: f.t, ..finding.clone() } == *f;
        if state == State::Updated && before.is_some_and(same) {
            return None;
        }
        self.findings.insert(uid, finding.clone());
        Some(finding)
    }

    /// Judges the findings that are still so anew, after the settings changed: those that are told otherwise now, and the uids of those that are no
    /// longer judged at all.
    pub fn reconsider(&mut self, settings: &Settings) -> (Vec<Finding>, Vec<String>) {
        let off: Vec<String> = self.findings.values().filter(|f| is_off(f.detector, settings)).map(|f| f.uid.clone()).collect();
        for uid in &off {
            self.findings.remove(uid);
        }
        let mut changed = Vec::new();
        for finding in self.findings.values_mut().filter(|f| f.state != State::Ended) {
            let before = finding.clone();
            enforce(finding, settings);
            if *finding != before {
                finding.state = State::Updated;
                finding.t = self.t;
                changed.push(finding.clone());
            }
        }
        (changed, off)
    }

    fn uid(&self, detector: DetectorName, key: &str) -> String {
        let Page { host, opened, .. } = &self.page;
        format!("{:016x}", fnv64(format!("{opened}\n{host}\n{detector:?}\n{key}").as_bytes()))
    }
}
