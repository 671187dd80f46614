//! The encodings that values travel in: percent, base64, hexadecimal, deflate. Tolerant, bounded, without judgement.

use std::borrow::Cow;

use miniz_oxide::inflate::core::inflate_flags::{TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// The most bytes taken out of one compressed body.
pub(super) const MAX_INFLATED: usize = 256 * 1024;

/// Undoes percent encoding, and `+` for a space where asked. What is not valid stays as it is; bytes that are not UTF-8 become U+FFFD.
pub(crate) fn percent(s: &str, plus: bool) -> Cow<'_, str> {
    if !s.bytes().any(|b| b == b'%' || (plus && b == b'+')) {
        return Cow::Borrowed(s);
    }
    let mut out = Vec::with_capacity(s.len());
    let mut rest = s.as_bytes();
    while let Some((byte, tail)) = rest.split_first() {
        let pair = tail.split_at_checked(2).filter(|_| *byte == b'%').and_then(|(pair, after)| Some((hex_pair(pair)?, after)));
        match (pair, byte) {
            (Some((decoded, after)), _) => {
                out.push(decoded);
                rest = after;
                continue;
            }
            (None, b'+') if plus => out.push(b' '),
            (None, byte) => out.push(*byte),
        }
        rest = tail;
    }
    Cow::Owned(String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned()))
}

/// Bytes from hexadecimal digits; `None` if anything else is among them.
pub(super) fn unhex(s: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = s.as_bytes().as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|pair| hex_pair(pair)).collect())?
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|n| char::from_digit(u32::from(n), 16)).collect()
}

fn hex_pair(pair: &[u8]) -> Option<u8> {
    let [high, low] = pair else { return None };
    let digit = |b: u8| char::from(b).to_digit(16);
    Some((digit(*high)? * 16 + digit(*low)?) as u8)
}

/// Bytes from base64, standard or url-safe, padded or not; `None` if anything else is among them.
pub(crate) fn unbase64(s: &str) -> Option<Vec<u8>> {
    let s = s.trim_end_matches('=');
    if s.len() % 4 == 1 {
        return None;
    }
    let mut out = Vec::with_capacity(s.len() / 4 * 3 + 2);
    let (mut bits, mut n) = (0_u32, 0_u32);
    for byte in s.bytes() {
        let sextet = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(sextet);
        n += 6;
        if n >= 8 {
            n -= 8;
            out.push((bits >> n) as u8);
        }
    }
    Some(out)
}

/// Standard base64 without padding.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().chain([&0, &0]).take(3).fold(0_u32, |bits, b| (bits << 8) | u32::from(*b));
        let digits = [18, 12, 6, 0].into_iter().filter_map(|shift| DIGITS.get((bits >> shift) as usize & 63));
        out.extend(digits.take(chunk.len() + 1).map(|b| char::from(*b)));
    }
    out
}

/// What a gzip or zlib stream holds, up to [`MAX_INFLATED`]; `None` where `bytes` is neither. A stream that was cut gives what there is.
pub(crate) fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let (data, flags) = match bytes {
        [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] => (after_gzip_header(rest, *flags)?, 0),
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => (bytes, TINFL_FLAG_PARSE_ZLIB_HEADER),
        _ => return None,
    };
    let mut out = vec![0; data.len().saturating_mul(12).clamp(1024, MAX_INFLATED)];
    let mut state = Box::<DecompressorOxide>::default();
    let (_, _, written) = decompress(&mut state, data, &mut out, 0, flags | TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF);
    out.truncate(written);
    (written > 0).then_some(out)
}

/// Skips a gzip header's optional parts: extra field, name, comment, checksum.
fn after_gzip_header(rest: &[u8], flags: u8) -> Option<&[u8]> {
    let mut rest = rest;
    if flags & 4 != 0 {
        let (length, tail) = rest.split_first_chunk::<2>()?;
        rest = tail.get(usize::from(u16::from_le_bytes(*length))..)?;
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            rest = rest.splitn(2, |b| *b == 0).nth(1)?;
        }
    }
    rest.get(if flags & 2 == 0 { 0 } else { 2 }..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_keeps_what_it_cannot_read() {
        assert_eq!(percent("a%20b+c%zz%4", false), "a b+c%zz%4");
        assert_eq!(percent("a+b%2Bc", true), "a b+c");
        assert_eq!(percent("%ff", false), "\u{fffd}");
    }

    #[test]
    fn base64_in_both_alphabets() {
        for bytes in [&b""[..], b"a", b"ab", b"abc", &[0xfb, 0xff, 0xfe]] {
            assert_eq!(unbase64(&base64(bytes)).as_deref(), Some(bytes));
        }
        assert_eq!(unbase64("-__-").as_deref(), Some(&[0xfb, 0xff, 0xfe][..]));
        assert_eq!(unbase64("YQ=="), Some(b"a".to_vec()));
        assert_eq!(unbase64("a b"), None);
        assert_eq!(unbase64("aaaaa"), None);
    }

    #[test]
    fn hexadecimal() {
        assert_eq!(unhex(&hex(&[0, 0xab, 0xff])), Some(vec![0, 0xab, 0xff]));
        assert_eq!(unhex("abc"), None);
        assert_eq!(unhex("zz"), None);
    }

    #[test]
    fn deflate_is_bounded() {
        let bomb = miniz_oxide::deflate::compress_to_vec_zlib(&vec![b'a'; 40 * 1024 * 1024], 6);
        assert!(inflate(&bomb).is_some_and(|out| out.len() <= MAX_INFLATED));
        assert_eq!(inflate(b"plain"), None);
        assert_eq!(inflate(&[0x1f, 0x8b, 8, 0x1f, 0, 0, 0, 0, 0, 0, 0xff]), None);
    }

    #[test]
    fn gzip_with_a_name() {
        let mut stream = vec![0x1f, 0x8b, 8, 8, 0, 0, 0, 0, 0, 3];
        stream.extend_from_slice(b"name\0");
        stream.extend(miniz_oxide::deflate::compress_to_vec(b"hello", 6));
        assert_eq!(inflate(&stream), Some(b"hello".to_vec()));
    }
}
