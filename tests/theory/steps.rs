//! Synchronous steps become continuous time as they shrink.

use crate::bass::{P, Q, bass, peak};
use crate::check::{Check, Quantity, Tolerance, error, mean};
use crate::crowd::{Crowd, shares};
use crate::curves::{course, expected, figure, logarithmic};
use crate::richardson::to_zero;
use std::f64::consts::LN_2;
use std::sync::LazyLock;
use tress::report::Look;

/// In years. The last three are about a week, half a week, a day.
const STEPS: [f64; 8] = [1.0, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.0025];
const SIZE: u32 = 16_000;
const REPLICATES: u32 = 64;
/// How far to either side of the peak its place is sought, in years.
const WINDOW: f64 = 2.5;

/// Share of adopters every tenth of a year, or every step where these are longer.
pub struct Curve {
    every: f64,
    shares: Vec<f64>,
}

impl Curve {
    pub fn at(&self, years: f64) -> f64 {
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
pub fn recursion(step: f64) -> Curve {
    let (every, mut share) = (every(step), 0.0);
    let mut shares = vec![0.0];
    for at in 1..=(10.0 / step).round() as usize {
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
        horizon: "10 years",
        output: &format!("every = '{} years'", every(step)),
        ..Crowd::default()
    };
    crowd.replicates().iter().map(|run| Curve { every: every(step), shares: shares(run) }).collect()
}

/// The order of the error, from numbers at three steps each half of the one before, and its standard error.
fn order([long, middle, short]: [Vec<f64>; 3]) -> (f64, f64) {
    let (first, second) = (mean(&middle) - mean(&long), mean(&short) - mean(&middle));
    // What each replicate adds to log₂ of first / second.
    let parts = long.iter().zip(&middle).zip(&short);
    let parts =
        parts.map(|((long, middle), short)| ((middle - long) / first - (short - middle) / second) / LN_2);
    let parts: Vec<f64> = parts.collect();
    ((first / second).log2(), if parts.len() > 1 { error(&parts) } else { 0.0 })
}

/// Its name, how it is read off a curve, its decimals.
type Measure = (&'static str, fn(&Curve) -> f64, usize);

/// F(5), F(10) and the time of the peak.
const MEASURES: [Measure; 3] = [
    ("share, year 5", |curve| curve.at(5.0), 6),
    ("share, year 10", |curve| curve.at(10.0), 6),
    ("peak, years", Curve::peak, 4),
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
                let unit = if step == 1.0 { "year" } else { "years" };
                let what = format!("{name}, steps of {step} {unit}");
                quantities.push(Quantity::mean(&what, of(&theory[place]), &all[place], decimals));
            }
        }
        // Richardson: what is proportional to the step goes, what is to its square stays, and that is known.
        let (long, short) = (5, 6);
        let at_zero: Vec<f64> =
            all[long].iter().zip(&all[short]).map(|(&long, &short)| to_zero(long, short)).collect();
        let rest = to_zero(of(&theory[long]), of(&theory[short])) - limit;
        assert!(rest.abs() < 1e-3, "{name}: {rest}");
        quantities
            .push(Quantity::mean(&format!("{name}, steps → 0"), limit, &at_zero, decimals).and(rest.abs()));
        // The three steps that halve one another share their luck, so little of it is left in differences.
        let halving = [2, 3, 4];
        let (exact, _) = order(halving.map(|place| vec![of(&theory[place])]));
        let (order, error) = order(halving.map(|place| all[place].clone()));
        let tolerance = Tolerance::Errors { error, freedom: Some(REPLICATES - 1), more: (exact - 1.0).abs() };
        quantities.push(Quantity::new(&format!("order of the error of {name}"), 1.0, order, tolerance, 3));
        let end = mean(&at_zero);
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
    for (hue, year, look) in [(0, 5, Look::Dots), (1, 10, Look::Rings)] {
        let (obtained_far, expected_far) = &distances[hue];
        let points =
            |far: &[f64]| STEPS.into_iter().zip(far.iter().map(|far| 100.0 * far)).collect::<Vec<_>>();
        figure.courses.push(expected(hue, &format!("theory, year {year}"), points(expected_far)));
        figure.courses.push(course(look, hue, "obtained", points(obtained_far)));
    }
    Check {
        name: "shrinking-steps",
        title: "Synchronous steps become continuous time",
        why: "Everybody acts at once at the end of a step, on what was to be seen at its beginning. That is late by half \
              a step on average, so a run trails the curve of Bass by an amount proportional to the step. Among \
              endlessly many, `n(t+Δ) = n + (1 − n)·(1 − e^(−(p+q·n)Δ))`: this recursion is what a run with steps of Δ has \
              to give, and its limit as Δ → 0 is the curve of Bass, with the peak at `ln(q/p)/(p+q)`. The limit is taken \
              by Richardson's extrapolation, `2·F(½Δ) − F(Δ)` with Δ = 0.02 years."
            .into(),
        runs: format!(
            "Rule `hazard` by norm, p = 0.03 and r = 0.38 per year, {REPLICATES} replicates of 16,000 people for each \
             length of step, from a year to about a day (0.0025 years). The peak is the vertex of a parabola through \
             new adopters within {WINDOW} years of it; it needs steps of at most 0.2 years."
        ),
        quantities,
        tolerance: "Three standard errors of the mean of 64, from their own spread (Student's t with 63 degrees); at \
                    the limit also what extrapolation leaves of the recursion, less than 0.001. The order comes from \
                    steps of 0.2, 0.1 and 0.05 years; how far terms of the second order move that of the recursion \
                    from 1 is added. Rows of one measure share their luck and fail together, so that in fact false alarms are about \
                    as frequent as with three comparisons."
            .into(),
        source: "Bass 1969; Richardson 1911",
        figure,
    }
});

#[test]
fn shrinking_steps_lead_to_continuous_time() {
    SHRINKING_STEPS.assert();
}
