//! The registrable domain of a host, by a reduced Public Suffix List: hashes of its rules, no text.
//!
//! `suffixes.bin` is `[u32 n][u32 hash; n sorted][exceptions, a line each]`. A hash is 32-bit FNV-1a of a rule read backwards, so that one
//! pass over a host from its end meets every rule; rules of one label are left out, being the default. Two names may share a hash: that can
//! only make one more name a public suffix, and so its tenants strangers to each other, which is the careful side.

use super::url::ip;

static TABLE: &[u8] = include_bytes!("../../../data/suffixes.bin");

/// The registrable domain: the public suffix and one label more. A host without one (an IP address, a bare suffix, one label) is its own.
pub fn registrable(host: &str) -> &str {
    if ip(host).is_some() {
        return host;
    }
    let suffix = public_suffix(host);
    let Some(rest) = host.strip_suffix(suffix).and_then(|rest| rest.strip_suffix('.')) else { return host };
    let label = rest.rsplit('.').next().unwrap_or_default();
    host.get(rest.len() - label.len()..).unwrap_or(host)
}

/// The longest public suffix of a host name; its last label where no rule fits.
pub fn public_suffix(host: &str) -> &str {
    let (hashes, exceptions) = table();
    let mut hash = 0x811c_9dc5;
    // Starts of the longest suffix yet, and of the label after a wildcard's fixed part.
    let mut longest = host.rfind('.').map_or(0, |at| at + 1);
    let mut wild = false;
    for (at, byte) in host.bytes().enumerate().rev() {
        if byte != b'.' {
            hash = fnv32(hash, byte);
            if at > 0 {
                continue;
            }
        }
        let start = if byte == b'.' { at + 1 } else { at };
        let name = host.get(start..).unwrap_or_default();
        if wild && exceptions.lines().any(|e| e == name) {
            return name.split_once('.').map_or(name, |(_, rest)| rest);
        }
        if wild || has(hashes, hash) {
            longest = longest.min(start);
        }
        if at > 0 {
            hash = fnv32(hash, b'.');
            wild = has(hashes, fnv32(hash, b'*'));
        }
    }
    host.get(longest..).unwrap_or(host)
}

fn table() -> (&'static [u8], &'static str) {
    let Some((n, rest)) = TABLE.split_first_chunk::<4>() else { return (&[], "") };
    let Some((hashes, exceptions)) = rest.split_at_checked(4 * u32::from_le_bytes(*n) as usize) else { return (&[], "") };
    (hashes, std::str::from_utf8(exceptions).unwrap_or_default())
}

fn has(hashes: &[u8], hash: u32) -> bool {
    let (all, _) = hashes.as_chunks::<4>();
    all.binary_search_by_key(&hash, |h| u32::from_le_bytes(*h)).is_ok()
}

fn fnv32(hash: u32, byte: u8) -> u32 {
    (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn domain(host: &str, expected: &str) {
        assert_eq!(registrable(host), expected, "{host}");
    }

    #[test]
    fn ordinary_names() {
        domain("us02web.zoom.us", "zoom.us");
        domain("zoom.us", "zoom.us");
        domain("a.b.greenlake-clinic.example", "greenlake-clinic.example");
        domain("www.nhs.uk", "www.nhs.uk");
    }

    #[test]
    fn suffixes_of_several_labels() {
        domain("konferenz.stadtwerk.co.at", "stadtwerk.co.at");
        domain("a.b.co.uk", "b.co.uk");
        domain("co.uk", "co.uk");
        domain("uk", "uk");
    }

    #[test]
    fn tenants_of_one_landlord_are_strangers() {
        domain("a.b.github.io", "b.github.io");
        domain("x.azurewebsites.net", "x.azurewebsites.net");
        domain("d1.cloudfront.net", "d1.cloudfront.net");
        domain("bucket.s3.amazonaws.com", "bucket.s3.amazonaws.com");
    }

    #[test]
    fn wildcards_and_their_exceptions() {
        domain("a.b.c.ck", "b.c.ck");
        domain("a.www.ck", "www.ck");
        domain("x.y.kawasaki.jp", "x.y.kawasaki.jp");
        domain("x.city.kawasaki.jp", "city.kawasaki.jp");
        domain("x.y.z.kawasaki.jp", "y.z.kawasaki.jp");
    }

    #[test]
    fn international_names() {
        domain("a.b.xn--55qx5d.cn", "b.xn--55qx5d.cn");
    }

    #[test]
    fn addresses_and_odd_names_are_their_own() {
        for host in ["127.0.0.1", "::1", "localhost", "", ".", "a..b"] {
            let _ = registrable(host);
        }
        domain("10.0.0.1", "10.0.0.1");
        domain("localhost", "localhost");
    }
}
