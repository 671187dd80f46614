//! The one pure function: `(session, settings, event) -> (session, effects)`. The background and the command line are shells around it.

use crate::effect::Effect;
use crate::event::{Event, What};
use crate::policy::Settings;
use crate::session::Session;

/// Takes one event in. `None` is a tab of which nothing is known yet.
pub fn step(session: Option<Session>, _settings: &Settings, event: &Event) -> (Session, Vec<Effect>) {
    let session = match &event.what {
        What::Page { url, locale } if event.frame == 0 => Session::open(url, locale.as_deref(), event.t),
        _ => session.unwrap_or_default(),
    };
    (session, Vec::new())
}
