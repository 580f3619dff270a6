//! `timeseries.csv`: one row per arm, replicate, week and group.

use super::cell::{Table, share};
use super::names::{arm_name, group_name};
use crate::engine::{Row, Series};
use crate::scenario::Scenario;
use std::io::{self, Write};

/// The columns, in order.
pub fn header(scenario: &Scenario) -> Vec<String> {
    let fixed = ["arm", "replicate", "week", "group", "people", "adopters", "new_adopters", "discontinued"];
    let mut columns: Vec<String> = fixed.map(String::from).to_vec();
    columns.extend(scenario.practices.iter().map(|practice| format!("{}_share", practice.name)));
    for symptom in &scenario.symptoms {
        columns.extend(["people", "ever"].map(|count| format!("{}_{count}", symptom.name)));
    }
    for stage in &scenario.stages {
        let counts = ["people", "entries", "entered", "exits", "at_risk_years"];
        columns.extend(counts.map(|count| format!("{}_{count}", stage.name)));
    }
    let load = ["load_mean", "load_total", "load_q025", "load_q25", "load_q50", "load_q75", "load_q975"];
    columns.extend(load.map(String::from));
    columns
}

/// Writes the table: arms and replicates in order, then the rows as recorded.
pub fn write(out: impl Write, scenario: &Scenario, series: &[&Series]) -> io::Result<()> {
    let mut table = Table::new(out, header(scenario))?;
    for one in series {
        let arm = arm_name(scenario, one.arm);
        for row in &one.rows {
            table.text(&arm)?;
            table.count(u64::from(one.replicate))?;
            table.number(row.week)?;
            table.text(&group_name(scenario, row.group, row.band))?;
            cells(&mut table, row)?;
            table.end_row()?;
        }
    }
    table.finish()
}

fn cells(table: &mut Table<impl Write>, row: &Row) -> io::Result<()> {
    for count in [row.people, row.adopters, row.new_adopters, row.discontinued] {
        table.count(count)?;
    }
    for &followers in &row.practices {
        table.number(share(followers, row.people))?;
    }
    for symptom in &row.symptoms {
        table.count(symptom.people)?;
        table.count(symptom.ever)?;
    }
    for stage in &row.stages {
        table.count(stage.people)?;
        table.count(stage.entries)?;
        table.count(stage.entered)?;
        table.count(stage.exits)?;
        table.number(stage.at_risk_years)?;
    }
    // Nobody has no load, rather than a load of nothing.
    let known = |load| if row.people == 0 { f64::NAN } else { load };
    table.number(known(row.load.mean))?;
    table.number(row.load.total)?;
    row.load.quantiles.iter().try_for_each(|&quantile| table.number(known(quantile)))
}
