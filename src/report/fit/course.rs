//! Figure: courses observed over time against those of the plausible scenarios, and what is left between them.

use super::super::{
    ReportError, Table,
    axis::Axis,
    canvas::{Canvas, Key, Rect},
    panel::{Panel, Words, scaled},
    theme,
};
use super::{Variants, rows, target_names, word};

/// More courses than this are too small to read.
const MOST: usize = 3;

/// Draws the figure; none without a course.
///
/// # Errors
/// A column is missing.
pub fn draw(
    name: &str,
    table: &Table,
    variants: &Variants,
    print: &str,
) -> Result<Option<Canvas>, ReportError> {
    let own = rows(table, &[("variant", ""), ("kind", "course")])?;
    let names = target_names(table, &own, MOST)?;
    if names.is_empty() {
        return Ok(None);
    }
    let (week, observed, best) = (table.numbers("week")?, table.numbers("observed")?, table.numbers("best")?);
    let (from, to) = (table.numbers("q025")?, table.numbers("q975")?);
    let of = |column: &[f64], rows: &[usize]| rows.iter().map(|&row| column[row]).collect::<Vec<f64>>();
    let percent = |column: &[f64], rows: &[usize]| -> Vec<f64> {
        of(column, rows).into_iter().map(|share| 100.0 * share).collect()
    };

    let mut keys = vec![
        ("observed".to_owned(), Key::Dot(theme::INK)),
        ("best".to_owned(), Key::Line(theme::arm(1))),
        ("draws, 95 %".to_owned(), Key::Box(theme::arm(1), 0.25)),
    ];
    for (number, (_, label)) in variants.0.iter().enumerate().skip(1) {
        keys.push((label.clone(), Key::Dashes(theme::arm(number + 1))));
    }
    let subtitle = "Above: the course observed, and that of the plausible scenarios (mean over replicates). Below: by \
                    how much the best lies above what was observed.";
    let title = format!("{name}: courses over time, fitted and observed");
    let (mut canvas, body) = Canvas::page(&title, subtitle, print);
    let top = canvas.legend(body, &keys);
    let body = Rect { top, ..body };
    let cells = body.grid(1, names.len(), (50.0, 0.0));
    for (cell, target) in cells.into_iter().zip(&names) {
        let own = rows(table, &[("variant", ""), ("kind", "course"), ("target", target)])?;
        let distance = rows(table, &[("variant", ""), ("kind", "course_rmse"), ("target", target)])?;
        let (x, unit, time) = Axis::time(of(week, &own).last().copied().unwrap_or(0.0), 10);
        let at = scaled(&of(week, &own), unit);
        let split = cell.top + 0.66 * cell.height();
        let seen = percent(observed, &own);
        let fitted = percent(best, &own);
        let (low, high) = (percent(from, &own), percent(to, &own));
        let most = seen.iter().chain(&high).chain(&fitted).copied().fold(0.0, f64::max);
        let y = Axis::round(0.0, most.min(100.0), 5).in_percent();
        let rest: Vec<f64> = fitted.iter().zip(&seen).map(|(fitted, seen)| fitted - seen).collect();
        let widest = rest.iter().map(|rest| rest.abs()).fold(1.0, f64::max);
        let y_rest = Axis::round(-widest, widest, 4);
        let gutter = y.label_width().max(y_rest.label_width());
        let label = own.first().map_or(Ok(""), |&row| word(table, "label", row))?;
        let words = Words { heading: label, y_name: "share", gutter, ..Words::default() };
        let upper = Panel::new(&mut canvas, Rect { bottom: split - 14.0, ..cell }, (x.clone(), y), words);
        upper.between(&mut canvas, &at, [&low, &high], theme::arm(1), 0.25);
        upper.line(&mut canvas, &at, &fitted, 3.2, theme::arm(1));
        for (number, (variant, _)) in variants.0.iter().enumerate().skip(1) {
            let theirs = rows(table, &[("variant", variant), ("kind", "course"), ("target", target)])?;
            let colour = theme::arm(number + 1);
            upper.dashes(&mut canvas, &at, &percent(best, &theirs), 2.6, colour);
        }
        for (&x, &y) in at.iter().zip(&seen) {
            canvas.dot((upper.at_x(x), upper.at_y(y)), 6.0, theme::INK);
        }
        let rmse = distance.first().map_or(f64::NAN, |&row| 100.0 * best[row]);
        let heading = format!("Best less observed, points (root mean square {rmse:.1})");
        let x_name = format!("Time since the start, {time}");
        let words = Words { heading: "", y_name: &heading, x_name: &x_name, gutter };
        let lower = Panel::new(&mut canvas, Rect { top: split + 14.0, ..cell }, (x, y_rest), words);
        lower.zero_across(&mut canvas);
        for (&x, &y) in at.iter().zip(&rest) {
            let foot = (lower.at_x(x), lower.at_y(0.0));
            let tip = (lower.at_x(x), lower.at_y(y));
            canvas.line(vec![foot, tip], 2.0, theme::arm(1));
            canvas.dot(tip, 5.5, theme::arm(1));
        }
    }
    Ok(Some(canvas))
}
