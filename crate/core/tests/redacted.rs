//! Every trace of the tests, redacted: it replays to the same findings, and nobody's words are in it. Secrets are planted in every place that an
//! event has, and searched for in every spelling.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "in tests a panic is the report, and helpers of tests are not seen as tests"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tallylight_core::trace::Redactor;
use tallylight_core::{Effect, Event, Session, Settings, Severity, step};

/// The findings of a trace, without what must differ: uids, which hash what was said, and hashes of words.
fn findings(events: &[Event], settings: &Settings) -> Vec<Value> {
    let mut session: Option<Session> = None;
    let mut all = Vec::new();
    let mut uids = BTreeMap::new();
    for event in events {
        let (next, effects) = step(session.take(), settings, event);
        session = Some(next);
        for effect in effects {
            let Effect::Finding { finding } = effect else { continue };
            let known = uids.len();
            let nth = *uids.entry(finding.uid.clone()).or_insert(known);
            let mut value = serde_json::to_value(finding).unwrap();
            value["uid"] = json!(nth);
            value["evidence"].as_object_mut().unwrap().remove("words_hash");
            all.push(value);
        }
    }
    all
}

fn redacted(events: &[Event], settings: &Settings) -> Vec<Event> {
    let mut redactor = Redactor::new("grain of salt");
    events
        .iter()
        .map(|event| {
            // As in the browser, where a worker may die between any two events.
            redactor = serde_json::from_str(&serde_json::to_string(&redactor).unwrap()).unwrap();
            redactor.take(settings, event)
        })
        .collect()
}

#[test]
fn a_redacted_trace_replays_to_the_same_findings() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/traces");
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()) {
        let text = fs::read_to_string(entry.join("trace.jsonl")).unwrap();
        let events: Vec<Event> = text.lines().filter(|l| !l.is_empty()).map(|l| serde_json::from_str(l).unwrap()).collect();
        let settings = fs::read_to_string(entry.join("settings.json")).map(|s| serde_json::from_str(&s).unwrap()).unwrap_or_default();
        let (before, after) = (findings(&events, &settings), findings(&redacted(&events, &settings), &settings));
        if before != after {
            let first = before.iter().zip(&after).find(|(a, b)| a != b);
            wrong.push(format!("{}: {} and {} findings\n  {first:?}", entry.file_name().unwrap().display(), before.len(), after.len()));
        }
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{} differ\n{}", wrong.len(), wrong.join("\n"));
}

/// A labelled request, as far as it is needed here.
#[derive(serde::Deserialize)]
struct Row {
    id: String,
    page: String,
    url: String,
    body: Option<String>,
    #[serde(default)]
    known: BTreeMap<String, String>,
}

#[test]
fn a_redacted_request_is_judged_as_before() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/requests");
    let settings = Settings::default();
    let (mut wrong, mut graver, mut all) = (Vec::new(), Vec::new(), 0);
    for file in ["examples.jsonl", "own.jsonl"] {
        for line in fs::read_to_string(folder.join(file)).unwrap().lines().filter(|l| !l.is_empty()) {
            let row: Row = serde_json::from_str(line).unwrap();
            let mut observations: Vec<Value> =
                row.known.iter().map(|(name, value)| json!({"see": "known", "name": name, "value": value})).collect();
            observations.push(json!({"see": "sent", "channel": "fetch", "url": row.url, "body": row.body.as_ref().map(|b| json!({"text": b})), "size": 1}));
            let events: Vec<Event> = [
                json!({"t": 0, "event": "page", "url": row.page}),
                json!({"t": 1, "event": "seen", "world": "page", "observations": observations}),
            ]
            .into_iter()
            .map(|e| serde_json::from_value(e).unwrap())
            .collect();
            all += 1;
            let (before, after) = (findings(&events, &settings), findings(&redacted(&events, &settings), &settings));
            let worst = |found: &[Value]| -> Option<Severity> {
                found.iter().map(|f| serde_json::from_value(f["severity"].clone()).unwrap()).max()
            };
            if worst(&after) > worst(&before) {
                graver.push(row.id.clone());
            }
            if before != after {
                wrong.push(format!(
                    "{}\n  {before:?}\n  {after:?}\n  {}",
                    row.id,
                    serde_json::to_string(&redacted(&events, &settings)).unwrap()
                ));
            }
        }
    }
    // Values in disguise (split, or encoded within a text) are not recognised as what is known, and so not as the same value afterwards: what carries
    // them is judged more mildly. Nothing may be judged more gravely than it was.
    assert!(wrong.len() * 8 <= all, "{} of {all} differ\n{}", wrong.len(), wrong.join("\n"));
    assert!(graver.is_empty(), "{graver:?}");
}

/// What somebody says, who they are, and what opens their meeting.
const SECRETS: [&str; 9] =
    ["Quintessa", "Marchbanks", "quintessa.marchbanks", "divorce", "Kestrelwood", "Zx9Kq7Lm2", "4915207731984", "pineapple", "73914"];
const CHAT: &str = "Quintessa says the divorce is final, call 4915207731984 about pineapple";

fn base64(text: impl AsRef<[u8]>) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |n: u32| char::from(DIGITS[n as usize & 63]);
    let group = |c: &[u8]| {
        let bits = c.iter().chain([0, 0].iter()).take(3).fold(0_u32, |n, b| n << 8 | u32::from(*b));
        (0..4).map(|i| if i <= c.len() { digit(bits >> (18 - 6 * i)) } else { '=' }).collect::<String>()
    };
    text.as_ref().chunks(3).map(group).collect()
}

#[test]
fn no_secret_planted_anywhere_is_in_a_redacted_trace() {
    let json = json!({"type": "chat", "from": "Quintessa Marchbanks", "text": CHAT, "to": {"Quintessa": true}, "n": 4_915_207_731_984_u64})
        .to_string();
    let bodies = [
        json.clone(),
        format!("42[\"chat\",{json}]"),
        format!("SEND\ndestination:/topic/Kestrelwood\n\n{json}\0"),
        json!({"data": json, "b": base64(&json)}).to_string(),
        json.get(..json.len() - 30).unwrap().to_owned(),
        format!("{json}\n{json}"),
        format!("msg={}&user=Quintessa+Marchbanks&pin=Zx9Kq7Lm2", CHAT.replace(' ', "%20")),
        format!("<message from='quintessa.marchbanks@meet'><body>{CHAT}</body><nick>Quintessa</nick></message>"),
        CHAT.to_owned(),
        "pineapple".to_owned(),
        base64(CHAT),
    ];
    let mut observations = vec![
        json!({"see": "roster", "name": "Quintessa Marchbanks"}),
        json!({"see": "known", "name": "email", "value": "quintessa.marchbanks@kestrelwood.example"}),
        json!({"see": "said", "role": "chat", "text": CHAT}),
        json!({"see": "said", "role": "status", "text": "Quintessa Marchbanks started recording the divorce"}),
        json!({"see": "said", "role": "dialog", "text": CHAT}),
        json!({"see": "mark", "mark": "recording-cloud", "present": true, "text": "Recording by Quintessa Marchbanks"}),
        json!({"see": "text", "id": 1, "kind": "text", "text": format!(r"{CHAT}: \\\\files.evil.example\\share\\divorce.docx")}),
        json!({"see": "text", "id": 2, "kind": "text", "text": "Quintessa's pineapple", "href": r"file://files.evil.example/share/divorce/Zx9Kq7Lm2"}),
        json!({"see": "called", "api": "RTCPeerConnection.createDataChannel", "detail": CHAT}),
        json!({"see": "listens", "to": "blur", "target": "window", "from": "https://cdn.example/users/Quintessa/x.js?pwd=Zx9Kq7Lm2"}),
        json!({"see": "sent", "channel": "fetch", "url": "https://api.example/rooms/Kestrelwood/users/quintessa.marchbanks?name=Quintessa%20Marchbanks&pwd=Zx9Kq7Lm2#divorce", "size": 1}),
        json!({"see": "sent", "channel": "image", "url": "https://quintessa:Zx9Kq7Lm2@quintessa.collect.example/p.gif?pineapple", "size": 0}),
        json!({"see": "sent", "channel": "websocket", "url": "wss://api.example/", "size": 1, "body": {"base64": base64(format!("\u{1}\u{2}{CHAT}"))}}),
    ];
    for body in &bodies {
        let url = "https://api.example/api/v1/chat";
        observations.push(json!({"see": "sent", "channel": "fetch", "url": url, "size": body.len(), "body": {"text": body}}));
        observations.push(json!({"see": "sent", "channel": "datachannel", "url": "datachannel:chat", "size": body.len(), "body": {"base64": base64(body)}}));
    }
    // Messages in bytes whose structure shows: numbered fields, and named ones.
    let mut named = vec![0x83, 0xa9];
    named.extend(b"Quintessa\xd9");
    named.push(CHAT.len() as u8);
    named.extend(CHAT.bytes());
    named.extend(b"\xa1n\xcf");
    named.extend(4_915_207_731_984_u64.to_be_bytes());
    named.extend(b"\xa1b\xc4\x09pineapple");
    let numbered = [b"\x08\x01\x12", &[CHAT.len() as u8][..], CHAT.as_bytes(), b"\x1a\x0b\x0a\x09Quintessa"].concat();
    // A batch of more than is read.
    let batch: Vec<u8> = (0..200_u8).flat_map(|i| [b"\x12\x0d\x0a\x09Quintessa\x10", &[i & 0x7f][..]].concat()).collect();
    for body in [named, numbered, batch] {
        observations.push(json!({"see": "sent", "channel": "websocket", "url": "wss://api.example/", "size": body.len(), "body": {"base64": base64(&body)}}));
    }
    observations.push(json!({"see": "sent", "channel": "fetch", "url": "https://api.example/", "size": 0, "headers": "x-user: Quintessa Marchbanks\nx-for-Quintessa: divorce\nx-pin: Zx9Kq7Lm2\n"}));
    let page = json!({"t": 0, "event": "page", "url": "https://app.zoom.us/wc/4915207731984/join?pwd=Zx9Kq7Lm2&pin=73914&uname=Quintessa#divorce"});
    let events: Vec<Event> = [page, json!({"t": 1, "event": "seen", "world": "isolated", "observations": observations})]
        .into_iter()
        .map(|e| serde_json::from_value(e).unwrap())
        .collect();
    let kept = serde_json::to_string(&redacted(&events, &Settings::default())).unwrap();
    // What stands encoded is looked for decoded, too.
    let mut decoded = kept.clone();
    for piece in kept.split('"').filter(|p| p.len() >= 8) {
        decoded.push_str(&String::from_utf8_lossy(&unbase64(piece)));
    }
    for secret in SECRETS {
        for spelling in [
            secret.to_owned(),
            base64(secret).trim_end_matches('=').to_owned(),
            secret.bytes().flat_map(|b| [b >> 4, b & 15]).map(|d| char::from_digit(d.into(), 16).unwrap()).collect(),
        ] {
            let at = decoded.to_lowercase().find(&spelling.to_lowercase());
            assert!(at.is_none(), "{spelling} at {at:?} of\n{decoded}");
        }
    }
    assert!(kept.contains("files.evil.example") && kept.contains("share"), "what is judged stays");
}

fn unbase64(text: &str) -> Vec<u8> {
    let value = |b: u8| b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".iter().position(|d| *d == b).map(|n| n as u32);
    let bits: Vec<u32> = text.bytes().map_while(value).collect();
    bits.chunks(4).flat_map(|c| (1..c.len()).map(move |i| ((c[i - 1] << (2 * i) | c[i] >> (6 - 2 * i)) & 0xff) as u8)).collect()
}
