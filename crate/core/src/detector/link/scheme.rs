//! What schemes do: the table of those that start programs, mount shares or wake old engines, and how each is recognised in prose.
//!
//! Sources: the IANA registry, Microsoft's Office URI schemes (MSDN dn906146: `scheme ":" command "|" descriptor "|" argument`), the search
//! protocol's documentation, and the public reports of what was abused. A scheme that is not listed is still reported when its value holds
//! a path to another machine: see `scan`.

use super::chars::{among_any_case, slice};
use super::classify::Class;
use crate::client::CATALOGUE;
use crate::finding::Severity;

/// How a scheme is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// The web: judged by its host.
    Web,
    /// `file:`.
    File,
    /// Mounts a share, or asks a directory: needs `//host`.
    Mount(Class, Severity),
    /// Explorer's search: dangerous with a remote location.
    Search,
    /// Office: dangerous with any remote document.
    Office,
    /// Starts something; the value decides nothing, as long as there is one.
    Launch(Severity),
    /// Starts something from an address in its value.
    LaunchFrom(Severity),
    /// Opens a shell folder.
    Shell,
    /// Runs its value as a script.
    Script(Severity),
    /// Wakes Internet Explorer's engine or the help system on its value.
    Engine,
    /// Hands over to a conferencing program.
    Handoff,
    /// Part of another address (`view-source:`), or an address's label in prose: what follows is judged by itself.
    Through,
    /// Known to be harmless, whatever it holds.
    Harmless,
}

/// The rule for a scheme, which may be in any case. None: unknown.
pub(super) fn rule(name: &str) -> Option<Rule> {
    let mut buffer = [0_u8; 40];
    let lower = buffer.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    let name = std::str::from_utf8(lower).ok()?;
    Some(match name {
        "http" | "https" | "hxxp" | "hxxps" | "ws" | "wss" | "ftp" | "ftps" | "sftp" | "git" | "gopher" => Rule::Web,
        "file" => Rule::File,
        "smb" | "cifs" | "smb2" | "smb3" => Rule::Mount(Class::SchemeSmb, Severity::High),
        "nfs" | "afp" | "at" => Rule::Mount(Class::SchemeSmb, Severity::Medium),
        "ldap" | "ldaps" | "ldapi" | "dav" | "davs" | "webdav" | "webdavs" | "dns-sd" | "rmi" | "iiop" => {
            Rule::Mount(Class::SchemeDir, Severity::Medium)
        }
        "search-ms" | "search" => Rule::Search,
        "ms-word" | "ms-excel" | "ms-powerpoint" | "ms-visio" | "ms-access" | "ms-project" | "ms-publisher" | "ms-spd" | "ms-infopath"
        | "onenote" | "onenote-cmd" => Rule::Office,
        "ms-msdt" | "ms-officecmd" | "ms-cxh" | "ms-cxh-full" | "hcp" | "ms-oobe-ssh" => Rule::Launch(Severity::Critical),
        "ms-appinstaller" => Rule::LaunchFrom(Severity::Critical),
        "applescript"
        | "intent"
        | "itms-services"
        | "x-apple.systempreferences"
        | "ms-quick-assist"
        | "jar"
        | "ms-rd"
        | "ms-help"
        | "x-man-page"
        | "ms-xbl-3d8b930f" => Rule::LaunchFrom(Severity::Medium),
        "shell" => Rule::Shell,
        "vbscript" => Rule::Script(Severity::Critical),
        "javascript" | "livescript" | "mocha" => Rule::Script(Severity::High),
        "mhtml" | "res" | "ms-its" | "its" | "ms-itss" | "mk" | "x-usc" => Rule::Engine,
        "mailto" | "tel" | "sms" | "geo" | "urn" | "doi" | "about" | "cid" | "mid" | "magnet" | "news" | "nntp" => Rule::Harmless,
        "view-source" | "url" | "uri" | "feed" | "link" | "href" | "src" | "jndi" | "jdbc" | "location" | "path" | "crumb" => Rule::Through,
        "webex" | "webexteams" | "ciscospark" | "wbx" | "msteams" | "ms-teams" | "gotomeeting" | "gotoopener" | "gotowebinar"
        | "bluejeans" | "skype" | "skype-meetnow" | "callto" | "sip" | "sips" | "facetime" | "ringcentral" | "rcapp" | "zoomphonecall"
        | "lync15" | "jitsi-meet" | "org.jitsi.meet" => Rule::Handoff,
        _ if CATALOGUE.iter().any(|c| c.native_schemes.contains(&name)) => Rule::Handoff,
        _ => return None,
    })
}

/// Shell folders, without which `shell:` is only a word before a colon.
const SHELL_FOLDERS: &str = "startup appdata desktop downloads personal programs programfiles recent sendto system systemx86 templates windows \
    profile public appsfolder mycomputerfolder networkplacesfolder controlpanelfolder recyclebinfolder fonts cookies history cache libraries \
    userprofiles nethood printhood connectionsfolder printersfolder";
/// Those of two words.
const SHELL_FOLDERS_SPACED: &[&str] = &[
    "common startup",
    "common appdata",
    "common desktop",
    "common programs",
    "local appdata",
    "start menu",
    "common start menu",
    "quick launch",
];

/// How much of what follows `shell:` names a folder or a class; `token` is its first word.
pub(super) fn shell_folder(rest: &str, token: &str) -> Option<usize> {
    let folder = token.split(['\\', '/']).next().unwrap_or_default();
    if token.starts_with("::") || token.starts_with('{') || among_any_case(SHELL_FOLDERS, folder) {
        return Some(token.len());
    }
    let spaced = SHELL_FOLDERS_SPACED.iter().find(|f| slice(rest, 0, f.len()).eq_ignore_ascii_case(f))?;
    Some(spaced.len())
}

/// Whether what follows `javascript:` is a program that does something: a call or an assignment, and not the usual nothing (`void(0)`).
pub(super) fn is_script(value: &str) -> bool {
    let value = value.trim_start();
    let nothing = ["void(0)", "void 0", "void(null)", "void%200", ";", "//"].iter().any(|n| value.trim_end_matches(';') == *n);
    !nothing && (value.contains(['(', '=', '`', ';']) || value.contains("%28") || value.contains("&#40") || value.contains("&lpar;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_case() {
        assert_eq!(rule("FiLe"), Some(Rule::File));
        assert_eq!(rule("search-MS"), Some(Rule::Search));
        assert_eq!(rule("note"), None);
        assert_eq!(rule("an-absurdly-long-scheme-name-that-nobody-registered"), None);
    }

    #[test]
    fn words_before_a_colon() {
        let folder = |value: &str| shell_folder(value, value.split(' ').next().unwrap_or_default());
        assert_eq!((folder("Startup"), folder("::{20D04FE0}"), folder("common startup")), (Some(7), Some(12), Some(14)));
        assert_eq!((folder("bash"), folder("")), (None, None));
        assert!(is_script("alert(1)") && !is_script("void(0);") && !is_script("the"));
    }
}
