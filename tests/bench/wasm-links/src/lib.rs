//! Two functions for a bench: room for a text, and how many links the core finds in its lines. No bindings, so nothing else is measured.

use std::sync::Mutex;

use tallylight_core::detector::link::{Kind, Knowledge, scan};

static TEXT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

/// Makes room for so many bytes and says where.
#[unsafe(no_mangle)]
pub extern "C" fn room(len: usize) -> *mut u8 {
    let mut text = TEXT.lock().expect("one thread");
    *text = vec![0; len];
    text.as_mut_ptr()
}

/// Scans what was written there, line by line.
#[unsafe(no_mangle)]
pub extern "C" fn links() -> u32 {
    let text = TEXT.lock().expect("one thread");
    let text = std::str::from_utf8(&text).expect("the bench writes UTF-8");
    text.lines().map(|line| scan(line, Kind::Text, &Knowledge::default()).len() as u32).sum()
}
