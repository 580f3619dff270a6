//! Figure: who adopts, by what they saw of their peers.

use super::super::{
    ReportError, Table,
    axis::Axis,
    canvas::{Align, Canvas, Key, Rect},
    font::Weight,
    panel::{Panel, Words},
    theme,
};
use super::{Variants, rows, target_names, word};

/// More targets than this are too small to read.
const MOST: usize = 2;

/// Draws the figure; none without any exposure.
///
/// # Errors
/// A column is missing.
pub fn draw(
    table: &Table,
    targets: &Table,
    variants: &Variants,
    print: &str,
) -> Result<Option<Canvas>, ReportError> {
    let column = |name: &str| table.numbers(name);
    let (up_to, share, expected) = (column("up_to")?, column("share")?, column("expected")?);
    let (low, high, adopted, periods) =
        (column("low")?, column("high")?, column("adopted")?, column("person_periods")?);
    let fitted = targets.numbers("fitted")?;
    let names = target_names(table, &rows(table, &[("variant", "")])?, MOST)?;
    if names.is_empty() {
        return Ok(None);
    }
    let mut keys = vec![
        ("observed, 95 % interval".to_owned(), Key::Total(true)),
        ("expected under the best".to_owned(), Key::Line(theme::arm(1))),
    ];
    for (number, (_, label)) in variants.0.iter().enumerate().skip(1) {
        keys.push((label.clone(), Key::Dashes(theme::arm(number + 1))));
    }
    let subtitle = "Of those who had not adopted by the end of a period: the share who did in the next, by the share of \
                    their peers who had. Above each: adoptions, of so many person-periods.";
    let (mut canvas, body) = Canvas::page("Adoption by what people see of their peers", subtitle, print);
    let top = canvas.legend(body, &keys);
    let body = Rect { top, ..body };
    let most = high.iter().copied().fold(0.0, f64::max);
    let cells = body.grid(1, names.len(), (50.0, 0.0));
    for (cell, target) in cells.into_iter().zip(&names) {
        let own = rows(table, &[("variant", ""), ("target", target)])?;
        let tick = |(at, &row): (usize, &usize)| {
            let above = column("above").map_or(f64::NAN, |above| above[row]);
            let range = if above.is_finite() {
                format!("{:.0}–{:.0} %", 100.0 * above, 100.0 * up_to[row])
            } else {
                "none".to_owned()
            };
            (at as f64 + 0.5, range)
        };
        let ticks = own.iter().enumerate().map(tick).collect();
        let x = Axis::round(0.0, own.len() as f64, own.len()).with_ticks(ticks);
        let y = Axis::round(0.0, 100.0 * most, 5).in_percent();
        let named = rows(targets, &[("variant", ""), ("target", target)])?;
        let label = named.first().map_or(Ok(""), |&row| word(targets, "label", row))?;
        let held_out = named.first().is_some_and(|&row| fitted[row] == 0.0);
        let heading = format!("{label}{}", if held_out { ", held out" } else { "" });
        let words = Words {
            heading: &heading,
            y_name: "share who adopt",
            x_name: "Share of peers who had adopted",
            ..Words::default()
        };
        let panel = Panel::new(&mut canvas, cell, (x, y), words);
        for (number, (variant, _)) in variants.0.iter().enumerate() {
            let theirs = rows(table, &[("variant", variant), ("target", target)])?;
            let at: Vec<f64> = (0..theirs.len()).map(|at| at as f64 + 0.5).collect();
            let values: Vec<f64> = theirs.iter().map(|&row| 100.0 * expected[row]).collect();
            if number == 0 {
                panel.line(&mut canvas, &at, &values, 3.2, theme::arm(1));
            } else {
                panel.dashes(&mut canvas, &at, &values, 2.6, theme::arm(number + 1));
            }
        }
        for (at, &row) in own.iter().enumerate() {
            let x = panel.at_x(at as f64 + 0.5);
            let [from, to, middle] = [low[row], high[row], share[row]].map(|share| panel.at_y(100.0 * share));
            canvas.line(vec![(x, from), (x, to)], 2.4, theme::INK);
            for end in [from, to] {
                canvas.line(vec![(x - 8.0, end), (x + 8.0, end)], 2.4, theme::INK);
            }
            canvas.dot((x, middle), 7.5, theme::INK);
            let counts = format!("{} of {}", adopted[row], periods[row]);
            canvas.text((x, to - 10.0), &counts, theme::SMALL, Weight::Regular, theme::QUIET, Align::Centre);
        }
    }
    Ok(Some(canvas))
}
