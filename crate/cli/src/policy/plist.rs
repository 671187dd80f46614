//! A policy in a configuration profile for macOS. Not here: which policy.

use std::fmt::Write as _;

use serde_json::Value;
use tallylight_core::text::fnv64;

use tallylight_core::text::escape;

/// A profile of these payloads: type, name, and what is in it.
pub(super) fn profile(payloads: &[(String, &str, Value)]) -> String {
    let mut content = String::new();
    for (kind, name, values) in payloads {
        content.push_str("    <dict>\n");
        if let Value::Object(values) = values {
            for (key, value) in values {
                entry(&mut content, key, value, 3);
            }
        }
        let _ = writeln!(content, "{}    </dict>", head(kind, name, 3));
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n\
         <plist version=\"1.0\">\n<dict>\n  <key>PayloadContent</key>\n  <array>\n{content}  </array>\n{}  <key>PayloadScope</key>\n  <string>System</string>\n</dict>\n</plist>\n",
        head("Configuration", "Tallylight", 1),
    )
}

fn head(kind: &str, name: &str, depth: usize) -> String {
    let mut out = String::new();
    let identifier = format!("example.tallylight.{}", name.to_lowercase().replace(' ', "-"));
    for (key, value) in
        [("PayloadDisplayName", name), ("PayloadIdentifier", &identifier), ("PayloadType", kind), ("PayloadUUID", &uuid(&identifier))]
    {
        entry(&mut out, key, &Value::from(value), depth);
    }
    entry(&mut out, "PayloadVersion", &Value::from(1), depth);
    out
}

/// The same for the same name: a file that is made anew replaces what it made before.
fn uuid(name: &str) -> String {
    let (a, b) = (fnv64(name.as_bytes()), fnv64(format!("{name}/").as_bytes()));
    format!("{:08X}-{:04X}-4{:03X}-8{:03X}-{:012X}", a >> 32, (a >> 16) & 0xffff, a & 0xfff, b >> 52, b & 0xffff_ffff_ffff)
}

fn entry(out: &mut String, key: &str, value: &Value, depth: usize) {
    let _ = writeln!(out, "{}<key>{}</key>", "  ".repeat(depth), escape(key));
    node(out, value, depth);
}

/// Values are as deep as settings are: three levels.
fn node(out: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth);
    let _ = match value {
        Value::Null => Ok(()),
        Value::Bool(on) => writeln!(out, "{indent}<{on}/>"),
        Value::Number(n) => writeln!(out, "{indent}<integer>{n}</integer>"),
        Value::String(text) => writeln!(out, "{indent}<string>{}</string>", escape(text)),
        Value::Array(list) => {
            let _ = writeln!(out, "{indent}<array>");
            for entry in list {
                node(out, entry, depth + 1);
            }
            writeln!(out, "{indent}</array>")
        }
        Value::Object(values) => {
            let _ = writeln!(out, "{indent}<dict>");
            for (key, value) in values {
                entry(out, key, value, depth + 1);
            }
            writeln!(out, "{indent}</dict>")
        }
    };
}
