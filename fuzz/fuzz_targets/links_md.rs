//! Texts of kind `md`.
#![no_main]

mod check;

use libfuzzer_sys::fuzz_target;
use tallylight_core::detector::link::Kind;

fuzz_target!(|text: &str| check::check(text, Kind::Md));
