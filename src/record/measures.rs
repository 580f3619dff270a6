//! The measures of one run, by checkpoint and group: what a sweep keeps of it.

use super::outcome::{at_the_end, checkpoints, measure_names, rows_of, rows_until};
use super::state::State;
use crate::engine::Series;
use crate::scenario::Scenario;
use serde::{Deserialize, Serialize};

/// All measures of one group at one checkpoint of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Week of the checkpoint, as recorded.
    pub week: f64,
    /// `all`, or the name of the group.
    pub group: String,
    /// The measures in the order of [`measure_columns`]; none where one is undefined, as those of the whole course are
    /// before the last checkpoint.
    pub values: Vec<Option<f64>>,
}

/// Names of the measures of [`Line`]: those of every checkpoint, of the whole course, of all people alone.
pub fn measure_columns(scenario: &Scenario) -> Vec<String> {
    measure_names(scenario).concat()
}

/// The measures of a run at its checkpoints, of these groups (none is all people).
pub fn measure(scenario: &Scenario, series: &Series, groups: &[Option<usize>]) -> Vec<Line> {
    let states = State::all(scenario);
    let (weeks, columns) = (checkpoints(scenario, series), measure_columns(scenario).len());
    let mut lines = vec![];
    for (at, &week) in weeks.iter().enumerate() {
        for &group in groups {
            let rows = rows_of(series, (group, None));
            let until = &rows[..rows_until(&rows, week, false)];
            let mut values: Vec<Option<f64>> = states.iter().map(|state| state.value(until)).collect();
            if at + 1 == weeks.len() {
                values.extend(at_the_end(series, until, (group, None)).into_iter().map(|(_, value)| value));
            }
            values.resize(columns, None);
            lines.push(Line { week, group: super::names::group_name(scenario, group, None), values });
        }
    }
    lines
}
