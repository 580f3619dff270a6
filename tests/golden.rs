//! The results of one small run, as they were when somebody last meant them to change.
//!
//! `TRESS_REFRESH=1 cargo test --test golden` writes the baseline anew. Do that only where numbers are meant to
//! change, look at the difference, and say it under *Numbers* in the changelog.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Rule, Table, run, same, village};
use std::fs;
use std::path::Path;

/// Holds the summary of a run to the baseline of this name.
fn as_it_was(name: &str, rule: Rule) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    let done = run(&village(rule));
    if std::env::var_os("TRESS_REFRESH").is_some_and(|value| value == "1") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(done.folder().join("summary.csv"), &path).unwrap();
    }
    let advice = format!("{name}; if this is meant, refresh the baseline as tests/golden.rs says");
    same(&Table::read(&path), &done.summary(), &advice);
    assert!(fs::read(&path).unwrap() == done.bytes()["summary.csv"], "{advice}");
}

#[test]
fn a_village_under_hazard() {
    as_it_was("hazard.csv", Rule::Hazard);
}

#[test]
fn a_village_under_choice() {
    as_it_was("choice.csv", Rule::Choice);
}
