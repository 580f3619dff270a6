//! Friends have more ties than people.

use crate::check::{Check, Quantity};
use crate::crowd::Crowd;
use crate::curves::{estimated, expected, figure, percent, scale};
use crate::poisson::poisson;
use std::sync::LazyLock;

const TIES: f64 = 6.0;
const REPLICATES: u32 = 12;

/// Ties of a hundred people in each replicate who were picked by `rule`.
fn degrees(rule: &str) -> Vec<f64> {
    let programme = format!(
        "[[intervention]]\nname = 'named'\nnumber = 100\ntargeting = {{ rule = '{rule}' }}\nchampions = {{}}\n\
         [[arm]]\nname = 'one'\ninterventions = ['named']"
    );
    let crowd = Crowd {
        size: 20_000,
        replicates: REPLICATES,
        layer: &format!("random = {{ mean_degree = {TIES} }}"),
        adoption: "rule = 'hazard'\nhazard = { p = '0 per year', q = '0 per year' }",
        more: &programme,
        horizon: "2 weeks",
        output: "people_sample = 20_000",
        ..Crowd::default()
    };
    let degrees = crowd.run().people().only(&[("practice", "new")]).numbers("degree");
    assert_eq!(degrees.len(), 100 * REPLICATES as usize);
    degrees
}

pub static NAMED: LazyLock<Check> = LazyLock::new(|| {
    let mut quantities = vec![];
    let mut figure = figure(
        "Those named have one tie more",
        "How many ties people have who are picked at random or named by somebody; dots with three standard errors.",
        scale("Ties", 0.0, 18.0),
        percent("Share of those picked", 0.0, 25.0),
    );
    for (hue, rule, what, more) in
        [(0, "random", "a random person", 0), (1, "nomination", "a friend of a random person", 1)]
    {
        let degrees = degrees(rule);
        quantities.push(Quantity::mean(&format!("mean ties of {what}"), TIES + f64::from(more), &degrees, 3));
        // Somebody reached along a tie has that tie, and Poisson many others.
        let chance = move |ties: u32| ties.checked_sub(more).map_or(0.0, |others| poisson(TIES, others));
        let line = (0..=18).map(|ties| (f64::from(ties), 100.0 * chance(ties)));
        figure.courses.push(expected(hue, &format!("{what}, theory"), line));
        let n = degrees.len() as f64;
        let dot = |ties: u32| {
            let share = degrees.iter().filter(|&&has| has == f64::from(ties)).count() as f64 / n;
            (f64::from(ties), 100.0 * share, 100.0 * (chance(ties) * (1.0 - chance(ties)) / n).sqrt())
        };
        figure.courses.push(estimated(hue, "obtained", (0..=18).map(dot)));
    }
    Check {
        name: "friendship-paradox",
        title: "The friendship paradox",
        why: "Whoever has many ties is named by many. On a graph with Poisson many ties of mean z, somebody reached \
              along a tie has that tie and Poisson many others: z + 1 on average. Programmes that take in whom others \
              name reach such people."
            .into(),
        runs: format!(
            "A programme takes in 100 of 20,000 people on a uniform random graph of mean degree 6, by the rule `random` \
             or `nomination`; {REPLICATES} replicates. Ties are read from `people.csv`."
        ),
        quantities,
        tolerance: "Three standard errors of the mean of 1,200 people, from their own spread. Nobody is taken in twice, \
                    which is not reckoned with: it lowers the mean by less than 0.01."
            .into(),
        source: "Feld 1991",
        figure,
    }
});

#[test]
fn those_named_have_one_tie_more() {
    NAMED.assert();
}
