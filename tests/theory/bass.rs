//! Bass (1969) where everybody sees everybody.

use crate::chain::Chain;
use crate::check::{Check, Quantity, Tolerance, mean, sd};
use crate::crowd::{Crowd, shares};
use crate::curves::{expected, figure, grid, obtained, percent, scale};
use crate::richardson::{Known, mean_at_limit, sd_at_limit, to_zero};
use crate::steps::recursion;
use std::sync::LazyLock;

pub const P: f64 = 0.03;
pub const Q: f64 = 0.38;
/// About a week, and whole years are whole numbers of it.
pub const STEP: f64 = 0.02;
pub const STEP_WORDS: &str = "0.02 years";
pub const HALF_WORDS: &str = "0.01 years";

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
    let halved = Crowd { step: HALF_WORDS, ..crowd };
    let [runs, halves] =
        [crowd, halved].map(|crowd| crowd.replicates().iter().map(shares).collect::<Vec<Vec<f64>>>());
    let in_year = |runs: &[Vec<f64>], year: usize| runs.iter().map(|run| run[year]).collect::<Vec<_>>();
    let at = |year: usize| in_year(&runs, year);
    let rate = |adopters: usize| P + Q * adopters as f64 / people as f64;

    let [mut steps, mut half_steps, mut limit] = [(); 3].map(|()| Chain::new(people, 0));
    let mut curve = vec![(0.0, 0.0, 0.0)];
    let mut quantities = vec![];
    for year in 1..=14_usize {
        (0..50).for_each(|_| steps.step(|adopters| rate(adopters) * STEP));
        (0..100).for_each(|_| half_steps.step(|adopters| rate(adopters) * STEP / 2.0));
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
        let halved = in_year(&halves, year);
        let what = format!("mean share, year {year}, steps of 0.02 years");
        quantities.push(Quantity::new(&what, steps.share(), mean(&now), of_mean, 6));
        let known = Known { long: steps.share(), short: half_steps.share(), limit: limit.share() };
        let what = format!("mean share, year {year}, steps → 0");
        quantities.push(mean_at_limit(&what, known, &now, &halved, 6));
        let what = format!("sd of the share, year {year}, steps of 0.02 years");
        quantities.push(Quantity::new(&what, steps.sd(), sd(&now), of_sd, 4));
        let known = Known { long: steps.sd(), short: half_steps.sd(), limit: limit.sd() };
        let what = format!("sd of the share, year {year}, steps → 0");
        quantities.push(sd_at_limit(&what, known, &now, &halved, 4));
        assert!(known.rest() < 1e-5, "{}", known.rest());
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
             of {STEP_WORDS} (about a week), and the same luck in steps of {HALF_WORDS}."
        ),
        quantities,
        tolerance: "Three standard errors of the mean and of the standard deviation. In steps they follow from the \
                    second and fourth moments of the chain. At the limit, continuous time, which is reached by \
                    `2·F(½Δ) − F(Δ)` with Δ = 0.02 years, they come from the 2,000 replicates, and what extrapolation \
                    leaves of the chain is added, less than 0.00001."
            .into(),
        source: "Bass 1969; Niu 2002; Richardson 1911",
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
    let chain = |steps_a_year: u32, years: u32| {
        let (mut chain, step) = (Chain::new(2_000, 0), 1.0 / f64::from(steps_a_year));
        let hazard = |adopters: usize| (P + Q * adopters as f64 / 1_999.0) * step;
        (0..steps_a_year * years).for_each(|_| chain.step(hazard));
        chain.share()
    };
    let recursions = [STEP, STEP / 2.0].map(recursion);
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
        let runs =
            |step| -> Vec<Vec<f64>> { Crowd { step, ..*crowd }.replicates().iter().map(shares).collect() };
        let in_year =
            |runs: &[Vec<f64>], year: usize| mean(&runs.iter().map(|run| run[year]).collect::<Vec<_>>());
        let [runs, halves] = [STEP_WORDS, HALF_WORDS].map(runs);
        let share = |year: usize| in_year(&runs, year);
        let people = f64::from(crowd.size * crowd.replicates);
        for (year, spread) in [(5, 0.0942), (10, 0.0812)] {
            let years = f64::from(year);
            let [long, short] = match how {
                "ties" => [50, 100].map(|steps_a_year| chain(steps_a_year, year)),
                _ => [0, 1].map(|at| recursions[at].at(years)),
            };
            let tolerance = Tolerance::known(spread * (100.0 / people).sqrt());
            let known = Known { long, short, limit: bass(years) };
            let (now, halved) = (share(year as usize), in_year(&halves, year as usize));
            let what = format!("share, year {year}, by {how}, steps of 0.02 years");
            quantities.push(Quantity::new(&what, long, now, tolerance, 6));
            let what = format!("share, year {year}, by {how}, limit");
            let tolerance = tolerance.and(known.rest());
            quantities.push(Quantity::new(&what, known.limit, to_zero(now, halved), tolerance, 6));
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
        runs: "Rule `hazard`, p = 0.03 per year, steps of 0.02 years, and of 0.01 with the same luck: q = 0.38 per \
               year on a complete graph of 2,000 (6 replicates); r = 0.38 per year among 200,000 without ties (10 \
               replicates)."
            .into(),
        quantities,
        tolerance: "Three standard errors, from the standard deviations among a hundred (0.0942 and 0.0812), which fall \
                    with √N. The limit (very many people, continuous time) is reached by `2·F(½Δ) − F(Δ)` with Δ = \
                    0.02 years; both lengths of step share their luck, so that this varies about as much as either. \
                    What it leaves of theory is added: by ties, of a chain of 2,000, that people are so \
                    few; by norm, of the recursion of the next section, next to nothing."
            .into(),
        source: "Bass 1969; Richardson 1911",
        figure,
    }
});

#[test]
fn bass_among_many() {
    AMONG_MANY.assert();
}
