//! Judges one request: who receives it, what it carries, how much that matters. Pure; the meeting's memory of it is in `memory`.

use std::collections::BTreeSet;

use super::call::Call;
use super::carried::{Carried, Kind};
use super::decode::Decoded;
use super::owner::{self, Owner};
use super::private_net::{Near, near};
use super::suffix::registrable;
use super::tier::{self, Tier};
use super::url::Address;
use super::watchlist::Watchlist;
use super::{meeting, sdk, shapes};
use crate::client::Client;
use crate::finding::Severity;
use crate::observation::Body;

/// The page that requests are judged against.
#[derive(Clone, Debug)]
pub struct Page {
    address: Address,
    owner: Option<Owner>,
    near: Option<Near>,
}

impl Page {
    /// The page at this address.
    pub fn new(url: &str) -> Self {
        let address = Address::parse(url, None);
        Self { owner: owner::of(&address.host), near: near(&address.host), address }
    }

    /// What its address says about the meeting.
    pub fn known(&self) -> Vec<(Kind, String)> {
        meeting::known_from(&self.address)
    }
}

/// Who receives a request, and what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The receiver's host, as shown: labels that may hold what was found are left out.
    pub host: String,
    /// It leaves the meeting's own organisation.
    pub third_party: bool,
    /// The organisation, as shown; empty where unknown.
    pub owner: String,
    /// Names the organisation within a meeting: its name, or else the registrable domain.
    pub owner_key: String,
    /// Its country (ISO 3166), where we know it.
    pub country: &'static str,
    /// What for.
    pub category: &'static str,
    /// The SDK that sent it, where one is recognised.
    pub sdk: &'static str,
    /// How far that SDK's record is confirmed.
    pub confidence: &'static str,
    /// The SDK is known by what it says, not by where.
    pub by_wire: bool,
    /// What it carries. Looked at only where it leaves the organisation, or where an SDK speaks.
    pub carries: BTreeSet<Carried>,
    /// The receiver is this computer or its network, and the page is not.
    pub near: Option<Near>,
    /// How much it matters; `None` is not at all.
    pub severity: Option<Severity>,
    /// More was sent than was read.
    pub cut: bool,
}

impl Verdict {
    /// What it amounts to.
    pub fn tier(&self) -> Tier {
        tier::tier(&self.carries)
    }
}

/// Judges a request of `page`.
pub fn judge(page: &Page, watchlist: &Watchlist, url: &str, body: Option<&Body>) -> Verdict {
    let address = Address::parse(url, Some(&page.address));
    if !address.is_network() {
        return Verdict::default();
    }
    let owner = owner::of(&address.host);
    let receiver_near = near(&address.host);
    let near = receiver_near.filter(|_| page.near.is_none() && address.host != page.address.host);
    let third_party = receiver_near.is_none() && !same_organisation(page, &address.host, owner.as_ref());
    let request = Decoded::new(&address, body);
    let sdk = sdk::recognise(owner.as_ref(), &Call { url: &address, request: &request });
    let mut carries = BTreeSet::new();
    if third_party || near.is_some() || sdk.is_some() {
        let tracker = sdk.is_some();
        let (known, named) = watchlist.scan(&request, &address.host);
        carries = known;
        carries.extend(meeting::address_in(&page.address, &request));
        carries.extend(shapes::scan(&request, tracker, watchlist.knows(Kind::Email), &named));
    }
    let severity = match near {
        Some(near) => Some(tier::local_severity(near, &carries)),
        None if third_party => Some(tier::severity(&carries, sdk.as_ref().is_some_and(|s| is_tracking(s.category)))),
        None => sdk.is_some().then_some(Severity::Info),
    };
    let known = owner.as_ref();
    Verdict {
        third_party,
        owner: known.map(Owner::shown).unwrap_or_default(),
        owner_key: known.filter(|o| !o.tenant).map_or_else(|| registrable(&address.host).to_owned(), |o| o.org.to_owned()),
        country: known.map_or("", |o| o.country),
        category: sdk.as_ref().map(|s| s.category).or(known.map(|o| o.category)).unwrap_or_default(),
        sdk: sdk.as_ref().map_or("", |s| s.name),
        confidence: sdk.as_ref().map_or("", |s| s.confidence),
        by_wire: sdk.as_ref().is_some_and(|s| s.by_wire),
        carries,
        near,
        severity,
        cut: request.cut,
        host: shown_host(address.host),
    }
}

/// A host fit to be kept: names with so many digits below the registrable domain may be a meeting's number or a hash.
fn shown_host(host: String) -> String {
    let domain = registrable(&host);
    let below = host.strip_suffix(domain).unwrap_or_default();
    let telling = below.split('.').any(|label| label.bytes().filter(u8::is_ascii_digit).count() >= 6);
    if telling { format!("*.{domain}") } else { host }
}

/// Whether a host belongs to the page's organisation: the same registrable domain, the same owner, or the same client in the catalogue.
fn same_organisation(page: &Page, host: &str, owner: Option<&Owner>) -> bool {
    let own = &page.address.host;
    if registrable(own) == registrable(host) {
        return true;
    }
    let org = |o: Option<&Owner>| o.filter(|o| !o.tenant).map(|o| o.org);
    let same_owner = org(owner).is_some_and(|o| org(page.owner.as_ref()) == Some(o));
    let same_client = || {
        let client = Client::for_host(own);
        !client.owner.is_empty() && std::ptr::eq(client, Client::for_host(host))
    };
    same_owner || same_client()
}

/// Whether an SDK of this kind exists to learn about people, rather than to serve the page.
fn is_tracking(category: &str) -> bool {
    !matches!(category, "" | "cdn" | "hosting" | "utility" | "content" | "video" | "consent" | "feature-flags" | "first-party-telemetry")
}
