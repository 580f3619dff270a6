//! Synchronous steps become continuous time as they shrink.

use crate::bass::{P, Q, bass, peak};
use crate::check::{Check, Quantity, Tolerance, mean};
use crate::crowd::{Crowd, shares};
use crate::curves::{expected, figure, logarithmic, obtained};
use std::sync::LazyLock;

/// In years. The last three are about a week, half a week, a day.
const STEPS: [f64; 8] = [1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.0025];
const SIZE: u32 = 100_000;
const REPLICATES: u32 = 16;
/// How far to either side of the peak its place is sought, in years.
const WINDOW: f64 = 2.5;

/// Share of adopters every tenth of a year, or every step where these are longer.
struct Curve {
    every: f64,
    shares: Vec<f64>,
}

impl Curve {
    fn at(&self, years: f64) -> f64 {
        self.shares[(years / self.every).round() as usize]
    }

    /// When most adopt: the vertex of a parabola through the numbers that adopt in each interval, those near it
    /// weighing most. The curve of Bass is symmetric about its peak, so what the parabola leaves out does not move it.
    fn peak(&self) -> f64 {
        let mut peak = 6.0;
        for _ in 0..50 {
            let mut sums = [0.0; 8];
            for (interval, pair) in self.shares.windows(2).enumerate() {
                let off = (interval as f64 + 0.5) * self.every - peak;
                let weight = (1.0 - (off / WINDOW).powi(2)).max(0.0);
                (0..5).for_each(|power| sums[power] += weight * off.powi(power as i32));
                (0..3).for_each(|power| {
                    sums[5 + power] += weight * off.powi(power as i32) * (pair[1] - pair[0])
                });
            }
            let [n, x, xx, xxx, xxxx, y, xy, xxy] = sums;
            // Cramer's rule for slope and curvature; their common denominator cancels.
            let slope = n * (xy * xxxx - xxx * xxy) - y * (x * xxxx - xxx * xx) + xx * (x * xxy - xy * xx);
            let bend = n * (xx * xxy - xy * xxx) - x * (x * xxy - xy * xx) + y * (x * xxx - xx * xx);
            peak -= slope / (2.0 * bend);
        }
        peak
    }
}

fn every(step: f64) -> f64 {
    step.max(0.1)
}

/// What synchronous steps give without chance, among endlessly many.
fn recursion(step: f64) -> Curve {
    let (every, mut share) = (every(step), 0.0);
    let mut shares = vec![0.0];
    for at in 1..=(12.0 / step).round() as usize {
        share += (1.0 - share) * -(-(P + Q * share) * step).exp_m1();
        if at % (every / step).round() as usize == 0 {
            shares.push(share);
        }
    }
    Curve { every, shares }
}

/// What came out, replicate by replicate. All lengths of step share their luck: a person's resistance is the same.
fn runs(step: f64) -> Vec<Curve> {
    let words = format!("{step} years");
    let crowd = Crowd {
        size: SIZE,
        replicates: REPLICATES,
        step: &words,
        layer: "",
        adoption: "rule = 'hazard'\nhazard = { p = '0.03 per year', q = '0 per year', r = '0.38 per year' }",
        horizon: "12 years",
        output: &format!("every = '{} years'", every(step)),
        ..Crowd::default()
    };
    crowd.replicates().iter().map(|run| Curve { every: every(step), shares: shares(run) }).collect()
}

/// F(5), F(10) and the time of the peak.
const MEASURES: [(&str, fn(&Curve) -> f64, usize); 3] = [
    ("share, year 5", |curve| curve.at(5.0), 6),
    ("share, year 10", |curve| curve.at(10.0), 6),
    ("time of the peak, years", Curve::peak, 4),
];

pub static SHRINKING_STEPS: LazyLock<Check> = LazyLock::new(|| {
    let theory = STEPS.map(recursion);
    let runs = STEPS.map(runs);
    let limits = [bass(5.0), bass(10.0), peak()];
    let mut quantities = vec![];
    let mut distances = vec![];
    for ((name, of, decimals), limit) in MEASURES.into_iter().zip(limits) {
        let all: Vec<Vec<f64>> = runs.iter().map(|runs| runs.iter().map(of).collect()).collect();
        for (place, step) in STEPS.into_iter().enumerate() {
            // A parabola needs more than a few points.
            if of(&theory[place]).is_finite() && !(name.contains("peak") && step > 0.2) {
                let what = format!("{name}, steps of {step} years");
                quantities.push(Quantity::mean(&what, of(&theory[place]), &all[place], decimals));
            }
        }
        // Richardson: what is proportional to the step goes, what is to its square stays, and that is known.
        let (long, short) = (5, 6);
        let extrapolated = |long: f64, short: f64| 2.0 * short - long;
        let to_zero: Vec<f64> =
            all[long].iter().zip(&all[short]).map(|(&long, &short)| extrapolated(long, short)).collect();
        let rest = extrapolated(of(&theory[long]), of(&theory[short])) - limit;
        assert!(rest.abs() < 1e-3, "{name}: {rest}");
        quantities
            .push(Quantity::mean(&format!("{name}, steps → 0"), limit, &to_zero, decimals).and(rest.abs()));
        // The first three steps that halve: as they share their luck, little of it is left in differences.
        let [a, b, c] = [2, 3, 4].map(|place| mean(&all[place]));
        let order = ((b - a) / (c - b)).log2();
        quantities.push(Quantity::new(
            &format!("order of the error of {name}"),
            1.0,
            order,
            Tolerance::Within(0.15),
            3,
        ));
        let end = mean(&to_zero);
        let obtained: Vec<f64> = all.iter().map(|all| (mean(all) - end).abs()).collect();
        let expected: Vec<f64> = theory.iter().map(|theory| (of(theory) - limit).abs()).collect();
        distances.push((obtained, expected));
    }

    let mut figure = figure(
        "Steps that shrink",
        "How far the share of adopters is from its limit, by length of the step. Both scales are logarithmic. An error \
         of order one falls by a factor of ten when the step does.",
        logarithmic("Length of a step, years", 0.002, 1.0),
        logarithmic("Distance from the limit, percentage points", 0.01, 10.0),
    );
    for (hue, year) in [(0, 5), (1, 10)] {
        let (obtained_far, expected_far) = &distances[hue];
        let points =
            |far: &[f64]| STEPS.into_iter().zip(far.iter().map(|far| 100.0 * far)).collect::<Vec<_>>();
        figure.courses.push(expected(hue, &format!("theory, year {year}"), points(expected_far)));
        figure.courses.push(obtained(hue, &format!("obtained, year {year}"), points(obtained_far)));
    }
    Check {
        name: "shrinking-steps",
        title: "Synchronous steps become continuous time",
        why: "Everybody acts at once at the end of a step, on what was to be seen at its beginning. That is late by half \
              a step on average, so a run trails the curve of Bass by an amount proportional to the step. Among \
              endlessly many, n(t+Δ) = n + (1 − n)(1 − e^−(p+q·n)Δ): this recursion is what a run with steps of Δ has \
              to give, and its limit as Δ → 0 is the curve of Bass, with the peak at ln(q/p)/(p+q). The limit is taken \
              by Richardson's extrapolation, 2·F(½Δ) − F(Δ) with Δ = 0.02 years."
            .into(),
        runs: format!(
            "Rule `hazard` by norm, p = 0.03 and r = 0.38 per year, {REPLICATES} replicates of 100,000 people for each \
             length of step, from a year to about a day (0.0025 years). The peak is the vertex of a parabola through \
             new adopters within {WINDOW} years of it; it needs steps of at most 0.2 years."
        ),
        quantities,
        tolerance: "Three standard errors of the mean of 16, from their own spread (Student's t with 15 degrees); at \
                    the limit also what extrapolation leaves of the recursion, less than 0.001. The order comes from \
                    steps of 0.2, 0.1 and 0.05 years, which share their luck; terms of the second order move it from 1 \
                    by less than the tolerance. As rows share their luck, the rate of false alarms is at most what is \
                    stated, and in fact far less."
            .into(),
        source: "Bass 1969; Richardson 1911",
        figure,
    }
});

#[test]
fn shrinking_steps_lead_to_continuous_time() {
    SHRINKING_STEPS.assert();
}
