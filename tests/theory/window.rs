//! Where few are enough for a cascade by thresholds (Watts 2002).

use crate::check::{Check, Quantity, Tolerance, mean};
use crate::crowd::Crowd;
use crate::curves::{estimated, expected, figure, grid, percent, scale};
use crate::poisson::poisson;
use std::sync::LazyLock;

const SIZE: u32 = 10_000;
const REPLICATES: u32 = 200;
/// Just outside the window ten thousand are too few: now and then the vulnerable hang together by luck.
const SIZE_OUTSIDE: u32 = 100_000;
const REPLICATES_OUTSIDE: u32 = 20;
/// A cascade of this share of people is large.
const LARGE: f64 = 0.05;

/// Persons with at most this many ties adopt when one peer has.
fn vulnerable(threshold: f64) -> u32 {
    (1.0 / threshold + 1e-9) as u32
}

/// Vulnerable people whom one vulnerable person reached along a tie leads to: z Σ p_{k−2}, k up to the vulnerable. A
/// cascade can grow where it exceeds one.
fn growth(degree: f64, threshold: f64) -> f64 {
    degree * (2..=vulnerable(threshold)).map(|k| poisson(degree, k - 2)).sum::<f64>()
}

/// The mean degrees between which cascades can grow, by halving on either side of the greatest growth.
fn window(threshold: f64) -> [f64; 2] {
    [(0.5, 2.0), (10.0, 2.0)].map(|(mut outside, mut inside)| {
        for _ in 0..60 {
            let middle = 0.5 * (outside + inside);
            if growth(middle, threshold) > 1.0 {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        inside
    })
}

/// The probability that one first adopter sets off a large cascade: that they are tied to the giant component of the
/// vulnerable. u is the probability that a tie leads nowhere.
fn takes_off(degree: f64, threshold: f64) -> f64 {
    let by_ties = |u: f64| {
        (1..=vulnerable(threshold)).map(|k| poisson(degree, k - 1) * u.powi(k as i32 - 1)).sum::<f64>()
    };
    let u = (0..20_000).fold(0.0, |u, _| 1.0 - by_ties(1.0) + by_ties(u));
    1.0 - (-degree * (1.0 - u)).exp()
}

fn share_that_take_off(degree: f64, threshold: f64, size: u32, replicates: u32) -> f64 {
    let crowd = Crowd {
        size,
        replicates,
        layer: &format!("random = {{ mean_degree = {degree} }}"),
        adoption: &format!(
            "rule = 'threshold'\nthreshold = {{ fixed = {threshold} }}\nfirst_adopters = {{ number = 1 }}"
        ),
        horizon: "200 weeks",
        output: "every = '200 weeks'",
        ..Crowd::default()
    };
    let large = crowd.final_shares().into_iter().map(|size| f64::from(u8::from(size > LARGE)));
    mean(&large.collect::<Vec<_>>())
}

/// Threshold, edges of the window, mean degrees within and beyond.
type Case = (f64, [f64; 2], &'static [f64], [f64; 2]);
const CASES: [Case; 2] = [
    (0.18, [1.021, 5.765], &[1.3, 2.0, 3.0, 4.0, 5.0, 5.4], [0.95, 6.0]),
    (0.25, [1.114, 3.863], &[1.5, 2.0, 2.5, 3.0, 3.5], [1.0, 4.1]),
];

pub static WINDOW: LazyLock<Check> = LazyLock::new(|| {
    let mut quantities = vec![];
    let mut figure = figure(
        "The window of cascades",
        "How often one first adopter sets off a large cascade, by mean degree; dots with three standard errors, none \
         where theory says never.",
        scale("Mean degree", 0.0, 8.0),
        percent("Share of replicates with a large cascade", 0.0, 100.0),
    );
    for (hue, (threshold, edges, within, beyond)) in CASES.into_iter().enumerate() {
        for (edge, (known, found)) in
            ["lower", "upper"].into_iter().zip(edges.into_iter().zip(window(threshold)))
        {
            let what = format!("{edge} edge of the window, φ = {threshold} (equation)");
            quantities.push(Quantity::new(&what, known, found, Tolerance::Within(0.0006), 3));
        }
        let mut dots = vec![];
        for &degree in within {
            let chance = takes_off(degree, threshold);
            let share = share_that_take_off(degree, threshold, SIZE, REPLICATES);
            let error = (chance * (1.0 - chance) / f64::from(REPLICATES)).sqrt();
            let what = format!("share of large cascades, φ = {threshold}, z = {degree}");
            quantities.push(Quantity::new(&what, chance, share, Tolerance::known(error), 3));
            dots.push((degree, 100.0 * share, 100.0 * error));
        }
        for degree in beyond {
            let share = share_that_take_off(degree, threshold, SIZE_OUTSIDE, REPLICATES_OUTSIDE);
            let what = format!("share of large cascades, φ = {threshold}, z = {degree} (outside)");
            quantities.push(Quantity::new(&what, 0.0, share, Tolerance::Exact, 3));
            dots.push((degree, 100.0 * share, 0.0));
        }
        let line = grid(0.2, 8.0, 390).map(|degree| (degree, 100.0 * takes_off(degree, threshold)));
        figure.courses.push(expected(hue, &format!("φ = {threshold}, theory"), line));
        figure.courses.push(estimated(hue, "obtained", dots));
    }
    Check {
        name: "window-of-cascades",
        title: "The window of cascades",
        why: "If people adopt when a share φ of their peers has, those with at most 1/φ ties adopt when one peer has: \
              they are vulnerable. On a Poisson graph with mean degree z a cascade can grow from one person only where \
              the vulnerable have a giant component: where `Σ k(k−1)·p_k > z`, over `k ≤ 1/φ`. With few ties the graph falls \
              apart; with many, nobody is vulnerable. Within this window one first adopter sets off a cascade with \
              the probability to be tied to that component."
            .into(),
        runs: format!(
            "Rule `threshold` with the same φ for all on uniform random graphs of 10,000 people, one first adopter, \
             {REPLICATES} replicates for each mean degree; outside the window, on graphs of 100,000, {REPLICATES_OUTSIDE} \
             replicates. A cascade is large if it reaches 5 % of people."
        ),
        quantities,
        tolerance: "Three standard errors of a share among 200; graphs of different mean degree share their luck. Outside, none of 20 may be large, which theory says of \
                    endlessly many people; that 10,000 or 100,000 are not endlessly many is not reckoned with. The edges are \
                    solved for and have to round to those known beforehand."
            .into(),
        source: "Watts 2002",
        figure,
    }
});

#[test]
fn cascades_happen_within_the_window_only() {
    WINDOW.assert();
}
