//! Restrictions of one arm leave everybody something to do.

use super::Check;
use crate::scenario::{Arm, Group, Intervention, Practice, Restriction};

impl Check<'_> {
    /// A fault if, at any time, the restrictions of an arm bar a group from every practice available to it.
    pub(super) fn restrictions(&mut self, path: &str, arm: &Arm) {
        if !self.sound("intervention") || !self.sound("practice") || !self.sound("population.group") {
            return;
        }
        let strict: Vec<(&Intervention, &Restriction)> = self
            .scenario
            .interventions
            .iter()
            .filter(|one| arm.interventions.contains(&one.name))
            .filter_map(|one| Some((one, one.restriction.as_ref().filter(|r| r.strength >= 1.0)?)))
            .collect();
        let begins = |one: &Intervention| one.start.map_or(0.0, |start| start.weeks());
        let ends = |one: &Intervention| begins(one) + one.duration.map_or(f64::INFINITY, |d| d.weeks());
        for &(latest, _) in &strict {
            // What is barred changes for the worse only when a restriction begins.
            let now = begins(latest);
            for group in &self.scenario.population.groups {
                let in_force: Vec<&(&Intervention, &Restriction)> = strict
                    .iter()
                    .filter(|(one, _)| (begins(one)..ends(one)).contains(&now) && covers(one, group))
                    .collect();
                let barred =
                    |practice: &Practice| in_force.iter().any(|(_, r)| r.practices.contains(&practice.name));
                let mut available = self.scenario.practices.iter().filter(|practice| {
                    practice.available_to.as_ref().is_none_or(|groups| groups.contains(&group.name))
                });
                if !in_force.is_empty() && available.all(barred) {
                    let names: Vec<&str> = in_force.iter().map(|(one, _)| one.name.as_str()).collect();
                    let verb = if names.len() == 1 { "leaves" } else { "together leave" };
                    let names = names.join("` and `");
                    let message = format!("`{names}` {verb} `{}` without any practice", group.name);
                    self.at(path, message, "leave at least one practice that is available to the group");
                    return;
                }
            }
        }
    }
}

/// Whether a restriction can be in force for members of a group.
fn covers(intervention: &Intervention, group: &Group) -> bool {
    let groups = &intervention.targeting.groups;
    groups.is_empty() || groups.contains(&group.name)
}
