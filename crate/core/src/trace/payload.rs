//! What was sent, in its shape but without its words: addresses, forms, JSON (whole, cut off or framed), XML, texts within texts. Reads by scanning,
//! never by recursion on input: a text within a text is opened [`MAX_NESTING`] deep. Not here: how a word is masked (`masks`).

use std::fmt::Write as _;
use std::ops::Range;

use super::masks::{MAX_DIGITS, Masks};
use crate::detector::attention::binary::{self, Leaf, Packed};
use crate::detector::attention::json::Scalar;
use crate::detector::attention::payload::is_jwt_head;
use crate::detector::attention::words::{is_showable, reads_faces, topic};
use crate::detector::third_party::encoding::{base64, inflate, percent, unbase64};
use crate::detector::third_party::is_device_context;
use crate::detector::third_party::suffix::registrable;
use crate::observation::Body;
use crate::text::{host_of, parse_time};

/// How deep texts within texts are opened.
const MAX_NESTING: u8 = 2;
/// A longer value is prose, whatever it looks like.
const MAX_STATE: usize = 48;
/// Where a structure may begin in a framed message.
const MAX_FRAME: usize = 512;
/// The longest binary message whose first bytes may be states, and how many of them.
const SMALL: usize = 32;
const STATES: usize = 8;

/// A body.
pub(super) fn body(masks: &Masks<'_>, body: Body) -> Body {
    match body {
        Body::Text(t) => Body::Text(text(masks, &t, 0)),
        Body::Streamed => Body::Streamed,
        Body::Base64(encoded) => {
            let bytes = unbase64(&encoded).unwrap_or_default();
            if let Some(inflated) = inflate(&bytes).and_then(|b| String::from_utf8(b).ok()) {
                return Body::Text(text(masks, &inflated, 0));
            }
            let readable =
                std::str::from_utf8(&bytes).ok().filter(|t| !t.chars().any(|c| c.is_control() && !c.is_whitespace() && c != '\u{1e}'));
            Body::Base64(base64(&readable.map_or_else(|| binary(masks, &bytes), |t| text(masks, t, 0).into_bytes())))
        }
    }
}

/// Headers, one a line.
pub(super) fn headers(masks: &Masks<'_>, lines: &str) -> String {
    let line = |line: &str| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        format!("{}: {}", key(masks, name), value_of(masks, name, value.trim(), 0))
    };
    lines.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Bytes that are no text: of a short message the first few stay unless they spell something; all else is filled.
fn binary(masks: &Masks<'_>, bytes: &[u8]) -> Vec<u8> {
    if let Some(packed) = binary::read(bytes) {
        return repacked(masks, bytes, &packed);
    }
    let spells = bytes.windows(3).any(|w| w.iter().all(u8::is_ascii_alphabetic));
    let keep = if bytes.len() <= SMALL && !spells { STATES } else { 0 };
    bytes.iter().enumerate().map(|(i, b)| if i < keep { *b } else { 0xff }).collect()
}

/// A message in bytes, its values masked in their places: it is as long as before, and read as before.
fn repacked(masks: &Masks<'_>, bytes: &[u8], packed: &Packed) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let mut put = |at: &Range<usize>, by: &[u8]| {
        for (to, from) in out.get_mut(at.clone()).unwrap_or_default().iter_mut().zip(by) {
            *to = *from;
        }
    };
    let fitting = |masked: String, length: usize| if masked.len() == length { masked } else { "x".repeat(length) };
    for at in &packed.keys {
        let name = bytes.get(at.clone()).map(String::from_utf8_lossy).unwrap_or_default();
        put(at, fitting(key(masks, &name), at.len()).as_bytes());
    }
    for Leaf { path, value, at } in &packed.leaves {
        match value {
            Some(Scalar::Text(text)) => put(at, fitting(value_of(masks, path, text, 0), at.len()).as_bytes()),
            Some(Scalar::Number(n)) if !is_short(*n) && !masks.is_recent(*n) => {
                // Of a number in groups of seven bits all but the last say that it goes on; what is put in says so too.
                let other = masks.word(&format!("{n}"));
                let digits: Vec<u8> =
                    other.bytes().cycle().zip(bytes.get(at.clone()).unwrap_or_default()).map(|(b, old)| old & 0x80 | b & 0x7f).collect();
                put(at, &digits);
            }
            Some(_) => {}
            None => put(at, &vec![0xff; at.len()]),
        }
    }
    out
}

/// A number that tells as little as those that stay in texts: no more digits in a row. An id that is read as a fraction has more.
fn is_short(n: f64) -> bool {
    let single = n as f32;
    let shown = if f64::from(single).to_bits() == n.to_bits() { format!("{single}") } else { format!("{n}") };
    n.is_finite() && shown.split(|c: char| !c.is_ascii_digit()).all(|run| run.len() <= MAX_DIGITS)
}

/// An address: its host stays but for what names somebody, its path keeps the words of an interface, its query is a form.
pub(super) fn address(masks: &Masks<'_>, url: &str) -> String {
    let bare = url.split('#').next().unwrap_or_default();
    let (before, query) = bare.split_once('?').map_or((bare, None), |(b, q)| (b, Some(q)));
    // An address without a scheme is the page's own, or on the page's own terms another host's.
    let Some((scheme, rest)) = before.split_once("//").filter(|(scheme, _)| scheme.is_empty() || scheme.ends_with(':')) else {
        return masks.strange(bare);
    };
    let (authority, path) = rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host = host_of(&format!("https://{authority}"));
    let domain = registrable(&host);
    let below = authority.len().saturating_sub(authority.len() - authority.to_ascii_lowercase().find(domain).unwrap_or(0));
    let (labels, domain) = authority.split_at_checked(below).unwrap_or(("", authority));
    let labels = if labels.bytes().filter(u8::is_ascii_digit).count() >= 6 { masks.all(labels) } else { masks.named(labels) };
    let segment = |segment: &str| {
        let plain = percent(segment, false);
        // The name of a model that reads faces is what is looked for.
        let kept = if reads_faces(&plain) { masks.named(&plain) } else { masks.strange(&plain) };
        encode(&kept, b"-._~!$&'()*+,;=:@")
    };
    let path: Vec<String> = path.split('/').map(segment).collect();
    let query = query.map(|q| format!("?{}", form(masks, q))).unwrap_or_default();
    format!("{scheme}//{labels}{domain}{}{query}", path.join("/"))
}

/// A form, or a query.
pub(super) fn form(masks: &Masks<'_>, text: &str) -> String {
    let pair = |pair: &str| {
        let Some((key, value)) = pair.split_once('=') else { return encode(&value_of(masks, "", pair, 1), b"-._~") };
        let name = percent(key, true);
        let value = value_of(masks, &name, &percent(value, true), 0);
        format!("{}={}", encode(&self::key(masks, &name), b"-._~[]$:@"), encode(&value, b"-._~,:/"))
    };
    text.split('&').map(pair).collect::<Vec<_>>().join("&")
}

fn encode(text: &str, safe: &[u8]) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || safe.contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
    }
    out
}

/// A whole message.
fn text(masks: &Masks<'_>, text: &str, nesting: u8) -> String {
    let trimmed = text.trim_start();
    if trimmed.starts_with('<') {
        return xml(masks, text);
    }
    let head = text.get(..text.floor_char_boundary(MAX_FRAME)).unwrap_or_default();
    if head.contains(['{', '[']) {
        return json(masks, text, nesting);
    }
    if text.contains('=') && !text.contains(' ') && !text.ends_with('=') {
        return form(masks, text);
    }
    value_of(masks, "", text, nesting)
}

/// The name of a field: names in programs stay, others may be somebody's.
fn key(masks: &Masks<'_>, name: &str) -> String {
    let is_name = name.len() <= 40 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-$:@.[]".contains(&b));
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    if is_name && digits <= 3 && !name.trim_start_matches('@').contains('@') { masks.named(name) } else { masks.all(name) }
}

/// One value under a name.
pub(super) fn value(masks: &Masks<'_>, name: &str, text: &str, nesting: u8) -> String {
    value_of(masks, name, text, nesting)
}

fn value_of(masks: &Masks<'_>, name: &str, text: &str, nesting: u8) -> String {
    if nesting < MAX_NESTING && text.len() >= 6 {
        if text.starts_with(['{', '[', '<']) {
            return self::text(masks, text, nesting + 1);
        }
        // A token: its head and its claims are read by who judges, its signature is nobody's business.
        if let Some((head, rest)) = text.split_once('.').filter(|(head, _)| is_jwt_head(head)) {
            let (claims, signature) = rest.split_once('.').unwrap_or((rest, ""));
            let part = |part: &str| if part.contains('.') { masks.all(part) } else { value_of(masks, name, part, nesting) };
            return format!("{}.{}.{}", part(head), part(claims), masks.all(signature));
        }
        let inner = unbase64(text).and_then(|b| String::from_utf8(b).ok()).filter(|t| t.starts_with(['{', '[']));
        if let Some(inner) = inner {
            let url_safe = !text.contains(['+', '/']);
            let encoded = base64(self::text(masks, &inner, nesting + 1).as_bytes());
            let encoded = if text.ends_with('=') { encoded } else { encoded.trim_end_matches('=').to_owned() };
            return if url_safe { encoded.replace('+', "-").replace('/', "_") } else { encoded };
        }
    }
    let named = text.split(|c: char| !c.is_alphanumeric()).any(|w| masks.names(w));
    if !named && text.parse().ok().or_else(|| parse_time(text).map(|ms| ms as f64)).is_some_and(|n| masks.is_recent(n)) {
        return text.to_owned();
    }
    if text.contains("://") && !text.contains(char::is_whitespace) {
        return address(masks, text);
    }
    if !named && (is_showable(text) || is_device_context(name, text)) {
        return text.to_owned();
    }
    let prose = text.contains(char::is_whitespace);
    match (prose, text.len() <= MAX_STATE) {
        (false, _) => masks.strange(text),
        // A short sentence may be a state ("tab hidden"): what names it stays.
        (true, true) => {
            text.split_inclusive(char::is_whitespace).map(|w| if topic(w).look { masks.strange(w) } else { masks.all(w) }).collect()
        }
        (true, false) => masks.all(text),
    }
}

/// A structure with names, whole or cut off, with or without framing.
fn json(masks: &Masks<'_>, text: &str, nesting: u8) -> String {
    let mut out = String::with_capacity(text.len());
    let mut name = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (piece, after) = match c {
            '"' => string(rest),
            _ if c.is_ascii_digit() || c == '-' => run(rest, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+')),
            _ if c.is_alphanumeric() => run(rest, char::is_alphanumeric),
            _ => run(rest, |next| !next.is_alphanumeric() && !matches!(next, '"' | '-')),
        };
        let (piece, after) = if piece.is_empty() { rest.split_at_checked(c.len_utf8()).unwrap_or((rest, "")) } else { (piece, after) };
        match c {
            '"' => {
                let said = serde_json::from_str::<String>(piece).unwrap_or_else(|_| piece.replace(['"', '\\'], ""));
                let is_key = after.trim_start().starts_with(':');
                let masked = if is_key { key(masks, &said) } else { value_of(masks, &name, &said, nesting) };
                if is_key {
                    name = said;
                }
                out.push_str(&serde_json::to_string(&masked).unwrap_or_default());
                // What was cut off stays cut off.
                if piece.len() < 2 || !piece.ends_with('"') {
                    out.pop();
                }
            }
            _ if c.is_ascii_digit() || c == '-' => out.push_str(&number(masks, piece)),
            _ if c.is_alphanumeric() => {
                let word = matches!(piece, "true" | "false" | "null");
                out.push_str(&if word { piece.to_owned() } else { masks.strange(piece) });
            }
            _ => out.push_str(piece),
        }
        rest = after;
    }
    out
}

fn number(masks: &Masks<'_>, piece: &str) -> String {
    if piece.parse().is_ok_and(|n| masks.is_recent(n)) {
        return piece.to_owned();
    }
    match piece.split_once('.') {
        _ if piece.contains(['e', 'E']) && piece.parse::<f64>().is_ok() => piece.to_owned(),
        // So many decimals are measured, not dialled.
        Some((whole, rest)) if rest.bytes().all(|b| b.is_ascii_digit()) => {
            format!("{}.{}", masks.strange(whole), rest.get(..6).unwrap_or(rest))
        }
        _ => masks.strange(piece),
    }
}

/// A string with its quotes, as far as it goes.
fn string(rest: &str) -> (&str, &str) {
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    rest.split_at_checked(end.map_or(rest.len(), |(at, _)| at + 1)).unwrap_or((rest, ""))
}

fn run(rest: &str, goes_on: impl Fn(char) -> bool) -> (&str, &str) {
    let end = rest.char_indices().skip(1).find(|(_, c)| !goes_on(*c)).map_or(rest.len(), |(at, _)| at);
    rest.split_at_checked(end).unwrap_or((rest, ""))
}

/// XML: tags and attributes keep their names.
fn xml(masks: &Masks<'_>, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut tag = "";
    for (i, part) in text.split('<').enumerate() {
        if i > 0 {
            out.push('<');
        }
        let (inside, content) = part.split_once('>').map_or((part, None), |(a, b)| (a, Some(b)));
        if i > 0 {
            tag = inside.trim_start_matches('/').split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
            out.push_str(&attributes(masks, inside));
        } else {
            out.push_str(&masks.all(inside));
        }
        if let Some(content) = content {
            out.push('>');
            out.push_str(&value_of(masks, tag, content, MAX_NESTING));
        }
    }
    out
}

fn attributes(masks: &Masks<'_>, inside: &str) -> String {
    let mut out = String::with_capacity(inside.len());
    let mut quote = None;
    let mut value = String::new();
    for c in inside.chars() {
        match quote {
            None => {
                out.push(c);
                quote = Some(c).filter(|c| matches!(c, '"' | '\''));
            }
            Some(q) if q == c => {
                out.push_str(&value_of(masks, "", &value, MAX_NESTING));
                value.clear();
                out.push(c);
                quote = None;
            }
            Some(_) => value.push(c),
        }
    }
    out.push_str(&masks.all(&value));
    out
}
