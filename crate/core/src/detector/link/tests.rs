//! Properties of the whole module: it never panics, its places are real, its prefilter is sound and agrees with the probe's, its work is linear,
//! and what it defangs stays harmless.

use proptest::prelude::*;

use super::{Found, Kind, Knowledge, PREFILTER_JS, defang, may_match, scan, scan_href, steps};
use crate::finding::Severity;

const KINDS: [Kind; 4] = [Kind::Text, Kind::Html, Kind::Md, Kind::Filename];

/// Pieces of which links and their look-alikes are made: random strings of these get deep into the parsers.
const PIECES: &[&str] = &[
    "\\",
    "\\\\",
    "/",
    "//",
    ":",
    "%5C",
    "%5c%5c",
    "%25",
    "%2F",
    "&#92;",
    "&#x5c;",
    "&bsol;",
    "&amp;",
    "&am",
    "p;",
    "&",
    "#92;",
    "\u{200b}",
    "\u{202e}",
    "\u{ad}",
    "＼",
    "¥",
    "／",
    "：",
    "。",
    "ｆ",
    "file",
    "file:",
    "smb:",
    "search-ms:",
    "crumb=location:",
    "ms-word:",
    "ofe|u|",
    "javascript:",
    "mhtml:",
    "shell:",
    "ldap://",
    "https://",
    "http:",
    "zoommtg:",
    "x-new:",
    "C:",
    "C|",
    "UNC",
    "?",
    "??",
    ".",
    "GLOBALROOT",
    "Device",
    "Mup",
    "evil.example.com",
    "fs01",
    "203.0.113.7",
    "0xCB007107",
    "127.1",
    "::1",
    "[",
    "]",
    "@SSL",
    "@80",
    "DavWWWRoot",
    "C$",
    "IPC$",
    "share",
    "a.exe",
    "a.docx",
    "!",
    "<a href=\"",
    "<a href=",
    "\">",
    "</a>",
    "<b>",
    "</b>",
    "<!--",
    "-->",
    "<script>",
    "</script",
    "<img src='",
    "'",
    "\"",
    "(",
    ")",
    "](",
    "[x](",
    "[r]: ",
    "<",
    ">",
    " ",
    "\n",
    "\t",
    "请看",
    "é",
    "😀",
    "net use ",
    "URL=",
    "zoom.us",
    "zооm.us",
    "$",
    "{",
    "}",
    "\\n",
    "\\t",
    ".lnk",
    "alert(1)",
    "|",
    ",",
    "é\u{301}",
];

fn piece_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![4 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn all_ways(text: &str) -> Vec<Found> {
    let mut all: Vec<Found> = KINDS.iter().flat_map(|kind| scan(text, *kind, &Knowledge::default())).collect();
    all.extend(scan_href(text, &Knowledge::default()));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn places_are_real_and_on_characters(text in piece_text()) {
        let units: Vec<u16> = text.encode_utf16().collect();
        for f in all_ways(&text) {
            prop_assert!(f.start < f.end && f.end as usize <= units.len(), "{:?}", f);
            let part = &units[f.start as usize..f.end as usize];
            prop_assert!(String::from_utf16(part).is_ok(), "{:?} cuts a pair", f);
        }
    }

    #[test]
    fn a_silent_prefilter_means_a_silent_detector(text in piece_text()) {
        if !may_match(&text) {
            let view = super::view::View::of(&text, 0);
            prop_assert_eq!(super::scan::Scanner::scan(&view, &Knowledge::default()), vec![]);
            prop_assert_eq!(super::html::scan(&text, &Knowledge::default()), vec![]);
            prop_assert_eq!(super::markdown::scan(&text, &Knowledge::default()), vec![]);
            let view = super::view::View::of_attribute(&text, 0);
            prop_assert_eq!(super::scan::Scanner::scan(&view, &Knowledge::default()), vec![]);
        }
    }

    #[test]
    fn both_prefilters_agree(text in piece_text()) {
        prop_assert_eq!(js_matches(&text), may_match(&text));
    }

    #[test]
    fn what_is_defanged_is_harmless(text in piece_text()) {
        let found = scan(&text, Kind::Text, &Knowledge::default());
        let safe = defang(&text, &found);
        let left: Vec<Found> = scan(&safe, Kind::Text, &Knowledge::default()).into_iter().filter(|f| f.severity > Severity::Low).collect();
        prop_assert!(left.is_empty(), "{:?} of {:?}", left, safe);
    }
}

/// What the property above once found, and what is like it.
#[test]
fn silent_where_the_prefilter_is() {
    for text in ["zoommtg::", "lync15:x", "ms-msdt::x", "shell::x", "javascript :alert(1)", "a:", "zoommtg: x", "zoommtg:"] {
        assert!(!may_match(text), "{text}");
        let view = super::view::View::of(text, 0);
        assert_eq!(super::scan::Scanner::scan(&view, &Knowledge::default()), vec![], "{text}");
    }
}

/// The probe's expression, run by an implementation of JavaScript's, on UTF-16 as browsers do.
fn js_matches(text: &str) -> bool {
    thread_local! {
        static REGEX: regress::Regex = regress::Regex::with_flags(PREFILTER_JS, "u").expect("a JavaScript regular expression");
    }
    let units: Vec<u16> = text.encode_utf16().collect();
    REGEX.with(|r| r.find_from_utf16(&units, 0).next().is_some())
}

/// Far above every bound on what is read at once, so that work that grows faster than the text cannot hide in it.
const LENGTH: usize = 24 * 1024;
/// The most looks at one byte, on average, of the most hostile text.
const MOST_STEPS: u64 = 128;

/// Hostile texts that repeat one thing: every byte is looked at a bounded number of times.
#[test]
fn work_is_linear_in_the_text() {
    let units = [
        "\\",
        "\\\\a",
        "\\\\a\\",
        "//a",
        "\\\\a.b\\",
        "\\\\evil.example.com\\s ",
        "\\\\evil.example.com\\s\\",
        "%5C",
        "%25",
        "%255C",
        "&#92;",
        "&amp;",
        "&amp;#92;",
        "&",
        "a:",
        "ab:",
        "search:",
        "search-ms:",
        "ms-word:",
        "mhtml:",
        "x:\\",
        "file:",
        "file://",
        "file:////",
        "file://localhost//",
        "file:///?/",
        "https://",
        "https://a",
        "<",
        "<a",
        "<a href=",
        "<a href=\"",
        "<a href='\\\\h.example.com\\s'>",
        "</a>",
        "<b>",
        "<!--",
        "<script>",
        "</",
        "[",
        "](",
        "[x](",
        "[x](<",
        "]:",
        "<x|",
        "(",
        ")",
        "'",
        "\"",
        "\u{200b}",
        "\\\u{200b}",
        "＼",
        "a＼",
        "¥¥",
        "：/",
        "\"\\\\a b",
        "\\\\a\\b c\"",
        ". ",
        "_",
        "$",
        "\\??\\",
        "\\Device\\",
        "\\\\?\\",
        "\\\\.\\.\\",
        "请\\\\a.cn",
        "a。",
        "net use \\\\a.cn\\b ",
        "javascript:(",
        "shell:",
        "jar:",
        "\\\\h@",
        "\\\\h@80",
        "\\\\[",
        "\\\\--",
        "\\\\1.",
        "\n",
        "zoom.",
    ];
    let know = Knowledge::default();
    for unit in units {
        for kind in KINDS {
            let text = unit.repeat(LENGTH.div_ceil(unit.len()));
            let steps = steps::of(|| drop(scan(&text, kind, &know)));
            assert!(steps <= MOST_STEPS * text.len() as u64, "{kind:?} of {unit:?}: {} steps a byte", steps / text.len() as u64);
        }
    }
}

/// A megabyte of each of the worst ideas ends within a number of looks that is a small multiple of its size. (Ten, with a clock: the bench.)
#[test]
fn a_megabyte_of_hostility() {
    for unit in ["\\", "&amp;#92;", "%25255C"] {
        let text = unit.repeat(1_000_000 / unit.len());
        let steps = steps::of(|| drop(scan(&text, Kind::Text, &Knowledge::default())));
        assert!(steps < 64 * text.len() as u64, "{unit}: {steps}");
    }
}

#[test]
fn an_allow_list_holds_for_plain_shares_only() {
    let allow = ["fs01".to_owned(), "files.example.com".to_owned(), "203.0.113.7".to_owned()];
    let know = Knowledge { allow: &allow, ..Knowledge::default() };
    for text in [
        r"\\fs01\public\a.docx",
        r"\\files.example.com\share",
        "file://files.example.com/share/a.txt",
        "smb://fs01/x",
        r"\\a.files.example.com\s",
    ] {
        assert_eq!(scan(text, Kind::Text, &know), vec![], "{text}");
    }
    for text in [
        r"\\fs01\public\setup.exe",
        r"\\fs01\C$\x",
        r"\\files.example.com@SSL\share",
        r"\\files.example.com\DavWWWRoot",
        r"\\203.0.113.7\share",
        r"\\notfiles.example.com\share",
        "search-ms:crumb=location:\\\\files.example.com\\share",
        r"\\files.example.com\pipe\x",
    ] {
        assert_eq!(scan(text, Kind::Text, &know).len(), 1, "{text}");
    }
}

/// Wrapping and hiding that no row of the tables has: brackets, quotes, neighbours of other scripts, several tricks at once.
#[test]
fn links_in_any_company() {
    let links = [
        (r"\\evil.example.com\share", "evil.example.com", "share"),
        (r"\\203.0.113.7\C$\x.txt", "203.0.113.7", "C$"),
        ("file://evil.example.com/share/a.txt", "evil.example.com", "share"),
        ("smb://evil.example.com/share", "evil.example.com", "share"),
        (r"ms-word:ofe|u|\\evil.example.com\share\a.docx", "evil.example.com", "share"),
        (r"\\?\UNC\evil.example.com\share", "evil.example.com", "share"),
        (r"\\evil.example.com@SSL\DavWWWRoot\x", "evil.example.com", "DavWWWRoot"),
        ("＼＼evil.example.com＼share", "evil.example.com", "share"),
        ("%5C%5Cevil.example.com%5Cshare", "evil.example.com", "share"),
        ("\\\u{200b}\\evil.exa\u{ad}mple.com\\share", "evil.example.com", "share"),
        ("&#92;&#37;5Cevil.example.com&#92;share", "evil.example.com", "share"),
    ];
    let companies = [
        ("", ""),
        ("(", ")"),
        ("[", "]"),
        ("{", "}"),
        ("<", ">"),
        ("\"", "\""),
        ("'", "'"),
        ("`", "`"),
        ("“", "”"),
        ("«", "»"),
        ("「", "」"),
        ("【", "】"),
        ("（", "）"),
        ("看 ", " 谢谢"),
        ("请打开", "谢谢"),
        ("こちら：", "です。"),
        ("파일은", "입니다"),
        ("Смотри ", "."),
        ("файл: ", ", спасибо"),
        ("انظر ", " شكرا"),
        ("ดูที่", "นะ"),
        ("see:", ""),
        ("Link: ", "!"),
        ("→", "←"),
        ("😀", "😀"),
        ("**", "**"),
        ("~~", "~~"),
        ("> ", ""),
        ("- ", ";"),
        ("\t", "\n"),
        ("a\n", "\nb"),
        ("…", "…"),
        ("=", ""),
        ("|", "|"),
        ("https://zoom.us/j/1 ", ""),
        ("@ann ", ""),
        ("¿", "?"),
        ("„", "“"),
    ];
    for (link, host, share) in links {
        for (before, after) in companies {
            let text = format!("{before}{link}{after}");
            let found = scan(&text, Kind::Text, &Knowledge::default());
            let hit = found.iter().find(|f| f.severity >= Severity::Medium).unwrap_or_else(|| panic!("nothing in {text:?}: {found:?}"));
            assert_eq!((hit.host.as_str(), hit.share.as_str()), (host, share), "{text:?}");
        }
    }
}
