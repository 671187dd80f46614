//! Zoom's web client, also in its same-origin frame and as an embedded Meeting SDK. Its indicator is a sprite without text or aria, and is
//! removed for ordinary participants while a recording is paused: class first, and gone is not over.

use super::{Basis, BasisKind, Client, Gone, Landmark, Mark, Phase, What};

const RUN: Basis = Basis { kind: BasisKind::Genuine, seen: "2026-11-23" };
const OTHERS: Basis = Basis { kind: BasisKind::ThirdParty, seen: "2026-11-23" };

/// Zoom.
pub(super) static CLIENT: Client = Client {
    id: "zoom",
    name: "Zoom",
    owner: "Zoom",
    hosts: &["zoom.us", "zoomgov.com", "zoom.com.cn", "zoom-x.de"],
    paths: &["/j/", "/s/", "/w/", "/wc/"],
    embeds: &["#zmmtg-root", "iframe#webclient"],
    landmarks: &[Landmark {
        name: "meeting",
        any: &[".meeting-app", ".footer__leave-btn-container", "#wc-container-left", "#wc-footer"],
        basis: OTHERS,
    }],
    marks: &[Mark {
        name: "recording-cloud",
        css: ".recording-indication__recording-container",
        what: What::Recording,
        phase: Phase::On,
        gone: Gone::Nothing,
        needs_words: false,
        basis: RUN,
    }],
    status: &[],
    chat: &[".new-chat-message__text-content", ".chat-message__text-box"],
    captions: &["#live-transcription-subtitle"],
    roster: &[".participants-ul .participants-item__display-name"],
    native_schemes: &["zoommtg", "zoomus"],
    never_shows: "",
    product_knowledge: "",
    closed: None,
};
