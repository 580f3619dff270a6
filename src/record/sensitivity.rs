//! `sensitivity.csv`, `responses.csv`, `surface.csv`: what a sweep says about its inputs.

use super::cell::Table;
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
