//! Reads an XML stanza as flat pairs: `tag@attribute` and `tag#` for its text. One pass, no tree. Not here: namespaces, entities.

/// Calls back with each pair; answers the first tag's name.
pub(super) fn walk(text: &str, mut each: impl FnMut(&str, &str)) -> Option<String> {
    let mut first = None;
    let mut tag = String::new();
    for (i, piece) in text.split('<').enumerate().take(256) {
        if i == 0 {
            continue;
        }
        let (head, words) = piece.split_once('>').unwrap_or((piece, ""));
        if !head.starts_with(['/', '?', '!']) {
            let name = head.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
            tag = name.chars().take(32).collect();
            first.get_or_insert_with(|| tag.clone());
            attributes(head.get(name.len()..).unwrap_or_default(), |key, value| each(&format!("{tag}@{key}"), value));
            // A tag that is there or not can be what tells.
            if head.ends_with('/') {
                each(&format!("{tag}#"), "");
            }
        }
        let words = words.trim();
        if !words.is_empty() && !head.starts_with('/') {
            each(&format!("{tag}#"), words);
        }
    }
    first
}

fn attributes(mut rest: &str, mut each: impl FnMut(&str, &str)) {
    while let Some((key, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else { return };
        let Some((value, next)) = after.get(1..).and_then(|a| a.split_once(quote)) else { return };
        let key: String = key.trim().chars().take(32).collect();
        if !key.starts_with("xmlns") && !matches!(key.as_str(), "id" | "to" | "from") {
            each(&key, value);
        }
        rest = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stanzas() {
        let mut out = Vec::new();
        let first = walk("<message to='a'><faceLandmarks xmlns='x' faceExpression=\"happy\" duration='3'/><b>hi</b></message>", |p, v| {
            out.push(format!("{p}={v}"));
        });
        assert_eq!(first.as_deref(), Some("message"));
        assert_eq!(out, ["faceLandmarks@faceExpression=happy", "faceLandmarks@duration=3", "faceLandmarks#=", "b#=hi"]);
        walk("<a b=<c d='>", |_, _| ());
    }
}
