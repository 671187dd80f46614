//! Who receives what is sent to a host: the longest entry of the compiled table that the host is or stands below.
//!
//! `owners.bin` (written by `scripts/generate-owners`) is five lengths (u32) and five sections: where each block of keys begins (u16); the
//! keys; receivers; organisations; SDKs. A key is a domain with its labels reversed and joined by spaces (`com facebook connect`), which sorts
//! a domain right before what stands below it. Keys are front-coded in blocks of 16: `[bytes shared with the one before][length of the rest]
//! [rest][u16 receiver, top bit: all below is its own]`. The last three are pools: `[u16 n][u16 end; n][text]`, fields separated by tabs.
//! Names are compared in full, so nothing can pass for another by a hash.

use super::suffix::public_suffix;

static TABLE: &[u8] = include_bytes!("../../../data/owners.bin");
const BLOCK: usize = 16;
/// A public suffix under which there are no tenants.
const OWN: u16 = 0x8000;

/// Who is behind a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The organisation.
    pub org: &'static str,
    /// Its country (ISO 3166), where we know it.
    pub country: &'static str,
    /// The product or brand that answers at this host, where it has another name.
    pub label: &'static str,
    /// What for (`advertising`, `analytics`, `cdn`…), where it is known.
    pub category: &'static str,
    /// The organisation only rents the host out: a tenant is not its own.
    pub tenant: bool,
    /// Numbers of the SDKs that report here, separated by commas; one with `/` before it only below its own paths.
    pub sdks: &'static str,
}

impl Owner {
    /// The records of the SDKs that report here, on whatever path.
    pub fn sdks(&self) -> Vec<Sdk> {
        self.sdks.split(',').filter_map(|number| sdk(number.trim_start_matches('/').parse().ok()?)).collect()
    }

    /// The organisation as shown: with the brand, where that says more.
    pub fn shown(&self) -> String {
        let first = |s: &'static str| s.split([' ', '/', '(']).next().unwrap_or_default().to_lowercase();
        let known = |name: &str, part: String| part.is_empty() || name.to_lowercase().contains(&part);
        if self.org.contains('(') || known(self.org, first(self.label)) || known(self.label, first(self.org)) {
            self.org.to_owned()
        } else {
            format!("{} ({})", self.org, self.label)
        }
    }
}

/// An SDK's record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sdk {
    /// Stable id (`"meta-pixel"`).
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Who makes it.
    pub org: &'static str,
    /// What for.
    pub category: &'static str,
    /// How far its hosts are confirmed: `listed`, `partly`, `observed` or `recalled`.
    pub confidence: &'static str,
    /// Path prefixes separated by spaces; `*` is one segment.
    pub paths: &'static str,
}

/// The owner of a host, if the table has it.
pub fn of(host: &str) -> Option<Owner> {
    let table = Table::get()?;
    let key = key_of(host);
    let (matched, value) = table.longest(&key)?;
    let mut fields = table.receivers.get(usize::from(value & !OWN))?.split('\t');
    let (org, category) = (fields.next()?.parse().ok()?, fields.next()?);
    let (label, sdks) = (fields.next()?, fields.next()?);
    let (org, country) = table.orgs.get(org)?.split_once('\t')?;
    let tenant = value & OWN == 0 && matched <= public_suffix(host).len() && matched < host.len();
    Some(Owner { org, country, label, category, tenant, sdks })
}

/// The SDK with this number.
pub fn sdk(number: usize) -> Option<Sdk> {
    let table = Table::get()?;
    let mut fields = table.sdks.get(number)?.split('\t');
    let (id, name, org) = (fields.next()?, fields.next()?, fields.next()?.parse().ok()?);
    let org = table.orgs.get(org)?.split_once('\t')?.0;
    Some(Sdk { id, name, org, category: fields.next()?, confidence: fields.next()?, paths: fields.next()? })
}

/// The SDK with this id.
pub fn sdk_by_id(id: &str) -> Option<Sdk> {
    (0..).map_while(sdk).find(|s| s.id == id)
}

/// Visits every domain of the table that is all its owner's own, with its SDKs.
pub fn each(mut visit: impl FnMut(&str, &Owner, &[Sdk])) {
    let Some(table) = Table::get() else { return };
    let mut key = Vec::new();
    for start in table.starts {
        let mut keys = table.block(*start);
        for coded in std::iter::from_fn(|| keys.next_key()).take(BLOCK) {
            key.truncate(coded.shared);
            key.extend_from_slice(coded.rest);
            let host = String::from_utf8_lossy(&key).split(' ').rev().collect::<Vec<_>>().join(".");
            let Some(owner) = of(&host) else { continue };
            // A domain that its owner rents out is not all its own.
            let rented = coded.value & OWN == 0 && public_suffix(&host) == host;
            if !rented {
                visit(&host, &owner, &owner.sdks());
            }
        }
    }
}

fn key_of(host: &str) -> Vec<u8> {
    let mut key = Vec::with_capacity(host.len());
    for label in host.rsplit('.') {
        if !key.is_empty() {
            key.push(b' ');
        }
        key.extend_from_slice(label.as_bytes());
    }
    key
}

struct Table {
    starts: &'static [[u8; 2]],
    keys: &'static [u8],
    receivers: Pool,
    orgs: Pool,
    sdks: Pool,
}

impl Table {
    fn get() -> Option<Self> {
        let (lengths, rest) = TABLE.split_first_chunk::<20>()?;
        let (lengths, _) = lengths.as_chunks::<4>();
        let mut lengths = lengths.iter().map(|l| u32::from_le_bytes(*l) as usize);
        let mut rest = rest;
        let mut section = || {
            let (head, tail) = rest.split_at_checked(lengths.next()?)?;
            rest = tail;
            Some(head)
        };
        let (starts, _) = section()?.as_chunks::<2>();
        let keys = section()?;
        Some(Self { starts, keys, receivers: Pool::new(section()?)?, orgs: Pool::new(section()?)?, sdks: Pool::new(section()?)? })
    }

    /// The longest key that `key` is or stands below: its length, and its value.
    fn longest(&self, key: &[u8]) -> Option<(usize, u16)> {
        let mut key = key;
        loop {
            let floor = self.floor(key)?;
            if floor.whole && key.get(floor.shared).is_none_or(|b| *b == b' ') {
                return Some((floor.shared, floor.value));
            }
            // Whatever fits is a whole-label prefix of both, so it ends where they part or before.
            let end = key.get(..floor.shared)?.iter().rposition(|b| *b == b' ')?;
            key = key.get(..end)?;
        }
    }

    /// The last key that is not after `key`. Keys are compared as they are coded, without being put together.
    fn floor(&self, key: &[u8]) -> Option<Floor> {
        let block = self.starts.partition_point(|start| self.block(*start).next_key().is_some_and(|first| first.rest <= key));
        let mut keys = self.block(*self.starts.get(block.checked_sub(1)?)?);
        let mut best: Option<Floor> = None;
        for _ in 0..BLOCK {
            let Some(next) = keys.next_key() else { break };
            let before = best.as_ref().map_or(0, |b| b.shared);
            if next.shared < before {
                // It parts from the one before where that still agreed with `key`, and is after it.
                break;
            }
            let mut shared = before;
            if next.shared == before {
                let rest = key.get(before..).unwrap_or_default();
                let agreed = next.rest.iter().zip(rest).take_while(|(a, b)| a == b).count();
                if next.rest.get(agreed..) > rest.get(agreed..) {
                    break;
                }
                shared += agreed;
            }
            best = Some(Floor { shared, whole: shared == next.shared + next.rest.len(), value: next.value });
        }
        best
    }

    fn block(&self, start: [u8; 2]) -> Keys {
        Keys(self.keys.get(usize::from(u16::from_le_bytes(start))..).unwrap_or_default())
    }
}

/// How a key of the table lies to the one that is looked up.
struct Floor {
    /// Bytes that both begin with.
    shared: usize,
    /// The table's key is no longer than that.
    whole: bool,
    value: u16,
}

/// A cursor over front-coded keys.
struct Keys(&'static [u8]);

/// A key as it is coded.
struct Coded {
    /// Bytes it begins with that the one before had.
    shared: usize,
    rest: &'static [u8],
    value: u16,
}

impl Keys {
    fn next_key(&mut self) -> Option<Coded> {
        let ([shared, length], tail) = self.0.split_first_chunk::<2>()?;
        let (rest, tail) = tail.split_at_checked(usize::from(*length))?;
        let (value, tail) = tail.split_first_chunk::<2>()?;
        self.0 = tail;
        Some(Coded { shared: usize::from(*shared), rest, value: u16::from_le_bytes(*value) })
    }
}

struct Pool {
    ends: &'static [[u8; 2]],
    text: &'static [u8],
}

impl Pool {
    fn new(section: &'static [u8]) -> Option<Self> {
        let (n, rest) = section.split_first_chunk::<2>()?;
        let (ends, text) = rest.split_at_checked(2 * usize::from(u16::from_le_bytes(*n)))?;
        Some(Self { ends: ends.as_chunks().0, text })
    }

    fn get(&self, i: usize) -> Option<&'static str> {
        let end = |i: usize| self.ends.get(i).map(|e| usize::from(u16::from_le_bytes(*e)));
        std::str::from_utf8(self.text.get(if i == 0 { 0 } else { end(i - 1)? }..end(i)?)?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn org(host: &str) -> &'static str {
        of(host).map_or("", |o| o.org)
    }

    #[test]
    fn names_companies() {
        assert_eq!(org("us.telemetry.zoom.us"), "Zoom");
        assert_eq!(org("lh3.googleusercontent.com"), "Google");
        assert_eq!(org("whistler-prod.allnint.ciscospark.com"), "Cisco");
        assert_eq!(org("teams.events.data.microsoft.com"), "Microsoft");
        assert_eq!(org("connect.facebook.net"), "Meta (Facebook)");
        assert_eq!(org("o77906.ingest.sentry.io"), "Sentry");
        assert_eq!(of("static.hotjar.com").map(|o| o.shown()), Some("Contentsquare (Hotjar)".to_owned()));
    }

    #[test]
    fn compares_whole_labels() {
        for host in ["notzoom.us", "zoom.us.evil.example", "google.com.example", "microsoft.com-telemetry.example", "us", "com", ""] {
            assert_eq!(of(host), None, "{host}");
        }
    }

    #[test]
    fn knows_landlords_from_tenants() {
        assert!(of("d111.cloudfront.net").is_some_and(|o| o.tenant));
        assert!(of("anybody.azurewebsites.net").is_some_and(|o| o.tenant));
        assert!(of("bucket.s3.amazonaws.com").is_some_and(|o| o.tenant));
        assert!(of("www.amazon.com").is_some_and(|o| !o.tenant));
        assert!(of("teams.cloud.microsoft").is_some_and(|o| !o.tenant));
        assert!(of("fonts.googleapis.com").is_some_and(|o| !o.tenant));
        assert!(of("d24n15hnbwhuhn.cloudfront.net").is_some_and(|o| !o.tenant && o.org == "Amplitude"));
    }

    #[test]
    fn every_sdk_can_be_read() {
        let count = Table::get().map_or(0, |t| t.sdks.ends.len());
        assert_eq!((0..).map_while(sdk).count(), count);
        assert_eq!(sdk_by_id("rrweb").map(|s| s.category), Some("session-replay"));
    }

    #[test]
    fn every_key_of_the_table_finds_itself() {
        let table = Table::get().expect("the table is whole");
        let (mut read, mut all) = (Vec::new(), 0);
        for start in table.starts {
            let mut keys = table.block(*start);
            for _ in 0..BLOCK {
                let Some(Coded { shared, rest, value }) = keys.next_key() else { break };
                read.truncate(shared);
                read.extend_from_slice(rest);
                let key = read.as_slice();
                assert_eq!(table.longest(key), Some((key.len(), value)), "{}", String::from_utf8_lossy(key));
                let below = [key, b" zz below"].concat();
                assert_eq!(table.longest(&below), Some((key.len(), value)));
                let beside = [key, b"zz"].concat();
                assert_ne!(table.longest(&beside).map(|(n, _)| n), Some(key.len()));
                let host = std::str::from_utf8(key).expect("keys are text").split(' ').rev().collect::<Vec<_>>().join(".");
                assert!(of(&host).is_some_and(|o| !o.org.is_empty()), "{host}");
                all += 1;
            }
        }
        assert!(all > 3000);
    }
}
