//! Riverside as shipped against all that it is calibrated on: every target of `scenarios/riverside.fit.toml`, fitted and
//! held out, asked in the whole town of replicate 0. Run with `-- --nocapture` for the table.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

mod runs;

use runs::{Table, said, tress};
use std::path::{Path, PathBuf};
use tress::fit::Simulator;
use tress::scenario::fitting::{ReadFit, open_fit};

fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// The fit of Riverside, asked of the whole town.
fn whole_town() -> ReadFit {
    let town = ["set=['replicates=1']".to_owned()];
    open_fit(&shipped("riverside.fit.toml"), &town).unwrap_or_else(|refusal| panic!("{refusal}"))
}

/// The fit takes too long for a test. What it left is one of its draws, cut to its digits, and both are in the project.
#[test]
fn riverside_has_the_values_that_its_fit_chose() {
    let fit = whole_town();
    let cut = |value: f64| format!("{value:.*e}", fit.file.digits as usize - 1);
    let draws = Table::read(&shipped("riverside.draws.csv"));
    let is_it = |row: usize| {
        fit.file.parameters.iter().zip(&fit.dials).all(|(parameter, dials)| {
            let drawn = draws.numbers(&parameter.paths[0])[row];
            dials.iter().all(|dial| cut(drawn) == cut(dial.value))
        })
    };
    let rows = draws.numbers(&fit.file.parameters[0].paths[0]).len();
    assert_eq!(rows, fit.file.draws as usize);
    assert!((0..rows).any(is_it), "riverside.toml has none of the values in riverside.draws.csv");
}

/// If nobody can adopt, what was going on before week 0 goes on. That as many enter the early stage as leave it in twelve
/// weeks is missed by three standard errors of the difference once in 370.
#[test]
fn nothing_begins_at_week_0() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("level").to_string_lossy().into_owned();
    let file = shipped("riverside.toml").to_string_lossy().into_owned();
    let mut words = vec!["run", &file, "--out", &out, "--quiet", "--no-plots"];
    for change in [
        "arm=[{ name = 'none' }]",
        "replicates=2",
        "time.horizon='12 weeks'",
        "output.checkpoints=['12 weeks']",
        "adoption.hazard={ p = '0 per year', q = '0 per year' }",
        "adoption.discontinuance='0 per year'",
    ] {
        words.extend(["--set", change]);
    }
    let output = tress(folder.path(), &words);
    assert!(output.status.success(), "{}", said(&output.stderr));
    let town = Table::read(&Path::new(&out).join("timeseries.csv")).only(&[("group", "all")]);
    for replicate in town.runs() {
        let early = replicate.numbers("early_people");
        let moves = ["early_entries", "early_exits"].map(|name| replicate.numbers(name).iter().sum::<f64>());
        let (change, error) = (early[early.len() - 1] - early[0], (moves[0] + moves[1]).sqrt());
        println!("{} in the early stage at first, {change:+} after 12 weeks, s.e. {error:.0}", early[0]);
        assert!(change.abs() < 3.0 * error, "{} people, then {change:+} in 12 weeks", early[0]);
    }
}

#[test]
fn riverside_answers_like_the_surveys() {
    let fit = whole_town();
    let simulator = Simulator::new(fit).unwrap_or_else(|refusal| panic!("{refusal}"));
    let as_shipped: Vec<f64> = simulator.fit.dials.iter().map(|dials| dials[0].value).collect();
    let answers = simulator.answers(&as_shipped, true).unwrap();
    let mut outside = vec![];
    for ((target, answer), observed) in
        simulator.fit.file.targets.iter().zip(answers).zip(&simulator.observed)
    {
        let [low, high] = target.interval.unwrap();
        let answer = answer.unwrap();
        let obtained = answer.number(observed);
        let (off, _) = answer.off(observed).unwrap();
        let within = (low..=high).contains(&obtained);
        println!(
            "{:<55} {obtained:>8.4}  [{low}–{high}]  {off:+.1}{}{}",
            target.title(),
            if target.held_out { "  held out" } else { "" },
            if within { "" } else { "  OUTSIDE" }
        );
        if !within {
            outside.push(target.title());
        }
    }
    assert!(outside.is_empty(), "outside their intervals: {outside:?}");
}
