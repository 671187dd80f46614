//! What we do in a meeting beyond saying something, where the person or the organisation wants it: the consent gate, which holds the person's
//! own camera, microphone and screen back while something records them without their consent, and the attention shield, behind which a page
//! always sees itself looked at; and third parties that are not to be asked anything (`blocking`). Not here: how (the page-world probe, the
//! browser's rules), whether something records (`detector::recording`).

mod blocking;

pub use blocking::Blocking;
pub(crate) use blocking::blockable;
use serde_json::Value;

use crate::effect::Effect;
use crate::finding::{DetectorName, Finding, State};
use crate::policy::{Settings, gates, is_off};
use crate::session::Session;
use crate::text::host_matches;

/// Whether the gate is down: the person or a rule of the organisation asks for it, and something runs to which they have not agreed.
pub fn gate(session: &Session, settings: &Settings) -> bool {
    let held = |finding: &Finding| unagreed(finding) && (settings.consent_gate || gates(finding, settings));
    here(session, settings) && !is_off(DetectorName::Recording, settings) && session.findings.values().any(held)
}

/// Whether the shield is up.
pub fn shield(session: &Session, settings: &Settings) -> bool {
    settings.attention_shield && here(session, settings)
}

/// What changed of them since the last step, as effects; the session keeps in mind what is in force.
pub(crate) fn settle(session: &mut Session, settings: &Settings) -> Vec<Effect> {
    let (gate, shield) = (gate(session, settings), shield(session, settings));
    let mut effects = Vec::new();
    if std::mem::replace(&mut session.gated, gate) != gate {
        effects.push(Effect::Gate { on: gate });
    }
    if std::mem::replace(&mut session.shielded, shield) != shield {
        effects.push(Effect::Shield { on: shield });
    }
    let wanted = if here(session, settings) { settings.third_party_block.as_slice() } else { &[] };
    effects.extend(session.blocking.settle(&session.page, wanted));
    effects
}

/// What a document that has just come must be told: what is in force already.
pub(crate) fn standing(session: &Session) -> impl Iterator<Item = Effect> {
    let gate = session.gated.then_some(Effect::Gate { on: true });
    let shield = session.shielded.then_some(Effect::Shield { on: true });
    gate.into_iter().chain(shield)
}

/// Runs, or is about to, or is paused and may go on any moment; and no "yes" was given to us. What the client was told in its own dialog is
/// not ours to know.
fn unagreed(finding: &Finding) -> bool {
    let says = |key: &str, values: &[&str]| finding.evidence.get(key).and_then(Value::as_str).is_some_and(|v| values.contains(&v));
    finding.detector == DetectorName::Recording
        && finding.state != State::Ended
        && says("phase", &["starting", "on", "paused"])
        && !says("answer", &["given"])
}

fn here(session: &Session, settings: &Settings) -> bool {
    !settings.paused_hosts.iter().any(|host| host_matches(&session.page.host, host))
}
