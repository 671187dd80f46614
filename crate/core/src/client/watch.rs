//! What a probe is told to look for: the catalogue's knowledge of one client, flattened. Not here: how it looks (`extension/probe`).

use serde::{Deserialize, Serialize};

use super::{CATALOGUE, Client, Selector};
use crate::detector::link::PREFILTER_JS;
use crate::observation::Role;
use crate::policy::{Action, Corner, Settings};

/// What a probe is told to look for. Everything in it comes from the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watch {
    /// The client's id.
    pub client: String,
    /// `[name, css]` of marks (by their names), landmarks (`"landmark:…"`) and quiet marks (`"quiet:…"`).
    pub marks: Vec<(String, String)>,
    /// `[css, role]` of regions in which the client speaks. What stands in `chat` or `captions` is left out of their words.
    pub regions: Vec<(String, Role)>,
    /// Chat messages: what participants typed. Empty: none.
    pub chat: String,
    /// What participants said, or wrote elsewhere than in the chat. Empty: none.
    pub captions: String,
    /// Display names. Empty: none.
    pub roster: String,
    /// Embeds of other clients, `[id, css]`, seen on a page that is not known yet: reported as the mark `"embed:ID"`.
    pub embeds: Vec<(String, String)>,
    /// The link prefilter, a JavaScript regular expression source: a text that it does not match is not forwarded.
    pub prefilter: String,
    /// Where warnings stand.
    pub corner: Corner,
    /// Whether clicks on dangerous links are held.
    pub guard: bool,
    /// Whether the person may go through a held link.
    pub proceed: bool,
}

/// By web standards alone: where any client speaks.
const ANY_CLIENT: &[(&str, Role)] = &[
    ("[role=status], output", Role::Status),
    (POLITE, Role::Status),
    ("[role=alert], [aria-live=assertive]:not([role])", Role::Alert),
    ("[role=dialog], [role=alertdialog], dialog[open]", Role::Dialog),
];

/// Toasts, and with some clients the chat.
const POLITE: &str = "[aria-live=polite]:not([role])";

/// What to look for in a client's page, under these settings.
pub fn watch(client: &Client, settings: &Settings) -> Watch {
    let marks = client.marks.iter().map(|m| (m.name.to_owned(), m.at.css.to_owned()));
    let landmarks = client.landmarks.iter().map(|l| (format!("landmark:{}", l.name), list(l.any)));
    let quiet = client.quiet.iter().map(|q| (format!("quiet:{}", q.name), q.at.css.to_owned()));
    let own = client.status.iter().map(|r| (r.at.css, r.role));
    let any = ANY_CLIENT.iter().copied().filter(|(css, _)| !(client.chat_is_live && *css == POLITE));
    let strangers = CATALOGUE.iter().filter(|c| client.is_generic() && !c.embeds.is_empty());
    Watch {
        client: client.id.to_owned(),
        marks: marks.chain(landmarks).chain(quiet).collect(),
        regions: own.chain(any).map(|(css, role)| (css.to_owned(), role)).collect(),
        chat: list(client.chat),
        captions: list(client.captions),
        roster: list(client.roster),
        embeds: strangers.map(|c| (c.id.to_owned(), list(c.embeds))).collect(),
        prefilter: PREFILTER_JS.to_owned(),
        corner: settings.banner_corner,
        guard: settings.link_guard || settings.rules.iter().any(|r| r.action == Action::Block),
        proceed: settings.link_proceed,
    }
}

fn list(selectors: &[Selector]) -> String {
    selectors.iter().map(|s| s.css).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_client_is_watched_by_its_own_names() {
        let watch = watch(Client::by_id("zoom").unwrap(), &Settings::default());
        let names: Vec<_> = watch.marks.iter().map(|(name, _)| name.as_str()).collect();
        assert!(names.contains(&"recording-cloud") && names.contains(&"landmark:meeting"), "{names:?}");
        assert!(watch.embeds.is_empty(), "who is known is not looked for");
    }

    #[test]
    fn an_unknown_page_is_searched_for_every_embed() {
        let watch = watch(Client::by_id("generic").unwrap(), &Settings::default());
        let with_embeds = CATALOGUE.iter().filter(|c| !c.embeds.is_empty()).count();
        assert_eq!(watch.embeds.len(), with_embeds);
        assert!(watch.regions.iter().any(|(_, role)| *role == Role::Alert));
    }
}
