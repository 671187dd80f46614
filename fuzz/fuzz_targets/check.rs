//! What must hold of every text, shared by the targets: places are real, a silent prefilter means a silent detector.

use tallylight_core::detector::link::{Kind, Knowledge, defang, may_match, scan};

/// Scans a text as one kind and holds the result against the promises of the module.
pub fn check(text: &str, kind: Kind) {
    let found = scan(text, kind, &Knowledge::default());
    let units = text.encode_utf16().count();
    for link in &found {
        assert!(link.start < link.end && link.end as usize <= units, "{link:?} of {units} units");
    }
    assert!(found.is_empty() || kind == Kind::Filename || may_match(text), "the prefilter is silent");
    let _ = defang(text, &found);
}
