//! `tallylight policy …`: an organisation's policy, checked, and the files that carry one to browsers. All of them are made from the core's one
//! table of settings; a test holds the copies in the repository against it. Not here: what a policy means (the core's `policy`).

mod admx;
mod deploy;
mod plist;
mod reference;
mod registry;
mod schema;
#[cfg(test)]
mod tests;
mod wrapped;

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde::Serialize;
use tallylight_core::policy::{self, MAX_POLICY, Resolved};

use crate::jsonl::{self, Outcome};
use deploy::Target;

/// A policy that shows what there is.
const EXAMPLE: &str = include_str!("example.json");

/// What to do with a policy.
#[derive(Subcommand)]
pub(crate) enum Policy {
    /// Name every bad key: its value, why it is ignored, and what applies instead (exit 1).
    Check(Check),
    /// Print the managed schema (`managed_schema.json`).
    Schema,
    /// Print the reference of all settings (`docs/policy.md`).
    Reference,
    /// Write ready files for each browser and system.
    Samples(Samples),
}

/// A policy file to check.
#[derive(Args)]
pub(crate) struct Check {
    /// The policy, or a browser's policy file that holds one; `-` is standard input.
    #[arg(default_value = "-")]
    file: PathBuf,
    /// Also print each setting with its value and where that comes from.
    #[arg(long)]
    keys: bool,
}

/// Which files to write, and where.
#[derive(Args)]
pub(crate) struct Samples {
    /// The folder.
    dir: PathBuf,
    /// The policy to put into the files; an example without.
    #[arg(long)]
    policy: Option<PathBuf>,
    /// The extension's id in Chromium and its relatives.
    #[arg(long, default_value = deploy::ID, value_parser = deploy::chromium_id)]
    id: String,
    /// Where those browsers find its updates.
    #[arg(long, default_value = deploy::UPDATES)]
    update_url: String,
    /// Where Firefox finds the package.
    #[arg(long, default_value = deploy::PACKAGE)]
    install_url: String,
    /// Carry the policy as one text, which browsers pass on as it is, instead of key by key.
    #[arg(long)]
    text: bool,
}

impl Policy {
    pub(crate) fn run(self) -> Outcome {
        let done = match self {
            Self::Check(check) => check.run(),
            Self::Schema => print(&schema::schema()).map(|()| false),
            Self::Reference => print(&reference::page()).map(|()| false),
            Self::Samples(samples) => samples.run(),
        };
        match done {
            Ok(found) => Outcome { found, bad: false },
            Err(e) => jsonl::finish(Err(e), Outcome::default()),
        }
    }
}

impl Check {
    fn run(&self) -> io::Result<bool> {
        let resolved = policy::check(&wrapped::policy_in(&read(&self.file)?));
        let mut out = io::stdout().lock();
        for ignored in &resolved.ignored {
            line(&mut out, ignored)?;
        }
        if self.keys {
            for key in &resolved.keys {
                line(&mut out, key)?;
            }
        }
        let Resolved { ignored, more, keys, .. } = &resolved;
        let set = keys.iter().filter(|k| k.source != policy::Source::BuiltIn).count();
        let bad = ignored.len() as u64 + more;
        eprintln!(
            "{}: {set} settings are set, {bad} things are ignored{}",
            self.file.display(),
            if *more > 0 { ", not all of them named" } else { "" }
        );
        Ok(bad > 0)
    }
}

impl Samples {
    fn run(&self) -> io::Result<bool> {
        let text = self.policy.as_deref().map_or_else(|| Ok(EXAMPLE.to_owned()), read)?;
        let resolved = policy::check(&wrapped::policy_in(&text));
        for ignored in &resolved.ignored {
            eprintln!("{}: {}: left out: {}", ignored.path, ignored.value, ignored.why);
        }
        let target =
            Target { id: self.id.clone(), update_url: self.update_url.clone(), install_url: self.install_url.clone(), text: self.text };
        for (name, content) in deploy::files(&resolved, &target) {
            let path = self.dir.join(name);
            std::fs::create_dir_all(path.parent().unwrap_or(&self.dir))
                .and_then(|()| std::fs::write(&path, content))
                .map_err(|e| about("write", &path, &e))?;
            println!("{}", path.display());
        }
        Ok(!resolved.ignored.is_empty())
    }
}

/// Reads a file, a little more than a policy may be long: that it is too long is the core's to say.
fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    let limit = 2 * MAX_POLICY as u64;
    jsonl::open(path)?.take(limit).read_to_string(&mut text).map_err(|e| about("read", path, &e))?;
    Ok(text)
}

fn about(what: &str, path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("cannot {what} {}: {error}", path.display()))
}

fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

fn print(text: &str) -> io::Result<()> {
    io::stdout().lock().write_all(text.as_bytes())
}

/// JSON for people to read, with a line end.
fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}\n")
}
