//! What may be blocked of what the person or the organisation wants blocked: domains, ready for rules of the browser. A meeting's own
//! organisation is never among them, so that its media and signalling cannot be. Not here: the rules themselves (`extension/background`).

use std::collections::BTreeSet;

use super::owner;
use super::request::Page;
use super::suffix::{public_suffix, registrable};

/// The most domains of one meeting.
pub const MAX_DOMAINS: usize = 1000;

/// What is to be blocked in one meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Domains; what stands below one is meant as well.
    pub domains: BTreeSet<String>,
    /// Wanted, but the meeting's own, or nothing that we know.
    pub refused: BTreeSet<String>,
    /// Domains beyond [`MAX_DOMAINS`].
    pub dropped: usize,
}

/// What of `wanted` may be blocked in a meeting at `page`. Each is an organisation, an SDK (by name or id) or a domain.
pub fn block(page: &Page, wanted: &[String]) -> Block {
    let mut all = Block::default();
    for name in wanted {
        let mut any = false;
        for domain in domains_of(name).into_iter().filter(|domain| !page.is_own(domain)) {
            any = true;
            if all.domains.len() < MAX_DOMAINS {
                all.domains.insert(domain);
            } else {
                all.dropped += 1;
            }
        }
        if !any {
            all.refused.insert(name.clone());
        }
    }
    all
}

fn domains_of(name: &str) -> Vec<String> {
    let name = name.trim().to_lowercase();
    if name.is_empty() {
        return Vec::new();
    }
    let called = |org: &str| org.to_lowercase() == name || org.to_lowercase().split(" (").next() == Some(&name);
    let known = owner::domains(|owner, sdks| called(owner.org) || sdks.iter().any(|sdk| sdk.id == name || sdk.name.to_lowercase() == name));
    if !known.is_empty() {
        return known;
    }
    let is_domain = name.contains('.') && registrable(&name) != public_suffix(&name) && !name.contains(['/', ' ', '*']);
    if is_domain { vec![name] } else { Vec::new() }
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
    fn landlords_are_not_blocked_with_all_their_tenants() {
        let block = wanted(ZOOM, &["Amazon", "com", "github.io", "nobody knows"]);
        assert!(!block.domains.contains("cloudfront.net"));
        for refused in ["com", "github.io", "nobody knows"] {
            assert!(block.refused.contains(refused), "{refused}");
        }
    }
}
