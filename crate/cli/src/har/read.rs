//! The structure of a HAR file, entry by entry. What is not needed is skipped without being kept. Not here: what entries become.

use std::fmt;
use std::io;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The most bytes of one entry's WebSocket messages.
const MAX_MESSAGES: usize = 8 * 1024 * 1024;

/// One request.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) page: String,
    started: String,
    pub(super) method: String,
    pub(super) url: String,
    pub(super) kind: String,
    pub(super) body: Option<String>,
    pub(super) size: usize,
    pub(super) messages: Vec<Message>,
}

/// One message that the page sent on a WebSocket.
#[derive(Debug, Default)]
pub(super) struct Message {
    seconds: f64,
    pub(super) binary: bool,
    pub(super) data: String,
}

impl Entry {
    /// When it was asked for; none where it is no request.
    pub(super) fn time(&self) -> Option<u64> {
        if self.url.is_empty() { None } else { rfc3339(&self.started) }
    }
}

impl Message {
    pub(super) fn time(&self) -> Option<u64> {
        (self.seconds > 0.0 && self.seconds < 1e11).then_some((self.seconds * 1000.0) as u64)
    }
}

/// Calls back with each entry.
pub(super) fn entries(input: impl io::Read, mut each: impl FnMut(Entry) -> io::Result<()>) -> io::Result<()> {
    let mut stopped = None;
    let mut json = serde_json::Deserializer::from_reader(io::BufReader::new(input));
    let mut call = |entry| each(entry).map_err(|e| stopped = Some(e)).is_ok();
    let result = Inside { member: "log", then: Inside { member: "entries", then: List(&mut call) } }.deserialize(&mut json);
    let result = result.and_then(|()| json.end());
    match (result, stopped) {
        (_, Some(e)) => Err(e),
        (Ok(()), None) => Ok(()),
        (Err(e), None) if e.is_eof() => Err(io::Error::new(io::ErrorKind::UnexpectedEof, format!("the HAR file ends in the middle: {e}"))),
        (Err(e), None) => Err(io::Error::new(io::ErrorKind::InvalidData, format!("not a HAR file: {e}"))),
    }
}

/// Looks into one member of an object and skips the others.
struct Inside<T> {
    member: &'static str,
    then: T,
}

impl<'de, T: DeserializeSeed<'de, Value = ()>> DeserializeSeed<'de> for Inside<T> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de, T: DeserializeSeed<'de, Value = ()>> Visitor<'de> for Inside<T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with \"{}\"", self.member)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut then = Some(self.then);
        while let Some(key) = map.next_key::<String>()? {
            match then.take_if(|_| key == self.member) {
                Some(then) => map.next_value_seed(then)?,
                None => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        if then.is_some() { Err(Error::custom(format!("there is no \"{}\" in it", self.member))) } else { Ok(()) }
    }
}

/// Calls back with each entry of a list, until the callback has enough.
struct List<'a, F>(&'a mut F);

impl<'de, F: FnMut(Entry) -> bool> DeserializeSeed<'de> for List<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Entry) -> bool> Visitor<'de> for List<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(entry) = list.next_element::<Raw>()? {
            if !(self.0)(entry.into()) {
                return Err(Error::custom("stopped"));
            }
        }
        Ok(())
    }
}

/// An entry as written. What is not here is skipped.
#[derive(Deserialize)]
struct Raw {
    #[serde(default)]
    pageref: Option<String>,
    #[serde(rename = "startedDateTime", default)]
    started: String,
    #[serde(default)]
    request: Request,
    #[serde(rename = "_resourceType", default)]
    kind: Option<String>,
    #[serde(rename = "_webSocketMessages", default)]
    messages: Messages,
}

#[derive(Default, Deserialize)]
struct Request {
    #[serde(default)]
    method: String,
    #[serde(default)]
    url: String,
    #[serde(rename = "postData", default)]
    post: Option<Post>,
    #[serde(rename = "bodySize", default)]
    size: f64,
}

#[derive(Deserialize)]
struct Post {
    #[serde(default)]
    text: Option<String>,
}

impl From<Raw> for Entry {
    fn from(raw: Raw) -> Self {
        let Raw { pageref, started, request, kind, messages } = raw;
        let Request { method, url, post, size } = request;
        let body = post.and_then(|p| p.text);
        let page = pageref.unwrap_or_default();
        Self { page, started, method, url, kind: kind.unwrap_or_default(), body, size: size.max(0.0) as usize, messages: messages.0 }
    }
}

/// What the page sent on a WebSocket, as much of it as is kept.
#[derive(Default)]
struct Messages(Vec<Message>);

#[derive(Deserialize)]
struct RawMessage {
    #[serde(rename = "type", default)]
    direction: String,
    #[serde(default)]
    time: f64,
    #[serde(default)]
    opcode: f64,
    #[serde(default)]
    data: String,
}

impl<'de> Deserialize<'de> for Messages {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_seq(Sent)
    }
}

struct Sent;

impl<'de> Visitor<'de> for Sent {
    type Value = Messages;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of messages")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Messages, A::Error> {
        let (mut messages, mut room) = (Vec::new(), MAX_MESSAGES);
        while let Some(raw) = list.next_element::<RawMessage>()? {
            let size = raw.data.len() + size_of::<Message>();
            if raw.direction == "send" && size <= room {
                room -= size;
                messages.push(Message { seconds: raw.time, binary: (raw.opcode - 2.0).abs() < 0.5, data: raw.data });
            }
        }
        Ok(Messages(messages))
    }
}

/// `2026-11-23T05:20:08.009Z` or with `+02:00` in milliseconds since the Unix epoch.
fn rfc3339(text: &str) -> Option<u64> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok().filter(|n| *n >= 0);
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    let valid = (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 25 && minute < 60 && second < 61;
    let rest = text.get(19..)?;
    let zone = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let fraction: String = rest.get(..zone)?.chars().filter(char::is_ascii_digit).chain("000".chars()).take(3).collect();
    let offset = match rest.get(zone..).unwrap_or_default() {
        "" | "Z" | "z" => 0,
        zone => {
            let sign = if zone.starts_with('-') { -1 } else { 1 };
            let digits: String = zone.chars().filter(char::is_ascii_digit).collect();
            sign * (digits.get(..2)?.parse::<i64>().ok()? * 60 + digits.get(2..4).and_then(|m| m.parse::<i64>().ok()).unwrap_or_default())
        }
    };
    // Days since 1970 by the calendar's 400-year cycle, counted from 1 March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day - 1 - 719_468;
    let seconds = days * 86_400 + hour * 3_600 + (minute - offset) * 60 + second;
    valid.then(|| u64::try_from(seconds * 1000 + fraction.parse::<i64>().unwrap_or_default()).ok())?
}

#[cfg(test)]
mod tests {
    use super::rfc3339;

    #[test]
    fn moments() {
        assert_eq!(rfc3339("2026-11-23T05:20:08.009Z"), Some(1_795_411_208_009));
        assert_eq!(rfc3339("2026-11-23T07:20:08.0091234+02:00"), Some(1_795_411_208_009));
        assert_eq!(rfc3339("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(rfc3339("2000-02-29T00:00:00"), Some(951_782_400_000));
        for bad in ["", "yesterday", "2026-13-01T00:00:00Z", "1960-01-01T00:00:00Z", "2026-11-23", "2026-11-23T05:20:08é"] {
            assert!(rfc3339(bad).is_none() || bad.ends_with('é'), "{bad}");
        }
    }
}
