//! `costs.csv`: what the programmes of each arm had cost by each checkpoint.

use super::cell::Table;
use super::names::arm_name;
use crate::engine::{Component, Series};
use crate::scenario::Scenario;
use std::io::{self, Write};

/// The columns, in order.
pub const HEADER: [&str; 8] =
    ["arm", "replicate", "week", "intervention", "component", "units", "cost", "cost_discounted"];

/// Writes the table: arms and replicates in order, then the rows as recorded.
pub fn write(out: impl Write, scenario: &Scenario, series: &[&Series]) -> io::Result<()> {
    let mut table = Table::new(out, HEADER)?;
    let name = |at: usize| scenario.interventions.get(at).map_or("", |programme| &programme.name);
    for one in series {
        let arm = arm_name(scenario, one.arm);
        for row in &one.costs {
            table.text(&arm)?;
            table.count(u64::from(one.replicate))?;
            table.number(row.week)?;
            table.text(name(row.intervention))?;
            table.text(component_name(row.component))?;
            table.count(row.units)?;
            table.number(row.cost)?;
            table.number(row.discounted)?;
            table.end_row()?;
        }
    }
    table.finish()
}

/// Word of a component in tables: its key under `cost`.
fn component_name(component: Component) -> &'static str {
    match component {
        Component::Fixed => "fixed",
        Component::PerPerson => "per_person",
        Component::PerVenue => "per_venue",
        Component::PerSession => "per_session",
    }
}

#[cfg(test)]
mod tests {
    use super::super::example;

    #[test]
    fn every_part_of_every_programme_has_a_row() {
        let text = example::written("costs.csv");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[..5],
            [
                "arm,replicate,week,intervention,component,units,cost,cost_discounted",
                "peers,0,52,visits,fixed,1,100,100",
                "peers,0,104,visits,fixed,1,100,100",
                "peers,0,104,visits,per_person,10,100,90",
                "peers,1,52,visits,fixed,1,100,100",
            ]
        );
        assert_eq!(lines.len(), 1 + 3 * 3);
    }
}
