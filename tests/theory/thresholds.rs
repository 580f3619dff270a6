//! Adoption when enough peers have: Granovetter (1978), lattices, Watts (2002), Gleeson & Cahalane (2007).

use crate::crowd::{Crowd, mean};

/// A crowd of a hundred in which person i rises when as many others have as `thresholds[i]`.
fn rioters(thresholds: &[u32]) -> Vec<f64> {
    let crowd = Crowd {
        adoption: &format!(
            "rule = 'threshold'\npeer_exposure = 'count'\nthreshold = {{ list = {thresholds:?} }}"
        ),
        horizon: "120 weeks",
        ..Crowd::default()
    };
    crowd.run().timeseries().only(&[("group", "all")]).numbers("adopters")
}

#[test]
fn one_threshold_decides_over_a_riot() {
    let uniform: Vec<u32> = (0..100).collect();
    assert_eq!(rioters(&uniform).last(), Some(&100.0));
    let mut other = uniform;
    other[1] = 2;
    assert_eq!(rioters(&other).last(), Some(&1.0));
}

/// A practice that is worn for one step is reviewed in every step, and the first is one of them: one person a step
/// rises, in the order of their thresholds.
#[test]
fn a_riot_begins_in_the_first_step() {
    let uniform: Vec<u32> = (0..100).collect();
    let adopters = rioters(&uniform);
    let expected: Vec<f64> = (0..=120).map(|week| f64::from(week.min(100))).collect();
    assert_eq!(adopters, expected);
}

/// Adopters in each week, when two neighbours on a ring of `size`, each tied to `degree`, persuade whoever has two
/// adopting peers.
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

/// With four ties each, one further on either side in each step; with six, two further.
#[test]
fn complex_contagion_goes_round_a_ring_at_its_speed() {
    for (size, degree, speed, steps) in [(100, 4, 2.0, 49), (1000, 6, 4.0, 250)] {
        let adopters = round_a_ring(size, degree);
        let first = adopters.iter().position(|&n| n > 2.0).unwrap() - 1;
        let last = adopters.iter().position(|&n| n == f64::from(size)).unwrap();
        let pace = adopters[first..].windows(2).map(|pair| pair[1] - pair[0]);
        assert!(pace.take(steps - 1).all(|new| new == speed), "{adopters:?}");
        assert_eq!(last - first, steps);
    }
}

#[test]
fn complex_contagion_begins_in_the_first_step() {
    for (size, degree, steps) in [(100, 4, 49), (1000, 6, 250)] {
        let adopters = round_a_ring(size, degree);
        assert_eq!(adopters.iter().position(|&n| n == f64::from(size)), Some(steps));
    }
}

/// Final sizes of threshold cascades on Poisson graphs from a share of first adopters (Gleeson & Cahalane 2007,
/// eq. 5), at N = 100,000 within .005. Graphs of this size differ by less than .001, and by about .002 at
/// (6, .25, .01), which lies at the edge of the window: the tolerance is 3.5 standard errors of the mean of two there
/// and more elsewhere.
#[test]
fn cascades_end_where_theory_says() {
    for (degree, threshold, seeds, expected) in [
        (3, 0.18, 0.001, 0.94055),
        (6, 0.18, 0.001, 0.99749),
        (6, 0.25, 0.01, 0.03233),
        (6, 0.25, 0.02, 0.99753),
        (10, 0.18, 0.01, 0.01968),
    ] {
        let crowd = Crowd {
            size: 100_000,
            replicates: 2,
            layer: &format!("random = {{ mean_degree = {degree} }}"),
            adoption: &format!(
                "rule = 'threshold'\nthreshold = {{ fixed = {threshold} }}\nfirst_adopters = {{ share = {seeds} }}"
            ),
            horizon: "100 weeks",
            ..Crowd::default()
        };
        let table = crowd.run().timeseries().only(&[("group", "all")]);
        for run in table.runs() {
            let new = run.numbers("new_adopters");
            assert_eq!(new.last(), Some(&0.0), "the cascade still runs");
        }
        let sizes: Vec<f64> = table.runs().iter().map(|run| run.numbers("adopters")[100] / 1e5).collect();
        assert!(
            (mean(&sizes) - expected).abs() < 0.005,
            "{degree} {threshold} {seeds}: {sizes:?}, expected {expected}"
        );
    }
}

/// The window of Watts: on Poisson graphs with φ = .18 a few first adopters set off a cascade where
/// 1.021 < z < 5.765 (no seed fraction needed), and none outside.
#[test]
fn cascades_happen_within_the_window_only() {
    for (degree, happens) in [(0.9, false), (1.5, true), (4.0, true), (5.2, true), (6.6, false), (9.0, false)]
    {
        let crowd = Crowd {
            size: 20_000,
            replicates: 4,
            layer: &format!("random = {{ mean_degree = {degree} }}"),
            adoption: "rule = 'threshold'\nthreshold = { fixed = 0.18 }\nfirst_adopters = { number = 4 }",
            horizon: "200 weeks",
            output: "every = '200 weeks'",
            ..Crowd::default()
        };
        let sizes = crowd.final_shares();
        let spread = sizes.iter().filter(|&&size| size > 0.2).count();
        assert!(if happens { spread > 0 } else { spread == 0 }, "z = {degree}: {sizes:?}");
    }
}
