//! The workloads of docs/PERFORMANCE.md do what the tools do that they are measured beside.
//!
//! The shares of adopters below were read off a kernel that has nothing in common with tress, on a graph of its own of
//! 10,000,000 people; graph-tool, numba, scipy, ixa and others agree with it. Tolerances are some four standard errors
//! of one run of this size: the seed is fixed, and a false alarm at another one is a matter of 1 in 1,000.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Table, said, tress};

const SIZE: u32 = 400_000;

/// Share of adopters by week.
fn curve(workload: &str) -> Vec<f64> {
    let room = tempfile::tempdir().unwrap();
    let scenario = format!("{}/benches/scenarios/{workload}.toml", env!("CARGO_MANIFEST_DIR"));
    let size = format!("population.size={SIZE}");
    let out =
        tress(room.path(), &["run", &scenario, "--quiet", "--no-plots", "--out", "results", "--set", &size]);
    assert!(out.status.success(), "{}", said(&out.stderr));
    let all = Table::read(&room.path().join("results/timeseries.csv")).only(&[("group", "all")]);
    all.numbers("adopters").into_iter().map(|adopters| adopters / f64::from(SIZE)).collect()
}

/// Holds shares of adopters, by week, to expected ones with their tolerances.
fn agrees(curve: &[f64], expected: &[(usize, f64, f64)]) {
    for &(week, share, tolerance) in expected {
        assert!(
            (curve[week] - share).abs() < tolerance,
            "week {week}: {} {share} ± {tolerance}",
            curve[week]
        );
    }
}

/// Simple contagion.
#[test]
fn w1_spreads_as_elsewhere() {
    let curve = curve("w1");
    assert_eq!(curve.len(), 101);
    let expected = [
        (10, 0.01239, 0.0025),
        (20, 0.07497, 0.009),
        (30, 0.30892, 0.028),
        (40, 0.70312, 0.028),
        (50, 0.91830, 0.009),
        (60, 0.97758, 0.0025),
        (80, 0.99712, 0.0005),
        (100, 0.99928, 0.0003),
    ];
    agrees(&curve, &expected);
}

/// Fractional thresholds, from the first adopters on until nothing changes.
#[test]
fn w2_spreads_as_elsewhere() {
    let curve = curve("w2");
    let expected = [
        (0, 0.01, 1e-9),
        (1, 0.02717, 0.001),
        (2, 0.05368, 0.003),
        (3, 0.10025, 0.006),
        (4, 0.19455, 0.014),
        (5, 0.40885, 0.03),
        (6, 0.81682, 0.04),
        (7, 0.99854, 0.0015),
        (8, 0.99995, 1e-4),
        (12, 0.99995, 1e-4),
    ];
    agrees(&curve, &expected);
    assert_eq!(curve[11], curve[12], "something still changes");
}

/// The full model is the shipped community, with what spreads there, and nothing else.
#[test]
fn full_is_riverside_without_a_programme() {
    let read = |path: &str| -> toml::Table {
        let path = format!("{}/{path}", env!("CARGO_MANIFEST_DIR"));
        toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    let (full, riverside) = (read("benches/scenarios/full.toml"), read("scenarios/riverside.toml"));
    let mut population = full["population"].clone();
    population["size"] = riverside["population"]["size"].clone();
    assert_eq!(population, riverside["population"]);
    for key in ["time", "history", "trait", "layer", "practice", "adoption", "load", "symptom", "stage"] {
        assert_eq!(full[key], riverside[key], "{key}");
    }
    assert!(full.get("intervention").is_none());
    let choice = read("benches/scenarios/choice.toml");
    assert_eq!(choice["adoption"]["choice"], read("scenarios/choice.toml")["adoption"]["choice"]);
}
