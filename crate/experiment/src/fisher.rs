//! Fisher's exact test of a two-by-two table, two-sided. Not here: what is counted.

/// The fewest pairs, and the fewest of each of two kinds, of which none out of place says something.
const FEW: (u32, u32) = (5, 2);

/// A two-by-two table.
#[derive(Clone, Copy, Debug, Default)]
struct Table {
    all: u32,
    first: u32,
    second: u32,
    both: u32,
}

impl Table {
    fn of(pairs: impl Iterator<Item = (bool, bool)>) -> Self {
        let mut table = Self::default();
        for (a, b) in pairs {
            table.all += 1;
            table.first += u32::from(a);
            table.second += u32::from(b);
            table.both += u32::from(a && b);
        }
        table
    }

    /// The chance that two properties go together, or against each other, as closely as here, if they had nothing to do with each other.
    fn p(self) -> f64 {
        let Self { all, first, second, both } = self;
        let at_least = tail(all, first, second, both);
        // Going against each other is going together with the opposite.
        let at_most = tail(all, first, all - second, first - both);
        (2.0 * at_least.min(at_most)).min(1.0)
    }

    /// Whether one property is the other, or its opposite, without exception.
    fn is_pure(self) -> bool {
        let Self { all, first, second, both } = self;
        let same = first == second && both == first;
        let opposite = first + second == all && both == 0;
        all >= FEW.0 && first.min(all - first) >= FEW.1 && (same || opposite)
    }
}

/// The chance that one property tells the other as well as here, corrected for how many were tried. `None` where it does not tell: the chance is above
/// the threshold, and there are exceptions.
pub(crate) fn told_apart(pairs: impl Iterator<Item = (bool, bool)>, tried: f64, threshold: f64) -> Option<f64> {
    let table = Table::of(pairs);
    let p = (table.p() * tried).min(1.0);
    (p <= threshold || table.is_pure()).then_some(p)
}

/// The chance of at least `both` that are in two groups of the given sizes, out of `all`.
fn tail(all: u32, first: u32, second: u32, both: u32) -> f64 {
    let ln = ln_factorials(all);
    let choose = |n: u32, k: u32| {
        let at = |i: u32| ln.get(i as usize).copied().unwrap_or_default();
        at(n) - at(k) - at(n - k)
    };
    let least = both.max((first + second).saturating_sub(all));
    let total = choose(all, second);
    let term = |k: u32| (choose(first, k) + choose(all - first, second - k) - total).exp();
    (least..=first.min(second)).map(term).sum::<f64>().min(1.0)
}

fn ln_factorials(n: u32) -> Vec<f64> {
    let mut sum = 0.0;
    let rest = (1..=n).map(|k| {
        sum += f64::from(k).ln();
        sum
    });
    std::iter::once(0.0).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        let p = |pairs: &[(bool, bool)]| Table::of(pairs.iter().copied()).p();
        // Eight cups of tea, four of each kind, all told apart: one in seventy, either way.
        for right in [true, false] {
            let tea: Vec<_> = (0..8).map(|i| (i % 2 == 0, (i % 2 == 0) == right)).collect();
            assert!((p(&tea) - 2.0 / 70.0).abs() < 1e-12);
        }
        let chance: Vec<_> = (0..8).map(|i| (i % 2 == 0, i < 4)).collect();
        assert!((p(&chance) - 1.0).abs() < 1e-12);
        assert!((p(&[]) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn few_without_an_exception_tell_and_with_one_they_do_not() {
        let mut pairs = vec![(true, true), (true, true), (false, false), (false, false), (true, true)];
        assert!(told_apart(pairs.iter().copied(), 1.0, 0.03).is_some_and(|p| p > 0.03));
        pairs.push((true, false));
        assert_eq!(told_apart(pairs.iter().copied(), 1.0, 0.03), None);
    }
}
