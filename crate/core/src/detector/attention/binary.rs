//! Messages in bytes whose structure shows: `MessagePack`, which names its fields, and the wire form of protocol buffers, which numbers them. Strict: what
//! is not such a message from its first byte to its last is none. Linear, without recursion, bounded. Not here: what the fields mean (`payload`).

use std::ops::Range;

use super::json::{Scalar, push_masked};
use super::payload::MAX_FIELDS;

/// The deepest nesting followed.
const MAX_DEPTH: usize = 8;
/// The highest number of a field that is believed: interfaces number theirs from one.
const MAX_NUMBER: u64 = 1000;

/// One value, and where its bytes are.
pub(crate) struct Leaf {
    pub(crate) path: String,
    /// Absent: bytes that mean nothing.
    pub(crate) value: Option<Scalar>,
    pub(crate) at: Range<usize>,
}

/// A message that could be read.
pub(crate) struct Packed {
    pub(crate) leaves: Vec<Leaf>,
    /// Where the names of fields are.
    pub(crate) keys: Vec<Range<usize>>,
    /// What kind of message it says it is, where that shows in its structure.
    pub(crate) kind: Option<String>,
    /// Its fields have names. Else what they mean is not known.
    pub(crate) named: bool,
}

/// Reads one message.
pub(crate) fn read(bytes: &[u8]) -> Option<Packed> {
    msgpack(bytes).or_else(|| protobuf(bytes))
}

/// What is left to be read.
struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Cursor<'_> {
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, n: usize) -> Option<Range<usize>> {
        let end = self.at.checked_add(n).filter(|end| *end <= self.bytes.len())?;
        Some(std::mem::replace(&mut self.at, end)..end)
    }

    /// A number of `n` bytes, the highest first.
    fn big(&mut self, n: usize) -> Option<u64> {
        let range = self.take(n)?;
        Some(self.bytes.get(range)?.iter().fold(0, |sum, b| (sum << 8) | u64::from(*b)))
    }

    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn text(&self, range: Range<usize>) -> Option<&str> {
        std::str::from_utf8(self.bytes.get(range)?).ok()
    }
}

/// A map or an array of `MessagePack` that is being read: how many values are still to come, of a map under which key.
struct Open {
    left: u64,
    key: Option<String>,
    is_map: bool,
}

fn msgpack(bytes: &[u8]) -> Option<Packed> {
    let mut c = Cursor { bytes, at: 0 };
    let mut open: Vec<Open> = Vec::new();
    let (mut leaves, mut keys) = (Vec::new(), Vec::new());
    loop {
        while open.last().is_some_and(|o| o.left == 0) {
            open.pop();
            // A closed map was its parent's value.
            if let Some(parent) = open.last_mut() {
                parent.left -= 1;
                parent.key = None;
            }
            if open.is_empty() {
                let whole = c.at == bytes.len() && !leaves.is_empty();
                return whole.then_some(Packed { leaves, keys, kind: None, named: true });
            }
        }
        if open.last().is_some_and(|o| o.is_map && o.key.is_none()) {
            let (key, at) = key(&mut c)?;
            keys.push(at);
            if let Some(map) = open.last_mut() {
                map.key = Some(key);
            }
            continue;
        }
        let from = c.at;
        let tag = c.byte()?;
        let opens = match tag {
            0x80..=0x8f => Some((u64::from(tag & 15), true)),
            0x90..=0x9f => Some((u64::from(tag & 15), false)),
            0xdc | 0xdd => Some((c.big(if tag == 0xdc { 2 } else { 4 })?, false)),
            0xde | 0xdf => Some((c.big(if tag == 0xde { 2 } else { 4 })?, true)),
            _ => None,
        };
        if let Some((left, is_map)) = opens {
            // Each takes a byte at least: a lie about how many there are is seen at once.
            if open.len() >= MAX_DEPTH || left > (bytes.len() - c.at) as u64 {
                return None;
            }
            open.push(Open { left, key: None, is_map });
            continue;
        }
        let (value, at) = scalar(&mut c, tag, from)?;
        if open.is_empty() || leaves.len() >= MAX_FIELDS {
            return None;
        }
        leaves.push(Leaf { path: path(&open), value, at });
        if let Some(parent) = open.last_mut() {
            parent.left -= 1;
            parent.key = None;
        }
    }
}

fn key(c: &mut Cursor<'_>) -> Option<(String, Range<usize>)> {
    let tag = c.byte()?;
    if tag < 0x80 {
        return Some((format!("{tag}"), c.at..c.at));
    }
    let length = match tag {
        0xa0..=0xbf => usize::from(tag & 31),
        0xd9 => usize::from(c.byte()?),
        _ => return None,
    };
    let range = c.take(length)?;
    Some((c.text(range.clone())?.to_owned(), range))
}

/// A value of its own, and its bytes without the tag.
fn scalar(c: &mut Cursor<'_>, tag: u8, from: usize) -> Option<(Option<Scalar>, Range<usize>)> {
    let number = |n: f64, range| Some((Some(Scalar::Number(n)), range));
    let word = |w| Some((Some(Scalar::Word(w)), from + 1..from + 1));
    match tag {
        0..=0x7f => number(f64::from(tag), from..from),
        0xe0..=0xff => number(f64::from(tag.cast_signed()), from..from),
        0xc0 => word("null"),
        0xc2 => word("false"),
        0xc3 => word("true"),
        0xca => c.big(4).and_then(|bits| number(f64::from(f32::from_bits(bits as u32)), from + 1..from + 5)),
        0xcb => c.big(8).and_then(|bits| number(f64::from_bits(bits), from + 1..from + 9)),
        0xcc..=0xcf => {
            let n = 1 << (tag - 0xcc);
            c.big(n).and_then(|v| number(v as f64, from + 1..from + 1 + n))
        }
        0xd0..=0xd3 => {
            let n = 1 << (tag - 0xd0);
            let shift = 64 - 8 * n as u32;
            c.big(n).and_then(|v| number(((v << shift).cast_signed() >> shift) as f64, from + 1..from + 1 + n))
        }
        0xa0..=0xbf | 0xd9..=0xdb => {
            let length = if tag < 0xc0 { u64::from(tag & 31) } else { c.big(1 << (tag - 0xd9))? };
            let range = c.take(usize::try_from(length).ok()?)?;
            let text = c.text(range.clone())?.to_owned();
            Some((Some(Scalar::Text(text)), range))
        }
        0xc4..=0xc6 => {
            let length = c.big(1 << (tag - 0xc4))?;
            Some((None, c.take(usize::try_from(length).ok()?)?))
        }
        // An extension (of which times are the best known): a type, and so many bytes.
        0xd4..=0xd8 => Some((None, c.take(1 + (1 << (tag - 0xd4)))?)),
        0xc7..=0xc9 => {
            let length = c.big(1 << (tag - 0xc7))?;
            Some((None, c.take(usize::try_from(length).ok()?.checked_add(1)?)?))
        }
        _ => None,
    }
}

fn path(open: &[Open]) -> String {
    let mut path = String::new();
    for level in open {
        match &level.key {
            Some(key) => {
                if !path.is_empty() {
                    path.push('.');
                }
                push_masked(&mut path, key);
            }
            None => path.push_str("[]"),
        }
    }
    path
}

/// One field of a protocol buffer.
struct Field {
    number: u64,
    value: Wire,
}

enum Wire {
    Number(f64, Range<usize>),
    Bytes(Range<usize>),
}

fn fields(bytes: &[u8], range: Range<usize>) -> Option<Vec<Field>> {
    let mut c = Cursor { bytes: bytes.get(..range.end)?, at: range.start };
    let mut found = Vec::new();
    while c.at < range.end {
        let tag = c.varint()?;
        let number = tag >> 3;
        if number == 0 || number > MAX_NUMBER || found.len() >= MAX_FIELDS {
            return None;
        }
        let from = c.at;
        let value = match tag & 7 {
            0 => Wire::Number(c.varint()? as f64, from..c.at),
            1 => {
                let bits = c.take(8)?;
                let bits = c.bytes.get(bits)?.first_chunk().map(|b| u64::from_le_bytes(*b))?;
                Wire::Number(f64::from_bits(bits), from..c.at)
            }
            2 => {
                let length = usize::try_from(c.varint()?).ok()?;
                Wire::Bytes(c.take(length)?)
            }
            5 => {
                let bits = c.take(4)?;
                let bits = c.bytes.get(bits)?.first_chunk().map(|b| u32::from_le_bytes(*b))?;
                Wire::Number(f64::from(f32::from_bits(bits)), from..c.at)
            }
            _ => return None,
        };
        found.push(Field { number, value });
    }
    (!found.is_empty()).then_some(found)
}

fn protobuf(bytes: &[u8]) -> Option<Packed> {
    let top = fields(bytes, 0..bytes.len())?;
    let kind = top.first().map(|first| match first.value {
        Wire::Number(n, _) if first.number == 1 && n < 256.0 => format!("f1={n}"),
        _ => format!("f{}", first.number),
    });
    let mut leaves = Vec::new();
    let mut open = vec![(String::new(), top, 0)];
    while let Some((prefix, fields, depth)) = open.pop() {
        let numbers: Vec<u64> = fields.iter().map(|f| f.number).collect();
        for field in fields {
            if leaves.len() >= MAX_FIELDS {
                return None;
            }
            let repeated = numbers.iter().filter(|n| **n == field.number).count() > 1;
            let path = format!("{prefix}f{}{}", field.number, if repeated { "[]" } else { "" });
            match field.value {
                Wire::Number(n, at) => leaves.push(Leaf { path, value: Some(Scalar::Number(n)), at }),
                Wire::Bytes(at) => {
                    let text = bytes.get(at.clone()).and_then(|b| std::str::from_utf8(b).ok());
                    // The first field of a message within is often a text, and then it begins as a line feed does.
                    let is_plain = text.is_some_and(|t| !t.chars().any(char::is_control));
                    let text = text.filter(|t| !t.chars().any(|c| c.is_control() && !c.is_whitespace()));
                    let inner = if !is_plain && depth < MAX_DEPTH { self::fields(bytes, at.clone()) } else { None };
                    match inner {
                        Some(inner) => open.push((format!("{path}."), inner, depth + 1)),
                        None => leaves.push(Leaf { path, value: text.map(|t| Scalar::Text(t.to_owned())), at }),
                    }
                }
            }
        }
    }
    leaves.sort_by_key(|leaf| leaf.at.start);
    Some(Packed { leaves, keys: Vec::new(), kind, named: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(bytes: &[u8]) -> Vec<String> {
        let shown = |leaf: &Leaf| match &leaf.value {
            Some(Scalar::Number(n)) => format!("{}={n}", leaf.path),
            Some(Scalar::Text(t)) => format!("{}={t}", leaf.path),
            Some(Scalar::Word(w)) => format!("{}={w}", leaf.path),
            None => format!("{}=?", leaf.path),
        };
        read(bytes).map_or_else(Vec::new, |p| p.leaves.iter().map(shown).collect())
    }

    #[test]
    fn maps_of_messagepack() {
        let mut message = b"\x83\xa1m\xa3upd\xa1s\xcd\x01\x00\xa6member\x82\xa5front\xc2\xa2id\xa2p4".to_vec();
        assert_eq!(flat(&message), ["m=upd", "s=256", "member.front=false", "member.id=p4"]);
        assert!(read(&message).is_some_and(|p| p.named));
        message.push(0);
        assert!(read(&message).is_none_or(|p| !p.named), "more than a message is none");
        assert_eq!(flat(b"\x93\x01\xff\x91\xc3"), ["[]=1", "[]=-1", "[][]=true"]);
        assert_eq!(flat(b"\x81\xa1t\xcb\x3f\xf8\0\0\0\0\0\0"), ["t=1.5"]);
    }

    #[test]
    fn numbered_fields() {
        assert_eq!(flat(&[8, 1, 18, 2, b'h', b'i', 72, 1]), ["f1=1", "f2=hi", "f9=1"]);
        assert_eq!(read(&[8, 1, 72, 1]).and_then(|p| p.kind).as_deref(), Some("f1=1"));
        // Of one message of several, its number is the kind.
        assert_eq!(flat(&[58, 4, 24, 1, 32, 2]), ["f7.f3=1", "f7.f4=2"]);
        assert_eq!(read(&[58, 4, 24, 1, 32, 2]).and_then(|p| p.kind).as_deref(), Some("f7"));
        assert_eq!(flat(b"\x08\x01\x12\x05\x0a\x03abc"), ["f1=1", "f2.f1=abc"]);
        assert_eq!(flat(&[8, 1, 18, 2, 0xff, 0xfe]), ["f1=1", "f2=?"]);
    }

    #[test]
    fn what_is_neither_is_none_and_lies_about_lengths_do_no_harm() {
        for bytes in [&b""[..], &[7, 1], &[0xff; 40], &[8], &[18, 200, 1], &[0xdf, 0xff, 0xff, 0xff, 0xff], &[0x81], &[0x80], &[0; 9]] {
            assert_eq!(flat(bytes), Vec::<String>::new(), "{bytes:?}");
        }
        let deep = [0x91; 10_000];
        assert!(read(&deep).is_none());
    }
}
