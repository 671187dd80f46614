//! Takes a request apart into fields: query, form, multipart, JSON and JSON lines, and what values hold in turn (percent, base64, hexadecimal,
//! compression, tokens, addresses). Works through a queue, never by recursion; everything is bounded, and [`Decoded::cut`] says if it bit.
//! Not here: what a field means (`watchlist`, `shapes`, `wire`).

use crate::observation::Body;

use super::carried::Form;
use super::encoding::{inflate, percent, unbase64, unhex};
use super::json;
use super::url::Address;

/// The most fields of one request.
const MAX_FIELDS: usize = 2048;
/// The most decoded bytes of one request.
const MAX_BYTES: usize = 512 * 1024;
/// How many encodings deep a value is followed.
const MAX_DEPTH: u8 = 3;
/// A shorter value holds nothing worth decoding.
const MIN_ENCODED: usize = 10;

/// Where a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// The body.
    Body,
}

/// One named value.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its name; nested names are joined by dots, array positions left out. Empty for what has none.
    pub(super) path: String,
    /// Its value, decoded.
    pub(super) value: String,
    /// Where it stands.
    pub(super) place: Place,
    /// Its place in the array that it stands in.
    pub(super) nth: usize,
    /// The encoding that it was found in.
    pub(super) form: Form,
    /// How many encodings deep it is.
    depth: u8,
}

/// A request taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoded {
    /// Every named value.
    pub(super) fields: Vec<Field>,
    /// Whole texts as sent or decoded, for values that stand in no field.
    pub(super) texts: Vec<(String, Form)>,
    /// JSON documents in the body: more than one is JSON lines or an envelope.
    pub(super) documents: usize,
    /// Bounds were reached: more was there than was read.
    pub(super) cut: bool,
    bytes: usize,
}

impl Decoded {
    /// Takes an address and a body apart.
    pub(super) fn new(url: &Address, body: Option<&Body>) -> Self {
        let mut all = Self::default();
        let form = Form::Plain;
        for segment in url.path.split(['/', ';']).filter(|s| !s.is_empty()) {
            let (name, value) = segment.split_once('=').unwrap_or(("", segment));
            all.add(name, percent(value, false).into_owned(), Place::Path, form, 0);
        }
        all.pairs("", &url.query, Place::Query, form, 0);
        all.text(format!("{}?{}", percent(&url.path, false), percent(&url.query, true)), form);
        match body {
            Some(Body::Text(text)) => all.body(text, form),
            Some(Body::Base64(encoded)) => {
                let bytes = unbase64(encoded).unwrap_or_default();
                let (bytes, form) = inflate(&bytes).map_or((bytes, Form::Plain), |inflated| (inflated, Form::Gzip));
                all.body(&String::from_utf8_lossy(&bytes), form);
            }
            Some(Body::Streamed) | None => {}
        }
        let mut next = 0;
        while next < all.fields.len() && !all.cut {
            all.unwrap(next);
            next += 1;
        }
        all
    }

    /// The value of the first field with exactly this name in this place.
    pub(super) fn get(&self, place: Place, path: &str) -> Option<&str> {
        self.fields.iter().find(|f| f.place == place && f.path == path).map(|f| f.value.as_str())
    }

    fn add(&mut self, path: &str, value: String, place: Place, form: Form, depth: u8) -> bool {
        self.add_nth(path, value, place, 0, form, depth)
    }

    fn add_nth(&mut self, path: &str, value: String, place: Place, nth: usize, form: Form, depth: u8) -> bool {
        self.bytes += path.len() + value.len();
        if self.fields.len() >= MAX_FIELDS || self.bytes > MAX_BYTES {
            self.cut = true;
            return false;
        }
        self.fields.push(Field { path: path.to_owned(), value, place, nth, form, depth });
        true
    }

    fn text(&mut self, text: String, form: Form) {
        self.bytes += text.len();
        if self.bytes > MAX_BYTES {
            self.cut = true;
        } else {
            self.texts.push((text, form));
        }
    }

    fn body(&mut self, text: &str, form: Form) {
        self.text(text.to_owned(), form);
        self.documents = self.structure("", text, Place::Body, form, 0);
    }

    /// Reads a text's structure into fields; returns how many JSON documents it held. A text without structure is one field.
    fn structure(&mut self, path: &str, text: &str, place: Place, form: Form, depth: u8) -> usize {
        let trimmed = text.trim();
        if trimmed.starts_with(['{', '[']) {
            let shape = self.json(path, trimmed, place, form, depth);
            if shape.documents > 0 {
                return shape.documents;
            }
        }
        if trimmed.starts_with("--") && trimmed.contains("ontent-") && self.multipart(path, trimmed, place, form, depth) {
            return 0;
        }
        if looks_like_form(trimmed) {
            self.pairs(path, trimmed, place, form, depth);
        } else if !trimmed.is_empty() {
            self.add(path, trimmed.to_owned(), place, form, depth);
        }
        0
    }

    /// A pair of fields `key` and `value` (OpenTelemetry's attributes and many forms) gives one more, called as the key says.
    fn json(&mut self, prefix: &str, text: &str, place: Place, form: Form, depth: u8) -> json::Shape {
        let mut named: Option<(String, String)> = None;
        json::flatten(text, |path, nth, value| {
            let (parent, leaf) = path.rsplit_once('.').unwrap_or(("", path));
            if matches!(leaf, "key" | "name" | "k" | "field") && value.len() <= 64 {
                named = Some((parent.to_owned(), value.clone()));
            } else if let Some((_, name)) = named.take_if(|(of, _)| matches!(path.strip_prefix(of.as_str()), Some(rest) if is_value(rest)))
            {
                self.add(&join(&join(prefix, parent), &name), value.clone(), place, form, depth);
            }
            self.add_nth(&join(prefix, path), value, place, nth, form, depth)
        })
    }

    fn pairs(&mut self, prefix: &str, text: &str, place: Place, form: Form, depth: u8) {
        for pair in text.split(['&', ';']).filter(|p| !p.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !self.add(&join(prefix, percent(name, true).trim()), percent(value, true).into_owned(), place, form, depth) {
                return;
            }
        }
    }

    fn multipart(&mut self, prefix: &str, text: &str, place: Place, form: Form, depth: u8) -> bool {
        let boundary = text.lines().next().unwrap_or_default().trim_end();
        let mut any = false;
        for part in text.split(boundary).skip(1) {
            let Some((head, value)) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n")) else { continue };
            let name = head.split_once("name=\"").and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
            any = true;
            if !self.add(&join(prefix, name), value.trim_end_matches(['\r', '\n']).to_owned(), place, form, depth) {
                break;
            }
        }
        any
    }

    /// Looks into one field for what its value holds in turn.
    fn unwrap(&mut self, at: usize) {
        let Some(field) = self.fields.get(at) else { return };
        if field.depth >= MAX_DEPTH || field.value.len() < MIN_ENCODED {
            return;
        }
        let Field { path, value, place, form, depth, .. } = field.clone();
        let (depth, value) = (depth + 1, value.trim());
        if value.starts_with(['{', '[']) && self.json(&path, value, place, form, depth).documents > 0 {
            return;
        }
        if value.starts_with("--") && value.contains("ontent-") && self.multipart(&path, value, place, form, depth) {
            return;
        }
        if value.contains('%') {
            let decoded = percent(value, false);
            if decoded != value {
                self.add(&path, decoded.into_owned(), place, form, depth);
                return;
            }
        }
        if let Some((_, query)) = value.split_once('?').filter(|(_, q)| q.contains('=')) {
            self.pairs(&path, query.split('#').next().unwrap_or_default(), place, form, depth);
        } else if looks_like_form(value) {
            self.pairs(&path, value, place, form, depth);
        }
        let encoded = value.split_once(";base64,").map_or(value, |(_, data)| data);
        if encoded.starts_with("eyJ") && encoded.contains('.') {
            for part in encoded.split('.').take(3) {
                self.bytes_of(&path, unbase64(part), place, Form::Base64, depth);
            }
        } else if encoded.bytes().all(|b| b.is_ascii_hexdigit()) {
            self.bytes_of(&path, unhex(encoded), place, Form::Hex, depth);
        } else {
            self.bytes_of(&path, unbase64(encoded), place, Form::Base64, depth);
        }
    }

    fn bytes_of(&mut self, path: &str, bytes: Option<Vec<u8>>, place: Place, form: Form, depth: u8) {
        let Some(bytes) = bytes else { return };
        let (bytes, form) = match inflate(&bytes) {
            Some(inflated) => (inflated, Form::Gzip),
            None => (bytes, form),
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            // What was cut in the middle of a character is still text; noise is not.
            Err(e) if form == Form::Gzip => String::from_utf8_lossy(e.as_bytes()).into_owned(),
            Err(_) => return,
        };
        if text.len() >= 3 && !text.chars().any(|c| c.is_control() && !c.is_whitespace()) {
            self.text(text.clone(), form);
            self.structure(path, &text, place, form, depth);
        }
    }
}

fn join(prefix: &str, path: &str) -> String {
    match (prefix, path) {
        ("", path) => path.to_owned(),
        (prefix, "") => prefix.to_owned(),
        (prefix, path) => format!("{prefix}.{path}"),
    }
}

/// Whether what follows an object's path is its value: `value`, or OpenTelemetry's `value.stringValue`.
fn is_value(rest: &str) -> bool {
    matches!(rest.trim_start_matches('.'), "value" | "v" | "val" | "value.stringValue" | "value.intValue" | "value.string_value")
}

/// Whether a text is `name=value&…`: one word, with a plain name before its first equals sign.
fn looks_like_form(text: &str) -> bool {
    let name = text.split(['=', '&']).next().unwrap_or_default();
    text.contains('=')
        && (1..=64).contains(&name.len())
        && !text.trim_end_matches('=').is_empty()
        && text.find('=').is_some_and(|at| at + 1 < text.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-[]%$+:~".contains(c))
        && !text.chars().any(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detector::third_party::encoding::base64;

    fn of(url: &str, body: &str) -> Decoded {
        Decoded::new(&Address::parse(url, None), Some(&Body::Text(body.to_owned())))
    }

    #[track_caller]
    fn finds(decoded: &Decoded, path: &str, value: &str) {
        let all: Vec<_> = decoded.fields.iter().map(|f| format!("{}={}", f.path, f.value)).collect();
        assert!(decoded.fields.iter().any(|f| f.path == path && f.value == value), "{path}={value} not in {all:#?}");
    }

    #[test]
    fn queries_and_forms() {
        let d = of("https://x.example/a%20b/c;sid=7?q=1+2&ud%5Bem%5D=z", "n=olga+l&e=%40");
        finds(&d, "", "a b");
        finds(&d, "sid", "7");
        finds(&d, "q", "1 2");
        finds(&d, "ud[em]", "z");
        finds(&d, "n", "olga l");
        finds(&d, "e", "@");
    }

    #[test]
    fn multipart() {
        let d = of(
            "https://x.example/",
            "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n{\"k\":\"value\"}\r\n--b--\r\n",
        );
        finds(&d, "a", "1");
        finds(&d, "data.k", "value");
    }

    #[test]
    fn envelopes() {
        let d = of("https://x.example/", "{\"dsn\":\"d\"}\n{\"type\":\"event\"}\n{\"user\":{\"email\":\"a@b.c\"}}");
        assert_eq!(d.documents, 3);
        finds(&d, "user.email", "a@b.c");
    }

    #[test]
    fn pairs_of_key_and_value() {
        let d = of(
            "https://x.example/",
            r#"{"a":[{"key":"user.name","value":{"stringValue":"Olga"}},{"name":"tz","value":"UTC"}],"value":"x"}"#,
        );
        finds(&d, "a.value.user.name", "Olga");
        finds(&d, "a.tz", "UTC");
    }

    #[test]
    fn nested_encodings() {
        let inner = base64(br#"{"user":{"mail":"a@b.example"}}"#);
        let query = base64(format!("data={inner}&v=1").as_bytes());
        finds(&of(&format!("https://x.example/?d={query}"), ""), "d.data.user.mail", "a@b.example");
        let url = "https%253A%252F%252Fmeet.example%252Fj%252F1%253Fpwd%253Dsecret";
        finds(&of(&format!("https://x.example/?u={url}"), ""), "u.pwd", "secret");
        let packed = base64(&miniz_oxide::deflate::compress_to_vec_zlib(br#"{"city":"Bergen"}"#, 6));
        finds(&of("https://x.example/", &packed), "city", "Bergen");
        let token = format!("{}.{}.x", base64(br#"{"alg":"none"}"#), base64(br#"{"name":"Olga"}"#));
        finds(&of("https://x.example/", &format!("jwt={token}")), "jwt.name", "Olga");
    }

    #[test]
    fn words_are_not_base64() {
        let d = of("https://x.example/Plenum-Winterprogramm/analytics", "");
        assert!(d.fields.iter().all(|f| f.form == Form::Plain));
    }

    #[test]
    fn floods_are_cut() {
        let d = of("https://x.example/", &format!("[{}]", vec!["{\"a\":1}"; 10_000].join(",")));
        assert!(d.cut && d.fields.len() <= MAX_FIELDS);
    }
}
