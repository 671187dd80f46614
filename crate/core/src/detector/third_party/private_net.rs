//! Which hosts are this computer or its private network: what a meeting page on the public web has no business to call.
//! Zoom's hidden local web server of 2019 was one. Not here: what follows from it (`request`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use super::url::ip;

/// How near a host is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Near {
    /// This computer.
    Loopback,
    /// Its private network.
    Private,
}

/// Top-level names that never resolve on the public internet.
const PRIVATE_NAMES: &[&str] =
    &["local", "localdomain", "lan", "internal", "intranet", "intern", "private", "corp", "home", "home.arpa", "lokal", "fritz.box"];
/// Public names whose owners point them at this computer, so that local programs can have a certificate or a page can go around a filter.
const LOOPBACK_NAMES: &[&str] = &["localtest.me", "lvh.me", "vcap.me", "spotilocal.com", "dropboxlocalhost.com", "lacolhost.com"];
/// Public name services that answer with the address written in the name (`10.0.0.1.nip.io`).
const ECHO_NAMES: &[&str] = &[".nip.io", ".sslip.io", ".xip.io"];

/// How near `host` is, if it is near.
pub(super) fn near(host: &str) -> Option<Near> {
    if let Some(ip) = ip(host) {
        return near_ip(ip);
    }
    let below = |names: &[&str]| names.iter().any(|n| host.strip_suffix(n).is_some_and(|rest| rest.is_empty() || rest.ends_with('.')));
    if below(&["localhost"]) || below(LOOPBACK_NAMES) || host == "localhost.localdomain" {
        return Some(Near::Loopback);
    }
    if let Some(echoed) = ECHO_NAMES.iter().find_map(|n| host.strip_suffix(n)) {
        return echo(echoed).and_then(|v4| near_ip(IpAddr::V4(v4)));
    }
    (below(PRIVATE_NAMES) || (!host.is_empty() && !host.contains('.'))).then_some(Near::Private)
}

fn echo(name: &str) -> Option<Ipv4Addr> {
    let numbers: Vec<u8> = name.rsplit(['.', '-']).map_while(|part| part.parse().ok()).collect();
    let [d, c, b, a, ..] = numbers.as_slice() else { return None };
    Some(Ipv4Addr::new(*a, *b, *c, *d))
}

fn near_ip(ip: IpAddr) -> Option<Near> {
    match ip {
        IpAddr::V4(v4) if v4.is_loopback() || v4.is_unspecified() => Some(Near::Loopback),
        IpAddr::V4(v4) => (v4.is_private() || v4.is_link_local() || carrier_grade(v4)).then_some(Near::Private),
        IpAddr::V6(v6) if v6.is_loopback() || v6.is_unspecified() => Some(Near::Loopback),
        IpAddr::V6(v6) => local_v6(v6).then_some(Near::Private),
    }
}

/// 100.64.0.0/10: behind a provider's address translation, and what overlay networks such as Tailscale use.
fn carrier_grade(v4: Ipv4Addr) -> bool {
    let [a, b, ..] = v4.octets();
    a == 100 && (64..128).contains(&b)
}

fn local_v6(v6: Ipv6Addr) -> bool {
    v6.is_unique_local() || v6.is_unicast_link_local()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_hosts() {
        for host in ["localhost", "x.localhost", "127.0.0.1", "127.8.9.1", "0.0.0.0", "::1", "::", "lvh.me", "127.0.0.1.nip.io"] {
            assert_eq!(near(host), Some(Near::Loopback), "{host}");
        }
        for host in [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.7.20",
            "169.254.1.1",
            "100.64.0.1",
            "fd00::1",
            "fe80::1",
            "printer",
            "nas.local",
            "wiki.corp",
        ] {
            assert_eq!(near(host), Some(Near::Private), "{host}");
        }
    }

    #[test]
    fn far_hosts_that_look_near() {
        let far = [
            "localhost.fernhost.example",
            "127.0.0.1.fernhost.example",
            "10.example",
            "notlocalhost.example",
            "local.example",
            "172.32.0.1",
            "192.169.0.1",
            "100.128.0.1",
            "11.0.0.1",
            "2001:db8::1",
            "8.8.8.8.nip.io",
            "",
        ];
        for host in far {
            assert_eq!(near(host), None, "{host}");
        }
    }
}
