//! Scales with round numbers on them.

use super::{
    font::{self, Weight},
    theme,
};
use crate::scenario::units::WEEKS_PER_YEAR;

/// Horizons longer than this many weeks are shown in years.
const WEEKS_SHOWN_AS_WEEKS: f64 = 104.0;

/// A scale from `low` to `high` with labelled ticks.
#[derive(Clone, Debug, PartialEq)]
pub struct Axis {
    /// Value at the start.
    pub low: f64,
    /// Value at the end.
    pub high: f64,
    /// Where the ticks are, and what they say.
    pub ticks: Vec<(f64, String)>,
    logarithmic: bool,
}

impl Axis {
    /// A linear scale that starts and ends on a round number and holds `low` to `high`.
    pub fn round(low: f64, high: f64, ticks: usize) -> Self {
        let high = if high > low { high } else { low + if low == 0.0 { 1.0 } else { low.abs() } };
        let step = round_step((high - low) / ticks.max(1) as f64);
        let (first, last) = ((low / step + 1e-9).floor(), (high / step - 1e-9).ceil());
        let at = |index: f64| index * step;
        let count = (last - first) as usize;
        let ticks = (0..=count).map(|index| at(first + index as f64)).map(|at| (at, number(at, step)));
        Self { low: at(first), high: at(last), ticks: ticks.collect(), logarithmic: false }
    }

    /// A linear scale for whole numbers from 0 to at least `high`.
    pub fn counts(high: f64, ticks: usize) -> Self {
        let step = whole_step(high / ticks.max(1) as f64);
        let last = (high / step - 1e-9).ceil().max(1.0) as usize;
        let ticks = (0..=last).map(|tick| tick as f64 * step).map(|at| (at, number(at, step)));
        Self { low: 0.0, high: last as f64 * step, ticks: ticks.collect(), logarithmic: false }
    }

    /// A linear scale from 0, unless all values lie within the upper part of it: then it starts closer to
    /// them. Says whether it starts at 0.
    pub fn from_zero(low: f64, high: f64, ticks: usize) -> (Self, bool) {
        let zero = low < 0.6 * high || low < 0.0;
        // A tenth of the values at least, so that noise does not look like change.
        let spread = (high - low).max(0.1 * high);
        let low = if zero { low.min(0.0) } else { (high - 1.25 * spread).max(0.0) };
        let axis = Self::round(low, high, ticks);
        let zero = axis.low <= 0.0;
        (axis, zero)
    }

    /// Time since the start: the scale, the weeks in its unit, and its name.
    pub fn time(weeks: f64, ticks: usize) -> (Self, f64, &'static str) {
        let (unit, name) =
            if weeks > WEEKS_SHOWN_AS_WEEKS { (WEEKS_PER_YEAR, "years") } else { (1.0, "weeks") };
        // 520 weeks are ten years to everybody but the calendar.
        let end = (weeks / unit).max(1e-9);
        let rough = end / ticks.max(1) as f64;
        let step = if unit > 1.0 && rough <= 0.5 { 0.5 } else { whole_step(rough) };
        let whole = (end / step).round() * step;
        let high = if (end - whole).abs() < 0.01 * end { whole.max(end) } else { end };
        let count = (high / step + 1e-9).floor() as usize;
        let ticks = (0..=count).map(|tick| tick as f64 * step).map(|at| (at, number(at, step)));
        (Self { low: 0.0, high, ticks: ticks.collect(), logarithmic: false }, unit, name)
    }

    /// A scale of equal ratios from the power of ten at or below `low` to `high` or the next 1, 2 or 5.
    pub fn logarithmic(low: f64, high: f64) -> Self {
        let mut ticks = vec![];
        let mut power = 10_f64.powf(low.log10().floor());
        while power <= high * 10.0 && ticks.len() < 200 {
            for factor in [1.0, 2.0, 5.0] {
                ticks.push(factor * power);
            }
            power *= 10.0;
        }
        ticks.retain(|&tick| tick >= low * 0.999);
        let end = ticks.iter().copied().find(|&tick| tick >= high * 0.999).unwrap_or(high);
        ticks.retain(|&tick| tick <= end);
        if ticks.len() > 9 {
            ticks.retain(|tick| (tick.log10() - tick.log10().round()).abs() < 1e-6);
        }
        let start = ticks.first().copied().unwrap_or(low).min(low);
        let label = |at: f64| number(at, 10_f64.powf(at.log10().floor().min(0.0)));
        let ticks = ticks.into_iter().map(|at| (at, label(at))).collect();
        Self { low: start, high: end, ticks, logarithmic: true }
    }

    /// The same scale with other ticks.
    pub fn with_ticks(self, ticks: Vec<(f64, String)>) -> Self {
        Self { ticks, ..self }
    }

    /// The same scale with the sign of per cent after each number.
    pub fn in_percent(mut self) -> Self {
        self.ticks.iter_mut().for_each(|(_, label)| label.push_str(" %"));
        self
    }

    /// Width of the widest number, in pixels.
    pub fn label_width(&self) -> f64 {
        let widths = self.ticks.iter().map(|(_, label)| font::width(label, theme::TICK, Weight::Regular));
        widths.fold(0.0, f64::max)
    }

    /// Place of `value` between 0 (the start) and 1 (the end).
    pub fn part(&self, value: f64) -> f64 {
        let of = |value: f64| if self.logarithmic { value.ln() } else { value };
        (of(value) - of(self.low)) / (of(self.high) - of(self.low))
    }
}

/// The 1, 2, 2.5 or 5 times a power of ten at or above `rough`.
fn round_step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let steps = [1.0, 2.0, 2.5, 5.0, 10.0];
    steps.into_iter().map(|factor| factor * power).find(|&step| step >= rough * 0.999).unwrap_or(rough)
}

/// The 1, 2 or 5 times a power of ten at or above `rough`, and at least 1.
fn whole_step(rough: f64) -> f64 {
    let step = round_step(rough).max(1.0);
    // `round_step` offers 2.5, 25, … too: not whole, or not usual for counts.
    let quarter = (step / 2.5).log10();
    if (quarter - quarter.round()).abs() < 1e-9 { step * 2.0 } else { step }
}

/// A number with as many decimals as `step` needs, and commas between thousands.
pub fn number(value: f64, step: f64) -> String {
    let decimals = (0..6).find(|&n| {
        let scaled = step * 10_f64.powi(n);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs()
    });
    let text = format!("{:.*}", decimals.unwrap_or(6) as usize, value.abs());
    let (whole, fraction) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut grouped = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let negative = value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit));
    format!("{}{grouped}{fraction}", if negative { "−" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round() {
        assert_eq!(labels(&Axis::round(0.0, 93.0, 5)), ["0", "20", "40", "60", "80", "100"]);
        assert_eq!(labels(&Axis::round(0.0, 2.3, 5)), ["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"]);
        assert_eq!(labels(&Axis::round(-1200.0, 900.0, 4)), ["−2,000", "−1,000", "0", "1,000"]);
        assert_eq!(Axis::round(0.0, 0.0, 4).high, 1.0);
        assert_eq!(labels(&Axis::counts(28.0, 12)), ["0", "5", "10", "15", "20", "25", "30"]);
        assert_eq!(labels(&Axis::counts(2.0, 12)), ["0", "1", "2"]);
        assert_eq!(labels(&Axis::logarithmic(1.0, 38.0)), ["1", "2", "5", "10", "20", "50"]);
        assert_eq!(labels(&Axis::logarithmic(0.01, 100.0)), ["0.01", "0.1", "1", "10", "100"]);
    }

    #[test]
    fn time_is_in_years_when_long() {
        let (axis, unit, name) = Axis::time(520.0, 10);
        assert_eq!((axis.high, unit, name), (10.0, WEEKS_PER_YEAR, "years"));
        assert_eq!(axis.ticks.len(), 11);
        let (axis, _, name) = Axis::time(104.0, 8);
        assert_eq!((axis.high, name, axis.ticks.len()), (104.0, "weeks", 6));
    }

    #[test]
    fn a_scale_starts_at_zero_unless_that_hides_everything() {
        assert!(Axis::from_zero(5.0, 30.0, 5).1);
        let (axis, zero) = Axis::from_zero(31.0, 34.0, 5);
        assert!(!zero && axis.low >= 29.0 && axis.high <= 35.0, "{axis:?}");
        let (flat, _) = Axis::from_zero(16.9, 17.1, 5);
        assert!(flat.high - flat.low > 1.7, "{flat:?}");
    }
}
