//! Moments, for people and machines. A trace counts either from the Unix epoch or from its own beginning. Not here: durations of anything judged.

use tallylight_core::text::utc;

/// Times before this (2001) are counted from a beginning of their own.
const EPOCH: u64 = 1_000_000_000_000;
/// The year 10000.
const END: u64 = 253_402_300_800_000;

/// Whether a time is one of the calendar.
pub fn is_calendar(ms: u64) -> bool {
    ms >= EPOCH
}

/// `2026-11-23T05:20:08.000Z`, where it is one of the calendar.
pub fn rfc3339(ms: u64) -> Option<String> {
    // Beyond the year 9999 there is no such form; what lies so far off is no date but a lie.
    (is_calendar(ms) && ms < END).then(|| format!("{}.{:03}Z", utc(ms).replace(' ', "T"), ms % 1_000))
}

/// `1:02:03` or `2:03`, from a beginning.
pub fn clock(ms: u64) -> String {
    let seconds = ms / 1_000;
    let (h, m, s) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if h > 0 { format!("{h}:{m:02}:{s:02}") } else { format!("{m}:{s:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        assert_eq!(rfc3339(1_795_411_208_009).as_deref(), Some("2026-11-23T05:20:08.009Z"));
        assert_eq!((rfc3339(60_000), rfc3339(u64::MAX)), (None, None));
        assert_eq!((clock(62_999), clock(3_723_000)), ("1:02".into(), "1:02:03".into()));
    }
}
