//! Riverside as shipped against all that it is calibrated on: every target of `scenarios/riverside.fit.toml`, fitted and
//! held out, asked in the whole town of replicate 0. Run with `-- --nocapture` for the table.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::path::Path;
use tress::fit::Simulator;
use tress::scenario::fitting::open_fit;

#[test]
fn riverside_answers_like_the_surveys() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/riverside.fit.toml");
    let town = ["set=['replicates=1']".to_owned()];
    let fit = open_fit(&path, &town).unwrap_or_else(|refusal| panic!("{refusal}"));
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
