//! Figure: how many ties people have, by layer.

use super::{
    Format, ReportError,
    axis::{Axis, number},
    canvas::{Canvas, Key, Rect},
    panel::{Panel, Words},
    theme, write,
};
use std::path::{Path, PathBuf};

/// A highest degree beyond this asks for a logarithmic scale.
const LINEAR: u32 = 60;

/// One curve of the degree distribution: its label, and how many people have each degree.
pub type Degrees = (String, Vec<(u32, u64)>);

/// Draws the degree distribution as `degrees.png` or `degrees.svg` in the folder `out`, one curve per
/// layer: the share of people with each number of ties; or, when somebody has more than 60, the share
/// with at least so many on logarithmic scales, where a power law is a straight line.
///
/// # Errors
/// No series holds any people with ties, or a file cannot be written.
pub fn degrees(
    out: &Path,
    title: &str,
    small_print: &str,
    series: &[Degrees],
    format: Format,
) -> Result<Vec<PathBuf>, ReportError> {
    let curves: Vec<_> = series.iter().filter_map(|(label, counts)| Curve::of(label, counts)).collect();
    let most = curves.iter().map(Curve::most).max().unwrap_or(0);
    if most == 0 {
        return Err(ReportError::Nothing { what: "the degree distribution: nobody has a tie".into() });
    }
    let canvas = canvas(title, small_print, &curves, f64::from(most));
    write(out, "degrees", &canvas, format)
}

struct Curve {
    label: String,
    total: u64,
    /// Degree and number of people, rising, without gaps in the degrees.
    counts: Vec<(u32, u64)>,
}

impl Curve {
    fn of(label: &str, counts: &[(u32, u64)]) -> Option<Self> {
        let total: u64 = counts.iter().map(|&(_, people)| people).sum();
        let most = counts.iter().filter(|&&(_, people)| people > 0).map(|&(degree, _)| degree).max()?;
        let mut filled: Vec<_> = (0..=most).map(|degree| (degree, 0)).collect();
        for &(degree, people) in counts.iter().filter(|&&(degree, _)| degree <= most) {
            filled[degree as usize].1 += people;
        }
        Some(Self { label: label.to_owned(), total, counts: filled })
    }

    fn most(&self) -> u32 {
        self.counts.last().map_or(0, |&(degree, _)| degree)
    }

    /// The label with the mean and the share of people without ties.
    fn key(&self) -> String {
        let ends: u64 = self.counts.iter().map(|&(degree, people)| u64::from(degree) * people).sum();
        let isolates = (self.percent(self.counts[0].1) * 10.0).round() / 10.0;
        let mean = ends as f64 / self.total as f64;
        format!("{}: mean {mean:.1}, no ties {} %", self.label, number(isolates, 0.1))
    }

    fn percent(&self, people: u64) -> f64 {
        100.0 * people as f64 / self.total as f64
    }

    /// Degrees from 0 and the share of people with exactly so many ties, in %.
    fn exactly(&self) -> (Vec<f64>, Vec<f64>) {
        self.counts.iter().map(|&(degree, people)| (f64::from(degree), self.percent(people))).unzip()
    }

    /// Degrees from 1 and the share of people with at least so many ties, in %.
    fn at_least(&self) -> (Vec<f64>, Vec<f64>) {
        let mut left = self.total;
        let mut shares = vec![];
        for &(degree, people) in &self.counts {
            shares.push((f64::from(degree), self.percent(left)));
            left -= people;
        }
        shares.into_iter().skip(1).unzip()
    }
}

fn canvas(title: &str, small_print: &str, curves: &[Curve], most: f64) -> Canvas {
    let logarithmic = most > f64::from(LINEAR);
    let (subtitle, x_name) = if logarithmic {
        (
            "Share of people with at least so many ties. Both scales are logarithmic.",
            "Ties of a person, at least",
        )
    } else {
        ("Share of people with each number of ties.", "Ties of a person")
    };
    let courses: Vec<_> =
        curves.iter().map(|curve| if logarithmic { curve.at_least() } else { curve.exactly() }).collect();
    let shares = || courses.iter().flat_map(|(_, shares)| shares).copied();
    let (x, y) = if logarithmic {
        (Axis::logarithmic(1.0, most), Axis::logarithmic(shares().fold(100.0, f64::min), 100.0))
    } else {
        (Axis::counts(most, 12), Axis::round(0.0, shares().fold(0.0, f64::max), 6))
    };

    let (mut canvas, body) = Canvas::page(title, subtitle, small_print);
    let keys = curves.iter().enumerate().map(|(at, curve)| (curve.key(), Key::Line(theme::arm(at))));
    let top = canvas.legend(body, &keys.collect::<Vec<_>>());
    let words = Words { y_name: "Share of people", x_name, ..Words::default() };
    let panel = Panel::new(&mut canvas, Rect { top, ..body }, (x, y.in_percent()), words);
    for (position, (degrees, shares)) in courses.iter().enumerate() {
        let colour = theme::arm(position);
        panel.line(&mut canvas, degrees, shares, 3.0, colour);
        // A dot for each number of ties: between two of them there is nothing.
        for (&degree, &share) in degrees.iter().zip(shares).filter(|_| !logarithmic) {
            canvas.dot((panel.at_x(degree), panel.at_y(share)), 5.0, colour);
        }
    }
    canvas
}
