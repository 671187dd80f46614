//! What may be blocked of what the person or the organisation wants blocked: domains, ready for rules of the browser. A meeting's own
//! organisation is never among them, so that its media and signalling cannot be. Not here: when (`intervene`), the rules themselves
//! (`extension/background`).

use std::collections::{BTreeMap, BTreeSet};

use super::owner::{self, Owner, Sdk};
use super::request::Page;
use super::suffix::{public_suffix, registrable};
use crate::text::host_matches;

/// The most domains of one meeting.
pub const MAX_DOMAINS: usize = 1000;

/// Services that carry other makers' meetings: whoever blocked them would block a meeting's media or signalling.
const CARRIERS: &[&str] = &["chime.aws", "livekit.cloud", "daily.co", "8x8.vc", "tokbox.com", "opentok.com", "twilio.com", "agora.io"];

/// What is to be blocked in one meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Domains; what stands below one is meant as well.
    pub domains: BTreeSet<String>,
    /// The meeting's own below one of them: they go through all the same.
    pub except: BTreeSet<String>,
    /// The wanted names that any domain stands for.
    pub names: BTreeSet<String>,
    /// Wanted, but the meeting's own, or nothing that we know.
    pub refused: BTreeSet<String>,
    /// Domains beyond [`MAX_DOMAINS`].
    pub dropped: usize,
}

/// What of `wanted` may be blocked in a meeting at `page`. Each is an organisation, an SDK (by name or id) or a domain.
pub fn block(page: &Page, wanted: &[String]) -> Block {
    let mut domains_of: BTreeMap<String, BTreeSet<String>> = wanted.iter().map(|name| (key(name), BTreeSet::new())).collect();
    let mut own = BTreeSet::new();
    owner::each(|host, owner, sdks| {
        for name in names_of(owner, sdks) {
            if let Some(domains) = domains_of.get_mut(&name) {
                domains.insert(host.to_owned());
            }
        }
        if page.is_own(host) {
            own.insert(host.to_owned());
        }
    });
    let mut all = Block::default();
    for name in wanted {
        let key = key(name);
        let known = domains_of.get(&key).filter(|domains| !domains.is_empty()).cloned();
        let domains = known.unwrap_or_else(|| is_domain(&key).then_some(key).into_iter().collect());
        let mut any = false;
        for domain in domains.into_iter().filter(|domain| may_block(page, domain)) {
            any = true;
            if all.domains.len() < MAX_DOMAINS {
                all.domains.insert(domain);
            } else {
                all.dropped += 1;
            }
        }
        if any { &mut all.names } else { &mut all.refused }.insert(name.clone());
    }
    own.retain(|host| all.domains.iter().any(|domain| host_matches(host, domain)));
    all.except = own;
    all
}

/// Which of the wanted names keeps a request of `page` to this host from leaving.
pub fn stopped_by<'a>(page: &Page, wanted: impl Iterator<Item = &'a String>, host: &str) -> Option<&'a String> {
    if !may_block(page, host) {
        return None;
    }
    let owner = owner::of(host);
    let names = owner.as_ref().map(|owner| names_of(owner, &owner.sdks())).unwrap_or_default();
    let mut wanted = wanted;
    wanted.find(|name| {
        let key = key(name);
        names.contains(&key) || (is_domain(&key) && host_matches(host, &key))
    })
}

fn may_block(page: &Page, domain: &str) -> bool {
    !page.is_own(domain) && !CARRIERS.iter().any(|carrier| host_matches(domain, carrier))
}

fn key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// All names under which people may mean it, as [`key`] writes them.
fn names_of(owner: &Owner, sdks: &[Sdk]) -> BTreeSet<String> {
    let org = owner.org.to_lowercase();
    let short = org.split(" (").next().map(str::to_owned);
    let sdks = sdks.iter().flat_map(|sdk| [sdk.id.to_owned(), sdk.name.to_lowercase()]);
    short.into_iter().chain(sdks).chain([org]).filter(|name| !name.is_empty()).collect()
}

/// Whether it is a domain that somebody can own, as browsers write it.
fn is_domain(name: &str) -> bool {
    let label = |l: &str| (1..=63).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    name.contains('.') && name.len() <= 253 && name.split('.').all(label) && registrable(name) != public_suffix(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(page: &str, names: &[&str]) -> Block {
        block(&Page::new(page), &names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>())
    }

    const ZOOM: &str = "https://app.zoom.us/wc/1/join";

    #[test]
    fn organisations_sdks_and_domains() {
        let block = wanted(ZOOM, &["Meta (Facebook)", "hotjar", "collect.example"]);
        for domain in ["facebook.com", "facebook.net", "static.hotjar.com", "collect.example"] {
            assert!(block.domains.contains(domain), "{domain} not in {:?}", block.domains);
        }
        assert!(block.refused.is_empty());
        assert_eq!(block.names.len(), 3);
    }

    #[test]
    fn a_meetings_own_organisation_is_never_blocked() {
        for own in ["Zoom", "zoom.us", "us02web.zoom.us", "zoom-telemetry"] {
            let block = wanted(ZOOM, &[own]);
            assert!(block.domains.is_empty() && block.refused.contains(own), "{own}: {block:?}");
        }
        assert!(wanted("https://meet.google.com/kqz-wvtp-rne", &["Google"]).domains.is_empty());
        assert!(!wanted(ZOOM, &["Google"]).domains.is_empty());
    }

    #[test]
    fn no_client_of_the_catalogue_can_be_cut_off_from_itself() {
        for host in crate::client::CATALOGUE.iter().filter_map(|client| client.hosts.first()).map(|host| host.trim_start_matches("*.")) {
            let page = Page::new(&format!("https://{host}/"));
            // Whoever wants all that is the meeting's own blocked, by whatever name.
            let (mut own, mut wanted) = (Vec::new(), BTreeSet::from([host.to_owned()]));
            owner::each(|below, owner, sdks| {
                if page.is_own(below) {
                    own.push(below.to_owned());
                    wanted.insert(below.to_owned());
                    wanted.extend(names_of(owner, sdks));
                }
            });
            let block = block(&page, &wanted.into_iter().collect::<Vec<_>>());
            let goes = |h: &str| !block.domains.iter().any(|d| host_matches(h, d)) || block.except.iter().any(|d| host_matches(h, d));
            assert!(goes(host) && goes(&format!("media.{host}")), "{host}");
            assert_eq!(own.iter().find(|own| !goes(own)), None, "in a meeting at {host}");
        }
    }

    #[test]
    fn landlords_are_not_blocked_with_all_their_tenants() {
        let block = wanted(ZOOM, &["Amazon", "com", "github.io", "nobody knows", "a b.example", "x..example", "münchen.example"]);
        assert!(!block.domains.contains("cloudfront.net"));
        assert!(!block.domains.iter().any(|domain| host_matches(domain, "chime.aws")), "Slack's media go there");
        for refused in ["com", "github.io", "nobody knows", "a b.example", "x..example", "münchen.example"] {
            assert!(block.refused.contains(refused), "{refused}");
        }
    }

    #[test]
    fn what_stops_a_request() {
        let names: Vec<String> = ["Hotjar", "collect.example", "zoom.us"].map(str::to_owned).to_vec();
        let stopped = |host: &str| stopped_by(&Page::new(ZOOM), names.iter(), host).map(String::as_str);
        assert_eq!(stopped("eu.collect.example"), Some("collect.example"));
        assert_eq!(stopped("static.hotjar.com"), Some("Hotjar"));
        assert_eq!(stopped("us02web.zoom.us"), None);
        assert_eq!(stopped("notcollect.example"), None);
    }
}
