//! Note-taker bots in the list of participants, by their names. A name proves little and its absence nothing: anybody may be called Gong,
//! many recorders join under human names, and some are not in the list at all.
//!
//! Not here: what the client itself says (`item`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::item::word;
use crate::client::Client;
use crate::finding::{Judgement, Severity};

/// Names that a participant has only if it is a note-taker: all words of a row, one after the other; then whom it belongs to.
const STRONG: &[(&[&str], &str)] = &[
    (&["otter", "ai"], "Otter.ai"),
    (&["otterpilot"], "Otter.ai"),
    (&["otter", "pilot"], "Otter.ai"),
    (&["fireflies"], "Fireflies.ai"),
    (&["read", "ai"], "Read AI"),
    (&["tldv"], "tl;dv"),
    (&["tl", "dv"], "tl;dv"),
    (&["tactiq"], "Tactiq"),
    (&["jamie", "ai"], "Jamie"),
    (&["hal", "ai"], "Hal.ai"),
    (&["notetaker"], "a note-taker"),
    (&["note", "taker"], "a note-taker"),
    (&["ai", "companion"], "a note-taker"),
    (&["ai", "recorder"], "a note-taker"),
    (&["ai", "assistant"], "a note-taker"),
    (&["ai", "scribe"], "a note-taker"),
    (&["ai", "secretary"], "a note-taker"),
    (&["meeting", "notes"], "a note-taker"),
    (&["transcriber"], "a note-taker"),
    (&["recorder", "bot"], "a recorder"),
    (&["recording", "bot"], "a recorder"),
];

/// Products whose names people bear too, or that are ordinary words: alone they are a guess, with one of [`SECOND`] behind them they are not.
const BRANDS: &[(&str, &str)] = &[
    ("airgram", "Airgram"),
    ("avoma", "Avoma"),
    ("bluedot", "Bluedot"),
    ("bubbles", "Bubbles"),
    ("chorus", "Chorus"),
    ("circleback", "Circleback"),
    ("claap", "Claap"),
    ("colibri", "Colibri"),
    ("fathom", "Fathom"),
    ("fellow", "Fellow"),
    ("gong", "Gong"),
    ("grain", "Grain"),
    ("granola", "Granola"),
    ("krisp", "Krisp"),
    ("laxis", "Laxis"),
    ("leexi", "Leexi"),
    ("meetgeek", "MeetGeek"),
    ("meetrecord", "MeetRecord"),
    ("metaview", "Metaview"),
    ("noota", "Noota"),
    ("notta", "Notta"),
    ("otter", "Otter.ai"),
    ("rewatch", "Rewatch"),
    ("sembly", "Sembly"),
    ("spinach", "Spinach"),
    ("supernormal", "Supernormal"),
    ("sybill", "Sybill"),
];

/// What makes a brand a bot.
const SECOND: &[&str] = &["ai", "app", "assistant", "bot", "io", "notes", "recorder", "scribe"];

/// How sure a name makes us.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Certainty {
    Maybe,
    Probably,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Bot {
    owner: &'static str,
    certainty: Certainty,
}

/// The bots of a meeting: whom each belongs to, how sure we are. Bounded by the tables above.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Bots(BTreeMap<String, Certainty>);

impl Bots {
    /// Takes a participant's name in. The name itself is dropped: it may be anybody's.
    pub(super) fn see(&mut self, client: &Client, name: &str, now: u64) -> Option<Judgement> {
        let bot = recognise(client.id, name)?;
        if self.0.get(bot.owner).is_some_and(|known| *known >= bot.certainty) {
            return None;
        }
        self.0.insert(bot.owner.to_owned(), bot.certainty);
        let severity = match bot.certainty {
            Certainty::Probably => Severity::Medium,
            Certainty::Maybe => Severity::Info,
        };
        let judgement = Judgement::raise(format!("bot:{}", bot.owner), severity, "note_taker", bot.owner);
        let judgement = judgement.with("by", "bot").with("certainty", word(bot.certainty)).with("since", now);
        Some(judgement.with("roster_proves_nothing", true))
    }

    /// Whether anybody is suspected: then nothing may be said not to be taken.
    pub(super) fn any(&self) -> bool {
        !self.0.is_empty()
    }
}

/// Whose note-taker a name stands for, and how sure that is.
pub(crate) fn bot(client: &Client, name: &str) -> Option<(&'static str, bool)> {
    recognise(client.id, name).map(|bot| (bot.owner, bot.certainty == Certainty::Probably))
}

fn recognise(client: &str, name: &str) -> Option<Bot> {
    let bot = |owner, certainty| Some(Bot { owner, certainty });
    match client {
        "discord" if name.trim_start_matches('!').starts_with("[RECORDING]") => return bot("Craig", Certainty::Probably),
        // Copilot joins as "Facilitator", which is a person's role as well.
        "teams" if name.trim() == "Facilitator" => return bot("Microsoft", Certainty::Maybe),
        _ => {}
    }
    let lower = name.to_lowercase();
    let words: Vec<_> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(32).collect();
    let strong = STRONG.iter().find(|(row, _)| words.windows(row.len()).any(|w| w == *row));
    let brand = BRANDS.iter().find_map(|(brand, owner)| {
        let at = words.iter().position(|w| w == brand)?;
        Some((*owner, words.get(at + 1).is_some_and(|next| SECOND.contains(next))))
    });
    match (strong, brand) {
        // "Fathom Notetaker": the brand names it better.
        (Some((_, "a note-taker" | "a recorder")), Some((owner, _))) => bot(owner, Certainty::Probably),
        (Some((_, owner)), _) => bot(owner, Certainty::Probably),
        (None, Some((owner, second))) => bot(owner, if second { Certainty::Probably } else { Certainty::Maybe }),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_judged_by_whole_words() {
        let rows = [
            ("Fireflies.ai Notetaker Bruno", Some(("Fireflies.ai", Certainty::Probably))),
            ("Janice's Fireflies.ai Notetaker", Some(("Fireflies.ai", Certainty::Probably))),
            ("read.ai meeting notes (Unverified)", Some(("Read AI", Certainty::Probably))),
            ("Andrew's Fathom Notetaker", Some(("Fathom", Certainty::Probably))),
            ("Ken's Notetaker (Otter.ai)", Some(("Otter.ai", Certainty::Probably))),
            ("OtterPilot", Some(("Otter.ai", Certainty::Probably))),
            ("tl;dv", Some(("tl;dv", Certainty::Probably))),
            ("Jumanzi's Notetaker", Some(("a note-taker", Certainty::Probably))),
            ("Note-Taker", Some(("a note-taker", Certainty::Probably))),
            ("Grain Bot", Some(("Grain", Certainty::Probably))),
            ("Gong", Some(("Gong", Certainty::Maybe))),
            ("Li Gong", Some(("Gong", Certainty::Maybe))),
            ("Jamie Fellow", Some(("Fellow", Certainty::Maybe))),
            ("Jamie", None),
            ("Gongora", None),
            ("Granger Bothwell", None),
            ("Ada Lovelace (External)", None),
            ("Ingrid Aiken", None),
            ("This meeting is being recorded", None),
            ("RECORDING", None),
            ("Facilitator", None),
            ("", None),
        ];
        for (name, want) in rows {
            assert_eq!(recognise("zoom", name).map(|b| (b.owner, b.certainty)), want, "{name}");
        }
    }

    #[test]
    fn some_clients_have_recorders_of_their_own() {
        assert_eq!(recognise("discord", "![RECORDING] Craig").map(|b| b.owner), Some("Craig"));
        assert_eq!(recognise("teams", "Facilitator").map(|b| b.certainty), Some(Certainty::Maybe));
    }

    #[test]
    fn a_bot_is_told_once_and_again_when_it_is_surer() {
        let zoom = Client::by_id("zoom").unwrap();
        let mut bots = Bots::default();
        let first = bots.see(zoom, "Gong", 1).unwrap();
        assert_eq!((first.severity, first.evidence["certainty"].as_str()), (Severity::Info, Some("maybe")));
        assert_eq!(bots.see(zoom, "Gong", 2), None);
        let surer = bots.see(zoom, "Gong Notetaker", 3).unwrap();
        assert_eq!((surer.key, surer.severity), (first.key, Severity::Medium));
        assert_eq!(bots.see(zoom, "Gong", 4), None);
        assert!(!serde_json::to_string(&bots).unwrap().contains("Notetaker"), "the name is dropped");
    }
}
