//! Names of messages and what goes into them. The words themselves are the locale files' (`extension/_locales`), one source for the
//! extension and for native reports. Not here: which finding says what (`warning`, `summary`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What goes into a message, by placeholder name.
///
/// Three kinds of value: a text as it is; a number of milliseconds since the Unix epoch under a name of [`TIMES`], shown as a time of day;
/// `{"words": [message name…]}`, shown as a list of those messages.
pub type Args = BTreeMap<String, Value>;

/// Every placeholder there is, in the order in which browsers want them: `$1` is always the first, in every message and locale.
/// (`i18n.getMessage` takes positions, at most nine, and nobody can keep positions apart by message.)
pub const PLACES: [&str; 9] = ["client", "who", "since", "until", "host", "count", "data", "rule", "reference"];

/// The placeholders that are times.
pub const TIMES: [&str; 2] = ["since", "until"];

/// A message to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Name in the locale files.
    pub name: String,
    /// What goes into it.
    #[serde(default, skip_serializing_if = "Args::is_empty")]
    pub args: Args,
}

impl Line {
    /// A message without placeholders.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), args: Args::new() }
    }

    /// Puts something in.
    #[must_use]
    pub fn with(mut self, place: &str, value: impl Into<Value>) -> Self {
        self.args.insert(place.to_owned(), value.into());
        self
    }

    /// Puts everything in that may be needed.
    #[must_use]
    pub fn with_all(mut self, args: &Args) -> Self {
        self.args.extend(args.clone());
        self
    }
}

/// The kinds of data that a request can carry, and the message that names each to people.
pub const DATA: [(&str, &str); 17] = [
    ("advertising_id", "data_advertising_id"),
    ("carrier", "data_carrier"),
    ("city", "data_city"),
    ("device_label", "data_device_label"),
    ("device_model", "data_device_model"),
    ("email", "data_email"),
    ("ip", "data_ip"),
    ("language", "data_language"),
    ("meeting_id", "data_meeting_id"),
    ("meeting_url", "data_meeting_url"),
    ("name", "data_name"),
    ("participant_id", "data_participant_id"),
    ("passcode", "data_passcode"),
    ("persistent_id", "data_persistent_id"),
    ("phone", "data_phone"),
    ("screen", "data_screen"),
    ("timezone", "data_timezone"),
];

/// The message that names a kind of data; what we have no word for is "other data".
pub fn data_word(kind: &str) -> &'static str {
    DATA.iter().find(|(k, _)| *k == kind).map_or("data_other", |(_, word)| word)
}
