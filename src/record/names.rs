//! What arms, groups and age bands are called in tables and in prose.

use crate::scenario::Scenario;

/// The arm of a scenario that names none.
const ONLY_ARM: [&str; 2] = ["no_programme", "no programme"];

/// Name of an arm in tables.
pub fn arm_name(scenario: &Scenario, arm: usize) -> String {
    scenario.arms.get(arm).map_or_else(|| numbered(ONLY_ARM[0], arm), |found| found.name.clone())
}

/// Name of an arm on figures and in prose.
pub fn arm_label(scenario: &Scenario, arm: usize) -> String {
    let label = |found: &crate::scenario::Arm| found.label.clone().unwrap_or_else(|| found.name.clone());
    scenario.arms.get(arm).map_or_else(|| numbered(ONLY_ARM[1], arm), label)
}

/// Names of all arms in tables; one if the scenario names none.
pub fn arm_names(scenario: &Scenario) -> Vec<String> {
    (0..scenario.arms.len().max(1)).map(|arm| arm_name(scenario, arm)).collect()
}

fn numbered(name: &str, arm: usize) -> String {
    if arm == 0 { name.into() } else { format!("{name}_{arm}") }
}

/// Value of the column `group`: `all`, the group's name, and the age band after it.
pub fn group_name(scenario: &Scenario, group: Option<usize>, band: Option<usize>) -> String {
    let group = match group {
        None => "all".into(),
        Some(group) => {
            scenario.population.groups.get(group).map_or_else(|| numbered("group", group), |g| g.name.clone())
        }
    };
    match band {
        None => group,
        Some(band) => format!("{group} {}", band_name(&scenario.output.age_bands, band)),
    }
}

/// The ages of band `band` between two of the `cuts`, in completed years where
/// the cuts are whole: 6 and 8 make `6-7`, 6 and 7 make `6`, 6.5 and 8 make
/// `6.5-<8`.
pub fn band_name(cuts: &[f64], band: usize) -> String {
    match (cuts.get(band), cuts.get(band + 1)) {
        (Some(from), Some(to)) if from.fract() != 0.0 || to.fract() != 0.0 => format!("{from}-<{to}"),
        (Some(from), Some(to)) if to - from <= 1.0 => format!("{from}"),
        (Some(from), Some(to)) => format!("{from}-{}", to - 1.0),
        (Some(from), None) => format!("{from}+"),
        (None, _) => format!("band {band}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_named_by_completed_years() {
        let cuts = [6.0, 8.0, 9.0, 17.5, 22.0];
        let names: Vec<_> = (0..5).map(|band| band_name(&cuts, band)).collect();
        assert_eq!(names, ["6-7", "8", "9-<17.5", "17.5-<22", "22+"]);
    }
}
