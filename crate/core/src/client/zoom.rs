//! Zoom's web client: in the top frame, in its same-origin frame `iframe#webclient`, and as a Meeting SDK in other people's pages.
//!
//! Its indicator is a sprite without text or aria, and is removed for ordinary participants while a recording is merely paused: class first,
//! and gone is not over. Consent is remembered in the tab: after a rejoin nothing is asked again and only the sprite remains.

use super::address::{elsewhere, meeting, prejoin};
use super::selector::{genuine, source, third_party};
use super::{BLANK, Client, Landmark, Mark, Phase, Region, What};
use crate::observation::Role;

/// Zoom.
pub(super) static CLIENT: Client = Client {
    id: "zoom",
    name: "Zoom",
    owner: "Zoom",
    hosts: &["*.zoom.us", "*.zoomgov.com", "*.zoom.com.cn", "*.zoom-x.de"],
    other_hosts: &["support.zoom.us", "marketplace.zoom.us", "status.zoom.us", "blog.zoom.us"],
    addresses: &[
        meeting("/wc/*/join"),
        meeting("/wc/*/start"),
        meeting("/wc/join/*"),
        prejoin("/j/**"),
        prejoin("/s/**"),
        prejoin("/w/**"),
        prejoin("/my/**"),
        elsewhere("/**"),
    ],
    embeds: &[source("#zmmtg-root"), third_party("iframe#webclient"), source("[class*='zoom-Mui']")],
    landmarks: &[
        Landmark::meeting(
            "meeting",
            &[
                source(".meeting-app"),
                third_party(".footer__leave-btn-container"),
                third_party("svg[class^='SvgLeave']"),
                third_party("#wc-container-left"),
                third_party("#wc-footer"),
            ],
        ),
        Landmark::prejoin(
            "preview",
            &[
                third_party("#input-for-name"),
                third_party("button.preview-join-button"),
                third_party("#inputname"),
                third_party("#joinBtn"),
            ],
        ),
    ],
    marks: &[
        Mark::new(
            "recording-cloud",
            What::Recording,
            Phase::On,
            genuine(".recording-indication__recording-container, .recording-indication__recording-icon"),
        ),
        // The same element by its title, which is English in every language.
        Mark::new("recording-title", What::Recording, Phase::On, genuine("[title^='Recording to cloud'], [title^='Record to the cloud']")),
        // Hosts and co-hosts alone see it; for everybody else the element above is simply gone.
        Mark::new("recording-paused", What::Recording, Phase::Paused, genuine(".recording-indication__recording-status--paused")),
        Mark::new("recording-while-sharing", What::Recording, Phase::On, source(".sharee-sharing-indicator__record-icon")),
        Mark::new("recording-local-while-sharing", What::LocalRecording, Phase::On, source(".sharee-sharing-indicator__local-record-icon")),
        Mark::new("recording-local", What::LocalRecording, Phase::On, source("[class^='participants-icon__recording-icon']")),
        Mark::new("live-stream", What::LiveStream, Phase::On, genuine(".live-stream-icon-container, .live-stream-icon")),
        Mark::new("consent-recording", What::Recording, Phase::Consent, source(".recording-disclaimer-dialog")),
        // One banner for recording, streaming, archiving, captions and AI alike: only its words tell which.
        Mark::new("consent-banner", What::Recording, Phase::Consent, genuine(".consent-banner")).with_words(),
        Mark::new("consent-account", What::Recording, Phase::Consent, source(".commmon-disclaimer-dialog")).with_words(),
        Mark::new("consent-join", What::Recording, Phase::Consent, source(".center-consent-once-join-meeting")).with_words(),
        Mark::new("archive", What::Archive, Phase::On, source(".archiving-dialog, #archive-pop-panel")),
        Mark::new("ai-summary", What::AiNotes, Phase::On, source(".smart-summary-notice__list, .aic-notice__list")).with_words(),
        Mark::new("realtime-app", What::AiNotes, Phase::On, source(".rtms-disclaimer-info__content")),
    ],
    status: &[
        Region::new(Role::Alert, genuine(".consent-banner, .notification-consent-banner")),
        Region::new(Role::Status, source("#zmu-toast-container .zmu-toast")),
        Region::new(Role::Status, source("#smart-summary-pop-panel, #aic-pop-tips, #archive-pop-panel, .lt-toast__disclaimer-text")),
        Region::new(Role::Label, genuine(".recording-indication__recording-container")),
        Region::new(Role::Dialog, source(".recording-disclaimer-dialog, .commmon-disclaimer-dialog, .center-consent-once-join-meeting")),
    ],
    chat: &[source(".new-chat-message__text-content"), source(".chat-message__text-box")],
    captions: &[source("#live-transcription-subtitle"), source(".live-transcription-subtitle__box")],
    roster: &[third_party(".participants-ul .participants-item__display-name")],
    native_schemes: &["zoommtg", "zoomus"],
    never_shows: "Ordinary participants see nothing while a cloud recording is paused, no reminder after a rejoin in the same tab, \
                  and no participant for apps that read the meeting's media streams.",
    product_knowledge: "Page visibility is logged to Zoom's telemetry; the host-visible attention indicator was removed in April 2020.",
    ..BLANK
};
