//! `tress sweep` from outside: its numbers are those of `tress run`, and nothing that was computed is lost.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Rule, Table, edited, said, tress, village};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tress::draw::{Draws, Purpose, below};

/// Three values of q × two arms × two replicates of the village.
const Q: [&str; 6] =
    ["scenario.toml", "--vary", "adoption.hazard.q=0.5:2.5:3", "--vary", "arm=none,champions", "--quiet"];

fn room() -> TempDir {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("scenario.toml"), village(Rule::Hazard)).unwrap();
    room
}

/// What a sweep says of itself.
#[track_caller]
fn sweep(room: &Path, words: &[&str]) -> Value {
    let out = tress(room, &[&["sweep"], words, &["--json"]].concat());
    assert_eq!(out.status.code(), Some(0), "{}", said(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

fn folder(room: &Path, summary: &Value) -> PathBuf {
    room.join(summary["folder"].as_str().unwrap())
}

fn results(room: &Path, summary: &Value) -> Vec<u8> {
    fs::read(folder(room, summary).join("results.csv")).unwrap()
}

/// Point, arm and replicate of every run that the parts in a folder hold whole.
fn kept(folder: &Path) -> Vec<(u64, u64, u64)> {
    let parts = fs::read_dir(folder.join("runs")).into_iter().flatten();
    let texts =
        parts.map(|part| String::from_utf8_lossy(&fs::read(part.unwrap().path()).unwrap()).into_owned());
    let mut all = vec![];
    for text in texts {
        for line in text.split_inclusive('\n').skip(1).filter(|line| line.ends_with('\n')) {
            let entry: Value = serde_json::from_str(line.split_once(' ').unwrap().1).unwrap();
            let number = |key: &str| entry[key].as_u64().unwrap();
            all.push((number("point"), number("arm"), number("replicate")));
        }
    }
    all
}

#[test]
fn numbers_are_those_of_a_run_at_each_point() {
    let room = room();
    let words = ["--group", "all,young", "--at", "50 weeks,100 weeks"];
    let summary = sweep(room.path(), &[&Q[..], &words].concat());
    assert_eq!((&summary["points"], &summary["runs"]), (&3.into(), &12.into()));
    let table = Table::read(&folder(room.path(), &summary).join("results.csv"));
    assert_eq!(table.rows.len(), 3 * 2 * 2 * 2 * 2);
    let design = Table::read(&folder(room.path(), &summary).join("design.csv"));
    assert_eq!(design.texts("adoption.hazard.q"), ["0.5", "1.5", "2.5"]);
    let luck: BTreeSet<&str> = design.texts("luck").into_iter().collect();
    assert_eq!(luck.len(), 3, "every point has luck of its own");

    // The second point by hand; one replicate, so that means are values.
    let own = [
        "--set",
        "adoption.hazard.q=1.5 per year",
        "--set",
        &format!("luck={}", design.texts("luck")[1]),
        "--set",
        "replicates=1",
        "--set",
        "output.checkpoints=['50 weeks']",
        "--no-plots",
        "--quiet",
        "--out",
        "one",
    ];
    let run = tress(room.path(), &[&["run", "scenario.toml"], &own[..]].concat());
    assert!(run.status.success(), "{}", said(&run.stderr));
    let by_hand = Table::read(&room.path().join("one/summary.csv"));
    let mut compared = 0;
    for arm in ["none", "champions"] {
        for group in ["all", "young"] {
            for week in ["50", "100"] {
                let here = [("arm", arm), ("group", group), ("week", week)];
                let row = table.only(&[&here[..], &[("point", "1"), ("replicate", "0")]].concat());
                let measures = by_hand.only(&here);
                for (measure, mean) in measures.texts("measure").into_iter().zip(measures.texts("mean")) {
                    assert_eq!(row.texts(measure), [mean], "{measure} of {arm} in {group} at {week}");
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 150, "{compared}");
}

#[test]
fn the_table_does_not_depend_on_threads_or_on_the_order_of_points() {
    let (one, three, other) = (room(), room(), room());
    let first = sweep(one.path(), &[&Q[..], &["--threads", "1"]].concat());
    let second = sweep(three.path(), &[&Q[..], &["--threads", "3"]].concat());
    assert!(results(one.path(), &first) == results(three.path(), &second));
    // A point keeps its numbers when others come and go.
    let fewer =
        ["scenario.toml", "--vary", "adoption.hazard.q=2.5,0.5", "--vary", "arm=none,champions", "--quiet"];
    let fewer = sweep(other.path(), &fewer);
    let [table, fewer] = [(&one, &first), (&other, &fewer)]
        .map(|(room, summary)| Table::read(&folder(room.path(), summary).join("results.csv")));
    let rows = |table: &Table, q: &str| table.only(&[("adoption.hazard.q", q)]).without(&["point"]).rows;
    for q in ["0.5", "2.5"] {
        assert!(!rows(&table, q).is_empty() && rows(&table, q) == rows(&fewer, q), "q = {q}");
    }
}

/// Kills the sweep dead, over and over at moments drawn at random; then lets it finish.
#[test]
fn a_sweep_that_is_killed_goes_on_and_computes_nothing_twice() {
    let words = [
        "scenario.toml",
        "--vary",
        "adoption.hazard.q=0.5:2.5:30",
        "--vary",
        "arm=none,champions",
        "--replicates",
        "4",
        "--out",
        "swept",
        "--threads",
        "2",
    ];
    let (calm, stormy, room_log) = (room(), room(), tempfile::tempdir().unwrap());
    let mut most_told = 0;
    let begun = Instant::now();
    let whole = sweep(calm.path(), &words);
    let takes = begun.elapsed();
    let mut moments = vec![0; 12];
    Draws::new(3, 0).stream(Purpose::of("kill", "test"), 0).fill(0, &mut moments);
    let (mut interrupted, mut before) = (0, BTreeSet::new());
    for moment in moments {
        let log = room_log.path().join("log");
        let mut child = Command::new(env!("CARGO_BIN_EXE_tress"))
            .arg("sweep")
            .args(words)
            .current_dir(stormy.path())
            .stdout(Stdio::null())
            .stderr(fs::File::create(&log).unwrap())
            .spawn()
            .unwrap();
        // From at once to a quarter of the time that the whole takes.
        std::thread::sleep(Duration::from_micros(below(moment, takes.as_micros() as usize / 4) as u64));
        interrupted += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        let there = kept(&stormy.path().join("swept"));
        let count = there.len();
        let there: BTreeSet<_> = there.into_iter().collect();
        assert_eq!(there.len(), count, "a run was computed twice");
        assert!(there.is_superset(&before), "a run that was kept is gone");
        // Whatever was said to be done is kept: `  40 % after 2 seconds: 96 runs`.
        let log = fs::read_to_string(log).unwrap();
        let told = log
            .lines()
            .rev()
            .find_map(|line| line.split_once(" % after ")?.1.rsplit(' ').nth(1)?.parse::<usize>().ok());
        assert!(told.is_none_or(|told| there.len() >= told), "{told:?} were done, {} are kept", there.len());
        most_told = most_told.max(told.unwrap_or(0));
        before = there;
        assert!(!stormy.path().join("swept/results.csv").exists() || before.len() == 240, "half a table");
    }
    assert!(interrupted >= 3, "{interrupted}: the test is about interruptions");
    assert!(most_told > 0 && !before.is_empty(), "nothing was done between the interruptions");
    let before = before.len() as u64;
    let last = sweep(stormy.path(), &words);
    assert_eq!(last["computed"].as_u64().unwrap(), 240 - before);
    assert_eq!(last["finished"], 240);
    assert!(results(calm.path(), &whole) == results(stormy.path(), &last));
    // And once more for nothing.
    let again = sweep(stormy.path(), &words);
    assert_eq!((&again["computed"], &again["complete"]), (&0.into(), &true.into()));
    assert!(results(calm.path(), &whole) == results(stormy.path(), &again));
}

#[test]
fn a_changed_design_computes_only_what_is_new() {
    let room = room();
    assert_eq!(sweep(room.path(), &Q)["computed"], 12);
    // One more value, and one more replicate.
    let more = [
        "scenario.toml",
        "--vary",
        "adoption.hazard.q=0.5,1,1.5,2.5",
        "--vary",
        "arm=none,champions",
        "--quiet",
    ];
    let second = sweep(room.path(), &more);
    assert_eq!((&second["computed"], &second["reused"]), (&4.into(), &12.into()));
    let third = sweep(room.path(), &[&more[..], &["--replicates", "3"]].concat());
    assert_eq!((&third["computed"], &third["reused"]), (&8.into(), &16.into()));
    // What is reused is what would have been computed.
    let fresh = self::room();
    let anew = sweep(fresh.path(), &[&more[..], &["--replicates", "3"]].concat());
    assert_eq!((&anew["computed"], &anew["reused"]), (&24.into(), &0.into()));
    assert!(results(room.path(), &third) == results(fresh.path(), &anew));
}

#[test]
fn paired_points_share_their_luck_and_the_runs_that_do_not_differ() {
    let room = room();
    let boost = [
        "scenario.toml",
        "--vary",
        "intervention.champions.champions.boost=1,5,20",
        "--vary",
        "arm=none,champions",
        "--quiet",
        "--threads",
        "1",
    ];
    let paired = sweep(room.path(), &[&boost[..], &["--luck", "paired"]].concat());
    // Three points of champions, and no programme once: two replicates each.
    assert_eq!(paired["computed"], 8);
    let table = Table::read(&folder(room.path(), &paired).join("results.csv"));
    let of = |point: &str, arm: &str| {
        table
            .only(&[("point", point), ("arm", arm)])
            .without(&["point", "intervention.champions.champions.boost"])
            .rows
    };
    assert_eq!(of("0", "none"), of("2", "none"));
    assert_ne!(of("0", "champions"), of("2", "champions"));

    // Otherwise people and ties are shared, and luck is not; or nothing is.
    for (luck, ties) in [("own", true), ("apart", false)] {
        let summary = sweep(room.path(), &[&boost[..], &["--luck", luck]].concat());
        assert_eq!(summary["computed"], 12);
        let table = Table::read(&folder(room.path(), &summary).join("results.csv"));
        let adopters =
            |point: &str| table.only(&[("point", point), ("arm", "none")]).texts("adopters").join(" ");
        assert_ne!(adopters("0"), adopters("1"), "{luck}");
        let design = Table::read(&folder(room.path(), &summary).join("design.csv"));
        let key = if ties { "luck" } else { "rng_seed" };
        let network = |point: usize| {
            let set = format!("{key}={}", design.texts("luck")[point]);
            said(&tress(room.path(), &["network", "scenario.toml", "--json", "--set", &set]).stdout)
        };
        assert_eq!(network(0) == network(1), ties, "{luck}");
    }
}

#[test]
fn shards_merge_to_the_bytes_of_one_machine() {
    let (one, many) = (room(), room());
    let whole = sweep(one.path(), &[&Q[..], &["--out", "whole"]].concat());
    let part = |room: &Path, part: &str, out: &str| {
        sweep(room, &[&Q[..], &["--shard", part, "--out", out]].concat())
    };
    // Two machines with a folder of their own, and a third that shares that of the second.
    assert_eq!(part(many.path(), "1/3", "a")["finished"], 4);
    let first = part(many.path(), "2/3", "b");
    assert_eq!((&first["complete"], &first["runs"]), (&false.into(), &12.into()));
    let early = tress(many.path(), &["merge", "a", "b"]);
    assert_eq!(early.status.code(), Some(1));
    assert!(
        said(&early.stderr).contains("4 of 12 runs are missing, the first at point 2"),
        "{}",
        said(&early.stderr)
    );
    assert!(!many.path().join("a/results.csv").exists());
    part(many.path(), "3/3", "b");
    let merged = tress(many.path(), &["merge", "a", "b", "--out", "merged"]);
    assert_eq!(merged.status.code(), Some(0), "{}", said(&merged.stderr));
    for name in ["results.csv", "design.csv"] {
        let [one, many] = [one.path().join("whole"), many.path().join("merged")]
            .map(|folder| fs::read(folder.join(name)).unwrap());
        assert!(one == many, "{name}");
    }
    assert!(results(one.path(), &whole).len() > 1000);
    // What was merged is a sweep like any other, without the folders it came from.
    for folder in ["a", "b"] {
        fs::remove_dir_all(many.path().join(folder).join("runs")).unwrap();
    }
    assert!(tress(many.path(), &["merge", "merged"]).status.success());
    let again = sweep(many.path(), &[&Q[..], &["--out", "merged"]].concat());
    assert_eq!((&again["computed"], &again["finished"]), (&0.into(), &12.into()));
    // Other sweeps and other folders are told apart.
    sweep(many.path(), &[&Q[..], &["--out", "c", "--replicates", "3"]].concat());
    let mixed = tress(many.path(), &["merge", "a", "c"]);
    assert_eq!(mixed.status.code(), Some(2));
    assert!(said(&mixed.stderr).contains("c and a do not hold the same sweep"), "{}", said(&mixed.stderr));
    let none = tress(many.path(), &["merge", "."]);
    assert!(said(&none.stderr).contains(". holds no sweep (no sweep.json)"), "{}", said(&none.stderr));
}

#[test]
fn a_damaged_part_is_named_and_its_run_computed_again() {
    let room = room();
    let summary = sweep(room.path(), &Q);
    let whole = results(room.path(), &summary);
    let part = folder(room.path(), &summary).join("runs/0001.part");
    let mut bytes = fs::read(&part).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 4;
    bytes.truncate(bytes.len() - 7);
    fs::write(&part, bytes).unwrap();
    fs::remove_file(folder(room.path(), &summary).join("results.csv")).unwrap();
    let words: Vec<&str> = Q.iter().copied().filter(|word| *word != "--quiet").collect();
    let out = tress(room.path(), &[&["sweep"], &words[..]].concat());
    assert!(out.status.success());
    let told = said(&out.stderr);
    assert!(
        told.contains("0001.part: line ")
            && told.contains("is damaged; what is missing now is computed again"),
        "{told}"
    );
    assert!(told.contains("was cut short"), "{told}");
    assert!(said(&out.stdout).contains("2 runs computed"), "{}", said(&out.stdout));
    assert!(results(room.path(), &summary) == whole);
    // It was set aside: nobody hears of it again.
    assert!(part.with_file_name("0001.part.damaged").is_file());
    let out = tress(room.path(), &[&["sweep"], &words[..]].concat());
    assert!(!said(&out.stderr).contains("damaged"), "{}", said(&out.stderr));
    assert_eq!(sweep(room.path(), &Q)["computed"], 0);
    // A damaged first line costs no run, and is told in quiet, too.
    for part in fs::read_dir(folder(room.path(), &summary).join("runs")).unwrap() {
        let part = part.unwrap().path();
        let mut bytes = fs::read(&part).unwrap();
        bytes[3] ^= 4;
        fs::write(&part, bytes).unwrap();
    }
    let out = tress(room.path(), &[&["sweep"], &Q[..], &["--json"]].concat());
    let again: Value = serde_json::from_slice(&out.stdout).unwrap();
    assert_eq!((&again["computed"], &again["finished"]), (&0.into(), &12.into()));
    assert!(said(&out.stderr).contains("0001.part: line 1 is damaged"), "{}", said(&out.stderr));
    assert!(results(room.path(), &summary) == whole);
}

#[test]
fn every_design_lays_out_its_points() {
    let room = room();
    let path = room.path().join("points.csv");
    fs::write(path, "adoption.hazard.q,load.recovery_time\n1,30 weeks\n2,40 weeks\n").unwrap();
    let vary = [
        "--vary",
        "adoption.hazard.q=0.5:2.5",
        "--vary",
        "load.recovery_time=10:100:log",
        "--vary",
        "population.size=300:400",
    ];
    let at = |words: &[&str]| {
        let all = [
            "sweep",
            "scenario.toml",
            "--vary",
            "arm=none",
            "--replicates",
            "1",
            "--set",
            "time.horizon=4 weeks",
            "--json",
            "--quiet",
        ];
        let out = tress(room.path(), &[&all[..], words].concat());
        assert!(out.status.success(), "{}", said(&out.stderr));
        let summary: Value = serde_json::from_slice(&out.stdout).unwrap();
        Table::read(&folder(room.path(), &summary).join("design.csv"))
    };
    for (design, points) in [("lhs:20", 20), ("sobol:8", 8 * 5), ("morris:5", 5 * 4)] {
        let table = at(&[&vary[..], &["--design", design]].concat());
        assert_eq!(table.rows.len(), points, "{design}");
        assert!(table.numbers("adoption.hazard.q").iter().all(|q| (0.5..=2.5).contains(q)), "{design}");
        let weeks = table.numbers("load.recovery_time");
        assert!(weeks.iter().all(|weeks| (10.0..=100.0).contains(weeks)), "{design}");
        // Only whole people live there.
        assert!(table.numbers("population.size").iter().all(|size| size.fract() == 0.0 && *size >= 300.0));
    }
    // On a scale of logarithms half of a hypercube lies below the geometric mean.
    let hypercube = at(&[&vary[..], &["--design", "lhs:20"]].concat());
    let below =
        hypercube.numbers("load.recovery_time").iter().filter(|weeks| **weeks < 1000f64.sqrt()).count();
    assert_eq!(below, 10);
    let oat = at(&[&vary[..], &["--design", "oat"]].concat());
    assert_eq!(oat.texts("adoption.hazard.q"), ["1.5", "0.5", "2.5", "1.5", "1.5", "1.5", "1.5"]);
    assert_eq!(oat.texts("load.recovery_time"), ["26", "26", "26", "10", "100", "26", "26"]);
    assert_eq!(oat.texts("population.size"), ["600", "600", "600", "600", "600", "300", "400"]);
    let list = at(&["--design", "list:points.csv"]);
    assert_eq!(list.texts("load.recovery_time"), ["30 weeks", "40 weeks"]);
}

/// One at a time, what does not move stays as the scenario has it, also where several values move together.
#[test]
fn one_at_a_time_leaves_the_rest_as_it_is() {
    let room = room();
    let file = "scenario = 'scenario.toml'\narms = ['none']\nreplicates = 1\ndesign = 'oat'\n\
                [[vary]]\nname = 'stress'\npaths = ['practice.hard.stress', 'practice.mild.stress']\nvalues = [0.7]\n\
                [[vary]]\npaths = ['adoption.hazard.q']\nvalues = [0.5]\n";
    fs::write(room.path().join("oat.sweep.toml"), file).unwrap();
    let summary = sweep(room.path(), &["oat.sweep.toml", "--quiet"]);
    let folder = folder(room.path(), &summary);
    let (table, design) = (Table::read(&folder.join("results.csv")), Table::read(&folder.join("design.csv")));
    let changes: [&[&str]; 3] = [
        &[],
        &["--set", "practice.hard.stress=0.7", "--set", "practice.mild.stress=0.7"],
        &["--set", "adoption.hazard.q=0.5 per year"],
    ];
    for (point, set) in changes.into_iter().enumerate() {
        let luck = format!("luck={}", design.texts("luck")[point]);
        let words = [
            "run",
            "scenario.toml",
            "--set",
            "replicates=1",
            "--set",
            &luck,
            "--no-plots",
            "--quiet",
            "--force",
            "--out",
            "one",
        ];
        assert!(tress(room.path(), &[&words[..], set].concat()).status.success());
        let by_hand = Table::read(&room.path().join("one/summary.csv"));
        let load =
            by_hand.only(&[("arm", "none"), ("group", "all"), ("week", "100"), ("measure", "load_mean")]);
        let swept = table.only(&[("point", &point.to_string())]);
        assert_eq!(swept.texts("load_mean"), load.texts("mean"), "point {point}");
    }
}

/// Of values that move together the first stands for all: where it does not move and another does, the table could not
/// tell.
#[test]
fn one_at_a_time_refuses_what_it_could_not_show() {
    let room = room();
    let file = |paths: &str| {
        let file = format!(
            "scenario = 'scenario.toml'\narms = ['none']\nreplicates = 1\ndesign = 'oat'\n\
             [[vary]]\nname = 'stress'\npaths = [{paths}]\nvalues = [1.0, 0.7]\n"
        );
        fs::write(room.path().join("oat.sweep.toml"), file).unwrap();
        tress(room.path(), &["sweep", "oat.sweep.toml", "--quiet", "--dry-run", "--json"])
    };
    let out = file("'practice.hard.stress', 'practice.mild.stress'");
    assert_eq!(out.status.code(), Some(2));
    let told = said(&out.stderr);
    assert!(told.contains("at 1 `practice.mild.stress` moves, and `practice.hard.stress`"), "{told}");
    let out = file("'practice.mild.stress', 'practice.hard.stress'");
    assert!(said(&out.stdout).contains("\"points\": 3"), "{}", said(&out.stderr));
}

/// A folder of an older program: what its record does not say is taken for another sweep's, and can still be asked.
#[test]
fn a_record_that_lacks_fields_or_cannot_be_read_is_no_dead_end() {
    let room = room();
    let words = [&Q[..], &["--out", "swept"]].concat();
    sweep(room.path(), &words);
    let path = room.path().join("swept/sweep.json");
    let mut record: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    for key in ["step", "reported", "key"] {
        record.as_object_mut().unwrap().remove(key);
    }
    fs::write(&path, record.to_string()).unwrap();
    let asked =
        tress(room.path(), &["sensitivity", "swept", "--no-plots", "--measure", "adopters at 100 weeks"]);
    assert_eq!(asked.status.code(), Some(0), "{}", said(&asked.stderr));
    for text in [record.to_string(), "{\"points\": \"many\"}".into()] {
        fs::write(&path, text).unwrap();
        let out = tress(room.path(), &[&["sweep"], &words[..]].concat());
        assert_eq!(out.status.code(), Some(2));
        assert!(said(&out.stderr).contains("--force takes this one over"), "{}", said(&out.stderr));
    }
    let forced = sweep(room.path(), &[&words[..], &["--force"]].concat());
    assert_eq!((&forced["computed"], &forced["finished"]), (&0.into(), &12.into()));
}

#[test]
fn a_sweep_of_the_same_design_beside_is_not_computed_again() {
    let room = room();
    sweep(room.path(), &[&Q[..], &["--out", "first"]].concat());
    let second = sweep(room.path(), &[&Q[..], &["--out", "second"]].concat());
    assert_eq!((&second["computed"], &second["reused"]), (&0.into(), &12.into()));
    let [one, two] =
        ["first", "second"].map(|out| fs::read(room.path().join(out).join("results.csv")).unwrap());
    assert!(one == two);
}

#[test]
fn a_design_file_and_flags_are_one() {
    let room = room();
    let file = "scenario = 'scenario.toml'\narms = ['none', 'champions']\n\
                [[vary]]\npaths = ['adoption.hazard.q']\nrange = [0.5, 2.5]\nsteps = 3\n";
    fs::write(room.path().join("q.sweep.toml"), file).unwrap();
    let by_file = sweep(room.path(), &["q.sweep.toml", "--quiet"]);
    let by_flags = sweep(room.path(), &Q);
    assert_eq!(by_file["folder"], by_flags["folder"]);
    assert_eq!(by_flags["computed"], 0);
    // A file may leave to flags what varies, and how.
    fs::write(room.path().join("base.sweep.toml"), "scenario = 'scenario.toml'\nreplicates = 2\n").unwrap();
    let based = sweep(room.path(), &[&["base.sweep.toml"], &Q[1..]].concat());
    assert_eq!((&based["computed"], &based["points"]), (&0.into(), &3.into()));
    // Flags add to the file.
    let both =
        sweep(room.path(), &["q.sweep.toml", "--quiet", "--vary", "population.size=300,400", "--dry-run"]);
    assert_eq!((&both["points"], &both["runs"]), (&6.into(), &24.into()));
    assert!(!folder(room.path(), &both).exists(), "a dry run leaves nothing");
}

/// Peak memory of a sweep of so many points of a tiny village, bytes.
fn peak(points: u32) -> f64 {
    let room = room();
    let vary = format!("adoption.hazard.q=0.1:5:{points}");
    let words = [
        "scenario.toml",
        "--vary",
        &vary,
        "--vary",
        "arm=none",
        "--replicates",
        "1",
        "--quiet",
        "--threads",
        "1",
        "--set",
        "population.size=200",
        "--set",
        "time.horizon=8 weeks",
        "--set",
        "output.every=4 weeks",
    ];
    let summary = sweep(room.path(), &words);
    let record = fs::read(folder(room.path(), &summary).join("provenance.json")).unwrap();
    let record: Value = serde_json::from_slice(&record).unwrap();
    record["memory"]["peak_bytes"].as_f64().unwrap_or(f64::NAN)
}

#[test]
fn memory_does_not_grow_with_the_number_of_points() {
    let (few, many) = (peak(20), peak(3000));
    // Where the system does not tell, there is nothing to hold against it. 24 bytes a run are 72 kB; what the allocator
    // happens to hold differs by half a megabyte or so, and runs that were kept would take more than 3 MB.
    assert!(few.is_nan() || many < few + 1.25e6, "{few} bytes for 20 points, {many} for 3,000");
}

#[track_caller]
fn refused(room: &Path, words: &[&str]) -> String {
    let out = tress(room, &[&["sweep", "scenario.toml"], words].concat());
    assert_eq!(out.status.code(), Some(2), "{}{}", said(&out.stdout), said(&out.stderr));
    assert_eq!(said(&out.stdout), "");
    assert!(!room.join("output").exists(), "something was written");
    said(&out.stderr)
}

#[test]
fn what_is_wrong_is_told_in_its_place() {
    let room = room();
    let refused = |words: &[&str]| refused(room.path(), words);
    assert_eq!(
        refused(&["--vary", "adoption.hazard.qq=0.1:0.5:3"]),
        "error: unknown key `qq`\n--> command line:1:8\n |\n | --vary adoption.hazard.qq=0.1:0.5:3\n |        \
         ^^^^^^^^^^^^^^^^^^\n |\n = help: did you mean `q`?\n\n1 fault in --vary; nothing was written\n"
    );
    for (words, message) in [
        (&["--vary", "practice.hart.stress=1,2"][..], "no practice is called `hart`"),
        (&["--vary", "adoption.hazard.q=0.5:0.1:3"], "0.5 is not below 0.1: the range is empty"),
        (&["--vary", "adoption.hazard.q=0:1:3:log"], "0 has no logarithm"),
        (&["--vary", "adoption.hazard.q=0.1:0.5"], "a grid needs to know which values"),
        (&["--vary", "adoption.hazard.q=1,1"], "1.0 is in the list twice"),
        (&["--vary", "adoption.hazard.q=1,2", "--vary", "adoption.hazard.q=3,4"], "another input is called"),
        (&["--vary", "adoption.hazard.q=1,2", "--set", "adoption.hazard.q=1 per year"], "is set already"),
        (&["--vary", "arm=none,champion", "--vary", "adoption.hazard.q=1,2"], "no arm is called `champion`"),
        (&["--vary", "replicates=1,2"], "`replicates` cannot vary"),
        (&["--vary", "time.horizon=1 year,2 years"], "`time.horizon` cannot vary"),
        (&["--vary", "population.file=a.csv,b.csv"], "`population.file` cannot vary"),
        (&["--design", "lhs:10"], "nothing varies"),
        (&["--design", "lhz:10", "--vary", "adoption.hazard.q=1:2"], "no design is called `lhz`"),
        (&["--design", "lhs:10", "--vary", "adoption.hazard.q=1:2:3"], "the design `lhs` has no steps"),
        (&["--design", "list:none.csv"], "there is no such file"),
        (&["--vary", "adoption.hazard.q=1,2", "--group", "yung"], "no group is called `yung`"),
        (&["--vary", "adoption.hazard.q=1,2", "--at", "9 years"], "lies beyond the horizon"),
        (&["--vary", "adoption.hazard.q=1:2:200000"], "this design has 1,200,000 runs"),
        (&["--vary", "adoption.hazard.q=1,2", "--shard", "4/3"], "`4/3` is no part of a number of parts"),
        (&["--vary", "luck=1,2"], "`luck` cannot vary"),
        (
            &["--vary", "population.group.young.median_age=7,8", "--design", "oat"],
            " | --vary population.group.young.median_age=7,8",
        ),
        (&["--vary", "adoption.hazard.q=1:2:60000000000"], "from 2 to 1000000"),
        (&["--vary", "adoption.hazard.q=1,2", "--out", "scenario.toml"], "scenario.toml is a file"),
    ] {
        let told = refused(words);
        assert!(told.contains(message), "{words:?}: {told}");
    }
    // A point that makes a scenario with faults is named with its values.
    let told = refused(&["--vary", "population.group.young.share=0.3,0.4"]);
    assert!(told.starts_with("at point 1 (population.group.young.share = 0.4):\n"), "{told}");
    assert!(
        told.contains(
            "| --vary population.group.young.share=0.3,0.4\n |                                     ^^^^^^^"
        ),
        "{told}"
    );
    let file = "scenario = 'scenario.toml'\n[[vary]]\npaths = ['population.group.young.share']\nvalues = [0.3, 0.4]\n";
    fs::write(room.path().join("share.sweep.toml"), file).unwrap();
    let told = said(&tress(room.path(), &["sweep", "share.sweep.toml"]).stderr);
    assert!(told.contains("share.sweep.toml:4:10") && !told.contains("--set"), "{told}");
    // A list tells its line.
    fs::write(room.path().join("points.csv"), "adoption.hazard.q,nothing.here\n1,2\n").unwrap();
    let told = refused(&["--design", "list:points.csv"]);
    assert!(told.contains("points.csv:1") && told.contains("nothing"), "{told}");
}

#[test]
fn a_folder_of_something_else_is_left_alone() {
    let room = room();
    sweep(room.path(), &[&Q[..], &["--out", "swept"]].concat());
    let other: Vec<&str> = vec![
        "sweep",
        "scenario.toml",
        "--vary",
        "adoption.hazard.q=0.5,3",
        "--vary",
        "arm=none,champions",
        "--quiet",
        "--out",
        "swept",
        "--json",
    ];
    let out = tress(room.path(), &other);
    assert_eq!(out.status.code(), Some(2));
    let told = said(&out.stderr);
    assert!(told.contains("swept holds another sweep: other than this one in what varies"), "{told}");
    let forced = tress(room.path(), &[&other[..], &["--force"]].concat());
    assert!(forced.status.success(), "{}", said(&forced.stderr));
    let summary: Value = serde_json::from_slice(&forced.stdout).unwrap();
    assert_eq!((&summary["computed"], &summary["reused"]), (&4.into(), &4.into()));
    fs::create_dir(room.path().join("mine")).unwrap();
    fs::write(room.path().join("mine/letter.txt"), "dear").unwrap();
    let out = tress(room.path(), &[&["sweep"], &Q[..], &["--out", "mine", "--force"]].concat());
    assert_eq!(out.status.code(), Some(2));
    assert!(said(&out.stderr).contains("mine exists and holds no sweep"), "{}", said(&out.stderr));
}

#[test]
fn an_interrupted_sweep_says_how_to_go_on() {
    let scenario = edited(&village(Rule::Hazard), "size = 600", "size = 20000");
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("scenario.toml"), scenario).unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_tress"))
        .arg("sweep")
        .args([&Q[..5], &["--replicates", "40", "--out", "swept"]].concat())
        .current_dir(room.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while kept(&room.path().join("swept")).is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", said(&out.stderr));
    let told = said(&out.stderr);
    assert!(told.contains("of 240 runs are kept in swept"), "{told}");
    assert!(told.contains("the same command goes on from there"), "{told}");
}

#[test]
fn a_sweep_is_run_again_from_its_record() {
    let room = room();
    fs::write(
        room.path().join("points.csv"),
        "adoption.hazard.q,load.recovery_time\n1,30 weeks\n2,40 weeks\n",
    )
    .unwrap();
    let words = [
        "scenario.toml",
        "--design",
        "list:points.csv",
        "--set",
        "replicates=1",
        "--quiet",
        "--out",
        "swept",
    ];
    sweep(room.path(), &words);
    let again = tress(room.path(), &["rerun", "swept"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again.stderr));
    assert!(
        said(&again.stdout).contains("swept: the same bytes again, in 2 files"),
        "{}",
        said(&again.stdout)
    );
    let named = tress(room.path(), &["rerun", "swept/provenance.json"]);
    assert_eq!(named.status.code(), Some(0), "{}", said(&named.stderr));
    // A list that has changed since makes another sweep.
    fs::write(
        room.path().join("points.csv"),
        "adoption.hazard.q,load.recovery_time\n1,30 weeks\n2,41 weeks\n",
    )
    .unwrap();
    assert_eq!(tress(room.path(), &["rerun", "swept"]).status.code(), Some(1));
    // Of a table that was changed nothing is said.
    fs::write(room.path().join("swept/results.csv"), "point\n").unwrap();
    let changed = tress(room.path(), &["rerun", "swept"]);
    assert!(
        said(&changed.stderr).contains("results.csv is not what the run wrote"),
        "{}",
        said(&changed.stderr)
    );
}

#[test]
fn a_value_left_to_its_default_takes_a_unit() {
    let room = room();
    let scenario = edited(&village(Rule::Hazard), "turnover = \"0.05 per year\"\n", "");
    fs::write(room.path().join("scenario.toml"), scenario).unwrap();
    let vary = |values: &str| {
        let vary = format!("population.turnover={values}");
        let words = ["sweep", "scenario.toml", "--vary", "arm=none", "--quiet", "--json", "--vary", &vary];
        tress(room.path(), &words)
    };
    let out = vary("0.01:0.3:2 per year");
    assert_eq!(out.status.code(), Some(0), "{}", said(&out.stderr));
    let summary: Value = serde_json::from_slice(&out.stdout).unwrap();
    let design = Table::read(&folder(room.path(), &summary).join("design.csv"));
    assert_eq!(design.texts("population.turnover"), ["0.01", "0.3"]);
    assert!(said(&vary("0.01:0.3:2 per yeer").stderr).contains("`per yeer` is no unit"));
    let words = ["sweep", "scenario.toml", "--vary", "adoption.hazard.q=0.1:0.3:2 per week"];
    let told = said(&tress(room.path(), &words).stderr);
    assert!(told.contains("`adoption.hazard.q` has its unit in the scenario"), "{told}");
}

/// A flag names a file from where one stands, whatever folder the scenario lies in; a `design.csv` is a list.
#[test]
fn a_list_is_found_from_where_one_stands() {
    let room = room();
    fs::create_dir(room.path().join("deep")).unwrap();
    fs::rename(room.path().join("scenario.toml"), room.path().join("deep/scenario.toml")).unwrap();
    fs::write(room.path().join("points.csv"), "adoption.hazard.q\n1\n2\n").unwrap();
    let words = ["deep/scenario.toml", "--vary", "arm=none", "--quiet"];
    let first =
        sweep(room.path(), &[&words[..], &["--design", "list:points.csv", "--out", "first"]].concat());
    assert_eq!(first["computed"], 4);
    let record: Value =
        serde_json::from_slice(&fs::read(room.path().join("first/provenance.json")).unwrap()).unwrap();
    assert_eq!(record["arms"], serde_json::json!(["none"]));
    assert!(record["timing"]["step_s"].is_null() && record["timing"]["total_s"].is_number(), "{record}");
    let again = tress(room.path(), &["rerun", "first"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again.stderr));
    // The bytes of the list are no part of a run.
    let fed = ["--design", "list:first/design.csv", "--out", "second"];
    let second = sweep(room.path(), &[&words[..], &fed].concat());
    assert_eq!((&second["points"], &second["computed"]), (&2.into(), &0.into()));
    // What is not finished is not said to differ.
    fs::remove_file(room.path().join("first/results.csv")).unwrap();
    let path = room.path().join("first/provenance.json");
    let mut record = record;
    record["files"] = serde_json::json!({});
    fs::write(path, record.to_string()).unwrap();
    let unfinished = tress(room.path(), &["rerun", "first"]);
    assert_eq!(unfinished.status.code(), Some(2));
    assert!(
        said(&unfinished.stderr).contains("the sweep in first is not finished"),
        "{}",
        said(&unfinished.stderr)
    );
    let folder = tress(room.path(), &["check", "first"]);
    assert!(said(&folder.stderr).contains("first is the folder of a sweep"), "{}", said(&folder.stderr));
}

/// Of two inputs one decides, and the other has nothing to do with the arm that is looked at.
#[test]
fn sensitivity_says_what_matters() {
    let room = room();
    let inert = "intervention.lecture.campaign.half_life=4:40";
    let vary = ["--vary", "adoption.hazard.q=0.5:3", "--vary", inert, "--vary", "arm=none"];
    let words = ["scenario.toml", "--replicates", "3", "--quiet"];
    let asked = |design: &str| {
        let out = design.split(':').next().unwrap();
        sweep(room.path(), &[&words[..], &vary, &["--design", design, "--out", out]].concat());
        let said_of =
            tress(room.path(), &["sensitivity", out, "--measure", "adopters_share of none at 100 weeks"]);
        assert!(said_of.status.success(), "{}", said(&said_of.stderr));
        let figure = fs::metadata(room.path().join(out).join("sensitivity.png")).unwrap();
        assert!(figure.len() > 10_000);
        (said(&said_of.stdout), Table::read(&room.path().join(out).join("sensitivity.csv")))
    };
    let of = |table: &Table, index: &str, input: &str, column: &str| {
        table.only(&[("index", index), ("input", input)]).numbers(column)[0]
    };
    let (q, other) = ("adoption.hazard.q", "intervention.lecture.campaign.half_life");
    let (told, table) = asked("sobol:32");
    assert!(told.starts_with("adopters_share at 100 weeks: "), "{told}");
    assert!(of(&table, "total", q, "estimate") > 0.7 && of(&table, "first_order", q, "estimate") > 0.5);
    let (nothing, se) = (of(&table, "total", other, "estimate"), of(&table, "total", other, "se"));
    assert!(nothing.abs() < 3.0 * se && nothing < 0.2, "{nothing} ± {se}");
    let noise = table.only(&[("index", "noise_share")]).numbers("estimate")[0];
    assert!(noise > 0.0 && noise < 0.5, "{noise}");
    for (total, parts) in table
        .numbers("se")
        .into_iter()
        .zip(table.numbers("se_design").into_iter().zip(table.numbers("se_noise")))
    {
        assert!(total.is_nan() || parts.0 <= total + 1e-12 && parts.1 > 0.0);
    }
    let (_, table) = asked("morris:10");
    assert!(of(&table, "mu_star", q, "estimate") > 3.0 * of(&table, "mu_star", other, "estimate"));
    assert!(of(&table, "mu", q, "estimate") > 0.0);
    let (_, table) = asked("lhs:40");
    assert!(of(&table, "rank_correlation", q, "low") > 0.5);
    assert!(of(&table, "rank_correlation", other, "low") < 0.0);

    // The same in a grid: a map and curves.
    let grid = [
        "--vary",
        "adoption.hazard.q=0.5:3:3",
        "--vary",
        "population.size=300,600",
        "--vary",
        "arm=none,champions",
    ];
    sweep(room.path(), &[&words[..], &grid, &["--out", "grid"]].concat());
    let told = said(&tress(room.path(), &["sensitivity", "grid"]).stdout);
    assert!(told.contains("late_prevalence of champions - none"), "{told}");
    for figure in ["surface.png", "responses.png"] {
        assert!(fs::metadata(room.path().join("grid").join(figure)).unwrap().len() > 10_000, "{figure}");
    }
    let results = Table::read(&room.path().join("grid/results.csv"));
    let responses = Table::read(&room.path().join("grid/responses.csv"));
    let rows =
        responses.only(&[("measure", "adopters_share of champions - none"), ("input", q), ("value", "0.5")]);
    let [with, without] =
        ["champions", "none"].map(|arm| results.only(&[("arm", arm), (q, "0.5")]).numbers("adopters_share"));
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    assert!((rows.numbers("mean")[0] - (mean(&with) - mean(&without))).abs() < 1e-12);
    fs::remove_file(room.path().join("grid/surface.png")).unwrap();
    assert!(tress(room.path(), &["plot", "grid"]).status.success());
    assert!(room.path().join("grid/surface.png").is_file());

    let wrong = |measure: &str| {
        let out = tress(room.path(), &["sensitivity", "grid", "--measure", measure]);
        assert_eq!(out.status.code(), Some(2));
        said(&out.stderr)
    };
    assert!(wrong("late_prevalance").contains("did you mean `late_prevalence`?"));
    assert!(wrong("late_prevalence of champion - none").contains("the sweep has no arm `champion`"));
    assert!(wrong("late_prevalence in young").contains("the sweep has no group `young`"));
    assert!(wrong("late_prevalence at 50 weeks").contains("nothing is reported at 50 weeks"));
    assert!(wrong("late_prevalence at 99 weeks").contains("nothing is reported at 99 weeks"));
    assert!(wrong("late_prevalence of none - none").contains("an arm does not differ from itself"));
    assert!(wrong("late_prevalence at noon").contains("`noon` is not a time"));
    let none = tress(room.path(), &["sensitivity", "."]);
    assert!(said(&none.stderr).contains(". holds no sweep"), "{}", said(&none.stderr));
}
