//! Figure: a measure by two inputs at once, as a map of shades with numbers.

use super::super::{
    ReportError, Table,
    canvas::{Align, Canvas, Rect},
    font::{self, CAPITAL, Weight},
    theme::{self, Colour},
};
use super::{Sheet, Unit, word};
use crate::record::{brief, short};
use std::collections::BTreeMap;

/// More maps than this are too small to read.
const MOST: usize = 2;
/// Room above a map for its heading and the name of what rises upwards, below it for numbers, their name and the key of
/// the shades, and between map and numbers.
const HEAD: f64 = 100.0;
const FOOT: f64 = 116.0;
const GAP: f64 = 12.0;
/// Largest cell.
const LARGEST: f64 = 150.0;

/// Shades in the key.
const SHADES: usize = 9;

/// Draws the figure, two maps to a page.
///
/// # Errors
/// A column is missing.
pub fn draw(sheet: &Sheet, table: &Table) -> Result<Vec<Canvas>, ReportError> {
    let measures = &table.text("measure")?.values;
    let [across, upwards] = [table.text("across")?, table.text("upwards")?].map(|words| word(words, 0));
    let further = if sheet.head.inputs.len() > 2 { " (and over all values of further inputs)" } else { "" };
    let subtitle = format!(
        "Mean of the measure over replicates{further}, by the values of two inputs. The darker, the farther from zero \
         or from the least; orange is below zero. Maps of one measure have one scale."
    );
    let mut pages = vec![];
    for measures in measures.chunks(MOST) {
        let title = format!("{}: {across} and {upwards}", sheet.head.scenario);
        let (mut canvas, body) = Canvas::page(&title, &subtitle, &sheet.print);
        let cells = body.grid(1, measures.len(), (60.0, 0.0));
        for (cell, measure) in cells.into_iter().zip(measures) {
            let heading = sheet.heading(measure, Unit::of(measure).name);
            map(&mut canvas, cell, table, measure, [&heading, sheet.luck(measure), across, upwards])?;
        }
        pages.push(canvas);
    }
    Ok(pages)
}

/// Least and greatest of all maps of the same measure: of other arms, groups and times; differences apart from levels.
fn scale(table: &Table, measure: &str) -> Result<(f64, f64), ReportError> {
    let kind = |asked: &str| {
        (asked.split(' ').next().unwrap_or_default().to_string(), asked.split(' ').any(|word| word == "-"))
    };
    let (measures, mean) = (table.text("measure")?, table.numbers("mean")?);
    let rows = (0..table.rows()).filter(|&row| kind(word(measures, row)) == kind(measure));
    let values: Vec<f64> = rows.map(|row| mean[row]).filter(|mean| mean.is_finite()).collect();
    let ends = values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
        (f64::min(low, value), f64::max(high, value))
    });
    Ok(ends)
}

fn map(
    canvas: &mut Canvas,
    room: Rect,
    table: &Table,
    measure: &str,
    [title, luck, across, upwards]: [&str; 4],
) -> Result<(), ReportError> {
    let (measures, x, y) = (table.text("measure")?, table.text("x")?, table.text("y")?);
    let unit = Unit::of(measure);
    let mean = table.numbers("mean")?;
    let mut values = BTreeMap::new();
    for row in (0..table.rows()).filter(|&row| word(measures, row) == measure && mean[row].is_finite()) {
        values.insert((x.codes[row], y.codes[row]), unit.factor * mean[row]);
    }
    let (columns, rows) = (x.values.len(), y.values.len());
    let [x_values, y_values] =
        [x, y].map(|words| words.values.iter().map(|value| brief(value)).collect::<Vec<_>>());
    let (low, high) = scale(table, measure)?;
    let (low, high) = (unit.factor * low, unit.factor * high);
    let size = |text: &String| font::width(text, theme::TICK, Weight::Regular);
    let gutter = y_values.iter().map(size).fold(0.0, f64::max) + GAP;
    let wide = ((room.width() - gutter) / columns as f64).min(1.6 * LARGEST);
    let tall = ((room.height() - HEAD - FOOT) / rows as f64).min(LARGEST);
    let (left, top) = (room.left + gutter, room.top + HEAD);
    let natural = font::width(title, theme::HEADING, Weight::Bold);
    let letters = (theme::HEADING * room.width() / natural).clamp(theme::SMALL, theme::HEADING);
    canvas.text((room.left, room.top + 22.0), title, letters, Weight::Bold, theme::INK, Align::Left);
    let luck = font::fit(luck, theme::TICK, Weight::Regular, room.width());
    let second = (room.left, room.top + 48.0);
    canvas.text(second, &luck, theme::TICK, Weight::Regular, theme::QUIET, Align::Left);
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
    for (at, label) in x_values.iter().enumerate().step_by(fits(&x_values, wide)) {
        let foot = (left + (at as f64 + 0.5) * wide, bottom + 6.0 + theme::TICK);
        canvas.text(foot, label, theme::TICK, Weight::Regular, theme::QUIET, Align::Centre);
    }
    for (at, label) in y_values.iter().enumerate().step_by((26.0 / tall).ceil().max(1.0) as usize) {
        let middle = top + (rows as f64 - at as f64 - 0.5) * tall + CAPITAL * theme::TICK / 2.0;
        canvas.text((left - GAP, middle), label, theme::TICK, Weight::Regular, theme::QUIET, Align::Right);
    }
    let upwards = font::fit(&format!("{upwards} (upwards)"), theme::TICK, Weight::Regular, room.width());
    let above = (room.left, top - 18.0);
    canvas.text(above, &upwards, theme::TICK, Weight::Regular, theme::QUIET, Align::Left);
    let across = font::fit(across, theme::TICK, Weight::Regular, room.right - left);
    let below = (left, bottom + 34.0 + 1.3 * theme::TICK);
    canvas.text(below, &across, theme::TICK, Weight::Regular, theme::QUIET, Align::Left);
    if low <= high {
        key(canvas, (left, bottom + 34.0 + 2.8 * theme::TICK), (low, high));
    }
    Ok(())
}

/// What the shades stand for: the least and the greatest, and what is between.
fn key(canvas: &mut Canvas, (left, base): (f64, f64), (low, high): (f64, f64)) {
    let text = |canvas: &mut Canvas, x: f64, text: &str| {
        canvas.text((x, base), text, theme::TICK, Weight::Regular, theme::QUIET, Align::Left);
        x + font::width(text, theme::TICK, Weight::Regular) + GAP
    };
    let mut x = text(canvas, left, &short(low));
    for at in 0..SHADES {
        let value = low + (high - low) * at as f64 / (SHADES - 1) as f64;
        let place = Rect { left: x, top: base - 16.0, right: x + 24.0, bottom: base + 2.0 };
        canvas.fill(place, shade(value, low, high), 1.0);
        x += 24.0;
    }
    text(canvas, x + GAP, &short(high));
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
