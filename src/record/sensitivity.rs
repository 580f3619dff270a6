//! `sensitivity.csv`, `responses.csv`, `surface.csv`: what a sweep says about its inputs.

use super::cell::Table;
use super::sweep::SweepHead;
use serde::Serialize;
use std::io::{self, Write};

/// One statement about one input.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SensitivityRow {
    /// The measure, as asked.
    pub measure: String,
    /// Column of the input; empty where the statement is about the measure alone.
    pub input: String,
    /// Its name in figures.
    pub label: String,
    /// What is stated: `first_order`, `total`, `mu`, `mu_star`, `mu_star_noise`, `sigma`, `sigma_noise`,
    /// `rank_correlation`, `low`, `high`, `variance`, `noise`, `noise_share`.
    pub index: &'static str,
    /// The estimate.
    pub estimate: Option<f64>,
    /// Ends of its 95 % interval.
    pub interval: [Option<f64>; 2],
    /// Its standard error, the part of it that more points would take away, and that which more replicates would.
    pub errors: [Option<f64>; 3],
    /// Units it rests on: rows, trajectories or points; of `low` and `high`, replicates.
    pub n: usize,
}

/// The measure where an input has some value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ResponseRow {
    /// The measure, as asked.
    pub measure: String,
    /// Column of the input.
    pub input: String,
    /// Its name in figures.
    pub label: String,
    /// Value of the input, or the mean of the values of a bin.
    pub value: String,
    /// Mean of the measure over points and replicates.
    pub mean: Option<f64>,
    /// Quantiles .025 and .975 over points and replicates; none of fewer than 20 values.
    pub band: [Option<f64>; 2],
    /// Number of points.
    pub n: usize,
    /// The values over points and replicates, where there are fewer than 20.
    pub values: Vec<f64>,
}

/// The measure where two inputs have some values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct SurfaceRow {
    /// The measure, as asked.
    pub measure: String,
    /// Names of the inputs in figures.
    pub labels: [String; 2],
    /// Their values.
    pub values: [String; 2],
    /// Mean of the measure over points and replicates.
    pub mean: Option<f64>,
}

/// All that a sweep says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SensitivityTables {
    /// Rows of `sensitivity.csv`.
    pub sensitivity: Vec<SensitivityRow>,
    /// Rows of `responses.csv`.
    pub responses: Vec<ResponseRow>,
    /// Rows of `surface.csv`; none unless a grid has two inputs or more.
    pub surface: Vec<SurfaceRow>,
}

/// Writes `sensitivity.csv`.
///
/// # Errors
/// Whatever the file system reports.
pub fn write_sensitivity(out: impl Write, rows: &[SensitivityRow]) -> io::Result<()> {
    let header =
        ["measure", "input", "label", "index", "estimate", "low", "high", "se", "se_design", "se_noise", "n"];
    let mut table = Table::new(out, header)?;
    for row in rows {
        [&row.measure, &row.input, &row.label].into_iter().try_for_each(|text| table.text(text))?;
        table.text(row.index)?;
        table.maybe(row.estimate)?;
        row.interval.iter().chain(&row.errors).try_for_each(|&number| table.maybe(number))?;
        table.count(row.n as u64)?;
        table.end_row()?;
    }
    table.finish()
}

/// Writes `responses.csv`.
///
/// # Errors
/// Whatever the file system reports.
pub fn write_responses(out: impl Write, rows: &[ResponseRow]) -> io::Result<()> {
    let mut table =
        Table::new(out, ["measure", "input", "label", "value", "mean", "q025", "q975", "n", "values"])?;
    for row in rows {
        [&row.measure, &row.input, &row.label, &row.value]
            .into_iter()
            .try_for_each(|text| table.text(text))?;
        table.maybe(row.mean)?;
        row.band.iter().try_for_each(|&number| table.maybe(number))?;
        table.count(row.n as u64)?;
        let values: Vec<String> = row.values.iter().map(f64::to_string).collect();
        table.text(&values.join(" "))?;
        table.end_row()?;
    }
    table.finish()
}

/// Writes `surface.csv`.
///
/// # Errors
/// Whatever the file system reports.
pub fn write_surface(out: impl Write, rows: &[SurfaceRow]) -> io::Result<()> {
    let mut table = Table::new(out, ["measure", "across", "upwards", "x", "y", "mean"])?;
    for row in rows {
        table.text(&row.measure)?;
        row.labels.iter().chain(&row.values).try_for_each(|text| table.text(text))?;
        table.maybe(row.mean)?;
        table.end_row()?;
    }
    table.finish()
}

/// How much of what differs between points is luck, and at how many points the measure is defined, in words: from the
/// rows `variance` and `noise_share`, and the `n` of the first.
pub fn luck_in_words(variance: Option<f64>, share: Option<f64>, defined: usize, head: &SweepHead) -> String {
    let percent = |share: f64| super::short(100.0 * share);
    let luck = match (variance, share) {
        (None, _) if defined == 0 => return "not defined at any point".into(),
        (None, _) => "a single point: nothing varies".into(),
        (Some(0.0), _) => "nothing varies".into(),
        (_, Some(share)) if share >= 1.0 => {
            format!("all of the variance between points may be luck (estimate {} %)", percent(share))
        }
        (_, Some(share)) => format!("{} % of the variance between points is luck", percent(share)),
        (_, None) => "one replicate: luck cannot be told from inputs".into(),
    };
    match (defined as u64) < head.points {
        true => format!("{luck} (defined at {defined} of {} points)", head.points),
        false => luck,
    }
}

/// Whether a mean size of changes (μ*) is no larger than luck alone may make it, up to `most`.
pub fn is_hidden_by_luck(size: f64, most: f64) -> bool {
    // Nothing at all needs no luck.
    size > 0.0 && size <= most
}

/// A value of an input to be read: of a number four digits, words as they are.
pub fn brief(value: &str) -> String {
    let Some(number) = value.parse().ok().filter(|number: &f64| number.is_finite()) else {
        return value.into();
    };
    let rounded: f64 = format!("{number:.3e}").parse().unwrap_or(number);
    let plain = rounded == 0.0 || (1e-4..1e9).contains(&rounded.abs());
    let text = if plain { rounded.to_string() } else { format!("{rounded:e}") };
    text.replace('-', "−")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_short() {
        let found =
            ["0.00862284418655", "0.39999999999999997", "-57", "123456", "3e-7", "random", "0"].map(brief);
        assert_eq!(found, ["0.008623", "0.4", "−57", "123500", "3e−7", "random", "0"]);
    }

    #[test]
    fn luck_is_told_in_words() {
        let head = SweepHead { points: 9, ..SweepHead::default() };
        let of = |variance, share, defined| luck_in_words(variance, share, defined, &head);
        assert_eq!(of(Some(2.0), Some(0.314), 9), "31.4 % of the variance between points is luck");
        assert_eq!(
            of(Some(2.0), Some(1.3), 9),
            "all of the variance between points may be luck (estimate 130 %)"
        );
        assert_eq!(of(Some(0.0), None, 9), "nothing varies");
        assert_eq!(of(None, None, 1), "a single point: nothing varies (defined at 1 of 9 points)");
        assert_eq!(of(None, None, 0), "not defined at any point");
        assert_eq!(of(Some(2.0), None, 9), "one replicate: luck cannot be told from inputs");
    }
}
