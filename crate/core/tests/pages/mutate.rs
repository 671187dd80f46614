//! A client's next release: classes, ids, test ids and labels renamed or dropped, wrappers inserted, the interface in another language. Seeded,
//! and the same for every page of a client: a name that is renamed is renamed everywhere. Not here: what is concluded from it (`drift`).

use dom_query::{Document, NodeRef};

/// A release that does not exist.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Release {
    seed: u64,
    /// How much of it changed, in percent of all names.
    share: u64,
    /// The language of its words; none: as before.
    language: Option<usize>,
}

/// What clients say in the saved pages, in other languages.
const LANGUAGES: [&str; 6] = ["de", "es", "fr", "ja", "pl", "ar"];
const SENTENCES: [(&str, [&str; 6]); 6] = [
    (
        "This meeting is being recorded",
        [
            "Diese Besprechung wird aufgezeichnet",
            "Esta reunión se está grabando",
            "Cette réunion est en cours d’enregistrement",
            "この会議は録画されています",
            "To spotkanie jest nagrywane",
            "يتم تسجيل هذا الاجتماع",
        ],
    ),
    (
        "Recording has started",
        [
            "Die Aufzeichnung wurde gestartet",
            "Ha comenzado la grabación",
            "L’enregistrement a commencé",
            "録画が開始されました",
            "Rozpoczęto nagrywanie",
            "بدأ التسجيل",
        ],
    ),
    (
        "Transcription has started",
        [
            "Die Transkription wurde gestartet",
            "Ha comenzado la transcripción",
            "La transcription a commencé",
            "文字起こしが開始されました",
            "Rozpoczęto transkrypcję",
            "بدأ النسخ",
        ],
    ),
    (
        "The call is being recorded.",
        [
            "Der Anruf wird aufgezeichnet.",
            "La llamada se está grabando.",
            "L’appel est en cours d’enregistrement.",
            "通話は録音されています。",
            "Rozmowa jest nagrywana.",
            "يتم تسجيل المكالمة.",
        ],
    ),
    (
        "This session is now being recorded",
        [
            "Diese Sitzung wird jetzt aufgezeichnet",
            "Esta sesión se está grabando",
            "Cette session est en cours d’enregistrement",
            "このセッションは録画されています",
            "Ta sesja jest nagrywana",
            "يتم تسجيل هذه الجلسة",
        ],
    ),
    ("Recording", ["Aufzeichnung", "Grabación", "Enregistrement", "録画", "Nagrywanie", "تسجيل"]),
];

impl Release {
    /// The release of a seed: from a few names changed to all of them.
    pub(crate) fn new(seed: u64) -> Self {
        let share = [3, 10, 30, 100][(mix(seed, "share") % 4) as usize];
        let language = (mix(seed, "language") % LANGUAGES.len() as u64) as usize;
        Self { seed, share, language: (mix(seed, "translated") % 100 < 40).then_some(language) }
    }

    /// Nothing changed.
    pub(crate) fn none() -> Self {
        Self { seed: 0, share: 0, language: None }
    }

    /// The page's language in this release.
    pub(crate) fn locale(&self, before: Option<String>) -> Option<String> {
        self.language.map(|l| LANGUAGES[l].to_owned()).or(before)
    }

    /// A page of it.
    pub(crate) fn page(&self, html: &str) -> Document {
        let page = Document::from(html);
        for (at, element) in page.select("body *").nodes().iter().enumerate() {
            self.attributes(element);
            self.words(element);
            if self.hits("wrap", &format!("{at}"), 4) {
                element.wrap_html(format!("<div class=\"{}\"></div>", name(mix(self.seed, "wrapper"))));
            }
        }
        page
    }

    fn attributes(&self, element: &NodeRef<'_>) {
        for attribute in element.attrs() {
            let (key, value) = (attribute.name.local.to_string(), attribute.value.to_string());
            match key.as_str() {
                "class" => {
                    let classes: Vec<_> = value.split_whitespace().filter_map(|class| self.renamed("class", class)).collect();
                    element.set_attr("class", &classes.join(" "));
                }
                "id" | "jsname" | "jscontroller" => self.rename(element, &key, &value),
                "aria-label" | "title" if self.hits("drop", &value, 1) => element.remove_attr(&key),
                "aria-label" | "title" => element.set_attr(&key, &self.translated(&value)),
                data if data.starts_with("data-") => self.rename(element, &key, &value),
                _ => {}
            }
        }
    }

    fn rename(&self, element: &NodeRef<'_>, key: &str, value: &str) {
        match self.renamed(key, value) {
            Some(value) => element.set_attr(key, &value),
            None => element.remove_attr(key),
        }
    }

    /// A name as this release has it; `None`: dropped.
    fn renamed(&self, kind: &str, value: &str) -> Option<String> {
        let fate = mix(self.seed, &format!("{kind}={value}"));
        match fate % 100 < self.share {
            true if fate & 0x100 == 0 => None,
            true => Some(name(fate)),
            false => Some(value.to_owned()),
        }
    }

    fn words(&self, element: &NodeRef<'_>) {
        if self.language.is_some() {
            for text in element.children().into_iter().filter(NodeRef::is_nonempty_text) {
                text.set_text(self.translated(text.text().trim()));
            }
        }
    }

    /// In this release's language; what no translation is known of becomes words that nobody knows.
    fn translated(&self, text: &str) -> String {
        let Some(language) = self.language else { return text.to_owned() };
        let known = SENTENCES.iter().find_map(|(english, others)| text.strip_prefix(english).map(|_| others[language].to_owned()));
        known.unwrap_or_else(|| text.chars().map(|c| if c.is_ascii_lowercase() { (b'z' - (c as u8 - b'a')) as char } else { c }).collect())
    }

    fn hits(&self, kind: &str, value: &str, per: u64) -> bool {
        mix(self.seed, &format!("{kind}:{value}")) % 100 < self.share / per
    }
}

/// A name that means nothing.
fn name(seed: u64) -> String {
    format!("x{:07x}", seed >> 36)
}

/// FNV-1a over the text, then the finaliser of splitmix64: small, stable, no dependency.
fn mix(seed: u64, text: &str) -> u64 {
    let start = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0xcbf2_9ce4_8422_2325;
    let mut z = text.bytes().fold(start, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[test]
fn a_release_is_the_same_every_time_and_changes_something() {
    let html = "<body><div class=\"a b\" id=\"c\" data-test=\"d\" aria-label=\"Recording\">This meeting is being recorded</div></body>";
    let page = |seed| Release::new(seed).page(html).html().to_string();
    assert!((0..50).all(|seed| page(seed) == page(seed)));
    let changed = (0..50).filter(|seed| page(*seed) != Document::from(html).html().to_string()).count();
    assert!(changed > 25, "only {changed} of 50 releases differ");
    assert!((0..50).any(|seed| page(seed).contains("wird aufgezeichnet")));
}
