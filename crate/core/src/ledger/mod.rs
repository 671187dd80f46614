//! The consent ledger: what was on, whether and how you were asked, what you answered. Append-only, hash-chained.

use sha2::{Digest, Sha256};

/// SHA-256 of a text, the first 128 bits in hex: enough to recognise words by, or a meeting's address, without keeping either.
pub fn digest(text: &str) -> String {
    hex(Sha256::digest(text).iter().take(16))
}

fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    bytes.flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}
