//! Moments, for people and machines. A trace counts either from the Unix epoch or from its own beginning. Not here: durations of anything judged.

/// Times before this (2001) are counted from a beginning of their own.
const EPOCH: u64 = 1_000_000_000_000;

/// Whether a time is one of the calendar.
pub fn is_calendar(ms: u64) -> bool {
    ms >= EPOCH
}

/// `2026-11-23T05:20:08.000Z`, where it is one of the calendar. Days become a date by its 400-year cycle, counted from 1 March.
pub fn rfc3339(ms: u64) -> Option<String> {
    if !is_calendar(ms) {
        return None;
    }
    let seconds = ms / 1_000;
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (cycle, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = cycle * 400 + year + next;
    // Beyond the year 9999 there is no such form; what lies so far off is no date but a lie.
    (year <= 9_999).then(|| {
        format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z", second / 3_600, second / 60 % 60, second % 60, ms % 1_000)
    })
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
