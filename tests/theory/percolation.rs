//! One chance per tie: independent cascades are bond percolation.

use crate::check::{Check, Quantity, Tolerance, error, mean};
use crate::crowd::Crowd;
use crate::curves::{estimated, expected, figure, grid, percent, scale};
use std::sync::LazyLock;

/// Final shares, one for each replicate.
fn sizes(layer: &str, q: f64, size: u32, first: u32, replicates: u32) -> Vec<f64> {
    let adoption =
        format!("rule = 'cascade'\ncascade = {{ q = {q} }}\nfirst_adopters = {{ number = {first} }}");
    let crowd = Crowd {
        size,
        replicates,
        layer,
        adoption: &adoption,
        horizon: "200 weeks",
        output: "every = '200 weeks'",
        ..Crowd::default()
    };
    crowd.final_shares()
}

/// The smallest solution u of u = f(u) in 0..1, from below.
fn fixed_point(f: impl Fn(f64) -> f64) -> f64 {
    (0..100_000).fold(0.0, |u, _| f(u))
}

/// Everybody with Poisson many ties: r = 1 − e^{−R·r}.
fn of_poisson(reproduction: f64) -> f64 {
    1.0 - fixed_point(|u| (reproduction * (u - 1.0)).exp())
}

/// Everybody with k ties, each of which persuades with probability T: u is the probability that a tie leads nowhere.
fn of_regular(degree: i32, transmission: f64) -> f64 {
    let u = fixed_point(|u| 1.0 - transmission + transmission * u.powi(degree - 1));
    1.0 - u.powi(degree)
}

const SIZE: u32 = 25_000;
const FIRST: u32 = 20;
const REPLICATES: u32 = 32;
/// Twenty first adopters add what they reach outside the giant component: some tens of 25,000.
const OUTSIDE: f64 = 0.003;

pub static FINAL_SIZES: LazyLock<Check> = LazyLock::new(|| {
    let mut quantities = vec![];
    let mut dots = vec![];
    for (r, known) in [(1.5, 0.582812), (2.0, 0.796812), (3.0, 0.940480)] {
        assert!((of_poisson(r) - known).abs() < 5e-7, "{r}");
        let sizes = sizes("random = { mean_degree = 10 }", r / 10.0, SIZE, FIRST, REPLICATES);
        quantities.push(Quantity::mean(&format!("final share, R = {r}"), known, &sizes, 6).and(OUTSIDE));
        dots.push((r, 100.0 * mean(&sizes), 100.0 * error(&sizes)));
    }
    let mut figure = figure(
        "How many a cascade reaches",
        "Share of people who adopt in the end; three standard errors lie within the dots.",
        scale("R, people whom one adopter persuades at first", 0.0, 4.0),
        percent("Adopters in the end, share of people", 0.0, 100.0),
    );
    let line = grid(0.0, 4.0, 200).map(|r| (r, 100.0 * if r > 1.0 { of_poisson(r) } else { 0.0 }));
    figure.courses = vec![expected(0, "theory", line), estimated(0, "obtained", dots)];
    Check {
        name: "final-sizes",
        title: "Final sizes",
        why: "If one adopter persuades R others at first, a cascade that takes off ends at the share r that solves \
              `r = 1 − e^(−R·r)`, whatever the times between. Here each tie persuades once with probability T; on a \
              Poisson graph with mean degree z, `R = T·z`."
            .into(),
        runs: format!(
            "Rule `cascade` with q = R/10 on a uniform random graph of 25,000 people with mean degree 10, {FIRST} first \
             adopters, {REPLICATES} replicates."
        ),
        quantities,
        tolerance: "Three standard errors of the mean of 32 (Student's t with 31 degrees), and 0.003 for the few whom \
                    first adopters reach outside the giant component. That twenty of them should all fail to take \
                    off has a probability below 3·10⁻⁸."
            .into(),
        source: "Kermack & McKendrick 1927; Newman 2002",
        figure,
    }
});

#[test]
fn cascades_have_their_final_sizes() {
    FINAL_SIZES.assert();
}

pub static REGULAR: LazyLock<Check> = LazyLock::new(|| {
    let mut quantities = vec![];
    let mut figure = figure(
        "Bond percolation on random regular graphs",
        "Share of people in the giant component; three standard errors lie within the dots.",
        scale("T, probability that a tie persuades", 0.2, 1.0),
        percent("Adopters in the end, share of people", 0.0, 100.0),
    );
    for (hue, degree, transmission, known) in [(0, 3, 0.6, 0.703704), (1, 4, 0.5, 0.854102)] {
        assert!((of_regular(degree, transmission) - known).abs() < 5e-7, "{degree}");
        let layer = format!("regular = {{ degree = {degree} }}");
        let named = |what: &str| format!("{what}, k = {degree}, T = {transmission}");
        let many = sizes(&layer, transmission, SIZE, FIRST, REPLICATES);
        quantities.push(Quantity::mean(&named("final share from 20"), known, &many, 6).and(OUTSIDE));
        // A single first adopter sets off a large cascade exactly if they stand in the giant component.
        let (people, replicates) = (1_000, 400);
        let alone = sizes(&layer, transmission, people, 1, replicates);
        assert!(alone.iter().all(|size| !(0.1..0.5).contains(size)), "neither large nor small: {alone:?}");
        let took_off: Vec<f64> = alone.iter().map(|&size| f64::from(u8::from(size > 0.3))).collect();
        let of_share = Tolerance::known((known * (1.0 - known) / f64::from(replicates)).sqrt());
        let what = named("one first adopter takes off");
        quantities.push(Quantity::new(&what, known, mean(&took_off), of_share, 4));
        let large: Vec<f64> = alone.iter().copied().filter(|&size| size > 0.3).collect();
        let what = named("and then reaches, of 1,000");
        quantities.push(Quantity::new(&what, known, mean(&large), Tolerance::given(0.01, &large), 4));

        let critical = 1.0 / f64::from(degree - 1);
        let size = |t: f64| if t > critical { of_regular(degree, t) } else { 0.0 };
        let line = grid(0.2, 1.0, 200).map(|t| (t, 100.0 * size(t)));
        figure.courses.push(expected(hue, &format!("k = {degree}, theory"), line));
        let dot = (transmission, 100.0 * mean(&many), 100.0 * error(&many));
        figure.courses.push(estimated(hue, &format!("k = {degree}, obtained"), [dot]));
    }
    Check {
        name: "regular-graphs",
        title: "Bond percolation on random regular graphs",
        why: "Where all people have k ties and each persuades once with probability T, a tie leads nowhere with the \
              probability `u = 1 − T + T·u^(k−1)`, and the giant component holds `1 − u^k` of all. A cascade from several \
              first adopters fills it. One from a single first adopter is large exactly if this person stands in it, \
              so with the probability that is also its size."
            .into(),
        runs: format!(
            "Rule `cascade` with q = T: 25,000 people, {FIRST} first adopters, {REPLICATES} replicates; and 1,000 people, \
             one first adopter, 400 replicates."
        ),
        quantities,
        tolerance: "From twenty: as for final sizes. From one: three standard errors of a share among 400, and 0.01 \
                    (a percentage point, set beforehand) for the size of those cascades that take off. A cascade is large if it reaches 30 %; none came \
                    to rest between 10 and 50 %."
            .into(),
        source: "Newman 2002; Kempe, Kleinberg & Tardos 2003",
        figure,
    }
});

#[test]
fn cascades_on_regular_graphs_fill_the_giant_component() {
    REGULAR.assert();
}
