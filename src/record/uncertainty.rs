//! `uncertainty.csv`: how much of the spread over replicates is luck, and how much is not knowing the parameters.

use super::cell::Table;
use super::names::arm_name;
use super::outcome::{Outcomes, Run};
use crate::scenario::Scenario;
use crate::stats::{Components, mean};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// The columns, in order.
pub const HEADER: [&str; 10] =
    ["arm", "vs", "week", "group", "measure", "draws", "replicates", "mean", "sd_luck", "sd_parameters"];

/// One measure of one arm, or of its difference from the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct UncertaintyRow {
    /// Name of the arm.
    pub arm: String,
    /// Name of the baseline where the measure is a difference from it; else empty.
    pub vs: String,
    /// Week of the checkpoint.
    pub week: f64,
    /// Group: `all`, a group's name, or a group's name and an age band.
    pub group: String,
    /// Name of the measure.
    pub measure: String,
    /// Number of draws that were run.
    pub draws: usize,
    /// Number of replicates in which the measure is defined.
    pub replicates: usize,
    /// Mean over replicates.
    pub mean: Option<f64>,
    /// Standard deviation of luck: of replicates that share a draw.
    pub sd_luck: Option<f64>,
    /// Standard deviation that not knowing the parameters adds.
    pub sd_parameters: Option<f64>,
}

/// The rows of the table: by arm, week, group and measure, first the arms, then their differences from the baseline.
/// None without draws.
pub fn rows(scenario: &Scenario, outcomes: &Outcomes) -> Vec<UncertaintyRow> {
    let Some(draws) = scenario.draws.as_ref().and_then(|draws| draws.number) else { return vec![] };
    let mut arms: BTreeMap<usize, BTreeMap<u32, &Run>> = BTreeMap::new();
    for run in &outcomes.runs {
        arms.entry(run.arm).or_default().insert(run.replicate, run);
    }
    let baseline = arms.get(&0).cloned().unwrap_or_default();
    let mut rows = vec![];
    for versus in [false, true] {
        for (&arm, runs) in arms.iter().filter(|(arm, _)| !versus || **arm > 0) {
            for (at, key) in outcomes.keys.iter().enumerate() {
                let value = |(replicate, run): (&u32, &&Run)| {
                    let own = run.values[at]?;
                    let other = if versus { baseline.get(replicate)?.values[at]? } else { 0.0 };
                    Some((replicate % draws, own - other))
                };
                let mut by_draw: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
                for (draw, value) in runs.iter().filter_map(value) {
                    by_draw.entry(draw).or_default().push(value);
                }
                let groups: Vec<Vec<f64>> = by_draw.into_values().collect();
                let values = groups.concat();
                let parts = Components::of(&groups);
                rows.push(UncertaintyRow {
                    arm: arm_name(scenario, arm),
                    vs: if versus { arm_name(scenario, 0) } else { String::new() },
                    week: key.week,
                    group: key.group.clone(),
                    measure: key.measure.clone(),
                    draws: groups.len(),
                    replicates: values.len(),
                    mean: mean(&values),
                    sd_luck: parts.map(|parts| libm::sqrt(parts.within)),
                    sd_parameters: parts.map(|parts| libm::sqrt(parts.between)),
                });
            }
        }
    }
    rows
}

/// Writes the table.
pub fn write(out: impl Write, rows: &[UncertaintyRow]) -> io::Result<()> {
    let mut table = Table::new(out, HEADER)?;
    for row in rows {
        table.text(&row.arm)?;
        table.text(&row.vs)?;
        table.number(row.week)?;
        table.text(&row.group)?;
        table.text(&row.measure)?;
        table.count(row.draws as u64)?;
        table.count(row.replicates as u64)?;
        [row.mean, row.sd_luck, row.sd_parameters].into_iter().try_for_each(|number| table.maybe(number))?;
        table.end_row()?;
    }
    table.finish()
}
