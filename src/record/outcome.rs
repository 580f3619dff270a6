//! The measures of every run, side by side: the ground of both summaries.

use super::curve;
use super::names::group_name;
use super::state::State;
use crate::engine::{CostRow, Row, Series};
use crate::scenario::{Duration, Scenario};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What one measure is of.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Week of the checkpoint, as recorded.
    pub week: f64,
    /// Group, as in the column `group`.
    pub group: String,
    /// Measure, as in the column `measure`.
    pub measure: String,
}

/// The measures of one arm in one replicate.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// Position of the arm.
    pub arm: usize,
    /// Number of the replicate.
    pub replicate: u32,
    /// One value for each key; none where the measure is undefined.
    pub values: Vec<Option<f64>>,
}

/// All measures of all runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outcomes {
    /// What is measured: by checkpoint, then group, then measure.
    pub keys: Vec<Key>,
    /// Runs in the order of the series they come from.
    pub runs: Vec<Run>,
}

/// A group, or one age band of it.
pub(super) type Part = (Option<usize>, Option<usize>);

impl Outcomes {
    /// Measures every run. Runs are spread over threads; each is measured by
    /// one, so the values do not depend on how many there are.
    pub fn of(scenario: &Scenario, series: &[&Series]) -> Self {
        let Some(first) = series.first() else { return Self::default() };
        let weeks = checkpoints(scenario, first);
        let parts: BTreeSet<Part> = series
            .iter()
            .flat_map(|one| one.rows.iter().chain(&one.bands))
            .map(|row| (row.group, row.band))
            .collect();
        let states = State::all(scenario);
        let mut keys = vec![];
        for (at, &week) in weeks.iter().enumerate() {
            for &part in &parts {
                let group = group_name(scenario, part.0, part.1);
                let mut name = |measure: String| keys.push(Key { week, group: group.clone(), measure });
                states.iter().for_each(|state| name(state.name(scenario)));
                if at + 1 == weeks.len() && part.1.is_none() {
                    at_the_end(first, &[], part).into_iter().for_each(|(measure, _)| name(measure.into()));
                }
            }
        }
        let runs = series
            .par_iter()
            .map(|one| Run {
                arm: one.arm,
                replicate: one.replicate,
                values: values(one, &weeks, &parts, &states),
            })
            .collect();
        Self { keys, runs }
    }
}

fn values(series: &Series, weeks: &[f64], parts: &BTreeSet<Part>, states: &[State]) -> Vec<Option<f64>> {
    let rows: Vec<Vec<&Row>> = parts.iter().map(|&part| rows_of(series, part)).collect();
    let mut values = vec![];
    for (at, &week) in weeks.iter().enumerate() {
        for (&part, rows) in parts.iter().zip(&rows) {
            let until = &rows[..rows_until(rows, week, part.1.is_some())];
            values.extend(states.iter().map(|state| state.value(until)));
            if at + 1 == weeks.len() && part.1.is_none() {
                values.extend(at_the_end(series, until, part).into_iter().map(|(_, value)| value));
            }
        }
    }
    values
}

/// Measures of the whole course, reported at the last checkpoint.
pub(super) fn at_the_end(series: &Series, rows: &[&Row], part: Part) -> Vec<curve::Named> {
    let mut all = curve::measures(rows);
    if part.0.is_none() {
        let spent = |of: fn(&CostRow) -> f64| {
            let last = rows.last().map(|row| row.week);
            series.costs.iter().filter(|cost| Some(cost.week) == last).map(of).sum()
        };
        all.push(("programme_cost", Some(spent(|cost| cost.cost))));
        all.push(("programme_cost_discounted", Some(spent(|cost| cost.discounted))));
    }
    all
}

pub(super) fn rows_of(series: &Series, part: Part) -> Vec<&Row> {
    let rows = if part.1.is_some() { &series.bands } else { &series.rows };
    rows.iter().filter(|row| (row.group, row.band) == part).collect()
}

/// How many rows belong to the time up to `week`. Bands are recorded at the
/// checkpoints alone, so the nearest one is meant.
pub(super) fn rows_until(rows: &[&Row], week: f64, is_band: bool) -> usize {
    if !is_band {
        return rows.partition_point(|row| row.week <= week + 1e-9);
    }
    let distance = |at: usize| (rows[at].week - week).abs();
    let nearest = (0..rows.len()).min_by(|&a, &b| distance(a).total_cmp(&distance(b)));
    nearest.map_or(0, |at| at + 1)
}

/// The recorded weeks of the scenario's checkpoints, in order: the last row at
/// or before each (half a step of grace for times that are no whole number of
/// steps), and the last row of all for the horizon.
pub fn checkpoints(scenario: &Scenario, series: &Series) -> Vec<f64> {
    let mut weeks: Vec<f64> =
        scenario.reported_at().into_iter().filter_map(|time| checkpoint(scenario, series, time)).collect();
    weeks.sort_by(f64::total_cmp);
    weeks.dedup();
    weeks
}

/// The recorded week of one checkpoint of the scenario.
pub fn checkpoint(scenario: &Scenario, series: &Series, time: Duration) -> Option<f64> {
    let (week, horizon) = (time.weeks(), scenario.time.horizon.weeks());
    let grace = 0.5 * scenario.time.step.weeks() + 1e-9;
    let limit = if week >= horizon - 1e-9 { f64::INFINITY } else { week + grace };
    let recorded = series.rows.iter().filter(|row| row.group.is_none() && row.band.is_none());
    recorded.map(|row| row.week).take_while(|&week| week <= limit).last()
}

/// Names of the measures at every checkpoint; of those of the whole course, for every group; of those for all people
/// alone.
pub fn measure_names(scenario: &Scenario) -> [Vec<String>; 3] {
    let states = State::all(scenario).into_iter().map(|state| state.name(scenario)).collect();
    let course =
        |part| at_the_end(&Series::default(), &[], part).into_iter().map(|(name, _)| name.to_string());
    let of_groups: Vec<String> = course((Some(0), None)).collect();
    let of_all = course((None, None)).filter(|name| !of_groups.contains(name)).collect();
    [states, of_groups, of_all]
}
