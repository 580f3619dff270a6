//! What a fit leaves: `parameters.csv`, `targets.csv`, `variants.csv`, `posterior.csv`, `draws.csv`, `exposure.csv`.

use super::cell::Table;
use super::{Provenance, Store, StoreError};
use serde::Serialize;
use std::io::{self, Write};
use std::path::Path;

/// The tables of a fit.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FitTables {
    /// Rows of `parameters.csv`.
    pub parameters: Vec<ParameterRow>,
    /// Rows of `targets.csv`.
    pub targets: Vec<FitTargetRow>,
    /// Rows of `variants.csv`.
    pub variants: Vec<VariantRow>,
    /// Rows of `exposure.csv`, which is left out without any.
    pub exposure: Vec<ExposureRow>,
    /// Names of the parameters, the columns of `posterior.csv` after the first three.
    pub names: Vec<String>,
    /// Rows of `posterior.csv`.
    pub posterior: Vec<PosteriorRow>,
    /// Paths of the scenario, the columns of `draws.csv`.
    pub paths: Vec<String>,
    /// Rows of `draws.csv`: the draws of the fit itself, as a run takes them.
    pub draws: Vec<Vec<f64>>,
}

/// One parameter under one variant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ParameterRow {
    /// Name of the variant, empty for the fit itself.
    pub variant: String,
    /// Name of the parameter.
    pub parameter: String,
    /// Its name in figures.
    pub label: String,
    /// `linear`, `log` or `logit`.
    pub scale: &'static str,
    /// Lowest and highest value allowed.
    pub range: [f64; 2],
    /// Whether it was held fast.
    pub held: bool,
    /// The best value.
    pub best: f64,
    /// Median, 2.5 % and 97.5 % quantile of the draws.
    pub draws: [f64; 3],
}

/// One target under one variant; a course has a row for each of its times, and one for its distance.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FitTargetRow {
    /// Name of the variant, empty for the fit itself.
    pub variant: String,
    /// Name of the target.
    pub target: String,
    /// Its label.
    pub label: String,
    /// Who found it.
    pub source: String,
    /// `share`, `odds_ratio`, `slope_by_age`, `course`, `course_rmse` or `log_likelihood`.
    pub kind: &'static str,
    /// Whether it was fitted; else it was held out.
    pub fitted: bool,
    /// When it was asked, weeks; none for what is about all times.
    pub week: Option<f64>,
    /// What was observed, with its 95 % interval where there is one.
    pub observed: [Option<f64>; 3],
    /// What the best values answer.
    pub best: Option<f64>,
    /// Median, 2.5 % and 97.5 % quantile of what the draws answer.
    pub draws: [Option<f64>; 3],
    /// By how many standard errors (of the observation and the simulation together) the best lies above the observed.
    pub off: Option<f64>,
}

/// One variant as a whole.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VariantRow {
    /// Name of the variant, empty for the fit itself.
    pub variant: String,
    /// Its label.
    pub label: String,
    /// Number of parameters that moved.
    pub parameters: usize,
    /// Log likelihood of what is fitted, at the best values.
    pub log_likelihood: f64,
    /// Akaike's criterion.
    pub aic: f64,
    /// Log of the likelihood averaged over the prior.
    pub log_evidence: f64,
    /// Log of the likelihood of what was held out, averaged over the draws.
    pub held_out: Option<f64>,
    /// Scenarios run by the search.
    pub evaluations: u64,
}

/// Adoption by what people saw of their peers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExposureRow {
    /// Name of the variant, empty for the fit itself.
    pub variant: String,
    /// Name of the target.
    pub target: String,
    /// Exposures counted here lie above this (none for no exposure at all) …
    pub above: Option<f64>,
    /// … and not above this.
    pub up_to: f64,
    /// Person-periods at risk.
    pub at_risk: f64,
    /// Adoptions.
    pub adopted: f64,
    /// Share of person-periods with an adoption, and its 95 % interval (Wilson 1927).
    pub observed: [f64; 3],
    /// That share as expected under the best values.
    pub expected: f64,
}

/// One draw.
#[derive(Clone, Debug, PartialEq)]
pub struct PosteriorRow {
    /// Name of the variant, empty for the fit itself.
    pub variant: String,
    /// Number of the draw.
    pub draw: usize,
    /// Log likelihood of what is fitted.
    pub log_likelihood: f64,
    /// Every parameter.
    pub values: Vec<f64>,
}

/// What `tress fit --json` prints.
#[derive(Debug, Serialize)]
pub struct FitJson<'a> {
    folder: String,
    scenario: &'a str,
    fit: Option<&'a str>,
    variants: &'a [VariantRow],
    parameters: &'a [ParameterRow],
    targets: &'a [FitTargetRow],
}

/// The results as data.
pub fn fit_json<'a>(provenance: &'a Provenance, folder: &Path, tables: &'a FitTables) -> FitJson<'a> {
    FitJson {
        folder: folder.display().to_string(),
        scenario: &provenance.scenario.path,
        fit: provenance.fit.as_ref().map(|fit| fit.path.as_str()),
        variants: &tables.variants,
        parameters: &tables.parameters,
        targets: &tables.targets,
    }
}

/// Writes the tables.
///
/// # Errors
/// Whatever the file system reports.
pub fn write_fit(store: &Store, tables: &FitTables) -> Result<(), StoreError> {
    store.write("parameters.csv", |out| parameters(out, &tables.parameters))?;
    store.write("targets.csv", |out| targets(out, &tables.targets))?;
    store.write("variants.csv", |out| variants(out, &tables.variants))?;
    store.write("posterior.csv", |out| posterior(out, tables))?;
    store.write("draws.csv", |out| draws(out, tables))?;
    if !tables.exposure.is_empty() {
        store.write("exposure.csv", |out| exposure(out, &tables.exposure))?;
    }
    Ok(())
}

fn parameters(out: impl Write, rows: &[ParameterRow]) -> io::Result<()> {
    let header = [
        "variant",
        "parameter",
        "label",
        "scale",
        "lowest",
        "highest",
        "held",
        "best",
        "median",
        "q025",
        "q975",
    ];
    let mut table = Table::new(out, header)?;
    for row in rows {
        table.text(&row.variant)?;
        table.text(&row.parameter)?;
        table.text(&row.label)?;
        table.text(row.scale)?;
        row.range.iter().try_for_each(|&end| table.number(end))?;
        table.count(u64::from(row.held))?;
        table.number(row.best)?;
        row.draws.iter().try_for_each(|&number| table.number(number))?;
        table.end_row()?;
    }
    table.finish()
}

fn targets(out: impl Write, rows: &[FitTargetRow]) -> io::Result<()> {
    let header = [
        "variant", "target", "label", "source", "kind", "fitted", "week", "observed", "low", "high", "best",
        "median", "q025", "q975", "off",
    ];
    let mut table = Table::new(out, header)?;
    for row in rows {
        [&row.variant, &row.target, &row.label, &row.source]
            .into_iter()
            .try_for_each(|text| table.text(text))?;
        table.text(row.kind)?;
        table.count(u64::from(row.fitted))?;
        table.maybe(row.week)?;
        row.observed.iter().try_for_each(|&number| table.maybe(number))?;
        table.maybe(row.best)?;
        row.draws.iter().try_for_each(|&number| table.maybe(number))?;
        table.maybe(row.off)?;
        table.end_row()?;
    }
    table.finish()
}

fn variants(out: impl Write, rows: &[VariantRow]) -> io::Result<()> {
    let header = [
        "variant",
        "label",
        "parameters",
        "log_likelihood",
        "aic",
        "log_evidence",
        "held_out_log_score",
        "evaluations",
    ];
    let mut table = Table::new(out, header)?;
    for row in rows {
        table.text(&row.variant)?;
        table.text(&row.label)?;
        table.count(row.parameters as u64)?;
        [row.log_likelihood, row.aic, row.log_evidence]
            .into_iter()
            .try_for_each(|number| table.number(number))?;
        table.maybe(row.held_out)?;
        table.count(row.evaluations)?;
        table.end_row()?;
    }
    table.finish()
}

fn posterior(out: impl Write, tables: &FitTables) -> io::Result<()> {
    let fixed = ["variant", "draw", "log_likelihood"].map(String::from);
    let mut table = Table::new(out, fixed.iter().chain(&tables.names))?;
    for row in &tables.posterior {
        table.text(&row.variant)?;
        table.count(row.draw as u64)?;
        table.number(row.log_likelihood)?;
        row.values.iter().try_for_each(|&value| table.number(value))?;
        table.end_row()?;
    }
    table.finish()
}

fn draws(out: impl Write, tables: &FitTables) -> io::Result<()> {
    let mut table = Table::new(out, &tables.paths)?;
    for row in &tables.draws {
        row.iter().try_for_each(|&value| table.number(value))?;
        table.end_row()?;
    }
    table.finish()
}

fn exposure(out: impl Write, rows: &[ExposureRow]) -> io::Result<()> {
    let header = [
        "variant",
        "target",
        "above",
        "up_to",
        "person_periods",
        "adopted",
        "share",
        "low",
        "high",
        "expected",
    ];
    let mut table = Table::new(out, header)?;
    for row in rows {
        table.text(&row.variant)?;
        table.text(&row.target)?;
        table.maybe(row.above)?;
        table.number(row.up_to)?;
        table.number(row.at_risk)?;
        table.number(row.adopted)?;
        row.observed.iter().try_for_each(|&number| table.number(number))?;
        table.number(row.expected)?;
        table.end_row()?;
    }
    table.finish()
}
