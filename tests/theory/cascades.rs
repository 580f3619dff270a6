//! How far cascades by thresholds go from a share of first adopters (Gleeson & Cahalane 2007).

use crate::check::{Check, Quantity, Tolerance, error, mean};
use crate::crowd::Crowd;
use crate::curves::{estimated, expected, figure, grid, percent, scale};
use crate::poisson::poisson;
use std::sync::LazyLock;
use tress::report::Course;

const SIZE: u32 = 100_000;
const REPLICATES: u32 = 8;

/// The share who adopt in the end on Poisson graphs: their equation 5. People of k ties whom a share q of ties
/// presses adopt when at least φ·k of them do; among Poisson many ties, pressing ones are Poisson many (q·z), too.
fn final_share(degree: f64, threshold: f64, first: f64) -> f64 {
    const MOST: usize = 60;
    // P(adopts | k ties, each of which presses with probability q), over Poisson many k: at the end of a tie there is
    // one tie more than those counted, as it is needed for it to press.
    let response = |q: f64, own: usize| -> f64 {
        let ties = (0..MOST).map(|others| {
            let all = others + own;
            let needed = (threshold * all as f64 - 1e-9).ceil() as usize;
            let mut chance = (1.0 - q).powi(others as i32);
            let mut fewer = 0.0;
            for pressing in 0..needed.min(others + 1) {
                fewer += chance;
                chance *= q / (1.0 - q) * (others - pressing) as f64 / (pressing + 1) as f64;
            }
            let adopts = if all == 0 { 0.0 } else { 1.0 - fewer };
            poisson(degree, others as u32) * adopts
        });
        ties.sum()
    };
    let mut q = first;
    for _ in 0..2_000 {
        let next = first + (1.0 - first) * response(q, 1);
        if (next - q).abs() < 1e-13 {
            break;
        }
        q = next.min(1.0 - 1e-12);
    }
    first + (1.0 - first) * response(q, 0)
}

/// Mean degree, threshold, share of first adopters, share in the end.
const CASES: [(f64, f64, f64, f64); 5] = [
    (3.0, 0.18, 0.001, 0.94055),
    (6.0, 0.18, 0.001, 0.99749),
    (6.0, 0.25, 0.01, 0.03233),
    (6.0, 0.25, 0.02, 0.99753),
    (10.0, 0.18, 0.01, 0.01968),
];

fn sizes(degree: f64, threshold: f64, first: f64) -> Vec<f64> {
    let crowd = Crowd {
        size: SIZE,
        replicates: REPLICATES,
        layer: &format!("random = {{ mean_degree = {degree} }}"),
        adoption: &format!(
            "rule = 'threshold'\nthreshold = {{ fixed = {threshold} }}\nfirst_adopters = {{ share = {first} }}"
        ),
        horizon: "100 weeks",
        ..Crowd::default()
    };
    let size = |run: &crate::runs::Table| {
        assert_eq!(run.numbers("new_adopters").last(), Some(&0.0), "the cascade still runs");
        run.numbers("adopters").last().unwrap() / f64::from(SIZE)
    };
    crowd.replicates().iter().map(size).collect()
}

pub static CASCADES: LazyLock<Check> = LazyLock::new(|| {
    let mut quantities = vec![];
    let mut figure = figure(
        "How far threshold cascades go",
        "Share who adopt in the end (lines: theory, dots: obtained), by mean degree, threshold φ and share of first adopters ρ. Left of the \
         drops the lines lie on one another; three standard errors lie within the dots.",
        scale("Mean degree", 0.0, 12.0),
        percent("Adopters in the end, share of people", 0.0, 100.0),
    );
    for (hue, (threshold, first)) in
        [(0.18, 0.001), (0.18, 0.01), (0.25, 0.01), (0.25, 0.02)].into_iter().enumerate()
    {
        let label = format!("φ = {threshold}, ρ = {} %", 100.0 * first);
        let line = grid(0.5, 12.0, 230).map(|degree| (degree, 100.0 * final_share(degree, threshold, first)));
        figure.courses.push(expected(hue, &label, line));
    }
    let mut dots = vec![];
    for (degree, threshold, first, known) in CASES {
        let theory = final_share(degree, threshold, first);
        assert!((theory - known).abs() < 6e-6, "{degree} {threshold} {first}: {theory}");
        let sizes = sizes(degree, threshold, first);
        let what = format!("final share, z = {degree}, φ = {threshold}, ρ = {first}");
        quantities.push(Quantity::new(&what, known, mean(&sizes), Tolerance::given(0.005, &sizes), 5));
        dots.push((degree, 100.0 * mean(&sizes), 100.0 * error(&sizes)));
    }
    figure.courses.push(Course { hue: 0, ..estimated(0, "", dots) });
    Check {
        name: "threshold-cascades",
        title: "Threshold cascades from a share of first adopters",
        why: "On graphs without short cycles the probability q that somebody at the end of a tie adopts depends on the \
              same probability one tie further. It is the limit of `q ← ρ + (1 − ρ)·P(at least φ of the ties press)`, and \
              gives the share of adopters in the end. A little more or less decides over everything: from one per cent \
              of first adopters a cascade dies out, from two per cent it takes in all."
            .into(),
        runs: format!(
            "Rule `threshold` with the same φ for all on uniform random graphs of 100,000 people, a share ρ of first \
             adopters, {REPLICATES} replicates, until nobody adopts any more."
        ),
        quantities,
        tolerance: "0.005, set beforehand. The standard error of the mean of 8 says how rarely a right program would be off by \
                    so much (Student's t with 7 degrees)."
            .into(),
        source: "Gleeson & Cahalane 2007",
        figure,
    }
});

#[test]
fn cascades_end_where_theory_says() {
    CASCADES.assert();
}
