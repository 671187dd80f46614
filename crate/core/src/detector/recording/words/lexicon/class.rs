//! The keys of a language's file: what a word can mean to us. `README.md` says how each is used.
#![allow(dead_code, reason = "half of it is used when the project is built, half when it runs")]

/// The five things with words of their own, by the name that keys use; `decide` says what they are. A local recording is a recording with a
/// [`Classes::LOCAL`] marker.
pub(in super::super) const THINGS: [&str; 5] = ["rec", "trans", "live", "ai", "arch"];

/// The forms in which a thing is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Form {
    /// The activity's name: "recording", "live stream".
    Name,
    /// A finite form that by itself says that it happens now: "is recording", "on air".
    On,
    /// Infinitive, imperative: "record", "to transcribe".
    Do,
    /// A participle that needs a word like "now" or "being" to say so: "recorded".
    Done,
    /// Its products, never a state: "recordings", "transcripts".
    Many,
}

/// Forms by the name that keys use.
pub(in super::super) const FORMS: [(&str, Form); 5] =
    [("name", Form::Name), ("on", Form::On), ("do", Form::Do), ("done", Form::Done), ("many", Form::Many)];

/// One key, as one bit of [`Classes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Class(pub(in super::super) Classes);

/// A set of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct Classes(u64);

macro_rules! markers {
    ($($name:ident $key:literal;)*) => {
        impl Classes {
            markers!(@bits 25; $($name)*);
            /// Markers by the name that keys use.
            pub(in super::super) const MARKERS: &[(&'static str, Self)] = &[$(($key, Self::$name)),*];
        }
    };
    (@bits $at:expr; $name:ident $($rest:ident)*) => {
        #[doc = concat!("The marker `", stringify!($name), "`; see `README.md`.")]
        pub(in super::super) const $name: Self = Self(1 << ($at));
        markers!(@bits $at + 1; $($rest)*);
    };
    (@bits $at:expr;) => {};
}

markers! {
    NOW "now";
    STARTED "started";
    RESUMED "resumed";
    PAUSED "paused";
    STOPPED "stopped";
    SAVED "saved";
    SOON "soon";
    WILL "will";
    MAY "may";
    WANT "want";
    START "start";
    STOP "stop";
    NOT "not";
    CANNOT "cannot";
    ERROR "error";
    IF "if";
    CONSENT "consent";
    ASK "ask";
    PAST "past";
    SETTING "setting";
    OTHER "other";
    LOCAL "local";
    AND "and";
    FILLER "filler";
}

impl Class {
    /// The class of a key (`rec.name`, `paused`).
    pub(in super::super) fn of(key: &str) -> Option<Self> {
        if let Some((thing, form)) = key.split_once('.') {
            let thing = THINGS.iter().position(|name| *name == thing)?;
            let form = FORMS.iter().find(|(name, _)| *name == form)?.1;
            return Some(Self(Classes::form(thing, form)));
        }
        Classes::MARKERS.iter().find(|(name, _)| *name == key).map(|(_, bits)| Self(*bits))
    }

    /// Its number.
    pub(in super::super) const fn number(self) -> u32 {
        self.0.0.trailing_zeros()
    }

    /// The class of this number.
    pub(in super::super) const fn numbered(number: u8) -> Self {
        Self(Classes(1 << (number & 63)))
    }
}

impl Classes {
    /// A thing (by its place in [`THINGS`]) in a form.
    pub(in super::super) const fn form(thing: usize, form: Form) -> Self {
        Self(1 << (thing * FORMS.len() + form as usize))
    }

    /// Any thing in a form.
    pub(in super::super) const fn any(form: Form) -> Self {
        let mut all = 0;
        let mut thing = 0;
        while thing < THINGS.len() {
            all |= Self::form(thing, form).0;
            thing += 1;
        }
        Self(all)
    }

    /// A thing in any form that can be a state.
    pub(in super::super) const fn thing(thing: usize) -> Self {
        Self(
            Self::form(thing, Form::Name).0
                | Self::form(thing, Form::On).0
                | Self::form(thing, Form::Do).0
                | Self::form(thing, Form::Done).0,
        )
    }

    /// Whether something is to be done with one thing that is not itself named: "record the transcription".
    pub(in super::super) const fn commands(self) -> bool {
        let mut thing = 0;
        while thing < THINGS.len() {
            let named = Self::form(thing, Form::Name).or(Self::form(thing, Form::On)).or(Self::form(thing, Form::Done));
            if self.has(Self::form(thing, Form::Do)) && !self.has(named) {
                return true;
            }
            thing += 1;
        }
        false
    }

    /// Both.
    pub(in super::super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of `other` is in it.
    pub(in super::super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What is in both.
    pub(in super::super) const fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Whether nothing is in it but what is in `other`.
    pub(in super::super) const fn within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    /// Adds.
    pub(in super::super) const fn add(&mut self, other: Self) {
        self.0 |= other.0;
    }
}
