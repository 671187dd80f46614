//! Reduces what was sent to a bounded flat form, whatever its encoding: query, form, JSON (also cut off, line by line, framed, in base64 or in a
//! string), XML stanzas, a bare word, bytes. Not here: what the fields tell (`field`). Nothing of it is kept: fields are hashed there.

use std::collections::BTreeSet;

use super::json::{self, Scalar, push_masked};
use super::{binary, xml};
use crate::detector::third_party::encoding::inflate;
use crate::observation::Body;
use crate::text::fnv64;

/// The most fields of one message.
pub(super) const MAX_FIELDS: usize = 256;
/// The longest bare text taken as one value.
const MAX_WORD: usize = 64;
/// The longest binary message whose bytes are looked at one by one.
const MAX_SMALL: usize = 32;
/// How often text within text is opened.
const MAX_NESTING: u8 = 2;

/// Names of fields that say which kind of message it is, in order of trust.
const KINDS: &[&str] = &[
    "type",
    "event",
    "eventName",
    "event_name",
    "eventType",
    "event_type",
    "name",
    "kind",
    "op",
    "action",
    "cmd",
    "method",
    "msgType",
    "messageType",
    "colibriClass",
    "evt",
    "e",
    "t",
    "msg",
    "message",
    "topic",
    "subject",
    "opcode",
    "verb",
    "[0]",
];

/// Where LiveKit's signalling goes, and what its requests of media are, by number: which tracks are taken, and how large.
const SIGNALS: &[&str] = &["rtc", "rtc/v1"];
const MEDIA_SIGNALS: &[(&str, &str)] = &[("f6", "subscription"), ("f7", "track_setting"), ("f10", "update_layers")];

/// One message, flat.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// Path and value, in the order in which they were sent.
    pub(super) fields: Vec<(String, Scalar)>,
    /// What kind of message it says it is.
    pub(super) kind: Option<String>,
    /// Most of it cannot be read: bytes, cipher text.
    pub(super) opaque: bool,
    /// It has a body.
    pub(super) body: bool,
    /// Which fields it has, hashed.
    pub(super) shape: u32,
    /// How deep in texts within texts it is being read.
    pub(super) nesting: u8,
}

/// Reads one message.
pub(super) fn read(url: &str, headers: Option<&str>, body: Option<&Body>, size: u32) -> Message {
    let mut message = Message::default();
    for (name, value) in headers.unwrap_or_default().lines().filter_map(|line| line.split_once(':')) {
        let mut path = String::from("@");
        push_masked(&mut path, &name.trim().to_ascii_lowercase());
        message.value(&path, value.trim().to_owned());
    }
    let query = url.split('#').next().unwrap_or_default().split_once('?').map_or("", |(_, q)| q);
    message.form("?", query);
    match body {
        Some(Body::Text(text)) => message.text("", text),
        Some(Body::Base64(text)) => message.bytes("", &base64(text).unwrap_or_default(), size as usize),
        Some(Body::Streamed) => message.opaque = true,
        None => message.opaque |= size > 0,
    }
    if path_of(url).is_some_and(|path| SIGNALS.iter().any(|end| path.ends_with(end))) {
        message.name_signals();
    }
    message.body = body.is_some() || size > 0;
    message.kind = message.kind.take().or_else(|| kind_of(&message.fields));
    message.shape = shape_of(&message.fields);
    message
}

fn shape_of(fields: &[(String, Scalar)]) -> u32 {
    let paths: BTreeSet<&str> = fields.iter().map(|(path, _)| path.as_str()).collect();
    fnv64(paths.into_iter().collect::<Vec<_>>().join("\n").as_bytes()) as u32
}

fn path_of(url: &str) -> Option<&str> {
    let rest = url.split(['?', '#']).next()?;
    Some(rest.split_once("://")?.1.split_once('/')?.1)
}

/// The shape of a path: what looks like an id is masked, so that one endpoint is one group.
pub(super) fn path_shape(url: &str) -> String {
    let path = path_of(url).unwrap_or_default();
    let mut shape = String::new();
    for segment in path.split('/').filter(|s| !s.is_empty()).take(12) {
        let digits = segment.chars().filter(char::is_ascii_digit).count();
        shape.push('/');
        shape.push_str(if digits > 2 || segment.len() > 24 { "*" } else { segment });
    }
    shape
}

fn kind_of(fields: &[(String, Scalar)]) -> Option<String> {
    let named = |name: &&str| {
        fields.iter().take(64).find_map(|(path, value)| {
            let last = path.trim_start_matches('?').rsplit('.').next().unwrap_or_default();
            // What a message is stands in it, not on its envelope.
            let shallow = !path.starts_with('@') && !path.contains("[]") && path.matches('.').count() <= 2;
            match value {
                Scalar::Text(t) if shallow && last == *name && t.len() <= 64 => Some(t.clone()),
                Scalar::Number(n) if shallow && last == *name && *n >= 0.0 && *n < 256.0 => Some(format!("#{n}")),
                _ => None,
            }
        })
    };
    KINDS.iter().find_map(named)
}

impl Message {
    /// One of these fields.
    pub(super) fn of(fields: Vec<(String, Scalar)>) -> Self {
        Self { kind: kind_of(&fields), shape: shape_of(&fields), fields, ..Self::default() }
    }

    fn push(&mut self, path: &str, value: Scalar) -> bool {
        if self.fields.len() >= MAX_FIELDS {
            return false;
        }
        if let Scalar::Text(text) = &value
            && text.len() >= 6
            && self.open(path, text)
        {
            return true;
        }
        self.fields.push((path.to_owned(), value));
        true
    }

    /// Opens a text that holds a message of its own. Answers whether it did.
    fn open(&mut self, path: &str, text: &str) -> bool {
        if self.nesting >= MAX_NESTING {
            return false;
        }
        if let Some((head, rest)) = text.split_once('.').filter(|(head, _)| is_jwt_head(head)) {
            let claims = rest.split('.').next().unwrap_or_default();
            // Both: the claims are what matters, and neither holds a dot.
            return [head, claims].into_iter().filter(|part| self.open(path, part)).count() > 0;
        }
        let decoded = if text.starts_with(['{', '[']) { None } else { base64(text).and_then(|b| String::from_utf8(b).ok()) };
        let inner = decoded.as_deref().unwrap_or(text);
        if !inner.starts_with(['{', '[']) {
            return false;
        }
        self.nesting += 1;
        let before = self.fields.len();
        let opened = self.json(path, inner);
        self.nesting -= 1;
        opened && self.fields.len() > before
    }

    fn json(&mut self, prefix: &str, text: &str) -> bool {
        let mut found = Vec::new();
        let ok = json::walk(text, |path, value| {
            let joined = if prefix.is_empty() || path.starts_with('[') { format!("{prefix}{path}") } else { format!("{prefix}.{path}") };
            found.push((joined, value));
            found.len() < MAX_FIELDS
        });
        if ok {
            for (path, value) in found {
                self.push(&path, value);
            }
        }
        ok
    }

    fn text(&mut self, prefix: &str, text: &str) {
        let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\u{1e}' || c == '\0');
        if text.is_empty() || self.lines(prefix, text) {
            return;
        }
        if text.starts_with('<') {
            self.kind = xml::walk(text, |path, value| {
                self.push(path, Scalar::Text(value.to_owned()));
            });
            return;
        }
        // Framing before JSON: `42["event",{…}]`, STOMP headers…
        if let Some((head, _)) = text.char_indices().find(|(_, c)| matches!(c, '{' | '['))
            && head <= 512
            && let Some(inner) = text.get(head..)
            && self.json(prefix, inner)
        {
            return;
        }
        if text.contains('=') && !text.contains(' ') && text.len() < 16 * 1024 && !text.ends_with('=') {
            return self.form(prefix, text);
        }
        if text.len() >= 6 && self.open(prefix, text) {
            return;
        }
        if text.len() <= MAX_WORD {
            self.push(&format!("{prefix}text"), Scalar::Text(text.to_owned()));
        } else {
            self.opaque = true;
            self.push(&format!("{prefix}length"), Scalar::Number(text.len() as f64));
        }
    }

    /// JSON, or one JSON text a line or record, as an array.
    fn lines(&mut self, prefix: &str, text: &str) -> bool {
        let mut lines = text.split(['\n', '\u{1e}']).map(str::trim).filter(|l| !l.is_empty()).peekable();
        let first = lines.next().unwrap_or_default();
        if !first.starts_with(['{', '[']) {
            return false;
        }
        let records = first.ends_with(['}', ']']) && lines.peek().is_some_and(|l| l.starts_with(['{', '[']));
        if !records {
            return self.json(prefix, text);
        }
        let ok = self.json(&format!("{prefix}[]"), first);
        for line in lines.take(MAX_FIELDS) {
            self.json(&format!("{prefix}[]"), line);
        }
        ok
    }

    fn form(&mut self, prefix: &str, text: &str) {
        for pair in text.split('&').filter(|p| !p.is_empty()).take(MAX_FIELDS) {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (key, value) = (percent(key), percent(value));
            self.value(&format!("{prefix}{}", key.chars().take(32).collect::<String>()), value);
        }
    }

    /// Numbered fields of which nothing but the one that holds them is known.
    fn name_signals(&mut self) {
        let Some((number, name)) = MEDIA_SIGNALS.iter().find(|(number, _)| self.kind.as_deref() == Some(number)) else { return };
        if self.fields.iter().all(|(path, _)| path.strip_prefix(number).is_some_and(|rest| rest.starts_with('.'))) {
            self.kind = Some((*name).to_owned());
        }
    }

    /// A text that may be a number.
    fn value(&mut self, path: &str, value: String) {
        let scalar = match value.parse::<f64>() {
            Ok(n) if n.is_finite() => Scalar::Number(n),
            _ => Scalar::Text(value),
        };
        self.push(path, scalar);
    }

    fn bytes(&mut self, prefix: &str, bytes: &[u8], size: usize) {
        if let Some(inflated) = inflate(bytes).and_then(|b| String::from_utf8(b).ok()) {
            return self.text(prefix, &inflated);
        }
        let text = std::str::from_utf8(bytes).or_else(|e| std::str::from_utf8(bytes.get(..e.valid_up_to()).unwrap_or_default()));
        if let Ok(text) = text
            && text.len() + 4 > bytes.len().min(size)
            && text.len() > 1
            && !text.chars().any(|c| c.is_control() && !c.is_whitespace() && c != '\u{1e}')
        {
            return self.text(prefix, text);
        }
        let packed = if size <= bytes.len() { binary::read(bytes) } else { None };
        self.opaque |= packed.as_ref().is_none_or(|p| !p.named);
        if let Some(binary::Packed { leaves, kind, .. }) = packed {
            self.kind = kind;
            for leaf in leaves {
                if let Some(value) = leaf.value {
                    self.push(&format!("{prefix}{}", leaf.path), value);
                }
            }
            return;
        }
        self.push(&format!("{prefix}length"), Scalar::Number(size.max(bytes.len()) as f64));
        if size.max(bytes.len()) <= MAX_SMALL {
            for (i, byte) in bytes.iter().take(8).enumerate() {
                self.push(&format!("{prefix}byte{i}"), Scalar::Number(f64::from(*byte)));
            }
        }
    }
}

fn percent(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len().min(json::MAX_STRING));
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        if out.len() >= json::MAX_STRING {
            break;
        }
        let mut hex = || bytes.next().and_then(|b| char::from(b).to_digit(16));
        out.push(match b {
            b'+' => b' ',
            b'%' => match (hex(), hex()) {
                (Some(high), Some(low)) => (high * 16 + low) as u8,
                _ => b'%',
            },
            b => b,
        });
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Whether what stands before a text's first dot is the head of a JSON Web Token: `{"` in base64.
pub(crate) fn is_jwt_head(text: &str) -> bool {
    text.starts_with("eyJ")
}

/// Decodes base64 of either alphabet, with or without padding. `None` where it is none.
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for b in text.trim_end_matches('=').bytes() {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(url: &str, body: &str) -> Vec<String> {
        let m = read(url, None, (!body.is_empty()).then(|| Body::Text(body.to_owned())).as_ref(), body.len() as u32);
        m.fields
            .into_iter()
            .map(|(p, v)| match v {
                Scalar::Text(t) => format!("{p}={t}"),
                Scalar::Number(n) => format!("{p}={n}"),
                Scalar::Word(w) => format!("{p}={w}"),
            })
            .collect()
    }

    #[test]
    fn encodings_come_down_to_the_same_fields() {
        assert_eq!(flat("https://x/p?visible=1&d=eyJ2IjpmYWxzZX0", ""), ["?visible=1", "?d.v=false"]);
        assert_eq!(flat("https://x/p", "state=away&x=%7B%22a%22%3A1%7D"), ["state=away", "x.a=1"]);
        assert_eq!(flat("wss://x/p", r#"42["integrity_event",{"type":"tab_switch"}]"#), ["[0]=integrity_event", "[1].type=tab_switch"]);
        assert_eq!(flat("wss://x/p", "{\"a\":1}\u{1e}{\"a\":2}\u{1e}"), ["[].a=1", "[].a=2"]);
        assert_eq!(flat("wss://x/p", "{\"a\":1}\u{1e}"), ["a=1"]);
        assert_eq!(flat("wss://x/p", "SEND\ndestination:/topic/x\n\n{\"a\":true}\0"), ["a=true"]);
        assert_eq!(flat("wss://x/p", "hidden"), ["text=hidden"]);
        assert_eq!(flat("wss://x/p", r#"{"t":"eyJhbGciOiJub25lIn0.eyJmb2MiOnRydWV9.c2ln"}"#), ["t.alg=none", "t.foc=true"]);
        assert_eq!(flat("wss://x/p", r#"{"data":"{\"w\":\"h\"}"}"#), ["data.w=h"]);
        assert_eq!(flat("wss://x/p", "{\n  \"a\": 1,\n  \"b\": [\n 2 ]\n}"), ["a=1", "b[]=2"]);
    }

    #[test]
    fn bytes_that_are_text_are_read_and_others_are_opaque() {
        let m = read("wss://x/p", None, Some(&Body::Base64("eyJhIjoxfQ==".to_owned())), 7);
        assert_eq!((m.fields.len(), m.opaque), (1, false));
        let m = read("wss://x/p", None, Some(&Body::Base64("BwE=".to_owned())), 2);
        assert!(m.opaque);
        assert_eq!(m.fields.len(), 3);
        // {"a":1}, compressed as browsers do.
        let m = read("wss://x/p", None, Some(&Body::Base64("H4sIAAAAAAAAA6tWSlSyMqwFAEb5RcIHAAAA".to_owned())), 27);
        assert_eq!((m.fields.first().map(|f| f.0.as_str()), m.opaque), (Some("a"), false));
    }

    #[test]
    fn kinds_are_told_apart() {
        let kind = |body: &str| read("wss://x/p", None, Some(&Body::Text(body.to_owned())), 0).kind;
        assert_eq!(kind(r#"{"app":"x","event":"presence","visible":true}"#).as_deref(), Some("presence"));
        assert_eq!(kind(r#"<presence from="x"><show>away</show></presence>"#).as_deref(), Some("presence"));
        assert_eq!(kind(r#"42["join",{}]"#).as_deref(), Some("join"));
        assert_eq!(kind(r#"{"b":[{"type":"lvl"}]}"#), None);
    }

    #[test]
    fn ids_in_paths_are_masked() {
        assert_eq!(path_shape("https://x.example/ocs/v4/room/a1b2c3d4/participants/state?x=1"), "/ocs/v4/room/*/participants/state");
        assert_eq!(path_shape("https://x.example"), "");
        assert_eq!(path_shape("datachannel:chat"), "");
    }
}
