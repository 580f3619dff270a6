//! What a run leaves on disk: tables, the record of where they come from, and
//! the folder that holds them. Every column is explained in `docs/OUTPUT.md`.

mod acceptability;
mod answers;
mod attribution;
mod cell;
mod contrasts;
mod costs;
mod curve;
mod effect;
mod environment;
mod equity;
#[cfg(test)]
mod example;
mod fit;
mod frontier;
mod hash;
mod increments;
mod json;
mod measures;
mod names;
mod outcome;
#[cfg_attr(not(feature = "parquet"), path = "without_parquet.rs")]
mod parquet;
mod parts;
mod people;
mod precision;
mod prose;
mod provenance;
mod reach;
mod sensitivity;
mod state;
mod store;
mod summary;
mod sweep;
mod targets;
mod timeseries;
mod uncertainty;
mod until;
mod value;
mod verdict;

pub use self::parquet::write_parquet;
pub use answers::{Answers, Question, ask_results, read_design};
pub use contrasts::ContrastRow;
pub use effect::Effect;
pub use environment::{Environment, Program, peak_bytes, timestamp};
pub use equity::EquityRow;
pub use fit::{
    ExposureRow, FitTables, FitTargetRow, ParameterRow, PosteriorRow, VariantRow, fit_json, write_fit,
};
pub use frontier::Standing;
pub use hash::{hash8, scenario_hash, sha256};
pub use increments::Increment;
pub use json::{SummaryJson, summary_json};
pub use measures::{Line, measure, measure_columns};
pub use names::{arm_label, arm_name, arm_names, band_name, group_name};
pub use outcome::measure_names;
pub use parts::{Damage, Entry, Part, Parts, PartsReader, Place as PartPlace, RUNS};
pub use precision::{FEWEST, Goal, Precision, Sample, Whose};
pub use prose::{between, fit_prose, prose, short, targets_prose};
pub use provenance::{
    FitRecord, Memory, Provenance, Rates, ScenarioRecord, Source, SweepRecord, TargetsRecord, Timing,
};
pub use reach::Reach;
pub use sensitivity::{
    ResponseRow, SensitivityRow, SensitivityTables, SurfaceRow, brief, is_hidden_by_luck, luck_in_words,
    write_responses, write_sensitivity, write_surface,
};
pub use store::{PROVENANCE, Store, StoreError};
pub use summary::SummaryRow;
pub use sweep::{
    DESIGN, Finished, PARQUET, RESULTS, SWEEP, SweepHead, write_design, write_results, write_whole,
};
pub use targets::{FrontierRow, TargetsJson, TargetsRow, targets_json, write_targets};
pub use uncertainty::UncertaintyRow;
pub use until::{GoalRecord, Stop, UntilRecord, roughly, shown};
pub use value::ValueRow;
pub use verdict::Verdict;

use crate::engine::Series;
use crate::scenario::Scenario;

/// The tables that are small enough to be kept and shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// Rows of `summary.csv`.
    pub summary: Vec<SummaryRow>,
    /// Rows of `contrasts.csv`.
    pub contrasts: Vec<ContrastRow>,
    /// Rows of `increments.csv`; none with a single arm, as of what follows.
    pub increments: Vec<Increment>,
    /// Whom the programmes took in, and to whom their effect fell: `attribution.csv` in short.
    pub reach: Vec<Reach>,
    /// Rows of `value.csv`.
    pub value: Vec<ValueRow>,
    /// Rows of `equity.csv`.
    pub equity: Vec<EquityRow>,
    /// Rows of `uncertainty.csv`; none without draws.
    pub uncertainty: Vec<UncertaintyRow>,
}

impl Tables {
    /// Summarises the runs of a scenario, in whatever order they come.
    pub fn of(scenario: &Scenario, series: &[Series]) -> Self {
        Self::of_ordered(scenario, &ordered(series))
    }

    fn of_ordered(scenario: &Scenario, series: &[&Series]) -> Self {
        let outcomes = outcome::Outcomes::of(scenario, series);
        let increments = increments::rows(scenario, series);
        let reach = reach::rows(scenario, series);
        Self {
            summary: summary::rows(scenario, &outcomes),
            contrasts: contrasts::rows(scenario, &outcomes),
            uncertainty: uncertainty::rows(scenario, &outcomes),
            value: value::rows(scenario, &increments, &reach),
            equity: equity::rows(scenario, series),
            increments,
            reach,
        }
    }
}

/// Writes `timeseries.csv`, `summary.csv` and `contrasts.csv`; `people.csv` if people were sampled; `costs.csv` if an
/// arm runs a programme; and, if there are arms to compare, what they changed, cost and are worth. The bytes depend
/// on the scenario and on the series, not on their order in the slice.
///
/// # Errors
/// Whatever the file system reports.
pub fn write(store: &Store, scenario: &Scenario, series: &[Series]) -> Result<Tables, StoreError> {
    let series = ordered(series);
    store.write("timeseries.csv", |out| timeseries::write(out, scenario, &series))?;
    let tables = Tables::of_ordered(scenario, &series);
    store.write("summary.csv", |out| summary::write(out, &tables.summary))?;
    store.write("contrasts.csv", |out| contrasts::write(out, &tables.contrasts))?;
    if !tables.uncertainty.is_empty() {
        store.write("uncertainty.csv", |out| uncertainty::write(out, &tables.uncertainty))?;
    }
    if series.iter().any(|one| !one.people.is_empty()) {
        store.write("people.csv", |out| people::write(out, scenario, &series))?;
    }
    if scenario.arms.iter().any(|arm| !arm.interventions.is_empty()) {
        store.write("costs.csv", |out| costs::write(out, scenario, &series))?;
    }
    if scenario.arms.len() > 1 {
        let acceptability = acceptability::rows(scenario, &tables.increments, &tables.value);
        store.write("attribution.csv", |out| attribution::write(out, scenario, &series))?;
        store.write("increments.csv", |out| increments::write(out, scenario, &tables.increments))?;
        store.write("value.csv", |out| value::write(out, &tables.value))?;
        store.write("acceptability.csv", |out| acceptability::write(out, scenario, &acceptability))?;
        store.write("equity.csv", |out| equity::write(out, &tables.equity))?;
    }
    Ok(tables)
}

/// By arm, then replicate.
fn ordered(series: &[Series]) -> Vec<&Series> {
    let mut ordered: Vec<&Series> = series.iter().collect();
    ordered.sort_by_key(|one| (one.arm, one.replicate));
    ordered
}
