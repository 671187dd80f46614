//! What of a policy was ignored: where it stood, what stood there, why, and what applies instead. One shape for the command line and for the
//! self-check in the extension. Not here: what is right (`kind`, `rule`), what applies (`resolve`).

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// The most that are named one by one; more are counted.
pub const MAX_NAMED: usize = 1000;
/// How much of a bad value is shown, in characters.
const MAX_SHOWN: usize = 80;

/// One thing that was ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    /// Where it stood: `locked.link_allow[2]`, `user.paused_hosts`.
    pub path: String,
    /// What stood there, as JSON, cut short.
    pub value: String,
    /// Why it is ignored (English).
    pub why: String,
    /// What applies instead (English).
    pub instead: String,
}

/// Why something is ignored.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(super) enum Why {
    #[error("it has {0} bytes; policies of at most {max} are read", max = super::MAX_POLICY)]
    TooLarge(usize),
    #[error("it is not JSON: {0}")]
    NotJson(String),
    #[error("a policy is an object with `defaults` and `locked`")]
    NotAPolicy,
    #[error("a policy has no such part, only `defaults`, `locked` and `policy`")]
    UnknownPart,
    #[error("`policy` is given too, and speaks for the whole policy")]
    Twice,
    #[error("there is no such setting{}", near.map(|key| format!("; did you mean `{key}`?")).unwrap_or_default())]
    UnknownKey { near: Option<&'static str> },
    #[error("only the organisation sets this, and only under `locked`")]
    OrganisationOnly,
    #[error("the organisation does not allow pausing")]
    PauseForbidden,
    #[error("it must be {0}")]
    WrongType(&'static str),
    #[error("it must be a whole number from {min} to {max}")]
    Range { min: u32, max: u32 },
    #[error("it must be one of {0}")]
    Choice(String),
    #[error("it is longer than {0} characters")]
    TooLong(usize),
    #[error("it has more than {0} entries")]
    TooMany(usize),
    #[error("it must be a host name such as `meet.example.org` or `*.example.org`, without address or port")]
    NotAHost,
    #[error("it must be an address such as `https://collector.example.org/v1/logs`, without user name or `#`")]
    NotAnAddress,
    #[error("findings are sent over https: alone, or over http: to this computer (127.0.0.1, localhost)")]
    NotSafe,
    #[error("it must say something")]
    Empty,
    #[error("a rule has no such field{}", near.map(|key| format!("; did you mean `{key}`?")).unwrap_or_default())]
    UnknownField { near: Option<&'static str> },
    #[error("another rule has this id")]
    SameId,
    #[error("`{action}` cannot be done about `{expect}` in this version")]
    NotAvailable { action: String, expect: &'static str },
    #[error("no meeting client has this id, and it is no host name")]
    NoClient,
}

/// What applies instead of what is ignored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Instead {
    /// Nothing: there is no such thing.
    Nothing,
    /// The rest of the list or object.
    Rest,
    /// Whatever is in force for the setting.
    InForce(&'static str),
    /// This.
    Value(String),
}

/// What was ignored so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    list: Vec<(Ignored, Instead)>,
    more: u64,
}

impl Notes {
    pub(super) fn add(&mut self, path: impl Into<String>, value: &Value, why: &Why, instead: Instead) {
        if self.list.len() < MAX_NAMED {
            let ignored = Ignored { path: path.into(), value: shown(value), why: why.to_string(), instead: String::new() };
            self.list.push((ignored, instead));
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// Nothing more is named.
    pub(super) fn is_full(&self) -> bool {
        self.list.len() >= MAX_NAMED
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Says what applies instead of each, now that it is known; and how many more were ignored.
    pub(super) fn finish(self, in_force: impl Fn(&str) -> String) -> (Vec<Ignored>, u64) {
        let filled = self.list.into_iter().map(|(ignored, instead)| {
            let instead = match instead {
                Instead::Nothing => "nothing".to_owned(),
                Instead::Rest => "the rest of it".to_owned(),
                Instead::InForce(key) => in_force(key),
                Instead::Value(value) => value,
            };
            Ignored { instead, ..ignored }
        });
        (filled.collect(), self.more)
    }
}

/// A value as JSON, as much of it as fits. Written without building the whole text: a value may be megabytes.
fn shown(value: &Value) -> String {
    struct Short(String, usize);
    impl std::fmt::Write for Short {
        fn write_str(&mut self, s: &str) -> std::fmt::Result {
            for c in s.chars() {
                if self.1 == 0 {
                    return Err(std::fmt::Error);
                }
                self.1 -= 1;
                self.0.push(c);
            }
            Ok(())
        }
    }
    let mut short = Short(String::new(), MAX_SHOWN);
    if write!(short, "{value}").is_err() {
        short.0.push('…');
    }
    short.0
}

/// The known name that a mistyped one is nearest to, if it is near at all.
pub(super) fn nearest(typed: &str, known: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    if typed.len() > 40 {
        return None;
    }
    let typed = typed.to_ascii_lowercase().replace(['-', ' '], "_");
    known.map(|key| (distance(&typed, key), key)).min().filter(|(d, key)| *d <= 1 + key.len() / 5).map(|(_, key)| key)
}

/// How many bytes must be put in, taken out or changed to make one of the other.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        let mut next = vec![left];
        for (y, up) in b.bytes().zip(row.iter().skip(1)) {
            left = (diagonal + usize::from(x != y)).min(up + 1).min(left + 1);
            diagonal = *up;
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_mistake_is_recognised() {
        let known = || ["link_guard", "link_allow", "rules"].into_iter();
        assert_eq!(nearest("link-gaurd", known()), Some("link_guard"));
        assert_eq!(nearest("linkAllow", known()), Some("link_allow"));
        assert_eq!(nearest("telemetry", known()), None);
        assert_eq!(nearest(&"x".repeat(1_000_000), known()), None);
        assert_eq!(distance("kitten", "sitting"), 3);
    }

    #[test]
    fn a_large_value_is_cut_short() {
        let long = shown(&Value::String("é".repeat(1000)));
        assert_eq!(long.chars().count(), MAX_SHOWN + 1);
        assert!(long.ends_with('…'));
    }
}
