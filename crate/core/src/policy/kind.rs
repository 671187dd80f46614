//! The kinds of values that settings take, and how one is read: what is right is taken over, what is not is named. Windows has no booleans and
//! no nesting in its registry, so 0 and 1 are read as switches, and a text that holds JSON as the list or object in it.
//! Not here: which setting is of which kind (`settings`), rules (`rule`).

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::note::{Instead, Notes, Why};
use super::rule;
use super::settings::SEVERITIES;

/// The most entries of one list.
pub const MAX_ENTRIES: usize = 1000;
/// The longest name of an organisation, an SDK or a domain, in characters.
const MAX_NAME: usize = 200;
/// The longest address.
pub const MAX_ADDRESS: usize = 2000;

/// What values a setting takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Yes or no.
    Switch,
    /// A whole number in a range.
    Whole {
        /// The least.
        min: u32,
        /// The greatest.
        max: u32,
    },
    /// A text of at most so many characters.
    Text {
        /// How many.
        max: usize,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of these words.
    Choices(&'static [&'static str]),
    /// A list of host names; `*.` before one means what the name alone means: it and what is below it.
    Hosts,
    /// Where to send to: `https:`, or `http:` on this computer.
    Address,
    /// A list of names: organisations, SDKs, domains.
    Names,
    /// For some of these words a severity each.
    Levels(&'static [&'static str]),
    /// Rules.
    Rules,
}

impl Kind {
    /// Reads the value of setting `key` that stands at `path`: what can be used of it. What cannot is noted.
    pub(super) fn read_at(self, key: &'static str, path: &str, value: &Value, notes: &mut Notes) -> Option<Value> {
        let value = if self.is_nested() { unpacked(value) } else { Cow::Borrowed(value) };
        let mut entries = |each: &mut dyn FnMut(&Value) -> Result<String, Why>| list(path, key, &value, notes, each);
        let whole = match self {
            Self::Choices(words) => return entries(&mut |v| choice(v, words)),
            Self::Hosts => return entries(&mut host),
            Self::Names => return entries(&mut |v| text(v, MAX_NAME)),
            Self::Levels(words) => return levels(path, key, &value, words, notes),
            Self::Rules => return rule::read_all(path, key, &value, notes),
            Self::Switch => match value.as_bool().or_else(|| value.as_u64().filter(|n| *n <= 1).map(|n| n == 1)) {
                Some(on) => Ok(on.into()),
                None => Err(Why::WrongType("true or false")),
            },
            Self::Whole { min, max } => match value.as_u64().filter(|n| (u64::from(min)..=u64::from(max)).contains(n)) {
                Some(n) => Ok(n.into()),
                None => Err(Why::Range { min, max }),
            },
            Self::Text { max } => match value.as_str().map(|t| (t, t.chars().count())) {
                Some((_, n)) if n > max => Err(Why::TooLong(max)),
                Some((text, _)) => Ok(text.trim().into()),
                None => Err(Why::WrongType("a text")),
            },
            Self::Choice(words) => choice(&value, words).map(Value::from),
            Self::Address => address(&value).map(Value::from),
        };
        whole.map_err(|why| notes.add(path, &value, &why, Instead::InForce(key))).ok()
    }

    /// Whether its values are lists or objects.
    pub fn is_nested(self) -> bool {
        matches!(self, Self::Choices(_) | Self::Hosts | Self::Names | Self::Levels(_) | Self::Rules)
    }
}

/// The list or object in a text, if the value is a text that holds one.
pub(super) fn unpacked(value: &Value) -> Cow<'_, Value> {
    let nested = value.as_str().filter(|t| t.trim_start().starts_with(['[', '{'])).and_then(|t| serde_json::from_str(t).ok());
    nested.map_or(Cow::Borrowed(value), Cow::Owned)
}

/// Reads a list entry by entry; each is taken once.
fn list(
    path: &str,
    key: &'static str,
    value: &Value,
    notes: &mut Notes,
    each: &mut dyn FnMut(&Value) -> Result<String, Why>,
) -> Option<Value> {
    let Some(entries) = value.as_array() else {
        notes.add(path, value, &Why::WrongType("a list of texts"), Instead::InForce(key));
        return None;
    };
    let mut seen = BTreeSet::new();
    let mut out = Vec::new();
    for (i, entry) in entries.iter().enumerate() {
        match each(entry) {
            Ok(_) if out.len() == MAX_ENTRIES => {
                notes.add(format!("{path}[{i}…]"), entry, &Why::TooMany(MAX_ENTRIES), Instead::Rest);
                break;
            }
            Ok(text) => {
                if seen.insert(text.clone()) {
                    out.push(Value::from(text));
                }
            }
            Err(why) => notes.add(format!("{path}[{i}]"), entry, &why, Instead::Rest),
        }
    }
    Some(Value::Array(out))
}

fn levels(path: &str, key: &'static str, value: &Value, words: &'static [&'static str], notes: &mut Notes) -> Option<Value> {
    let Some(entries) = value.as_object() else {
        notes.add(path, value, &Why::WrongType("an object with a severity for each detector"), Instead::InForce(key));
        return None;
    };
    let mut out = Map::new();
    for (name, level) in entries {
        let read = choice(&Value::from(name.as_str()), words).and_then(|_| choice(level, SEVERITIES));
        match read {
            Ok(level) => drop(out.insert(name.clone(), level.into())),
            Err(why) => notes.add(format!("{path}.{}", short(name)), level, &why, Instead::Rest),
        }
    }
    Some(Value::Object(out))
}

/// One of these words.
pub(super) fn choice(value: &Value, words: &[&str]) -> Result<String, Why> {
    let word = value.as_str().filter(|word| words.contains(word));
    word.map(str::to_owned).ok_or_else(|| Why::Choice(words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")))
}

/// A text that says something.
pub(super) fn text(value: &Value, max: usize) -> Result<String, Why> {
    let text = value.as_str().ok_or(Why::WrongType("a text"))?.trim();
    match text.chars().take(max + 1).count() {
        0 => Err(Why::Empty),
        n if n > max => Err(Why::TooLong(max)),
        _ => Ok(text.to_owned()),
    }
}

/// A host name, in lower case.
pub(super) fn host(value: &Value) -> Result<String, Why> {
    let text = text(value, 255).map_err(|why| if why == Why::Empty { Why::NotAHost } else { why })?;
    let host = text.trim_end_matches('.').to_ascii_lowercase();
    let name = host.strip_prefix("*.").unwrap_or(&host);
    let label = |l: &str| !l.is_empty() && l.len() <= 63 && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if name.split('.').all(label) { Ok(host) } else { Err(Why::NotAHost) }
}

/// Where to send to, or nothing.
fn address(value: &Value) -> Result<String, Why> {
    let text = value.as_str().ok_or(Why::WrongType("a text"))?.trim();
    if text.len() > MAX_ADDRESS {
        return Err(Why::TooLong(MAX_ADDRESS));
    }
    let (scheme, rest) = text.split_once("://").unwrap_or(("", ""));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port.parse::<u16>().is_ok()),
        _ => (authority, true),
    };
    let literal = name.strip_prefix('[').and_then(|n| n.strip_suffix(']')).and_then(|n| n.parse::<std::net::Ipv6Addr>().ok());
    let host = literal.is_some() || host(&Value::from(name)).is_ok_and(|h| !h.starts_with('*') && !h.is_empty());
    // No content security policy can name [::1]: over http: the browser would refuse it.
    let here = name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback());
    let plain = !text.contains(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '#' | '\\'));
    match scheme.to_ascii_lowercase().as_str() {
        _ if text.is_empty() => Ok(String::new()),
        "https" if host && port && plain => Ok(text.to_owned()),
        "http" if host && port && plain && here => Ok(text.to_owned()),
        "http" if host && port && plain => Err(Why::NotSafe),
        _ => Err(Why::NotAnAddress),
    }
}

/// A name from outside, fit to stand in a path.
pub(super) fn short(name: &str) -> String {
    let mut cut: String = name.chars().take(40).collect();
    if cut.len() < name.len() {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(kind: Kind, value: &Value) -> (Option<Value>, Vec<String>) {
        let mut notes = Notes::default();
        let read = kind.read_at("k", "k", value, &mut notes);
        (read, notes.finish(|_| String::new()).0.into_iter().map(|i| i.path).collect())
    }

    #[test]
    fn what_the_windows_registry_can_hold_is_read() {
        assert_eq!(read(Kind::Switch, &json!(1)).0, Some(json!(true)));
        assert_eq!(read(Kind::Switch, &json!(0)).0, Some(json!(false)));
        assert_eq!(read(Kind::Hosts, &json!(r#"["a.example"]"#)).0, Some(json!(["a.example"])));
    }

    #[test]
    fn a_bad_entry_costs_itself_alone() {
        let (hosts, bad) = read(Kind::Hosts, &json!(["A.example.", "https://b.example/", 3, "*.c.example", "a.example", ""]));
        assert_eq!((hosts, bad), (Some(json!(["a.example", "*.c.example"])), vec!["k[1]".into(), "k[2]".into(), "k[5]".into()]));
        let (levels, bad) = read(Kind::Levels(&["link", "recording"]), &json!({"link": "high", "recording": "loud", "weather": "low"}));
        assert_eq!((levels, bad), (Some(json!({"link": "high"})), vec!["k.recording".into(), "k.weather".into()]));
    }

    #[test]
    fn what_is_of_another_type_is_named() {
        let kinds = [
            Kind::Switch,
            Kind::Whole { min: 1, max: 9 },
            Kind::Text { max: 3 },
            Kind::Choice(&["a"]),
            Kind::Hosts,
            Kind::Address,
            Kind::Levels(&[]),
            Kind::Rules,
        ];
        for kind in kinds {
            for value in [json!(null), json!(-1), json!(1.5), json!(10), json!("four"), json!("[[[[")] {
                let (read, bad) = read(kind, &value);
                assert_eq!((read, bad), (None, vec!["k".to_owned()]), "{kind:?} {value}");
            }
        }
    }

    #[test]
    fn reports_go_over_https_alone_or_stay_on_this_computer() {
        let good = [
            "",
            "https://collector.example.org/v1/logs",
            "https://10.0.0.8:4318/v1/logs?tenant=a",
            "https://[2001:db8::1]:4318/v1/logs",
            "http://127.0.0.1:4318/v1/logs",
            "http://localhost/v1/logs",
        ];
        for address in good {
            assert_eq!(read(Kind::Address, &json!(address)).0, Some(json!(address)), "{address}");
        }
        let bad = [
            "http://collector.example.org/v1/logs",
            "http://localhost.example.org/",
            "http://[::1]:4318/v1/logs",
            "http://127.0.0.1.example.org/",
            "ftp://collector.example.org/",
            "collector.example.org",
            "https://",
            "https:///v1/logs",
            "https://user:secret@collector.example.org/",
            "https://collector.example.org:port/",
            "https://*.example.org/",
            "https://collector.example.org/a b",
            "https://collector.example.org/#x",
            "https://collector.example.org\\@evil.example/",
            "file:///etc/passwd",
        ];
        for address in bad {
            let (value, notes) = read(Kind::Address, &json!(address));
            assert_eq!((value, notes.len()), (None, 1), "{address}");
        }
    }

    #[test]
    fn lists_are_bounded() {
        let many: Vec<_> = (0..MAX_ENTRIES + 5).map(|n| json!(format!("h{n}.example"))).collect();
        let (hosts, bad) = read(Kind::Hosts, &json!(many));
        assert_eq!(hosts.unwrap().as_array().unwrap().len(), MAX_ENTRIES);
        assert_eq!(bad, ["k[1000…]"]);
    }
}
