//! A request as signatures look at it: address and fields, with the few questions that they ask. Not here: the signatures (`wire`).

use super::decode::{Decoded, Place};
use super::url::Address;

/// One request.
pub(super) struct Call<'a> {
    pub(super) url: &'a Address,
    pub(super) request: &'a Decoded,
}

impl<'a> Call<'a> {
    /// The query's value under this name.
    pub(super) fn query(&self, name: &str) -> Option<&'a str> {
        self.request.get(Place::Query, name)
    }

    /// Whether the query has all of these.
    pub(super) fn has_query(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.query(name).is_some())
    }

    /// The first value in query or body whose path is `path` or ends with it, as a whole number of parts.
    pub(super) fn value(&self, path: &str) -> Option<&'a str> {
        let fits = |p: &str| p.strip_suffix(path).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        self.request.fields.iter().find(|f| f.place != Place::Path && fits(&f.path)).map(|f| f.value.as_str())
    }

    /// Whether query or body has all of these, filled.
    pub(super) fn has(&self, paths: &[&str]) -> bool {
        paths.iter().all(|path| self.value(path).is_some_and(|v| !v.is_empty()))
    }

    /// Whether query or body has any of these.
    pub(super) fn any(&self, paths: &[&str]) -> bool {
        paths.iter().any(|path| self.value(path).is_some())
    }

    /// Whether the value under `path` is one of `words`.
    pub(super) fn one_of(&self, path: &str, words: &[&str]) -> bool {
        self.value(path).is_some_and(|v| words.contains(&v))
    }

    /// Whether any field begins with this path.
    pub(super) fn under(&self, path: &str) -> bool {
        self.request
            .fields
            .iter()
            .any(|f| f.place == Place::Body && f.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    }

    /// Whether the path ends with `tail`, a final slash aside.
    pub(super) fn path_ends(&self, tail: &str) -> bool {
        self.url.path.trim_end_matches('/').ends_with(tail)
    }

    /// The path segments after the one called `name`.
    pub(super) fn after(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.url.path.split('/').skip_while(move |s| *s != name).skip(1).filter(|s| !s.is_empty())
    }

    /// Whether the path fits a pattern of whole segments from its beginning; `*` is one segment, and `v*` one that begins with `v`.
    pub(super) fn path_fits(&self, pattern: &str) -> bool {
        path_fits(&self.url.path, pattern)
    }
}

/// Whether `path` begins with `pattern`: as plain text up to its last segment, `*` being one segment.
pub(super) fn path_fits(path: &str, pattern: &str) -> bool {
    let mut segments = path.split('/');
    let mut wanted = pattern.split('/').peekable();
    while let Some(part) = wanted.next() {
        let Some(segment) = segments.next() else { return part.is_empty() };
        let fits = match part.strip_suffix('*') {
            Some(start) => segment.len() > start.len() && segment.starts_with(start),
            None if wanted.peek().is_none() => segment.starts_with(part),
            None => segment == part,
        };
        if !fits {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn path_patterns() {
        for (path, pattern) in [
            ("/tr", "/tr"),
            ("/tr/", "/tr"),
            ("/v5.0/12/activities", "/v*/*/activities"),
            ("/api/7/envelope/", "/api/*/envelope/"),
            ("/x/y", "/"),
        ] {
            assert!(path_fits(path, pattern), "{path} {pattern}");
        }
        for (path, pattern) in
            [("/t", "/tr"), ("/v5.0/activities", "/v*/*/activities"), ("/api/7/other", "/api/*/envelope/"), ("/a/tr", "/tr")]
        {
            assert!(!path_fits(path, pattern), "{path} {pattern}");
        }
    }
}
