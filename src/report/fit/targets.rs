//! Figure: what was observed against what the plausible scenarios answer.

use super::super::{
    ReportError, Table,
    axis::Axis,
    canvas::{Canvas, Key, Rect},
    theme,
};
use super::forest::{self, Row};
use super::{rows, word};
use crate::record::between;

/// Ends of the axis, in standard errors of the observation.
const WIDEST: f64 = 4.0;
/// Half-width of a 95 % interval in standard errors.
const HALF_WIDTH: f64 = 1.96;

/// Draws the figure; none without a target that is a number.
///
/// # Errors
/// A column is missing.
pub fn draw(name: &str, table: &Table, print: &str) -> Result<Option<Canvas>, ReportError> {
    let points = ["share", "odds_ratio", "slope_by_age"];
    let column = |name: &str| table.numbers(name);
    let (observed, low, high) = (column("observed")?, column("low")?, column("high")?);
    let (best, median, from, to) = (column("best")?, column("median")?, column("q025")?, column("q975")?);
    let fitted = column("fitted")?;
    let mut all = vec![];
    for row in rows(table, &[("variant", "")])? {
        let kind = word(table, "kind", row)?;
        if !points.contains(&kind) {
            continue;
        }
        let scale = |value: f64| match kind {
            "share" if low[row] > 0.0 && high[row] < 1.0 => (value / (1.0 - value)).ln(),
            "odds_ratio" => value.ln(),
            _ => value,
        };
        let error = (scale(high[row]) - scale(low[row])) / (2.0 * HALF_WIDTH);
        let off = |value: f64| (scale(value) - scale(observed[row])) / error;
        let words = if kind == "share" { forest::in_percent } else { between };
        let was_fitted = fitted[row] > 0.0;
        all.push((
            was_fitted,
            Row {
                label: word(table, "label", row)?.into(),
                note: [if was_fitted { "" } else { "held out" }, word(table, "source", row)?]
                    .iter()
                    .filter(|part| !part.is_empty())
                    .copied()
                    .collect::<Vec<_>>()
                    .join(", "),
                interval: [from[row], median[row], to[row]].map(off),
                best: off(best[row]),
                colour: theme::arm(if was_fitted { 1 } else { 2 }),
                numbers: [words(observed[row], low[row], high[row]), words(best[row], from[row], to[row])],
            },
        ));
    }
    if all.is_empty() {
        return Ok(None);
    }
    // Those fitted first, each in the order of the file.
    all.sort_by_key(|(fitted, _)| !fitted);
    let mut keys = vec![
        ("observed, 95 % interval".to_owned(), Key::Box(theme::ANY, 0.3)),
        ("best".to_owned(), Key::Dot(theme::INK)),
    ];
    for (was_fitted, words, arm) in [(true, "draws, 95 %: fitted", 1), (false, "draws, 95 %: held out", 2)] {
        if all.iter().any(|(fitted, _)| *fitted == was_fitted) {
            keys.push((words.to_owned(), Key::Box(theme::arm(arm), 0.35)));
        }
    }
    let subtitle = "What surveys and trials found, and what the plausible scenarios answer to the same questions. \
                    Each row is in standard errors of its own observation; what lies beyond the axis stands at its \
                    end.";
    let (mut canvas, body) =
        Canvas::page(&format!("{name}: the fit against what was observed"), subtitle, print);
    let top = canvas.legend(body, &keys);
    let rows: Vec<Row> = all.into_iter().map(|(_, row)| row).collect();
    let x = Axis::round(-WIDEST, WIDEST, 8);
    let heads = ["observed", "best (draws, 95 %)"];
    let room = Rect { top, ..body };
    let x = (x, "Standard errors from what was observed");
    forest::draw(&mut canvas, room, &rows, x, [-HALF_WIDTH, HALF_WIDTH], heads);
    Ok(Some(canvas))
}
