//! "Fake Zooms": domains that look like a meeting service's. A service is known from the catalogue of clients and from the person's own
//! meeting hosts; a domain imitates one if it reads the same once look-alike letters are folded, carries its whole name further left, joins its
//! brand with a word of meetings, or differs in the last label alone.

use super::Knowledge;
use super::chars::among;
use crate::client::CATALOGUE;
use crate::finding::Severity;
use crate::text::host_matches;

/// Words that make a brand's name in a domain a claim to be that service.
const CLAIMS: &str = "us join joins meeting meetings meet video call calls app download client login signin web invite update support secure \
    security conference conferencing live online webinar install installer account verify room launcher desktop setup link id \
    communications official help service services";
/// Brands under names that are not their meeting hosts, and services whose own sites are more than those hosts.
const OWN_SITES: &[&str] = &[
    "zoom.com",
    "zoom.us",
    "zoomcdn.com",
    "microsoft.com",
    "microsoftonline.com",
    "office.com",
    "office.net",
    "live.com",
    "skype.com",
    "google.com",
    "webex.com",
    "cisco.com",
    "goto.com",
    "gotomeeting.com",
    "logmein.com",
    "jitsi.org",
    "jit.si",
    "8x8.vc",
    "8x8.com",
    "bigbluebutton.org",
    "whereby.com",
    "ringcentral.com",
    "bluejeans.com",
    "verizon.com",
    "amazon.com",
    "chime.aws",
    "livekit.io",
    "github.com",
    "slack.com",
    "discord.com",
    "discord.gg",
];

/// Whether the host is a meeting service's own, or the person's.
pub(super) fn is_known(host: &str, know: &Knowledge<'_>) -> bool {
    CATALOGUE.iter().flat_map(|c| c.hosts).any(|h| host_matches(host, h)) || know.meeting_hosts.iter().any(|h| host_matches(host, h))
}

/// How surely an unknown host imitates a meeting service; none if it does not.
pub(super) fn imitates(host: &str, know: &Knowledge<'_>) -> Option<Severity> {
    if OWN_SITES.iter().any(|h| host_matches(host, h)) || !host.contains('.') || host.parse::<std::net::Ipv4Addr>().is_ok() {
        return None;
    }
    let shown = unpuny(host);
    let bones = skeleton(&shown);
    let disguised = !shown.is_ascii();
    let services = CATALOGUE.iter().flat_map(|c| c.hosts.iter().copied()).chain(know.meeting_hosts.iter().map(String::as_str));
    let mut worst = None;
    for service in services {
        let service = service.trim_start_matches("*.");
        let service_bones = skeleton(service);
        let same = host_matches(&bones, &service_bones);
        // `zoom.us.example.com`, `zoom-us.example.com`.
        let left = bones.strip_prefix(service_bones.as_str()).is_some_and(|rest| rest.starts_with(['.', '-']))
            || bones.contains(&format!(".{service_bones}."))
            || bones.split('.').any(|label| label == service_bones.replace('.', "-"));
        if same || left {
            return Some(Severity::Medium);
        }
        worst = worst.max(brand_claim(&bones, service, disguised));
    }
    worst
}

/// The brand with a claim (`zoom-meetings.example`, `joinzoom.example`), or in another zone (`zoom.example`).
fn brand_claim(host: &str, service: &str, disguised: bool) -> Option<Severity> {
    let mut labels = service.rsplit('.');
    let (zone, brand) = (labels.next()?, labels.next()?);
    if brand.len() < 4 || among(OTHER_MEANINGS, brand) {
        return None;
    }
    let brand = skeleton(brand);
    let mut own = host.rsplit('.');
    let last = own.next()?;
    for label in own {
        let mut rest = label.split('-').filter(|w| !w.is_empty());
        let claims = |word: &str| CLAIMS.split(' ').any(|c| skeleton(c) == word) || word.bytes().all(|b| b.is_ascii_digit());
        if label == brand {
            // The whole label, but in another zone.
            let second_level = host.rsplit('.').nth(1) == Some(label);
            if disguised || (second_level && last != zone) {
                return Some(if disguised { Severity::Medium } else { Severity::Low });
            }
            continue;
        }
        let joined = rest.clone().any(|w| w == brand) && rest.all(|w| w == brand || claims(w));
        let grown = label.strip_prefix(brand.as_str()).or_else(|| label.strip_suffix(brand.as_str()));
        if joined || grown.is_some_and(|word| claims(word.trim_matches('-'))) {
            return Some(Severity::Medium);
        }
    }
    None
}

/// Second-level names of meeting hosts that are common words or belong to much more than meetings.
const OTHER_MEANINGS: &str = "google microsoft live meet cloud video amazon office slack discord goto chime around gather";

/// What a name looks like at a glance: letters of other scripts and digits that pass for Latin ones are written as those.
pub(super) fn skeleton(host: &str) -> String {
    let mut out = String::with_capacity(host.len());
    for c in host.chars().flat_map(char::to_lowercase) {
        out.push(match c {
            'а' | 'α' | 'ɑ' | 'à'..='å' | 'ā' | 'ă' | 'ą' | 'ạ' => 'a',
            'в' | 'ь' => 'b',
            'с' | 'ϲ' | 'ç' | 'ć' | 'č' => 'c',
            'ԁ' | 'ď' | 'đ' => 'd',
            'е' | 'ё' | 'ε' | 'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' | 'ẹ' => 'e',
            'ɡ' | 'ģ' | 'ğ' => 'g',
            'һ' | 'ն' => 'h',
            'і' | 'ι' | 'ı' | 'ì'..='ï' | 'ī' | 'į' | 'ị' | '1' | '|' | 'i' | 'ӏ' | 'ĺ' | 'ļ' | 'ł' => 'l',
            'ј' => 'j',
            'к' | 'κ' => 'k',
            'м' | 'ṃ' => 'm',
            'п' | 'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
            'о' | 'ο' | 'σ' | 'ө' | 'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ọ' | '0' | 'օ' => 'o',
            'р' | 'ρ' => 'p',
            'ѕ' | 'ś' | 'ş' | 'š' | 'ș' => 's',
            'т' | 'τ' => 't',
            'υ' | 'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ụ' => 'u',
            'ν' => 'v',
            'ԝ' | 'ѡ' => 'w',
            'х' | 'χ' => 'x',
            'у' | 'ý' | 'ÿ' | 'γ' => 'y',
            'ʐ' | 'ź' | 'ż' | 'ž' | 'ẓ' | 'ᴢ' => 'z',
            other => other,
        });
    }
    out.replace("rn", "m").replace("vv", "w")
}

/// The name with its punycode labels decoded.
fn unpuny(host: &str) -> String {
    let mut out = String::with_capacity(host.len());
    for label in host.split('.') {
        if !out.is_empty() {
            out.push('.');
        }
        match label.strip_prefix("xn--").and_then(punycode) {
            Some(decoded) => out.push_str(&decoded),
            None => out.push_str(label),
        }
    }
    out
}

/// RFC 3492, decoding one label of a host name.
fn punycode(input: &str) -> Option<String> {
    let (mut out, tail): (Vec<char>, &str) = match input.rsplit_once('-') {
        Some((head, tail)) => (head.chars().collect(), tail),
        None => (Vec::new(), input),
    };
    let (mut n, mut i, mut bias) = (128_u32, 0_u32, 72_u32);
    let mut digits = tail.bytes();
    while out.len() < 64 {
        let (before, mut weight, mut k) = (i, 1_u32, 36_u32);
        let Some(mut b) = digits.next() else { return Some(out.into_iter().collect()) };
        loop {
            let digit = match b {
                b'a'..=b'z' => u32::from(b - b'a'),
                b'0'..=b'9' => u32::from(b - b'0') + 26,
                _ => return None,
            };
            i = i.checked_add(digit.checked_mul(weight)?)?;
            let threshold = k.saturating_sub(bias).clamp(1, 26);
            if digit < threshold {
                break;
            }
            weight = weight.checked_mul(36 - threshold)?;
            k += 36;
            b = digits.next()?;
        }
        let length = out.len() as u32 + 1;
        let mut delta = if before == 0 { i / 700 } else { (i - before) / 2 };
        delta += delta / length;
        let mut steps = 0;
        while delta > 455 {
            delta /= 35;
            steps += 36;
        }
        bias = steps + 36 * delta / (delta + 38);
        n = n.checked_add(i / length)?;
        i %= length;
        out.insert(i as usize, char::from_u32(n)?);
        i += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punycode_of_known_names() {
        assert_eq!(unpuny("xn--bcher-kva.example"), "bücher.example");
        assert_eq!(unpuny("xn--maana-pta.com"), "mañana.com");
        assert_eq!(unpuny("xn--!.com"), "xn--!.com");
    }

    #[test]
    fn fake_zooms() {
        let know = Knowledge::default();
        for host in
            ["zооm.us", "zoom.us.example.com", "zoom-meetings.example", "us-zoom.example", "joinzoom.example", "z00m.us", "zoom-us.example"]
        {
            assert_eq!(imitates(host, &know), Some(Severity::Medium), "{host}");
        }
        assert_eq!(imitates("zoom.example", &know), Some(Severity::Low));
        for host in ["zoom-lens.example", "bloom.us", "example.com", "zoom.com", "docs.google.com", "203.0.113.7"] {
            assert_eq!(imitates(host, &know), None, "{host}");
        }
    }

    #[test]
    fn own_meeting_hosts_are_services_too() {
        let hosts = ["meet.acme.example".to_owned()];
        let know = Knowledge { meeting_hosts: &hosts, ..Knowledge::default() };
        assert!(is_known("meet.acme.example", &know));
        assert_eq!(imitates("meet.acme.example.evil.test", &know), Some(Severity::Medium));
    }
}
