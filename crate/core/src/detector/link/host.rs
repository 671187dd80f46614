//! Hosts: names, addresses in every form that `inet_aton` and Windows accept, and how far away they are.
//!
//! Grammar: MS-DTYP 2.2.57 (`host-name = IPv6address / IPv4address / reg-name`), with the IPv6 spelling of `ipv6-literal.net`, the number
//! forms of WHATWG's IPv4 parser, and the dots and letters that UTS #46 maps.

use std::net::{Ipv4Addr, Ipv6Addr};

use unicode_normalization::UnicodeNormalization;

use super::chars::{among, at, char_at, is_mark, is_other_script, is_sep, is_wide_dot, is_word, slice};
use super::meeting_domain::skeleton;
use super::zone;

/// The longest name looked at, in bytes (DNS allows 253 characters).
const MAX: usize = 512;
/// First labels of names that only an inside network resolves.
const INSIDE: &str = "local lan intra intranet internal corp home localdomain private priv arpa domain ad workgroup";
/// Names under which a hypervisor, a terminal session or WSL shows a machine's own files.
const PROVIDERS: &[&str] = &["wsl$", "wsl.localhost", "tsclient", "vboxsvr", "vmware-host", "psf"];
/// Endings that are far more often a file's than a domain's.
const FILE_ENDINGS: &str = "txt md rs js ts py sh css html htm json toml yaml yml xml exe dll bat cmd ps1 doc docx xls xlsx ppt pptx pdf png jpg jpeg \
    gif svg log ini cfg conf config cpp hpp java class cs php rb go tex csv zip tar gz lock bak tmp dat bin lib obj msi lnk sys \
    reg inf vbs jar iso mp4 mp3 wav";

/// Where a name leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// This machine.
    Loopback,
    /// This machine's files under another name.
    Provider,
    /// An inside network.
    Inside,
    /// Anywhere.
    Public,
}

/// What form a host has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// One label.
    Single,
    /// Dotted.
    Name,
    /// An IPv4 address.
    V4(Ipv4Addr),
    /// An IPv6 address.
    V6(Ipv6Addr),
}

/// A host, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Host {
    /// Lower-case; addresses in their usual spelling.
    pub(super) name: String,
    /// See [`Form`].
    pub(super) form: Form,
    /// An address written so that nobody recognises it.
    pub(super) odd: bool,
    /// Letters or dots that only imitate ASCII, or a punycode label. An honest name in another script is none.
    pub(super) folded: bool,
}

impl Host {
    /// Understands a host as written; none if it cannot be one.
    pub(super) fn parse(raw: &str) -> Option<Self> {
        if let Some(v6) = raw.strip_prefix('[') {
            return Self::v6(v6.strip_suffix(']')?, false);
        }
        let mut folded = false;
        let mut name: String = if raw.is_ascii() {
            raw.to_ascii_lowercase()
        } else {
            let name: String = raw.chars().map(|c| if is_wide_dot(c) { '.' } else { c }).nfkc().flat_map(char::to_lowercase).collect();
            folded = !raw.nfc().flat_map(char::to_lowercase).eq(name.chars()) || name.split('.').any(imitates_latin);
            name
        };
        let dotted_end = name.ends_with('.');
        if dotted_end {
            name.pop();
        }
        if PROVIDERS.contains(&name.as_str()) {
            return Some(Self { name, form: Form::Single, odd: false, folded });
        }
        if let Some(literal) = name.strip_suffix(".ipv6-literal.net") {
            let (address, zone) = literal.split_once('s').map_or((literal, None), |(a, z)| (a, Some(z)));
            let mut host = Self::v6(&address.replace('-', ":"), true)?;
            if let Some(zone) = zone.filter(|z| !z.is_empty()) {
                host.name.push('%');
                host.name.push_str(zone);
            }
            return Some(host);
        }
        if let Some(address) = inet_aton(&name) {
            let usual = address.to_string();
            let odd = dotted_end || usual != name;
            return Some(Self { name: usual, form: Form::V4(address), odd, folded });
        }
        let mut labels = 0;
        for label in name.split('.') {
            let ok = label.len() <= 63 * 4 && label.chars().all(|c| is_word(c) || c == '-' || !c.is_ascii()) && label.starts_with(is_word);
            if !ok || label.ends_with('-') && labels == 0 && !name.contains('.') {
                return None;
            }
            folded |= label.starts_with("xn--");
            labels += 1;
        }
        let last = name.rsplit('.').next().unwrap_or_default();
        if labels > 1 && !is_top_label(last) {
            return None;
        }
        let form = if labels > 1 { Form::Name } else { Form::Single };
        Some(Self { name, form, odd: false, folded })
    }

    fn v6(text: &str, odd: bool) -> Option<Self> {
        let (address, zone) = text.split_once('%').map_or((text, ""), |(a, z)| (a, z));
        let address: Ipv6Addr = address.parse().ok()?;
        let name = if zone.is_empty() { address.to_string() } else { format!("{address}%{zone}") };
        Some(Self { name, form: Form::V6(address), odd, folded: false })
    }

    /// Whether it is a full name or an address: nothing that a program's text would hold by chance.
    pub(super) const fn is_full(&self) -> bool {
        !matches!(self.form, Form::Single)
    }

    /// Whether it is an address.
    pub(super) const fn is_numeric(&self) -> bool {
        matches!(self.form, Form::V4(_) | Form::V6(_))
    }

    /// Whether it is an address, or ends as names in use do.
    pub(super) fn is_common(&self) -> bool {
        self.form != Form::Name || self.name.rsplit('.').next().is_some_and(zone::is_common)
    }

    /// Whether its end is more often a file's (`readme.txt`).
    pub(super) fn looks_like_file(&self) -> bool {
        self.form == Form::Name && self.name.rsplit('.').next().is_some_and(|last| among(FILE_ENDINGS, last))
    }

    /// A reserved or vendor's documentation domain, or Microsoft's own public tools: nobody is attacked with these.
    pub(super) fn is_documentation(&self) -> bool {
        matches!(
            self.name.as_str(),
            "example.com"
                | "example.org"
                | "example.net"
                | "contoso.com"
                | "fabrikam.com"
                | "northwindtraders.com"
                | "live.sysinternals.com"
        )
    }

    /// A marshalled service name inside a host makes Windows ask for another machine's Kerberos ticket.
    pub(super) fn is_marshalled(&self) -> bool {
        self.name.contains("1uwhrc")
    }

    /// See [`Reach`].
    pub(super) fn reach(&self) -> Reach {
        match self.form {
            _ if PROVIDERS.contains(&self.name.as_str()) => Reach::Provider,
            Form::Single if self.name == "localhost" => Reach::Loopback,
            Form::Single => Reach::Inside,
            Form::Name => match self.name.rsplit('.').next() {
                Some("localhost") => Reach::Loopback,
                Some(last) if among(INSIDE, last) => Reach::Inside,
                _ => Reach::Public,
            },
            Form::V4(a) if a.is_loopback() => Reach::Loopback,
            Form::V4(a) => {
                let [x, y, ..] = a.octets();
                let shared = x == 100 && (64..128).contains(&y);
                if a.is_private() || a.is_link_local() || shared { Reach::Inside } else { Reach::Public }
            }
            Form::V6(a) if a.is_loopback() => Reach::Loopback,
            Form::V6(a) => match a.segments() {
                [first, ..] if first & 0xffc0 == 0xfe80 || first & 0xfe00 == 0xfc00 => Reach::Inside,
                _ => Reach::Public,
            },
        }
    }
}

/// A label that mixes Latin with another script, or whose letters all pass for Latin ones.
fn imitates_latin(label: &str) -> bool {
    let other = label.chars().any(|c| is_other_script(c) && c.is_alphabetic());
    other && (label.contains(|c: char| c.is_ascii_alphabetic()) || skeleton(label).is_ascii())
}

/// The last label of a full name: letters, or punycode, or another script.
fn is_top_label(label: &str) -> bool {
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    label.starts_with("xn--") || (letters >= 2 && letters == label.chars().count()) || (!label.is_ascii() && letters >= 1)
}

/// An IPv4 address in one to four parts, each decimal, octal or hexadecimal. A lone small number is no address that anybody means.
fn inet_aton(name: &str) -> Option<Ipv4Addr> {
    let mut parts = [0_u64; 4];
    let mut count = 0;
    for part in name.split('.') {
        *parts.get_mut(count)? = number(part)?;
        count += 1;
    }
    let (last, first) = parts.get(..count)?.split_last()?;
    let mut value = 0_u64;
    for (n, part) in first.iter().enumerate() {
        if *part > 255 {
            return None;
        }
        value |= part << (24 - 8 * n);
    }
    if *last >= 1 << (8 * (5 - count)) {
        return None;
    }
    value |= last;
    (value >= 1 << 24).then(|| Ipv4Addr::from(value as u32))
}

fn number(part: &str) -> Option<u64> {
    if part.is_empty() || part.len() > 16 {
        return None;
    }
    if let Some(hex) = part.strip_prefix("0x") {
        return u64::from_str_radix(if hex.is_empty() { "0" } else { hex }, 16).ok();
    }
    if !part.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    match part.strip_prefix('0') {
        Some(octal) if !octal.is_empty() => u64::from_str_radix(octal, 8).ok(),
        _ => part.parse().ok(),
    }
}

/// Reads the host that begins at `from`. Returns the byte past it, or `from` if there is none.
///
/// Running text of another script that touches an ASCII host (`\\evil.example.com請看`) is left outside, unless a separator, which only
/// a path has, comes after it.
pub(super) fn end(text: &str, from: usize) -> usize {
    if at(text, from) == b'[' {
        let mut i = from + 1;
        while i < from + 64 && (at(text, i).is_ascii_hexdigit() || matches!(at(text, i), b':' | b'.' | b'%')) {
            i += 1;
        }
        return if at(text, i) == b']' { i + 1 } else { from };
    }
    let mut i = from;
    // Where another script first touched ASCII without a dot between, and where a wide dot followed an ASCII label.
    let mut seam = None;
    let mut before: Option<char> = None;
    while i < from + MAX {
        let Some(c) = char_at(text, i) else { break };
        let wide_dot = is_wide_dot(c);
        let dot = c == '.' || wide_dot;
        if !(dot || c == '-' || c == '_' || c == '$' || c.is_alphanumeric() || is_mark(c)) {
            break;
        }
        if c == '$' && !slice(text, from, i).eq_ignore_ascii_case("wsl") {
            break;
        }
        if let Some(b) = before {
            let next_is_word = char_at(text, i + c.len_utf8()).is_some_and(char::is_alphanumeric);
            if dot && (b == '.' || is_wide_dot(b) || !next_is_word) {
                // A dot that no label follows ends the sentence, or is a root dot before a separator.
                let root = c == '.' && matches!(at(text, i + 1), b'\\' | b'/' | b'@');
                i += usize::from(root);
                break;
            }
            let touches = is_other_script(c) && !dot && (b.is_ascii_alphanumeric() && seam.is_none());
            let after_wide =
                is_wide_dot(b) && is_other_script(c) && text.get(from..i).is_some_and(|h| h.bytes().any(|b| b.is_ascii_alphanumeric()));
            if touches || (after_wide && seam.is_none()) {
                seam = Some(if after_wide { i - b.len_utf8() } else { i });
            } else if dot && !wide_dot {
                seam = None;
            }
        } else if dot || c == '-' {
            // A name begins with a letter or digit; `--1.ipv6-literal.net` is the one exception.
            if !(c == '-' && is_literal_v6(text, from)) {
                return from;
            }
        }
        before = Some(c);
        i += c.len_utf8();
    }
    // Emphasis: no name ends so.
    while i > from && at(text, i - 1) == b'_' && !is_sep(at(text, i)) {
        i -= 1;
    }
    match seam {
        Some(seam) if !matches!(at(text, i), b'\\' | b'/' | b'@') => seam,
        _ => i,
    }
}

fn is_literal_v6(text: &str, from: usize) -> bool {
    let window = text.as_bytes().get(from..).unwrap_or_default();
    let window = window.get(..window.len().min(80)).unwrap_or_default();
    window.starts_with(b"--") && memchr::memmem::find(window, b".ipv6-literal.net").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(raw: &str) -> String {
        Host::parse(raw).map(|h| h.name).unwrap_or_default()
    }

    #[test]
    fn addresses_in_every_form() {
        for raw in ["203.0.113.7", "3405803783", "0xCB007107", "0313.0.0161.07", "203.0.113.7.", "0xcb.0x0.0x71.0x7", "203.0.28935"] {
            assert_eq!(name(raw), "203.0.113.7", "{raw}");
        }
        assert_eq!(name("127.1"), "127.0.0.1");
        assert_eq!(name("2001-db8--1.ipv6-literal.net"), "2001:db8::1");
        assert_eq!(name("fe80--1s3.ipv6-literal.net"), "fe80::1%3");
        assert_eq!(name("[2001:db8::1]"), "2001:db8::1");
        assert!(!Host::parse("203.0.113.7").unwrap().odd && Host::parse("203.0.113.7.").unwrap().odd);
        assert_eq!(Host::parse("2020").unwrap().form, Form::Single, "a year");
        assert!(Host::parse("1.2.3.4.5").is_none() && Host::parse("256.1.1.1").is_none());
    }

    #[test]
    fn names() {
        assert_eq!(name("EVIL.Example.COM."), "evil.example.com");
        assert_eq!(name("evil。example．com"), "evil.example.com");
        assert_eq!(name("ｅｖｉｌ.example.com"), "evil.example.com");
        assert!(Host::parse("xn--vil-8cd.example.com").unwrap().folded);
        for raw in ["", ".", "...", "a..b", "e.g", "-"] {
            assert!(Host::parse(raw).is_none(), "{raw}");
        }
    }

    #[test]
    fn how_far() {
        for (raw, reach) in [
            ("127.0.0.1", Reach::Loopback),
            ("localhost", Reach::Loopback),
            ("[::1]", Reach::Loopback),
            ("wsl$", Reach::Provider),
            ("nas", Reach::Inside),
            ("dc01.corp.local", Reach::Inside),
            ("172.16.0.1", Reach::Inside),
            ("100.64.3.9", Reach::Inside),
            ("[fe80::1]", Reach::Inside),
            ("172.32.0.1", Reach::Public),
            ("evil.example.com", Reach::Public),
        ] {
            assert_eq!(Host::parse(raw).unwrap().reach(), reach, "{raw}");
        }
    }

    #[test]
    fn where_a_host_ends() {
        for (text, host) in [
            ("evil.example.com\\s", "evil.example.com"),
            ("evil.example.com谢谢", "evil.example.com"),
            ("evil.example.com。谢谢", "evil.example.com"),
            ("evil。example。com\\s", "evil。example。com"),
            ("例え.jp\\s", "例え.jp"),
            ("evil.example.com, and", "evil.example.com"),
            ("evil.example.com. And", "evil.example.com"),
            ("203.0.113.7.\\s", "203.0.113.7."),
            ("еvil.example.com\\s", "еvil.example.com"),
            ("[2001:db8::1]\\s", "[2001:db8::1]"),
            ("wsl$\\Ubuntu", "wsl$"),
            ("-x\\s", ""),
        ] {
            assert_eq!(slice(text, 0, end(text, 0)), host, "{text}");
        }
    }
}
