//! What the figures of the page are made of.

use tress::report::{Course, Look, Plot, Scale};

/// An axis that holds `low` to `high`.
pub fn scale(name: &str, low: f64, high: f64) -> Scale {
    Scale { name: name.into(), low, high, logarithmic: false, percent: false }
}

/// Shares of people, in per cent.
pub fn percent(name: &str, low: f64, high: f64) -> Scale {
    Scale { percent: true, ..scale(name, low, high) }
}

pub fn logarithmic(name: &str, low: f64, high: f64) -> Scale {
    Scale { logarithmic: true, ..scale(name, low, high) }
}

/// A figure without courses yet.
pub fn figure(title: &str, subtitle: &str, x: Scale, y: Scale) -> Plot {
    Plot { title: title.into(), subtitle: subtitle.into(), x, y, courses: vec![] }
}

/// Points (x, y) in some look, and in a colour.
pub fn course(look: Look, hue: usize, label: &str, points: impl IntoIterator<Item = (f64, f64)>) -> Course {
    let (at, values) = points.into_iter().unzip();
    Course { label: label.into(), at, values, spread: None, look, hue: hue + 1 }
}

/// What theory says, as a line.
pub fn expected(hue: usize, label: &str, points: impl IntoIterator<Item = (f64, f64)>) -> Course {
    course(Look::Line, hue, label, points)
}

/// What came out, as dots.
pub fn obtained(hue: usize, label: &str, points: impl IntoIterator<Item = (f64, f64)>) -> Course {
    course(Look::Dots, hue, label, points)
}

/// Dots with three standard errors: (x, y, error).
pub fn estimated(hue: usize, label: &str, points: impl IntoIterator<Item = (f64, f64, f64)>) -> Course {
    let points: Vec<_> = points.into_iter().collect();
    let spread = points.iter().map(|point| 3.0 * point.2).collect();
    let dots = obtained(hue, label, points.iter().map(|point| (point.0, point.1)));
    Course { spread: Some(spread), ..dots }
}

/// `steps` + 1 numbers from `low` to `high`.
pub fn grid(low: f64, high: f64, steps: u32) -> impl Iterator<Item = f64> + Clone {
    (0..=steps).map(move |step| low + (high - low) * f64::from(step) / f64::from(steps))
}
