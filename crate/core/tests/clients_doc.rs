//! `docs/clients.md` is the catalogue, written out. This test fails when it is stale; with `TALLYLIGHT_WRITE=1` it writes it anew.
#![allow(clippy::unwrap_used, reason = "in tests a panic is the report, and helpers of tests are not seen as tests")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tallylight_core::client::{BasisKind, CATALOGUE, Client, Gone, Landmark, Mark, Phase, Place, Selector, View, What};

const HEAD: &str = "\
<!-- Written by crate/core/tests/clients_doc.rs from crate/core/src/client: change the catalogue, then run
     TALLYLIGHT_WRITE=1 cargo test -p tallylight-core --test clients_doc -->

# Clients

What Tallylight knows of each conferencing web client: where it is met, by which elements it is read, what those rest on, and what it never
shows. On any other page that you add, what is said in ARIA live regions and dialogs is read, with low confidence.

How far a selector can be trusted:

| basis | meaning |
|---|---|
| genuine | the maker's own code was run and showed it |
| source | read in the maker's own source |
| third-party | found in somebody else's code or documentation |
| generic | a guess from web standards or from hearsay |

An indicator that is not found proves nothing: it may have been renamed yesterday. So *not recording* is said only of clients that show it by
an element of its own (column \"quiet\"); of all others the most that can be said is *no sign of it*, and that only while their landmarks are
in sight. What an indicator cannot tell, words may: the client's own words in live regions and dialogs are read in every client and in some
sixty languages; what participants type or say never is.

";

#[test]
fn the_document_is_the_catalogue() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/clients.md");
    let fresh = document();
    if std::env::var_os("TALLYLIGHT_WRITE").is_some() {
        fs::write(&path, &fresh).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert!(written == fresh, "docs/clients.md is stale: run TALLYLIGHT_WRITE=1 cargo test -p tallylight-core --test clients_doc");
}

fn document() -> String {
    let mut out = HEAD.to_owned();
    overview(&mut out);
    for client in CATALOGUE.iter().copied().chain(Client::by_id("generic")) {
        section(&mut out, client);
    }
    out
}

fn overview(out: &mut String) {
    out.push_str("| client | met at | shows by element | quiet | best basis |\n|---|---|---|---|---|\n");
    for client in CATALOGUE {
        let met = match (client.closed, client.hosts, client.embeds) {
            (Some(closed), ..) => closed.to_owned(),
            (None, [], _) => "hosts that you add".to_owned(),
            (None, hosts, embeds) => code(hosts.iter().copied()) + if embeds.is_empty() { "" } else { ", embeds" },
        };
        let whats = |all: &mut dyn Iterator<Item = What>| {
            let mut words: Vec<_> = all.map(what).collect();
            words.dedup();
            words.sort_unstable();
            words.dedup();
            if words.is_empty() { "–".to_owned() } else { words.join(", ") }
        };
        let shows = whats(&mut client.marks.iter().map(|m| m.what).chain(client.recorders.iter().map(|r| r.what)));
        let quiet = whats(&mut client.quiet.iter().map(|q| q.what));
        let best = client.marks.iter().map(|m| m.at.basis.kind).min().or_else(|| landmarks(client).map(|s| s.basis.kind).min());
        writeln!(
            out,
            "| [{}](#{}) | {met} | {shows} | {quiet} | {} |",
            client.name,
            anchor(client.name),
            best.map_or("–", BasisKind::word)
        )
        .unwrap();
    }
}

fn landmarks(client: &'static Client) -> impl Iterator<Item = Selector> {
    client.landmarks.iter().flat_map(|l| l.any.iter().copied())
}

fn section(out: &mut String, client: &'static Client) {
    writeln!(out, "\n## {}\n", client.name).unwrap();
    if let Some(closed) = client.closed {
        writeln!(out, "{closed} What remains under its name is read like any other page.").unwrap();
        return;
    }
    writeln!(out, "**Never shows.** {}", client.never_shows).unwrap();
    if !client.product_knowledge.is_empty() {
        writeln!(out, "\n**Known of the product, not seen in the page.** {}", client.product_knowledge).unwrap();
    }
    addresses(out, client);
    if !client.native_schemes.is_empty() {
        writeln!(out, "\nHands over to a native program, where we cannot see, by {}.", code(client.native_schemes.iter().copied()))
            .unwrap();
    }
    if let [recorder, ..] = client.recorders {
        writeln!(out, "\nIts recorder stands in the list of participants as `{}`.", recorder.name).unwrap();
    }
    table(out, client);
}

fn addresses(out: &mut String, client: &Client) {
    let of = |place: Place| code(client.addresses.iter().filter(|a| a.place == place).map(|a| a.path));
    for (place, words) in [(Place::Meeting, "Meeting"), (Place::Prejoin, "Before it"), (Place::Unknown, "Cannot be told from the address")]
    {
        let paths = of(place);
        if !paths.is_empty() {
            writeln!(out, "\n{words}: {paths}.").unwrap();
        }
    }
}

fn table(out: &mut String, client: &'static Client) {
    out.push_str("\n| what | element | basis | seen |\n|---|---|---|---|\n");
    let mut row = |what: &str, at: Selector| {
        writeln!(out, "| {what} | `{}` | {} | {} |", at.css.replace('|', "\\|"), at.basis.kind.word(), at.basis.seen).unwrap();
    };
    for mark in client.marks {
        row(&shows(mark), mark.at);
    }
    for quiet in client.quiet {
        row(&format!("no {}", what(quiet.what)), quiet.at);
    }
    for Landmark { name, view, any } in client.landmarks {
        let view = if *view == View::Meeting { "in the meeting" } else { "before it" };
        any.iter().for_each(|at| row(&format!("landmark {view}: {name}"), *at));
    }
    client.embeds.iter().for_each(|at| row("betrays the client elsewhere", *at));
    client.status.iter().for_each(|r| row("the client speaks", r.at));
    client.chat.iter().for_each(|at| row("chat", *at));
    client.captions.iter().for_each(|at| row("captions and names", *at));
    client.roster.iter().for_each(|at| row("participants", *at));
}

fn shows(mark: &Mark) -> String {
    let phase = match mark.phase {
        Phase::Offered => "possible",
        Phase::Starting => "starting",
        Phase::On => "on",
        Phase::Paused => "paused",
        Phase::Off => "over",
        Phase::Consent => "asks for consent",
    };
    let words = if mark.needs_words { ", if its words say so" } else { "" };
    let lasts = if mark.gone == Gone::NotShown { ", as long as it lasts" } else { "" };
    format!("{} {phase}{words}{lasts}", what(mark.what))
}

fn what(what: What) -> &'static str {
    match what {
        What::Recording => "recording",
        What::LocalRecording => "local recording",
        What::Transcription => "transcription",
        What::LiveStream => "live stream",
        What::AiNotes => "AI notes",
        What::Archive => "archive",
    }
}

fn code<'a>(all: impl Iterator<Item = &'a str>) -> String {
    all.map(|s| format!("`{s}`")).collect::<Vec<_>>().join(", ")
}

fn anchor(name: &str) -> String {
    name.to_lowercase().replace(' ', "-")
}
