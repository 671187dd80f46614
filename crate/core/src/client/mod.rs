//! The catalogue of conferencing web clients: one data file a client, and the only place that knows selectors and hosts.
//!
//! A new client is one file here, one line in [`CATALOGUE`], its pages (`tests/pages`) and its traces (`tests/traces`).
//! Not here: what a mark means for a person (`detector`).

mod address;
mod mark;
mod selector;
mod watch;

mod adobe_connect;
mod bigbluebutton;
mod chime;
mod closed;
mod daily;
mod discord;
mod edumeet;
mod element_call;
mod galene;
mod generic;
mod goto;
mod jitsi;
mod livekit;
mod meet;
mod mirotalk;
mod nextcloud_talk;
mod openvidu;
mod ringcentral;
mod slack;
mod teams;
mod tixeo;
mod webex;
mod whereby;
mod zoom;

pub use address::{Address, Place, match_patterns};
pub use mark::{Gone, Landmark, Mark, Phase, Quiet, Recorder, Region, View, What};
pub use selector::{Basis, BasisKind, Selector};
pub use watch::{Watch, watch};

use crate::session::Page;

/// Every client, in the order in which they are tried. The generic one is not among them: it is what remains.
pub static CATALOGUE: &[&Client] = &[
    &zoom::CLIENT,
    &teams::CLIENT,
    &meet::CLIENT,
    &webex::CLIENT,
    &jitsi::CLIENT,
    &bigbluebutton::CLIENT,
    &goto::CLIENT,
    &whereby::CLIENT,
    &nextcloud_talk::CLIENT,
    &livekit::CLIENT,
    &openvidu::CLIENT,
    &edumeet::CLIENT,
    &mirotalk::CLIENT,
    &galene::CLIENT,
    &element_call::CLIENT,
    &chime::CLIENT,
    &daily::CLIENT,
    &ringcentral::CLIENT,
    &adobe_connect::CLIENT,
    &slack::CLIENT,
    &discord::CLIENT,
    &tixeo::CLIENT,
    &closed::BLUEJEANS,
    &closed::SKYPE,
];

/// What is known of one conferencing web client.
#[derive(Debug)]
pub struct Client {
    /// Stable id, used in findings (`"zoom"`).
    pub id: &'static str,
    /// The name that people know.
    pub name: &'static str,
    /// Who runs it, as the owner table names them; empty for software that anybody hosts.
    pub owner: &'static str,
    /// Host names as in a browser's match patterns: `"*.zoom.us"` is it and all below it, `"meet.google.com"` it alone.
    pub hosts: &'static [&'static str],
    /// Covered by `hosts`, but never a meeting (documentation, status pages).
    pub other_hosts: &'static [&'static str],
    /// What stands where on those hosts; the first that fits counts.
    pub addresses: &'static [Address],
    /// What betrays the client on a host that is not its own (embeds, self-hosting).
    pub embeds: &'static [Selector],
    /// What must exist while in a meeting, or before it. Without them we are blind, and say so.
    pub landmarks: &'static [Landmark],
    /// What the client shows when something is on.
    pub marks: &'static [Mark],
    /// What the client shows when it is not. See [`Quiet`]: without one, nobody may say "not recording".
    pub quiet: &'static [Quiet],
    /// Names of the service's own recorder in the list of participants.
    pub recorders: &'static [Recorder],
    /// Further regions in which the client itself speaks, beside the live regions and dialogs that are read everywhere.
    pub status: &'static [Region],
    /// Chat messages: what participants typed. Never a signal of recording; always scanned for links.
    pub chat: &'static [Selector],
    /// Its chat is a polite live region like its own words: there, only what has a role is the client speaking.
    pub chat_is_live: bool,
    /// What participants said (captions), or wrote elsewhere than in the chat (names in toasts). Never a signal.
    pub captions: &'static [Selector],
    /// Elements whose text or label is a participant's display name.
    pub roster: &'static [Selector],
    /// URL schemes that hand the meeting over to a native program, where we cannot see.
    pub native_schemes: &'static [&'static str],
    /// What this client never shows, so that nobody takes silence for an all-clear. One sentence.
    pub never_shows: &'static str,
    /// What its maker's servers compute without the page's help (engagement scores…): product knowledge, and marked as such. One sentence.
    pub product_knowledge: &'static str,
    /// Shut down: listed so that nobody waits for support. One sentence.
    pub closed: Option<&'static str>,
}

/// A client of which nothing is known: each data file states only what it adds to this.
const BLANK: Client = Client {
    id: "",
    name: "",
    owner: "",
    hosts: &[],
    other_hosts: &[],
    addresses: &[],
    embeds: &[],
    landmarks: &[],
    marks: &[],
    quiet: &[],
    recorders: &[],
    status: &[],
    chat: &[],
    chat_is_live: false,
    captions: &[],
    roster: &[],
    native_schemes: &[],
    never_shows: "",
    product_knowledge: "",
    closed: None,
};

impl Client {
    /// The client with this id.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        CATALOGUE.iter().chain([&&generic::CLIENT]).find(|c| c.id == id).copied()
    }

    /// The client of a tab's page.
    pub fn of(page: &Page) -> &'static Self {
        Self::by_id(&page.client).unwrap_or(&generic::CLIENT)
    }

    /// Whether this is what remains when no client of the catalogue fits.
    pub fn is_generic(&self) -> bool {
        self.id == generic::CLIENT.id
    }

    /// The mark with this name.
    pub fn mark(&self, name: &str) -> Option<&'static Mark> {
        self.marks.iter().find(|m| m.name == name)
    }
}
