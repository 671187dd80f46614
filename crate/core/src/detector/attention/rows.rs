//! Batches: a row that bears its own time is a message of that time, sent late. Not here: what the rows tell (`group`).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::json::Scalar;
use super::payload::Message;
use crate::text::{fnv64, parse_time};

/// The most rows of one batch.
const MAX_ROWS: usize = 64;
/// How late rows are sent at most, and how much may lie between a page's clock and ours. In ms.
const LATE: f64 = 120_000.0;
const SLACK: f64 = 2000.0;
/// The most clocks of a page's own that are kept, and how often one must have gone on as the time did.
const MAX_CLOCKS: usize = 32;
const SURE: u8 = 2;

/// Columns that may be clocks which began whenever, as `performance.now()` did with its document: by place and name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Clocks(BTreeMap<u64, Clock>);

/// When its last row was sent and what that said; since when it runs (no row is sent before it happens); how often it kept time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Clock(u64, f64, f64, u8);

impl Clocks {
    /// Since when a column runs that says `last` at `t`, if it is a clock.
    fn origin(&mut self, key: u64, t: f64, last: f64) -> Option<f64> {
        if self.0.len() >= MAX_CLOCKS && !self.0.contains_key(&key) {
            // What never kept time makes room.
            let spent = self.0.iter().filter(|(_, clock)| clock.3 == 0).min_by_key(|(_, clock)| clock.0).map(|(key, _)| *key)?;
            self.0.remove(&spent);
        }
        let clock = self.0.entry(key).or_insert(Clock(t as u64, last, t - last, 0));
        let passed = t - clock.0 as f64;
        if passed < 1.0 {
            return None;
        }
        let keeps = (last - clock.1 - passed).abs() <= 1500.0 + 0.1 * passed && last - clock.1 >= 0.3 * passed;
        *clock = if keeps {
            Clock(t as u64, last, clock.2.min(t - last), clock.3.saturating_add(1))
        } else {
            Clock(t as u64, last, t - last, 0)
        };
        (clock.3 >= SURE).then_some(clock.2)
    }
}

/// The rows of a batch sent at `t`, each with its time; none where they bear none. `place` tells one kind of batch from others.
pub(super) fn of(message: &Message, t: u64, place: &str, clocks: &mut Clocks) -> Vec<(u64, Message)> {
    let mut tables: BTreeMap<&str, Vec<BTreeMap<&str, &Scalar>>> = BTreeMap::new();
    for (path, value) in &message.fields {
        let Some((table, column)) = path.split_once("[]").filter(|(_, column)| !column.is_empty() && !column.contains("[]")) else {
            continue;
        };
        let rows = tables.entry(table).or_default();
        // A row ends where a column comes again.
        if rows.last().is_none_or(|row| row.contains_key(column)) {
            rows.push(BTreeMap::new());
        }
        if let Some(row) = rows.last_mut() {
            row.insert(column, value);
        }
    }
    let mut timed = |(table, rows): (&str, Vec<_>)| timed(message, &rows, t as f64, &format!("{place}\n{table}"), clocks);
    tables.into_iter().find_map(&mut timed).unwrap_or_default()
}

fn timed(batch: &Message, rows: &[BTreeMap<&str, &Scalar>], t: f64, place: &str, clocks: &mut Clocks) -> Option<Vec<(u64, Message)>> {
    let mut columns = rows.first()?.keys();
    let (column, times) = columns.find_map(|column| Some((*column, times(rows, column, t, place, clocks)?)))?;
    let message = |row: &BTreeMap<&str, &Scalar>| {
        let cells = row.iter().filter(|(name, _)| **name != column);
        let fields = cells.map(|(name, value)| (name.trim_start_matches('.').to_owned(), (*value).clone())).collect();
        Message { body: true, opaque: batch.opaque, ..Message::of(fields) }
    };
    // Of more than fit the latest matter.
    let first = rows.len().saturating_sub(MAX_ROWS);
    Some(times.into_iter().zip(rows).skip(first).map(|(at, row)| (at as u64, message(row))).collect())
}

/// What a column says, as times on our clock: each row has one, none before the last, all lately.
fn times(rows: &[BTreeMap<&str, &Scalar>], column: &str, t: f64, place: &str, clocks: &mut Clocks) -> Option<Vec<f64>> {
    let number = |row: &BTreeMap<&str, &Scalar>| match row.get(column)? {
        Scalar::Number(n) => Some(*n).filter(|n| n.is_finite()),
        Scalar::Text(text) => text.parse().ok().filter(|n: &f64| n.is_finite()).or_else(|| parse_time(text).map(|ms| ms as f64)),
        Scalar::Word(_) => None,
    };
    let told: Vec<f64> = rows.iter().map(number).collect::<Option<_>>()?;
    if !told.is_sorted() {
        return None;
    }
    let lately = |times: &[f64]| times.iter().all(|at| (t - LATE..=t + SLACK).contains(at));
    let of_day = [1.0, 1000.0].into_iter().map(|unit| told.iter().map(|n| n * unit).collect::<Vec<_>>()).find(|times| lately(times));
    of_day.or_else(|| {
        let start = clocks.origin(fnv64(format!("{place}\n{column}").as_bytes()), t, *told.last()?)?;
        Some(told.iter().map(|n| start + n).collect::<Vec<_>>()).filter(|times| lately(times))
    })
}

#[cfg(test)]
mod tests {
    use super::super::payload::read;
    use super::*;
    use crate::observation::Body;

    const START: u64 = 1_790_000_000_000;

    fn rows(t: u64, body: &str, clocks: &mut Clocks) -> Vec<(u64, Option<String>)> {
        let message = read("https://x/p", None, Some(&Body::Text(body.to_owned())), 0);
        of(&message, START + t, "/p", clocks).into_iter().map(|(at, row)| (at - START, row.kind)).collect()
    }

    #[test]
    fn rows_with_a_time_of_day_are_messages_of_that_time() {
        let wanted = [(31_000, Some("a".to_owned())), (39_500, Some("b".to_owned()))];
        for body in [
            r#"{"e":[{"type":"a","ts":1790000031000},{"type":"b","ts":1790000039500}]}"#,
            r#"{"e":[{"type":"a","at":1790000031},{"type":"b","at":1790000039.5}]}"#,
            "{\"type\":\"a\",\"ts\":\"2026-09-21T14:13:51Z\"}\n{\"type\":\"b\",\"ts\":\"2026-09-21T14:13:59.500Z\"}",
        ] {
            assert_eq!(rows(40_000, body, &mut Clocks::default()), wanted, "{body}");
        }
    }

    #[test]
    fn a_clock_of_the_pages_own_is_learnt() {
        let mut clocks = Clocks::default();
        // It began four seconds before we heard of the page.
        assert_eq!(rows(5000, r#"{"rows":[[30,8000],[30,8900]]}"#, &mut clocks), []);
        assert_eq!(rows(10_000, r#"{"rows":[[30,9500],[12,14000]]}"#, &mut clocks), []);
        let seen = rows(15_000, r#"{"rows":[[12,15000],[10,18500]]}"#, &mut clocks);
        assert_eq!(seen, [(11_000, Some("#12".to_owned())), (14_500, Some("#10".to_owned()))]);
    }

    #[test]
    fn others_are_not() {
        for body in [
            r#"{"e":[{"type":"a","n":20},{"type":"b","n":31}]}"#,
            r#"{"e":[{"type":"a","ts":1790000039500},{"type":"b","ts":1790000031000}]}"#,
            r#"{"e":[{"type":"a","ts":1790009999999}]}"#,
            r#"{"type":"a","ts":1790000031000}"#,
            "[1,2,3]",
        ] {
            let mut clocks = Clocks::default();
            for t in [39_000, 39_900, 40_000, 40_500] {
                assert_eq!(rows(t, body, &mut clocks), [], "{body}");
            }
        }
    }
}
