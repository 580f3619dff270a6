//! `tress run --until` from outside: what it leaves is what `--set replicates=N` leaves, and as precise as was asked.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Rule, Run, Table, edited, run_with, said, tress, village};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use tempfile::TempDir;
use tress::engine::Model;
use tress::network::Inputs;
use tress::record::{Goal, Stop, Whose};
use tress::scenario::Scenario;
use tress::study::{Look, Next, Plan, Until, Watch, simulate, simulate_until};

const CONTRAST: &str = "adopters_share of champions - none ± 0.004";

fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("scenario.toml"), village(Rule::Hazard)).unwrap();
    room
}

fn until(words: &[&str]) -> Run {
    run_with(&village(Rule::Hazard), &[&["--no-plots"], words].concat())
}

/// Half of the width of the interval in the one row of `contrasts.csv` for all people at the end.
fn half_width(folder: &Path, arm: &str, measure: &str) -> f64 {
    let conditions = [("arm", arm), ("measure", measure), ("group", "all"), ("week", "100")];
    let row = Table::read(&folder.join("contrasts.csv")).only(&conditions);
    assert_eq!(row.rows.len(), 1);
    0.5 * (row.numbers("high")[0] - row.numbers("low")[0])
}

#[test]
fn results_are_those_of_as_many_replicates_for_any_threads() {
    let found = until(&["--until", CONTRAST]);
    let record = found.provenance();
    let replicates = record["replicates"].as_u64().unwrap();
    assert!(replicates > 10 && replicates < 200, "{replicates}: the test is about batches");
    let plain = until(&["--set", &format!("replicates={replicates}")]);
    assert!(found.bytes() == plain.bytes());
    for threads in ["1", "3"] {
        let other = until(&["--until", CONTRAST, "--threads", threads]);
        assert!(found.bytes() == other.bytes(), "{threads} threads");
    }

    // The tables say afterwards what was promised, and the record what was asked.
    let half = half_width(&found.folder(), "champions", "adopters_share");
    let goal = &record["until"]["goals"][0];
    assert!(half <= 0.004 && (half - goal["obtained"].as_f64().unwrap()).abs() < 1e-15, "{half}, {goal}");
    assert_eq!((&goal["words"], &goal["reached"]), (&CONTRAST.into(), &true.into()));
    assert_eq!(goal["rows"], "adopters_share of champions - none");
    let looks = record["until"]["looks"].as_array().unwrap();
    assert_eq!((&looks[0], looks.last().unwrap()), (&10.into(), &replicates.into()));
    assert_eq!(record["until"]["stopped"], "reached");
    assert_eq!(record["scenario"]["hash"], plain.provenance()["scenario"]["hash"]);
    assert_eq!(record["overrides"], plain.provenance()["overrides"]);
    let again = tress(found.room.path(), &["rerun", "results"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again.stderr));
}

/// Every step that is done, and every look.
#[derive(Default)]
struct Counting {
    steps: AtomicU64,
    added: AtomicU64,
}

impl Watch for Counting {
    fn stepped(&self) -> bool {
        self.steps.fetch_add(1, Relaxed);
        true
    }
    fn looked(&self, look: &Look, plan: &Plan) {
        if let Next::More(more) = look.next {
            assert_eq!(plan.replicates, more);
            self.added.fetch_add(u64::from(more), Relaxed);
        }
    }
}

#[test]
fn no_replicate_is_run_twice() {
    let scenario: Scenario = village(Rule::Hazard).parse().unwrap();
    let model = Model::new(&scenario);
    let inputs = Arc::new(Inputs::default());
    let goal = Goal {
        words: CONTRAST.into(),
        measure: "adopters_share".into(),
        whose: Whose::Contrast(2),
        group: "all".into(),
        at: None,
        half_width: 0.01,
    };
    let until = Until { goals: vec![goal], most: 200 };
    let plan = |replicates| Plan::new(&Until::with(&scenario, replicates), &model, &inputs, 2);
    let watch = Counting::default();
    let (found, record) = simulate_until(&scenario, &model, &inputs, &until, &plan(10), &watch).unwrap();
    assert_eq!(record.stopped, Stop::Reached);
    let whole = plan(record.replicates());
    assert_eq!(watch.steps.load(Relaxed), u64::from(whole.runs()) * u64::from(whole.steps));
    assert_eq!(watch.added.load(Relaxed) + 10, u64::from(record.replicates()));
    let plain = simulate(&scenario, &model, &inputs, &whole, &Counting::default()).unwrap();
    assert!(found.series == plain.series);
}

#[test]
fn progress_and_summary_say_how_precise_it_is() {
    let room = room();
    let words =
        ["run", "scenario.toml", "--no-plots", "--until", "early_prevalence +- 0.006", "--threads", "2"];
    let out = tress(room.path(), &words);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out.stderr));
    let (prose, progress) = (said(&out.stdout), said(&out.stderr));
    assert!(
        progress.contains("more replicates until early_prevalence ± 0.006, at most 1,000\n"),
        "{progress}"
    );
    assert!(progress.contains(" after 10 replicates; 0.006 asked: "), "{progress}");
    assert!(progress.trim_end().ends_with("0.006 asked: enough"), "{progress}");
    let sentence = prose.lines().find(|line| line.starts_with("Precision reached with ")).unwrap();
    assert!(
        sentence.contains(" replicates (half of the 95 % interval of the mean): early_prevalence ± 0.00")
    );
    assert!(sentence.ends_with(" (0.006 asked)."), "{sentence}");

    // Once more: the results that are there are left alone, and the work is not lost.
    let out = tress(room.path(), &words);
    assert_eq!(out.status.code(), Some(0));
    assert!(said(&out.stderr).contains(" exists already and is left alone; results go to output/village-"));
    let mut names: Vec<_> =
        fs::read_dir(room.path().join("output")).unwrap().map(|e| e.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names.len(), 2);
    assert_eq!(names[1].to_str().unwrap(), format!("{}-2", names[0].to_str().unwrap()));
    let out = tress(room.path(), &[&words[..], &["--force", "--quiet"]].concat());
    assert_eq!((out.status.code(), said(&out.stderr)), (Some(0), String::new()));
    assert_eq!(fs::read_dir(room.path().join("output")).unwrap().count(), 2);
}

#[test]
fn at_the_most_replicates_it_ends_with_what_it_has() {
    let room = room();
    let words =
        ["run", "scenario.toml", "--no-plots", "--out", "r", "--until", "load_total ± 0.5", "--most", "13"];
    let out = tress(room.path(), &words);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out.stderr));
    let start = "Precision not reached with 13 replicates, the most allowed (half of the 95 % interval of the mean): \
                 load_total ± ";
    assert!(said(&out.stderr).contains(&format!("note: {start}")), "{}", said(&out.stderr));
    let prose = said(&out.stdout);
    let sentence = prose.lines().find(|line| line.starts_with(start)).unwrap();
    assert!(
        sentence.contains(" (0.5 asked; takes about ") && sentence.ends_with(" replicates)."),
        "{sentence}"
    );
    assert!(room.path().join("r/summary.csv").is_file());

    let json = tress(room.path(), &[&words[..], &["--force", "--json", "--quiet"]].concat());
    assert_eq!((json.status.code(), said(&json.stderr)), (Some(0), String::new()));
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&json["until"]["stopped"], &json["replicates"]), (&"most".into(), &13.into()));
    assert_eq!(json["until"]["goals"][0]["reached"], false);
}

#[test]
fn what_has_no_value_stops_it() {
    let room = room();
    let out = tress(
        room.path(),
        &["run", "scenario.toml", "--no-plots", "--until", "time_to_90_adoption_weeks of none ± 4"],
    );
    assert_eq!(out.status.code(), Some(0));
    let sentence = "Precision not reached, stopped after 10 replicates (half of the 95 % interval of the mean): \
                    time_to_90_adoption_weeks of none has a value in no replicate of none (4 asked).";
    assert!(said(&out.stdout).contains(sentence), "{}", said(&out.stdout));
}

/// The faults of `--until`, as they are read.
fn faults(words: &[&str]) -> String {
    let room = tempfile::tempdir().unwrap();
    let scenario = edited(&village(Rule::Hazard), "[output]", "[output]\nage_bands = [6, 12, 18]");
    fs::write(room.path().join("scenario.toml"), scenario).unwrap();
    let untils = words.iter().flat_map(|words| ["--until", words]);
    let out = tress(room.path(), &["run", "scenario.toml"].into_iter().chain(untils).collect::<Vec<_>>());
    assert_eq!((out.status.code(), said(&out.stdout)), (Some(2), String::new()), "{words:?}");
    assert_eq!(fs::read_dir(room.path()).unwrap().count(), 1, "nothing was written");
    said(&out.stderr)
}

#[test]
fn faults_say_where_what_and_what_would_be_right() {
    assert_eq!(
        faults(&["early_prevalense of champion - none in yung at 3 years ± 0.002"]),
        "\
error: no measure is called `early_prevalense`
--> command line:1:9
 |
 | --until early_prevalense of champion - none in yung at 3 years ± 0.002
 |         ^^^^^^^^^^^^^^^^
 |
 = help: did you mean `early_prevalence`?

error: no arm is called `champion`
--> command line:1:29
 |
 | --until early_prevalense of champion - none in yung at 3 years ± 0.002
 |                             ^^^^^^^^
 |
 = help: did you mean `champions`?

error: no group is called `yung`
--> command line:1:48
 |
 | --until early_prevalense of champion - none in yung at 3 years ± 0.002
 |                                                ^^^^
 |
 = help: did you mean `young`?

error: 3 years is no checkpoint
--> command line:1:56
 |
 | --until early_prevalense of champion - none in yung at 3 years ± 0.002
 |                                                        ^^^^^^^
 |
 = help: the tables report after 1 year, 100 weeks; `output.checkpoints` may name more

4 faults in --until; nothing was written
"
    );
    assert_eq!(
        faults(&["early_prevalence 0.002", "adopters ± nan"]),
        "\
error: there is no ± with a half-width
--> command line:1:9
 |
 | --until early_prevalence 0.002
 |         ^^^^^^^^^^^^^^^^^^^^^^
 |
 = help: write MEASURE ± NUMBER, as in \"early_prevalence ± 0.002\"; +- stands for ± as well

error: a half-width cannot be nan
--> command line:1:20
 |
 | --until adopters ± nan
 |                    ^^^
 |
 = help: write a number greater than 0

2 faults in --until; nothing was written
"
    );
}

#[test]
fn every_kind_of_fault_has_its_words() {
    for (words, message, help) in [
        ("± 2", "a measure is missing before this", "write MEASURE of ARM in GROUP at TIME ± NUMBER"),
        ("adopters ±", "a number is missing after ±", "write MEASURE of ARM"),
        (
            "adopters ± few",
            "`few` is not a number",
            "write a number greater than 0, in the unit of the measure",
        ),
        ("adopters ± 2,5", "`2,5` is not a number", "write 2.5"),
        ("adopters ± 0", "a half-width cannot be 0", "write a number greater than 0"),
        ("adopters +/- -2", "a half-width cannot be -2", "write a number greater than 0"),
        ("adopters ± inf", "a half-width cannot be inf", "write a number greater than 0"),
        ("adopters ± 2 ± 3", "`2 ± 3` is not a number", "write a number"),
        (
            "early_prevalence ± 0.2 %",
            "a half-width cannot be a percentage",
            "it could be of people or of the mean: write a number in the unit of the measure; 0.2 percentage points \
             of a share are 0.002",
        ),
        ("adopters champions ± 1", "`champions` does not belong here", "did you mean `of champions`?"),
        ("adopters young ± 1", "`young` does not belong here", "did you mean `in young`?"),
        ("adopters early ± 1", "`early` does not belong here", "write MEASURE of ARM"),
        ("adopters of ± 1", "nothing follows `of`", "write MEASURE of ARM"),
        ("adopters of none of lecture ± 1", "`of` is given twice", "give it once; --until may be repeated"),
        ("adopters of champions - ± 1", "nothing follows this", "`lecture - none`, `champions - none`"),
        (
            "adopters of none - champions ± 1",
            "`none - champions` is no row of contrasts.csv",
            "arms are compared with the first: `lecture - none`, `champions - none`",
        ),
        ("adopters at last ± 1", "`last` is not a time", "the tables report after 1 year, 100 weeks"),
        ("xyz ± 1", "no measure is called `xyz`", "the column `measure` of summary.csv names them all"),
        ("bass_p_se of lecture - none ± 1", "contrasts.csv does not compare `bass_p_se`", "name one arm"),
        ("programme_cost in young ± 1", "`programme_cost` is of all people only", "leave the group out"),
        ("load_mean in young 6-11 ± 1", "`load_mean` is not recorded by age band", "name a whole group"),
        ("bass_p at 1 year ± 1", "`bass_p` is not reported after 1 year", "leave the time out"),
    ] {
        let text = faults(&[words]);
        assert!(text.starts_with(&format!("error: {message}")), "{words}\n{text}");
        assert!(text.contains(" = help: ") && text.contains(help), "{words}\n{text}");
        assert!(text.ends_with("\n1 fault in --until; nothing was written\n"), "{words}\n{text}");
    }
}

#[test]
fn every_part_may_be_given_in_any_order_and_however_it_is_typed() {
    let run = until(&[
        "--until",
        "early_prevalence in young of champions vs none at 1 year +/- 1",
        "--until",
        "  adopters_share   at 52 weeks of lecture+-1 ",
        "--until",
        "load_mean of champions − none ±1",
    ]);
    let goals = &run.provenance()["until"]["goals"];
    let rows: Vec<&str> =
        goals.as_array().unwrap().iter().map(|goal| goal["rows"].as_str().unwrap()).collect();
    assert_eq!(
        rows,
        [
            "early_prevalence of champions - none in young at 1 year",
            "adopters_share of lecture at 1 year",
            "load_mean of champions - none"
        ]
    );
}

#[test]
fn fewer_at_most_than_at_least_is_refused() {
    let room = room();
    let out = tress(room.path(), &["run", "scenario.toml", "--until", CONTRAST, "--most", "5"]);
    assert_eq!(out.status.code(), Some(2));
    let words = "error: --most 5: a precision is stated from 10 replicates on\nhelp: write 10 or more\n";
    assert_eq!(said(&out.stderr), words);
    let out = tress(room.path(), &["run", "scenario.toml", "--most", "50"]);
    assert_eq!(out.status.code(), Some(2), "nothing to allow the most for");
}
