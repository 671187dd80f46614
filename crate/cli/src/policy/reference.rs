//! The reference page for administrators, `docs/policy.md`. Not here: how to deploy (`docs/administrators.md`).

use std::fmt::Write as _;

use tallylight_core::policy::{DOCS, Kind, MAX_NAMED, MAX_RULES, TABLE, Who};

use super::schema::{allowed, built_in};

const HEAD: &str = "\
<!-- Written by crate/cli/src/policy/reference.rs from the table in crate/core/src/policy/settings.rs: change those, then run
     UPDATE=1 cargo test -p tallylight policy -->

# Policy reference

A policy has two parts, both objects of settings: `defaults`, what is so until the person changes it, and `locked`, what nobody can change
(greyed in the settings, with \"Set by your organisation\"). From weak to strong: what is built in, the policy's default, the person's choice, the
policy's lock.

```json
{ \"defaults\": { \"keep_days\": 90 }, \"locked\": { \"link_proceed\": false } }
```

`tallylight policy check FILE` names everything that is ignored in a policy, why, and what applies instead; the same code reads the policy in the
extension, where *Settings → What is set here* shows each setting, its value and who set it. A key that is not understood costs itself alone, a
bad entry of a list that entry. A policy of more than 5 MB is not read at all.

Detection never waits for a policy: until one arrives, what is built in or was in force last applies. A policy that arrives, changes or vanishes in
the middle of a meeting is felt at once, without a restart.

## As one text

Chromium and its relatives check a policy by the extension's schema before the extension sees it. For one value of a wrong type they drop
all of `defaults` or all of `locked`, and say so on *chrome://policy* alone; an unknown key they take out unsaid. Who wants every valid key to hold and
every bad one named gives the policy as one text instead, which browsers pass on as it is:

```json
{ \"policy\": \"{\\\"locked\\\": {\\\"link_proceed\\\": false}}\" }
```

`tallylight policy samples DIR --policy FILE --text` writes such files. Firefox passes everything on as it is. In the Windows registry, 0 and 1
stand for `false` and `true`, and a list or an object may be a text of JSON.

## Settings

| setting | value | built in | may be |
|---|---|---|---|
";

const RULES: &str = "
## Rules

`locked.rules` is a list of rules. A finding that breaks one carries its id (`rule`), is at least as grave as the rule says, and the warning names
the rule and its reference. Rules are judged on what Tallylight found: they hold where it can see, and it says where it cannot.

| field | value |
|---|---|
| `id` | names the rule in findings and warnings, at most 40 characters |
| `expect` | what is expected, see below |
| `severity` | how grave a breach is at least: `info`, `low`, `medium`, `high`, `critical` |
| `action` | `note`: it is listed with the rule; `warn`: it interrupts the meeting; `block`: it is prevented (links alone); `gate`: the meeting gets no sound and no picture of the person until they agree in Tallylight (recordings alone) |
| `reference` | the text that the rule rests on, such as an article or a clause; at most 200 characters |

| `expect` | a breach is | further field |
|---|---|---|
| `clients` | a meeting, or the way into one, in another client | `allow`: ids of clients ([clients.md](clients.md)) or host names |
| `consent_asked` | a recording for which nobody was asked, as far as the client would show it | |
| `third_parties` | a third party outside the list that the meeting contacts | `allow`: organisations, SDKs or domains |
| `links` | a link that is graver than this | `at_most`: a severity |
| `end_to_end` | a meeting that nothing shows to be encrypted from end to end | |

`block` cannot be done about anything but links, nor `gate` about anything but recordings without consent: `policy check` says so, and the rule warns
instead.
";

/// The page.
pub(super) fn page() -> String {
    let mut out = HEAD.to_owned();
    for setting in TABLE {
        let may = if setting.who == Who::Anyone { "default or locked" } else { "locked" };
        let _ = writeln!(out, "| [`{0}`](#{0}) | {1} | `{2}` | {may} |", setting.key, shape(setting.kind), built_in(setting.key));
    }
    for (setting, doc) in TABLE.iter().zip(DOCS) {
        let _ = writeln!(out, "\n### {}\n\n**{}.** {} {}", setting.key, doc.title, doc.about, allowed(setting.kind));
        let trimmed = out.trim_end().len();
        out.truncate(trimmed);
        out.push('\n');
    }
    out.push_str(RULES);
    let _ = writeln!(out, "\nAt most {MAX_RULES} rules are read, and at most {MAX_NAMED} ignored things are named; the rest are counted.");
    out
}

fn shape(kind: Kind) -> &'static str {
    match kind {
        Kind::Switch => "true or false",
        Kind::Whole { .. } => "a whole number",
        Kind::Text { .. } => "a text",
        Kind::Address => "an address",
        Kind::Choice(_) => "one word",
        Kind::Choices(_) => "a list of words",
        Kind::Hosts => "a list of hosts",
        Kind::Names => "a list of names",
        Kind::Levels(_) => "an object: detector, severity",
        Kind::Rules => "a list of rules",
    }
}
