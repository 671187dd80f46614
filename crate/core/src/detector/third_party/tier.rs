//! How much it matters that somebody receives something. Not here: what is received (`watchlist`, `shapes`).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::carried::{Carried, Kind};
use super::private_net::Near;
use crate::finding::Severity;

/// What a request amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Somebody was called; nothing about the person was seen in it.
    Contact,
    /// An identifier or some device context.
    Context,
    /// An identifier with three kinds of device context or more: what the Facebook SDK sent in 2020.
    Profile,
    /// Where the meeting is.
    Address,
    /// Who the person is, or what opens their meeting.
    Identity,
}

/// What the things carried amount to together.
pub(super) fn tier(carried: &BTreeSet<Carried>) -> Tier {
    let kinds: BTreeSet<Kind> = carried.iter().map(|c| c.kind).collect();
    let context = kinds.iter().filter(|k| k.is_context()).count();
    if kinds.iter().any(|k| k.is_identity()) {
        Tier::Identity
    } else if kinds.contains(&Kind::MeetingUrl) {
        Tier::Address
    } else if context >= 3 && kinds.iter().any(|k| k.is_persistent()) {
        Tier::Profile
    } else if !kinds.is_empty() {
        Tier::Context
    } else {
        Tier::Contact
    }
}

/// How much it matters that a third party receives it.
pub(super) fn severity(carried: &BTreeSet<Carried>, tracker: bool) -> Severity {
    let for_advertising = carried.iter().any(|c| c.kind == Kind::AdvertisingId);
    match tier(carried) {
        Tier::Identity => Severity::High,
        Tier::Profile if for_advertising => Severity::High,
        Tier::Profile | Tier::Address => Severity::Medium,
        Tier::Contact if !tracker => Severity::Info,
        Tier::Context if !tracker && !carried.iter().any(|c| c.kind.is_persistent()) => Severity::Info,
        Tier::Contact | Tier::Context => Severity::Low,
    }
}

/// How much it matters that a page calls this computer or its network.
pub(super) fn local_severity(near: Near, carried: &BTreeSet<Carried>) -> Severity {
    match (near, tier(carried)) {
        (_, Tier::Identity) | (Near::Loopback, Tier::Address) => Severity::High,
        _ => Severity::Medium,
    }
}
