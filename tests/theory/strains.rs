//! Strain leaks: its steady state, its approach to it, and its cycle under release.

use crate::check::{Check, Quantity, Tolerance};
use crate::curves::{expected, figure, grid, obtained, scale};
use crate::worn::{after, worst};
use std::sync::LazyLock;

const THETA: f64 = 26.0;
const STRESS: f64 = 0.75;
const ROUNDING: f64 = 1e-9;

/// From none, under constant stress.
fn strain(weeks: f64) -> f64 {
    STRESS * THETA * -(-weeks / THETA).exp_m1()
}

pub static STRAINS: LazyLock<Check> = LazyLock::new(|| {
    let mut quantities = vec![];
    let mut dots = vec![];
    let practice = format!("stress = {STRESS}\nworn_for = '4 weeks'");
    let load = format!("recovery_time = '{THETA} weeks'");
    for weeks in [4, 13, 26, 52, 78, 104, 130, 156, 1000] {
        let theory = strain(f64::from(weeks));
        let people = after(weeks, &practice, &load);
        let strain = worst(&people, "strain", theory);
        dots.push((f64::from(weeks), strain));
        if [13, 52, 1000].contains(&weeks) {
            let what = format!("strain after {weeks} weeks of τ = 0.75, θ = 26 weeks");
            quantities.push(Quantity::new(&what, theory, strain, Tolerance::Within(ROUNDING * theory), 6));
            let (what, theory) = (format!("load after {weeks} weeks"), STRESS * f64::from(weeks));
            let load = worst(&people, "load", theory);
            quantities.push(Quantity::new(&what, theory, load, Tolerance::Within(ROUNDING * theory), 6));
        }
    }
    for (exponent, theory) in [(1, STRESS * THETA), (2, STRESS * STRESS * THETA)] {
        let people = after(1500, &practice, &format!("{load}\nexponent = {exponent}"));
        let what = format!("steady state τ^m·θ, m = {exponent}");
        let strain = worst(&people, "strain", theory);
        quantities.push(Quantity::new(&what, theory, strain, Tolerance::Within(ROUNDING * theory), 6));
    }
    dots.retain(|&(weeks, _)| weeks <= 156.0);
    let mut figure = figure(
        "Strain under constant stress",
        "A stress of 0.75 and a recovery time of 26 weeks, from no strain.",
        scale("Weeks", 0.0, 160.0),
        scale("Strain, stress · weeks", 0.0, 20.0),
    );
    figure.courses = vec![
        expected(0, "theory", grid(0.0, 160.0, 160).map(|weeks| (weeks, strain(weeks)))),
        obtained(0, "obtained", dots),
    ];
    Check {
        name: "strains",
        title: "Strain under constant stress",
        why: "Strain gathers as `τ^m` and leaks at rate 1/θ, so under constant stress it is `τ^m·θ·(1 − e^(−T/θ))` after T \
              weeks, and settles at `τ^m·θ`."
            .into(),
        runs: "Sixty people who follow one practice without release, redone every four weeks; of all people the one \
               furthest off counts."
            .into(),
        quantities,
        tolerance: "One part in 10⁹, which is rounding: nothing is left to chance.".into(),
        source: "By integration",
        figure,
    }
});

#[test]
fn strain_settles_where_it_leaks_as_fast_as_it_gathers() {
    STRAINS.assert();
}

const HALF_LIFE: f64 = 3.0;
const WORN: usize = 6;
const FAST: f64 = 10.0;
const EXPONENT: f64 = 1.5;
const PER_WEEK: usize = 100;

/// Strain over one wear, every hundredth of a week, in an endless row of wears: Runge & Kutta over one after another
/// until nothing of the start is left.
fn cycle() -> Vec<f64> {
    let slope = |u: f64, d: f64| f64::powf(STRESS * f64::exp2(-u / HALF_LIFE), EXPONENT) - d / FAST;
    let (mut strain, mut cycle) = (0.0, vec![]);
    for _ in 0..80 {
        cycle.clear();
        for small in 0..WORN * PER_WEEK {
            cycle.push(strain);
            let (h, u) = (1.0 / PER_WEEK as f64, small as f64 / PER_WEEK as f64);
            let a = slope(u, strain);
            let b = slope(u + h / 2.0, strain + h / 2.0 * a);
            let c = slope(u + h / 2.0, strain + h / 2.0 * b);
            let d = slope(u + h, strain + h * c);
            strain += h / 6.0 * (a + 2.0 * b + 2.0 * c + d);
        }
    }
    cycle
}

pub static CYCLE: LazyLock<Check> = LazyLock::new(|| {
    let practice = format!("stress = {STRESS}\nhalf_life = '{HALF_LIFE} weeks'\nworn_for = '{WORN} weeks'");
    let people = after(400, &practice, &format!("recovery_time = '{FAST} weeks'\nexponent = {EXPONENT}"));
    let cycle = cycle();
    let mut obtained_at = [f64::NAN; WORN];
    // Each person stands at one of its weeks, at the one whose strain is nearest.
    for strain in people.numbers("strain") {
        let off = |week: usize| (strain / cycle[week * PER_WEEK] - 1.0).abs();
        let week = (0..WORN).min_by(|&a, &b| off(a).total_cmp(&off(b))).unwrap();
        let so_far = (obtained_at[week] / cycle[week * PER_WEEK] - 1.0).abs();
        if so_far.is_nan() || off(week) > so_far {
            obtained_at[week] = strain;
        }
    }
    let mut quantities = vec![];
    for (week, &strain) in obtained_at.iter().enumerate() {
        let theory = cycle[week * PER_WEEK];
        let what = format!("strain at week {week} of a wear");
        quantities.push(Quantity::new(&what, theory, strain, Tolerance::Within(1e-6 * theory), 6));
    }
    let mut figure = figure(
        "Strain within a wear",
        "Stress 0.75 with a half-life of 3 weeks, redone every 6 weeks; recovery time 10 weeks, exponent 1.5.",
        scale("Weeks since the practice was done", 0.0, 6.0),
        scale("Strain, stress^1.5 · weeks", 2.4, 2.9),
    );
    let line = cycle.iter().enumerate().map(|(small, &strain)| (small as f64 / PER_WEEK as f64, strain));
    let dots = obtained_at.iter().enumerate().map(|(week, &strain)| (week as f64, strain));
    figure.courses =
        vec![expected(0, "differential equation, step by small step", line), obtained(0, "obtained", dots)];
    Check {
        name: "strain-within-a-wear",
        title: "Strain within a wear",
        why: "With release, leak and exponent together, `dD/dt = τ^m − D/θ`, strain in an endless row of wears goes round a \
              cycle. The program has it in closed form; here the equation is integrated step by small step."
            .into(),
        runs: "Sixty people who have followed one practice for 400 weeks, each at another time of its wear; at each week \
               of the wear the person furthest off counts, and somebody stands at each."
            .into(),
        quantities,
        tolerance: "One part in 10⁶, as the program keeps `τ^m` of a wear in single precision (one part in 10⁷). Nothing is left to chance.".into(),
        source: "Runge 1895, Kutta 1901 (the method of integration)",
        figure,
    }
});

#[test]
fn strain_under_release_follows_its_equation() {
    CYCLE.assert();
}
