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

/// A text, fit to stand in HTML or XML, as content or in an attribute. What a page may have chosen becomes neither markup nor a character that
/// XML forbids.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

/// Milliseconds since the Unix epoch as `2026-11-23 05:20:08`. Days become a date by the calendar's 400-year cycle, counted from 1 March.
pub fn utc(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (cycle, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = cycle * 400 + year + next;
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// Milliseconds since the Unix epoch of a time as programs write it: `2026-11-23T05:20:08.123Z`, the fraction and the `Z` as they like. An offset is none.
pub(crate) fn parse_time(text: &str) -> Option<u64> {
    let text = text.strip_suffix('Z').unwrap_or(text);
    let (date, time) = text.split_once(['T', ' '])?;
    let mut date = date.split('-').map(|part| part.parse::<u64>().ok());
    let (year, month, day) = (date.next()??, date.next()??, date.next()??);
    let mut clock = time.split(':');
    let (hour, minute) = (clock.next()?.parse::<u64>().ok()?, clock.next()?.parse::<u64>().ok()?);
    let second = clock.next()?.parse::<f64>().ok()?;
    let valid = (1970..10_000).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day) && hour < 24 && minute < 60;
    if !valid || !(0.0..61.0).contains(&second) || date.next().is_some() || clock.next().is_some() {
        return None;
    }
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    Some((days * 86_400 + hour * 3_600 + minute * 60) * 1_000 + (second * 1_000.0).round() as u64)
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
    fn times_are_read_as_they_are_written() {
        for ms in [0, 951_782_400_000, 1_790_000_008_000, 4_102_444_799_000] {
            assert_eq!(parse_time(&utc(ms)), Some(ms), "{}", utc(ms));
        }
        assert_eq!(parse_time("2026-11-23T05:20:08.123Z"), parse_time("2026-11-23 05:20:08").map(|ms| ms + 123));
        for text in
            ["", "2026-11-23", "2026-13-23T05:20:08Z", "05:20:08", "2026-11-23T05:20:08+01:00", "1969-01-01T00:00:00Z", "a-b-cTd:e:f"]
        {
            assert_eq!(parse_time(text), None, "{text}");
        }
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

    #[test]
    fn times_are_dates() {
        let rows = [
            (0, "1970-01-01 00:00:00"),
            (951_782_399_999, "2000-02-28 23:59:59"),
            (951_782_400_000, "2000-02-29 00:00:00"),
            (1_795_411_208_000, "2026-11-23 05:20:08"),
            (4_107_542_400_000, "2100-03-01 00:00:00"),
        ];
        for (ms, want) in rows {
            assert_eq!(utc(ms), want);
        }
        utc(u64::MAX);
    }

    #[test]
    fn markup_in_a_name_stays_text() {
        assert_eq!(escape("<img src=x onerror=\"y\">&\u{7}'"), "&lt;img src=x onerror=&quot;y&quot;&gt;&amp;\u{fffd}&#39;");
    }
}
