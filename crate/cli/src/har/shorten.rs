//! JSON on its way in, its long strings cut: a body of half a gigabyte in a file must not become half a gigabyte in memory. Everything else passes
//! unchanged. Not here: what the JSON says.

use std::io::{BufRead, Read, Result};

/// Passes JSON through, each string cut after so many bytes.
pub(crate) struct Shorten<R> {
    input: R,
    limit: usize,
    state: State,
    /// How many strings were cut.
    pub(crate) cut: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Between strings.
    Outside,
    /// In one, after so many bytes of it.
    Inside(usize),
    /// After a backslash: so many bytes of the string, and what of the escape has come.
    Escape(usize, Escape),
    /// Past the limit: up to the end of the string.
    Skipping,
    /// The same, after a backslash.
    SkippingEscape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Escape {
    Backslash,
    /// So many hexadecimal digits have come; whether they begin as the first half of a pair does.
    Hex(u8, bool),
}

impl<R: BufRead> Shorten<R> {
    pub(crate) fn new(input: R, limit: usize) -> Self {
        Self { input, limit, state: State::Outside, cut: 0 }
    }

    /// Takes one byte in; answers whether it passes.
    fn pass(&mut self, byte: u8) -> bool {
        let (next, passes) = match self.state {
            State::Outside => (if byte == b'"' { State::Inside(0) } else { State::Outside }, true),
            State::Inside(_) | State::Skipping if byte == b'"' => (State::Outside, true),
            // A cut falls between letters, never within one.
            State::Inside(n) if n >= self.limit && byte & 0xc0 != 0x80 => {
                self.cut += 1;
                (if byte == b'\\' { State::SkippingEscape } else { State::Skipping }, false)
            }
            State::Inside(n) if byte == b'\\' => (State::Escape(n, Escape::Backslash), true),
            State::Escape(n, Escape::Backslash) if byte == b'u' => (State::Escape(n, Escape::Hex(0, true)), true),
            State::Inside(n) | State::Escape(n, Escape::Backslash) => (State::Inside(n + 1), true),
            State::Escape(n, Escape::Hex(digits, first)) => {
                let first = match digits {
                    0 => byte.eq_ignore_ascii_case(&b'd'),
                    1 => first && matches!(byte.to_ascii_lowercase(), b'8' | b'9' | b'a' | b'b'),
                    _ => first,
                };
                match digits {
                    // The first half of a pair makes room for its second.
                    3 if first => (State::Inside(n.min(self.limit.saturating_sub(1))), true),
                    3 => (State::Inside(n + 6), true),
                    _ => (State::Escape(n, Escape::Hex(digits + 1, first)), true),
                }
            }
            State::Skipping if byte == b'\\' => (State::SkippingEscape, false),
            State::Skipping | State::SkippingEscape => (State::Skipping, false),
        };
        self.state = next;
        passes
    }
}

impl<R: BufRead> Read for Shorten<R> {
    fn read(&mut self, out: &mut [u8]) -> Result<usize> {
        let mut written = 0;
        while written == 0 && !out.is_empty() {
            let available = self.input.fill_buf()?;
            if available.is_empty() {
                return Ok(0);
            }
            let used = available.len().min(out.len());
            // Most of a great file is one long string after another: of these only the ends matter.
            if self.state == State::Skipping {
                let skipped = memchr::memchr2(b'"', b'\\', available).unwrap_or(available.len());
                if skipped > 0 {
                    self.input.consume(skipped);
                    continue;
                }
            }
            let chunk: Vec<u8> = available.iter().take(used).copied().collect();
            self.input.consume(used);
            for byte in chunk {
                if self.pass(byte)
                    && let Some(slot) = out.get_mut(written)
                {
                    *slot = byte;
                    written += 1;
                }
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shortened(text: &str, limit: usize) -> String {
        let mut out = String::new();
        Shorten::new(text.as_bytes(), limit).read_to_string(&mut out).unwrap();
        out
    }

    #[test]
    fn long_strings_are_cut_between_letters_and_the_rest_passes() {
        assert_eq!(shortened(r#"{"a":"abcdef","b":[1,"x"]}"#, 3), r#"{"a":"abc","b":[1,"x"]}"#);
        assert_eq!(shortened("\"aé✓b\"", 3), "\"aé\"");
        assert_eq!(shortened(r#""ab\"cd\\""#, 3), r#""ab\"""#);
        assert_eq!(shortened(r#""abcdef\"g","h""#, 2), r#""ab","h""#);
    }

    #[test]
    fn whatever_is_cut_is_still_json() {
        let texts = ["a\\ud83d\\ude00b", "😀😀", "\\\\\\\\", "\\u00e9\\n\\\"x", "x\\ud83d\\ude00\\ud83d\\ude00"];
        for text in texts {
            for limit in 0..16 {
                let json = shortened(&format!("[\"{text}\",\"end\"]"), limit);
                let read: Vec<String> = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{json} {limit}: {e}"));
                assert_eq!(read.len(), 2, "{json}");
            }
        }
    }
}
