//! `tress targets`: the same as running each rule and number of people as an arm, on any number of threads.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Rule, Table, edited, run, said, tress, village};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// The village in a folder of its own.
fn room(scenario: &str) -> TempDir {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("village.toml"), scenario).unwrap();
    room
}

fn targets(folder: &Path, out: &str, flags: &[&str]) -> Table {
    let words = ["targets", "village.toml", "--quiet", "--no-plots", "--out", out];
    let output = tress(folder, &[&words, flags].concat());
    assert!(output.status.success(), "{}", said(&output.stderr));
    assert_eq!(said(&output.stderr), "");
    Table::read(&folder.join(out).join("targets.csv"))
}

/// What stands on stderr when a command is refused.
fn refused(folder: &Path, flags: &[&str]) -> String {
    let output = tress(folder, &[&["targets", "village.toml", "--quiet"], flags].concat());
    assert_eq!(output.status.code(), Some(2), "{}", said(&output.stderr));
    assert!(!folder.join("output").exists(), "nothing was written");
    said(&output.stderr)
}

#[test]
fn each_row_is_what_an_arm_would_have_given() {
    let scenario = village(Rule::Hazard);
    let room = room(&scenario);
    let found = targets(room.path(), "found", &["--budgets", "40,10"]);
    let rules = ["random", "degree", "nomination", "k_core", "page_rank", "venue", "stage", "influence"];
    for rule in rules {
        let rows = found.only(&[("rule", rule)]);
        assert_eq!(rows.texts("budget"), ["10", "10", "40", "40"], "{rule}");
        assert_eq!(rows.texts("replicate"), ["0", "1", "0", "1"]);
    }
    assert_eq!(found.rows.len(), rules.len() * 4);
    for (rule, layer) in [("degree", "friends"), ("influence", "friends"), ("venue", "salon")] {
        let aimed = "reach = 0.05\ntargeting = { rule = \"nomination\", groups = [\"young\", \"adult\"], layer = \"friends\" }";
        let to = format!(
            "number = 40\ntargeting = {{ rule = \"{rule}\", groups = [\"young\", \"adult\"], layer = \"{layer}\" }}"
        );
        let attribution = run(&edited(&scenario, aimed, &to)).table("attribution.csv");
        for replicate in ["0", "1"] {
            let row = found.only(&[("rule", rule), ("budget", "40"), ("replicate", replicate)]);
            let place = [("arm", "champions"), ("replicate", replicate), ("week", "100"), ("group", "all")];
            let arm = attribution.only(&place);
            let sum = |column: &str| arm.numbers(column).iter().sum::<f64>();
            let reached = arm.only(&[("role", "participant")]).numbers("people")[0];
            assert_eq!(row.numbers("reached")[0], reached, "{rule}");
            // Some of the forty have left the village since.
            assert!((30.0..=40.0).contains(&reached), "{rule}: {reached}");
            assert_eq!(row.numbers("adopters_gained")[0], sum("adopters_gained") - sum("adopters_lost"));
            assert_eq!(row.numbers("late_averted")[0], sum("late_averted") - sum("late_caused"));
            assert_eq!(row.numbers("load_averted")[0], sum("load_averted"));
        }
    }
}

#[test]
fn threads_change_nothing_and_a_rerun_gives_the_same_bytes() {
    let room = room(&village(Rule::Contagion));
    let one = targets(room.path(), "one", &["--budgets", "5,30", "--threads", "1"]);
    let four = targets(room.path(), "four", &["--budgets", "5,30", "--threads", "4"]);
    assert!(one == four);
    let rerun = tress(room.path(), &["rerun", "one"]);
    assert!(rerun.status.success(), "{}", said(&rerun.stderr));
    assert!(said(&rerun.stdout).contains("the same bytes again"), "{}", said(&rerun.stdout));
}

#[test]
fn choosing_by_simulated_harm_beats_chance_on_average() {
    // Few programmes, a long time: each replicate is one community. With 6 replicates the difference of means is
    // some four standard errors; the seed is fixed.
    let scenario = edited(&village(Rule::Hazard), "replicates = 2", "replicates = 6");
    let scenario = edited(&scenario, "size = 600", "size = 300");
    let room = room(&scenario);
    let found = targets(room.path(), "harm", &["--budgets", "6", "--rules", "harm,random"]);
    let mean = |rule: &str| {
        let loads = found.only(&[("rule", rule)]).numbers("load_averted");
        assert_eq!(loads.len(), 6);
        loads.iter().sum::<f64>() / 6.0
    };
    assert!(mean("harm") > mean("random"), "{} {}", mean("harm"), mean("random"));
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_can() {
    let room = room(&village(Rule::Choice));
    let text = refused(room.path(), &["--budgets", "601"]);
    assert!(text.contains("--budgets 601: there are 600 people"), "{text}");
    assert!(text.contains("write numbers from 1 to 600"), "{text}");
    let text = refused(room.path(), &["--rules", "influence"]);
    assert!(text.contains("\"influence\" does not apply under the rule \"choice\""), "{text}");
    let text = refused(room.path(), &["--rules", "degreee"]);
    assert!(text.contains("'degree'"), "{text}");
    let text = refused(room.path(), &["--rules", "harm", "--budgets", "51"]);
    assert!(text.contains("write `number`, at most 50"), "{text}");
    let text = refused(room.path(), &["--intervention", "lectur"]);
    assert!(text.contains("there is `lecture`, `champions`"), "{text}");
    let text = refused(room.path(), &["--budgets", "0"]);
    assert!(text.contains('0'), "{text}");
}
