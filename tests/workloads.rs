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
    let out = tress(room.path(), &["run", &scenario, "--quiet", "--no-plots", "--out", "results", "--set", &size]);
    assert!(out.status.success(), "{}", said(&out.stderr));
    let all = Table::read(&room.path().join("results/timeseries.csv")).only(&[("group", "all")]);
    all.numbers("adopters").into_iter().map(|adopters| adopters / f64::from(SIZE)).collect()
}

/// Simple contagion, after 10, 20, … steps.
#[test]
fn w1_spreads_as_elsewhere() {
    let curve = curve("w1");
    assert_eq!(curve.len(), 101);
    for (step, share) in W1 {
        // Early growth is by chance; a shift of s steps moves the curve by s times its slope.
        let tolerance = 4.0 * (share * (1.0 - share) * 0.002 + 1.0 / f64::from(SIZE)).sqrt() * 0.2;
        assert!((curve[step] - share).abs() < tolerance, "step {step}: {} {share}", curve[step]);
    }
}

/// Fractional thresholds, step by step from the first adopters on, until nothing changes.
#[test]
fn w2_spreads_as_elsewhere() {
    let curve = curve("w2");
    for (step, share) in W2.into_iter().enumerate() {
        let tolerance = 0.01 * share + 0.02 * share * (1.0 - share) + 1e-4;
        assert!((curve[step] - share).abs() < tolerance, "step {step}: {} {share}", curve[step]);
    }
    assert_eq!(curve[29], curve[30], "something still changes");
}
