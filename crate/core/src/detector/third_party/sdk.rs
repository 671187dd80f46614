//! Which SDK a request belongs to: by its host and path, or by what it says. Not here: who receives it (`owner`).

use super::call::{Call, path_fits};
use super::owner::{self, Owner, Sdk};
use super::wire;

/// What a receiver of one of these kinds does is tracking, even where we have no record of its SDK.
const TRACKING: &[&str] = &["advertising", "analytics", "tag-manager", "marketing-automation", "customer-support", "consent"];

/// The SDK behind a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recognised {
    pub(super) name: &'static str,
    pub(super) category: &'static str,
    /// How far its record is confirmed; empty where only the entity list names it.
    pub(super) confidence: &'static str,
    /// Known by what it says, not by where it says it.
    pub(super) by_wire: bool,
}

/// The SDK behind a request, if one is recognised.
pub(super) fn recognise(owner: Option<&Owner>, call: &Call<'_>) -> Option<Recognised> {
    let by_path = owner.and_then(|o| by_host(o, &call.url.path));
    let known = |sdk: Sdk, by_wire| Recognised { name: sdk.name, category: sdk.category, confidence: sdk.confidence, by_wire };
    if let Some((sdk, true)) = by_path {
        return Some(known(sdk, false));
    }
    if let Some(sdk) = wire::speaker(call).and_then(owner::sdk_by_id) {
        return Some(known(sdk, true));
    }
    if let Some((sdk, false)) = by_path {
        return Some(known(sdk, false));
    }
    let owner = owner.filter(|o| TRACKING.contains(&o.category) && o.sdks.is_empty() && !o.tenant)?;
    let name = if owner.label.is_empty() { owner.org } else { owner.label };
    Some(Recognised { name, category: owner.category, confidence: "", by_wire: false })
}

/// The SDK of this host whose path fits best, and whether a path fitted at all. Without one, the only SDK of a host that serves nothing else.
fn by_host(owner: &Owner, path: &str) -> Option<(Sdk, bool)> {
    let candidates = || {
        owner.sdks.split(',').filter_map(|entry| {
            let number = entry.strip_prefix('/');
            Some((owner::sdk(number.unwrap_or(entry).parse().ok()?)?, number.is_some()))
        })
    };
    let fit = |sdk: &Sdk| sdk.paths.split(' ').filter(|p| p.len() > 1 && path_fits(path, p)).map(str::len).max();
    let best = candidates().filter_map(|(sdk, _)| fit(&sdk).map(|length| (length, sdk))).max_by_key(|(length, _)| *length);
    best.map(|(_, sdk)| (sdk, true)).or_else(|| candidates().find(|(_, shared)| !shared).map(|(sdk, _)| (sdk, false)))
}
