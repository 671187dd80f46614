//! The consent ledger: what was on when you came, whether and how you were asked, what you answered, when it changed. It outlives meetings,
//! is append-only, and every record holds the hash of the one before it, so that an exported copy can be checked by anybody.
//!
//! What it can prove: that nobody changed, dropped or inserted a record in a copy without also rewriting all that follows. What it cannot:
//! that its keeper did not rewrite the whole. Whoever needs that notes the last hash somewhere else, as the printed page invites them to.
//!
//! The ledger holds no names, no words and no addresses: meetings and words stand in it as [`digest`]s, which can be compared with an address or a
//! text that one has, and not read back.
//!
//! Not here: where it is stored (the shell), what deserves an entry (`detector::recording`).

mod chain;
mod entry;
mod export;
mod page;

pub use chain::{Appended, GENESIS, Head, KEPT_SEGMENTS, Record, SEGMENT, append};
pub use entry::{Answer, Entry, Kind, Words};
pub use export::{Broken, Export, VERSION, Verified, Why, verify};
pub use page::page;

use sha2::{Digest, Sha256};

use crate::text::host_of;

/// The first 128 bits of a text's SHA-256, in hex: enough to recognise it by.
pub fn digest(text: &str) -> String {
    hex(Sha256::digest(text).iter().take(16))
}

/// How a meeting stands in the ledger: the digest of its host and path. Its query, which may hold a passcode, is no part of it.
pub fn meeting(url: &str) -> String {
    let after = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = after.split(['?', '#']).next().unwrap_or_default();
    let path = path.find('/').and_then(|at| path.get(at..)).unwrap_or("/");
    digest(&format!("{}{path}", host_of(url)))
}

fn hash(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).iter())
}

fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    let digit = |n: u8| char::from_digit(u32::from(n), 16).unwrap_or('0');
    bytes.flat_map(|b| [digit(b >> 4), digit(b & 15)]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_sha_256() {
        assert_eq!(hash(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest("abc"), "ba7816bf8f01cfea414140de5dae2223");
    }

    #[test]
    fn a_meeting_is_its_host_and_path() {
        let same = ["https://Zoom.us/wc/1/join?pwd=x", "https://zoom.us/wc/1/join#y", "https://zoom.us:443/wc/1/join"];
        for url in same {
            assert_eq!(meeting(url), digest("zoom.us/wc/1/join"), "{url}");
        }
        assert_ne!(meeting("https://zoom.us/wc/2/join"), meeting(same[0]));
        assert_eq!(meeting("https://zoom.us"), digest("zoom.us/"));
    }
}
