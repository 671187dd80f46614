//! Reads the address of a request as a browser would: who really receives it. Hostile addresses are expected; nothing here fails.
//! Not here: registrable domains (`suffix`), owners (`owner`), links that people are sent (`detector::link`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use unicode_normalization::UnicodeNormalization;

use super::encoding::percent;
use super::punycode;

/// An absolute address, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// Lower-case, without the colon.
    pub scheme: String,
    /// ASCII, lower-case, without a final dot; an IPv6 address has no brackets. Empty where the scheme has no host.
    pub host: String,
    /// As written, if any.
    pub port: String,
    /// From the first slash, still encoded.
    pub path: String,
    /// After the question mark, still encoded.
    pub query: String,
}

impl Address {
    /// Takes `raw` apart; a relative one is read against `base`.
    pub fn parse(raw: &str, base: Option<&Self>) -> Self {
        let cleaned: String = raw.trim_matches(|c: char| c <= ' ').chars().filter(|c| !matches!(c, '\t' | '\n' | '\r')).collect();
        let Some((scheme, rest)) = scheme_of(&cleaned) else { return relative(&cleaned, base) };
        match scheme.as_str() {
            // A blob or file-system address is its creator's.
            "blob" | "filesystem" => Self { scheme, ..Self::default() },
            "http" | "https" | "ws" | "wss" | "ftp" => hierarchical(scheme, rest.trim_start_matches(['/', '\\'])),
            _ => match rest.strip_prefix("//") {
                Some(rest) => hierarchical(scheme, rest),
                None => Self { scheme, path: rest.to_owned(), ..Self::default() },
            },
        }
    }

    /// Whether it goes out over the network to a host that it names.
    pub fn is_network(&self) -> bool {
        matches!(self.scheme.as_str(), "http" | "https" | "ws" | "wss" | "ftp") && !self.host.is_empty()
    }

    /// The host as an IP address, if it is one.
    pub fn ip(&self) -> Option<IpAddr> {
        ip(&self.host)
    }
}

/// A host as an IP address, if it is one.
pub fn ip(host: &str) -> Option<IpAddr> {
    host.parse().ok()
}

fn scheme_of(s: &str) -> Option<(String, &str)> {
    let (scheme, rest) = s.split_once(':')?;
    let mut chars = scheme.chars();
    let named = chars.next()?.is_ascii_alphabetic() && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    named.then(|| (scheme.to_ascii_lowercase(), rest))
}

fn relative(s: &str, base: Option<&Address>) -> Address {
    let Some(base) = base else { return Address { path: s.to_owned(), ..Address::default() } };
    let slashed = s.replacen('\\', "/", 2);
    if slashed.starts_with("//") {
        return hierarchical(base.scheme.clone(), s.trim_start_matches(['/', '\\']));
    }
    let (path, query) = split_path(s);
    let path = if path.starts_with('/') { path } else { format!("{}/{path}", base.path.rsplit_once('/').map_or("", |(dir, _)| dir)) };
    Address { path, query, ..base.clone() }
}

fn hierarchical(scheme: String, rest: &str) -> Address {
    let end = rest.find(['/', '\\', '?', '#']).unwrap_or(rest.len());
    let (authority, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let (host, port) = match host.strip_prefix('[').and_then(|h| h.split_once(']')) {
        Some((v6, port)) => (v6, port.strip_prefix(':').unwrap_or_default()),
        None => host.split_once(':').unwrap_or((host, "")),
    };
    let (path, query) = split_path(tail);
    Address { scheme, host: canonical_host(host), port: port.to_owned(), path, query }
}

fn split_path(s: &str) -> (String, String) {
    let s = s.split('#').next().unwrap_or_default();
    let (path, query) = s.split_once('?').unwrap_or((s, ""));
    (path.replace('\\', "/"), query.to_owned())
}

/// The one spelling of a host: decoded, lower-case, ASCII, numbers as dotted quads, IPv4 out of IPv6, no final dot.
pub fn canonical_host(raw: &str) -> String {
    let decoded = percent(raw, false);
    let ascii = if decoded.is_ascii() {
        decoded.to_ascii_lowercase()
    } else {
        let folded: String =
            decoded.nfkc().flat_map(char::to_lowercase).map(|c| if matches!(c, '。' | '．' | '｡') { '.' } else { c }).collect();
        folded.split('.').map(punycode::to_ascii).collect::<Vec<_>>().join(".")
    };
    let host = ascii.trim_end_matches('.');
    if let Ok(v6) = host.split('%').next().unwrap_or_default().parse::<Ipv6Addr>() {
        return unmapped(v6).map_or_else(|| v6.to_string(), |v4| v4.to_string());
    }
    ipv4_number(host).map_or_else(|| host.to_owned(), |v4| v4.to_string())
}

/// The IPv4 address inside an IPv6 one: mapped (`::ffff:a.b.c.d`) or translated (`64:ff9b::a.b.c.d`).
fn unmapped(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let (lead, last) = (u128::from(v6) >> 32, u128::from(v6) as u32);
    let inside = lead == 0xffff || lead == 0x0064_ff9b_u128 << 64;
    inside.then(|| Ipv4Addr::from(last))
}

/// IPv4 as browsers take it: one to four parts, each decimal, octal or hexadecimal (`0x7f.1` is 127.0.0.1).
fn ipv4_number(host: &str) -> Option<Ipv4Addr> {
    let parts = host.split('.').map(number).collect::<Option<Vec<u32>>>()?;
    let (last, lead) = parts.split_last()?;
    if lead.len() > 3 || lead.iter().any(|n| *n > 255) {
        return None;
    }
    let room = 8 * (4 - lead.len() as u32);
    if room < 32 && *last >= 1_u32.checked_shl(room)? {
        return None;
    }
    let high = lead.iter().zip([24_u32, 16, 8]).fold(0, |sum, (n, shift)| sum | (n << shift));
    Some(Ipv4Addr::from(high | last))
}

fn number(part: &str) -> Option<u32> {
    match part.strip_prefix("0x") {
        Some("") => Some(0),
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None if part.len() > 1 && part.starts_with('0') => u32::from_str_radix(part, 8).ok(),
        None => part.parse().ok(),
    }
    .filter(|_| !part.contains('+'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn host(raw: &str, expected: &str) {
        assert_eq!(Address::parse(raw, None).host, expected, "{raw}");
    }

    #[test]
    fn the_receiver_is_who_a_browser_would_ask() {
        host("https://zoom.us@evil.example/x", "evil.example");
        host("https://evil.example\\@zoom.us/", "evil.example");
        host("https://evil.example?@zoom.us/", "evil.example");
        host("https://evil.example#@zoom.us/", "evil.example");
        host("HTTPS:\\\\US.Telemetry.ZOOM.us.:8443\\ping", "us.telemetry.zoom.us");
        host("https:evil.example/x", "evil.example");
        host("ht\ntps://ev\til.example", "evil.example");
        host("https://%7aoom.us/", "zoom.us");
        host("https://müller.example/", "xn--mller-kva.example");
        host("https://zoom。us/", "zoom.us");
        host("https://ＺＯＯＭ.us/", "zoom.us");
        host("data:text/plain,https://zoom.us/", "");
        host("blob:https://app.zoom.us/1", "");
    }

    #[test]
    fn numbers_are_addresses() {
        for raw in ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "http://[::ffff:7f00:1]:80/"] {
            host(raw, "127.0.0.1");
        }
        host("http://[::1]:19421/x", "::1");
        host("http://[64:ff9b::10.0.0.1]/", "10.0.0.1");
        host("http://1.2.3.4.5/", "1.2.3.4.5");
        host("http://256.1.1.1/", "256.1.1.1");
    }

    #[test]
    fn relative_addresses_belong_to_the_page() {
        let page = Address::parse("https://meet.example/a/b?c", None);
        let read = |raw| Address::parse(raw, Some(&page));
        assert_eq!((read("/x?y").host.as_str(), read("/x?y").path.as_str()), ("meet.example", "/x"));
        assert_eq!(read("x").path, "/a/x");
        assert_eq!(read("//cdn.example/x").host, "cdn.example");
        assert_eq!(read("\\\\cdn.example/x").host, "cdn.example");
    }
}
