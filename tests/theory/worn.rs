//! People who follow one practice, from no load.

use crate::runs::{Table, run};

/// Sixty people after so many weeks; `practice` and `load` are lines of those sections of the scenario.
pub fn after(weeks: u32, practice: &str, load: &str) -> Table {
    let table = run(&format!(
        r#"
name = "steady"
rng_seed = 5
replicates = 1
[time]
horizon = "{weeks} weeks"
[population]
size = 60
[[population.group]]
name = "everybody"
share = 1
ages = [20, 60]
practices = {{ worn = 1 }}
[[practice]]
name = "worn"
{practice}
[[practice]]
name = "other"
stress = 0
[adoption]
rule = "hazard"
innovation = ["other"]
hazard = {{ p = "0 per year", q = "0 per year" }}
[load]
{load}
[output]
people_sample = 60
"#
    ))
    .people();
    assert_eq!(table.rows.len(), 60);
    table
}

/// Of all people, the number furthest from what is expected.
pub fn worst(table: &Table, name: &str, expected: f64) -> f64 {
    let numbers = table.numbers(name);
    assert!(numbers.iter().all(|number| number.is_finite()), "{name}: {numbers:?}");
    let off = |number: &&f64| (**number - expected).abs();
    *numbers.iter().max_by(|a, b| off(a).total_cmp(&off(b))).unwrap()
}
