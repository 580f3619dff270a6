//! The tables of a small hand-made run, whose every number can be worked out on paper.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use tress::engine::{Component, CostRow, LoadStats, PersonRow, Row, Series, StageCounts, SymptomCounts};
use tress::record::{
    Provenance, Source, Stop, Store, Tables, TargetsRecord, TargetsRow, UntilRecord, prose, scenario_hash,
    summary_json, write, write_targets,
};
use tress::scenario::{Scenario, TargetingRule};

const SCENARIO: &str = r#"
name = "village"
rng_seed = 1
replicates = 3
[time]
horizon = "4 weeks"
[population]
size = 100
[[population.group]]
name = "girls"
share = 0.4
ages = [6, 18]
practices = { tight = 1.0 }
[[population.group]]
name = "women"
share = 0.6
ages = [18, 80]
practices = { tight = 1.0 }
[[practice]]
name = "tight"
stress = 1.0
[[practice]]
name = "loose"
stress = 0.1
[adoption]
rule = "hazard"
innovation = ["loose"]
[[symptom]]
name = "sore"
tolerance = { median = 1.0 }
[[stage]]
name = "early"
label = "Early stage"
measure = "strain"
tolerance = { median = 10.0 }
[[intervention]]
name = "visits"
number = 10
champions = {}
[[arm]]
name = "none"
label = "No programme"
[[arm]]
name = "peers"
label = "Peer champions"
interventions = ["visits"]
[output]
checkpoints = ["2 weeks", "4 weeks"]
age_bands = [6, 8, 18]
"#;

fn scenario() -> Scenario {
    toml::from_str(SCENARIO).unwrap()
}

/// One group in one week.
fn row(week: u32, group: Option<usize>, people: u64, adopters: u64, new_adopters: u64, entries: u64) -> Row {
    Row {
        week: f64::from(week),
        group,
        band: None,
        people,
        adopters,
        new_adopters,
        discontinued: 0,
        practices: vec![people - adopters, adopters],
        symptoms: vec![SymptomCounts { people: people / 10, ever: people / 5 }],
        stages: vec![StageCounts {
            people: entries,
            entries,
            entered: entries,
            exits: 0,
            at_risk_years: if week == 0 { 0.0 } else { people as f64 / 64.0 },
        }],
        load: LoadStats {
            mean: 2.0 * f64::from(week),
            total: 2.0 * f64::from(week) * people as f64,
            quantiles: [0.0, 1.0, 1.5, 3.0, 9.0],
        },
    }
}

/// Adopters of all 100 people at weeks 0 to 4: `start`, and `pace` more each week.
fn series(arm: usize, replicate: u32, start: u64, pace: u64) -> Series {
    let mut rows = vec![];
    for week in 0..5 {
        let (adopters, new) = (start + pace * u64::from(week), if week == 0 { 0 } else { pace });
        rows.push(row(week, None, 100, adopters, new, u64::from(week)));
        rows.push(row(week, Some(0), 40, adopters / 2, new / 2, 0));
        rows.push(row(week, Some(1), 60, adopters - adopters / 2, new - new / 2, u64::from(week)));
    }
    let band = |week: u32, band: usize| Row { band: Some(band), ..row(week, Some(0), 20, 2, 0, 1) };
    Series {
        arm,
        replicate,
        rows,
        bands: [2, 4].into_iter().flat_map(|week| [band(week, 0), band(week, 1)]).collect(),
        costs: vec![CostRow {
            week: 4.0,
            intervention: 0,
            component: Component::Fixed,
            units: 1,
            cost: 500.0 * arm as f64,
            discounted: 500.0 * arm as f64,
        }],
        guarantees: vec![],
        attribution: vec![],
        snapshots: vec![],
        people: vec![PersonRow {
            person: 7,
            group: 1,
            age: 30.5,
            degree: 6,
            toa: None,
            practice: 0,
            load: 12.25,
            strain: 0.1,
            stage: replicate as usize % 2,
        }],
    }
}

fn all_series() -> Vec<Series> {
    let none = [(10, 1), (12, 2), (14, 3)];
    let peers = [(10, 11), (12, 13), (14, 12)];
    let arm = |arm: usize, runs: [(u64, u64); 3]| {
        runs.into_iter().zip(0..).map(move |((start, pace), replicate)| series(arm, replicate, start, pace))
    };
    arm(0, none).chain(arm(1, peers)).collect()
}

type Cells = BTreeMap<String, String>;

fn table(folder: &std::path::Path, name: &str) -> (Vec<String>, Vec<Cells>) {
    let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(String::from).collect();
    let cells = |row: csv::StringRecord| header.iter().cloned().zip(row.iter().map(String::from)).collect();
    let rows = reader.records().map(|row| cells(row.unwrap())).collect();
    (header, rows)
}

fn row_of<'a>(rows: &'a [Cells], wanted: &[(&str, &str)]) -> &'a Cells {
    let found: Vec<&Cells> =
        rows.iter().filter(|row| wanted.iter().all(|(column, value)| row[*column] == *value)).collect();
    assert_eq!(found.len(), 1, "{wanted:?}");
    found[0]
}

fn near(row: &Cells, column: &str, expected: f64) {
    let found: f64 = row[column].parse().unwrap_or(f64::NAN);
    assert!((found - expected).abs() < 1e-12, "{column}: {found}, not {expected}, in {row:?}");
}

/// The folder of the hand-made run, and its tables in memory.
fn written(series: &[Series]) -> (tempfile::TempDir, Tables) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("run"), false).unwrap();
    let tables = write(&store, &scenario(), series).unwrap();
    store.commit(&mut Provenance::default()).unwrap();
    (dir, tables)
}

#[test]
fn timeseries_holds_every_row_in_order() {
    let (dir, _) = written(&all_series());
    let text = fs::read_to_string(dir.path().join("run/timeseries.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "arm,replicate,week,group,people,adopters,new_adopters,discontinued,tight_share,loose_share,sore_people,\
         sore_ever,early_people,early_entries,early_entered,early_exits,early_at_risk_years,load_mean,\
         load_total,load_q025,load_q25,load_q50,load_q75,load_q975"
    );
    assert_eq!(lines.next().unwrap(), "none,0,0,all,100,10,0,0,0.9,0.1,10,20,0,0,0,0,0,0,0,0,1,1.5,3,9");
    assert_eq!(
        lines.nth(3).unwrap(),
        "none,0,1,girls,40,5,0,0,0.875,0.125,4,8,0,0,0,0,0.625,2,80,0,1,1.5,3,9"
    );
    assert_eq!(text.lines().count(), 1 + 2 * 3 * 5 * 3);
    assert!(text.lines().last().unwrap().starts_with("peers,2,4,women,60,"));
}

#[test]
fn the_order_of_the_runs_does_not_matter() {
    let mut backwards = all_series();
    backwards.reverse();
    let ((a, _), (b, _)) = (written(&all_series()), written(&backwards));
    let files = |dir: &tempfile::TempDir| Provenance::read(&dir.path().join("run")).unwrap().files;
    assert_eq!(files(&a), files(&b));
    assert_eq!(files(&a).len(), 10);
}

#[test]
fn summary_spreads_over_replicates() {
    let (dir, _) = written(&all_series());
    let (_, rows) = table(&dir.path().join("run"), "summary.csv");
    // none at week 2: 12, 16, 20 adopters.
    let at = |arm, week, group, measure| {
        row_of(&rows, &[("arm", arm), ("week", week), ("group", group), ("measure", measure)])
    };
    let adopters = at("none", "2", "all", "adopters");
    for (column, value) in [
        ("n", 3.0),
        ("mean", 16.0),
        ("sd", 4.0),
        ("q025", 12.2),
        ("q25", 14.0),
        ("q50", 16.0),
        ("q975", 19.8),
    ] {
        near(adopters, column, value);
    }
    near(at("none", "4", "all", "adopters_share"), "mean", 0.20);
    near(at("peers", "4", "all", "loose_share"), "mean", 0.6);
    near(at("none", "4", "all", "sore_prevalence"), "mean", 0.1);
    near(at("none", "4", "all", "sore_ever_share"), "mean", 0.2);
    near(at("none", "4", "all", "early_prevalence"), "mean", 0.04);
    // Entries 0 + 1 + 2 by week 2 in 200/64 person-years, and 10 by week 4 in 400/64.
    near(at("none", "2", "all", "early_incidence_per_1000_py"), "mean", 960.0);
    near(at("none", "4", "all", "early_incidence_per_1000_py"), "mean", 1600.0);
    near(at("none", "4", "all", "early_entries"), "mean", 10.0);
    near(at("none", "4", "women", "load_mean"), "mean", 8.0);
    near(at("none", "4", "girls", "load_median"), "mean", 1.5);
    // Bands: one entry at each of two checkpoints.
    near(at("none", "2", "girls 6-7", "early_entries"), "mean", 1.0);
    near(at("none", "4", "girls 8-17", "early_entries"), "mean", 2.0);
    near(at("none", "4", "girls 6-7", "adopters_share"), "mean", 0.1);
    near(at("peers", "4", "all", "programme_cost"), "mean", 500.0);
}

#[test]
fn times_count_the_replicates_that_got_there() {
    let (dir, _) = written(&all_series());
    let (_, rows) = table(&dir.path().join("run"), "summary.csv");
    let at =
        |arm, measure| row_of(&rows, &[("arm", arm), ("week", "4"), ("group", "all"), ("measure", measure)]);
    near(at("none", "time_to_10_adoption_weeks"), "mean", 0.0);
    // 10 + 11·4 = 54 and 12 + 13·3 = 51 and 14 + 12·3 = 50.
    let half = at("peers", "time_to_50_adoption_weeks");
    near(half, "n", 3.0);
    near(half, "mean", 10.0 / 3.0);
    let never = at("none", "time_to_90_adoption_weeks");
    assert_eq!((never["n"].as_str(), never["mean"].as_str(), never["q975"].as_str()), ("0", "", ""));
    // The same number each week: toa 1, 2, 3, 4 and the first of equal peaks.
    near(at("none", "rogers_early_majority_until_week"), "mean", 2.5);
    near(at("none", "rogers_late_majority_until_week"), "mean", 2.5 + 1.25f64.sqrt());
    near(at("none", "peak_adoption_week"), "mean", 1.0);
}

#[test]
fn curves_are_measured_once_for_whole_groups() {
    let (_dir, tables) = written(&all_series());
    let groups = |week: f64, measure: &str| -> Vec<&str> {
        let rows = tables
            .summary
            .iter()
            .filter(|row| row.arm == "none" && row.week == week && row.measure == measure);
        rows.map(|row| row.group.as_str()).collect()
    };
    assert_eq!(groups(4.0, "bass_p"), ["all", "girls", "women"]);
    assert_eq!(groups(4.0, "programme_cost"), ["all"]);
    assert!(groups(2.0, "bass_p").is_empty());
    assert_eq!(groups(2.0, "adopters"), ["all", "girls", "girls 6-7", "girls 8-17", "women"]);
}

#[test]
fn checkpoints_fall_on_recorded_weeks() {
    let weeks = |horizon: &str, checkpoints: &[&str]| -> Vec<f64> {
        let mut scenario = scenario();
        scenario.time.horizon = horizon.parse().unwrap();
        scenario.output.checkpoints = checkpoints.iter().map(|time| time.parse().unwrap()).collect();
        let mut weeks: Vec<f64> =
            Tables::of(&scenario, &all_series()).summary.iter().map(|row| row.week).collect();
        weeks.sort_by(f64::total_cmp);
        weeks.dedup();
        weeks
    };
    assert_eq!(weeks("4 weeks", &[]), [4.0]);
    // 1 month is 4.35 weeks: the last row is the horizon's.
    assert_eq!(weeks("1 month", &["1 month", "2 weeks"]), [2.0, 4.0]);
    // 2.57 and 2.43 weeks; twice the same row is one checkpoint; the horizon is always one.
    assert_eq!(weeks("4 weeks", &["18 days", "17 days", "19 days"]), [2.0, 3.0, 4.0]);
}

#[test]
fn contrasts_are_paired_by_replicate() {
    let (dir, _) = written(&all_series());
    let (_, rows) = table(&dir.path().join("run"), "contrasts.csv");
    let at = |measure| {
        row_of(
            &rows,
            &[("arm", "peers"), ("vs", "none"), ("week", "4"), ("group", "all"), ("measure", measure)],
        )
    };
    // 54 − 14, 64 − 20, 62 − 26: 40, 44, 36. var a = 28, var b = 36, var d = 16.
    let adopters = at("adopters");
    let half = 4.302_652_729_696_14 * 4.0 / 3f64.sqrt();
    for (column, value) in [
        ("mean", 40.0),
        ("sd", 4.0),
        ("median", 40.0),
        ("q025", 36.2),
        ("q975", 43.8),
        ("pairs", 3.0),
        ("variance_ratio", 16.0 / 64.0),
    ] {
        near(adopters, column, value);
    }
    assert!((adopters["low"].parse::<f64>().unwrap() - (40.0 - half)).abs() < 1e-9);
    assert!((adopters["high"].parse::<f64>().unwrap() - (40.0 + half)).abs() < 1e-9);
    near(at("programme_cost"), "mean", 500.0);
    assert_eq!(at("programme_cost")["variance_ratio"], "");
    assert_eq!(at("time_to_90_adoption_weeks")["pairs"], "0");
    assert!(rows.iter().all(|row| row["arm"] == "peers" && !row["measure"].ends_with("_se")));
}

#[test]
fn a_missing_replicate_leaves_its_pair_out() {
    let mut series = all_series();
    series.remove(1);
    let (_dir, tables) = written(&series);
    let row = tables.contrasts.iter().find(|row| row.week == 4.0 && row.measure == "adopters").unwrap();
    // 40 and 36.
    assert_eq!((row.pairs, row.mean, row.group.as_str()), (2, Some(38.0), "all"));
}

#[test]
fn people_are_written_by_name() {
    let (dir, _) = written(&all_series());
    let text = fs::read_to_string(dir.path().join("run/people.csv")).unwrap();
    let mut lines = text.lines();
    assert_eq!(lines.next().unwrap(), "arm,replicate,person,group,age,degree,toa,practice,load,strain,stage");
    assert_eq!(lines.next().unwrap(), "none,0,7,women,30.5,6,,tight,12.25,0.1,");
    assert_eq!(lines.next().unwrap(), "none,1,7,women,30.5,6,,tight,12.25,0.1,early");
    let mut unsampled = all_series();
    unsampled.iter_mut().for_each(|one| one.people.clear());
    assert!(!written(&unsampled).0.path().join("run/people.csv").exists());
}

#[test]
fn planners_get_sentences() {
    let (_dir, tables) = written(&all_series());
    assert_eq!(
        prose(&scenario(), &tables),
        "village after 4 weeks (3 replicates; in brackets, where 95 % of them lie)\n\
         \n\
         No programme\n  \
           20 % [14–26] are adopters.\n  \
           Early stage: 4.00 % of people; 1,600 new per 1,000 person-years.\n\
         \n\
         Peer champions\n  \
           60 % [54–64] are adopters.\n  \
           Early stage: 4.00 % of people; 1,600 new per 1,000 person-years.\n  \
           The programme costs 500 money units.\n\
         \n\
         Compared with No programme (in brackets, the 95 % interval of the mean difference)\n\
         \n\
         Peer champions\n  \
           Adopters: 40 points more [30–50].\n  \
           Early stage: no difference.\n  \
           Person by person: 40 adopters gained, 0 lost; 40 on balance [30–50].\n  \
           Costs 500 money units more than No programme, discounted at 3 % a year.\n  \
           13 money units for each adopter gained [10–17].\n  \
           For each person spared “Early stage”: costs more and does no more: not worth its cost at any price.\n"
    );
    assert_eq!(prose(&scenario(), &Tables::default()), "");
}

#[test]
fn scripts_get_json() {
    let (dir, tables) = written(&all_series());
    let value = serde_json::to_value(summary_json(&scenario(), "abc", dir.path(), &tables)).unwrap();
    assert_eq!(value["scenario"], "village");
    assert_eq!(value["summary"][0]["measure"], "adopters");
    assert_eq!(value["summary"].as_array().unwrap().len(), tables.summary.len());
    let never = value["summary"]
        .as_array()
        .unwrap()
        .iter()
        .find(|row| row["measure"] == "time_to_90_adoption_weeks")
        .unwrap();
    assert!(never["mean"].is_null());
}

/// The folder of a hand-made comparison of targets, beside that of a run.
fn targets(run: &std::path::Path) -> std::path::PathBuf {
    let row = TargetsRow {
        rule: TargetingRule::Random,
        budget: 10,
        replicate: 0,
        reached: 10,
        cost: 500.0,
        discounted: 500.0,
        adopters_gained: 10,
        averted: vec![0],
        load_averted: 0.0,
        guarantee: None,
    };
    let store = Store::open(&run.with_file_name("targets"), false).unwrap();
    write_targets(&store, &scenario(), &[row]).unwrap();
    store.commit(&mut Provenance::default()).unwrap()
}

#[test]
fn every_column_and_measure_is_documented() {
    let docs = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/OUTPUT.md")).unwrap();
    let section = |title: &str| -> BTreeSet<String> {
        let body = docs.split("\n## ").find(|part| part.starts_with(title)).unwrap();
        let cell = |line: &str| Some(line.strip_prefix("| `")?.split_once('`')?.0.to_string());
        body.lines().filter_map(cell).collect()
    };
    let general = |name: &str| {
        let known = [
            ("tight_", "{practice}_"),
            ("loose_", "{practice}_"),
            ("sore_", "{symptom}_"),
            ("early_", "{stage}_"),
        ];
        let found =
            known.iter().find_map(|(own, general)| Some(format!("{general}{}", name.strip_prefix(own)?)));
        found.unwrap_or_else(|| name.to_string())
    };
    let (dir, _) = written(&all_series());
    let folder = dir.path().join("run");
    let aimed = targets(&folder);
    let run = Provenance::read(&folder).unwrap().files;
    let of_run = run.keys().map(|name| (&folder, name.as_str()));
    let tables: Vec<_> = of_run.chain(["targets.csv", "frontier.csv"].map(|name| (&aimed, name))).collect();
    assert_eq!(tables.len(), 12);
    let listed = docs.split("\n## ").next().unwrap();
    for (folder, name) in tables {
        let (header, rows) = table(folder, name);
        let has_measures = ["summary.csv", "frontier.csv"].contains(&name);
        let measures = rows.iter().filter_map(|row| row.get("measure")).filter(|_| has_measures);
        let written: BTreeSet<String> = header.iter().chain(measures).map(|name| general(name)).collect();
        assert_eq!(written, section(&format!("`{name}`")), "{name}");
        assert!(listed.contains(&format!("`{name}`")), "{name} in the list of files");
    }
    let compared = TargetsRecord { intervention: "c".into(), rules: vec![], budgets: vec![] };
    let (goals, looks) = (vec![], vec![]);
    let until = UntilRecord { goals, most: 9, looks, stopped: Stop::Most };
    let provenance = Provenance { targets: Some(compared), until: Some(until), ..Provenance::default() };
    let record = serde_json::to_value(provenance).unwrap();
    let keys: BTreeSet<String> = record.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, section("`provenance.json`"));
    let body = docs.split("\n## ").find(|part| part.starts_with("`provenance.json`")).unwrap();
    for part in ["tress", "scenario", "targets", "environment", "timing", "rates", "memory"] {
        for key in record[part].as_object().unwrap().keys() {
            assert!(body.contains(&format!("`{key}`")), "{part}.{key}");
        }
    }
    let keys: BTreeSet<String> = record["until"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, section("`--until`").into_iter().filter(|key| keys.contains(key)).collect());
}

#[test]
fn provenance_is_enough_to_run_again() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("village.toml");
    fs::write(&path, SCENARIO).unwrap();
    let overrides = vec!["population.size=100".to_string()];
    let inputs: [(&str, &[u8]); 1] = [("ties.csv", b"0,1\n")];
    let source = Source {
        path: path.to_str().unwrap(),
        text: SCENARIO,
        overrides: &overrides,
        inputs: &inputs,
        threads: 2,
    };
    let mut record = Provenance::begin(source, &scenario());
    record.measure_memory(100);
    let store = Store::open(&dir.path().join("run"), false).unwrap();
    let folder = store.commit(&mut record).unwrap();
    let read = Provenance::read(&folder).unwrap();
    assert_eq!(read, record);
    assert_eq!(serde_json::from_value::<Scenario>(read.scenario.resolved.clone()).unwrap(), scenario());
    assert_eq!(toml::from_str::<Scenario>(&read.scenario.text).unwrap(), scenario());
    assert_eq!(read.scenario.directory.map(Into::into), Some(dir.path().canonicalize().unwrap()));
    assert_eq!(read.scenario.hash[..8], read.scenario.hash8);
    assert_eq!(read.arms, ["none", "peers"]);
    assert!(!cfg!(target_os = "linux") || read.memory.bytes_per_person.unwrap() > 0.0);
}

#[test]
fn the_hash_follows_values_and_input_files_not_layout() {
    let hash = |text: &str, inputs: &[(&str, &[u8])]| scenario_hash(&toml::from_str(text).unwrap(), inputs);
    let first = hash(SCENARIO, &[]);
    assert_eq!(first.len(), 64);
    assert_eq!(hash(&format!("# a remark\n{SCENARIO}"), &[]), first);
    let others = [
        hash(&SCENARIO.replace("rng_seed = 1", "rng_seed = 2"), &[]),
        hash(SCENARIO, &[("a", b"12")]),
        hash(SCENARIO, &[("a", b"1"), ("b", b"2")]),
        hash(SCENARIO, &[("b", b"12")]),
        first,
    ];
    assert_eq!(others.iter().collect::<BTreeSet<_>>().len(), others.len());
}
