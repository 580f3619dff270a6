//! Figure: a measure by two inputs at once, as a map of shades with numbers.

use super::super::{
    ReportError, Table,
    canvas::{Align, Canvas, Rect},
    font::{self, CAPITAL, Weight},
    theme::{self, Colour},
};
use super::{Unit, heading, word};
use crate::record::short;
use std::collections::BTreeMap;

/// More maps than this are too small to read.
const MOST: usize = 2;
/// Room above a map for its heading, below it for the numbers and their name, and between map and numbers.
const HEAD: f64 = 44.0;
const FOOT: f64 = 100.0;
const GAP: f64 = 12.0;
/// Largest cell.
const LARGEST: f64 = 150.0;

/// Draws the figure; none without a surface.
///
/// # Errors
/// A column is missing.
pub fn draw(name: &str, table: &Table, print: &str) -> Result<Option<Canvas>, ReportError> {
    let measures: Vec<&String> = table.text("measure")?.values.iter().take(MOST).collect();
    let [across, upwards] = [table.text("across")?, table.text("upwards")?].map(|words| word(words, 0));
    let subtitle = "Mean of the measure over replicates (and over all values of further inputs), by the values of two \
                    inputs. The darker, the farther from zero or from the least; orange is below zero.";
    let (mut canvas, body) = Canvas::page(&format!("{name}: {across} and {upwards}"), subtitle, print);
    let cells = body.grid(1, measures.len(), (60.0, 0.0));
    for (cell, measure) in cells.into_iter().zip(measures) {
        map(&mut canvas, cell, table, measure, [across, upwards])?;
    }
    Ok(Some(canvas))
}

fn map(
    canvas: &mut Canvas,
    room: Rect,
    table: &Table,
    measure: &str,
    names: [&str; 2],
) -> Result<(), ReportError> {
    let (measures, x, y) = (table.text("measure")?, table.text("x")?, table.text("y")?);
    let unit = Unit::of(measure);
    let mean = table.numbers("mean")?;
    let mut values = BTreeMap::new();
    for row in (0..table.rows()).filter(|&row| word(measures, row) == measure && mean[row].is_finite()) {
        values.insert((x.codes[row], y.codes[row]), unit.factor * mean[row]);
    }
    let (columns, rows) = (x.values.len(), y.values.len());
    let all = || values.values().copied();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let size = |text: &String| font::width(text, theme::TICK, Weight::Regular);
    let gutter = y.values.iter().map(size).fold(0.0, f64::max) + GAP;
    let wide = ((room.width() - gutter) / columns as f64).min(1.6 * LARGEST);
    let tall = ((room.height() - HEAD - FOOT) / rows as f64).min(LARGEST);
    let (left, top) = (room.left + gutter, room.top + HEAD);
    let title = heading(measure);
    let title = if unit.name.is_empty() { title } else { format!("{title}, {}", unit.name) };
    let natural = font::width(&title, theme::HEADING, Weight::Bold);
    let letters = (theme::HEADING * room.width() / natural).clamp(theme::SMALL, theme::HEADING);
    canvas.text((room.left, room.top + 22.0), &title, letters, Weight::Bold, theme::INK, Align::Left);
    for (&(column, row), &value) in &values {
        // The second input rises upwards.
        let place = Rect {
            left: left + column as f64 * wide,
            right: left + (f64::from(column) + 1.0) * wide,
            top: top + (rows as f64 - 1.0 - f64::from(row)) * tall,
            bottom: top + (rows as f64 - f64::from(row)) * tall,
        };
        let colour = shade(value, low, high);
        canvas.fill(Rect { right: place.right - 1.5, bottom: place.bottom - 1.5, ..place }, colour, 1.0);
        let text = short(value);
        let letters = theme::TICK.min(wide / (0.62 * text.len().max(3) as f64)).min(0.6 * tall);
        if letters >= 11.0 {
            let dark = luminance(colour) < 0.55;
            let ink = if dark { theme::PAPER } else { theme::INK };
            let at = ((place.left + place.right) / 2.0, (place.top + place.bottom + CAPITAL * letters) / 2.0);
            canvas.text(at, &text, letters, Weight::Regular, ink, Align::Centre);
        }
    }
    let bottom = top + rows as f64 * tall;
    let fits = |labels: &[String], room: f64| {
        let widest = labels.iter().map(size).fold(0.0, f64::max);
        ((widest + 10.0) / room).ceil().max(1.0) as usize
    };
    for (at, label) in x.values.iter().enumerate().step_by(fits(&x.values, wide)) {
        let foot = (left + (at as f64 + 0.5) * wide, bottom + 6.0 + theme::TICK);
        canvas.text(foot, label, theme::TICK, Weight::Regular, theme::QUIET, Align::Centre);
    }
    for (at, label) in y.values.iter().enumerate().step_by((26.0 / tall).ceil().max(1.0) as usize) {
        let middle = top + (rows as f64 - at as f64 - 0.5) * tall + CAPITAL * theme::TICK / 2.0;
        canvas.text((left - GAP, middle), label, theme::TICK, Weight::Regular, theme::QUIET, Align::Right);
    }
    let words = [format!("to the right: {}", names[0]), format!("upwards: {}", names[1])];
    for (line, words) in words.iter().enumerate() {
        let below = (left, bottom + 34.0 + (line as f64 + 1.0) * 1.3 * theme::TICK);
        let words = font::fit(words, theme::TICK, Weight::Regular, room.right - left);
        canvas.text(below, &words, theme::TICK, Weight::Regular, theme::QUIET, Align::Left);
    }
    Ok(())
}

/// Blue from the least, light, to the most, dark; where values lie below zero, those in orange, and both from zero.
fn shade(value: f64, low: f64, high: f64) -> Colour {
    let [more, less] = [theme::arm(1), theme::arm(2)];
    let tone = |share: f64, colour: Colour| {
        theme::mix(theme::PAPER, theme::mix(colour, theme::INK, 0.25), 0.06 + 0.9 * share)
    };
    if low < 0.0 {
        let most = low.abs().max(high);
        return tone(value.abs() / most, if value < 0.0 { less } else { more });
    }
    let share = if high > low { (value - low) / (high - low) } else { 0.5 };
    tone(share, more)
}

fn luminance((red, green, blue): Colour) -> f64 {
    (0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue)) / 255.0
}
