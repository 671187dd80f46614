//! Links whose shown text and target disagree: the one thing that a person can check, and what an attacker bends first.

use super::Knowledge;
use super::classify::{Class, Hit};
use super::meeting_domain;
use super::web;
use crate::finding::Severity;

/// A dangerous text inside a link: if the link leads to another place, that is what hides it.
pub(super) fn of_text(mut hit: Hit, href: &str) -> Hit {
    if text_is_elsewhere(hit.severity, &hit.host, href) {
        hit.class = Class::HrefMismatch;
    }
    hit
}

/// Whether a link does not lead to the host that is dangerous in its text.
pub(super) fn text_is_elsewhere(severity: Severity, host: &str, href: &str) -> bool {
    let same = !host.is_empty() && href.to_lowercase().contains(host);
    severity > Severity::Low && !same && !href.is_empty()
}

/// What a link's target holds, and whether the shown text is another web address. `span` is the shown text's place.
pub(super) fn of_link(hits: Vec<Hit>, href: &str, text: &str, span: (usize, usize), know: &Knowledge<'_>) -> Vec<Hit> {
    let text = text.trim();
    if hits.iter().all(|h| h.severity <= Severity::Low) {
        let mut hits = hits;
        if let Some((severity, host)) = web_hosts_differ(text, href, know) {
            hits.push(Hit { host, ..Hit::bare(Class::HrefMismatch, severity, span.0, span.1) });
        }
        return hits;
    }
    let shows_it =
        |hit: &Hit| text == href || (!hit.host.is_empty() && !web::is_web(text) && text.to_lowercase().contains(hit.host.as_str()));
    hits.into_iter()
        .map(|mut hit| {
            let hidden = matches!(hit.class, Class::ObfEntity | Class::ObfPercent | Class::ObfInvisible | Class::ObfSep);
            if hit.severity > Severity::Low && !hidden && !shows_it(&hit) {
                hit.class = Class::HrefMismatch;
            }
            hit
        })
        .collect()
}

/// Text that names one site, and a target on another. Most such links count clicks; one that shows a meeting service and is none matters.
fn web_hosts_differ(text: &str, href: &str, know: &Knowledge<'_>) -> Option<(Severity, String)> {
    if text.contains(char::is_whitespace) || !web::is_web(href) {
        return None;
    }
    let shown = if web::is_web(text) {
        web::host(text)
    } else {
        web::host(&format!("http://{}", text.strip_prefix("www.").filter(|_| text.contains('.'))?))
    };
    let real = web::host(href);
    if shown.is_empty() || real.is_empty() || is_one_site(&shown, &real) {
        return None;
    }
    let fake = meeting_domain::is_known(&shown, know) && !meeting_domain::is_known(&real, know);
    Some((if fake { Severity::Medium } else { Severity::Low }, real))
}

/// Whether the last two labels agree.
fn is_one_site(a: &str, b: &str) -> bool {
    let mut ends = a.rsplit('.').zip(b.rsplit('.'));
    ends.next().is_some_and(|(x, y)| x == y) && ends.next().is_some_and(|(x, y)| x == y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn web_addresses_that_disagree() {
        let differ = |text, href| web_hosts_differ(text, href, &Knowledge::default()).map(|(s, _)| s);
        assert_eq!(differ("https://zoom.us/j/1", "https://evil.example/j/1"), Some(Severity::Medium));
        assert_eq!(differ("https://a.example/x", "https://b.test/x"), Some(Severity::Low));
        assert_eq!(differ("www.a.example", "https://b.test/x"), Some(Severity::Low));
        for (text, href) in
            [("https://zoom.us", "https://us02web.zoom.us/j/1"), ("click here", "https://evil.example"), ("agenda", "/docs")]
        {
            assert_eq!(differ(text, href), None, "{text}");
        }
    }
}
