//! Administrative templates for Windows (ADMX and ADML) and the profile that brings them and a policy to Intune. One entry for each setting,
//! browser and part. Not here: the settings themselves (the core's table).

use std::fmt::Write as _;

use serde_json::{Value, json};
use tallylight_core::policy::{DOCS, Doc, Kind, MAX_ADDRESS, Setting, TABLE, Who};

use super::deploy::FIREFOX_ID;
use tallylight_core::text::escape;

/// Name in ids, name for people, and where the browser keeps an extension's policy; `{id}` is that of the extension.
const BROWSERS: [(&str, &str, &str); 3] = [
    ("chrome", "Google Chrome", r"Software\Policies\Google\Chrome\3rdparty\extensions\{id}\policy"),
    ("edge", "Microsoft Edge", r"Software\Policies\Microsoft\Edge\3rdparty\extensions\{id}\policy"),
    ("firefox", "Mozilla Firefox", r"Software\Policies\Mozilla\Firefox\3rdparty\Extensions\{id}"),
];
const PARTS: [(&str, &str); 2] = [("defaults", "Defaults (people may change them)"), ("locked", "Locked (nobody can change them)")];

/// Every setting that a part may hold.
fn settings(part: &str) -> impl Iterator<Item = (&'static Setting, &'static Doc)> {
    let all = part == "locked";
    TABLE.iter().zip(DOCS).filter(move |(s, _)| all || s.who == Who::Anyone)
}

/// Where a browser keeps a part.
fn key_of(path: &str, id: &str, browser: &str, part: &str) -> String {
    let id = if browser == "firefox" { FIREFOX_ID } else { id };
    format!(r"{}\{part}", path.replace("{id}", id))
}

/// The template: which settings there are and where in the registry they stand.
pub(super) fn admx(id: &str) -> String {
    let mut categories = "    <category name=\"tallylight\" displayName=\"$(string.tallylight)\"/>\n".to_owned();
    let mut policies = String::new();
    for (browser, _, path) in BROWSERS {
        let _ = writeln!(
            categories,
            "    <category name=\"{browser}\" displayName=\"$(string.{browser})\"><parentCategory ref=\"tallylight\"/></category>"
        );
        for (part, _) in PARTS {
            let category = format!("{browser}_{part}");
            let _ = writeln!(
                categories,
                "    <category name=\"{category}\" displayName=\"$(string.{part})\"><parentCategory ref=\"{browser}\"/></category>"
            );
            for (setting, _) in settings(part) {
                policy(&mut policies, &category, &key_of(path, id, browser, part), setting);
            }
        }
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <policyDefinitions xmlns=\"http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions\" revision=\"1.0\" schemaVersion=\"1.0\">\n\
         \x20 <policyNamespaces><target prefix=\"tallylight\" namespace=\"Tallylight.Policies\"/></policyNamespaces>\n\
         \x20 <resources minRequiredRevision=\"1.0\"/>\n\
         \x20 <supportedOn><definitions><definition name=\"any\" displayName=\"$(string.any)\"/></definitions></supportedOn>\n\
         \x20 <categories>\n{categories}  </categories>\n  <policies>\n{policies}  </policies>\n</policyDefinitions>\n"
    )
}

fn policy(out: &mut String, category: &str, key: &str, setting: &Setting) {
    let Setting { key: name, kind, .. } = *setting;
    let switch = kind == Kind::Switch;
    let value = if switch { format!(" valueName=\"{name}\"") } else { format!(" presentation=\"$(presentation.{name})\"") };
    let _ = writeln!(
        out,
        "    <policy name=\"{category}_{name}\" class=\"Both\" displayName=\"$(string.{name})\" explainText=\"$(string.{name}_about)\" key=\"{}\"{value}>",
        escape(key)
    );
    let _ = writeln!(out, "      <parentCategory ref=\"{category}\"/>\n      <supportedOn ref=\"any\"/>");
    let element = match kind {
        Kind::Switch => {
            out.push_str(
                "      <enabledValue><decimal value=\"1\"/></enabledValue>\n      <disabledValue><decimal value=\"0\"/></disabledValue>\n",
            );
            String::new()
        }
        Kind::Whole { min, max } => {
            format!("<decimal id=\"{name}\" valueName=\"{name}\" minValue=\"{min}\" maxValue=\"{max}\" required=\"true\"/>")
        }
        Kind::Text { max } => format!("<text id=\"{name}\" valueName=\"{name}\" maxLength=\"{max}\"/>"),
        Kind::Address => format!("<text id=\"{name}\" valueName=\"{name}\" maxLength=\"{MAX_ADDRESS}\"/>"),
        Kind::Choice(words) => {
            let items = words.iter().map(|w| format!("<item displayName=\"$(string.{w})\"><value><string>{w}</string></value></item>"));
            format!("<enum id=\"{name}\" valueName=\"{name}\" required=\"true\">{}</enum>", items.collect::<String>())
        }
        Kind::Choices(_) | Kind::Hosts | Kind::Names => format!("<list id=\"{name}\" key=\"{}\\{name}\" valuePrefix=\"\"/>", escape(key)),
        Kind::Levels(_) | Kind::Rules => format!("<text id=\"{name}\" valueName=\"{name}\" maxLength=\"1000000\"/>"),
    };
    if !element.is_empty() {
        let _ = writeln!(out, "      <elements>{element}</elements>");
    }
    out.push_str("    </policy>\n");
}

/// The words of the template, in English.
pub(super) fn adml() -> String {
    let mut strings = String::new();
    let mut add = |id: &str, text: &str| {
        let _ = writeln!(strings, "      <string id=\"{id}\">{}</string>", escape(text));
    };
    add("tallylight", "Tallylight");
    add("any", "Any version");
    for (id, name) in BROWSERS.map(|(id, name, _)| (id, name)).into_iter().chain(PARTS) {
        add(id, name);
    }
    let mut presentations = String::new();
    for (setting, doc) in settings("locked") {
        let name = setting.key;
        add(name, doc.title);
        let json = if matches!(setting.kind, Kind::Levels(_) | Kind::Rules) { " Given as JSON." } else { "" };
        add(&format!("{name}_about"), format!("{} {}{json}", doc.about, super::schema::allowed(setting.kind)).trim_end());
        if let Kind::Choice(words) = setting.kind {
            for word in words {
                add(word, &word.replace('_', " "));
            }
        }
        let title = escape(doc.title);
        let presented = match setting.kind {
            Kind::Switch => continue,
            Kind::Whole { .. } => format!("<decimalTextBox refId=\"{name}\">{title}</decimalTextBox>"),
            Kind::Choice(_) => format!("<dropdownList refId=\"{name}\">{title}</dropdownList>"),
            Kind::Choices(_) | Kind::Hosts | Kind::Names => format!("<listBox refId=\"{name}\">{title}</listBox>"),
            Kind::Text { .. } | Kind::Address | Kind::Levels(_) | Kind::Rules => {
                format!("<textBox refId=\"{name}\"><label>{title}</label></textBox>")
            }
        };
        let _ = writeln!(presentations, "      <presentation id=\"{name}\">{presented}</presentation>");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <policyDefinitionResources xmlns=\"http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions\" revision=\"1.0\" schemaVersion=\"1.0\">\n\
         \x20 <displayName>Tallylight</displayName>\n  <description>The tally light for web meetings</description>\n\
         \x20 <resources>\n    <stringTable>\n{strings}    </stringTable>\n    <presentationTable>\n{presentations}    </presentationTable>\n  </resources>\n\
         </policyDefinitionResources>\n"
    )
}

/// A custom profile for Intune (Microsoft Graph, `deviceConfigurations`): the template itself, then the policy's values for Chrome and Edge.
pub(super) fn intune(policy: &Value, id: &str) -> Value {
    let setting = |name: &str, uri: String, value: String| json!({ "@odata.type": "#microsoft.graph.omaSettingString", "displayName": name, "omaUri": uri, "value": value });
    let install = "./Device/Vendor/MSFT/Policy/ConfigOperations/ADMXInstall/Tallylight/Policy/Tallylight".to_owned();
    let mut all = vec![setting("Tallylight template", install, admx(id))];
    for (browser, name, _) in BROWSERS.iter().filter(|(browser, ..)| *browser != "firefox") {
        for (part, _) in PARTS {
            for (known, _) in settings(part) {
                let Some(value) = policy.get(part).and_then(|p| p.get(known.key)) else { continue };
                let uri = format!(
                    "./Device/Vendor/MSFT/Policy/Config/Tallylight~Policy~tallylight~{browser}~{browser}_{part}/{browser}_{part}_{}",
                    known.key
                );
                all.push(setting(&format!("{name}: {part}.{}", known.key), uri, oma(known, value)));
            }
        }
    }
    json!({
        "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
        "displayName": "Tallylight",
        "description": "The tally light for web meetings",
        "omaSettings": all,
    })
}

/// A value as the template's engine takes it.
fn oma(setting: &Setting, value: &Value) -> String {
    let data = match value {
        Value::Bool(on) => return format!("<{}/>", if *on { "enabled" } else { "disabled" }),
        Value::String(text) => text.clone(),
        Value::Array(list) if setting.kind != Kind::Rules => {
            let numbered = list.iter().enumerate().map(|(i, entry)| format!("{}\u{f000}{}", i + 1, entry.as_str().unwrap_or_default()));
            numbered.collect::<Vec<_>>().join("\u{f000}")
        }
        other => other.to_string(),
    };
    format!("<enabled/><data id=\"{}\" value=\"{}\"/>", setting.key, escape(&data).replace('\u{f000}', "&#xF000;"))
}
