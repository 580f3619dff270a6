//! One chance per peer: independent cascades are bond percolation (Kempe, Kleinberg & Tardos 2003; Newman 2002).

use crate::crowd::{Crowd, error, mean, within_three_errors};

fn cascade<'a>(layer: &'a str, adoption: &'a str, size: u32, replicates: u32) -> Crowd<'a> {
    Crowd {
        size,
        replicates,
        layer,
        adoption,
        horizon: "200 weeks",
        output: "every = '200 weeks'",
        ..Crowd::default()
    }
}

fn adoption(q: f64, first: u32) -> String {
    format!("rule = 'cascade'\ncascade = {{ q = {q} }}\nfirst_adopters = {{ number = {first} }}")
}

/// Final sizes on random regular graphs and, as R = T·z, on Poisson graphs, where S = 1 − e^{−R·S}. Twenty first
/// adopters take off for certain (each fails with probability 1 − S: all of them with .42²⁰ < 3·10⁻⁸ at most) and
/// add what they reach outside the giant component, some tens of 25,000. Three standard errors of the mean of 16,
/// and .003 for that; false alarms .009 each, as errors come from 16 runs that share their draws between the cases.
#[test]
fn large_cascades_fill_the_giant_component() {
    for (layer, q, giant) in [
        ("regular = { degree = 3 }", 0.6, 0.703704),
        ("regular = { degree = 4 }", 0.5, 0.854102),
        ("random = { mean_degree = 10 }", 0.15, 0.582812),
        ("random = { mean_degree = 10 }", 0.2, 0.796812),
        ("random = { mean_degree = 10 }", 0.3, 0.940480),
    ] {
        let adoption = adoption(q, 20);
        let sizes = cascade(layer, &adoption, 25_000, 16).final_shares();
        let (mean, error) = (mean(&sizes), error(&sizes));
        println!("{layer} {q}: {mean} ± {error}, expected {giant}");
        assert!(error < 0.004, "{layer}: {sizes:?}");
        assert!((mean - giant).abs() < 3.0 * error + 0.003, "{layer}: {mean} ± {error}, expected {giant}");
    }
}

/// A single first adopter sets off a large cascade exactly if they stand in the giant component, so with the
/// probability that is also its size. One comparison of .0027 each.
#[test]
fn one_person_takes_off_with_the_probability_of_the_giant_component() {
    for (layer, q, giant) in
        [("regular = { degree = 3 }", 0.6, 0.703704), ("regular = { degree = 4 }", 0.5, 0.854102)]
    {
        let adoption = adoption(q, 1);
        let sizes = cascade(layer, &adoption, 1_000, 300).final_shares();
        let large: Vec<f64> = sizes.iter().copied().filter(|&size| size > 0.2).collect();
        let took_off: Vec<f64> = sizes.iter().map(|&size| f64::from(u8::from(size > 0.2))).collect();
        within_three_errors(&took_off, giant, 0.04);
        assert!((mean(&large) - giant).abs() < 0.01, "{} of {giant}", mean(&large));
        // Small ones are small.
        assert!(sizes.iter().all(|&size| !(0.1..0.5).contains(&size)), "{sizes:?}");
    }
}

/// Friends have more ties than people (Feld 1991): on a Poisson graph with mean 6, one who is named has 7 on
/// average. Programmes that take in whom others name reach them. Two comparisons of .0027.
#[test]
fn those_named_have_one_tie_more() {
    for (rule, expected) in [("nomination", 7.0), ("random", 6.0)] {
        let programme = format!(
            "[[intervention]]\nname = 'named'\nnumber = 100\ntargeting = {{ rule = '{rule}' }}\nchampions = {{}}\n\
             [[arm]]\nname = 'one'\ninterventions = ['named']"
        );
        let crowd = Crowd {
            size: 20_000,
            replicates: 12,
            layer: "random = { mean_degree = 6 }",
            adoption: "rule = 'hazard'\nhazard = { p = '0 per year', q = '0 per year' }",
            more: &programme,
            horizon: "2 weeks",
            output: "people_sample = 20_000",
            ..Crowd::default()
        };
        let degrees = crowd.run().people().only(&[("practice", "new")]).numbers("degree");
        assert_eq!(degrees.len(), 1200);
        within_three_errors(&degrees, expected, 0.08);
    }
}
