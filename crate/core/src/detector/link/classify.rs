//! Classes and severities: what a path that was read and believed is called, and how much it matters.

use crate::finding::Severity;

use super::host::{Host, Reach};
use super::path;
use super::unc::Unc;
use super::view::Tricks;

/// What kind of danger a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    UncRemote,
    UncIntranet,
    UncAdmin,
    UncExec,
    UncWebdav,
    UncDevice,
    UncPipe,
    UncSlash,
    UncIpform,
    UncHostonly,
    UncEscaped,
    ObfSep,
    ObfInvisible,
    ObfEntity,
    ObfPercent,
    ObfHost,
    FileRemote,
    FileSlashes,
    FileLocalExec,
    SchemeSmb,
    SchemeSearch,
    SchemeOffice,
    SchemeLaunch,
    SchemeMhtml,
    SchemeDir,
    Moniker,
    MdHidden,
    HrefMismatch,
    Attr,
    Attachment,
    AttachmentContent,
    Command,
    LookalikeDomain,
    JoinMediaOn,
    Shortener,
    NativeHandoff,
}

impl Class {
    /// Its name, and why a person should care.
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::UncRemote => ("unc-remote", "opening it signs in to that host with your Windows password hash"),
            Self::UncIntranet => ("unc-intranet", "opens a share on a network that looks like your own, and signs you in there"),
            Self::UncAdmin => ("unc-admin", "leads to a share that only administrators use, and signs you in there"),
            Self::UncExec => ("unc-exec", "starts a program from that share"),
            Self::UncWebdav => ("unc-webdav", "signs in to that host over the web, where firewalls do not stop it"),
            Self::UncDevice => ("unc-device", "a share written as a device path to slip past filters"),
            Self::UncPipe => ("unc-pipe", "opens a named pipe on that host, which signs you in there"),
            Self::UncSlash => ("unc-slash", "a share written with other slashes than usual; Windows opens it all the same"),
            Self::UncIpform => ("unc-ipform", "a share on an address that is written to be unrecognisable"),
            Self::UncHostonly => ("unc-hostonly", "browsing that host signs in to it with your Windows password hash"),
            Self::UncEscaped => ("unc-escaped", "a share as programs write it; pasted, it signs you in there"),
            Self::ObfSep => ("obf-sep", "a share written with characters that only look like backslashes"),
            Self::ObfInvisible => ("obf-invisible", "a share hidden with characters that cannot be seen"),
            Self::ObfEntity => ("obf-entity", "a share hidden in HTML character codes"),
            Self::ObfPercent => ("obf-percent", "a share hidden in percent codes"),
            Self::ObfHost => ("obf-host", "a share on a host whose name only looks like what it seems"),
            Self::FileRemote => ("file-remote", "a file link to another machine: opening it signs you in there"),
            Self::FileSlashes => ("file-slashes", "a file link with odd slashes that lead to another machine"),
            Self::FileLocalExec => ("file-local-exec", "starts a program on your own machine"),
            Self::SchemeSmb => ("scheme-smb", "mounts a share of that host and signs you in there"),
            Self::SchemeSearch => ("scheme-search", "opens a remote share disguised as your own search results"),
            Self::SchemeOffice => ("scheme-office", "makes an Office program open a remote document"),
            Self::SchemeLaunch => ("scheme-launch", "starts a program or hands it a command"),
            Self::SchemeMhtml => ("scheme-mhtml", "wakes an old browser or help engine that runs scripts"),
            Self::SchemeDir => ("scheme-dir", "makes a directory or file client connect to that host"),
            Self::Moniker => ("moniker", "opens a remote document past Office's protected view"),
            Self::MdHidden => ("md-hidden", "the shown text hides where the link goes"),
            Self::HrefMismatch => ("href-mismatch", "the shown text and the link do not go to the same place"),
            Self::Attr => ("attr", "a share hidden in an attribute of the page"),
            Self::Attachment => {
                ("attachment", "opening, or only looking at, this kind of file can start a program or sign you in elsewhere")
            }
            Self::AttachmentContent => ("attachment-content", "text of a shortcut file that makes Windows sign in to that host"),
            Self::Command => ("command", "a command that signs you in to that host or runs what lies there"),
            Self::LookalikeDomain => ("lookalike-domain", "looks like a meeting service and is not one that we know"),
            Self::JoinMediaOn => ("join-media-on", "joins with the camera or microphone already on"),
            Self::Shortener => ("shortener", "a short link that hides where it goes"),
            Self::NativeHandoff => ("native-handoff", "hands over to a program on your machine, where we cannot see"),
        }
    }

    /// Its name.
    pub(super) const fn name(self) -> &'static str {
        self.words().0
    }

    /// Why a person should care.
    pub(super) const fn why(self) -> &'static str {
        self.words().1
    }

    /// Whether an organisation may say that shares of a host are fine in this form.
    pub(super) const fn may_be_allowed(self) -> bool {
        matches!(
            self,
            Self::UncRemote
                | Self::UncIntranet
                | Self::UncHostonly
                | Self::UncSlash
                | Self::UncEscaped
                | Self::FileRemote
                | Self::FileSlashes
                | Self::SchemeSmb
        )
    }
}

/// A dangerous link, in offsets of the view it was found in until it is mapped to the original.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hit {
    pub(super) class: Class,
    pub(super) host: String,
    pub(super) share: String,
    pub(super) severity: Severity,
    pub(super) start: usize,
    pub(super) end: usize,
    /// The host may be allowed (see [`super::Knowledge`]): nothing in it starts a program, is an administrator's or WebDAV, or is a number.
    pub(super) allowable: bool,
}

impl Hit {
    /// A hit without host or share.
    pub(super) const fn bare(class: Class, severity: Severity, start: usize, end: usize) -> Self {
        Self { class, host: String::new(), share: String::new(), severity, start, end, allowable: false }
    }
}

/// How much a sign-in to a host matters, by how far away it is.
pub(super) fn by_reach(host: &Host) -> Severity {
    match host.reach() {
        Reach::Public => Severity::High,
        Reach::Inside if host.is_marshalled() => Severity::High,
        Reach::Inside => Severity::Medium,
        Reach::Loopback | Reach::Provider => Severity::Low,
    }
}

/// Names a UNC path. `raw_string` says that it stands in a raw string literal (`r'…'`, `@"…"`).
pub(super) fn unc(unc: &Unc<'_>, tricks: Tricks, raw_string: bool) -> (Class, Severity) {
    let host = &unc.host;
    let reach = host.reach();
    let program = unc.is_program();
    let admin = path::is_admin(unc.share);
    let pipe = path::is_pipe(unc.share, unc.tail());
    let numeric_form = host.odd;
    let single_gap = unc.gap.is_none_or(|g| g.count == 1);
    let straight = unc.lead.back == unc.lead.count && unc.gap.is_none_or(|g| g.back == g.count);
    let escaped = (straight && (unc.lead.count >= 4 && unc.lead.count.is_multiple_of(2) || !single_gap)) || raw_string;

    let class = if let Some(class) = hidden(tricks, host) {
        class
    } else if unc.device {
        Class::UncDevice
    } else if !straight || (unc.lead.count != 2 && !escaped) {
        Class::UncSlash
    } else if escaped {
        Class::UncEscaped
    } else if numeric_form {
        Class::UncIpform
    } else if unc.webdav {
        Class::UncWebdav
    } else if pipe {
        Class::UncPipe
    } else if program {
        Class::UncExec
    } else if admin || (path::is_logon(unc.share) && reach == Reach::Public) {
        Class::UncAdmin
    } else if reach == Reach::Public {
        if unc.share.is_empty() { Class::UncHostonly } else { Class::UncRemote }
    } else if unc.share.is_empty() {
        Class::UncHostonly
    } else {
        Class::UncIntranet
    };
    let base = by_reach(host);
    let severity = match class {
        _ if program && reach != Reach::Provider => Severity::Critical,
        _ if unc.webdav => base.max(Severity::High),
        _ if (admin || pipe) && reach != Reach::Provider => base.max(Severity::Medium),
        _ => base,
    };
    (class, severity)
}

/// The class of how a link was hidden, if it was. The trick that hides most is named.
pub(super) fn hidden(tricks: Tricks, host: &Host) -> Option<Class> {
    if tricks.has(Tricks::PERCENT) {
        Some(Class::ObfPercent)
    } else if tricks.has(Tricks::ENTITY) || tricks.has(Tricks::SPLIT) {
        Some(Class::ObfEntity)
    } else if tricks.has(Tricks::LOOKALIKE) {
        Some(Class::ObfSep)
    } else if tricks.has(Tricks::INVISIBLE) {
        Some(Class::ObfInvisible)
    } else if host.folded || tricks.has(Tricks::FULLWIDTH) {
        Some(Class::ObfHost)
    } else {
        None
    }
}
