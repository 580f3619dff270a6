//! Adoption when enough others have: Granovetter's (1978) hundred people in a square.

use crate::check::{Check, Quantity, Tolerance};
use crate::crowd::Crowd;
use crate::curves::{expected, figure, obtained, scale};
use std::sync::LazyLock;

const WEEKS: usize = 120;

/// Adopters in each week, where person i rises when as many others have as `thresholds[i]`.
fn rioters(thresholds: &[u32]) -> Vec<f64> {
    let crowd = Crowd {
        adoption: &format!(
            "rule = 'threshold'\npeer_exposure = 'count'\nthreshold = {{ list = {thresholds:?} }}"
        ),
        horizon: &format!("{WEEKS} weeks"),
        ..Crowd::default()
    };
    crowd.run().timeseries().only(&[("group", "all")]).numbers("adopters")
}

/// The greatest difference in any week.
fn apart(one: &[f64], other: &[f64]) -> f64 {
    assert_eq!(one.len(), other.len());
    one.iter().zip(other).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max)
}

pub static RIOTS: LazyLock<Check> = LazyLock::new(|| {
    let uniform: Vec<u32> = (0..100).collect();
    let mut without_one = uniform.clone();
    without_one[1] = 2;
    let mut quantities = vec![];
    let mut figure = figure(
        "One threshold decides over a riot",
        "Adopters among a hundred people, each of whom adopts when as many others have as their threshold says.",
        scale("Weeks", 0.0, WEEKS as f64),
        scale("Adopters", 0.0, 100.0),
    );
    for (hue, thresholds, what, end) in [
        (0, &uniform, "thresholds 0, 1, 2, …, 99", 100.0),
        (1, &without_one, "thresholds 0, 2, 2, 3, …, 99", 1.0),
    ] {
        let adopters = rioters(thresholds);
        let theory: Vec<f64> = (0..=WEEKS).map(|week| (week as f64).min(end)).collect();
        let mut add = |name: &str, expected, obtained| {
            quantities.push(Quantity::new(
                &format!("{name}, {what}"),
                expected,
                obtained,
                Tolerance::Exact,
                0,
            ));
        };
        add("adopters in the end", end, adopters[WEEKS]);
        add("greatest difference in any week", 0.0, apart(&adopters, &theory));
        let weeks =
            |values: &[f64]| values.iter().enumerate().map(|(week, &n)| (week as f64, n)).collect::<Vec<_>>();
        figure.courses.push(expected(hue, &format!("{what}, theory"), weeks(&theory)));
        figure.courses.push(obtained(hue, "obtained", weeks(&adopters).into_iter().step_by(6)));
    }
    Check {
        name: "riots",
        title: "One threshold decides over a riot",
        why: "A hundred people see one another. With thresholds 0, 1, 2, …, 99 the first rises alone and draws the \
              second, and so on: all rise, one a week. Give the person with threshold 1 a threshold of 2, and the first \
              stays alone. Two crowds that are all but the same end at 100 and at 1."
            .into(),
        runs: "Rule `threshold` on a complete graph of 100, `peer_exposure = \"count\"`, with a list of thresholds; one \
               replicate, as nothing is drawn."
            .into(),
        quantities,
        tolerance: "None: nothing is left to chance.".into(),
        source: "Granovetter 1978",
        figure,
    }
});

#[test]
fn one_threshold_decides_over_a_riot() {
    RIOTS.assert();
}
