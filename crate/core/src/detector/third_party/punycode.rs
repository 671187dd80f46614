//! Punycode (RFC 3492), one way: a label of a host name to ASCII. Not here: whether a name looks like another (`detector::link`).

const BASE: u32 = 36;
const T_MIN: u32 = 1;
const T_MAX: u32 = 26;

/// The ASCII form of one label; a label that has none stays as it is.
pub(super) fn to_ascii(label: &str) -> String {
    if label.is_ascii() {
        return label.to_owned();
    }
    encode(label).map_or_else(|| label.to_owned(), |encoded| format!("xn--{encoded}"))
}

fn encode(label: &str) -> Option<String> {
    // A label has at most 63 characters; the work below is quadratic.
    if label.chars().count() > 63 {
        return None;
    }
    let mut out: String = label.chars().filter(char::is_ascii).collect();
    let basic = out.len() as u32;
    if basic > 0 {
        out.push('-');
    }
    let (mut n, mut delta, mut bias, mut done) = (128_u32, 0_u32, 72_u32, basic);
    let total = label.chars().count() as u32;
    while done < total {
        let next = label.chars().map(u32::from).filter(|c| *c >= n).min()?;
        delta = delta.checked_add((next - n).checked_mul(done + 1)?)?;
        n = next;
        for c in label.chars().map(u32::from) {
            if c < n {
                delta = delta.checked_add(1)?;
            }
            if c == n {
                digits(delta, bias, &mut out);
                bias = adapt(delta, done + 1, done == basic);
                delta = 0;
                done += 1;
            }
        }
        delta += 1;
        n += 1;
    }
    Some(out)
}

fn digits(delta: u32, bias: u32, out: &mut String) {
    let mut q = delta;
    let mut k = BASE;
    loop {
        let t = k.saturating_sub(bias).clamp(T_MIN, T_MAX);
        if q < t {
            break;
        }
        out.extend(char::from_digit(t + (q - t) % (BASE - t), BASE).map(base36));
        q = (q - t) / (BASE - t);
        k += BASE;
    }
    out.extend(char::from_digit(q, BASE).map(base36));
}

/// Punycode counts letters before digits; `char::from_digit` the other way round.
fn base36(c: char) -> char {
    let value = c.to_digit(36).unwrap_or_default();
    let byte = if value < 26 { b'a' + value as u8 } else { b'0' + (value as u8 - 26) };
    char::from(byte)
}

fn adapt(delta: u32, points: u32, first: bool) -> u32 {
    let mut delta = delta / if first { 700 } else { 2 };
    delta += delta / points;
    let mut k = 0;
    while delta > ((BASE - T_MIN) * T_MAX) / 2 {
        delta /= BASE - T_MIN;
        k += BASE;
    }
    k + (BASE * delta) / (delta + 38)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_labels() {
        for (label, ascii) in
            [("bücher", "xn--bcher-kva"), ("公司", "xn--55qx5d"), ("рф", "xn--p1ai"), ("plain", "plain"), ("ü", "xn--tda")]
        {
            assert_eq!(to_ascii(label), ascii);
        }
    }

    #[test]
    fn endless_labels_are_left_alone() {
        let long = "ü".repeat(64);
        assert_eq!(to_ascii(&long), long);
    }
}
