//! The lexicon: one file a language, written by people, and its reader. How to write one: `README.md` beside this file.
//!
//! Not here: how found words combine into a verdict (`decide`).

mod class;

use std::borrow::Cow;
use std::ops::RangeInclusive;

pub(super) use class::{Class, Classes, Form, THINGS};

use super::normal;

macro_rules! languages {
    ($($code:literal)*) => {
        /// Code and source of every language; the first, `any`, holds what all of them share.
        pub(super) static LANGUAGES: &[(&str, &'static str)] = &[$(($code, include_str!(concat!($code, ".txt")))),*];
    };
}

languages! {
    "any"
    "ar" "az" "bg" "bn" "ca" "cs" "cy" "da" "de" "el" "en" "eo" "es" "et" "eu" "fa" "fi" "fil" "fr" "ga" "gl" "he" "hi" "hr" "hu" "hy"
    "id" "is" "it" "ja" "ka" "kk" "km" "ko" "lt" "lv" "mk" "ml" "mn" "mr" "ms" "my" "nb" "nl" "oc" "pl" "pt" "ro" "ru" "sk" "sl" "sq"
    "sr" "sv" "sw" "ta" "te" "th" "tr" "uk" "ur" "vi" "zh"
}

/// Other names under which pages and browsers know a language of ours.
const ALIASES: &[(&str, &str)] =
    &[("no", "nb"), ("nn", "nb"), ("tl", "fil"), ("iw", "he"), ("in", "id"), ("bs", "hr"), ("sh", "sr"), ("yue", "zh"), ("mo", "ro")];

/// The place in [`LANGUAGES`] of a locale such as `pt-BR` or `zh_Hant_TW`.
pub(super) fn index_of(locale: &str) -> Option<usize> {
    let primary = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
    let code = ALIASES.iter().find(|(alias, _)| primary.eq_ignore_ascii_case(alias)).map_or(primary, |(_, code)| code);
    LANGUAGES.iter().position(|(own, _)| own.eq_ignore_ascii_case(code))
}

/// One pattern of a file: a row of parts that must follow one another in a sentence.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Under which key it stands.
    pub(super) class: Class,
    /// It was written with a leading gap: some word must come before it.
    pub(super) after_something: bool,
    /// The parts, in order.
    pub(super) parts: Vec<Part>,
}

/// A part of a pattern, between gaps.
#[derive(Debug)]
pub(super) struct Part {
    /// Folded as texts are.
    pub(super) text: Cow<'static, str>,
    /// The word may have begun before it.
    pub(super) open_left: bool,
    /// The word may go on after it.
    pub(super) open_right: bool,
    /// It must begin a clause.
    pub(super) first: bool,
    /// It must end a clause.
    pub(super) last: bool,
}

/// How many parts a pattern may have.
pub(super) const PARTS: RangeInclusive<usize> = 1..=4;

/// Reads a language's file. A line that cannot be read is passed over here and named by the tests.
pub(super) fn patterns(source: &'static str) -> impl Iterator<Item = Pattern> {
    lines(source).filter_map(|(key, pattern)| read(Class::of(key)?, pattern))
}

/// Every pattern of a file as written, with its key.
pub(super) fn lines(source: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    source.lines().filter(|line| !line.starts_with("//")).filter_map(|line| line.split_once(':')).flat_map(|(key, all)| {
        all.split(',').map(str::trim).filter(|pattern| !pattern.is_empty()).map(move |pattern| (key.trim(), pattern))
    })
}

fn read(class: Class, written: &'static str) -> Option<Pattern> {
    let (after_something, written) = written.strip_prefix('…').map_or((false, written), |rest| (true, rest));
    let parts: Vec<Part> = written.split('…').map(part).collect();
    (PARTS.contains(&parts.len()) && parts.iter().all(|p| !p.text.is_empty())).then_some(Pattern { class, after_something, parts })
}

fn part(written: &'static str) -> Part {
    let mut text = written.trim();
    let mut take = |strip: fn(&str) -> Option<&str>| {
        strip(text).is_some_and(|rest| {
            text = rest;
            true
        })
    };
    let first = take(|t| t.strip_prefix('^'));
    let last = take(|t| t.strip_suffix('$'));
    let open_left = take(|t| t.strip_prefix('*'));
    let open_right = take(|t| t.strip_suffix('*'));
    Part { text: normal::pattern(text), open_left, open_right, first, last }
}

#[cfg(test)]
mod tests;
