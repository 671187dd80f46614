//! What a request carries, as shown: kinds and forms, never values. Not here: how they are found (`watchlist`, `shapes`, `meeting_url`).

use serde::{Deserialize, Serialize};

/// What kind of thing about the person, the device or the meeting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The person's name.
    Name,
    /// E-mail address.
    Email,
    /// Telephone number.
    Phone,
    /// The meeting's number, code or room name.
    MeetingId,
    /// The meeting's passcode.
    Passcode,
    /// The meeting's address.
    MeetingUrl,
    /// The person's number in the meeting or account.
    ParticipantId,
    /// The name of a camera, microphone or speaker, which may hold the person's.
    DeviceLabel,
    /// An identifier made for advertising.
    AdvertisingId,
    /// An identifier that stays with the browser or device.
    PersistentId,
    /// IP address.
    Ip,
    /// Mobile network operator.
    Carrier,
    /// City.
    City,
    /// Device model.
    DeviceModel,
    /// Time zone.
    Timezone,
    /// Screen size.
    Screen,
    /// Language.
    Language,
}

impl Kind {
    /// The kind of a known value, by the name that a probe or a caller gives it.
    pub fn of_known(name: &str) -> Option<Self> {
        Some(match name {
            "name" | "display_name" | "displayname" => Self::Name,
            "email" => Self::Email,
            "phone" => Self::Phone,
            "meeting_id" | "room" => Self::MeetingId,
            "passcode" => Self::Passcode,
            "participant_id" | "user_id" => Self::ParticipantId,
            "device_label" => Self::DeviceLabel,
            "ip" => Self::Ip,
            _ => return None,
        })
    }

    /// Names a person or opens their meeting.
    pub fn is_identity(self) -> bool {
        matches!(self, Self::Name | Self::Email | Self::Phone | Self::MeetingId | Self::Passcode | Self::ParticipantId | Self::DeviceLabel)
    }

    /// Stays with the browser or device.
    pub fn is_persistent(self) -> bool {
        matches!(self, Self::AdvertisingId | Self::PersistentId)
    }

    /// Describes the device or where it is; many such kinds together single it out.
    pub fn is_context(self) -> bool {
        matches!(self, Self::Ip | Self::Carrier | Self::City | Self::DeviceModel | Self::Timezone | Self::Screen | Self::Language)
    }
}

/// In which form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// As it is, or with the escapes of its container.
    #[default]
    Plain,
    /// Base64.
    Base64,
    /// Hexadecimal digits.
    Hex,
    /// Compressed.
    Gzip,
    /// MD5: a hash of something guessable is as good as the thing.
    Md5,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
    /// Recognised by its key and shape, not by a known value.
    Keyed,
}

/// One thing that a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Carried {
    /// What.
    pub kind: Kind,
    /// How.
    pub form: Form,
}
