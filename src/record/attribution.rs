//! `attribution.csv`: what each arm changed, person by person, and how near to its participants.

use super::cell::Table;
use super::effect::role_name;
use super::names::{arm_name, group_name};
use crate::engine::Series;
use crate::scenario::Scenario;
use std::io::{self, Write};

/// The columns, in order.
pub fn header(scenario: &Scenario) -> Vec<String> {
    let fixed = ["arm", "replicate", "week", "group", "role", "people", "adopters_gained", "adopters_lost"];
    let mut columns: Vec<String> = fixed.map(String::from).to_vec();
    for stage in &scenario.stages {
        columns.extend(["averted", "caused"].map(|change| format!("{}_{change}", stage.name)));
    }
    columns.push("load_averted".into());
    columns
}

/// Writes the table: arms and replicates in order, then the rows as recorded.
pub fn write(out: impl Write, scenario: &Scenario, series: &[&Series]) -> io::Result<()> {
    let mut table = Table::new(out, header(scenario))?;
    for one in series.iter().filter(|one| one.arm > 0) {
        let arm = arm_name(scenario, one.arm);
        for row in &one.attribution {
            table.text(&arm)?;
            table.count(u64::from(one.replicate))?;
            table.number(row.week)?;
            table.text(&group_name(scenario, row.group, None))?;
            table.text(role_name(row.role))?;
            for count in [row.people, row.adopters_gained, row.adopters_lost] {
                table.count(count)?;
            }
            for stage in &row.stages {
                table.count(stage.averted)?;
                table.count(stage.caused)?;
            }
            table.number(row.load_averted)?;
            table.end_row()?;
        }
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::super::example;

    #[test]
    fn roles_stand_from_near_to_far_in_every_group() {
        let text = example::written("attribution.csv");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0],
            "arm,replicate,week,group,role,people,adopters_gained,adopters_lost,early_averted,early_caused,\
             load_averted"
        );
        // Nothing of the baseline; one checkpoint in three replicates, three groups, four roles.
        assert_eq!(lines.len(), 1 + 3 * 3 * 4);
        assert_eq!(
            lines[1..5],
            [
                "peers,0,104,all,participant,10,10,0,4,1,2.5",
                "peers,0,104,all,tie,20,12,2,5,0,1.25",
                "peers,0,104,all,two_away,30,0,0,2,0,0",
                "peers,0,104,all,farther,40,0,0,0,0,0",
            ]
        );
        assert!(lines[36].starts_with("peers,2,104,women,farther,"));
    }
}
