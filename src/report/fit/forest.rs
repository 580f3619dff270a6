//! Rows of intervals with a name at the left and numbers at the right.

use super::super::{
    axis::Axis,
    canvas::{Align, Canvas, Rect},
    font::{self, Weight},
    panel::{Panel, Words},
    theme::{self, Colour},
};
use crate::record::between;

/// One row.
pub struct Row {
    /// At the left.
    pub label: String,
    /// Below it, smaller.
    pub note: String,
    /// Ends and middle of the interval, on the scale of the axis.
    pub interval: [f64; 3],
    /// The best, on the scale of the axis.
    pub best: f64,
    /// Its colour.
    pub colour: Colour,
    /// At the right.
    pub numbers: [String; 2],
}

/// Widest column of names, and tallest row.
const NAMES: f64 = 520.0;
const PITCH: f64 = 66.0;

/// Draws the rows in `room` on the scale `x`, over a grey band between the ends of `shade`; `heads` stand above the
/// columns of numbers.
pub fn draw(
    canvas: &mut Canvas,
    room: Rect,
    rows: &[Row],
    (x, x_name): (Axis, &str),
    shade: [f64; 2],
    heads: [&str; 2],
) {
    let count = rows.len().max(1) as f64;
    let bottom = room.bottom.min(room.top + 110.0 + PITCH * count);
    let pitch = ((bottom - room.top - 110.0) / count).min(PITCH);
    let size = (pitch * 0.5).clamp(12.0, theme::TICK);
    let width = |text: &str| font::width(text, size, Weight::Regular);
    let names = rows.iter().map(|row| width(&row.label)).fold(0.0, f64::max).min(NAMES) + 24.0;
    let numbers = |column: usize| {
        let widest = rows.iter().map(|row| width(&row.numbers[column])).fold(0.0, f64::max);
        widest.max(font::width(heads[column], theme::TICK, Weight::Bold)) + 28.0
    };
    let [first, second] = [numbers(0), numbers(1)];
    let plot = Rect { left: room.left + names, right: room.right - first - second, bottom, ..room };
    let y = Axis::round(0.0, 1.0, 1).with_ticks(vec![]);
    let panel = Panel::new(canvas, plot, (x, y), Words { x_name, ..Words::default() });
    let within = |value: f64| value.clamp(panel.x.low, panel.x.high);
    let Rect { left: start, right: end, top, bottom } = panel.plot;
    let [left, right] = shade.map(|end| panel.at_x(within(end)));
    canvas.fill(Rect { left, right, top, bottom }, theme::ANY, 0.18);
    panel.zero_upwards(canvas);
    let columns = [plot.right + 28.0, plot.right + first + 28.0];
    for (x, head) in columns.into_iter().zip(heads) {
        canvas.text((x, top - 12.0), head, theme::TICK, Weight::Bold, theme::QUIET, Align::Left);
    }
    let pitch = (bottom - top) / count;
    for (at, row) in rows.iter().enumerate() {
        let middle = top + (at as f64 + 0.5) * pitch;
        let base = middle + font::CAPITAL * size / 2.0;
        canvas.line(vec![(start, middle), (end, middle)], 1.0, theme::GRID);
        let two = !row.note.is_empty() && pitch > 2.4 * theme::SMALL;
        let label = font::fit(&row.label, size, Weight::Regular, names - 20.0);
        let up = if two { theme::SMALL * 0.5 } else { 0.0 };
        canvas.text((room.left, base - up), &label, size, Weight::Regular, theme::INK, Align::Left);
        if two {
            let note = font::fit(&row.note, theme::SMALL, Weight::Regular, names - 20.0);
            let at = (room.left, base + theme::SMALL * 0.68);
            canvas.text(at, &note, theme::SMALL, Weight::Regular, theme::QUIET, Align::Left);
        }
        let [low, mid, high] = row.interval.map(|value| panel.at_x(within(value)));
        if low.is_finite() && high.is_finite() {
            let thick = (pitch * 0.28).clamp(5.0, 14.0);
            let bar =
                Rect { left: low, right: high, top: middle - thick / 2.0, bottom: middle + thick / 2.0 };
            canvas.fill(bar, row.colour, 0.45);
            canvas.line(vec![(mid, bar.top - 3.0), (mid, bar.bottom + 3.0)], 3.0, row.colour);
        }
        if row.best.is_finite() {
            let x = panel.at_x(within(row.best));
            canvas.dot((x, middle), 7.5, theme::PAPER);
            canvas.dot((x, middle), 5.5, theme::INK);
        }
        for (x, number) in columns.into_iter().zip(&row.numbers) {
            canvas.text((x, base), number, size, Weight::Regular, theme::INK, Align::Left);
        }
    }
}

/// A share with the ends of its interval, in percent.
pub fn in_percent(middle: f64, low: f64, high: f64) -> String {
    format!("{} %", between(100.0 * middle, 100.0 * low, 100.0 * high))
}
