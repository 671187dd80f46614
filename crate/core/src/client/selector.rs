//! A CSS selector with the reason to believe it. Not here: what is concluded from an element that matches (`mark`).

/// A CSS selector and what it rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selector {
    /// The selector. Both Chromium and Firefox understand it, `:has()` included.
    pub css: &'static str,
    /// Where this knowledge comes from.
    pub basis: Basis,
}

/// How far a selector can be trusted, and when it was last seen to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Basis {
    /// On what it rests.
    pub kind: BasisKind,
    /// ISO date.
    pub seen: &'static str,
}

/// On what a selector rests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BasisKind {
    /// The maker's own code was run.
    Genuine,
    /// The maker's own source was read.
    Source,
    /// Somebody else's code or documentation.
    ThirdParty,
    /// A guess from web standards (ARIA…).
    Generic,
}

impl BasisKind {
    /// The word that the documentation uses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::Source => "source",
            Self::ThirdParty => "third-party",
            Self::Generic => "generic",
        }
    }
}

/// When the whole catalogue was last gone through.
const CHECKED: &str = "2026-11-23";

/// Seen in the maker's own code, running.
pub(super) const fn genuine(css: &'static str) -> Selector {
    Selector { css, basis: Basis { kind: BasisKind::Genuine, seen: CHECKED } }
}

/// Read in the maker's own source.
pub(super) const fn source(css: &'static str) -> Selector {
    Selector { css, basis: Basis { kind: BasisKind::Source, seen: CHECKED } }
}

/// Found in somebody else's code or documentation.
pub(super) const fn third_party(css: &'static str) -> Selector {
    Selector { css, basis: Basis { kind: BasisKind::ThirdParty, seen: CHECKED } }
}

/// Guessed from web standards.
pub(super) const fn generic(css: &'static str) -> Selector {
    Selector { css, basis: Basis { kind: BasisKind::Generic, seen: CHECKED } }
}
