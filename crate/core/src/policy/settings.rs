//! Every setting there is, once: the struct that the core works with, the table that policies are read by, and the words of the reference.
//! A new setting is one entry here and whatever it changes. Not here: reading values (`kind`), who wins (`resolve`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::kind::Kind;
use super::rule::Rule;
use crate::finding::{DetectorName, Severity};

/// The detectors whose warnings are a matter of taste. Whether we can see, and whether somebody works against us, is not.
pub const DETECTORS: &[&str] = &["recording", "link", "attention", "third_party"];
/// Severities, from weak to strong.
pub const SEVERITIES: &[&str] = &["info", "low", "medium", "high", "critical"];

/// Where the card with warnings stands in the meeting's page. Start and end follow the direction of the person's language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corner {
    /// Top left in left-to-right languages.
    #[default]
    TopStart,
    /// Top right.
    TopEnd,
    /// Bottom left.
    BottomStart,
    /// Bottom right.
    BottomEnd,
}

/// How reports to the organisation's collector are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// OpenTelemetry's protocol buffers.
    #[default]
    Protobuf,
    /// The same as JSON.
    Json,
}

/// Who may set it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The person; a policy may set a default, or lock it.
    Anyone,
    /// The organisation alone: a policy locks it, or it stays as it is built in.
    Organisation,
}

/// How one setting is read.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in policies, in storage and in [`Settings`].
    pub key: &'static str,
    /// What values it takes.
    pub kind: Kind,
    /// Who may set it.
    pub who: Who,
}

/// What is said of one setting to administrators, in English.
#[derive(Clone, Copy, Debug)]
pub struct Doc {
    /// See [`Setting::key`].
    pub key: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What it does.
    pub about: &'static str,
}

macro_rules! settings {
    ($($key:ident: $type:ty = $default:expr, $kind:expr, $who:ident, $title:literal, $about:literal;)*) => {
        /// The settings in force for one `step`: built in, chosen by the person, set by the organisation, already resolved.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, rename_all = "snake_case")]
        pub struct Settings {
            $(#[doc = $about] pub $key: $type,)*
        }

        impl Default for Settings {
            fn default() -> Self {
                Self { $($key: $default,)* }
            }
        }

        /// How each setting is read, in the order in which they are shown.
        pub static TABLE: &[Setting] = &[$(Setting { key: stringify!($key), kind: $kind, who: Who::$who },)*];

        /// What is said of each setting, in the same order. Apart from the table: the engine needs no words.
        pub static DOCS: &[Doc] = &[$(Doc { key: stringify!($key), title: $title, about: $about },)*];
    };
}

settings! {
    meeting_hosts: Vec<String> = Vec::new(), Kind::Hosts, Anyone, "Meeting hosts",
        "Hosts of meeting services of your own (Jitsi, BigBlueButton, Nextcloud Talk…). Domains that imitate them are reported, and the settings \
         page offers each person to let Tallylight run there: no browser lets a policy grant that. Hosts that are baked in when the extension is \
         packaged need no click.";
    detectors_off: Vec<DetectorName> = Vec::new(), Kind::Choices(DETECTORS), Anyone, "Detectors switched off",
        "What Tallylight is not to judge. Whether it can see the meeting is always judged, and what is switched off is said among what it cannot see.";
    warn_from: BTreeMap<DetectorName, Severity> = BTreeMap::new(), Kind::Levels(DETECTORS), Anyone, "Warn from this severity",
        "For each detector the severity from which a finding interrupts the meeting; what is below it is only listed. Built in: `medium`.";
    link_guard: bool = true, Kind::Switch, Anyone, "Hold dangerous links",
        "A click on a dangerous link is held until the person has read why.";
    link_proceed: bool = true, Kind::Switch, Anyone, "Held links may be opened",
        "After the explanation a person may open a held link all the same.";
    link_allow: Vec<String> = Vec::new(), Kind::Hosts, Anyone, "Servers that may be linked to",
        "Links to shares on these hosts raise no warning. Never let through: what starts a program, administrators' shares, addresses in numbers, \
         WebDAV forms.";
    third_party_allow: Vec<String> = Vec::new(), Kind::Names, Anyone, "Accepted third parties",
        "Organisations, SDKs or domains that a meeting may contact without a warning. What they are told is still listed.";
    third_party_block: Vec<String> = Vec::new(), Kind::Names, Anyone, "Blocked third parties",
        "Organisations, SDKs or domains that a meeting's tab may not contact. A meeting's own organisation is never blocked. Nothing is blocked \
         until the person has given Tallylight access to all sites, with one click on the settings page or in the popup; both say so until then.";
    consent_gate: bool = false, Kind::Switch, Anyone, "Send nothing before consent",
        "While a recording, transcription, stream or AI notes run to which the person has not agreed in Tallylight's own window, the meeting gets \
         no sound and no picture of them.";
    attention_shield: bool = false, Kind::Switch, Anyone, "Attention shield",
        "The meeting's page always sees itself in front and looked at. What it reports about attention is then untrue; some clients save power \
         while they are hidden, and no longer do.";
    paused_hosts: Vec<String> = Vec::new(), Kind::Hosts, Anyone, "Paused sites",
        "Hosts on which Tallylight does not watch out.";
    pause_allowed: bool = true, Kind::Switch, Organisation, "Pausing allowed",
        "People may pause Tallylight on a site. If not, sites that they paused before are watched again.";
    banner_corner: Corner = Corner::default(), Kind::Choice(&["top_start", "top_end", "bottom_start", "bottom_end"]), Anyone, "Place of warnings",
        "The corner of the meeting's page in which warnings stand. Start is left, end is right; the other way round in right-to-left languages.";
    first_run_page: bool = true, Kind::Switch, Organisation, "Welcome page",
        "A page that says what Tallylight is opens after the installation.";
    keep_days: u32 = 365, Kind::Whole { min: 0, max: 3650 }, Anyone, "Days that findings are kept",
        "Findings of past meetings are kept on the computer for this many days, and not at all with 0. The consent ledger is not shortened by it.";
    notice_text: String = String::new(), Kind::Text { max: 500 }, Organisation, "Notice to people",
        "A text of your own in the popup, such as why Tallylight is installed.";
    contact: String = String::new(), Kind::Text { max: 200 }, Organisation, "Whom to ask",
        "Whom people can ask: a name, an address, a telephone number. Shown in the popup under the notice.";
    rules: Vec<Rule> = Vec::new(), Kind::Rules, Organisation, "Rules",
        "What your organisation expects of meetings. A finding that breaks a rule carries the rule's id, and the warning names it.";
    report_to: String = String::new(), Kind::Address, Organisation, "Report findings to",
        "The address of your own collector for OpenTelemetry logs over HTTP, usually `https://…/v1/logs`. Findings are sent there: which client, what, \
         who, since when. Nothing of what people say, no names of people, no paths of pages. Without it nothing is ever sent.";
    report_as: Encoding = Encoding::default(), Kind::Choice(&["protobuf", "json"]), Organisation, "Encoding of reports",
        "How reports are written: in OpenTelemetry's binary form, or as JSON.";
    report_from: Severity = Severity::Medium, Kind::Choice(SEVERITIES), Organisation, "Report from this severity",
        "Findings below it are not sent, unless they break a rule.";
    report_authorization: String = String::new(), Kind::Text { max: 2000 }, Organisation, "Authorization of reports",
        "What the collector expects in the header `Authorization`, such as `Bearer …`. People can read policies on their computer: let it allow \
         nothing but sending.";
}

impl Settings {
    /// The setting with this name.
    pub fn by_key(key: &str) -> Option<&'static Setting> {
        TABLE.iter().find(|s| s.key == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn names_of_detectors_and_severities_are_those_of_findings() {
        for name in DETECTORS {
            assert_eq!(json!(serde_json::from_value::<DetectorName>(json!(name)).unwrap()), *name);
        }
        let read: Vec<Severity> = SEVERITIES.iter().map(|s| serde_json::from_value(json!(s)).unwrap()).collect();
        assert!(read.is_sorted());
    }

    #[test]
    fn every_built_in_value_is_of_its_kind() {
        let Value::Object(built_in) = json!(Settings::default()) else { panic!("not an object") };
        assert_eq!(built_in.len(), TABLE.len());
        for setting in TABLE {
            let mut notes = super::super::note::Notes::default();
            let value = &built_in[setting.key];
            assert_eq!(setting.kind.read_at(setting.key, setting.key, value, &mut notes).as_ref(), Some(value), "{}", setting.key);
            assert!(notes.is_empty(), "{}", setting.key);
        }
    }
}
