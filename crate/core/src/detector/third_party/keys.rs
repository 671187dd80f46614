//! What the name of a field says about its value. Names are compared without case and punctuation: `device_model`, `deviceModel` and
//! `device.model` are one.

/// A field's name, folded.
pub(super) struct Key {
    /// Its last part: `model` of `context.device.model`.
    pub(super) leaf: String,
    /// Its last two parts together: `devicemodel`.
    pub(super) pair: String,
    /// The part before the last: `device`.
    pub(super) parent: String,
}

/// What a field's name says that its value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// A person's name.
    Name,
    /// What a meeting is called or numbered.
    Meeting,
    /// What opens it.
    Passcode,
}

/// Names of people.
const NAMES: &[&str] = &[
    "name",
    "username",
    "user",
    "nick",
    "nickname",
    "displayname",
    "fullname",
    "firstname",
    "lastname",
    "fn",
    "ln",
    "fname",
    "lname",
    "first",
    "last",
    "givenname",
    "familyname",
    "middlename",
    "surname",
    "forename",
    "author",
    "participant",
    "participantname",
    "attendee",
    "attendeename",
    "guest",
    "guestname",
    "screenname",
    "realname",
    "preferredname",
    "customername",
    "contactname",
    "visitorname",
    "membername",
    "profilename",
    "personname",
    "reporter",
    "reportername",
    "callername",
    "speaker",
    "speakername",
    "sender",
    "sendername",
    "dn",
    "uname",
    "un",
    "nm",
    "dname",
    "handle",
    "alias",
    "udfn",
    "udln",
    "who",
    "myname",
    "yourname",
    "accountname",
    "ownername",
    "hostdisplayname",
    "endpointname",
];
/// Things that have a name and are no people.
const THINGS: &[&str] = &[
    "event",
    "library",
    "lib",
    "sdk",
    "app",
    "application",
    "browser",
    "os",
    "device",
    "page",
    "city",
    "campaign",
    "product",
    "notifier",
    "service",
    "integration",
    "integrations",
    "package",
    "packages",
    "file",
    "host",
    "tag",
    "class",
    "plugin",
    "module",
    "framework",
    "engine",
    "platform",
    "country",
    "region",
    "timezone",
    "month",
    "metric",
    "feature",
    "flag",
    "experiment",
    "variant",
    "route",
    "screen",
    "view",
    "network",
    "brand",
    "company",
    "agent",
    "logger",
    "element",
    "button",
    "command",
    "action",
    "type",
    "category",
    "source",
    "runtime",
    "trace",
    "span",
    "scope",
    "resource",
    "project",
];
const MEETINGS: &[&str] = &[
    "meeting",
    "meetingid",
    "meetingnumber",
    "meetingno",
    "meetingcode",
    "meetingname",
    "meetingtopic",
    "meetingkey",
    "mn",
    "mid",
    "mtid",
    "room",
    "roomid",
    "roomname",
    "roomcode",
    "conf",
    "confid",
    "confno",
    "confname",
    "conference",
    "conferenceid",
    "conferencename",
    "call",
    "callid",
    "callname",
    "topic",
    "channel",
    "channelname",
    "channelid",
    "session",
    "sessionname",
    "webinar",
    "webinarid",
    "space",
    "spaceid",
    "event",
    "path",
    "url",
    "dp",
    "slug",
];
const PASSCODES: &[&str] = &[
    "pwd",
    "pw",
    "pass",
    "passcode",
    "passwd",
    "password",
    "pin",
    "code",
    "accesscode",
    "meetingpassword",
    "meetingpasscode",
    "meetingpwd",
    "joinpwd",
    "roompassword",
    "p",
    "pc",
    "pswd",
    "psw",
    "secret",
    "moderatorpw",
    "attendeepw",
    "hostkey",
    "key",
    "tk",
    "token",
];

impl Key {
    /// Folds a field's path.
    pub(super) fn of(path: &str) -> Self {
        let mut parts = path.rsplit(['.', '[', ':', '/']).map(folded).filter(|p| !p.is_empty());
        let leaf = parts.next().unwrap_or_default();
        let parent = parts.next().unwrap_or_default();
        Self { pair: format!("{parent}{leaf}"), leaf, parent }
    }

    /// Whether its last part, or its last two together, is among `names`.
    pub(super) fn is(&self, names: &[&str]) -> bool {
        names.contains(&self.leaf.as_str()) || names.contains(&self.pair.as_str())
    }

    /// Whether the part before the last is a thing, or several: `library.name`, `months.name`.
    fn parent_is_thing(&self) -> bool {
        let is_thing = |part: &str| THINGS.contains(&part);
        is_thing(&self.parent) || self.parent.strip_suffix('s').is_some_and(is_thing)
    }

    /// What it says that its value is.
    pub(super) fn sense(&self) -> Option<Sense> {
        if self.is(PASSCODES) {
            Some(Sense::Passcode)
        } else if self.is(NAMES) && !(self.leaf == "name" && self.parent_is_thing()) {
            Some(Sense::Name)
        } else if self.is(MEETINGS) {
            Some(Sense::Meeting)
        } else {
            None
        }
    }
}

fn folded(part: &str) -> String {
    part.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_people_and_of_things() {
        for path in ["name", "user.name", "displayName", "traits.first_name", "$name", "ud[fn]", "userInfo.full-name"] {
            assert_eq!(Key::of(path).sense(), Some(Sense::Name), "{path}");
        }
        for path in ["event.name", "context.library.name", "months.name", "hostname", "d", "", "january"] {
            assert_ne!(Key::of(path).sense(), Some(Sense::Name), "{path}");
        }
    }

    #[test]
    fn one_name_in_every_spelling() {
        for path in ["device_model", "deviceModel", "context.device.model", "device[model]"] {
            assert!(Key::of(path).is(&["devicemodel"]), "{path}");
        }
    }
}
