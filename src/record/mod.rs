//! What a run leaves on disk: tables, the record of where they come from, and
//! the folder that holds them. Every column is explained in `docs/OUTPUT.md`.

mod cell;
mod contrasts;
mod curve;
mod environment;
mod hash;
mod json;
mod names;
mod outcome;
mod people;
mod prose;
mod provenance;
mod state;
mod store;
mod summary;
mod targets;
mod timeseries;

pub use contrasts::ContrastRow;
pub use environment::{Environment, Program, peak_bytes, timestamp};
pub use hash::{hash8, scenario_hash, sha256};
pub use json::{SummaryJson, summary_json};
pub use names::{arm_label, arm_name, arm_names, band_name, group_name};
pub use prose::prose;
pub use provenance::{Memory, Provenance, Rates, ScenarioRecord, Source, TargetsRecord, Timing};
pub use store::{PROVENANCE, Store, StoreError};
pub use summary::SummaryRow;
pub use targets::{FrontierRow, TargetsJson, TargetsRow, targets_json, write_targets};

use crate::engine::Series;
use crate::scenario::Scenario;

/// The tables that are small enough to be kept and shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// Rows of `summary.csv`.
    pub summary: Vec<SummaryRow>,
    /// Rows of `contrasts.csv`.
    pub contrasts: Vec<ContrastRow>,
}

impl Tables {
    /// Summarises the runs of a scenario, in whatever order they come.
    pub fn of(scenario: &Scenario, series: &[Series]) -> Self {
        Self::of_ordered(scenario, &ordered(series))
    }

    fn of_ordered(scenario: &Scenario, series: &[&Series]) -> Self {
        let outcomes = outcome::Outcomes::of(scenario, series);
        Self { summary: summary::rows(scenario, &outcomes), contrasts: contrasts::rows(scenario, &outcomes) }
    }
}

/// Writes `timeseries.csv`, `summary.csv`, `contrasts.csv` and, if people were
/// sampled, `people.csv`. The bytes depend on the scenario and on the series,
/// not on their order in the slice.
///
/// # Errors
/// Whatever the file system reports.
pub fn write(store: &Store, scenario: &Scenario, series: &[Series]) -> Result<Tables, StoreError> {
    let series = ordered(series);
    store.write("timeseries.csv", |out| timeseries::write(out, scenario, &series))?;
    let tables = Tables::of_ordered(scenario, &series);
    store.write("summary.csv", |out| summary::write(out, &tables.summary))?;
    store.write("contrasts.csv", |out| contrasts::write(out, &tables.contrasts))?;
    if series.iter().any(|one| !one.people.is_empty()) {
        store.write("people.csv", |out| people::write(out, scenario, &series))?;
    }
    Ok(tables)
}

/// By arm, then replicate.
fn ordered(series: &[Series]) -> Vec<&Series> {
    let mut ordered: Vec<&Series> = series.iter().collect();
    ordered.sort_by_key(|one| (one.arm, one.replicate));
    ordered
}

/// stub
pub fn targets_prose(_s: &Scenario, _l: &str, _f: &[FrontierRow]) -> String {
    String::new()
}
