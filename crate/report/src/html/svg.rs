//! The pieces of a timeline: a scale, lanes, bands, ticks. Everything has a title, so that it is read out and shown on pointing. Not here: what goes into
//! which lane (`timeline`).

use std::fmt::Write as _;

use crate::time;
use tallylight_core::text::escape;

/// Of the drawing, in its own units.
pub(super) const WIDTH: f64 = 1000.0;
/// Where names end and time begins.
const LEFT: f64 = 236.0;
const RIGHT: f64 = 988.0;
/// Of one lane, and of the scale above.
const LANE: f64 = 30.0;
const TOP: f64 = 34.0;
/// The longest name of a lane, in letters.
const MAX_NAME: usize = 30;

/// A drawing under way.
pub(super) struct Drawing {
    start: u64,
    end: u64,
    lanes: usize,
    body: String,
}

impl Drawing {
    pub(super) fn new(start: u64, end: u64) -> Self {
        Self { start, end: end.max(start + 1_000), lanes: 0, body: String::new() }
    }

    fn x(&self, t: u64) -> f64 {
        let t = t.clamp(self.start, self.end) - self.start;
        LEFT + (RIGHT - LEFT) * t as f64 / (self.end - self.start) as f64
    }

    fn y(&self) -> f64 {
        TOP + LANE * self.lanes.saturating_sub(1) as f64
    }

    /// A heading above lanes that belong together.
    pub(super) fn group(&mut self, name: &str) {
        self.lanes += 1;
        let y = self.y();
        let _ = writeln!(self.body, "<text class=\"group\" x=\"4\" y=\"{:.0}\">{}</text>", y + 21.0, escape(name));
    }

    /// A lane of its own.
    pub(super) fn lane(&mut self, name: &str) {
        self.lanes += 1;
        let y = self.y();
        let short: String = name.chars().take(MAX_NAME).collect();
        let short = if short.len() < name.len() { format!("{}…", short.trim_end()) } else { short };
        let _ = writeln!(
            self.body,
            "<g><title>{}</title><text x=\"12\" y=\"{:.0}\">{}</text><path class=\"rail\" d=\"M{LEFT} {:.0}H{RIGHT}\"/></g>",
            escape(name),
            y + 19.0,
            escape(&short),
            y + 15.0
        );
    }

    /// A stretch of time. To its end where `to` is none.
    pub(super) fn band(&mut self, class: &str, from: u64, to: Option<u64>, title: &str, link: Option<&str>) {
        let (a, b) = (self.x(from), self.x(to.unwrap_or(self.end)));
        let title = format!("{title}: {} to {}", self.clock(from), to.map_or_else(|| "the end".to_owned(), |t| self.clock(t)));
        let y = self.y() + 6.0;
        let mark = format!("<rect class=\"{class}\" x=\"{a:.1}\" y=\"{y:.0}\" width=\"{:.1}\" height=\"18\" rx=\"3\">", (b - a).max(4.0));
        self.put(&mark, "rect", &title, link);
    }

    /// A moment: a diamond.
    pub(super) fn moment(&mut self, class: &str, t: u64, title: &str, link: Option<&str>) {
        let (x, y) = (self.x(t), self.y() + 15.0);
        let title = format!("{title}: {}", self.clock(t));
        let mark = format!("<path class=\"{class}\" d=\"M{x:.1} {:.1}l7 7-7 7-7-7z\">", y - 7.0);
        self.put(&mark, "path", &title, link);
    }

    /// Many moments alike, as ticks: one title for all.
    pub(super) fn ticks(&mut self, class: &str, times: &[u64], title: &str, link: Option<&str>) {
        let y = self.y() + 5.0;
        let mut d = String::new();
        for t in times {
            let _ = write!(d, "M{:.1} {y:.0}v20", self.x(*t));
        }
        let mark = format!("<path class=\"{class}\" d=\"{d}\">");
        self.put(&mark, "path", title, link);
    }

    /// Words in the lane.
    pub(super) fn words(&mut self, t: u64, text: &str) {
        let (x, y) = (self.x(t), self.y() + 19.0);
        let (x, anchor) = if x > f64::midpoint(LEFT, RIGHT) { (x - 11.0, "end") } else { (x + 11.0, "start") };
        let _ = writeln!(self.body, "<text class=\"small\" x=\"{x:.1}\" y=\"{y:.0}\" text-anchor=\"{anchor}\">{}</text>", escape(text));
    }

    fn put(&mut self, mark: &str, tag: &str, title: &str, link: Option<&str>) {
        let title = escape(title);
        let shape = format!("{mark}<title>{title}</title></{tag}>");
        let _ = match link {
            Some(to) => writeln!(self.body, "<a href=\"#e-{to}\" aria-label=\"{title}\">{shape}</a>"),
            None => writeln!(self.body, "{shape}"),
        };
    }

    fn clock(&self, t: u64) -> String {
        time::clock(t.saturating_sub(self.start))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lanes == 0
    }

    /// The whole, with its scale.
    pub(super) fn finish(self, html: &mut String) {
        let height = TOP + LANE * self.lanes as f64 + 8.0;
        let _ = write!(
            html,
            "<svg class=\"timeline\" viewBox=\"0 0 {WIDTH} {height}\" role=\"group\" aria-label=\"Timeline of the meeting; the same is listed below\">\n\
             <defs><pattern id=\"hatch\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
             <path class=\"hatch\" d=\"M0 0V7\"/></pattern></defs>\n"
        );
        let step = step(self.end - self.start);
        let mut t = 0;
        while self.start + t <= self.end {
            let x = self.x(self.start + t);
            let _ = writeln!(html, "<path class=\"grid\" d=\"M{x:.1} {}V{}\"/>", TOP - 8.0, height - 8.0);
            // The last one would be cut off at the edge.
            if x < RIGHT - 16.0 {
                let _ = writeln!(html, "<text class=\"small\" x=\"{x:.1}\" y=\"18\" text-anchor=\"middle\">{}</text>", time::clock(t));
            }
            t += step;
        }
        html.push_str(&self.body);
        html.push_str("</svg>\n");
    }
}

/// A round time of which at most nine are between the ends.
fn step(length: u64) -> u64 {
    const ROUND: [u64; 14] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200];
    let found = ROUND.into_iter().map(|s| s * 1_000).find(|s| length / s < 9);
    found.unwrap_or_else(|| (length / 8).next_multiple_of(14_400_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_round_and_never_crowded() {
        for length in [1_000, 90_000, 3_600_000, 40_000_000, u64::MAX / 4] {
            assert!(length / step(length) <= 9, "{length}");
        }
        assert_eq!(step(3_600_000), 600_000);
    }
}
