//! `contrasts.csv`: each arm against the baseline, replicate by replicate.

use super::cell::Table;
use super::names::arm_name;
use super::outcome::{Outcomes, Run};
use crate::scenario::Scenario;
use crate::stats::Paired;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The columns, in order.
pub const HEADER: [&str; 14] = [
    "arm",
    "vs",
    "week",
    "group",
    "measure",
    "mean",
    "sd",
    "low",
    "high",
    "median",
    "q025",
    "q975",
    "pairs",
    "variance_ratio",
];

/// How one measure differs between an arm and the baseline, as arm − baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ContrastRow {
    /// Name of the arm.
    pub arm: String,
    /// Name of the baseline, the scenario's first arm.
    pub vs: String,
    /// Week of the checkpoint.
    pub week: f64,
    /// Group: `all`, a group's name, or a group's name and an age band.
    pub group: String,
    /// Name of the measure.
    pub measure: String,
    /// Mean difference.
    pub mean: Option<f64>,
    /// Standard deviation of the differences, denominator pairs − 1.
    pub sd: Option<f64>,
    /// Lower end of the 95 % t interval of the mean difference.
    pub low: Option<f64>,
    /// Upper end of that interval.
    pub high: Option<f64>,
    /// Median difference.
    pub median: Option<f64>,
    /// Quantile .025 of the differences (type 7).
    pub q025: Option<f64>,
    /// Quantile .975 of the differences.
    pub q975: Option<f64>,
    /// Replicates in which the measure is defined in both arms.
    pub pairs: usize,
    /// Variance of the differences over the sum of both arms' variances.
    pub variance_ratio: Option<f64>,
}

/// The rows of the table: by arm, week, group and measure. Standard errors of
/// fits are not compared.
pub fn rows(scenario: &Scenario, outcomes: &Outcomes) -> Vec<ContrastRow> {
    let mut arms: BTreeMap<usize, BTreeMap<u32, &Run>> = BTreeMap::new();
    for run in &outcomes.runs {
        arms.entry(run.arm).or_default().insert(run.replicate, run);
    }
    let Some(baseline) = arms.remove(&0) else { return vec![] };
    let mut rows = vec![];
    for (arm, runs) in arms {
        let both: Vec<(&Run, &Run)> =
            runs.iter().filter_map(|(replicate, run)| Some((*run, *baseline.get(replicate)?))).collect();
        for (at, key) in outcomes.keys.iter().enumerate().filter(|(_, key)| !key.measure.ends_with("_se")) {
            let pairs: Vec<(f64, f64)> =
                both.iter().filter_map(|(a, b)| a.values[at].zip(b.values[at])).collect();
            let found = Paired::of(&pairs);
            let [low, high] = found.interval.map_or([None; 2], |ends| ends.map(Some));
            let [q025, median, q975] = found.quantiles.map_or([None; 3], |q| q.map(Some));
            rows.push(ContrastRow {
                arm: arm_name(scenario, arm),
                vs: arm_name(scenario, 0),
                week: key.week,
                group: key.group.clone(),
                measure: key.measure.clone(),
                mean: found.mean,
                sd: found.sd,
                low,
                high,
                median,
                q025,
                q975,
                pairs: found.pairs,
                variance_ratio: found.variance_ratio,
            });
        }
    }
    rows
}

/// Writes the table.
pub fn write(out: impl Write, rows: &[ContrastRow]) -> io::Result<()> {
    let mut table = Table::new(out, HEADER)?;
    for row in rows {
        table.text(&row.arm)?;
        table.text(&row.vs)?;
        table.number(row.week)?;
        table.text(&row.group)?;
        table.text(&row.measure)?;
        for number in [row.mean, row.sd, row.low, row.high, row.median, row.q025, row.q975] {
            table.maybe(number)?;
        }
        table.count(row.pairs as u64)?;
        table.maybe(row.variance_ratio)?;
        table.end_row()?;
    }
    table.finish()
}
