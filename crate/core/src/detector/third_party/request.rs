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

    /// Whether a host belongs to the page's own organisation.
    pub fn is_own(&self, host: &str) -> bool {
        same_organisation(self, host, owner::of(host).as_ref())
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
        host: shown_host(address.host, watchlist),
    }
}

/// A host fit to be kept: what stands below the registrable domain is left out where it holds a known value, or so many digits that it may
/// be a meeting's number or a hash.
fn shown_host(host: String, watchlist: &Watchlist) -> String {
    let domain = registrable(&host);
    let below = host.strip_suffix(domain).unwrap_or_default();
    let telling = below.split('.').any(|label| label.bytes().filter(u8::is_ascii_digit).count() >= 6) || watchlist.speaks_of(below);
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

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::detector::third_party::Form;

    const SECRETS: [(Kind, &str); 4] = [
        (Kind::Name, "Olga Lindqvist"),
        (Kind::Email, "olga.lindqvist@fjordpost.example"),
        (Kind::MeetingId, "83920174655"),
        (Kind::Passcode, "Vb7kQ2mXz9"),
    ];

    fn asked(url: &str, body: Option<&Body>) -> Verdict {
        static WATCHLIST: LazyLock<Watchlist> = LazyLock::new(|| Watchlist::new(SECRETS));
        judge(&Page::new("https://northwind.zoom.us/j/83920174655?pwd=Vb7kQ2mXz9"), &WATCHLIST, url, body)
    }

    #[test]
    fn what_does_not_leave_is_nothing() {
        for url in ["data:text/plain,83920174655", "blob:https://zoom.us/1", "about:blank", "datachannel:chat", "chrome-extension://x/y"] {
            assert_eq!(asked(url, None), Verdict::default(), "{url}");
        }
    }

    #[test]
    fn a_host_made_of_a_value_is_not_kept() {
        for below in ["83920174655", "olga-lindqvist", "olga.lindqvist"] {
            assert_eq!(asked(&format!("https://{below}.collect.example/"), None).host, "*.collect.example");
        }
        assert_eq!(asked("https://eu.collect.example/", None).host, "eu.collect.example");
    }

    #[test]
    fn clients_belong_to_the_owner_that_the_catalogue_names() {
        for client in crate::client::CATALOGUE.iter().filter(|c| !c.owner.is_empty() && c.closed.is_none()) {
            for host in client.hosts.iter().map(|h| h.trim_start_matches("*.")) {
                let org = owner::of(host).map(|o| o.org.to_lowercase()).unwrap_or_default();
                let named = client.owner.to_lowercase();
                assert!(
                    org.contains(&named) || named.contains(&org) && !org.is_empty() || named == "slack",
                    "{host}: {org:?} is not {named:?}"
                );
            }
        }
    }

    /// Pieces that parsers stumble over, and the values that must never come out.
    fn piece() -> impl Strategy<Value = String> {
        let odd = [
            "{\"", "\":", "\"}", "[", "]", "%", "%4", "%40", "+", "&", "=", ";", "--b\r\n", "\r\n\r\n", "\\u00", "\u{0}", "H4sI", "eyJ",
            ".", "://", "?", "é", "\n",
        ];
        prop_oneof![
            proptest::sample::select(odd.to_vec()).prop_map(str::to_owned),
            proptest::sample::select(SECRETS.to_vec()).prop_map(|(_, value)| value.to_owned()),
            ".{0,12}",
            "[A-Za-z0-9+/=_-]{0,40}",
        ]
    }

    fn text() -> impl Strategy<Value = String> {
        proptest::collection::vec(piece(), 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn anything_is_judged_and_no_value_comes_out(url in text(), body in text(), bytes in any::<bool>()) {
            let body = if bytes { Body::Base64(body) } else { Body::Text(body) };
            for url in [format!("https://collect.example/{url}"), format!("https://{url}"), url] {
                let verdict = asked(&url, Some(&body));
                let shown = format!("{:?} {:?} {:?} {:?}", verdict.owner, verdict.category, verdict.sdk, verdict.carries);
                for (_, secret) in SECRETS {
                    prop_assert!(!shown.contains(secret));
                }
            }
        }

        #[test]
        fn a_planted_address_is_found(before in "[a-z]{0,8}", wrap in 0..6_usize) {
            let email = "olga.lindqvist@fjordpost.example";
            let body = match wrap {
                0 => format!("{{\"{before}\":\"{email}\"}}"),
                1 => format!("a{before}={}", email.replace('@', "%40")),
                2 => format!("[[[{{\"x{before}\":[\"{email}\"]}}]]]"),
                3 => format!("{{\"d\":\"{}\"}}", super::super::encoding::base64(format!("{before} {email}").as_bytes())),
                4 => format!("{before} <{email}>, more"),
                _ => format!("{{\"cut\":\"{email}\",\"{before}"),
            };
            let verdict = asked("https://collect.example/", Some(&Body::Text(body)));
            prop_assert!(verdict.carries.iter().any(|c| c.kind == Kind::Email && c.form != Form::Keyed));
        }

        #[test]
        fn the_meetings_own_hosts_are_never_third_parties(below in "[a-z0-9-]{1,20}(\\.[a-z0-9-]{1,20}){0,3}", path in "[ -~]{0,40}") {
            let verdict = asked(&format!("https://{below}.zoom.us/{path}"), None);
            prop_assert!(!verdict.third_party);
        }

        #[test]
        fn look_alikes_are(before in "[a-z]{1,10}", after in "[a-z]{2,10}") {
            for host in [format!("{before}zoom.us"), format!("zoom.us.{after}.example"), format!("zoom.us-{after}.example")] {
                prop_assert!(asked(&format!("https://{host}/"), None).third_party, "{}", host);
            }
        }
    }
}
