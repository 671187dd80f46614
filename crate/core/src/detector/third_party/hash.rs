//! Digests of known values, for comparing with what is sent.

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::carried::Form;
use super::encoding::hex;

/// Every digest that trackers are known to send in a value's place, also a SHA-256 over an MD5 in hexadecimal, which some do.
/// The same as hexadecimal, in the same order.
pub(crate) fn hashes(value: &str) -> Vec<String> {
    digests(value.as_bytes()).iter().map(|(_, digest)| hex(digest)).collect()
}

pub(super) fn digests(value: &[u8]) -> [(Form, Vec<u8>); 6] {
    let md5 = Md5::digest(value).to_vec();
    let twice = Sha256::digest(hex(&md5)).to_vec();
    [
        (Form::Md5, md5),
        (Form::Sha1, Sha1::digest(value).to_vec()),
        (Form::Sha256, Sha256::digest(value).to_vec()),
        (Form::Sha384, Sha384::digest(value).to_vec()),
        (Form::Sha512, Sha512::digest(value).to_vec()),
        (Form::Sha256, twice),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn are_the_known_ones() {
        let [md5, sha1, sha256, ..] = digests(b"abc").map(|(_, digest)| hex(&digest));
        assert_eq!(md5, "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(sha1, "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
