//! What a planner reads when something is wrong: whole texts, then every kind of fault by its place.

use std::path::Path;
use tress::cli::diagnostics::render;
use tress::scenario::{Faults, Origin, Place, Refusal, Source, open, read};

const GOOD: &str = r#"name = "town"
rng_seed = 18446744073709551615
replicates = 2
[time]
horizon = "2 years"
[population]
size = 100
[[population.group]]
name = "girls"
share = 0.4
ages = [6, 18]
becomes = "women"
traits = { relaxed = 0.3 }
multipliers = { stress = 1.1, early = 0.9 }
practices = { braids = 0.7, afro = 0.3 }
[[population.group]]
name = "women"
share = 0.6
ages = [18, 70]
median_age = 35
practices = { braids = 0.5, afro = 0.5 }
[[trait]]
name = "relaxed"
[[layer]]
name = "friends"
friends = { mean_degree = 5 }
[[layer]]
name = "salon"
venues = { size = 10, mean_degree = 2, joins = { girls = 0.5 } }
[[practice]]
name = "braids"
stress = 1
half_life = "4 weeks"
worn_for = "6 weeks"
modifiers = { relaxed = 2 }
[[practice]]
name = "afro"
stress = 0
[adoption]
rule = "hazard"
innovation = ["afro"]
hazard = { p = "0.01 per year", q = "0.3 per year" }
[[symptom]]
name = "tender"
tolerance = { median = 1 }
[[stage]]
name = "early"
measure = "strain"
tolerance = { median = 20 }
recover_at = 0.5
[[stage]]
name = "late"
measure = "load while early"
tolerance = { median = 50 }
[[intervention]]
name = "talk"
reach = 0.1
campaign = { influence = "0.1 per year" }
[[intervention]]
name = "champions"
number = 5
targeting = { rule = "degree" }
champions = { boost = 3 }
[[arm]]
name = "none"
[[arm]]
name = "both"
interventions = ["talk", "champions"]
[output]
checkpoints = ["1 year", "2 years"]
age_bands = [6, 18, 70]
"#;

/// The good scenario with some texts replaced by others.
fn edited(edits: &[(&str, &str)]) -> String {
    edits.iter().fold(GOOD.to_string(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replace(from, to)
    })
}

fn refusal(text: String, overrides: &[&str]) -> Box<Refusal> {
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    read(Source::new("town.toml", text, &overrides)).expect_err("a fault was put in")
}

fn rendered(edits: &[(&str, &str)], overrides: &[&str]) -> String {
    render(&refusal(edited(edits), overrides), false)
}

#[test]
fn the_good_scenario_is_good() {
    let read = read(Source::new("town.toml", GOOD, &[])).map_err(|refusal| render(&refusal, false)).unwrap();
    assert_eq!(read.scenario.rng_seed, u64::MAX);
    assert_eq!(read.scenario.population.groups[1].median_age, Some(35.0));
}
