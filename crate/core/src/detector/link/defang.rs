//! Writes a dangerous link so that nothing opens it and a person can still read it: `[\\]evil[.]example[.]com\share`.

use super::Found;
use super::chars::{is_invisible, separator};

/// The text with every found link made harmless; the rest is untouched.
///
/// ```
/// use tallylight_core::detector::link::{Kind, Knowledge, defang, scan};
/// let text = r"open \\evil.example.com\share please";
/// let found = scan(text, Kind::Text, &Knowledge::default());
/// assert_eq!(defang(text, &found), r"open [\\]evil[.]example[.]com\share please");
/// ```
pub fn defang(text: &str, found: &[Found]) -> String {
    let mut spans: Vec<(u32, u32)> = found.iter().map(|f| (f.start, f.end)).collect();
    spans.sort_unstable();
    let mut spans = spans.into_iter().peekable();
    let mut out = String::with_capacity(text.len() + 16);
    let mut until = 0;
    let mut unit = 0;
    let mut run = String::new();
    let mut first = false;
    for c in text.chars() {
        while let Some((start, end)) = spans.next_if(|(start, _)| *start <= unit) {
            first |= until <= start;
            until = until.max(end);
        }
        let inside = unit < until;
        unit += c.len_utf16() as u32;
        if inside && separator(c).is_some() {
            run.push(c);
            continue;
        }
        end_run(&mut out, &mut run, first);
        first &= !inside;
        match c {
            _ if !inside => out.push(c),
            c if is_invisible(c) => {}
            '.' | ':' | '%' | '&' | '?' | '。' | '．' | '｡' | '：' => {
                out.push('[');
                out.push(c);
                out.push(']');
            }
            c => out.push(c),
        }
    }
    end_run(&mut out, &mut run, first);
    out
}

/// Brackets a run of separators that opens a link or could.
fn end_run(out: &mut String, run: &mut String, first: bool) {
    if run.chars().count() > 1 || (first && !run.is_empty()) {
        out.push('[');
        out.push_str(run);
        out.push(']');
    } else {
        out.push_str(run);
    }
    run.clear();
}
