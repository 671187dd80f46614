//! The saved pages and what is expected of them. Not here: reading them (`eye`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use tallylight_core::client::{CATALOGUE, Client, Phase, What};

/// A saved page.
#[derive(Debug)]
pub(crate) struct Saved {
    /// The client's id.
    pub client: &'static Client,
    /// The state that it shows (`"recording"`).
    pub state: String,
    /// Its source.
    pub html: String,
    /// What is expected of it.
    pub expected: Expected,
}

/// `STATE.json`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expected {
    /// Where the page stands.
    pub url: String,
    /// Which part of the client it is.
    pub view: Seen,
    /// The names of everything that must match, and nothing else may.
    pub marks: Vec<String>,
    /// What is true in this state, whether the page alone can show it or not.
    pub on: BTreeMap<What, Phase>,
    /// On a host of nobody's: the clients by which the page must be recognised.
    #[serde(default)]
    pub embeds: Vec<String>,
    /// How many elements hold what participants typed.
    #[serde(default)]
    pub chat: usize,
    /// How many elements name a participant.
    #[serde(default)]
    pub roster: usize,
}

/// Which part of a client a page shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Seen {
    /// Before the meeting.
    Prejoin,
    /// In the meeting.
    Meeting,
    /// A page around the client: the meeting itself is in a frame of it or cannot be seen.
    Frame,
    /// Nothing is known of the client.
    Unknown,
}

impl Saved {
    /// For messages: `zoom/recording`.
    pub(crate) fn name(&self) -> String {
        format!("{}/{}", self.client.id, self.state)
    }

    /// The page's language.
    pub(crate) fn locale(&self) -> Option<String> {
        let (_, rest) = self.html.split_once("<html lang=\"")?;
        rest.split_once('"').map(|(lang, _)| lang.to_owned())
    }
}

/// The repository's `tests` folder.
pub(crate) fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

/// Every client for which pages must exist, the generic one included.
pub(crate) fn open_clients() -> impl Iterator<Item = &'static Client> {
    CATALOGUE.iter().copied().chain(Client::by_id("generic")).filter(|c| c.closed.is_none())
}

/// All saved pages, in a stable order.
pub(crate) fn all() -> Vec<Saved> {
    let mut pages = Vec::new();
    for folder in sorted(&tests().join("pages")) {
        let id = folder.file_name().unwrap().to_str().unwrap();
        let client = Client::by_id(id).unwrap_or_else(|| panic!("tests/pages/{id}: no such client"));
        for file in sorted(&folder).into_iter().filter(|f| f.extension().is_some_and(|e| e == "html")) {
            let json = fs::read_to_string(file.with_extension("json")).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            let expected = serde_json::from_str(&json).unwrap_or_else(|e| panic!("{}: {e}", file.with_extension("json").display()));
            let state = file.file_stem().unwrap().to_str().unwrap().to_owned();
            pages.push(Saved { client, state, html: fs::read_to_string(&file).unwrap(), expected });
        }
    }
    assert!(!pages.is_empty(), "no saved pages found");
    pages
}

/// What stands in a folder, by name.
pub(crate) fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut all: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    all
}
