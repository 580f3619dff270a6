//! `people.csv`: a sample of people at the horizon.

use super::cell::Table;
use super::names::{arm_name, group_name};
use crate::engine::Series;
use crate::scenario::Scenario;
use std::io::{self, Write};

/// The columns, in order.
pub const HEADER: [&str; 11] =
    ["arm", "replicate", "person", "group", "age", "degree", "toa", "practice", "load", "strain", "stage"];

/// Writes the table: arms and replicates in order, then people as sampled.
pub fn write(out: impl Write, scenario: &Scenario, series: &[&Series]) -> io::Result<()> {
    let mut table = Table::new(out, HEADER)?;
    let practice = |at: usize| scenario.practices.get(at).map_or("", |practice| &practice.name);
    let stage =
        |at: usize| at.checked_sub(1).and_then(|at| scenario.stages.get(at)).map_or("", |stage| &stage.name);
    for one in series {
        let arm = arm_name(scenario, one.arm);
        for person in &one.people {
            table.text(&arm)?;
            table.count(u64::from(one.replicate))?;
            table.count(u64::from(person.person))?;
            table.text(&group_name(scenario, Some(person.group), None))?;
            table.number(person.age)?;
            table.count(u64::from(person.degree))?;
            table.maybe(person.toa)?;
            table.text(practice(person.practice))?;
            table.number(person.load)?;
            table.number(person.strain)?;
            table.text(stage(person.stage))?;
            table.end_row()?;
        }
    }
    table.finish()
}
