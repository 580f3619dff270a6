//! `tress run` from outside: exit codes, what it leaves and what it leaves alone, what it says and to whom.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Rule, edited, run, said, tress, village};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A folder with a village in `scenario.toml`.
fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("scenario.toml"), village(Rule::Hazard)).unwrap();
    room
}

/// Names of everything in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_run_leaves_one_folder_named_after_scenario_and_hash() {
    let room = room();
    let out = tress(room.path(), &["run", "scenario.toml", "--no-plots"]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out.stderr));
    assert_eq!(names(room.path()), ["output", "scenario.toml"]);
    let results = names(&room.path().join("output"));
    assert_eq!(results.len(), 1, "{results:?}");
    let hash = results[0].strip_prefix("village-").unwrap();
    assert!(hash.len() == 8 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()), "{hash}");
    assert_eq!(
        names(&room.path().join("output").join(&results[0])),
        [
            "acceptability.csv",
            "attribution.csv",
            "contrasts.csv",
            "costs.csv",
            "equity.csv",
            "increments.csv",
            "provenance.json",
            "summary.csv",
            "timeseries.csv",
            "value.csv"
        ]
    );
    // Data-free prose for people on stdout, progress on stderr.
    let prose = said(&out.stdout);
    assert!(prose.starts_with("village after 100 weeks (2 replicates"), "{prose}");
    assert!(prose.contains(&format!("Results in output/{}", results[0])), "{prose}");
    let progress = said(&out.stderr);
    assert!(progress.starts_with("village: 600 people, 3 arms × 2 replicates until 100 weeks"), "{progress}");
    assert!(progress.contains("100 % after "), "{progress}");
    assert!(!progress.contains('\u{1b}') && !prose.contains('\u{1b}'), "no escapes off a terminal");

    // Another value, another hash; the same scenario, the same.
    let set = ["run", "scenario.toml", "--no-plots", "--quiet", "--set", "population.size=500"];
    assert!(tress(room.path(), &set).status.success());
    assert_eq!(names(&room.path().join("output")).len(), 2);
    let again = tress(room.path(), &["run", "scenario.toml", "--no-plots", "--quiet"]);
    assert_eq!(again.status.code(), Some(2));
}

#[test]
fn results_are_not_overwritten_without_force_and_it_says_so_at_the_start() {
    let room = room();
    let words = ["run", "scenario.toml", "--out", "results", "--no-plots"];
    assert!(tress(room.path(), &words).status.success());
    let table = room.path().join("results/summary.csv");
    fs::write(&table, "mine now\n").unwrap();

    // So many people that the refusal has to come before the work.
    let out = tress(room.path(), &[&words[..], &["--set", "population.size=1_000_000"]].concat());
    assert_eq!((out.status.code(), said(&out.stdout)), (Some(2), String::new()));
    assert!(said(&out.stderr).contains("results exists already; --force"), "{}", said(&out.stderr));
    assert!(!said(&out.stderr).contains('%'), "it began: {}", said(&out.stderr));
    assert_eq!(fs::read_to_string(&table).unwrap(), "mine now\n");

    let out = tress(room.path(), &[&words[..], &["--force"]].concat());
    assert_eq!(out.status.code(), Some(0), "{}", said(&out.stderr));
    assert!(fs::read_to_string(&table).unwrap().starts_with("arm,week,"));
    assert_eq!(names(room.path()), ["results", "scenario.toml"]);
}

#[test]
fn force_never_replaces_what_is_no_results_folder() {
    let room = room();
    let letters = room.path().join("home/letters.txt");
    fs::create_dir(room.path().join("home")).unwrap();
    fs::write(&letters, "dear").unwrap();
    for target in ["home", "home/letters.txt", "."] {
        let out = tress(room.path(), &["run", "scenario.toml", "--out", target, "--force", "--no-plots"]);
        assert_eq!((out.status.code(), said(&out.stdout)), (Some(2), String::new()), "{target}");
    }
    assert_eq!(fs::read_to_string(&letters).unwrap(), "dear");
    assert_eq!(names(room.path()), ["home", "scenario.toml"]);
}

#[test]
fn a_folder_that_cannot_be_made_is_a_failure_that_leaves_nothing() {
    let room = room();
    fs::write(room.path().join("file"), "").unwrap();
    let out = tress(room.path(), &["run", "scenario.toml", "--out", "file/results", "--no-plots"]);
    assert_eq!((out.status.code(), said(&out.stdout)), (Some(1), String::new()));
    assert!(said(&out.stderr).starts_with("error: cannot make file"), "{}", said(&out.stderr));
    assert_eq!(names(room.path()), ["file", "scenario.toml"]);
}

#[test]
fn exit_codes_tell_wrong_input_from_failure() {
    let room = room();
    fs::write(room.path().join("broken.toml"), "name = ").unwrap();
    for (words, code) in [
        (&["run", "scenario.toml", "--no-plots", "--quiet"][..], 0),
        (&["run", "absent.toml"], 2),
        (&["run", "broken.toml"], 2),
        (&["run", "scenario.toml", "--set", "population.sise=3"], 2),
        (&["run", "scenario.toml", "--set", "replicates=0"], 2),
        (&["run", "scenario.toml", "--threads", "0"], 2),
        (&["run", "scenario.toml", "--threads", "many"], 2),
        (&["run", "scenario.toml", "--no-plots", "--svg"], 2),
        (&["run"], 2),
        (&["rerun", "nowhere"], 2),
        (&["plot", "nowhere"], 2),
        (&["network", "absent.toml"], 2),
    ] {
        let out = tress(room.path(), words);
        assert_eq!(out.status.code(), Some(code), "{words:?}: {}", said(&out.stderr));
        assert_eq!(out.stderr.is_empty(), code == 0, "{words:?}");
    }
    // Nothing was written by those that were refused.
    assert_eq!(names(room.path()), ["broken.toml", "output", "scenario.toml"]);
    assert_eq!(names(&room.path().join("output")).len(), 1);
}

#[test]
fn a_plan_that_does_not_fit_into_memory_is_refused_before_anything_is_built() {
    let room = room();
    let begun = Instant::now();
    // Few ties, since a layer holds no more than 4.2 thousand million arcs.
    let many = [
        "population.size=4000000000",
        "layer.home.households.sizes=[1]",
        "layer.friends.friends.mean_degree=0.5",
        "layer.salon.venues.mean_degree=0.5",
    ];
    let with = |verb: &str| {
        let sets = many.iter().flat_map(|value| ["--set", value]);
        tress(room.path(), &[verb, "scenario.toml"].into_iter().chain(sets).collect::<Vec<_>>())
    };
    let out = with("run");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!((out.status.code(), said(&out.stdout)), (Some(1), String::new()));
    let words = said(&out.stderr);
    assert!(words.starts_with("error: 4,000,000,000 people need "), "{words}");
    assert!(words.contains("nothing was begun") && words.contains("--set population.size="), "{words}");
    assert_eq!(names(room.path()), ["scenario.toml"]);

    // `check` says so, too, and has no fault to find.
    let out = with("check");
    assert_eq!(out.status.code(), Some(0));
    assert!(said(&out.stdout).contains("4,000,000,000 people need "), "{}", said(&out.stdout));
}

#[test]
fn json_is_the_summary_and_nothing_else() {
    let room = room();
    let words = ["run", "scenario.toml", "--out", "results", "--json", "--no-plots"];
    let out = tress(room.path(), &words);
    assert!(out.status.success());
    let json: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!(json["scenario"], "village");
    assert_eq!((json["rng_seed"].as_u64(), json["replicates"].as_u64()), (Some(7), Some(2)));
    assert_eq!(json["folder"], "results");
    let table = runs::Table::read(&room.path().join("results/summary.csv"));
    let rows = json["summary"].as_array().unwrap();
    assert_eq!(rows.len(), table.rows.len());
    for (row, cells) in rows.iter().zip(&table.rows) {
        for (column, cell) in table.header.iter().zip(cells) {
            let same = match &row[column] {
                serde_json::Value::Null => cell.is_empty(),
                serde_json::Value::String(text) => text == cell,
                // Reading JSON may miss the last bit.
                number => {
                    let (json, table) = (number.as_f64().unwrap(), cell.parse::<f64>().unwrap());
                    (json - table).abs() <= 1e-15 * table.abs()
                }
            };
            assert!(same, "{column}: {} in JSON, {cell:?} in the table", row[column]);
        }
    }
    assert!(!json["contrasts"].as_array().unwrap().is_empty());
}

#[test]
fn quiet_says_nothing_but_the_summary() {
    let room = room();
    // Programmes after the horizon are worth a note, unless one asked for quiet.
    let short = ["run", "scenario.toml", "--no-plots", "--set", "time.horizon=20 weeks"];
    let out = tress(room.path(), &[&short[..], &["--out", "loud"]].concat());
    assert!(said(&out.stderr).contains("note: `champions` would start only after the horizon"));
    for flag in ["--quiet", "-q"] {
        let out = tress(room.path(), &[&short[..], &["--out", flag.trim_start_matches('-'), flag]].concat());
        assert_eq!((out.status.code(), said(&out.stderr)), (Some(0), String::new()));
        assert!(said(&out.stdout).starts_with("village after 20 weeks"));
    }
}

#[test]
fn a_closed_pipe_ends_quietly_with_the_results_in_place() {
    let room = room();
    for (words, name) in [(&["--json"][..], "a"), (&[], "b")] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tress"))
            .args(["run", "scenario.toml", "--no-plots", "--quiet", "--out", name])
            .args(words)
            .current_dir(room.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let out = child.wait_with_output().unwrap();
        assert_eq!((out.status.code(), said(&out.stderr)), (Some(0), String::new()));
        assert!(room.path().join(name).join("provenance.json").is_file());
    }
}

/// Starts a run of about a minute and, when it is a tenth done, sends it a signal.
#[cfg(unix)]
fn interrupted(room: &Path, flags: &[&str], signal: &str) -> (Option<i32>, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tress"))
        .args(["run", "scenario.toml", "--out", "results", "--threads", "2"])
        .args(["--set", "population.size=20_000", "--set", "time.horizon=100 years"])
        .args(flags)
        .current_dir(room)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut heard = String::new();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    while !heard.contains("% after") {
        assert!(lines.read_line(&mut heard).unwrap() > 0, "it ended by itself: {heard}");
    }
    // Under way the folder is not there under its name.
    let hidden = names(room).into_iter().filter(|name| name.starts_with(".results.partial-")).count();
    assert_eq!(hidden, 1, "{:?}", names(room));
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let asked = Instant::now();
    let code = child.wait().unwrap().code();
    assert!(asked.elapsed() < Duration::from_secs(10), "it took {:?} to stop", asked.elapsed());
    std::io::Read::read_to_string(&mut lines, &mut heard).unwrap();
    (code, heard)
}

#[test]
#[cfg(unix)]
fn an_interruption_leaves_nothing() {
    for (signal, flags) in [("-INT", &[][..]), ("-TERM", &[]), ("-INT", &["--set", "replicates=1"])] {
        let room = room();
        let (code, heard) = interrupted(room.path(), flags, signal);
        assert_eq!(code, Some(1), "{heard}");
        assert!(heard.ends_with("error: interrupted; nothing was written\n"), "{heard}");
        assert_eq!(names(room.path()), ["scenario.toml"], "{signal} {flags:?}");
    }
}

#[test]
#[cfg(unix)]
fn an_interruption_under_force_leaves_the_old_results() {
    let room = room();
    let first = tress(room.path(), &["run", "scenario.toml", "--out", "results", "--no-plots", "--quiet"]);
    assert!(first.status.success());
    let table = room.path().join("results/timeseries.csv");
    let before = fs::read(&table).unwrap();
    let (code, heard) = interrupted(room.path(), &["--force"], "-INT");
    assert_eq!(code, Some(1), "{heard}");
    assert_eq!(names(room.path()), ["results", "scenario.toml"]);
    assert_eq!(fs::read(&table).unwrap(), before);
    assert!(tress(room.path(), &["rerun", "results"]).status.success());
}

#[test]
fn the_record_holds_what_reports_are_made_from() {
    let record = run(&village(Rule::Threshold)).provenance();
    let number = |pointer: &str| record.pointer(pointer).and_then(serde_json::Value::as_f64);
    let seconds = ["community_s", "history_s", "step_s", "output_s", "total_s"]
        .map(|part| number(&format!("/timing/{part}")).unwrap_or_else(|| panic!("no timing.{part}")));
    assert!(seconds.iter().all(|&s| s > 0.0 && s < 600.0), "{seconds:?}");
    assert!(seconds[..4].iter().all(|&part| part <= seconds[4]), "{seconds:?}");
    let rate = number("/rates/person_steps_per_s").unwrap();
    assert!((1e3..1e11).contains(&rate), "{rate} person-steps a second");
    if cfg!(target_os = "linux") {
        let (peak, each) =
            (number("/memory/peak_bytes").unwrap(), number("/memory/bytes_per_person").unwrap());
        assert!(peak > 1e6 && peak < 4e9, "{peak} bytes");
        assert!(each > 0.0 && each <= peak, "{each} bytes a person");
    }
    assert_eq!(record["rng_seed"], 7);
    assert_eq!(record["arms"], serde_json::json!(["none", "lecture", "champions"]));
    assert_eq!(record["scenario"]["text"], village(Rule::Threshold));
    assert_eq!(record["scenario"]["resolved"]["population"]["size"], 600);
    for name in ["timeseries.csv", "summary.csv", "contrasts.csv"] {
        assert_eq!(record["files"][name].as_str().map(str::len), Some(64), "{name}");
    }
    for name in ["libm", "petgraph", "rand_chacha", "rayon"] {
        assert!(record["crates"][name].is_string(), "{name}");
    }
}

/// A value given for once goes before the file, is checked like one, and stands in the record.
#[test]
fn overrides_go_before_the_file() {
    let scenario = edited(&village(Rule::Hazard), "size = 600", "size = 700");
    let set = ["--no-plots", "--set", "population.size=600", "--set", "practice.hard.stress=1.0"];
    let overridden = runs::run_with(&scenario, &set);
    let plain = run(&village(Rule::Hazard));
    assert!(plain.bytes() == overridden.bytes());
    let (one, other) = (plain.provenance(), overridden.provenance());
    assert_eq!(one["scenario"]["hash"], other["scenario"]["hash"], "the same values, the same hash");
    assert_eq!(other["overrides"], serde_json::json!(["population.size=600", "practice.hard.stress=1.0"]));
}

#[test]
fn figures_are_drawn_as_asked_and_again_from_the_tables() {
    let room = room();
    let words = ["run", "scenario.toml", "--out", "results", "--quiet", "--svg"];
    assert!(tress(room.path(), &words).status.success());
    let folder = room.path().join("results");
    let figures = ["adoption", "groups", "load", "practices", "stages"];
    let files = names(&folder);
    for figure in figures {
        for ending in ["png", "svg"] {
            assert!(files.contains(&format!("{figure}.{ending}")), "{files:?}");
        }
    }
    let drawn = fs::read(folder.join("stages.png")).unwrap();
    assert!(drawn.starts_with(b"\x89PNG"));
    let out = tress(room.path(), &["plot", "results", "--out", "again"]);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out.stderr));
    for figure in figures {
        let (first, second) =
            (folder.join(format!("{figure}.png")), room.path().join(format!("again/{figure}.png")));
        assert!(
            fs::read(first).unwrap() == fs::read(second).unwrap(),
            "{figure}.png differs when drawn again"
        );
    }
}
