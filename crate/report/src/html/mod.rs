//! The page for people: self-contained, printable, readable by screen readers, light and dark, without script and without request. From top to bottom: what it
//! comes to, the timeline, what could not be seen, each fact with its evidence. Not here: the drawing (`timeline`).

mod evidence;
mod svg;
mod timeline;

use std::fmt::Write as _;

use tallylight_core::finding::{DetectorName, State};
use tallylight_core::{Finding, Severity};

use crate::story::{Fact, Story};
use crate::words::{advice, client, detector, severity, title, who};
use crate::{VERSION, time};
use tallylight_core::text::escape;

const STYLE: &str = include_str!("style.css");
const SEVERITIES: [Severity; 5] = [Severity::Critical, Severity::High, Severity::Medium, Severity::Low, Severity::Info];

/// Renders the facts. `note` is what else must be said of the input: lines that could not be read, for instance.
pub fn render(story: &Story, note: Option<&str>) -> String {
    let mut html = String::with_capacity(16_384 + story.facts.len() * 2_048);
    html.push_str(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n",
    );
    html.push_str("<meta name=\"color-scheme\" content=\"light dark\">\n");
    html.push_str("<meta http-equiv=\"content-security-policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    let _ = write!(html, "<title>Tallylight report</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n");
    head(&mut html, story, note);
    html.push_str("<main>\n");
    if story.span.is_some() {
        timeline::draw(&mut html, story);
    }
    unseen(&mut html, story);
    facts(&mut html, story);
    html.push_str("</main>\n");
    foot(&mut html);
    html.push_str("</body>\n</html>\n");
    html
}

/// An element's name for a finding: uids come from a file that anybody may have written.
fn anchor(finding: &Finding) -> String {
    finding.uid.chars().filter(char::is_ascii_alphanumeric).take(40).collect()
}

fn head(html: &mut String, story: &Story, note: Option<&str>) {
    html.push_str("<header>\n<p class=\"mark\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\"><rect x=\"2\" y=\"7\" width=\"20\" height=\"14\" rx=\"3\"/>");
    html.push_str("<circle cx=\"12\" cy=\"14\" r=\"4\"/><path d=\"M7 3h10v4H7z\"/></svg>Tallylight</p>\n");
    let ranked = story.ranked();
    let gravest = ranked.iter().find(|f| f.latest.detector != DetectorName::Coverage && f.worst >= Severity::Medium);
    let _ = writeln!(html, "<h1>{}</h1>", escape(&gravest.map_or_else(|| nothing(story), |f| title(&f.latest))));
    let clients: Vec<_> = story.clients().into_iter().map(client).collect();
    let mut of = if clients.is_empty() { String::new() } else { format!("Meeting in {}", clients.join(", ")) };
    if let Some((first, last)) = story.span {
        if let Some(date) = time::rfc3339(first) {
            let day: String = date.chars().take(16).collect();
            let _ = write!(of, "{}{} UTC", if of.is_empty() { "" } else { ", " }, day.replace('T', " "));
        }
        let _ = write!(of, "{}{} from the first to the last word of it", if of.is_empty() { "" } else { ", " }, time::clock(last - first));
    }
    let _ = writeln!(html, "<p class=\"of\">{}</p>", escape(&of));
    html.push_str("<ul class=\"counts\">\n");
    for grade in SEVERITIES {
        let n = story.facts.iter().filter(|f| f.worst == grade).count();
        let word = severity(grade);
        let _ = writeln!(html, "<li class=\"{word}{}\"><b>{n}</b> {word}</li>", if n == 0 { " none" } else { "" });
    }
    html.push_str("</ul>\n");
    if story.dropped > 0 {
        let _ = writeln!(html, "<p class=\"note\">{} more findings found no room here.</p>", story.dropped);
    }
    if let Some(note) = note {
        let _ = writeln!(html, "<p class=\"note\">{}</p>", escape(note));
    }
    html.push_str("</header>\n");
}

fn nothing(story: &Story) -> String {
    let blind = story.of(DetectorName::Coverage).any(|f| f.worst >= Severity::Medium);
    if blind {
        "Not everything could be seen, so silence proves nothing".to_owned()
    } else {
        "Nothing grave was found, which proves nothing".to_owned()
    }
}

fn unseen(html: &mut String, story: &Story) {
    html.push_str("<section aria-labelledby=\"unseen\">\n<h2 id=\"unseen\">What could not be seen</h2>\n<ul class=\"plain\">\n");
    for fact in story.of(DetectorName::Coverage) {
        let over = if fact.latest.state == State::Ended { " It passed." } else { "" };
        let (anchor, title, why) = (anchor(&fact.latest), escape(&title(&fact.latest)), escape(&advice(&fact.latest)));
        let _ = writeln!(html, "<li><a href=\"#f-{anchor}\">{title}</a>: {why}{over}</li>");
    }
    html.push_str("<li>What other participants record on their own devices.</li>\n");
    html.push_str("<li>What is done with sound and picture after they have left this browser.</li>\n</ul>\n</section>\n");
}

fn facts(html: &mut String, story: &Story) {
    html.push_str("<section aria-labelledby=\"facts\">\n<h2 id=\"facts\">Findings, gravest first</h2>\n");
    if story.facts.is_empty() {
        html.push_str("<p>None.</p>\n");
    }
    for fact in story.ranked() {
        one(html, story, fact);
    }
    html.push_str("</section>\n");
}

fn one(html: &mut String, story: &Story, fact: &Fact) {
    let Fact { latest, worst, .. } = fact;
    let (id, grade) = (anchor(latest), severity(*worst));
    let _ = write!(html, "<article id=\"f-{id}\" class=\"{grade}\" aria-labelledby=\"t-{id}\">\n<p class=\"grade\">{grade}</p>\n");
    let _ = writeln!(html, "<h3 id=\"t-{id}\">{}</h3>", escape(&title(latest)));
    let _ = writeln!(html, "<p class=\"of\">{} · {}{}</p>", detector(latest.detector), when(story, fact), by(latest));
    let _ = writeln!(html, "<p>{}</p>", escape(&advice(latest)));
    if let Some(rule) = &latest.rule {
        let _ = writeln!(html, "<p class=\"rule\">Breaks your organisation's rule “{}”.</p>", escape(rule));
    }
    // A link into closed details opens them.
    let _ = write!(html, "<details>\n<summary>Evidence</summary>\n<div id=\"e-{id}\">\n");
    evidence::table(html, latest);
    if fact.states.len() > 1 {
        html.push_str("<h4>How it went</h4>\n<ol class=\"plain\">\n");
        for (t, state, grade) in &fact.states {
            let state = match state {
                State::Raised => "raised",
                State::Updated => "updated",
                State::Ended => "ended",
            };
            let _ = writeln!(html, "<li><time>{}</time> {state}, {}</li>", time::clock(story.after(*t)), severity(*grade));
        }
        html.push_str("</ol>\n");
    }
    let _ = write!(
        html,
        "<p class=\"of\">Line {} of the findings, uid <code>{}</code></p>\n</div>\n</details>\n</article>\n",
        fact.line,
        escape(&latest.uid)
    );
}

fn when(story: &Story, fact: &Fact) -> String {
    let since = crate::story::since(&fact.latest);
    let from = time::clock(story.after(since));
    let span = if fact.latest.state == State::Ended {
        format!("from {from} to {}", time::clock(story.after(tallylight_core::warning::until(&fact.latest))))
    } else {
        format!("since {from}")
    };
    match time::rfc3339(since) {
        Some(stamp) => format!("<time datetime=\"{stamp}\">{span}</time>"),
        None => span,
    }
}

fn by(finding: &Finding) -> String {
    let name = who(finding);
    let word = match finding.detector {
        DetectorName::Attention | DetectorName::ThirdParty | DetectorName::Transfer => "learned by",
        DetectorName::Link => "leads to",
        _ => "by",
    };
    if name.is_empty() { String::new() } else { format!(" · {word} {}", escape(name)) }
}

fn foot(html: &mut String) {
    let _ = write!(
        html,
        "<footer>\n<p>Made by Tallylight {VERSION} from findings alone. Evidence holds kinds, hosts, counts, times and hashes; nobody's words and no value that \
         was sent. What the page did not show and this browser did not send, nothing here can tell.</p>\n</footer>\n"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn story(lines: &[serde_json::Value]) -> Story {
        let mut story = Story::default();
        for (n, line) in lines.iter().enumerate() {
            story.take(n + 1, serde_json::from_value(line.clone()).unwrap());
        }
        story
    }

    fn finding(uid: &str, detector: &str, what: &str, who: &str, evidence: &serde_json::Value) -> serde_json::Value {
        json!({"uid": uid, "detector": detector, "state": "raised", "t": 1000, "since": 1000, "severity": "high", "what": what, "who": who, "client": "zoom",
            "evidence": evidence})
    }

    #[test]
    fn nothing_that_a_page_chose_becomes_markup_or_reaches_out() {
        let bad = "\"><script>x</script><img src=//e.example>";
        let mut evil = finding(bad, "third_party", bad, bad, &json!({bad: {bad: [bad]}, "country": bad, "host": bad, "hosts": [bad]}));
        evil["rule"] = json!(bad);
        evil["client"] = json!(bad);
        let html = render(&story(&[evil]), Some(bad));
        assert!(
            !html.contains("<script")
                && !html.contains("<img")
                && !html.contains("src=\"")
                && !html.replace("url(#hatch)", "").contains("url("),
            "{html}"
        );
    }

    #[test]
    fn silence_is_never_called_calm() {
        let html = render(&Story::default(), None);
        assert!(html.contains("proves nothing") && !html.contains("<svg class=\"timeline"));
        let blind = render(&story(&[finding("1", "coverage", "blind", "", &json!({"why": "landmarks_missing"}))]), None);
        assert!(blind.contains("silence proves nothing"));
    }

    #[test]
    fn evidence_is_one_click_from_the_timeline() {
        let html = render(
            &story(&[finding("ab1", "recording", "recording", "Zoom", &json!({"phase": "on", "by": "mark", "shown_now": true}))]),
            None,
        );
        assert!(html.contains("href=\"#e-ab1\"") && html.contains("id=\"e-ab1\"") && html.contains("You are being recorded"));
    }
}
