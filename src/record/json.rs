//! The summary for scripts.

use super::{ContrastRow, EquityRow, SummaryRow, Tables, UntilRecord, ValueRow};
use crate::scenario::Scenario;
use serde::Serialize;
use std::path::Path;

/// What `--json` prints.
#[derive(Clone, Debug, Serialize)]
pub struct SummaryJson<'a> {
    /// Name of the scenario.
    pub scenario: &'a str,
    /// Hash of the scenario with overrides and input files.
    pub hash: &'a str,
    /// Start of every random number.
    pub rng_seed: u64,
    /// Replicates of each arm.
    pub replicates: u32,
    /// The results folder.
    pub folder: &'a Path,
    /// What `--until` asked for, if it did, and what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<&'a UntilRecord>,
    /// Rows of `summary.csv`.
    pub summary: &'a [SummaryRow],
    /// Rows of `contrasts.csv`.
    pub contrasts: &'a [ContrastRow],
    /// Rows of `value.csv`.
    pub value: &'a [ValueRow],
    /// Rows of `equity.csv`.
    pub equity: &'a [EquityRow],
}

/// The summary of a run as a value to be written as JSON. What is undefined is `null`.
pub fn summary_json<'a>(
    scenario: &'a Scenario,
    hash: &'a str,
    folder: &'a Path,
    tables: &'a Tables,
) -> SummaryJson<'a> {
    SummaryJson {
        scenario: &scenario.name,
        hash,
        rng_seed: scenario.rng_seed,
        replicates: scenario.replicates,
        folder,
        until: None,
        summary: &tables.summary,
        contrasts: &tables.contrasts,
        value: &tables.value,
        equity: &tables.equity,
    }
}
