//! The organisation's rules, judged on findings: a detector has said what is so; here it is said whether that is allowed. A rule makes a
//! finding graver, never milder; only an accepted third party does the latter. Pure and repeatable: a finding that is judged again under
//! another policy is as if it had never been judged under the first.
//!
//! Not here: what is so (`detector`), reading rules (`rule`), words (`warning`).

use serde::Deserialize;
use serde_json::Value;

use super::rule::{Action, Expect, Rule};
use super::settings::Settings;
use crate::client::{Client, Place};
use crate::detector::coverage::Sees;
use crate::finding::{DetectorName, Finding, Judgement, Severity};
use crate::session::Session;
use crate::text::host_matches;

/// Evidence: how grave the finding is by itself, where policy says otherwise.
const OWN: &str = "severity_itself";
/// Evidence: the text that the broken rule rests on.
const REFERENCE: &str = "reference";
/// Evidence: the receiver is on the list of accepted third parties.
const ACCEPTED: &str = "accepted";
/// What is judged here because only a rule makes it matter.
const CLIENT: &str = "client_not_allowed";
const UNPROVEN: &str = "encryption_not_shown";

/// Whether nothing is to be judged by this detector.
pub fn is_off(detector: DetectorName, settings: &Settings) -> bool {
    settings.detectors_off.contains(&detector)
}

/// Judges a finding by the organisation's rules and lists.
pub fn enforce(finding: &mut Finding, settings: &Settings) {
    let own = finding.evidence.remove(OWN).and_then(|own| serde_json::from_value(own).ok()).unwrap_or(finding.severity);
    finding.evidence.remove(REFERENCE);
    finding.evidence.remove(ACCEPTED);
    finding.severity = own;
    finding.rule = None;
    if is_receiver(finding) && settings.third_party_allow.iter().any(|name| is_called(finding, name)) {
        finding.severity = Severity::Info;
        finding.evidence.insert(ACCEPTED.to_owned(), true.into());
    }
    if let Some(rule) = broken(finding, own, settings) {
        finding.severity = own.max(rule.severity);
        finding.rule = Some(rule.id.clone());
        if !rule.reference.is_empty() {
            finding.evidence.insert(REFERENCE.to_owned(), rule.reference.as_str().into());
        }
    }
    if finding.severity != own {
        finding.evidence.insert(OWN.to_owned(), serde_json::json!(own));
    }
}

/// Whether a finding interrupts the meeting, which without a policy it does from severity `from`.
pub(crate) fn interrupts(finding: &Finding, from: Severity, settings: &Settings) -> bool {
    let from = settings.warn_from.get(&finding.detector).copied().unwrap_or(from);
    let own = finding.evidence.get(OWN).and_then(|own| Severity::deserialize(own).ok());
    match rule_of(finding, settings).map(|rule| rule.action) {
        Some(Action::Warn | Action::Block | Action::Gate) => true,
        // Only listed with its rule, unless it would interrupt without one.
        Some(Action::Note) => own.unwrap_or(finding.severity) >= from,
        None => finding.severity >= from,
    }
}

/// Whether a finding breaks a rule by which the person's sound and picture are held back.
pub(crate) fn gates(finding: &Finding, settings: &Settings) -> bool {
    rule_of(finding, settings).is_some_and(|rule| rule.action == Action::Gate)
}

fn rule_of<'a>(finding: &Finding, settings: &'a Settings) -> Option<&'a Rule> {
    let id = finding.rule.as_ref()?;
    settings.rules.iter().find(|rule| rule.id == *id)
}

/// The rule by which a link of this severity may not be opened at all.
pub fn blocks(severity: Severity, settings: &Settings) -> Option<&Rule> {
    let broken = |rule: &&Rule| rule.action == Action::Block && matches!(rule.expect, Expect::Links { at_most } if severity > at_most);
    settings.rules.iter().find(broken)
}

/// What only a rule makes worth judging: the client itself, and encryption that nothing shows. Said of meetings, not of a client's other pages.
pub fn expectations(session: &Session, settings: &Settings) -> Vec<Judgement> {
    let client = session.client();
    let about = |what: &str, broken: bool| {
        let judgement = Judgement::raise(what, Severity::Info, what, client.owner).with("host", session.page.host.as_str());
        if broken { judgement } else { judgement.end() }
    };
    let clients = || settings.rules.iter().filter_map(|r| if let Expect::Clients { allow } = &r.expect { Some(allow) } else { None });
    let meeting = is_meeting(session);
    let stranger = meeting && clients().any(|allow| !allows(allow, client, &session.page.host));
    let unproven = meeting && settings.rules.iter().any(|r| r.expect == Expect::EndToEnd);
    vec![about(CLIENT, stranger), about(UNPROVEN, unproven)]
}

/// The gravest rule that the finding breaks; of several as grave, the first.
fn broken<'a>(finding: &Finding, own: Severity, settings: &'a Settings) -> Option<&'a Rule> {
    let breaks = settings.rules.iter().filter(|rule| breaks(finding, own, &rule.expect));
    breaks.rev().max_by_key(|rule| (rule.action, rule.severity))
}

fn breaks(finding: &Finding, own: Severity, expect: &Expect) -> bool {
    let said = |key: &str| finding.evidence.get(key).and_then(Value::as_str);
    match expect {
        Expect::Clients { allow } => {
            let host = said("host").unwrap_or_default();
            let client = Client::by_id(&finding.client);
            finding.what == CLIENT && !client.is_some_and(|client| allows(allow, client, host))
        }
        // A recording that is only possible breaks nothing yet; of one that was, what was not asked stays said.
        Expect::ConsentAsked => {
            finding.detector == DetectorName::Recording && said("consent") == Some("not_asked") && said("phase") != Some("offered")
        }
        Expect::ThirdParties { allow } => is_receiver(finding) && !allow.iter().any(|name| is_called(finding, name)),
        Expect::Links { at_most } => finding.detector == DetectorName::Link && own > *at_most,
        Expect::EndToEnd => finding.what == UNPROVEN,
    }
}

/// Whether the tab shows a meeting, or the way into one.
fn is_meeting(session: &Session) -> bool {
    let place = session.client().place(&session.page.url);
    session.states.coverage.sees() != Sees::Waiting || matches!(place, Place::Meeting | Place::Prejoin)
}

fn allows(allow: &[String], client: &Client, host: &str) -> bool {
    allow.iter().any(|name| *name == client.id || host_matches(host, name))
}

/// Whether the finding is about a third party that a meeting contacts.
fn is_receiver(finding: &Finding) -> bool {
    let first_party = finding.evidence.get("first_party") == Some(&Value::Bool(true));
    finding.detector == DetectorName::ThirdParty && finding.what == "third_party" && !first_party
}

/// Whether the receiver is this organisation, SDK or domain. A domain covers it only if it covers all of its hosts.
fn is_called(finding: &Finding, name: &str) -> bool {
    let name = name.to_lowercase();
    let listed = |key: &str| finding.evidence.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let who = finding.who.to_lowercase();
    let is_org = who == name || who.split(" (").any(|part| part.trim_end_matches(')') == name);
    let is_sdk = listed("sdk").any(|sdk| sdk.to_lowercase() == name);
    is_org || is_sdk || (listed("hosts").next().is_some() && listed("hosts").all(|host| host_matches(host, &name)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::check;
    use serde_json::json;

    fn settings(locked: &Value) -> Settings {
        let resolved = check(&json!({ "locked": locked }).to_string());
        assert!(resolved.ignored.is_empty(), "{:?}", resolved.ignored);
        resolved.settings
    }

    fn rule(expect: &Value) -> Settings {
        let mut rule = json!({"id": "R3", "severity": "medium", "action": "warn", "reference": "Art. 28"});
        rule.as_object_mut().unwrap().extend(expect.as_object().unwrap().clone());
        settings(&json!({ "rules": [rule] }))
    }

    fn found(detector: DetectorName, judgement: Judgement, settings: &Settings) -> Finding {
        Session::open("https://app.zoom.us/wc/1/join", None, 1_000).settle_under(detector, judgement, settings).unwrap()
    }

    fn receiver(who: &str, host: &str) -> Judgement {
        Judgement::raise("k", Severity::Low, "third_party", who).with("hosts", json!([host])).with("sdk", json!(["Hotjar"]))
    }

    #[test]
    fn a_third_party_outside_the_list_breaks_the_rule() {
        let outside = |allow: &[&str]| {
            let settings = rule(&json!({"expect": "third_parties", "allow": allow}));
            found(DetectorName::ThirdParty, receiver("Contentsquare (Hotjar)", "x.hotjar.com"), &settings)
        };
        let broken = outside(&["Sentry", "other.example"]);
        assert_eq!((broken.rule.as_deref(), broken.severity), (Some("R3"), Severity::Medium));
        assert_eq!((&broken.evidence["reference"], &broken.evidence["severity_itself"]), (&json!("Art. 28"), &json!("low")));
        for name in ["contentsquare", "Hotjar", "hotjar.com", "Contentsquare (Hotjar)"] {
            assert_eq!(outside(&[name]).rule, None, "{name}");
        }
    }

    #[test]
    fn what_the_organisation_accepts_is_listed_and_not_warned_of() {
        let settings = settings(&json!({"third_party_allow": ["hotjar"]}));
        let grave = Judgement { severity: Severity::High, ..receiver("Contentsquare", "x.hotjar.com") };
        let finding = found(DetectorName::ThirdParty, grave, &settings);
        assert_eq!((finding.severity, &finding.evidence["accepted"]), (Severity::Info, &json!(true)));
    }

    #[test]
    fn consent_that_was_not_asked_breaks_the_rule_and_consent_unknown_does_not() {
        let settings = rule(&json!({"expect": "consent_asked"}));
        let with = |consent: &str| {
            let judgement = Judgement::raise("k", Severity::High, "recording", "").with("consent", consent).with("phase", "on");
            found(DetectorName::Recording, judgement, &settings).rule
        };
        assert_eq!([with("not_asked"), with("asked"), with("unknown")], [Some("R3".to_owned()), None, None]);
    }

    #[test]
    fn links_are_measured_by_their_own_severity() {
        let settings = rule(&json!({"expect": "links", "at_most": "medium", "severity": "critical", "action": "block"}));
        let link = |severity| found(DetectorName::Link, Judgement::raise("k", severity, "unc-remote", ""), &settings);
        assert_eq!(link(Severity::Medium).rule, None);
        assert_eq!((link(Severity::High).rule.as_deref(), link(Severity::High).severity), (Some("R3"), Severity::Critical));
        assert!(blocks(Severity::High, &settings).is_some() && blocks(Severity::Medium, &settings).is_none());
    }

    #[test]
    fn clients_are_allowed_by_id_or_host_and_only_meetings_count() {
        let what = |url: &str, allow: &[&str]| -> Vec<String> {
            let settings = rule(&json!({"expect": "clients", "allow": allow}));
            let raised = expectations(&Session::open(url, None, 1), &settings).into_iter().filter(|j| !j.ended);
            raised.map(|j| j.what).collect()
        };
        assert_eq!(what("https://app.zoom.us/wc/1/join", &["jitsi", "meet.example.org"]), ["client_not_allowed"]);
        assert!(what("https://app.zoom.us/wc/1/join", &["zoom"]).is_empty());
        assert!(what("https://app.zoom.us/wc/1/join", &["*.zoom.us"]).is_empty());
        assert!(what("https://support.zoom.us/hc", &["jitsi"]).is_empty(), "a help page is no meeting");
    }

    #[test]
    fn the_gravest_rule_counts_and_of_equals_the_first() {
        let rules = ["note", "warn", "warn"].iter().enumerate().map(|(i, action)| {
            json!({"id": format!("R{i}"), "expect": "links", "at_most": "info", "severity": "high", "action": action, "reference": "x"})
        });
        let settings = settings(&json!({ "rules": rules.collect::<Vec<_>>() }));
        assert_eq!(found(DetectorName::Link, Judgement::raise("k", Severity::Low, "x", ""), &settings).rule.as_deref(), Some("R1"));
    }

    #[test]
    fn judged_again_under_another_policy_nothing_of_the_first_remains() {
        let judgement = || receiver("Contentsquare", "x.hotjar.com");
        let without = found(DetectorName::ThirdParty, judgement(), &Settings::default());
        let mut finding = found(DetectorName::ThirdParty, judgement(), &rule(&json!({"expect": "third_parties", "allow": []})));
        assert_ne!(finding, without);
        enforce(&mut finding, &Settings::default());
        assert_eq!(finding, without);
    }
}
