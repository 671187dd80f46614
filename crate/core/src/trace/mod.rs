//! Traces that may leave the machine: what `step` eats, without anybody's words. A person records one meeting for a bug report; what replays from it
//! are the same findings.
//!
//! Two rules. What is judged by itself (a status, a link, a name in the list of participants) keeps only what its judgement needs (`least`): the
//! rest is blanked piece by piece, as long as the verdict stays. What is compared over time (what the page sends) keeps its shape: names of
//! fields, numbers, words of the protocol (`vocabulary`); every other word becomes another one, the same one each time (`masks`).
//!
//! Names of participants, and all else that is known of the person, are masked wherever they stand (`payload`). The salt is not in the trace: nobody
//! can try words out against it. Not here: who records and where to (`extension/background`).

mod least;
mod masks;
mod payload;
mod vocabulary;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use self::least::least;
use self::masks::Masks;
use crate::client::Client;
use crate::detector::recording::{bot, words};
use crate::detector::third_party::hashes;
use crate::detector::{Context, link};
use crate::event::{Event, What};
use crate::observation::{Observation, Role, Timed, World};
use crate::policy::Settings;
use crate::session::{Page, Session};

/// The most words remembered that name somebody.
const MAX_PEOPLE: usize = 1024;

/// Takes the words out of one meeting's events, in order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Redactor {
    salt: String,
    /// Words that name a person or the meeting, lower case.
    people: BTreeSet<String>,
    /// Hashes of what is known of the person, and what becomes of them.
    hashes: BTreeMap<String, String>,
    page: Page,
}

impl Redactor {
    /// For a new trace. The salt is drawn at random and kept nowhere but here.
    pub fn new(salt: &str) -> Self {
        Self { salt: salt.to_owned(), ..Self::default() }
    }

    /// The event that opens a trace of a meeting which is under way.
    pub fn opening(session: &Session) -> Event {
        let Page { url, locale, opened, .. } = session.page.clone();
        Event { t: opened, frame: 0, what: What::Page { url, locale } }
    }

    /// One event, as it may be kept.
    pub fn take(&mut self, settings: &Settings, event: &Event) -> Event {
        let what = match &event.what {
            What::Page { url, locale } => {
                let url = self.page(url);
                if event.frame == 0 || self.page.url.is_empty() {
                    self.page = Session::open(&url, locale.as_deref(), event.t).page;
                }
                What::Page { url, locale: locale.clone() }
            }
            What::Seen { world, observations, dropped } => {
                for timed in observations {
                    self.meet(&timed.observation);
                }
                let kept = observations.iter().map(|o| self.timed(settings, event, *world, o)).collect();
                What::Seen { world: *world, observations: kept, dropped: *dropped }
            }
            other => other.clone(),
        };
        Event { what, ..*event }
    }

    fn masks(&self) -> Masks<'_> {
        Masks { salt: &self.salt, people: &self.people, hashes: &self.hashes, now: 0 }
    }

    /// A page's address: what tells which client and which kind of page it is stays, what tells which meeting goes.
    fn page(&mut self, url: &str) -> String {
        let bare = url.split('#').next().unwrap_or_default();
        let (before, query) = bare.split_once('?').map_or((bare, None), |(b, q)| (b, Some(q)));
        let (origin, path) = before
            .find("://")
            .and_then(|at| before.get(at + 3..)?.find('/').map(|end| at + 3 + end))
            .map_or((before, ""), |at| before.split_at_checked(at).unwrap_or((before, "")));
        let segments: Vec<&str> = path.split('/').collect();
        let place = Client::for_page(bare).1;
        let join = |parts: &[String]| format!("{origin}{}", parts.join("/"));
        let mut kept: Vec<String> = segments.iter().map(|s| (*s).to_owned()).collect();
        for (at, segment) in segments.iter().enumerate() {
            let mut masked = kept.clone();
            let Some(slot) = masked.get_mut(at) else { continue };
            *slot = self.masks().all(segment);
            if Client::for_page(&join(&masked)).1 == place {
                kept = masked;
                self.remember(segment);
            }
        }
        let query = query.map(|q| {
            for pair in q.split('&') {
                self.remember(pair.split_once('=').map_or("", |(_, value)| value));
            }
            payload::form(&self.masks(), q)
        });
        match query {
            Some(query) => format!("{}?{query}", join(&kept)),
            None => join(&kept),
        }
    }

    /// Learns who is there, before anything else of the same batch is kept.
    fn meet(&mut self, seen: &Observation) {
        match seen {
            Observation::Roster { name } if bot(Client::of(&self.page), name).is_none() => self.remember(name),
            Observation::Known { value, .. } => {
                self.remember(value.split('@').next().unwrap_or_default());
                self.remember_hashes(value);
            }
            Observation::Mark { mark, present: true, .. } => {
                // As in `step`: a page that is not known yet betrays its client by an element of it.
                let client = mark.strip_prefix("embed:").and_then(Client::by_id);
                if let Some(client) = client.filter(|_| Client::of(&self.page).is_generic()) {
                    client.id.clone_into(&mut self.page.client);
                }
            }
            _ => {}
        }
    }

    fn remember(&mut self, text: &str) {
        for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 3) {
            if self.people.len() < MAX_PEOPLE && !vocabulary::knows(&word.to_lowercase()) {
                self.people.insert(word.to_lowercase());
            }
        }
    }

    /// A hash of a known value becomes the hash of what that value becomes: it is still found, and cannot be tried out.
    fn remember_hashes(&mut self, value: &str) {
        let masked = self.masks().all(value);
        let hashes = |v: &str| [v.to_owned(), v.to_lowercase(), v.to_uppercase()].map(|v| hashes(&v)).concat();
        for (from, to) in hashes(value).into_iter().zip(hashes(&masked)) {
            if self.hashes.len() < MAX_PEOPLE {
                self.hashes.insert(from, to);
            }
        }
    }

    fn timed(&self, settings: &Settings, event: &Event, world: World, timed: &Timed) -> Timed {
        let cx = Context { t: event.t, frame: event.frame, world, client: Client::of(&self.page), page: &self.page, settings };
        Timed { t: timed.t, observation: self.observation(&cx, &timed.observation) }
    }

    fn observation(&self, cx: &Context<'_>, seen: &Observation) -> Observation {
        let masks = Masks { now: cx.t, ..self.masks() };
        let mut seen = seen.clone();
        match &mut seen {
            Observation::Mark { text, .. } => {
                *text = text.take().map(|t| said(cx, Role::Label, &t));
            }
            Observation::Said { role, text } => *text = said(cx, *role, text),
            Observation::Roster { name } => {
                let known = |n: &str| (bot(cx.client, n), cx.client.recorders.iter().any(|r| r.name == n));
                let is = known(name);
                *name = least(name, |n| known(n) == is);
            }
            Observation::Text { kind, text, href, .. } => {
                let (kind, before) = (*kind, link::judge(cx, *kind, text, href.as_deref()));
                let same = |text: &str, href: Option<&str>| {
                    let after = link::judge(cx, kind, text, href);
                    let facts = |f: &link::Found| (f.class.clone(), f.host.clone(), f.share.clone(), f.severity, f.start, f.end);
                    after.iter().map(facts).eq(before.iter().map(facts))
                };
                *text = least(text, |t| same(t, href.as_deref()));
                let shown = text.clone();
                *href = href.take().map(|h| least(&h, |h| same(&shown, Some(h))));
            }
            Observation::Sent { channel: crate::observation::Channel::Datachannel, body, .. } => {
                *body = body.take().map(|b| payload::body(&masks, b));
            }
            Observation::Sent { url, headers, body, from, .. } => {
                *headers = headers.take().map(|h| payload::headers(&masks, &h));
                *url = payload::address(&masks, url);
                *body = body.take().map(|b| payload::body(&masks, b));
                *from = from.take().map(|f| payload::address(&masks, &f));
            }
            Observation::Called { detail, .. } => *detail = detail.take().map(|d| payload::value(&masks, "", &d, 0)),
            Observation::Listens { from, .. } => *from = from.take().map(|f| payload::address(&masks, &f)),
            Observation::Known { value, .. } => *value = masks.all(value),
            Observation::Flip { .. } | Observation::Probe { .. } | Observation::Tamper { .. } => {}
        }
        seen
    }
}

/// What is left of words that a client says: those by which it is judged.
fn said(cx: &Context<'_>, role: Role, text: &str) -> String {
    let locale = cx.page.locale.as_deref();
    let says = words::classify(role, text, locale);
    least(text, |t| words::classify(role, t, locale) == says)
}
