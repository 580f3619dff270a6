//! `tress fit` finds what was put in, says so in the same bytes every time, and leaves what a run can take.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Table, said, tress};
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;
use tress::fit::{Cloud, Simulator, Stopped, Watch, search};
use tress::scenario::fitting::open_fit;

/// Forty villages of 20 people, who see the next four and the last of their village.
fn village(people: usize) -> (String, String) {
    let (mut rows, mut ties) = (String::from("id,group,age\n"), String::from("source,target\n"));
    for i in 0..people {
        rows += &format!("{i},village_{},40\n", i / 20 % 4);
        for step in [1, 2, 3, 4, 19] {
            ties += &format!("{i},{}\n", i / 20 * 20 + (i + step) % 20);
        }
    }
    (rows, ties)
}

const VILLAGES: &str = r#"
name = "villages"
rng_seed = 5
replicates = 1
[time]
step = "1 year"
horizon = "12 years"
[population]
file = "people.csv"
[[population.group]]
name = "village_0"
share = 0.25
ages = [20, 90]
practices = { old = 1 }
[[population.group]]
name = "village_1"
share = 0.25
ages = [20, 90]
practices = { old = 1 }
[[population.group]]
name = "village_2"
share = 0.25
ages = [20, 90]
practices = { old = 1 }
[[population.group]]
name = "village_3"
share = 0.25
ages = [20, 90]
practices = { old = 1 }
[[layer]]
name = "seen"
file = { path = "ties.csv", directed = true }
[[practice]]
name = "old"
stress = 0
worn_for = "1 year"
[[practice]]
name = "new"
stress = 0
worn_for = "1 year"
[adoption]
rule = "hazard"
innovation = ["new"]
hazard = { p = "0.02 per year", q = "0.5 per year", r = "0.1 per year" } # notes stay
"#;

const FIT: &str = r#"
scenario = "villages.toml"
rng_seed = 9
draws = 100
[[parameter]]
name = "p"
paths = ["adoption.hazard.p"]
range = [0.001, 0.3]
scale = "log"
[[parameter]]
name = "q"
paths = ["adoption.hazard.q"]
range = [0.01, 3.0]
scale = "log"
[[parameter]]
name = "r"
paths = ["adoption.hazard.r"]
range = [0.0, 1.0]
[[target]]
name = "times"
adoption_times = { file = "times.csv", id = "id", time = "period" }
[[variant]]
name = "no_peers"
fix = { q = 0, r = 0 }
"#;

/// A room with the villages, the times at which their people adopted in a run of the scenario, and fit files.
fn room(files: &[(&str, &str)]) -> TempDir {
    let room = tempfile::tempdir().unwrap();
    let people = 2000;
    let (rows, ties) = village(people);
    for (name, text) in
        [("people.csv", rows.as_str()), ("ties.csv", &ties), ("villages.toml", VILLAGES)].iter().chain(files)
    {
        fs::write(room.path().join(name), text).unwrap();
    }
    let sample = format!("output.people_sample={people}");
    let words = [
        "run",
        "villages.toml",
        "--set",
        &sample,
        "--out",
        "run",
        "--quiet",
        "--no-plots",
        "--set",
        "rng_seed=77",
    ];
    let out = tress(room.path(), &words);
    assert!(out.status.success(), "{}", said(&out.stderr));
    let found = Table::read(&room.path().join("run/people.csv"));
    let mut times = String::from("id,period\n");
    for row in &found.rows {
        let week: Option<f64> = row[found.column("toa")].parse().ok();
        let period = week.map_or(String::new(), |week| format!("{:.0}", week / 52.1775));
        times += &format!("{},{period}\n", row[found.column("person")]);
    }
    fs::write(room.path().join("times.csv"), times).unwrap();
    room
}

fn fit(room: &Path, words: &[&str]) {
    let out = tress(room, &[&["fit"], words, &["--quiet"]].concat());
    assert!(out.status.success(), "{}", said(&out.stderr));
    assert_eq!(said(&out.stderr), "", "a quiet fit says nothing on stderr");
}

#[test]
fn adoption_times_give_back_what_people_were_under() {
    let room = room(&[("villages.fit.toml", FIT)]);
    fit(room.path(), &["villages.fit.toml", "--out", "fit"]);
    let parameters = Table::read(&room.path().join("fit/parameters.csv")).only(&[("variant", "")]);
    // 95 % intervals of the draws, three at once, one seed: widened by half so that a right program fails one seed in
    // some 300.
    for (row, truth) in [0.02, 0.5, 0.1].into_iter().enumerate() {
        let [median, low, high] = ["median", "q025", "q975"].map(|name| parameters.numbers(name)[row]);
        let (low, high) = (median - 1.5 * (median - low), median + 1.5 * (high - median));
        assert!((low..high).contains(&truth), "{truth} outside {low}–{high}");
    }
    let variants = Table::read(&room.path().join("fit/variants.csv"));
    let aic = variants.numbers("aic");
    assert!(aic[0] + 100.0 < aic[1], "peer influence was put in, and has to be found: {aic:?}");
    // Expected by exposure under the best: close to what was seen, in all.
    let exposure = Table::read(&room.path().join("fit/exposure.csv")).only(&[("variant", "")]);
    let seen: f64 = exposure.numbers("adopted").iter().sum();
    let at_risk = exposure.numbers("person_periods");
    let expected: f64 = exposure.numbers("expected").iter().zip(&at_risk).map(|(share, n)| share * n).sum();
    assert!((seen - expected).abs() < 3.0 * seen.sqrt(), "{seen} {expected}");
}

#[test]
fn the_same_bytes_for_any_number_of_threads_and_what_is_left_can_be_run() {
    let room = room(&[("villages.fit.toml", &FIT.replace("draws = 100", "draws = 20"))]);
    fit(room.path(), &["villages.fit.toml", "--out", "one", "--threads", "1"]);
    fit(room.path(), &["villages.fit.toml", "--out", "three", "--threads", "3"]);
    let mut files = 0;
    for file in fs::read_dir(room.path().join("one")).unwrap() {
        let name = file.unwrap().file_name();
        if name != "provenance.json" {
            let bytes = |folder: &str| fs::read(room.path().join(folder).join(&name)).unwrap();
            assert!(bytes("one") == bytes("three"), "{name:?} differs");
            files += 1;
        }
    }
    assert!(files >= 11, "{files} files");
    let rerun = tress(room.path(), &["rerun", "one"]);
    assert!(said(&rerun.stdout).contains("the same bytes again"), "{}", said(&rerun.stderr));

    // The fitted scenario keeps its notes and runs where it lies; the draws are taken by its replicates.
    let text = fs::read_to_string(room.path().join("one/villages.toml")).unwrap();
    assert!(text.contains("per year\" } # notes stay") && !text.contains("p = \"0.02 per year\""), "{text}");
    let draws = "draws={ file = 'draws.csv', number = 3 }";
    let words =
        ["run", "one/villages.toml", "--set", draws, "--set", "replicates=6", "--out", "drawn", "--no-plots"];
    let out = tress(room.path(), &words);
    assert!(out.status.success(), "{}", said(&out.stderr));

    // Replicate 4 has draw 1: as if its values had been set.
    let drawn = Table::read(&room.path().join("one/draws.csv"));
    let set: Vec<String> = (drawn.header.iter().zip(&drawn.rows[1]))
        .map(|(path, value)| format!("{path}={value} per year"))
        .collect();
    let mut words = vec!["run", "one/villages.toml", "--out", "set", "--no-plots", "--set", "replicates=5"];
    set.iter().for_each(|set| words.extend(["--set", set]));
    let out = tress(room.path(), &words);
    assert!(out.status.success(), "{}", said(&out.stderr));
    let of = |folder: &str| {
        Table::read(&room.path().join(folder).join("timeseries.csv")).only(&[("replicate", "4")])
    };
    runs::same(&of("drawn"), &of("set"), "a draw and its values");

    // A precision counts replicates as independent: those that share a draw are not.
    let words =
        ["run", "one/villages.toml", "--set", draws, "--until", "adopters_share ± 0.1", "--out", "until"];
    let out = tress(room.path(), &words);
    assert_eq!(out.status.code(), Some(2));
    let expected = "error: --until counts replicates as independent, and 1000 would share 3 draws\n\
                    help: give at least 10 draws, or leave them out\n";
    assert_eq!(said(&out.stderr), expected);

    // Two replicates a draw: luck and parameters are told apart.
    let table = Table::read(&room.path().join("drawn/uncertainty.csv"))
        .only(&[("measure", "adopters_share"), ("group", "all")]);
    for column in ["sd_luck", "sd_parameters"] {
        assert!(table.numbers(column).iter().all(|sd| (0.0..0.2).contains(sd)), "{column}");
    }
    assert!(table.numbers("sd_luck")[0] > 0.0);
    assert_eq!(table.numbers("draws"), [3.0]);
}

#[test]
fn person_periods_at_risk_and_their_likelihood_are_those_counted_by_hand() {
    // Person 0 sees 1 and 2; they see nobody. 1 adopts in the first year, 0 in the third, 2 never.
    let scenario = VILLAGES.replace("horizon = \"12 years\"", "horizon = \"3 years\"");
    let room = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("villages.toml", scenario.as_str()),
        ("people.csv", "id,group,age\n0,village_0,40\n1,village_0,40\n2,village_0,40\n"),
        ("ties.csv", "source,target\n0,1\n0,2\n"),
        ("times.csv", "id,period\n0,3\n1,1\n2,\n"),
        ("villages.fit.toml", FIT),
    ] {
        fs::write(room.path().join(name), text).unwrap();
    }
    let read =
        open_fit(&room.path().join("villages.fit.toml"), &[]).unwrap_or_else(|refusal| panic!("{refusal}"));
    let simulator = Simulator::new(read).unwrap_or_else(|refusal| panic!("{refusal}"));
    let [p, q, r] = [0.1, 0.4, 0.3];
    let answers = simulator.answers(&[p, q, r], false).unwrap();
    let found = simulator.log_likelihood(&answers, &[0]);
    // Year 1: three see nothing, one adopts. Years 2 and 3: a third of the village has adopted; 0 sees half of theirs.
    let adopts = |hazard: f64| (1.0 - (-hazard).exp()).ln();
    let (sees_half, sees_none) = (p + q / 2.0 + r / 3.0, p + r / 3.0);
    let expected = adopts(p) - 2.0 * p - sees_half - sees_none + adopts(sees_half) - sees_none;
    assert!((found - expected).abs() < 1e-9, "{found} {expected}");
    // Beyond the hazards: who sees none, and who sees up to half.
    let at_risk = simulator.at_risk_of(0).unwrap();
    let Some(tress::fit::Answer::Times { pressure, .. }) = &answers[0] else { panic!("no likelihood") };
    let bins = at_risk.by_exposure(&[0.0, 0.5, 1.0], pressure);
    assert_eq!([bins[0][0], bins[0][1], bins[1][0], bins[1][1], bins[2][1]], [1.0, 5.0, 1.0, 2.0, 0.0]);
}

/// Stops after so many sweeps, and keeps what there is.
struct Impatient {
    left: Mutex<u32>,
    kept: Mutex<Vec<Cloud>>,
}

impl Watch for Impatient {
    fn swept(&self, _: usize, _: &Cloud) -> bool {
        let mut left = self.left.lock().unwrap();
        *left = left.saturating_sub(1);
        *left > 0
    }
    fn is_stopped(&self) -> bool {
        false
    }
    fn keep(&self, clouds: &[Cloud]) {
        *self.kept.lock().unwrap() = clouds.to_vec();
    }
}

#[test]
fn a_fit_that_was_interrupted_goes_on_to_the_same_end() {
    let room = room(&[("villages.fit.toml", &FIT.replace("draws = 100", "draws = 20"))]);
    let read =
        open_fit(&room.path().join("villages.fit.toml"), &[]).unwrap_or_else(|refusal| panic!("{refusal}"));
    let simulator = Simulator::new(read).unwrap_or_else(|refusal| panic!("{refusal}"));
    let patient = |left| Impatient { left: Mutex::new(left), kept: Mutex::default() };
    let whole = search(&simulator, vec![], &patient(u32::MAX)).unwrap();
    let (mut clouds, mut interruptions) = (vec![], 0);
    let again = loop {
        let watch = patient(5);
        match search(&simulator, clouds, &watch) {
            Ok(found) => break found,
            Err(stopped) => assert_eq!(stopped, Stopped::Interrupted),
        }
        // Through a file, as on the disk.
        let kept = serde_json::to_string(&*watch.kept.lock().unwrap()).unwrap();
        clouds = serde_json::from_str(&kept).unwrap();
        interruptions += 1;
    };
    assert!(interruptions > 3, "{interruptions}");
    for (one, other) in whole.iter().zip(&again) {
        assert_eq!((&one.best, &one.draws), (&other.best, &other.draws));
        assert_eq!((one.log_evidence, one.evaluations), (other.log_evidence, other.evaluations));
    }
}

/// Kills the fit dead as soon as it has kept something, again and again; then lets it finish.
#[test]
fn a_fit_that_is_killed_goes_on_from_there_to_the_same_bytes() {
    let room = room(&[("villages.fit.toml", &FIT.replace("draws = 100", "draws = 20"))]);
    fit(room.path(), &["villages.fit.toml", "--out", "calm"]);
    let words = ["fit", "villages.fit.toml", "--out", "stormy", "--threads", "1"];
    let unfinished = room.path().join(".stormy.unfinished.json");
    let mut kept = vec![];
    for _ in 0..4 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tress"))
            .args(words)
            .current_dir(room.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while fs::read(&unfinished).unwrap_or_default() == kept {
            assert!(child.try_wait().unwrap().is_none(), "it ended before it could be killed");
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        kept = fs::read(&unfinished).unwrap();
        assert!(!room.path().join("stormy").exists(), "half of the results");
    }
    // What is left to do is less than the whole.
    let left: serde_json::Value = serde_json::from_slice(&kept).unwrap();
    let done: u64 =
        left["clouds"].as_array().unwrap().iter().map(|cloud| cloud["evaluations"].as_u64().unwrap()).sum();
    let out = tress(room.path(), &words);
    let heard = said(&out.stderr);
    assert!(out.status.success(), "{heard}");
    assert!(heard.contains(&format!("going on after {done} scenarios\n")), "{done}: {heard}");
    let evaluations: f64 =
        Table::read(&room.path().join("stormy/variants.csv")).numbers("evaluations").iter().sum();
    assert!(done >= 5 * 20 && (done as f64) < evaluations, "{done} of {evaluations}");
    for file in fs::read_dir(room.path().join("calm")).unwrap() {
        let name = file.unwrap().file_name();
        let bytes = |folder: &str| fs::read(room.path().join(folder).join(&name)).unwrap();
        assert!(name == "provenance.json" || bytes("calm") == bytes("stormy"), "{name:?} differs");
    }
    assert!(!unfinished.exists(), "a fit that has its results leaves nothing beside them");

    // What a fit of other words has kept is no beginning.
    fs::write(&unfinished, &kept).unwrap();
    let out = tress(room.path(), &[&words[..], &["--force", "--set", "rng_seed=10"]].concat());
    assert!(out.status.success() && !said(&out.stderr).contains("going on"), "{}", said(&out.stderr));
}

const TOWN: &str = r#"
name = "town"
rng_seed = 3
replicates = 2
[time]
horizon = "6 years"
[population]
size = 2000
[[population.group]]
name = "girls"
share = 0.4
ages = [6, 18]
practices = { tight = 0.7, loose = 0.3 }
[[population.group]]
name = "women"
share = 0.6
ages = [18, 80]
practices = { tight = 0.5, loose = 0.5 }
[history]
from_age = 6
spell = "2 years"
[[layer]]
name = "friends"
random = { mean_degree = 6 }
[[practice]]
name = "tight"
stress = 1.0
[[practice]]
name = "loose"
stress = 0.1
[adoption]
rule = "hazard"
innovation = ["loose"]
hazard = { p = "0.05 per year", q = "0.4 per year" }
[load]
recovery_time = "1 year"
[[stage]]
name = "early"
measure = "strain"
tolerance = { median = 60, spread = 0.5 }
"#;

#[test]
fn surveys_and_courses_are_fitted_and_others_held_out() {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("town.toml"), TOWN).unwrap();
    // What the town answers under values that the fit does not know.
    let truth = ["--set", "practice.tight.stress=1.6", "--set", "adoption.hazard.q=0.8 per year"];
    let words = [
        "run",
        "town.toml",
        "--out",
        "truth",
        "--no-plots",
        "--quiet",
        "--set",
        "output.age_bands=[6,18,80]",
    ];
    let out = tress(room.path(), &[&words[..], &truth].concat());
    assert!(out.status.success(), "{}", said(&out.stderr));
    let course = Table::read(&room.path().join("truth/timeseries.csv"));
    let at = |group: &str, week: &str| course.only(&[("group", group), ("week", week), ("replicate", "0")]);
    let share = |table: &Table, column: &str| table.numbers(column)[0] / table.numbers("people")[0];
    let (girls, women) = (at("girls", "0"), at("women", "0"));
    let (girls, women) = (share(&girls, "early_people"), share(&women, "early_people"));
    let mut curve = String::from("year,share\n");
    for year in [1, 2, 3, 4, 5] {
        let week = (f64::from(year) * 52.1775).round();
        curve += &format!("{year},{}\n", share(&at("all", &week.to_string()), "adopters"));
    }
    fs::write(room.path().join("curve.csv"), curve).unwrap();
    let interval = |share: f64| format!("interval = [{}, {}]", share - 0.02, share + 0.02);
    let fit_file = format!(
        r#"
scenario = "town.toml"
rng_seed = 1
draws = 30
[[parameter]]
name = "tight"
paths = ["practice.tight.stress"]
range = [0.5, 4]
scale = "log"
[[parameter]]
name = "q"
paths = ["adoption.hazard.q"]
range = [0.1, 3]
scale = "log"
prior = {{ median = 0.6, spread = 1.0 }}
[[target]]
name = "girls"
share = {{ of = {{ groups = ["girls"] }}, who = {{ stages = ["early"] }} }}
{}
[[target]]
name = "women"
held_out = true
share = {{ of = {{ groups = ["women"] }}, who = {{ stages = ["early"] }} }}
{}
[[target]]
name = "curve"
curve = {{ file = "curve.csv", time = "year", unit = "1 year", value = "share", within = 0.01 }}
[[target]]
name = "odds"
held_out = true
odds_ratio = {{ of = {{ groups = ["women"] }}, to = {{ groups = ["girls"] }}, who = {{ stages = ["early"] }} }}
interval = [{}, {}]
"#,
        interval(girls),
        interval(women),
        0.8 * women / (1.0 - women) / (girls / (1.0 - girls)),
        1.25 * women / (1.0 - women) / (girls / (1.0 - girls)),
    );
    fs::write(room.path().join("town.fit.toml"), fit_file).unwrap();
    fit(room.path(), &["town.fit.toml", "--out", "fit"]);
    let parameters = Table::read(&room.path().join("fit/parameters.csv"));
    // The data are of the same luck as the fit, so little but the width of the intervals is between them.
    let best = parameters.numbers("best");
    assert!((best[0] / 1.6).ln().abs() < 0.15, "stress {}", best[0]);
    assert!((best[1] / 0.8).ln().abs() < 0.15, "q {}", best[1]);
    let targets = Table::read(&room.path().join("fit/targets.csv"));
    for target in ["girls", "women", "odds"] {
        let row = targets.only(&[("target", target)]);
        assert!(row.numbers("off")[0].abs() < 2.0, "{target} is off by {}", row.numbers("off")[0]);
    }
    let distance = targets.only(&[("kind", "course_rmse")]);
    assert!(distance.numbers("best")[0] < 0.01, "{}", distance.numbers("best")[0]);
    assert_eq!(targets.only(&[("kind", "course")]).rows.len(), 5);
    for figure in ["targets.png", "courses.png", "parameters.png"] {
        assert!(room.path().join("fit").join(figure).is_file(), "{figure}");
    }
}

/// With so few people the search flatters them: what it calls best is not best among all.
#[test]
fn the_best_is_what_does_best_at_a_second_look() {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("town.toml"), TOWN).unwrap();
    let file = |second_look: &str| {
        format!(
            r#"
scenario = "town.toml"
rng_seed = 1
draws = 40
set = ["population.size=100", "replicates=1"]
digits = 2
{second_look}
[[parameter]]
name = "tight"
paths = ["practice.tight.stress"]
range = [0.5, 4]
scale = "log"
[[target]]
name = "women"
share = {{ of = {{ groups = ["women"] }}, who = {{ stages = ["early"] }} }}
interval = [0.15, 0.2]
"#
        )
    };
    let path = room.path().join("town.fit.toml");
    fs::write(&path, file("confirm = { draws = 15, set = ['replicates=1'] }")).unwrap();
    fit(room.path(), &["town.fit.toml", "--out", "fit", "--no-plots"]);
    let best = Table::read(&room.path().join("fit/parameters.csv")).numbers("best")[0];
    let posterior = Table::read(&room.path().join("fit/posterior.csv"));
    let mut draws: Vec<(f64, f64)> =
        posterior.numbers("log_likelihood").into_iter().zip(posterior.numbers("tight")).collect();
    draws.sort_by(|one, other| other.0.total_cmp(&one.0));

    // Asked of all 2,000 people, none of the fifteen likeliest does better than it.
    let whole = open_fit(&path, &["set=['replicates=1']".into()]).unwrap();
    let whole = Simulator::new(whole).unwrap();
    let height = |value: f64| {
        let cut: f64 = format!("{value:.1e}").parse().unwrap();
        whole.log_likelihood(&whole.answers(&[cut], false).unwrap(), &[0])
    };
    let others: Vec<f64> = draws[..15].iter().map(|(_, value)| height(*value)).collect();
    let highest = others.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    assert!(height(best) >= highest, "{best}: {} against {others:?}", height(best));
    fs::write(&path, file("")).unwrap();
    fit(room.path(), &["town.fit.toml", "--out", "once", "--no-plots"]);
    let once = Table::read(&room.path().join("once/parameters.csv")).numbers("best")[0];
    assert!(height(once) < height(best), "a single look found {once}, a second one {best}");

    fs::write(&path, file("confirm = { draws = 15, set = ['replicats=1'] }")).unwrap();
    let out = tress(room.path(), &["fit", "town.fit.toml"]);
    let words = said(&out.stderr);
    assert_eq!(out.status.code(), Some(2), "{words}");
    assert!(words.contains("replicats") && words.contains("`replicates`"), "{words}");
}

#[test]
fn faults_of_a_fit_file_are_told_all_at_once_with_what_would_be_right() {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("town.toml"), TOWN).unwrap();
    let wrong = r#"
scenario = "town.toml"
rng_seed = 1
[[parameter]]
name = "tight"
paths = ["practice.tigth.stress"]
range = [0.5, 4]
[[target]]
name = "girls"
share = { of = { groups = ["grils"] }, who = { stages = ["early"] } }
interval = [0.1, 0.2]
"#;
    fs::write(room.path().join("wrong.fit.toml"), wrong).unwrap();
    let out = tress(room.path(), &["fit", "wrong.fit.toml"]);
    assert_eq!(out.status.code(), Some(2));
    let expected = "\
error: the scenario holds nothing at `practice.tigth.stress`
 --> wrong.fit.toml:6:10
  |
6 | paths = [\"practice.tigth.stress\"]
  |          ^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: did you mean `tight`?

error: no group is called `grils`
  --> wrong.fit.toml:10:28
   |
10 | share = { of = { groups = [\"grils\"] }, who = { stages = [\"early\"] } }
   |                            ^^^^^^^
   |
   = help: did you mean `girls`?

2 faults in wrong.fit.toml; nothing was written
";
    assert_eq!(said(&out.stderr), expected);
    let alone = r#"
scenario = "town.toml"
rng_seed = 1
[[parameter]]
name = "tight"
paths = ["practice.tight.stress"]
range = [0, 4]
scale = "log"
[[target]]
name = "girls"
share = { who = { stages = ["early"] } }
interval = [10, 20]
"#;
    fs::write(room.path().join("alone.fit.toml"), alone).unwrap();
    let out = tress(room.path(), &["fit", "alone.fit.toml"]);
    assert_eq!(out.status.code(), Some(2));
    let said = said(&out.stderr);
    assert!(said.contains("a logarithmic scale needs a range above 0"), "{said}");
    assert!(
        said.contains("a share lies between 0 and 1") && said.contains("write percent as shares"),
        "{said}"
    );
    let both = alone
        .replace("[0, 4]", "[0.5, 4]")
        .replace("[10, 20]", "[0.1, 0.2]")
        .replace("rng_seed = 1", "rng_seed = 1\nset = ['practice.tight.stress=2']");
    fs::write(room.path().join("both.fit.toml"), both).unwrap();
    let out = tress(room.path(), &["fit", "both.fit.toml"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(runs::said(&out.stderr).contains("`practice.tight.stress` is set already"));
    assert!(!room.path().join("output").exists(), "nothing was written");
}

#[test]
fn one_kind_of_file_in_place_of_the_other_is_told_in_a_word_and_check_takes_both() {
    let room = room(&[("villages.fit.toml", FIT)]);
    let fault = |words: &[&str]| {
        let out = tress(room.path(), words);
        assert_eq!(out.status.code(), Some(2));
        said(&out.stderr)
    };
    let expected = "\
error: this is a fit file, not a scenario
--> villages.fit.toml
 = help: `tress fit` takes it; it names its scenario

1 fault in villages.fit.toml; nothing was written
";
    assert_eq!(fault(&["run", "villages.fit.toml"]), expected);
    assert!(fault(&["fit", "villages.toml"]).contains("this is a scenario, not a fit file"));
    let checked = tress(room.path(), &["check", "villages.fit.toml"]);
    let words = said(&checked.stdout);
    assert_eq!((checked.status.code(), said(&checked.stderr)), (Some(0), String::new()));
    for part in ["villages.fit.toml: no faults", "parameters  3", "1 fitted, 0 held out", "variants    1"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    fs::remove_file(room.path().join("times.csv")).unwrap();
    assert!(fault(&["check", "villages.fit.toml"]).contains("there is no such file"));
}

#[test]
fn faults_of_draws_have_their_line() {
    let room = tempfile::tempdir().unwrap();
    fs::write(room.path().join("town.toml"), TOWN).unwrap();
    let run = |draws: &str| {
        fs::write(room.path().join("draws.csv"), draws).unwrap();
        let out = tress(room.path(), &["run", "town.toml", "--set", "draws={ file = 'draws.csv' }"]);
        (out.status.code(), said(&out.stderr))
    };
    for (draws, fault) in [
        ("practice.tigth.stress\n1\n", "the scenario holds nothing at `practice.tigth.stress`"),
        ("practice.tight.stress\nmuch\n", "`much` is no number"),
        ("practice.tight.stress\n-1\n", "with these values"),
        ("time.horizon\n3\n", "a column changes what all replicates have to share"),
        ("practice.tight.stress\n", "the file holds 0 draws"),
    ] {
        let (code, text) = run(draws);
        assert_eq!(code, Some(2), "{text}");
        assert!(text.contains(fault), "{text}");
    }
}
