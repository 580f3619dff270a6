//! `tress eval` from outside: one answer to each line, in order, and the numbers of `tress run`.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Rule, Table, edited, said, tress, village};
use serde_json::{Value, json};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tempfile::TempDir;

fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("scenario.toml"), village(Rule::Hazard)).unwrap();
    room
}

/// What comes out when these lines go in.
fn eval(room: &Path, flags: &[&str], lines: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_tress"))
        .args([&["eval", "scenario.toml"], flags].concat())
        .current_dir(room)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may refuse to start, and then nobody reads.
    let _ = child.stdin.take().unwrap().write_all(lines.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn answers(room: &Path, flags: &[&str], lines: &str) -> Vec<Value> {
    let out = eval(room, flags, lines);
    assert_eq!(out.status.code(), Some(0), "{}", said(&out.stderr));
    assert_eq!(said(&out.stderr), "");
    said(&out.stdout).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn answers_are_the_means_of_a_run() {
    let room = room();
    let lines = "{}\n{\"adoption.hazard.q\": 0.4, \"population.size\": 500}\n";
    let found = answers(room.path(), &[], lines);
    assert_eq!(found.len(), 2);
    let sets = [vec![], vec!["--set", "adoption.hazard.q=0.4 per year", "--set", "population.size=500"]];
    for ((answer, set), out) in found.iter().zip(sets).zip(["a", "b"]) {
        let words = [&["run", "scenario.toml", "--no-plots", "--quiet", "--out", out], &set[..]].concat();
        assert!(tress(room.path(), &words).status.success());
        let summary = Table::read(&room.path().join(out).join("summary.csv"));
        let mut compared = 0;
        for arm in ["none", "lecture", "champions"] {
            let rows = summary.only(&[("arm", arm), ("group", "all"), ("week", "100")]);
            for ((measure, mean), n) in
                rows.texts("measure").iter().zip(rows.texts("mean")).zip(rows.texts("n"))
            {
                let answered = &answer[arm][*measure];
                // Where it is undefined in one replicate the table has the mean of the other.
                if n == "2" {
                    assert!(
                        (answered.as_f64().unwrap() - mean.parse::<f64>().unwrap()).abs() < 1e-12,
                        "{measure}"
                    );
                    compared += 1;
                } else {
                    assert_eq!(*answered, Value::Null, "{measure}");
                }
            }
        }
        assert!(compared > 60, "{compared}");
    }
}

#[test]
fn answers_do_not_depend_on_threads_and_come_in_order() {
    let room = room();
    let lines: String =
        (1..=30).map(|q| format!("{{\"adoption.hazard.q\": {}}}\n", f64::from(q) / 10.0)).collect();
    let flags = ["--arm", "none", "--measure", "adopters_share", "--set", "population.size=200", "--each"];
    let one = answers(room.path(), &[&flags[..], &["--threads", "1"]].concat(), &lines);
    let four = answers(room.path(), &[&flags[..], &["--threads", "4"]].concat(), &lines);
    assert_eq!((one.len(), &one), (30, &four));
    let first = &one[0]["none"]["adopters_share"];
    assert_eq!(first.as_array().unwrap().len(), 2);
    assert_ne!(first, &one[29]["none"]["adopters_share"]);
    // The same line again has the same answer, whatever was evaluated between.
    let again = answers(
        room.path(),
        &flags,
        "{\"adoption.hazard.q\": 0.1}\n{\"luck\": 3}\n{\"adoption.hazard.q\": 0.1}\n",
    );
    assert_eq!((&again[0], &again[2]), (&one[0], &one[0]));
    assert_ne!(again[1], again[0]);
}

#[test]
fn groups_and_times_are_levels_between() {
    let room = room();
    let flags =
        ["--arm", "none", "--measure", "adopters", "--group", "all,young", "--at", "100 weeks,1 year"];
    let found = answers(room.path(), &flags, "{}");
    let young = &found[0]["none"]["young"];
    let numbers = ["1 year", "100 weeks"].map(|at| young[at]["adopters"].as_f64().unwrap());
    assert!(numbers[0] < numbers[1], "{young}");
    assert_eq!(found[0]["none"].as_object().unwrap().len(), 2);
}

/// The step of a time is that at which the run reports it, whatever the length of a step.
#[test]
fn every_time_is_answered_from_its_own_step() {
    let room = room();
    let scenario = edited(&village(Rule::Hazard), "worn_for = \"3 weeks\"", "worn_for = \"4 weeks\"");
    fs::write(room.path().join("scenario.toml"), scenario).unwrap();
    let told = |at: &str, sets: &[&str], lines: &str| {
        let flags = ["--arm", "none", "--measure", "adopters", "--at", at];
        answers(room.path(), &[&flags[..], sets].concat(), lines)
    };
    let times = |answer: &Value| answer["none"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let year = ["--set", "time.horizon=1 year"];
    assert_eq!(times(&told("361 days", &year, "{}")[0]), ["361 days"]);
    // 52.18 and 53 weeks are two steps, 11 and 13 are two of two weeks.
    assert_eq!(times(&told("1 year,53 weeks", &[], "{}")[0]), ["1 year", "53 weeks"]);
    let found = told("13 weeks,11 weeks", &["--set", "time.step=2 weeks"], "{}");
    let of = |at: &str| found[0]["none"][at]["adopters"].as_f64().unwrap();
    assert!(of("11 weeks") < of("13 weeks"), "{found:?}");
    // A line that makes one step of two times does not lose one in silence.
    let found = told("13 weeks,14 weeks", &[], "{\"time.step\": \"2 weeks\"}\n{}");
    assert_eq!(found[0]["error"]["message"], "14 weeks and 13 weeks are the same step", "{found:?}");
    assert_eq!(times(&found[1]), ["13 weeks", "14 weeks"]);
}

#[test]
fn what_a_line_cannot_mean_is_refused() {
    let room = room();
    fs::write(room.path().join("draws.csv"), "adoption.hazard.q\n0.5\n1\n").unwrap();
    let lines = "{\"draws.file\": \"draws.csv\"}\n{\"draws\": {\"file\": \"draws.csv\"}}\n{\"luck\": 1.5}\n\
                 {\"luck\": 2.0}\n{\"luck\": 2}\n";
    let found = answers(room.path(), &["--arm", "none", "--measure", "adopters"], lines);
    for (line, path) in [(0, "draws.file"), (1, "draws")] {
        assert_eq!(found[line]["error"]["path"], path);
        assert_eq!(found[line]["error"]["message"], "a line takes no `draws`");
    }
    assert_eq!(found[2]["error"]["message"], "1.5 is no whole number");
    assert_eq!(found[3], found[4]);
    let refused = eval(room.path(), &["--arm", "none,none"], "{}\n");
    assert!(said(&refused.stderr).contains("`none` is in the list twice"), "{}", said(&refused.stderr));
    assert!(
        said(&refused.stderr).contains("| --arm none,none\n |            ^^^^"),
        "{}",
        said(&refused.stderr)
    );
}

/// A line that is too large to stand beside others has all threads to itself.
#[test]
fn large_lines_take_turns() {
    let room = room();
    let flags = ["--arm", "none", "--measure", "adopters", "--set", "time.horizon=1 week", "--threads", "2"];
    let flags = [&flags[..], &["--set", "replicates=1"]].concat();
    let lines = "{\"population.size\": 300}\n{\"population.size\": 2000000}\n{\"population.size\": 300}\n";
    let found = answers(room.path(), &flags, lines);
    let adopters: Vec<f64> = found.iter().map(|line| line["none"]["adopters"].as_f64().unwrap()).collect();
    assert!(adopters[0] == adopters[2] && adopters[1] > 1000.0 * adopters[0], "{adopters:?}");
}

#[test]
fn what_is_wrong_with_a_line_is_its_answer() {
    let room = room();
    let lines = "nonsense\n\n[1]\n{\"adoption.hazard.qq\": 1}\n{\"practice.hard.stress\": -1}\n{\"arm\": null}\n\
                 {\"practice.hrad.stress\": 1}\n{\"population.group.young.share\": 0.9}\n{\"adoption.hazard.q\": \"1 per yeer\"}\n\
                 {\"population.group.young.practices\": {\"hard\": 0.5, \"mild\": 0.5}}\n";
    let found = answers(room.path(), &["--arm", "none", "--measure", "adopters"], lines);
    let told = |at: usize, key: &str| found[at]["error"][key].as_str().unwrap_or("").to_string();
    assert!(told(0, "message").starts_with("this is no JSON"), "{}", found[0]);
    assert_eq!(told(1, "message"), "this line is empty");
    assert_eq!(told(2, "message"), "this is no JSON object");
    assert_eq!(
        found[3]["error"],
        json!({
            "path": "adoption.hazard.qq", "message": "unknown key `qq`", "help": "did you mean `q`?"
        })
    );
    assert_eq!(told(4, "path"), "practice.hard.stress");
    assert_eq!(told(5, "message"), "null is no value");
    assert_eq!(told(6, "help"), "did you mean `hard`?");
    assert_eq!(told(7, "path"), "population.group.young.share");
    assert_eq!(told(8, "path"), "adoption.hazard.q");
    assert!(found[9]["none"]["adopters"].is_number(), "{}", found[9]);
    assert_eq!(found.len(), 10);

    let refused = eval(room.path(), &["--arm", "nune"], "{}\n");
    assert_eq!((refused.status.code(), said(&refused.stdout).as_str()), (Some(2), ""));
    assert!(said(&refused.stderr).contains("did you mean `none`?"), "{}", said(&refused.stderr));
    let refused = eval(room.path(), &["--at", "52 weeks,364 days"], "{}\n");
    assert!(
        said(&refused.stderr).contains("364 days and 52 weeks are the same step"),
        "{}",
        said(&refused.stderr)
    );
    let refused = eval(room.path(), &["--at", "9 years"], "{}\n");
    assert!(said(&refused.stderr).contains("9 years lies beyond the horizon"), "{}", said(&refused.stderr));
}

/// An optimiser writes a line, waits for its answer, and decides on the next.
#[test]
fn every_answer_comes_before_the_next_line_has_to() {
    let room = room();
    let mut child = Command::new(env!("CARGO_BIN_EXE_tress"))
        .args(["eval", "scenario.toml", "--arm", "none", "--measure", "adopters", "--threads", "2"])
        .current_dir(room.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut lines, mut out) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
    let mut adopters = vec![];
    for q in ["0.5", "x", "2.5"] {
        writeln!(lines, "{{\"adoption.hazard.q\": {q}}}").unwrap();
        let mut answer = String::new();
        out.read_line(&mut answer).unwrap();
        let answer: Value = serde_json::from_str(&answer).unwrap();
        adopters.push(answer["none"]["adopters"].as_f64());
    }
    assert!(adopters[0].unwrap() < adopters[2].unwrap() && adopters[1].is_none(), "{adopters:?}");
    // Whoever stops reading ends it quietly.
    drop(out);
    let _ = writeln!(lines, "{{}}");
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

/// Many lines are waiting when the reader goes: nobody may wait for nobody.
#[test]
fn it_ends_when_nobody_reads_any_more() {
    let room = room();
    let mut child = Command::new(env!("CARGO_BIN_EXE_tress"))
        .args(["eval", "scenario.toml", "--threads", "2"])
        .current_dir(room.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let writer = std::thread::spawn(move || {
        // Ends with the pipe.
        while writeln!(lines, "{{}}").is_ok() {}
    });
    let mut answer = String::new();
    out.read_line(&mut answer).unwrap();
    assert!(answer.starts_with("{\"champions\""), "{answer}");
    drop(out);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    writer.join().unwrap();
}

/// A Python that has these modules.
fn python(modules: &[&str]) -> Option<String> {
    let named = std::env::var("PYTHON").unwrap_or_else(|_| "python3".into());
    let imports = format!("import {}", modules.join(", "));
    let has = Command::new(&named).args(["-c", &imports]).output().is_ok_and(|out| out.status.success());
    if !has {
        println!("skipped: {named} does not have {}; set PYTHON to one that has", modules.join(" and "));
    }
    has.then_some(named)
}

fn example(python: &str, name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = Command::new(python)
        .arg(root.join("examples").join(name))
        .env("TRESS", env!("CARGO_BIN_EXE_tress"))
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", said(&out.stderr));
    said(&out.stdout)
}

#[test]
fn salib_drives_it() {
    let Some(python) = python(&["SALib", "numpy"]) else { return };
    let told = example(&python, "salib_sobol.py");
    assert!(told.starts_with("160 points"), "{told}");
    let totals = told.lines().skip(2).map(|line| {
        let total = line.split_whitespace().nth(4).unwrap();
        total.parse::<f64>().unwrap_or_else(|_| panic!("{line}"))
    });
    let totals: Vec<f64> = totals.collect();
    assert_eq!(totals.len(), 3, "{told}");
    assert!(totals.iter().sum::<f64>() > 0.5, "{told}");
}

#[test]
fn optuna_drives_it() {
    let Some(python) = python(&["optuna"]) else { return };
    let told = example(&python, "optuna_search.py");
    assert!(told.starts_with("best of 30: {'reach':"), "{told}");
    let gain = told.split("gains ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap();
    assert!(gain.parse::<f64>().unwrap() > 0.0, "{told}");
}
