//! The two tests of chance that the detector needs, exact and small. Not here: what is counted (`field`, `beat`).

/// Natural logarithm of n!, by Stirling's series: exact to ten digits from n = 10, tabulated below.
fn ln_factorial(n: u32) -> f64 {
    if n < 10 {
        return (2..=n).map(|k| f64::from(k).ln()).sum();
    }
    let n = f64::from(n);
    n * n.ln() - n + 0.5 * (2.0 * std::f64::consts::PI * n).ln() + 1.0 / (12.0 * n) - 1.0 / (360.0 * n.powi(3))
}

fn ln_choose(n: u32, k: u32) -> f64 {
    ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)
}

/// Fisher's exact test, one-sided: the chance that of `all` places, `marked` of them marked, `drawn` at random hit at least `hit` marks.
pub(super) fn overlap(all: u32, marked: u32, drawn: u32, hit: u32) -> f64 {
    if marked > all || drawn > all {
        return 1.0;
    }
    let least = hit.max((marked + drawn).saturating_sub(all));
    let total = ln_choose(all, drawn);
    let p: f64 = (least..=marked.min(drawn)).map(|h| (ln_choose(marked, h) + ln_choose(all - marked, drawn - h) - total).exp()).sum();
    p.min(1.0)
}

/// The chance of at least `hit` successes in `tries`, each of chance `p`.
pub(super) fn at_least(tries: u32, hit: u32, p: f64) -> f64 {
    if hit == 0 || p >= 1.0 {
        return 1.0;
    }
    if p <= 0.0 {
        return 0.0;
    }
    let term = |k: u32| (ln_choose(tries, k) + f64::from(k) * p.ln() + f64::from(tries - k) * (1.0 - p).ln()).exp();
    (hit..=tries).map(term).sum::<f64>().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) -> bool {
        (a - b).abs() < 1e-6
    }

    #[test]
    fn known_values() {
        // The lady tasting tea: 8 cups, 4 of them milk first, all 4 named.
        assert!(near(overlap(8, 4, 4, 4), 1.0 / 70.0));
        assert!(near(overlap(8, 4, 4, 3), 17.0 / 70.0));
        assert!(near(overlap(4, 4, 4, 4), 1.0));
        assert!(near(at_least(3, 3, 0.5), 0.125));
        assert!(near(at_least(20, 15, 0.5), 0.020_694_732_666));
    }

    #[test]
    fn nonsense_is_no_evidence() {
        assert!(near(overlap(3, 5, 2, 1), 1.0));
        assert!(near(overlap(0, 0, 0, 0), 1.0));
        assert!(near(at_least(5, 0, 0.3), 1.0));
        assert!(near(at_least(2, 3, 0.3), 0.0));
    }
}
