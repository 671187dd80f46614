//! The detector: texts and links that a probe let through, judged in the light of the settings; one finding for each distinct danger.
//!
//! Evidence is class, host, share, place and count. The text itself is dropped here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Found, Kind, Knowledge, scan, with_target};
use super::{defang, scan_href};
use crate::detector::{Context, Detector};
use crate::finding::{DetectorName, Judgement};
use crate::observation::Observation;
use crate::text::fnv64;

/// The most links told of one text. A page that shows more at once is told so by the first ones.
const MAX_LINKS: usize = 64;
/// The most distinct dangers remembered of a meeting; what comes after is counted.
const MAX_SEEN: usize = 256;

/// The detector.
#[derive(Debug)]
pub struct Link;

/// The most characters of a link that are shown.
const MAX_HARMLESS: usize = 200;

/// What it remembers of a meeting.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// How often each distinct danger was seen, by its key.
    seen: BTreeMap<String, u32>,
    /// How many more there were.
    dropped: u64,
}

/// Judges one text or link, as the probe's held click and mark need it. Places are in the shown text: a danger in the target marks all of it.
pub fn judge(cx: &Context<'_>, kind: Kind, text: &str, href: Option<&str>) -> Vec<Found> {
    let know = Knowledge { allow: &cx.settings.link_allow, meeting_hosts: &cx.settings.meeting_hosts };
    let mut found = scan(text, kind, &know);
    if let Some(href) = href {
        found = with_target(found, text, href, &know);
    }
    found.truncate(MAX_LINKS);
    found
}

/// One danger of a judged text, written so that nothing opens it and a person can still read it; cut where it is very long.
pub fn harmless(text: &str, href: Option<&str>, found: &Found) -> String {
    let whole = if let Some(href) = href {
        defang(href, &scan_href(href, &Knowledge::default()))
    } else {
        let (start, end) = (found.start as usize, found.end as usize);
        let piece: Vec<u16> = text.encode_utf16().skip(start).take(end.saturating_sub(start)).collect();
        let piece = String::from_utf16_lossy(&piece);
        defang(&piece, &[Found { start: 0, end: found.end.saturating_sub(found.start), ..found.clone() }])
    };
    whole.chars().take(MAX_HARMLESS).collect()
}

impl Detector for Link {
    const NAME: DetectorName = DetectorName::Link;
    type State = State;

    fn see(state: &mut State, cx: &Context<'_>, seen: &Observation, out: &mut Vec<Judgement>) {
        let Observation::Text { kind, text, href, .. } = seen else { return };
        for link in judge(cx, *kind, text, href.as_deref()) {
            let key = key(&link, text, href.as_deref());
            let full = state.seen.len() >= MAX_SEEN;
            let count = match state.seen.get_mut(&key) {
                Some(count) => {
                    *count = count.saturating_add(1);
                    *count
                }
                None if full => {
                    state.dropped = state.dropped.saturating_add(1);
                    continue;
                }
                None => {
                    state.seen.insert(key.clone(), 1);
                    1
                }
            };
            out.push(
                Judgement::raise(key, link.severity, link.class.as_str(), link.host.as_str())
                    .with("class", link.class)
                    .with("host", link.host)
                    .with("share", link.share)
                    .with("start", link.start)
                    .with("end", link.end)
                    .with("count", count)
                    .with("frame", cx.frame),
            );
        }
    }
}

/// Names a danger without keeping a word of it: by class, host, share and severity, whichever file there, in the text or behind it; where no host is
/// named, by a hash of the candidate.
fn key(link: &Found, text: &str, href: Option<&str>) -> String {
    let Found { class, host, share, severity, .. } = link;
    if !host.is_empty() {
        return format!("{class}|{host}|{share}|{severity:?}");
    }
    let (start, end) = (link.start as usize, link.end as usize);
    let mut hash: Vec<u8> = text.encode_utf16().skip(start).take(end.saturating_sub(start)).flat_map(u16::to_le_bytes).collect();
    hash.extend(href.unwrap_or_default().bytes());
    format!("{class}|{share}|{:016x}", fnv64(&hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::stage::Stage;
    use crate::finding::State as Standing;

    fn text(text: &str, href: Option<&str>) -> Observation {
        Observation::Text { id: 1, kind: Kind::Text, text: text.to_owned(), href: href.map(str::to_owned) }
    }

    fn stage() -> Stage<Link> {
        Stage { mortal: true, ..Stage::open("https://app.zoom.us/wc/85012345678/join") }
    }

    #[test]
    fn one_finding_for_each_distinct_danger() {
        let mut stage = stage();
        let seen = text(r"see \\evil.example.net\share", None);
        let [first] = stage.see(1, &seen).try_into().unwrap();
        let [second] = stage.see(2, &seen).try_into().unwrap();
        assert_eq!((first.state, second.state), (Standing::Raised, Standing::Updated));
        assert_eq!((&first.uid, &second.evidence["count"]), (&second.uid, &2.into()));
        assert_eq!(stage.see(3, &text(r"see \\evil.example.net\other", None)).len(), 1);
        assert_eq!(stage.session.findings.len(), 2);
    }

    #[test]
    fn nobodys_words_are_kept() {
        let mut stage = stage();
        let found = stage.see(1, &text(r"my secret plan: \\evil.example.net\share", Some("file://evil.example.net/share/secret")));
        let kept = serde_json::to_string(&(found, &stage.state)).unwrap();
        assert!(kept.contains("evil.example.net") && !kept.contains("secret") && !kept.contains("plan"), "{kept}");
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut stage = stage();
        for n in 0..300 {
            stage.see(n, &text(&format!(r"\\evil{n}.example.net\share"), None));
        }
        assert_eq!((stage.state.seen.len(), stage.state.dropped), (MAX_SEEN, 44));
    }

    #[test]
    fn a_danger_in_the_target_marks_all_of_the_text() {
        let mut stage = stage();
        let [found] = stage.see(1, &text("agenda 😀", Some(r"\\evil.example.net\share"))).try_into().unwrap();
        assert_eq!((found.what.as_str(), &found.evidence["start"], &found.evidence["end"]), ("href-mismatch", &0.into(), &9.into()));
    }
}
