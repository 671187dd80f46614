//! Ready files that bring the extension and a policy to browsers: one for each browser and system. Not here: their formats where those are
//! more than JSON (`registry`, `plist`, `admx`).

use serde_json::{Map, Value, json};
use tallylight_core::policy::{Resolved, export};

use super::{admx, plist, pretty, registry};

/// Stands for the extension's id in Chromium and its relatives: that is made from the key that the package is signed with.
pub(super) const ID: &str = "abcdefghijklmnopabcdefghijklmnop";
/// The same in Firefox, where it is written in the manifest.
pub(super) const FIREFOX_ID: &str = "tallylight@tallylight.example";
pub(super) const UPDATES: &str = "https://extensions.example.org/tallylight/updates.xml";
pub(super) const PACKAGE: &str = "https://extensions.example.org/tallylight/tallylight.xpi";

/// Whom the files are for.
pub(super) struct Target {
    pub(super) id: String,
    pub(super) update_url: String,
    pub(super) install_url: String,
    /// The policy as one text.
    pub(super) text: bool,
}

/// An id as Chromium makes them.
pub(super) fn chromium_id(text: &str) -> Result<String, String> {
    let good = text.len() == 32 && text.bytes().all(|b| matches!(b, b'a'..=b'p'));
    if good { Ok(text.to_owned()) } else { Err("an extension's id has 32 letters from a to p, see chrome://extensions".to_owned()) }
}

/// Every file: name and content. The same for the same policy, to the byte.
pub(super) fn files(resolved: &Resolved, target: &Target) -> Vec<(&'static str, Vec<u8>)> {
    let whole = export(resolved);
    let policy = if target.text { json!({ "policy": whole.to_string() }) } else { whole.clone() };
    let Target { id, update_url, install_url, .. } = target;
    let install = json!({ "installation_mode": "force_installed", "update_url": update_url, "override_update_url": true, "toolbar_pin": "force_pinned" });
    let chromium = json!({ "ExtensionSettings": { id: install }, "3rdparty": { "extensions": { id: policy } } });
    let firefox = json!({ "policies": {
        "ExtensionSettings": { FIREFOX_ID: { "installation_mode": "force_installed", "install_url": install_url } },
        "3rdparty": { "Extensions": { FIREFOX_ID: policy } },
    } });
    let admin: Map<String, Value> =
        policy.as_object().into_iter().flatten().map(|(part, value)| (part.clone(), json!({ "Value": value }))).collect();
    let reg = |browser: &str| {
        let root = format!(r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\{browser}");
        let mut keys = String::new();
        registry::key(&mut keys, &format!(r"{root}\ExtensionSettings\{id}"), &object(&install));
        registry::key(&mut keys, &format!(r"{root}\3rdparty\extensions\{id}\policy"), &object(&policy));
        registry::file(&keys)
    };
    let payloads = [("com.google.Chrome", "Tallylight Chrome"), ("com.microsoft.Edge", "Tallylight Edge")]
        .map(|(domain, name)| (format!("{domain}.extensions.{id}"), name, policy.clone()));
    vec![
        ("linux-chromium.json", pretty(&chromium).into()),
        ("windows-chrome.reg", reg(r"Google\Chrome")),
        ("windows-edge.reg", reg(r"Microsoft\Edge")),
        ("macos.mobileconfig", plist::profile(&payloads).into()),
        ("firefox-policies.json", pretty(&firefox).into()),
        ("google-admin.json", pretty(&Value::Object(admin)).into()),
        ("intune.json", pretty(&admx::intune(&whole, id)).into()),
        ("tallylight.admx", admx::admx(id).into()),
        ("en-US/tallylight.adml", admx::adml().into()),
    ]
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}
