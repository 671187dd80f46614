//! What the core asks of the shell. The shell carries effects out in order and decides nothing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::client::Watch;
use crate::finding::{Finding, Severity};
use crate::ledger::Entry;
use crate::words::{Args, Line};

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// The session changed: keep it before anything after this is shown.
    Save,
    /// Append it to the consent ledger ([`crate::ledger::append`]; the shell keeps the head). Comes before [`Effect::Save`]: whoever dies
    /// between the two writes it twice rather than never.
    Ledger {
        /// What happened.
        entry: Entry,
    },
    /// A finding was raised, updated or ended: write it to the log.
    Finding {
        /// The finding.
        finding: Finding,
    },
    /// Show it to the person, in the page (banner) and, if the tab is in the background, as a notification.
    Warn {
        /// The warning.
        warning: Warning,
    },
    /// Take a shown warning back: its cause is over or the person put it away.
    Unwarn {
        /// The finding's uid.
        uid: String,
    },
    /// What the toolbar button says. The page cannot touch it: this is the authority.
    Badge {
        /// The badge.
        badge: Badge,
    },
    /// Tells the probe of a frame what to look for.
    Watch {
        /// The frame.
        frame: u64,
        /// Selectors and bounds, from the catalogue.
        watch: Watch,
    },
    /// The verdict on a text or link that a probe sent: empty means clean. A held click waits for it.
    Judged {
        /// The frame.
        frame: u64,
        /// The probe's number for the text.
        id: u32,
        /// What is dangerous in it.
        links: Vec<Held>,
    },
    /// Every frame holds the person's own tracks back, or lets them go ([`crate::intervene`]).
    Gate {
        /// Whether they are held back from now on.
        on: bool,
    },
    /// Every frame sees itself looked at, or as it is.
    Shield {
        /// Whether the shield is up from now on.
        on: bool,
    },
    /// From now on the tab asks nothing of these, and of nothing else is kept. The shell says whether the browser let it: [`What::Blocking`].
    ///
    /// [`What::Blocking`]: crate::event::What::Blocking
    Block {
        /// The meeting's host: its service workers belong to no tab, and are told by it.
        site: String,
        /// Domains; what stands below one is meant as well. Empty: nothing is blocked any more.
        domains: BTreeSet<String>,
        /// Domains below those that go through all the same.
        except: BTreeSet<String>,
    },
}

/// A dangerous link as the probe's guard and marks need it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// See [`crate::detector::link::Found::class`].
    pub class: String,
    /// The host it reaches, where it names one.
    pub host: String,
    /// How much it matters.
    pub severity: Severity,
    /// First UTF-16 code unit in the text that the probe sent.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// Message name of what it is.
    pub title: String,
    /// The link, written so that nothing opens it.
    pub harmless: String,
    /// Whether a click on it is held.
    pub hold: bool,
    /// Whether a person may go through all the same.
    pub proceed: bool,
    /// The organisation's rule that forbids it, to be said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Line>,
}

/// A finding as shown. The words are the locale files' (`extension/_locales`): here are only their names and what goes into them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Warning {
    /// The finding's uid.
    pub uid: String,
    /// How much it matters.
    pub severity: Severity,
    /// Interrupts a screen reader (`role=alert`) or waits its turn (`role=status`).
    pub urgent: bool,
    /// Message name of what happened.
    pub title: String,
    /// Message name of when it was.
    pub when: String,
    /// Message name of what the person can do.
    pub advice: String,
    /// Message name of which of the organisation's rules is broken; empty: none.
    pub rule: String,
    /// What goes into all of them, by placeholder name (`client`, `who`, `since`…).
    pub args: Args,
}

/// The toolbar button: text, not colour alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Badge {
    /// At most four characters; empty is no badge.
    pub text: String,
    /// Colour name: `idle`, `calm`, `info`, `warn`, `alarm`, `blind`, `paused`.
    pub tone: String,
    /// Message name of the tooltip.
    pub title: String,
    /// What goes into the tooltip, by placeholder name.
    #[serde(default, skip_serializing_if = "Args::is_empty")]
    pub args: Args,
}
