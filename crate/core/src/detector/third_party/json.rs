//! Flattens JSON into pairs of path and value, in one pass, without a tree and without recursion. Tolerant: a text that was cut, or that holds
//! several documents one after another (JSON lines, envelopes), gives what there is. Paths leave array positions out: `events.device_id`.

/// The deepest nesting that paths still tell apart.
const MAX_DEPTH: usize = 32;
/// The longest path, in bytes.
const MAX_PATH: usize = 192;

/// What a text was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    /// Documents read.
    pub(super) documents: usize,
    /// All of it was JSON.
    pub(super) clean: bool,
}

/// Where we are.
#[derive(Clone, Copy)]
struct Level {
    /// Length of the path outside of it.
    path: usize,
    object: bool,
    /// Commas seen in it, if an array.
    place: usize,
    /// Nothing has been seen in it.
    empty: bool,
}

/// Calls `each` with every scalar: its path, its place in the innermost array, its text (strings unescaped); for an empty container the text
/// is empty. Stops when `each` says so.
pub(super) fn flatten(text: &str, mut each: impl FnMut(&str, usize, String) -> bool) -> Shape {
    let mut shape = Shape { documents: 0, clean: true };
    let mut levels: Vec<Level> = Vec::new();
    let mut path = String::new();
    let mut key: Option<String> = None;
    let mut at = Reader { rest: text.trim_start_matches('\u{feff}') };
    while let Some(c) = at.token() {
        match c {
            '{' | '[' => {
                if levels.is_empty() {
                    shape.documents += 1;
                }
                if levels.len() >= MAX_DEPTH {
                    shape.clean = false;
                    break;
                }
                levels.last_mut().into_iter().for_each(|l| l.empty = false);
                levels.push(Level { path: path.len(), object: c == '{', place: 0, empty: true });
                extend(&mut path, key.take());
            }
            '}' | ']' => {
                key = None;
                let Some(level) = levels.pop() else {
                    shape.clean = false;
                    continue;
                };
                if level.empty && !each(&path, 0, String::new()) {
                    break;
                }
                path.truncate(level.path);
            }
            ',' => levels.last_mut().into_iter().for_each(|l| l.place += 1),
            ':' => {}
            _ => {
                let Some(scalar) = at.scalar(c) else {
                    shape.clean = false;
                    continue;
                };
                let inner = levels.last().copied();
                if inner.is_some_and(|l| l.object) && key.is_none() && c == '"' {
                    key = Some(scalar);
                    continue;
                }
                levels.last_mut().into_iter().for_each(|l| l.empty = false);
                let before = path.len();
                extend(&mut path, key.take());
                let more = inner.is_some_and(|l| each(&path, if l.object { 0 } else { l.place }, scalar));
                path.truncate(before);
                if levels.is_empty() {
                    shape.clean = false;
                } else if !more {
                    break;
                }
            }
        }
    }
    shape.clean &= levels.is_empty();
    shape
}

fn extend(path: &mut String, key: Option<String>) {
    let Some(key) = key else { return };
    if path.len() + key.len() < MAX_PATH {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&key);
    }
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    /// The next character that is not white space.
    fn token(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.take()
    }

    fn take(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    /// The scalar that begins with `first`; `None` (and nothing but `first` taken) where none does.
    fn scalar(&mut self, first: char) -> Option<String> {
        match first {
            '"' => Some(self.string()),
            '-' | '0'..='9' => Some(self.word(first, |c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'))),
            't' | 'f' | 'n' => Some(self.word(first, |c| c.is_ascii_lowercase())),
            _ => None,
        }
    }

    fn word(&mut self, first: char, part: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c| !part(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
        self.rest = rest;
        format!("{first}{word}")
    }

    /// A string's inside, after its opening quote.
    fn string(&mut self) -> String {
        let mut out = String::new();
        loop {
            let end = self.rest.find(['"', '\\']).unwrap_or(self.rest.len());
            let (plain, rest) = self.rest.split_at_checked(end).unwrap_or((self.rest, ""));
            out.push_str(plain);
            self.rest = rest;
            match self.take() {
                Some('\\') => out.extend(self.escape()),
                Some(_) | None => return out,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        match self.take()? {
            'n' => Some('\n'),
            't' => Some('\t'),
            'r' => Some('\r'),
            'b' | 'f' => Some(' '),
            'u' => {
                let unit = self.unit()?;
                let low = (0xd800..0xdc00).contains(&unit).then(|| self.low_surrogate()).flatten();
                let code = low.map_or(unit, |low| 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00));
                Some(char::from_u32(code).unwrap_or('\u{fffd}'))
            }
            other => Some(other),
        }
    }

    fn unit(&mut self) -> Option<u32> {
        let (digits, rest) = self.rest.split_at_checked(4)?;
        let unit = u32::from_str_radix(digits, 16).ok()?;
        self.rest = rest;
        Some(unit)
    }

    fn low_surrogate(&mut self) -> Option<u32> {
        let before = self.rest;
        let rest = self.rest.strip_prefix("\\u")?;
        self.rest = rest;
        let low = self.unit().filter(|u| (0xdc00..0xe000).contains(u));
        if low.is_none() {
            self.rest = before;
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Shape) {
        let mut pairs = Vec::new();
        let shape = flatten(text, |path, _, value| {
            pairs.push(format!("{path}={value}"));
            true
        });
        (pairs, shape)
    }

    #[test]
    fn paths_and_values() {
        let (pairs, shape) = read(r#"{"a":1,"b":{"c":["x",{"d":true}],"e":-1.5e3},"f":null,"":"y"}"#);
        assert_eq!(pairs, ["a=1", "b.c=x", "b.c.d=true", "b.e=-1.5e3", "f=null", "=y"]);
        assert_eq!(shape, Shape { documents: 1, clean: true });
    }

    #[test]
    fn empty_containers_have_a_name_too() {
        assert_eq!(read(r#"{"a":[{"b":[]}],"c":{}}"#).0, ["a.b=", "c="]);
    }

    #[test]
    fn places_in_arrays() {
        let mut places = Vec::new();
        flatten(r#"["a","b",{"k":"v"},"d"]"#, |_, place, value| {
            places.push((place, value));
            true
        });
        assert_eq!(places.first(), Some(&(0, "a".to_owned())));
        assert_eq!(places.last(), Some(&(3, "d".to_owned())));
    }

    #[test]
    fn escapes() {
        assert_eq!(read(r#"["\u00f6\ud83d\ude00\"\/\ud83dx"]"#).0, ["=ö😀\"/\u{fffd}x"]);
    }

    #[test]
    fn several_documents() {
        let (pairs, shape) = read("{\"a\":1}\n{\"b\":2}\n");
        assert_eq!((pairs.len(), shape.documents, shape.clean), (2, 2, true));
    }

    #[test]
    fn what_was_cut_gives_what_there_is() {
        let (pairs, shape) = read(r#"{"a":"x","b":{"c":"half of it"#);
        assert_eq!(pairs, ["a=x", "b.c=half of it"]);
        assert!(!shape.clean);
    }

    #[test]
    fn hostile_nesting_ends() {
        let (_, shape) = read(&"[".repeat(100_000));
        assert!(!shape.clean);
    }
}
