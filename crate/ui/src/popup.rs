//! The popup: one sentence of verdict first, then what was seen, when, by whom and what one can do, then what we cannot see, then one large
//! button. It asks again while it is open: a recording that starts meanwhile must not stand under yesterday's sentence.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::timers::callback::Interval;
use serde_json::json;
use tallylight_core::policy::Resolved;
use tallylight_core::summary::{Blocked, Item, Organisation, Summary, Tone};
use tallylight_core::words::Line;
use wasm_bindgen_futures::spawn_local;

use crate::access::ask_for_all_sites;
use crate::browser::{ask, page, tab};
use crate::dom::{El, button, by_id, el, fill, labelled, link};

/// How often it asks, in milliseconds.
const AGAIN: u32 = 1_000;

/// Shows the popup.
pub(crate) async fn show() {
    let tab = tab().await;
    let shown = Rc::new(RefCell::new(None));
    refresh(tab, &shown).await;
    Interval::new(AGAIN, move || {
        let shown = Rc::clone(&shown);
        spawn_local(async move { refresh(tab, &shown).await });
    })
    .forget();
}

/// What the popup shows.
#[derive(PartialEq)]
struct Shown {
    summary: Result<Summary, String>,
    /// Whether this tab is being recorded for a bug report.
    recorded: bool,
    /// Whether the person may say who is blocked.
    chooses: bool,
}

async fn refresh(tab: Option<f64>, shown: &RefCell<Option<Shown>>) {
    let summary = ask::<Option<Summary>>(&json!({"ask": "summary", "tab": tab})).await.map(|s| s.unwrap_or_else(nothing));
    let recorded = ask::<Option<f64>>(&json!({"ask": "trace_of"})).await.is_ok_and(|of| of.is_some() && of == tab);
    let keys = ask::<Resolved>(&json!({"ask": "settings"})).await.map(|resolved| resolved.keys);
    let chooses = keys.is_ok_and(|keys| keys.iter().any(|k| k.key == "third_party_block" && !k.fixed));
    let now = Shown { summary, recorded, chooses };
    if shown.borrow().as_ref() == Some(&now) {
        return;
    }
    match &now.summary {
        Ok(summary) => draw(summary, chooses),
        // No answer is no calm.
        Err(why) => {
            let silent = Summary { verdict: Line::new("popup_silent"), tone: Tone::Blind, ..Summary::default() };
            draw(&silent, false);
            fill(&by_id("limits"), [el("p").class("soft").attr("lang", "en").text(why)]);
        }
    }
    if let (Some(tab), Ok(summary)) = (tab, &now.summary) {
        fill(&by_id("held"), held(tab, summary));
        fill(&by_id("trace"), trace(tab, summary, recorded));
    }
    shown.replace(Some(now));
}

/// What is said of a tab in which we have no probe.
fn nothing() -> Summary {
    Summary { verdict: Line::new("verdict_none"), beside: Some(Line::new("verdict_none_why")), ..Summary::default() }
}

fn draw(summary: &Summary, chooses: bool) {
    let _ = gloo::utils::body().set_attribute("data-tone", summary.tone.name());
    let place = if summary.client == summary.host || summary.client.is_empty() {
        summary.host.clone()
    } else {
        format!("{} · {}", summary.client, summary.host)
    };
    let mut verdict = vec![el("h1").child(el("span").line(&summary.verdict))];
    verdict.extend(summary.beside.as_ref().map(|beside| el("p").line(beside)));
    if !place.is_empty() {
        verdict.push(el("p").class("soft").child(el("bdi").text(&place)));
    }
    fill(&by_id("verdict"), verdict);
    fill(&by_id("items"), summary.items.iter().map(|i| item(i, i.what == summary.verdict, chooses)));
    fill(&by_id("blocking"), blocking(&summary.blocking, chooses));
    fill(&by_id("limits"), limits(summary));
    fill(&by_id("organisation"), organisation(&summary.organisation));
    fill(&by_id("pause"), pause(summary));
    fill(&by_id("links"), [link("popup_record", &page("record.html")), link("popup_settings", &page("options.html"))]);
}

/// One finding; of the one that is the verdict only what the verdict does not say already.
fn item(item: &Item, is_verdict: bool, chooses: bool) -> El {
    let facts = item.who.iter().chain(&item.why).map(|line| el("li").line(line));
    let severity = if item.open { serde_json::to_value(item.severity).ok() } else { None };
    let part = el("li").class("item");
    let part = if is_verdict {
        part
    } else {
        part.attr("data-severity", severity.as_ref().and_then(|s| s.as_str()).unwrap_or("over"))
            .child(el("h2").line(&item.what))
            .child(el("p").class("soft").line(&item.when))
    };
    let blocks = item.blockable.iter().filter(|_| chooses).map(|name| block(name));
    part.child(el("ul").children(facts)).child(el("p").line(&item.advice)).children(blocks)
}

/// Blocks a third party from now on. The browser is asked at once, because it hears the question only while a press is being handled; and the
/// background without waiting for its answer, because some browsers close the popup over their question.
fn block(name: &str) -> El {
    let who = name.to_owned();
    let press = move || {
        ask_for_all_sites();
        change("block", &who);
    };
    button("blocking_block", press).line(&Line::new("blocking_block").with("who", name)).class("quiet")
}

/// Has the list of those who are blocked changed. Whether it worked is seen from the next answer.
fn change(question: &'static str, name: &str) {
    let question = json!({"ask": question, "name": name});
    spawn_local(async move {
        let _ = ask::<serde_json::Value>(&question).await;
    });
}

/// What is kept from third parties; where the browser has not let us yet, that comes first, with the question to it.
fn blocking(blocked: &Blocked, chooses: bool) -> Vec<El> {
    if blocked.lines.is_empty() {
        return Vec::new();
    }
    let head = if blocked.waits { "blocking_not_allowed" } else { "blocking_title" };
    let line = |line: &Line| {
        let shown = el("li").child(el("span").line(line));
        let who = line.args.get("who").and_then(|who| who.as_str()).filter(|_| chooses).map(str::to_owned);
        shown.children(who.map(|who| labelled("settings_remove", &who.clone(), move || change("unblock", &who))))
    };
    let mut parts = vec![el("h2").say(head), el("ul").children(blocked.lines.iter().map(line))];
    if blocked.waits {
        // Whether it was allowed is seen from the next answer.
        parts.push(button("blocking_allow", ask_for_all_sites));
    }
    parts
}

fn limits(summary: &Summary) -> Vec<El> {
    // What stands under the verdict already is not said twice.
    let lines = summary.limits.iter().filter(|line| Some(*line) != summary.beside.as_ref());
    let said = lines.chain(&summary.dropped).map(|line| el("li").line(line));
    let notes = summary.notes.iter().map(|note| el("li").attr("lang", "en").attr("dir", "ltr").text(note));
    let list: Vec<_> = said.chain(notes).collect();
    if list.is_empty() {
        return Vec::new();
    }
    vec![el("h2").say("popup_limits"), el("ul").children(list)]
}

/// What we do here beyond saying something: the gate, with the question that lifts it, and the shield.
fn held(tab: f64, summary: &Summary) -> Vec<El> {
    let answer = |name: &'static str, answer: &'static str| {
        button(name, move || {
            spawn_local(async move {
                let _ = ask::<serde_json::Value>(&json!({"ask": answer, "tab": tab})).await;
            });
        })
    };
    let mut parts = Vec::new();
    if summary.gated {
        parts.push(el("p").say("gate_held"));
        parts.push(
            el("div")
                .class("answers")
                .child(answer("gate_agree", "consent").class("large"))
                .child(answer("gate_refuse", "refuse").class("quiet")),
        );
    }
    if summary.shielded {
        parts.push(el("p").say("shield_up"));
    }
    parts
}

/// Begins or ends the recording of this meeting for a bug report. Once ended it is on the record page.
fn trace(tab: f64, summary: &Summary, recorded: bool) -> Vec<El> {
    if summary.host.is_empty() {
        return Vec::new();
    }
    let (name, question) = if recorded { ("trace_stop", "trace_stop") } else { ("trace_start", "trace_start") };
    let press = button(name, move || {
        spawn_local(async move {
            let _ = ask::<serde_json::Value>(&json!({"ask": question, "tab": tab})).await;
        });
    });
    vec![press.class("quiet")]
}

/// What the organisation lets people know, in its own words.
fn organisation(of: &Organisation) -> Vec<El> {
    let mut said: Vec<_> = [&of.notice, &of.contact].into_iter().filter(|text| !text.is_empty()).map(|text| el("p").text(text)).collect();
    if !of.reports_to.is_empty() {
        said.push(el("p").line(&Line::new("popup_reports").with("host", of.reports_to.as_str())));
    }
    if said.is_empty() {
        return said;
    }
    [el("h2").say("popup_organisation")].into_iter().chain(said).collect()
}

fn pause(summary: &Summary) -> Vec<El> {
    if summary.host.is_empty() {
        return Vec::new();
    }
    if summary.organisation.no_pause && !summary.paused {
        return vec![el("p").class("locked").say("popup_no_pause")];
    }
    let (name, question) = if summary.paused { ("popup_resume", "resume") } else { ("popup_pause", "pause") };
    let host = summary.host.clone();
    let press = button(name, move || {
        let host = host.clone();
        spawn_local(async move {
            // Whether it worked is seen from the next answer, which comes within a second.
            let _ = ask::<serde_json::Value>(&json!({"ask": question, "host": host})).await;
        });
    });
    vec![press.class("large")]
}
