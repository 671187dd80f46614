//! Display names that say what only a client may: "This meeting is being recorded joined the meeting" is a prank, not a recording.
//! Not here: names that tell who records (`bots`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::words::classify;
use crate::observation::Role;

/// How many such names are kept: a meeting of more pranksters has other troubles.
const MAX_NAMES: usize = 16;

/// The names that would be heard, were they a status. All others are forgotten at once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// Somebody takes part under this name.
    pub(super) fn see(&mut self, name: &str, locale: Option<&str>) {
        if self.0.len() < MAX_NAMES && !self.0.iter().any(|known| known == name) && !classify(Role::Status, name, locale).is_empty() {
            self.0.push(name.to_owned());
        }
    }

    /// The text as the client alone would have it. A text that is nothing but such a name stays: the client may say the same.
    pub(super) fn out_of<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let named = |name: &&String| text.trim() != name.as_str() && text.contains(name.as_str());
        self.0.iter().filter(named).fold(Cow::Borrowed(text), |text, name| Cow::Owned(text.replace(name.as_str(), "{name}")))
    }
}
