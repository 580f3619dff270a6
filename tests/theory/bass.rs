//! Bass (1969) where everybody sees everybody.

use crate::chain::Chain;
use crate::check::{Check, Quantity, Tolerance, mean, sd};
use crate::crowd::{Crowd, shares};
use crate::curves::{expected, figure, grid, obtained, percent, scale};
use crate::steps::recursion;
use std::sync::LazyLock;

pub const P: f64 = 0.03;
pub const Q: f64 = 0.38;
/// About a week, and whole years are whole numbers of it.
pub const STEP: f64 = 0.02;
pub const STEP_WORDS: &str = "0.02 years";

/// The cumulative curve.
pub fn bass(years: f64) -> f64 {
    let fade = (-(P + Q) * years).exp();
    (1.0 - fade) / (1.0 + Q / P * fade)
}

/// When most adopt.
pub fn peak() -> f64 {
    (Q / P).ln() / (P + Q)
}

#[test]
fn the_curve_is_that_of_bass() {
    assert!((bass(5.0) - 0.331199).abs() < 5e-7 && (bass(10.0) - 0.812803).abs() < 5e-7);
    assert!((peak() - 6.1926).abs() < 5e-5);
}

pub static AMONG_A_HUNDRED: LazyLock<Check> = LazyLock::new(|| {
    let people = 100;
    let replicates = 2_000;
    let peers = Q * 99.0 / 100.0; // a person's peers are the 99 others
    let crowd = Crowd {
        replicates,
        step: STEP_WORDS,
        horizon: "14 years",
        adoption: &format!("rule = 'hazard'\nhazard = {{ p = '{P} per year', q = '{peers} per year' }}"),
        output: "every = '1 year'",
        ..Crowd::default()
    };
    let runs: Vec<Vec<f64>> = crowd.replicates().iter().map(shares).collect();
    let at = |year: usize| runs.iter().map(|run| run[year]).collect::<Vec<_>>();
    let rate = |adopters: usize| P + Q * adopters as f64 / people as f64;

    let (mut steps, mut limit) = (Chain::new(people, 0), Chain::new(people, 0));
    let mut curve = vec![(0.0, 0.0, 0.0)];
    let mut quantities = vec![];
    for year in 1..=14_usize {
        (0..50).for_each(|_| steps.step(|adopters| rate(adopters) * STEP));
        limit.flow(1.0, 500, rate);
        curve.push((year as f64, limit.share(), limit.sd()));
        if ![5, 10].contains(&year) {
            continue;
        }
        let (known, spread) = if year == 5 { (0.323562, 0.0942) } else { (0.794912, 0.0812) };
        assert!((limit.share() - known).abs() < 5e-7 && (limit.sd() - spread).abs() < 5e-5);
        let now = at(year);
        let n = f64::from(replicates);
        let of_mean = Tolerance::known(steps.sd() / n.sqrt());
        // The variance of a sample variance, brought to the scale of its root.
        let of_variance = ((steps.moment(4) - steps.moment(2).powi(2)) / n).sqrt();
        let of_sd = Tolerance::known(of_variance / (2.0 * steps.sd()));
        let mut add = |what: String, expected: f64, obtained: f64, tolerance: Tolerance, decimals| {
            quantities.push(Quantity::new(&what, expected, obtained, tolerance, decimals));
        };
        add(format!("mean share, year {year}, steps of 0.02 years"), steps.share(), mean(&now), of_mean, 6);
        let shift = (limit.share() - steps.share()).abs();
        add(
            format!("mean share, year {year}, continuous time"),
            limit.share(),
            mean(&now),
            of_mean.and(shift),
            6,
        );
        add(format!("sd of the share, year {year}, steps of 0.02 years"), steps.sd(), sd(&now), of_sd, 4);
        let shift = (limit.sd() - steps.sd()).abs();
        add(
            format!("sd of the share, year {year}, continuous time"),
            limit.sd(),
            sd(&now),
            of_sd.and(shift),
            4,
        );
    }

    let mut figure = figure(
        "Bass among a hundred",
        "Mean share of adopters over replicates, and one standard deviation of a replicate to either side.",
        scale("Years", 0.0, 14.0),
        percent("Adopters, share of people", 0.0, 100.0),
    );
    let course = |side: f64| curve.iter().map(move |&(year, share, sd)| (year, 100.0 * (share + side * sd)));
    let sides = |side: f64| (0..=14).map(move |year| (year, side));
    figure.courses = vec![
        expected(0, "theory, mean", course(0.0)),
        obtained(0, "obtained", sides(0.0).map(|(year, _)| (year as f64, 100.0 * mean(&at(year))))),
        expected(1, "theory, one sd to either side", course(1.0)),
        expected(1, "", course(-1.0)),
    ];
    for side in [1.0, -1.0] {
        let label = if side > 0.0 { "obtained" } else { "" };
        let point =
            |(year, side): (usize, f64)| (year as f64, 100.0 * (mean(&at(year)) + side * sd(&at(year))));
        figure.courses.push(obtained(1, label, sides(side).map(point)));
    }
    Check {
        name: "bass-among-a-hundred",
        title: "Bass among a hundred",
        why: "Among N people who all see one another, n of them adopters, each other adopts at rate `p + q·n/N`. The \
              number of adopters is a Markov chain, and small N holds it back: among 100, it is 0.8 percentage points \
              below the curve of Bass in year 5, and 1.8 in year 10. In synchronous steps each of the others adopts \
              independently with the same probability, so that the distribution is known exactly there, too."
            .into(),
        runs: format!(
            "Rule `hazard` on a complete graph of 100, p = 0.03 and q = 0.38 per year, 2,000 replicates, steps \
             of {STEP_WORDS} (about a week)."
        ),
        quantities,
        tolerance: "Three standard errors of the mean and of the standard deviation, which follow from the second and \
                    fourth moments of the chain. Against continuous time the distance of the two chains is added, \
                    which has no chance in it."
            .into(),
        source: "Bass 1969; Niu 2002",
        figure,
    }
});

#[test]
fn bass_among_a_hundred() {
    AMONG_A_HUNDRED.assert();
}

pub static AMONG_MANY: LazyLock<Check> = LazyLock::new(|| {
    let by_ties = Crowd {
        size: 2_000,
        replicates: 6,
        step: STEP_WORDS,
        adoption: "rule = 'hazard'\nhazard = { p = '0.03 per year', q = '0.38 per year' }",
        horizon: "12 years",
        output: "every = '1 year'",
        ..Crowd::default()
    };
    let by_norm = Crowd {
        size: 200_000,
        replicates: 10,
        layer: "",
        adoption: "rule = 'hazard'\nhazard = { p = '0.03 per year', q = '0 per year', r = '0.38 per year' }",
        ..by_ties
    };
    // In steps as they are, by year 5 and by year 10: a chain among two thousand, a recursion among very many.
    let chain = |years: u32| {
        let mut chain = Chain::new(2_000, 0);
        (0..50 * years).for_each(|_| chain.step(|adopters| (P + Q * adopters as f64 / 1_999.0) * STEP));
        chain.share()
    };
    let recursion = recursion(STEP);
    let mut quantities = vec![];
    let mut figure = figure(
        "Bass among many",
        "Mean share of adopters over six or ten replicates.",
        scale("Years", 0.0, 12.0),
        percent("Adopters, share of people", 0.0, 100.0),
    );
    let line = grid(0.0, 12.0, 120).map(|year| (year, 100.0 * bass(year)));
    figure.courses.push(expected(0, "the curve of Bass", line));
    for (hue, crowd, how) in [(0, &by_ties, "ties"), (1, &by_norm, "norm")] {
        let runs: Vec<Vec<f64>> = crowd.replicates().iter().map(shares).collect();
        let share = |year: usize| mean(&runs.iter().map(|run| run[year]).collect::<Vec<_>>());
        let people = f64::from(crowd.size * crowd.replicates);
        for (year, spread) in [(5, 0.0942), (10, 0.0812)] {
            let years = f64::from(year);
            let in_steps = if how == "ties" { chain(year) } else { recursion.at(years) };
            let tolerance = Tolerance::known(spread * (100.0 / people).sqrt());
            let shift = (bass(years) - in_steps).abs();
            for (limit, expected, tolerance) in
                [("steps of 0.02 years", in_steps, tolerance), ("limit", bass(years), tolerance.and(shift))]
            {
                let what = format!("share, year {year}, by {how}, {limit}");
                quantities.push(Quantity::new(&what, expected, share(year as usize), tolerance, 6));
            }
        }
        // Years of their own, so that dots do not hide one another.
        let points = (hue..=12).step_by(2).map(|year| (year as f64, 100.0 * share(year)));
        let label = if how == "ties" { "by ties, 2,000 people each" } else { "by norm, 200,000 people each" };
        figure.courses.push(obtained(hue, label, points));
    }
    Check {
        name: "bass-among-many",
        title: "Bass among many",
        why: "Among very many the share of adopters follows `F(t) = (1 − e^(−(p+q)t)) / (1 + q/p · e^(−(p+q)t))`, \
              whether people see all others one by one (ties) or know what share of their group adopted (norm). A \
              run is a little behind it: by the length of its steps, and by the number of its people."
            .into(),
        runs: "Rule `hazard`, p = 0.03 per year, steps of 0.02 years: q = 0.38 per year on a complete graph of 2,000 \
               (6 replicates); r = 0.38 per year among 200,000 without ties (10 replicates)."
            .into(),
        quantities,
        tolerance: "Three standard errors, from the standard deviations among a hundred (0.0942 and 0.0812), which fall \
                    with √N. At the limit (very many people, continuous time) the distance is added of what theory \
                    says of runs as they are: by ties a chain of 2,000, by norm the recursion of the next section."
            .into(),
        source: "Bass 1969",
        figure,
    }
});

#[test]
fn bass_among_many() {
    AMONG_MANY.assert();
}
