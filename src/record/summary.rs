//! `summary.csv`: how each measure spreads over replicates.

use super::cell::Table;
use super::names::arm_name;
use super::outcome::{Outcomes, Run};
use crate::scenario::Scenario;
use crate::stats::Spread;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The columns, in order.
pub const HEADER: [&str; 12] =
    ["arm", "week", "group", "measure", "n", "mean", "sd", "q025", "q25", "q50", "q75", "q975"];

/// One measure of one arm over its replicates.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SummaryRow {
    /// Name of the arm.
    pub arm: String,
    /// Week of the checkpoint.
    pub week: f64,
    /// Group: `all`, a group's name, or a group's name and an age band.
    pub group: String,
    /// Name of the measure.
    pub measure: String,
    /// Number of replicates in which the measure is defined.
    pub n: usize,
    /// Mean over replicates.
    pub mean: Option<f64>,
    /// Standard deviation over replicates, denominator n − 1.
    pub sd: Option<f64>,
    /// Quantile .025 over replicates (type 7), as the four that follow.
    pub q025: Option<f64>,
    /// Quantile .25.
    pub q25: Option<f64>,
    /// Quantile .5.
    pub q50: Option<f64>,
    /// Quantile .75.
    pub q75: Option<f64>,
    /// Quantile .975.
    pub q975: Option<f64>,
}

/// The rows of the table: by arm, week, group and measure.
pub fn rows(scenario: &Scenario, outcomes: &Outcomes) -> Vec<SummaryRow> {
    let mut arms: BTreeMap<usize, Vec<&Run>> = BTreeMap::new();
    for run in &outcomes.runs {
        arms.entry(run.arm).or_default().push(run);
    }
    let mut rows = vec![];
    for (arm, runs) in arms {
        for (at, key) in outcomes.keys.iter().enumerate() {
            let values: Vec<f64> = runs.iter().filter_map(|run| run.values[at]).collect();
            let spread = Spread::of(&values);
            let [q025, q25, q50, q75, q975] = spread.quantiles.map_or([None; 5], |q| q.map(Some));
            rows.push(SummaryRow {
                arm: arm_name(scenario, arm),
                week: key.week,
                group: key.group.clone(),
                measure: key.measure.clone(),
                n: spread.n,
                mean: spread.mean,
                sd: spread.sd,
                q025,
                q25,
                q50,
                q75,
                q975,
            });
        }
    }
    rows
}

/// Writes the table.
pub fn write(out: impl Write, rows: &[SummaryRow]) -> io::Result<()> {
    let mut table = Table::new(out, HEADER)?;
    for row in rows {
        table.text(&row.arm)?;
        table.number(row.week)?;
        table.text(&row.group)?;
        table.text(&row.measure)?;
        table.count(row.n as u64)?;
        for number in [row.mean, row.sd, row.q025, row.q25, row.q50, row.q75, row.q975] {
            table.maybe(number)?;
        }
        table.end_row()?;
    }
    table.finish()
}
