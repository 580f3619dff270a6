//! Horizontal bars, one above the other, in parts that lie on both sides of zero.

use super::{
    axis::{Axis, number},
    canvas::{Align, Canvas, Rect},
    font::{self, CAPITAL, Weight},
    theme::{self, Colour},
};

/// Room above the bars for the heading.
const HEAD: f64 = 42.0;
/// Room below the bars for the numbers.
const FOOT: f64 = 34.0;
/// Between a label and the plot, and between the end of a bar and its note.
const GAP: f64 = 14.0;
/// Size of the smallest label.
const SMALLEST: f64 = 14.0;
/// Tallest row.
const PITCH: f64 = 100.0;

/// Colour of the line across a bar.
pub const MARK: Colour = theme::ALARM;

/// One bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// At the left.
    pub label: String,
    /// Colour of the label.
    pub colour: Colour,
    /// Sizes and colours from zero outwards; negative ones go to the left.
    pub parts: Vec<(f64, Colour)>,
    /// Sum of the parts, marked by a dot.
    pub total: f64,
    /// Ends of the line through the dot.
    pub interval: Option<[f64; 2]>,
    /// Where a short line crosses the bar, if it does.
    pub mark: Option<f64>,
    /// What is said at its end.
    pub note: String,
}

/// What stands around the bars.
#[derive(Clone, Copy, Debug)]
pub struct Words<'a> {
    /// Above, bold.
    pub heading: &'a str,
    /// After the heading, where there is room.
    pub definition: &'a str,
    /// Below.
    pub x_name: &'a str,
    /// Room for labels at the left.
    pub labels: f64,
}

impl Bar {
    /// The lowest and the highest value drawn, zero included.
    fn range(&self) -> (f64, f64) {
        let sum = |sign: f64| self.parts.iter().map(|&(part, _)| (sign * part).max(0.0)).sum::<f64>() * sign;
        let [low, high] = self.interval.unwrap_or([self.total; 2]);
        let mark = self.mark.unwrap_or(0.0);
        (sum(-1.0).min(low).min(mark), sum(1.0).max(high).max(mark))
    }
}

/// Draws `bars` into `room`.
pub fn draw(canvas: &mut Canvas, room: Rect, bars: &[Bar], words: Words<'_>) {
    let pitch = ((room.height() - HEAD - FOOT) / bars.len().max(1) as f64).min(PITCH);
    let size = if pitch < 30.0 { theme::SMALL } else { theme::TICK };
    let notes = bars.iter().map(|bar| font::width(&bar.note, size, Weight::Regular)).fold(0.0, f64::max);
    let top = room.top + HEAD;
    let plot = Rect {
        left: room.left + words.labels + GAP,
        top,
        // The longest bar must leave room for the longest note.
        right: room.right - notes - 2.0 * GAP,
        bottom: top + pitch * bars.len() as f64,
    };
    let ranges = bars.iter().map(Bar::range);
    let (low, high) = ranges.fold((0.0, 0.0), |all: (f64, f64), bar| (all.0.min(bar.0), all.1.max(bar.1)));
    let x = Axis::round(low, high, (plot.width() / 80.0).max(2.0) as usize);
    let at = |value: f64| plot.left + x.part(value) * plot.width();

    draw_words(canvas, room, words);
    draw_grid(canvas, plot, &x);
    let below = ((plot.left + plot.right) / 2.0, plot.bottom + FOOT + theme::X_NAME - 6.0);
    canvas.text(below, words.x_name, theme::TICK, Weight::Regular, theme::QUIET, Align::Centre);
    for (row, bar) in bars.iter().enumerate() {
        let middle = plot.top + (row as f64 + 0.5) * pitch;
        let base = middle + CAPITAL * size / 2.0;
        // A long label is set smaller before it is cut.
        let natural = font::width(&bar.label, size, Weight::Bold);
        let smaller = (size * words.labels / natural).clamp(SMALLEST, size);
        let label = font::fit(&bar.label, smaller, Weight::Bold, words.labels);
        canvas.text((plot.left - GAP, base), &label, smaller, Weight::Bold, bar.colour, Align::Right);
        let thick = (0.62 * pitch).min(46.0);
        draw_parts(canvas, bar, (middle, thick), at);
        if let Some(mark) = bar.mark {
            let reach = 0.5 * thick + 4.0;
            let ends = vec![(at(mark), middle - reach), (at(mark), middle + reach)];
            canvas.line(ends, 3.0, MARK);
        }
        let ends = bar.interval.map(|[low, high]| (at(low), at(high)));
        canvas.total((at(bar.total), middle), ends, (0.2 * thick).clamp(2.8, 4.8));
        let start = at(bar.range().1) + GAP;
        // The grid would run through the words.
        let width = font::width(&bar.note, size, Weight::Regular);
        let behind = Rect {
            left: start - 4.0,
            top: middle - 0.7 * size,
            right: start + width + 4.0,
            bottom: middle + 0.7 * size,
        };
        canvas.fill(behind, theme::PAPER, 1.0);
        canvas.text((start, base), &bar.note, size, Weight::Regular, theme::INK, Align::Left);
    }
    let zero = at(0.0).floor() + 0.5;
    canvas.line(vec![(zero, plot.top), (zero, plot.bottom)], 2.5, theme::AXIS);
}

fn draw_words(canvas: &mut Canvas, room: Rect, words: Words<'_>) {
    let base = room.top + HEAD - 14.0;
    let heading = font::fit(words.heading, theme::HEADING, Weight::Bold, room.width());
    canvas.text((room.left, base), &heading, theme::HEADING, Weight::Bold, theme::INK, Align::Left);
    let left = room.left + font::width(&heading, theme::HEADING, Weight::Bold) + GAP;
    if font::width(words.definition, theme::TICK, Weight::Regular) <= room.right - left {
        let at = (left, base);
        canvas.text(at, words.definition, theme::TICK, Weight::Regular, theme::QUIET, Align::Left);
    }
}

fn draw_grid(canvas: &mut Canvas, plot: Rect, x: &Axis) {
    let zero = x.ticks.iter().position(|(value, _)| value.abs() < 1e-9 * (x.high - x.low)).unwrap_or(0);
    let apart = plot.width() / (x.ticks.len() as f64 - 1.0).max(1.0);
    // Numbers at every second or third line where each would run into the next, counted from zero.
    let stride = ((x.label_width() + 16.0) / apart).ceil().max(1.0) as usize;
    for (position, (value, label)) in x.ticks.iter().enumerate() {
        let at = (plot.left + x.part(*value) * plot.width()).floor() + 0.5;
        canvas.line(vec![(at, plot.top), (at, plot.bottom)], 1.0, theme::GRID);
        if position.abs_diff(zero) % stride != 0 {
            continue;
        }
        let foot = (at, plot.bottom + 6.0 + theme::TICK);
        canvas.text(foot, label, theme::TICK, Weight::Regular, theme::QUIET, Align::Centre);
    }
}

/// The parts from zero outwards, with a thin gap between them.
fn draw_parts(canvas: &mut Canvas, bar: &Bar, (middle, thick): (f64, f64), at: impl Fn(f64) -> f64) {
    let (mut above, mut below) = (0.0, 0.0);
    for &(part, colour) in &bar.parts {
        let end = if part < 0.0 { &mut below } else { &mut above };
        let (from, to) = (at(*end), at(*end + part));
        *end += part;
        let (left, right) = (from.min(to), from.max(to));
        // A part thinner than the gap would vanish.
        let gap = if right - left > 4.0 { 0.75 } else { 0.0 };
        let rect = Rect {
            left: left + gap,
            top: middle - thick / 2.0,
            right: right - gap,
            bottom: middle + thick / 2.0,
        };
        canvas.fill(rect, colour, 1.0);
    }
}

/// A count of people: whole, unless there are few of them.
pub fn people(value: f64) -> String {
    let step = if value.abs() < 9.95 { 0.1 } else { 1.0 };
    let rounded = (value / step).round() * step;
    // “0.0 people” and “3.0 people” look more exact than they are.
    number(rounded, if rounded == rounded.round() { 1.0 } else { step })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_reach_to_both_sides() {
        let bar = Bar {
            label: String::new(),
            colour: theme::INK,
            parts: vec![(5.0, theme::INK), (-2.0, theme::INK), (1.0, theme::INK)],
            total: 4.0,
            interval: Some([-3.0, 5.0]),
            mark: None,
            note: String::new(),
        };
        assert_eq!(bar.range(), (-3.0, 6.0));
    }

    #[test]
    fn few_people_have_a_decimal() {
        assert_eq!([1482.4, -12.0, 4.25, 3.0, 0.01].map(people), ["1,482", "−12", "4.3", "3", "0"]);
    }
}
