//! Figure: where the plausible values of each parameter lie in its range.

use super::super::{
    ReportError, Table,
    axis::Axis,
    canvas::{Canvas, Key, Rect},
    theme,
};
use super::forest::{self, Row};
use super::{rows, word};
use crate::record::{between, short};

/// Draws the figure.
///
/// # Errors
/// A column is missing.
pub fn draw(name: &str, table: &Table, print: &str) -> Result<Canvas, ReportError> {
    let column = |name: &str| table.numbers(name);
    let (lowest, highest, best) = (column("lowest")?, column("highest")?, column("best")?);
    let (median, from, to) = (column("median")?, column("q025")?, column("q975")?);
    let mut all = vec![];
    for row in rows(table, &[("variant", "")])? {
        let scale = word(table, "scale", row)?;
        let on = |value: f64| match scale {
            "log" => value.ln(),
            "logit" => (value / (1.0 - value)).ln(),
            _ => value,
        };
        let part = |value: f64| 100.0 * (on(value) - on(lowest[row])) / (on(highest[row]) - on(lowest[row]));
        all.push(Row {
            label: word(table, "label", row)?.into(),
            note: format!("{scale} scale"),
            interval: [from[row], median[row], to[row]].map(part),
            best: part(best[row]),
            colour: theme::arm(1),
            numbers: [
                format!("{}–{}", short(lowest[row]), short(highest[row])),
                between(best[row], from[row], to[row]),
            ],
        });
    }
    let subtitle = "A short bar says that what was observed settles the value; one that fills its row, that it says \
                    nothing about it.";
    let title = format!("{name}: what the fit says about each parameter");
    let (mut canvas, body) = Canvas::page(&title, subtitle, print);
    let keys = [
        ("best".to_owned(), Key::Dot(theme::INK)),
        ("draws: median and 95 %".to_owned(), Key::Box(theme::arm(1), 0.35)),
    ];
    let top = canvas.legend(body, &keys);
    let x = (
        Axis::round(0.0, 100.0, 5).in_percent(),
        "Place in the range allowed, on the scale of the parameter",
    );
    forest::draw(&mut canvas, Rect { top, ..body }, &all, x, [0.0, 0.0], ["range", "best (draws, 95 %)"]);
    Ok(canvas)
}
