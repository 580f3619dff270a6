//! Complex contagion on ring lattices: whoever has two adopting peers adopts.

use crate::check::{Check, Quantity, Tolerance};
use crate::crowd::Crowd;
use crate::curves::{expected, figure, obtained, percent, scale};
use std::sync::LazyLock;

/// Adopters in each week, from two neighbours on a ring of `size`, each tied to `degree`.
fn round_a_ring(size: u32, degree: u32) -> Vec<f64> {
    let crowd = Crowd {
        size,
        layer: &format!("ring = {{ degree = {degree} }}"),
        adoption: "rule = 'threshold'\npeer_exposure = 'count'\nthreshold = { count = 2 }\n\
                   first_adopters = { targeting = { rule = 'list', ids = [40, 41] } }",
        horizon: "300 weeks",
        ..Crowd::default()
    };
    crowd.run().timeseries().only(&[("group", "all")]).numbers("adopters")
}

pub static RINGS: LazyLock<Check> = LazyLock::new(|| {
    let mut quantities = vec![];
    let mut figure = figure(
        "Complex contagion round a ring",
        "Share of adopters by step among N people, each tied to the k nearest, where two adopting peers are needed.",
        scale("Steps", 0.0, 300.0),
        percent("Adopters, share of people", 0.0, 100.0),
    );
    for (hue, size, degree, speed, steps) in [(0, 100_u32, 4, 2.0, 49), (1, 1_000, 6, 4.0, 250)] {
        let adopters = round_a_ring(size, degree);
        let people = f64::from(size);
        let mut add = |what: &str, expected, obtained| {
            let what = format!("{what}, N = {size}, k = {degree}");
            quantities.push(Quantity::new(&what, expected, obtained, Tolerance::Exact, 0));
        };
        let all = adopters.iter().position(|&n| n == people).map_or(f64::INFINITY, |step| step as f64);
        add("steps until all", f64::from(steps), all);
        let theory: Vec<f64> = (0..=300).map(|step| (2.0 + speed * f64::from(step)).min(people)).collect();
        let apart = theory.iter().zip(&adopters).map(|(one, other)| (one - other).abs()).fold(0.0, f64::max);
        add("greatest difference in any step", 0.0, apart);
        let percent =
            |values: &[f64]| values.iter().map(|n| 100.0 * n / people).enumerate().collect::<Vec<_>>();
        let points = |values: &[f64]| percent(values).into_iter().map(|(step, share)| (step as f64, share));
        let label = format!("N = {size}, k = {degree}: {speed} a step");
        figure.courses.push(expected(hue, &label, points(&theory)));
        figure.courses.push(obtained(hue, "obtained", points(&adopters).step_by(10)));
    }
    Check {
        name: "rings",
        title: "Complex contagion round a ring",
        why: "On a ring whose people are tied to the k nearest, two adopting neighbours are two peers to the `k/2 − 1` next \
              on either side. So the front moves `k − 2` people a step, both sides together, from the first step on: \
              `(N − 2)/(k − 2)` steps, rounded up."
            .into(),
        runs: "Rule `threshold` with a count of 2 on ring lattices, two adjacent first adopters; one replicate, as nothing \
               is drawn."
            .into(),
        quantities,
        tolerance: "None: nothing is left to chance.".into(),
        source: "Centola & Macy 2007",
        figure,
    }
});

#[test]
fn complex_contagion_goes_round_a_ring_at_its_speed() {
    RINGS.assert();
}
