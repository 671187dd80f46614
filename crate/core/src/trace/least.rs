//! The least of a text that is judged as all of it is: words are blanked, many at once and then fewer, as long as the judgement stays. It needs no
//! dictionary, so it works in every language, and what is left is evidence by construction.

/// The most pieces tried apart; of a longer text neighbours are tried together.
const MAX_PIECES: usize = 128;
/// From here on scripts that are written without spaces: each character is a piece.
const UNSPACED: char = '\u{0e00}';

/// `text` with all blanked that `same` does not need.
pub(super) fn least(text: &str, same: impl Fn(&str) -> bool) -> String {
    let pieces = pieces(text);
    let mut kept = vec![true; pieces.len()];
    let blanked = |kept: &[bool]| -> String {
        pieces.iter().zip(kept).map(|(piece, keep)| if *keep { (*piece).to_owned() } else { blank(piece) }).collect()
    };
    let mut size = pieces.len().next_power_of_two();
    while size > 0 {
        for start in (0..pieces.len()).step_by(size) {
            let mut tried = kept.clone();
            tried.iter_mut().skip(start).take(size).for_each(|keep| *keep = false);
            if tried != kept && same(&blanked(&tried)) {
                kept = tried;
            }
        }
        size /= 2;
    }
    blanked(&kept)
}

/// Words, with what stands between them apart; at most [`MAX_PIECES`].
fn pieces(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let alone = first >= UNSPACED;
        let end = rest.char_indices().skip(1).find(|(_, c)| alone || *c >= UNSPACED || c.is_alphanumeric() != first.is_alphanumeric());
        let (piece, after) = rest.split_at_checked(end.map_or(rest.len(), |(at, _)| at)).unwrap_or((rest, ""));
        all.push(piece);
        rest = after;
    }
    if all.len() <= MAX_PIECES {
        return all;
    }
    let mut starts: Vec<usize> = all.iter().scan(0, |at, piece| Some(std::mem::replace(at, *at + piece.len()))).collect();
    starts = starts.into_iter().step_by(all.len().div_ceil(MAX_PIECES)).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts.iter().zip(ends).filter_map(|(start, end)| text.get(*start..end)).collect()
}

/// As long in UTF-16, which is how places in texts are told.
fn blank(piece: &str) -> String {
    let one = |c: char| match c {
        c if c.is_ascii_digit() => "0",
        c if c.is_alphanumeric() || !c.is_ascii() => ["x", "xx"].get(c.len_utf16() - 1).copied().unwrap_or("x"),
        _ => "",
    };
    piece.chars().fold(String::new(), |mut out, c| {
        match one(c) {
            "" => out.push(c),
            x => out.push_str(x),
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_needed_stays() {
        assert_eq!(least("Olga has started recording, 7 of us", |t| t.contains("recording")), "xxxx xxx xxxxxxx recording, 0 xx xx");
        assert_eq!(least("会議を録画しています", |t| t.contains("録画")), "xxx録画xxxxx");
        assert_eq!(least("😀 secret", |_| true), "xx xxxxxx");
    }

    #[test]
    fn a_long_text_is_done_in_few_steps() {
        let tries = std::cell::Cell::new(0);
        let text = "word ".repeat(20_000) + "needle";
        let left = least(&text, |t| {
            tries.set(tries.get() + 1);
            t.contains("needle")
        });
        assert!(left.ends_with("needle") && left.starts_with("xxxx") && tries.get() <= 3 * MAX_PIECES);
    }
}
