//! Amazon Chime: the closed service's address, and applications built on its component library, which choose their own words.

use super::address::{elsewhere, meeting};
use super::selector::genuine;
use super::{BLANK, Client, Landmark, Region};
use crate::observation::Role;

/// Amazon Chime.
pub(super) static CLIENT: Client = Client {
    id: "chime",
    name: "Amazon Chime",
    owner: "Amazon",
    hosts: &["app.chime.aws"],
    addresses: &[meeting("/meetings/*"), elsewhere("/**")],
    embeds: &[genuine("[data-testid='notification-group']:has(.ch-message)"), genuine("[data-testid='roster-cell'] .ch-name")],
    landmarks: &[Landmark::meeting(
        "roster",
        &[genuine("[data-testid='roster-cell']"), genuine("[data-testid='control-bar']"), genuine("[data-testid='video-tile-grid']")],
    )],
    status: &[Region::new(Role::Status, genuine("[data-testid='notification-group'] [data-testid='message']"))],
    chat: &[genuine("[data-testid='chat-bubble']")],
    roster: &[genuine("[data-testid='roster-cell'] .ch-name")],
    never_shows: "Its component library has no indicator of recording: what is shown, and whether, is each application's choice.",
    ..BLANK
};
