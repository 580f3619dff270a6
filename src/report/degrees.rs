//! Figure: how many ties people have, by layer.

use super::{
    Format, ReportError,
    axis::{Axis, number},
    canvas::Canvas,
    font::{self, Weight},
    panel::{EndLabel, Panel, Words},
    theme, write,
};
use std::path::{Path, PathBuf};

/// A highest degree beyond this asks for a logarithmic scale.
const LINEAR: u32 = 60;

/// One curve of the degree distribution: its label, and how many people have each degree.
pub type Degrees = (String, Vec<(u32, u64)>);

/// Draws the share of people who have at least so many ties (the complementary cumulative distribution),
/// one curve per layer, as `degrees.png` or `degrees.svg` in the folder `out`. Both scales are
/// logarithmic when somebody has more than 60 ties: a power law is then a straight line.
///
/// # Errors
/// No series holds any people, or a file cannot be written.
pub fn degrees(
    out: &Path,
    title: &str,
    small_print: &str,
    series: &[Degrees],
    format: Format,
) -> Result<Vec<PathBuf>, ReportError> {
    let curves: Vec<_> = series.iter().filter_map(|(label, counts)| Curve::of(label, counts)).collect();
    let most = curves.iter().filter_map(|curve| curve.points.last()).map(|at| at.0).fold(0.0, f64::max);
    if most < 1.0 {
        return Err(ReportError::Nothing { what: "the degree distribution: nobody has a tie".into() });
    }
    let canvas = canvas(title, small_print, &curves, most);
    write(out, "degrees", &canvas, format)
}

struct Curve {
    label: String,
    isolates: f64,
    mean: f64,
    /// Degree k ≥ 1 and the share of people, in %, with at least k ties.
    points: Vec<(f64, f64)>,
}

impl Curve {
    fn of(label: &str, counts: &[(u32, u64)]) -> Option<Self> {
        let mut counts: Vec<_> = counts.iter().copied().filter(|&(_, people)| people > 0).collect();
        counts.sort_unstable();
        let total: u64 = counts.iter().map(|&(_, people)| people).sum();
        if total == 0 {
            return None;
        }
        let ends: u64 = counts.iter().map(|&(degree, people)| u64::from(degree) * people).sum();
        let percent = |people: u64| 100.0 * people as f64 / total as f64;
        let mut left = total;
        let mut isolates = 0.0;
        let mut points = vec![];
        for (degree, people) in counts {
            if degree == 0 {
                isolates = percent(people);
            } else {
                points.push((f64::from(degree), percent(left)));
            }
            left -= people;
        }
        // The curve starts at one tie even if nobody has as few.
        if points.first().is_some_and(|&(degree, _)| degree > 1.0) {
            points.insert(0, (1.0, 100.0 - isolates));
        }
        Some(Self { label: label.to_owned(), isolates, mean: ends as f64 / total as f64, points })
    }

    /// Corners of the staircase: the share falls just above each degree.
    fn stairs(&self) -> (Vec<f64>, Vec<f64>) {
        let mut corners = vec![];
        for (position, &(degree, share)) in self.points.iter().enumerate() {
            if position > 0 {
                corners.push((self.points[position - 1].0, share));
            }
            corners.push((degree, share));
        }
        corners.into_iter().unzip()
    }
}

fn canvas(title: &str, small_print: &str, curves: &[Curve], most: f64) -> Canvas {
    let logarithmic = most > f64::from(LINEAR);
    let subtitle = if logarithmic {
        "Share of people with at least so many ties; both scales are logarithmic."
    } else {
        "Share of people with at least so many ties."
    };
    let (mut canvas, body) = Canvas::page(title, subtitle, small_print);
    let least = curves.iter().filter_map(|curve| curve.points.last()).map(|at| at.1);
    let least = least.fold(100.0, f64::min);
    let (x, y) = if logarithmic {
        (Axis::logarithmic(1.0, most), Axis::logarithmic(least, 100.0))
    } else {
        (Axis::round(0.0, most, 10), Axis::round(0.0, 100.0, 5))
    };
    let name = |curve: &Curve| {
        let facts = format!("mean {:.1}, no ties {} %", curve.mean, number(round(curve.isolates), 0.1));
        vec![font::fit(&curve.label, theme::LABEL, Weight::Bold, 330.0), facts]
    };
    let names: Vec<_> = curves.iter().map(name).collect();
    let widest = names.iter().flatten().map(|text| font::width(text, theme::LABEL, Weight::Bold));
    let right = body.right - widest.fold(0.0, f64::max) - 40.0;
    let words =
        Words { y_name: "% of people", x_name: "Ties of a person (degree), at least", ..Words::default() };
    let panel = Panel::new(&mut canvas, super::canvas::Rect { right, ..body }, (x, y), words);
    let mut labels = vec![];
    for (position, (curve, text)) in curves.iter().zip(names).enumerate() {
        let colour = theme::arm(position);
        let (at, shares) = curve.stairs();
        panel.line(&mut canvas, &at, &shares, 3.0, colour);
        labels.push((text, colour, curve));
    }
    let middle = |curve: &Curve| curve.points.last().map_or(least, |at| at.1);
    let labels: Vec<_> = labels
        .into_iter()
        .map(|(text, colour, curve)| EndLabel { value: middle(curve), text, colour })
        .collect();
    panel.end_labels(&mut canvas, &labels);
    canvas
}

fn round(percent: f64) -> f64 {
    (percent * 10.0).round() / 10.0
}
