//! What decides a run: its key, and the luck of its point.

use crate::record::{Program, scenario_hash, sha256};
use crate::scenario::{Arm, Scenario};

/// Luck is a whole number that every program can hold: below 2⁵³.
const LUCK_BITS: u32 = 53;

/// The luck of a point, from 1: a pure function of the design's seed and of the changes that make the point, so that it
/// stays when others come and go.
pub fn luck_of(rng_seed: u64, overrides: &[String]) -> u64 {
    let hash = sha256(format!("{rng_seed}\n{}", overrides.join("\n")).as_bytes());
    let word = u64::from_str_radix(&hash[..16], 16).expect("a hash is hexadecimal");
    (word >> (64 - LUCK_BITS)).max(1)
}

/// One arm of a scenario as a scenario of its own, with nothing in it that changes no number of the run.
pub fn alone(scenario: &Scenario, arm: usize) -> Scenario {
    let mut one = scenario.clone();
    one.arms = scenario.arms.get(arm).cloned().into_iter().collect();
    let named = |arm: &Arm| arm.interventions.clone();
    let programmes: Vec<String> = one.arms.iter().flat_map(named).collect();
    one.interventions.retain(|programme| programmes.contains(&programme.name));
    one
}

/// The key of a run: SHA-256 of the program, of the scenario with this arm alone, of the files it names, of the
/// replicate, and of what is measured, in words. The first 32 digits.
pub fn key_of(
    program: &Program,
    alone: &Scenario,
    files: &[(&str, &[u8])],
    replicate: u32,
    measured: &str,
) -> String {
    let mut bare = alone.clone();
    (bare.name, bare.description, bare.replicates) = (String::new(), String::new(), 1);
    for arm in &mut bare.arms {
        (arm.name, arm.label) = (String::new(), None);
    }
    let scenario = scenario_hash(&bare, files);
    let git = program.git.as_deref().unwrap_or("");
    let key =
        sha256(format!("tress {} {git}\n{scenario}\n{replicate}\n{measured}", program.version).as_bytes());
    key[..32].into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::open;
    use std::path::Path;

    fn scenario(overrides: &[&str]) -> Scenario {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/riverside.toml");
        let overrides: Vec<String> = overrides.iter().map(|one| (*one).into()).collect();
        open(&path, &overrides).unwrap_or_else(|refusal| panic!("{refusal}")).scenario
    }

    fn key(scenario: &Scenario, arm: usize, replicate: u32) -> String {
        key_of(&Program::this(), &alone(scenario, arm), &[], replicate, "all")
    }

    #[test]
    fn a_key_changes_with_what_the_run_depends_on_and_with_nothing_else() {
        let base = scenario(&[]);
        let with = |overrides: &[&str], arm| key(&scenario(overrides), arm, 0);
        assert_eq!(key(&base, 0, 0).len(), 32);
        assert_ne!(key(&base, 0, 0), key(&base, 0, 1));
        assert_ne!(key(&base, 0, 0), key(&base, 1, 0));
        assert_ne!(key(&base, 0, 0), with(&["adoption.hazard.q=0.5 per year"], 0));
        assert_ne!(key(&base, 0, 0), with(&["luck=7"], 0));
        // More replicates, other words and programmes that the arm does not have.
        assert_eq!(key(&base, 0, 0), with(&["replicates=3", "name=other"], 0));
        assert_eq!(key(&base, 0, 0), with(&["intervention.champions.champions.boost=9"], 0));
        assert_ne!(key(&base, 2, 0), with(&["intervention.champions.champions.boost=9"], 2));
        assert_eq!(key(&base, 1, 0), with(&["arm.lecture.name=talk"], 1));
    }

    #[test]
    fn luck_belongs_to_the_point() {
        let point = ["a=1".to_string(), "b=2".to_string()];
        assert_eq!(luck_of(1, &point), luck_of(1, &point));
        assert_ne!(luck_of(1, &point), luck_of(2, &point));
        assert_ne!(luck_of(1, &point), luck_of(1, &point[..1]));
        assert!((1..1 << 53).contains(&luck_of(1, &point)));
    }
}
