//! What stands around a path on its line: a command that takes it, a key of a shortcut file, a raw string literal, quotes.

use super::chars::{among_any_case, char_before, slice};

/// How far back on the line is looked, in bytes.
const BACK: usize = 160;

/// Commands that open the path they are given, wherever they stand in a line.
const COMMANDS: &[&str] = &[
    "net use",
    "net view",
    "net.exe use",
    "pushd",
    "rundll32",
    "regsvr32",
    "certutil",
    "mshta",
    "wscript",
    "cscript",
    "msiexec",
    "powershell",
    "pwsh",
    "xcopy",
    "robocopy",
    "new-psdrive",
    "new-smbmapping",
    "invoke-item",
    "start-process",
    "get-childitem",
    "get-content",
    "copy-item",
    "smbclient",
    "mount.cifs",
    "mount -t cifs",
    "psexec",
    "bitsadmin",
    "odbcconf",
    "explorer /",
    "explorer.exe",
    "cmd /c",
    "cmd.exe",
    "cmd /k",
    "wmic",
    "schtasks",
    "test-path",
    "forfiles",
    "pcalua",
    "hh.exe",
    "control.exe",
    "installutil",
    "regasm",
    "regsvcs",
    "cmdkey",
    "subst",
    "mklink",
    "findstr",
    "extrac32",
    "expand",
    "makecab",
    "esentutl",
    "replace.exe",
    "print /d",
    "iex",
    "curl",
    "wget",
    "msbuild",
    "infdefaultinstall",
    "rpcping",
    "icacls",
    "takeown",
];
/// Commands that are words, too: only at the beginning of a line or after a prompt or an operator, in small letters.
const WORDS: &str = "start copy move dir type cd del explorer cmd ii gci ls cp mv cat notepad md mkdir ren attrib mount sc reg net";
/// Keys whose value Windows opens without being asked.
const KEYS: &str = "url iconfile iconresource workingdirectory baseurl icon iconlocation open shellexecute wallpaper localizedresourcename \
    infotip logo target targetpath scrnsave.exe mui command origurl defaulticon simplelocation iconreference loadbehavior \
    brandimage";

/// What a path stands in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Around {
    /// A command that takes it.
    pub(super) command: bool,
    /// The value of a shortcut file's key.
    pub(super) shortcut: bool,
    /// A raw string literal.
    pub(super) raw_string: bool,
}

/// Looks back from the path that begins at `start`.
pub(super) fn look(text: &str, start: usize) -> Around {
    let line = line_before(text, start);
    Around { command: is_command(line), shortcut: is_shortcut(line), raw_string: is_raw_string(line) }
}

/// Whether a program takes the path that begins at `start`, for which Windows' shares have forward slashes.
pub(super) fn mounts(text: &str, start: usize) -> bool {
    let line = line_before(text, start).to_ascii_lowercase();
    ["smbclient ", "smbmap ", "smbget ", "rpcclient ", "mount.cifs ", "mount -t cifs ", "mount -t smb", "mount_smbfs "]
        .iter()
        .any(|c| line.contains(c))
}

/// What stands on the line before `start`, as far as is looked.
fn line_before(text: &str, start: usize) -> &str {
    let mut from = start.saturating_sub(BACK);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let head = slice(text, from, start);
    head.rsplit(['\n', '\r']).next().unwrap_or_default()
}

/// `curl --ntlm -u :` and its relatives answer a web server's challenge with the Windows login.
pub(super) fn sends_windows_login(text: &str, start: usize, end: usize) -> bool {
    let line = line_before(text, start);
    if !line.contains("curl") && !line.contains("Invoke-") && !line.contains("iwr ") {
        return false;
    }
    let mut to = (end + BACK).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let after = slice(text, end, to).split(['\n', '\r']).next().unwrap_or_default();
    let has = |option: &str| line.contains(option) || after.contains(option);
    let own_login = ["-u :", "-u:", "--user :", "-u ''", "-u \"\""].into_iter().any(has);
    (own_login && ["--ntlm", "--negotiate", "--anyauth"].into_iter().any(has)) || has("-UseDefaultCredentials")
}

fn is_command(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    let whole = |word: &str| {
        lower.match_indices(word).any(|(i, _)| {
            let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '-' && c != '.');
            let after = slice(&lower, i + word.len(), lower.len());
            free(char_before(&lower, i)) && (after.is_empty() || after.starts_with([' ', '\t', '/', '"', '.', ',']))
        })
    };
    COMMANDS.iter().any(|c| whole(c)) || WORDS.split(' ').any(|w| is_first_word(line, w))
}

/// Whether the last piece of the line, after a prompt or an operator, begins with the word.
fn is_first_word(line: &str, word: &str) -> bool {
    let piece = line.rsplit(['>', '|', '&', ';', '$', '`', '#']).next().unwrap_or_default().trim_start();
    let piece = piece.strip_prefix("sudo ").unwrap_or(piece).trim_start_matches(['"', '\'']);
    piece.strip_prefix(word).is_some_and(|rest| rest.starts_with([' ', '\t']))
}

fn is_shortcut(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '\'', '@', ' ']);
    let key = |k: &str| among_any_case(KEYS, k.trim());
    if let Some(head) = line.strip_suffix('=') {
        let bare = head.trim_start();
        // `URL=` begins its line; `icon="…"` inside a tag is an attribute.
        return key(bare);
    }
    line.strip_suffix('>').and_then(|head| head.rsplit('<').next()).is_some_and(key)
}

fn is_raw_string(line: &str) -> bool {
    let mut tail = line.chars().rev();
    let (Some(quote), prefix) = (tail.next(), tail.next()) else { return false };
    let alone = !tail.next().is_some_and(char::is_alphanumeric);
    let raw = matches!((prefix, quote), (Some('r' | 'R'), '"' | '\'') | (Some('@' | '$'), '"'));
    let cpp = line.ends_with("R\"(") || line.ends_with("r#\"");
    (raw && alone) || cpp
}

/// The sign that closes the quote in which a path stands, by the sign before it.
pub(super) fn closing_quote(before: Option<char>) -> Option<char> {
    Some(match before? {
        '"' => '"',
        '\'' => '\'',
        '`' => '`',
        '<' => '>',
        '“' | '„' => '”',
        '‘' | '‚' => '’',
        '«' => '»',
        '»' => '«',
        '‹' => '›',
        '「' => '」',
        '『' => '』',
        '《' => '》',
        '〈' => '〉',
        '【' => '】',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands() {
        for line in
            ["net use Z: ", "C:\\> start ", "please run rundll32 ", "copy report.docx ", "echo hi && pushd ", "powershell -ep bypass -f "]
        {
            assert!(is_command(line), "{line}");
        }
        for line in ["run ", "please copy it to ", "see ", "internet users: ", "budget is on "] {
            assert!(!is_command(line), "{line}");
        }
    }

    #[test]
    fn shortcuts_and_literals() {
        assert!(look("IconFile=\\\\h\\s", 9).shortcut && look("<url>\\\\h\\s", 5).shortcut && !look("x=\\\\h\\s", 2).shortcut);
        assert!(look("r'\\\\h\\s'", 2).raw_string && look("p = @\"\\\\h\\s\"", 6).raw_string && !look("\"\\\\h\\s\"", 1).raw_string);
    }
}
