//! The languages we know, and the keys of their files: one file a language, written by people. How to write one: `README.md` beside this file.
//!
//! Not here: the files' reader (`source`), the table that is made of them (`compile`, `table`), or how found words combine into a verdict
//! (`decide`).

mod class;

pub(super) use class::{Class, Classes, Form, THINGS};

/// Hands the code of every language to a macro; the first, `any`, holds what all of them share.
macro_rules! languages {
    ($use:ident) => {
        $use! {
            "any"
            "ar" "az" "bg" "bn" "ca" "cs" "cy" "da" "de" "el" "en" "eo" "es" "et" "eu" "fa" "fi" "fil" "fr" "ga" "gl" "he" "hi" "hr" "hu" "hy"
            "id" "is" "it" "ja" "ka" "kk" "km" "ko" "lt" "lv" "mk" "ml" "mn" "mr" "ms" "my" "nb" "nl" "oc" "pl" "pt" "ro" "ru" "sk" "sl" "sq"
            "sr" "sv" "sw" "ta" "te" "th" "tr" "uk" "ur" "vi" "zh"
        }
    };
}
#[allow(unused_imports, reason = "the files are read when the project is built, and in tests")]
pub(super) use languages;

macro_rules! codes {
    ($($code:literal)*) => {
        /// Code of every language: its place is its number.
        pub(super) static LANGUAGES: &[&str] = &[$($code),*];
    };
}
languages!(codes);

/// Other names under which pages and browsers know a language of ours.
const ALIASES: &[(&str, &str)] =
    &[("no", "nb"), ("nn", "nb"), ("tl", "fil"), ("iw", "he"), ("in", "id"), ("bs", "hr"), ("sh", "sr"), ("yue", "zh"), ("mo", "ro")];

/// The place in [`LANGUAGES`] of a locale such as `pt-BR` or `zh_Hant_TW`.
pub(super) fn index_of(locale: &str) -> Option<usize> {
    let primary = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
    let code = ALIASES.iter().find(|(alias, _)| primary.eq_ignore_ascii_case(alias)).map_or(primary, |(_, code)| code);
    LANGUAGES.iter().position(|own| own.eq_ignore_ascii_case(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_find_their_language() {
        for (locale, code) in [("pt-BR", "pt"), ("zh_Hant_TW", "zh"), ("no", "nb"), ("EN", "en"), ("tl-PH", "fil")] {
            assert_eq!(index_of(locale).map(|at| LANGUAGES[at]), Some(code), "{locale}");
        }
        assert_eq!(index_of("xx"), None);
    }
}
