//! What looks like a UNC path and is not one: TeX, regular expressions, escape sequences, namespaces, comments, ASCII art, placeholders.
//!
//! What a full host name, an address, an administrator's share, a WebDAV port or a device prefix says outweighs the text around it, so most
//! vetoes hold for single-label hosts only.

use super::chars::{among, among_any_case, at, char_at, char_before, is_word, slice};
use super::context;
use super::path;
use super::unc::Unc;
use super::view::Tricks;

/// How far a path is believed to be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Belief {
    /// Something else.
    No,
    /// Nobody can tell.
    Doubtful,
    /// Meant as a path.
    Yes,
}

/// TeX's words that follow a line break (`\\hline`), and `\n`-like words of other languages.
const TEX: &str = "hline cline midrule toprule bottomrule cmidrule textbf textit texttt textrm textsc text emph begin end item frac dfrac tfrac \
    alpha beta gamma delta epsilon theta lambda mu pi sigma phi omega left right quad qquad vspace hspace label ref cite section \
    subsection par noindent newline newpage centering includegraphics mathbf mathrm mathbb mathcal sum int prod sqrt cdot ldots \
    cdots vdots times big bigg infty partial nabla forall exists in notin leq geq neq to rightarrow hfill vfill smallskip \
    medskip bigskip multicolumn multirow rowcolor displaystyle mbox operatorname footnote url href input include def let \
    newcommand color small large tiny bf it rm tt";
/// Names that stand for a name.
const SOME_HOST: &str = "host hostname server servername server_name computer computername machine machinename remote unc foo bar myserver yourserver \
    your-server my-server somehost path folder directory someserver a b x y serverhost network xxx server-name host-name computer-name machine-name your-host";
/// Names that stand for a share.
const SOME_SHARE: &str = "share sharename share_name path folder foldername dir directory file filename resource volume foo bar baz b y name \
    shared_folder sharedfolder myshare subdir object mount mountpoint mount_point test yyy zzz share-name folder-name file-name";

/// Judges a path that was read from `text`; `tricks` says how host and share were hidden.
pub(super) fn judge(text: &str, unc: &Unc<'_>, tricks: Tricks) -> Belief {
    let before = char_before(text, unc.start);
    let imitated = tricks.has(Tricks::LOOKALIKE);
    if (imitated || tricks.has(Tricks::PERCENT)) && !(unc.host.is_full() && (unc.gap.is_some() || !imitated)) {
        return Belief::No;
    }
    // Prices and cheers in signs that imitate: a name needs an end in use, a number all four parts.
    if imitated && (!unc.host.is_common() || unc.host.is_numeric() && unc.host.odd && unc.raw_host.split('.').count() < 4) {
        return Belief::No;
    }
    if !left_is_free(text, unc, before) {
        return Belief::No;
    }
    if unc.device {
        let doubtful = !unc.host.is_full() && (unc.share.is_empty() || is_placeholder(unc)) || unc.host.is_documentation();
        return if doubtful { Belief::Doubtful } else { Belief::Yes };
    }
    let shape = if unc.lead.is_forward() && !imitated { forward(text, unc) } else { backward(text, unc, tricks, before) };
    if shape == Belief::Yes && unc.host.is_documentation() { Belief::Doubtful } else { shape }
}

/// `host\share`, `server2\folder`: names that stand for names.
fn is_placeholder(unc: &Unc<'_>) -> bool {
    among(SOME_HOST, unnumbered(&unc.host.name)) && among_any_case(SOME_SHARE, unnumbered(unc.share))
}

/// A name without the one digit that tells it from the next.
fn unnumbered(name: &str) -> &str {
    let head = name.trim_end_matches(|c: char| c.is_ascii_digit());
    if name.len() - head.len() == 1 { head } else { name }
}

/// Whether what stands before the first separator lets a path begin there.
fn left_is_free(text: &str, unc: &Unc<'_>, before: Option<char>) -> bool {
    let strong = unc.is_strong();
    match before {
        // Emphasis, or the end of a name.
        Some('_') => {
            let head = text.get(..unc.start).unwrap_or_default();
            let mut before = head.chars().rev().take(4).skip_while(|c| *c == '_');
            !before.next().is_some_and(is_word)
        }
        // Slashes before backslashes of its own: the end of an address in front of it.
        Some('/') => strong && unc.lead.back == unc.lead.count,
        Some('%' | '$' | '}' | '\\') => false,
        Some(':') => {
            // `C:` is a drive; `Abc:` is a word, `/i:` a command's switch.
            let letters = slice(text, unc.start.saturating_sub(3), unc.start).as_bytes();
            let drive = matches!(letters, [.., a, b':'] if a.is_ascii_alphabetic() && !matches!(letters, [b, _, _] if b.is_ascii_alphanumeric() || matches!(b, b'/' | b'-')));
            let scheme = matches!(letters, [.., a, b':'] if a.is_ascii_alphanumeric());
            !drive && (unc.lead.back > 0 || !scheme)
        }
        Some(c) if c.is_ascii_alphanumeric() => false,
        Some(')' | ']' | '^' | '+' | '.' | '?' | '@' | '-') => strong,
        // Another script may touch an address without a space; a single label after a letter is a local path's component.
        Some(c) if is_word(c) => strong || unc.gap.is_some_and(|g| g.count == 1),
        _ => true,
    }
}

/// `//host/…` is a path of the same site, a comment or a build label, unless only Windows could mean it.
fn forward(text: &str, unc: &Unc<'_>) -> Belief {
    let Some(gap) = unc.gap else { return Belief::No };
    let escape = is_escape(unc.share) && !unc.has_tail();
    let windows = path::is_admin(unc.share) || unc.webdav;
    let crossed =
        gap.back > 0 && !gap.json && gap.count == 1 && unc.host.is_full() && !escape && !unc.lead.json && !unc.host.looks_like_file();
    if windows || crossed || unc.lead.count == 2 && context::mounts(text, unc.start) { Belief::Yes } else { Belief::No }
}

fn backward(text: &str, unc: &Unc<'_>, tricks: Tricks, before: Option<char>) -> Belief {
    let doubled = unc.gap.is_some_and(|g| g.count > 1 && !g.is_mixed());
    // `\/path.to\/x` is a JSON writer's `/path.to/x`.
    if unc.lead.json && unc.gap.is_none_or(|g| g.json || g.count != 1) {
        return Belief::No;
    }
    // Two separators before and two between are an escaped `\host\share`: a namespace, an escape sequence.
    let half_escaped = doubled && unc.lead.count == 2 && !unc.lead.is_mixed();
    if unc.host.is_full() { full(text, unc, half_escaped, tricks, before) } else { single(text, unc, half_escaped) }
}

fn full(text: &str, unc: &Unc<'_>, half_escaped: bool, tricks: Tricks, before: Option<char>) -> Belief {
    let short_number = unc.host.is_numeric() && unc.host.odd && unc.raw_host.split('.').count() < 4 && !unc.raw_host.starts_with("0x");
    let after = char_at(text, unc.after_core());
    let Some(_) = unc.gap else {
        // A host alone: nothing may follow that makes it part of an expression.
        let part = after.is_some_and(|c| matches!(c, '(' | '=' | '+' | '*' | '{' | '[' | '^' | '$' | '%' | '\\'))
            && (after != Some('*') || before != after);
        let mixed = unc.lead.is_mixed() || short_number || unc.host.odd && !unc.raw_host.contains('.') && !unc.raw_host.starts_with("0x");
        let bad = part || mixed || unc.host.looks_like_file() || is_namespace(unc.raw_host) || unc.lead.count > 4;
        let short = unc.host.name.split('.').count() < 3 && !unc.host.is_common();
        return match bad {
            true => Belief::No,
            false if short => Belief::Doubtful,
            false => Belief::Yes,
        };
    };
    // `\\section.title\n` in a program's text.
    if is_escape(unc.share) && !unc.has_tail() && !unc.host.is_common() || unc.host.name.split('.').all(|l| among(SOME_HOST, l)) {
        return Belief::No;
    }
    if half_escaped {
        let free = before.is_none_or(|c| {
            c.is_whitespace() || matches!(c, '"' | '\'' | '(' | '=' | '`' | '<' | '>' | ':' | '[' | '|' | ',') || !c.is_ascii()
        });
        let expression = after.is_some_and(|c| matches!(c, '+' | '*' | '(' | '[' | '{' | '?' | '^')) && !unc.host.is_numeric();
        let uncommon = !unc.host.is_common() && unc.host.name.split('.').count() < 3;
        if !free
            || short_number
            || expression
            || uncommon
            || is_namespace(unc.raw_host) && !tricks.has(Tricks::ENTITY)
            || is_escape(unc.share)
        {
            return Belief::No;
        }
    }
    if unc.lead.is_mixed() && unc.lead.count > 4 || is_namespace(unc.raw_host) && is_camel(unc.share) {
        return Belief::No;
    }
    Belief::Yes
}

/// `System.IO`, `Demo.Bundle`: dotted words that each begin with a capital. `Files.Example.Com` is a host all the same.
fn is_namespace(raw: &str) -> bool {
    let (head, last) = raw.rsplit_once('.').unwrap_or(("", raw));
    let zone = matches!(last, "Com" | "Org" | "Edu" | "Gov" | "Example") || last == "Net" && head.contains('.');
    !zone && raw.split('.').all(is_camel)
}

/// A capital, then small letters somewhere: a class, not a machine.
fn is_camel(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && word.bytes().any(|b| b.is_ascii_lowercase())
        && word.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn single(text: &str, unc: &Unc<'_>, half_escaped: bool) -> Belief {
    let Some(gap) = unc.gap else {
        let plain = unc.webdav || unc.raw_host.len() > 3 && unc.lead.count == 2 && unc.raw_host.bytes().any(|b| b.is_ascii_digit());
        return if plain && !is_escape(unc.raw_host) { Belief::Doubtful } else { Belief::No };
    };
    let host = unc.host.name.as_str();
    let share = unc.share;
    if unc.webdav || (path::is_admin(share) && host.len() > 1 && !half_escaped && !unc.lead.is_mixed()) {
        return Belief::Yes;
    }
    let straight = unc.lead.back == unc.lead.count && gap.back == gap.count;
    let paired = (unc.lead.count == 2 && gap.count == 1) || (unc.lead.count == 4 && gap.count == 2);
    let expression = char_at(text, unc.core_end).is_some_and(|c| matches!(c, '{' | '[' | '*' | '+' | '?' | '^' | '|' | '='))
        || matches!(at(text, unc.core_end), b':' if at(text, unc.core_end + 1) == b':');
    let odd_share = !share.chars().any(char::is_alphanumeric) || share.contains(['(', '{', '}', '^']) || is_roff(share);
    if half_escaped
        || !straight
        || !paired
        || expression
        || odd_share
        || is_escape(unc.raw_host)
        || ["a-z", "0-9"].iter().any(|range| host.contains(range))
        || among(TEX, host)
        || is_roff(unc.raw_host)
    {
        return Belief::No;
    }
    let tail_names_file = path::ending(unc.tail()).is_some();
    let letters = unc.raw_host.chars().filter(|c| c.is_alphabetic()).count();
    if (host.len() < 2 || letters == 0) && !tail_names_file
        || is_placeholder(unc)
        || (among(SOME_HOST, host) && !tail_names_file && !unc.has_tail())
    {
        return Belief::Doubtful;
    }
    if !tail_names_file
        && is_escape(share)
        && (!unc.has_tail() || is_escape_letter(share))
        && !share.starts_with(|c: char| c.is_uppercase())
    {
        return Belief::Doubtful;
    }
    if among(TEX, share) && !unc.has_tail() {
        return Belief::Doubtful;
    }
    if is_camel(unc.raw_host) && is_camel(share) && !tail_names_file && !is_machine(host) {
        return Belief::Doubtful;
    }
    Belief::Yes
}

/// Words that machines are named after.
fn is_machine(host: &str) -> bool {
    host.bytes().any(|b| b.is_ascii_digit() || b == b'-')
        || ["srv", "serv", "file", "nas", "share", "print", "host", "store", "backup", "corp", "data", "media"]
            .iter()
            .any(|w| host.contains(w))
}

/// What a backslash escapes: one letter, a number, `x41`, `u0041`.
fn is_escape(word: &str) -> bool {
    let digits = |w: &str| w.bytes().all(|b| b.is_ascii_hexdigit());
    match word.len() {
        1 => true,
        3 => word.strip_prefix(['x', 'X']).is_some_and(digits),
        5 => word.strip_prefix(['u', 'U']).is_some_and(|w| digits(w) || w.bytes().all(|b| matches!(b, b'x' | b'X'))),
        9 => word.strip_prefix('U').is_some_and(digits),
        _ => false,
    }
}

/// `\\n` and its kind. `c`, `d` and `e` are drives as well.
fn is_escape_letter(word: &str) -> bool {
    matches!(word, "a" | "b" | "f" | "n" | "r" | "t" | "v" | "s" | "w" | "0")
}

/// roff's font and size escapes: `fBname`, `fRtext`, `s-1X`.
fn is_roff(word: &str) -> bool {
    match word.as_bytes() {
        [b'f', b'B' | b'I' | b'R' | b'P' | b'C' | b'1'..=b'4' | b'(', ..] => true,
        [b's', b'-' | b'+', d, ..] | [b's', d] => d.is_ascii_digit(),
        _ => false,
    }
}
