//! Reads JSON as a flat list of paths and scalars: linear, without recursion, bounded, and tolerant of a text that was cut off (bodies are).
//! Not here: what the paths mean (`payload`).

/// A scalar of a payload.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Scalar {
    /// Text, unescaped, cut to [`MAX_STRING`] bytes.
    Text(String),
    /// A number.
    Number(f64),
    /// `true`, `false` or `null`.
    Word(&'static str),
}

/// The longest text kept of one value.
pub(super) const MAX_STRING: usize = 2048;
/// The deepest nesting followed; what lies deeper is skipped over.
const MAX_DEPTH: usize = 12;
/// The longest key kept.
const MAX_KEY: usize = 40;

/// The places of a record that are told apart.
const PLACES: [&str; 6] = ["[0]", "[1]", "[2]", "[3]", "[4]", "[5]"];

/// One level of nesting.
enum Level {
    /// In an object, under this key.
    Object(String),
    /// In an array, at this place; positions count (`[0]`) where the array is a record: see [`is_record`].
    Array { at: u32, positional: bool },
}

/// Calls back with every scalar and its path. Answers whether the text looked like JSON as far as it went.
pub(super) fn walk(text: &str, mut each: impl FnMut(&str, Scalar) -> bool) -> bool {
    let mut reader = Reader { rest: text.trim_start(), levels: Vec::new(), path: String::new() };
    if !reader.rest.starts_with(['{', '[']) {
        return false;
    }
    !matches!(reader.walk(&mut each), Err(Stop::Bad))
}

/// Why reading stopped early.
enum Stop {
    /// The text ended, or enough was read.
    End,
    /// It is no JSON.
    Bad,
}

struct Reader<'a> {
    rest: &'a str,
    levels: Vec<Level>,
    path: String,
}

impl Reader<'_> {
    fn walk(&mut self, each: &mut impl FnMut(&str, Scalar) -> bool) -> Result<(), Stop> {
        loop {
            self.rest = self.rest.trim_start();
            let first = self.rest.chars().next().ok_or(Stop::End)?;
            match first {
                '{' | '[' => {
                    self.skip(1);
                    if self.levels.len() >= MAX_DEPTH * 4 {
                        return Err(Stop::Bad);
                    }
                    self.levels.push(if first == '{' { Level::Object(String::new()) } else { Level::Array { at: 0, positional: false } });
                    if first == '{' {
                        self.key()?;
                    }
                    continue;
                }
                '}' | ']' => {
                    self.skip(1);
                    self.levels.pop().ok_or(Stop::Bad)?;
                }
                ',' => {
                    self.skip(1);
                    match self.levels.last_mut().ok_or(Stop::Bad)? {
                        Level::Array { at, .. } => *at += 1,
                        Level::Object(_) => self.key()?,
                    }
                    continue;
                }
                _ => {
                    let scalar = self.scalar(first)?;
                    if let Some((Level::Array { at: 0, positional }, above)) = self.levels.split_last_mut() {
                        *positional = is_record(above.last(), &scalar);
                    }
                    if self.levels.len() <= MAX_DEPTH {
                        self.set_path();
                        if !each(&self.path, scalar) {
                            return Err(Stop::End);
                        }
                    }
                }
            }
            if self.levels.is_empty() {
                return Ok(());
            }
        }
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    /// Reads `"key":`, or stands before the end of an empty object.
    fn key(&mut self) -> Result<(), Stop> {
        self.rest = self.rest.trim_start();
        if self.rest.starts_with('}') {
            return Ok(());
        }
        let mut key = self.string()?;
        crate::text::cut(&mut key, MAX_KEY);
        self.rest = self.rest.trim_start();
        self.rest = self.rest.strip_prefix(':').ok_or(self.end_or_bad())?;
        if let Some(Level::Object(name)) = self.levels.last_mut() {
            *name = key;
        }
        Ok(())
    }

    fn end_or_bad(&self) -> Stop {
        if self.rest.is_empty() { Stop::End } else { Stop::Bad }
    }

    fn string(&mut self) -> Result<String, Stop> {
        self.rest = self.rest.strip_prefix('"').ok_or(self.end_or_bad())?;
        let mut out = String::new();
        let mut chars = self.rest.char_indices();
        while let Some((at, c)) = chars.next() {
            let c = match c {
                '"' => {
                    self.skip(at + 1);
                    return Ok(out);
                }
                '\\' => match chars.next().ok_or(Stop::End)?.1 {
                    'n' | 'r' | 't' => ' ',
                    'u' => {
                        let code: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                        u32::from_str_radix(&code, 16).ok().and_then(char::from_u32).unwrap_or('\u{fffd}')
                    }
                    c => c,
                },
                c => c,
            };
            if out.len() < MAX_STRING {
                out.push(c);
            }
        }
        Err(Stop::End)
    }

    fn scalar(&mut self, first: char) -> Result<Scalar, Stop> {
        if first == '"' {
            return self.string().map(Scalar::Text);
        }
        // What the text ends in may have been cut off: the last digits of a number, the end of a word.
        let end = self.rest.find([',', '}', ']', ' ', '\n', '\r', '\t']).ok_or(Stop::End)?;
        let scalar = match self.rest.get(..end).unwrap_or_default() {
            "true" => Scalar::Word("true"),
            "false" => Scalar::Word("false"),
            "null" => Scalar::Word("null"),
            number if number.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
                Scalar::Number(number.parse().map_err(|_| Stop::Bad)?)
            }
            _ => return Err(Stop::Bad),
        };
        self.skip(end);
        Ok(scalar)
    }

    fn set_path(&mut self) {
        self.path.clear();
        for level in &self.levels {
            match level {
                Level::Object(key) => {
                    if !self.path.is_empty() {
                        self.path.push('.');
                    }
                    push_masked(&mut self.path, key);
                }
                Level::Array { at, positional: true } => self.path.push_str(PLACES.get(*at as usize).unwrap_or(&"[]")),
                Level::Array { .. } => self.path.push_str("[]"),
            }
        }
    }
}

/// Whether an array that begins with this scalar is a record, its places meaning something: a message that begins with the name or number of what it is, as
/// in `["event",{…}]`, `[6,{…}]` and `[null,"1","topic",…]`, or one row of a table.
fn is_record(above: Option<&Level>, first: &Scalar) -> bool {
    match (above, first) {
        (None, Scalar::Number(n)) => n.fract() == 0.0 && (0.0..256.0).contains(n),
        (None, Scalar::Text(_)) => true,
        (None, Scalar::Word(word)) => *word == "null",
        (Some(above), _) => matches!(above, Level::Array { .. }),
    }
}

/// A key may be somebody's id or address: only what looks like a name in a program is kept, its digits masked.
pub(super) fn push_masked(path: &mut String, key: &str) {
    let is_name = key.len() <= 32 && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '$' | ':' | '@' | '.'));
    let digits = key.chars().filter(char::is_ascii_digit).count();
    if !is_name || digits > 3 || key.contains('@') && !key.starts_with('@') {
        path.push('*');
    } else {
        path.extend(key.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let shown = |s: Scalar| match s {
            Scalar::Text(t) => t,
            Scalar::Number(n) => n.to_string(),
            Scalar::Word(w) => w.to_owned(),
        };
        let ok = walk(text, |path, scalar| {
            out.push(format!("{path}={}", shown(scalar)));
            true
        });
        if !ok {
            out.push("not json".to_owned());
        }
        out
    }

    #[test]
    fn nested_values() {
        assert_eq!(
            flat(r#"{"type":"subscribe","tracks":[{"id":"v-11","on":true},{"id":"v-12","on":null}],"n":-1.5e2,"o":{"p":{}}}"#),
            ["type=subscribe", "tracks[].id=v-11", "tracks[].on=true", "tracks[].id=v-12", "tracks[].on=null", "n=-150"]
        );
        assert_eq!(flat(r#"["event",{"a":1}]"#), ["[0]=event", "[1].a=1"]);
        assert_eq!(flat(r#"[{"a":1},{"a":2}]"#), ["[].a=1", "[].a=2"]);
        assert_eq!(flat(r#"[null,"7","room","update",{"a":1}]"#), ["[0]=null", "[1]=7", "[2]=room", "[3]=update", "[4].a=1"]);
        assert_eq!(flat("[3,1,900]"), ["[0]=3", "[1]=1", "[2]=900"]);
        assert_eq!(flat("[0.5,0.1]"), ["[]=0.5", "[]=0.1"]);
        assert_eq!(flat(r#"{"r":[[10,7],[12,9]]}"#), ["r[][0]=10", "r[][1]=7", "r[][0]=12", "r[][1]=9"]);
    }

    #[test]
    fn cut_off_texts_give_what_is_whole() {
        let text = r#"{"a":"xy","b":[1,2],"c":{"d":false}}"#;
        for end in 0..text.len() {
            let got = flat(text.get(..end).expect("ASCII"));
            assert!(got.iter().all(|line| flat(text).contains(line) || line == "not json"), "{end}: {got:?}");
        }
        assert_eq!(flat(text.get(..22).expect("ASCII")), ["a=xy", "b[]=1", "b[]=2"]);
    }

    #[test]
    fn what_is_no_json_is_said_so() {
        for text in ["", "hello", "[1,x]", "{a:1}", "{\"a\" 1}", "]"] {
            assert!(flat(text).contains(&"not json".to_owned()), "{text}");
        }
    }

    #[test]
    fn keys_that_name_people_are_masked() {
        assert_eq!(flat(r#"{"alice@example.com":1,"user-123456":2,"Jörg Müller":3,"b64":4}"#), ["*=1", "*=2", "*=3", "b##=4"]);
    }

    #[test]
    fn deep_nesting_ends() {
        let deep = "[".repeat(100_000);
        assert_eq!(flat(&deep), ["not json"]);
    }
}
