//! The same bytes out for any number of threads, any spread of the work and any size of block.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{RULES, Rule, edited, run, run_with, said, same, tress, village};
use std::sync::Arc;
use tress::engine::{self, Community, Model, Run, Series, Setting};
use tress::network::Inputs;
use tress::scenario::Scenario;

/// Runs a scenario on 1, 2, 3 and 8 threads and holds every file but the record, figures included, to be the same.
fn same_bytes_for_any_threads(scenario: &str) {
    let bytes = |threads: &str| run_with(scenario, &["--threads", threads]).bytes();
    let one = bytes("1");
    for name in ["timeseries.csv", "summary.csv", "people.csv", "adoption.png", "stages.png"] {
        assert!(one.get(name).is_some_and(|bytes| bytes.len() > 100), "{name}");
    }
    for threads in ["2", "3", "8"] {
        let other = bytes(threads);
        assert!(one.keys().eq(other.keys()), "{threads} threads leave other files: {:?}", other.keys());
        for (name, bytes) in &one {
            assert!(*bytes == other[name], "{name} differs on {threads} threads");
        }
    }
}

fn with_sample(scenario: &str, people: u32) -> String {
    format!("{scenario}people_sample = {people}\nage_bands = [6, 18, 40, 80]\n")
}

#[test]
fn threads_do_not_matter_where_runs_are_spread() {
    for rule in [Rule::Hazard, Rule::Choice] {
        let scenario = edited(&village(rule), "replicates = 2", "replicates = 5");
        same_bytes_for_any_threads(&with_sample(&scenario, 50));
    }
}

/// One arm, one replicate and several blocks of people: the people of the run are spread.
#[test]
fn threads_do_not_matter_where_people_are_spread() {
    for rule in [Rule::Hazard, Rule::Choice] {
        let scenario = village(rule);
        let (before, after) = (scenario.find("[[arm]]").unwrap(), scenario.find("[output]").unwrap());
        let scenario = format!("{}{}", &scenario[..before], &scenario[after..]);
        let scenario = edited(&scenario, "replicates = 2", "replicates = 1");
        let scenario = edited(&scenario, "size = 600", "size = 10_000");
        let scenario = edited(
            &scenario,
            "[time]",
            "arm = [{ name = 'one', interventions = ['lecture', 'champions'] }]\n[time]",
        );
        same_bytes_for_any_threads(&with_sample(&scenario, 500));
    }
}

fn series(scenario: &Scenario, block_size: usize) -> Vec<Series> {
    let model = Model::new(scenario);
    let community = Community::with_block_size(scenario, &model, &Arc::new(Inputs::default()), 1, block_size);
    let setting = Setting { scenario, model: &model, community: &community };
    let arms = 0..scenario.arms.len();
    arms.flat_map(|arm| {
        [true, false].map(|spread| engine::run(Run::new(setting, arm, spread), 1, &|_| true).unwrap())
    })
    .collect()
}

#[test]
fn the_size_of_blocks_does_not_matter() {
    for rule in RULES {
        let text = edited(&with_sample(&village(rule), 600), "size = 600", "size = 1500");
        let scenario: Scenario = text.parse().unwrap();
        let whole = series(&scenario, 4096);
        assert!(whole.chunks(2).all(|pair| pair[0] == pair[1]), "{rule:?}: spreading people changes the run");
        for block_size in [64, 128, 192] {
            assert!(series(&scenario, block_size) == whole, "{rule:?} in blocks of {block_size}");
        }
    }
}

/// A test of equality means nothing where all results are equal.
#[test]
fn seeds_and_replicates_give_other_results() {
    let scenario = village(Rule::Hazard);
    let first = run(&scenario).timeseries();
    let runs: Vec<_> = first.runs().iter().map(|run| run.without(&["replicate"])).collect();
    assert!(runs[0] != runs[1], "two replicates are the same");
    let other = run(&edited(&scenario, "rng_seed = 7", "rng_seed = 8")).timeseries();
    assert!(first != other, "two seeds give the same");
    same(&first, &run(&scenario).timeseries(), "the same seed");
}

#[test]
fn rerun_gives_the_same_bytes_and_says_so() {
    let done = run_with(&village(Rule::Choice), &["--svg", "--threads", "2", "--set", "population.size=400"]);
    // From the record alone: the scenario is gone, and another one stands in its place.
    std::fs::write(done.room.path().join("scenario.toml"), village(Rule::Cascade)).unwrap();
    for threads in ["1", "3"] {
        let again = tress(done.room.path(), &["rerun", "results", "--threads", threads]);
        let files = done.bytes().len();
        assert_eq!(said(&again.stdout), format!("results: the same bytes again, in {files} files\n"));
        assert!(again.status.success());
    }
}

#[test]
fn rerun_says_when_other_bytes_come_out() {
    let done = run(&village(Rule::Hazard));
    let (record, table) = (done.folder().join("provenance.json"), done.folder().join("summary.csv"));
    // A table that was changed, first behind the record's back, then with the record in the know.
    std::fs::write(&table, "arm,week\n").unwrap();
    let again = tress(done.room.path(), &["rerun", "results"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again.stderr).contains("summary.csv is not what the run wrote"), "{}", said(&again.stderr));

    let text = std::fs::read_to_string(&record).unwrap();
    let hash = done.provenance()["files"]["summary.csv"].as_str().unwrap().to_string();
    std::fs::write(&record, text.replace(&hash, &tress::record::sha256(b"arm,week\n"))).unwrap();
    let again = tress(done.room.path(), &["rerun", "results"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(said(&again.stderr).contains("other bytes came out in summary.csv"), "{}", said(&again.stderr));
}
