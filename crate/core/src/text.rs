//! Small helpers on text that several rooms need: bounding, hashing, looking at hosts. No judgement.

/// Cuts `s` to at most `max` bytes at a character boundary. Returns 1 if it cut, else 0, so that callers can add up what they dropped.
pub fn cut(s: &mut String, max: usize) -> u32 {
    if s.len() <= max {
        return 0;
    }
    let mut end = max;
    while !s.is_char_boundary(end) {
        end -= 1;
    }
    s.truncate(end);
    1
}

/// 64-bit FNV-1a: a stable, dependency-free hash for identities (`uid`) and words kept only as a hash. Not for secrets.
pub fn fnv64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The host of an absolute URL, without user info and port, lower-cased; empty where there is none.
///
/// Deliberately small: for addresses that the browser itself resolved. Hostile text goes to `detector::link`.
pub fn host_of(url: &str) -> String {
    let Some((_, rest)) = url.split_once("://") else { return String::new() };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, h)| h);
    let host = match host.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether `host` is `domain` or below it. `domain` may begin with `*.`, which then means "below it or it".
pub fn host_matches(host: &str, domain: &str) -> bool {
    let domain = domain.strip_prefix("*.").unwrap_or(domain);
    host == domain || host.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cut_respects_characters() {
        let mut s = "aé€".to_owned();
        assert_eq!(cut(&mut s, 4), 1);
        assert_eq!(s, "aé");
        assert_eq!(cut(&mut s, 4), 0);
    }

    #[test]
    fn host_of_absolute_urls() {
        assert_eq!(host_of("https://u:p@App.Zoom.us.:8443/wc/1?x=1"), "app.zoom.us");
        assert_eq!(host_of("wss://[::1]:9/x"), "::1");
        assert_eq!(host_of("data:text/plain,x"), "");
    }

    #[test]
    fn host_matches_whole_labels() {
        assert!(host_matches("us02web.zoom.us", "*.zoom.us"));
        assert!(host_matches("zoom.us", "zoom.us"));
        assert!(!host_matches("notzoom.us", "zoom.us"));
    }
}
