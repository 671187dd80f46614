//! A verified ledger as one printable page that stands alone: what a person sends with a request under Articles 7 and 15 GDPR.
//! English: it is a letter's enclosure, not a screen. Not here: how an export is examined (`export`).

use std::fmt::Write as _;

use super::chain::Record;
use super::entry::{Answer, Kind};
use super::export::Verified;
use crate::client::{Client, What};
use crate::observation::Role;
use crate::text::{escape, utc};

const STYLE: &str = "body{font:11pt/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}\
h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.1rem;margin-top:1.6rem}table{border-collapse:collapse;width:100%}\
th,td{border-bottom:1px solid #bbb;padding:.3rem .5rem .3rem 0;text-align:left;vertical-align:top}thead{display:table-header-group}\
tr{break-inside:avoid}code{font-size:.8em;overflow-wrap:anywhere}.line{display:inline-block;min-width:20rem;border-bottom:1px solid #111}\
@media print{body{margin:0;max-width:none}}";

/// Renders a verified ledger; of one meeting alone if its address is given.
pub fn page(ledger: &Verified, meeting: Option<&str>) -> String {
    let id = meeting.map(super::meeting);
    let records: Vec<_> = ledger.records.iter().filter(|r| id.as_ref().is_none_or(|id| r.meeting == *id)).collect();
    let mut html = String::with_capacity(4_096 + records.len() * 400);
    html.push_str("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.push_str("<meta http-equiv=\"content-security-policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
    let _ = write!(html, "<title>Record of recording and consent</title><style>{STYLE}</style></head><body>");
    html.push_str("<h1>Record of recording and consent in online meetings</h1>");
    html.push_str("<p>Kept by Tallylight on the computer of the person who took part. All times are UTC.</p>");
    scope(&mut html, meeting, &records);
    request(&mut html);
    table(&mut html, &records);
    proof(&mut html, ledger);
    html.push_str("</body></html>\n");
    html
}

fn scope(html: &mut String, meeting: Option<&str>, records: &[&Record]) {
    match meeting {
        Some(url) => {
            let _ = write!(html, "<p>Meeting: <code>{}</code> (as recorded: <code>{}</code>)</p>", escape(url), super::meeting(url));
        }
        None => html.push_str("<p>All meetings in the ledger.</p>"),
    }
    match (records.first(), records.last()) {
        (Some(first), Some(last)) => {
            let _ = write!(html, "<p>{} records, from {} to {}.</p>", records.len(), utc(first.t), utc(last.t));
        }
        _ => html.push_str("<p>The ledger holds no record of this.</p>"),
    }
}

fn request(html: &mut String) {
    html.push_str(
        "<h2>Request</h2><p>To: <span class=\"line\">&nbsp;</span></p>\
         <p>I took part in the meetings listed below. Under Article 15 GDPR, please confirm whether you process personal data about me from \
         them (recordings, transcripts, summaries and what was derived from these), send me a copy, and tell me the purposes, the recipients, \
         any transfer to third countries and its safeguards, the storage period, and the source.</p>\
         <p>Where you rely on my consent, please show under Article 7(1) when, by which words and how I gave it. The digests below identify the words \
         that were shown to me. Where the list says that I was not asked, or that I refused, I did not consent; any consent I gave I may withdraw at any \
         time (Article 7(3)).</p>\
         <p>Name: <span class=\"line\">&nbsp;</span></p><p>Date, signature: <span class=\"line\">&nbsp;</span></p>",
    );
}

fn table(html: &mut String, records: &[&Record]) {
    html.push_str("<h2>Records</h2><table><thead><tr><th>No.</th><th>Time (UTC)</th><th>Meeting</th><th>Client</th><th>What happened</th>");
    html.push_str("<th>Words (digest, language, region)</th></tr></thead><tbody>");
    for record in records {
        let client = Client::by_id(&record.client).map_or(record.client.as_str(), |c| c.name);
        let _ = write!(html, "<tr><td>{}</td><td>{}</td>", record.n, utc(record.t));
        let _ = write!(html, "<td><code>{}</code></td><td>{}</td>", escape(&record.meeting), escape(client));
        let _ = write!(html, "<td>{}</td><td>{}</td></tr>", escape(&sentence(record)), words(record));
    }
    html.push_str("</tbody></table>");
}

fn proof(html: &mut String, ledger: &Verified) {
    html.push_str("<h2>How this can be checked</h2>");
    let _ = write!(
        html,
        "<p>Each record holds the SHA-256 of the one before it. When this page was made, all {} records were checked and found unchanged. The last \
         hash is <code>{}</code>. A meeting stands in the list as the first 128 bits of the SHA-256 of its host name and path; the words of a notice \
         as the same of their text.</p>",
        ledger.count,
        escape(&ledger.head)
    );
    if ledger.removed > 0 {
        let _ = write!(html, "<p>{} older records were removed to make room.</p>", ledger.removed);
    }
    if !ledger.closed {
        html.push_str("<p>The export did not name its last hash: records may be missing at its end.</p>");
    }
    html.push_str("<p>The list shows what the meeting's page displayed to the person. What it did not display, the list cannot hold.</p>");
}

fn sentence(record: &Record) -> String {
    let what = match record.what {
        Some(What::Recording) => "Recording",
        Some(What::LocalRecording) => "Recording by a participant",
        Some(What::Transcription) => "Transcription",
        Some(What::LiveStream) => "Live stream",
        Some(What::AiNotes) => "Note-taking by an AI",
        Some(What::Archive) => "Archiving",
        None => "Recording of any kind",
    };
    let count = record.count.unwrap_or_default();
    match (record.kind, record.answer) {
        (Kind::OnWhenJoined, _) => format!("{what} was on when I joined"),
        (Kind::Started, _) => format!("{what} started"),
        (Kind::Noticed, _) => format!("{what} was found on; since when is not known"),
        (Kind::Paused, _) => format!("{what} was paused"),
        (Kind::Resumed, _) => format!("{what} went on after a pause"),
        (Kind::Stopped, _) => format!("{what} stopped"),
        (Kind::ConsentAsked, _) => format!("{what}: my consent was asked, or assumed if I stay"),
        (Kind::ConsentAnswered, Some(Answer::Given)) => format!("{what}: I agreed"),
        (Kind::ConsentAnswered, Some(Answer::Refused)) => format!("{what}: I did not agree"),
        (Kind::ConsentAnswered, Some(Answer::Unknown) | None) => format!("{what}: the question was closed; my answer is not known"),
        (Kind::Overflow, _) => format!("More happened in this meeting than the {count} records that are kept of one"),
        (Kind::Dropped, _) => format!("{count} records older than this were removed to make room"),
    }
}

fn words(record: &Record) -> String {
    let Some(hash) = &record.words_hash else { return String::new() };
    let language = record.language.as_deref().filter(|l| !l.is_empty()).unwrap_or("language not stated");
    let region = match record.role {
        Some(Role::Status) => "status message",
        Some(Role::Alert) => "alert",
        Some(Role::Dialog) => "dialog",
        Some(Role::Label) => "label",
        Some(Role::Heading) => "heading",
        _ => "region not stated",
    };
    format!("<code>{}</code>, {}, {region}", escape(hash), escape(language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{Entry, Head, append, verify};

    fn ledger(client: &str, meeting: &str) -> Verified {
        let words = crate::ledger::Words { hash: crate::ledger::digest("x"), language: "<i>".into(), role: Role::Dialog };
        let entry = Entry {
            t: 1_795_411_208_000,
            meeting: crate::ledger::meeting(meeting),
            client: client.into(),
            kind: Kind::ConsentAsked,
            what: Some(What::AiNotes),
            answer: None,
            words: Some(words),
            count: None,
        };
        let appended = append(Head::default(), entry);
        let export = serde_json::json!({"version": 1, "head": appended.head.hash, "records": appended.records});
        verify(&export.to_string()).unwrap()
    }

    #[test]
    fn the_page_says_what_happened_and_how_to_check_it() {
        let ledger = ledger("zoom", "https://zoom.us/wc/1/join");
        let html = page(&ledger, Some("https://zoom.us/wc/1/join?pwd=secret"));
        for part in
            ["2026-11-23 05:20:08", "Note-taking by an AI: my consent was asked", "Zoom", &ledger.head, "Article 15", "Article 7(1)"]
        {
            assert!(html.contains(part), "{part}");
        }
        assert!(page(&ledger, Some("https://zoom.us/wc/2/join")).contains("no record of this"));
    }

    #[test]
    fn nothing_in_a_ledger_becomes_markup_or_reaches_out() {
        let html = page(&ledger("<script>x</script>", "https://zoom.us/"), Some("https://zoom.us/<img src=//x>"));
        assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<i>"), "{html}");
        assert!(!html.contains("src=\"") && !html.contains("url("));
    }
}
