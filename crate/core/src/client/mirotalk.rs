//! MiroTalk, both kinds (over a server, and peer to peer). Recording is local to the recorder; the others get a popup and a chat line that is
//! sent in the recorder's name, in English whatever the page's language.

use super::address::{elsewhere, meeting, prejoin};
use super::selector::{source, third_party};
use super::{BLANK, Client, Landmark, Mark, Phase, Region, What};
use crate::observation::Role;

/// MiroTalk.
pub(super) static CLIENT: Client = Client {
    id: "mirotalk",
    name: "MiroTalk",
    hosts: &["sfu.mirotalk.com", "p2p.mirotalk.com"],
    addresses: &[meeting("/join/**"), prejoin("/newroom"), prejoin("/newcall"), elsewhere("/**")],
    embeds: &[third_party("#videoMediaContainer"), source("#chatPublicMessages")],
    landmarks: &[Landmark::meeting("stage", &[third_party("#videoMediaContainer"), source("#chatPublicMessages")])],
    marks: &[
        Mark::new("recording-popup", What::LocalRecording, Phase::On, source(".swal2-popup")).with_words(),
        Mark::new("recording-own", What::LocalRecording, Phase::On, source("span.rec-indicator.active")).while_it_lasts(),
    ],
    status: &[Region::new(Role::Dialog, source(".swal2-popup"))],
    chat: &[source("#chatPublicMessages li .message"), source("li[data-from-id] .message span[id^='message-']")],
    never_shows: "After a popup of a few seconds nothing on the page says that somebody records; the chat line is worth no more than any other.",
    ..BLANK
};
