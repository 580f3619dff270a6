//! One person persuades another (SI) where everybody sees everybody.

use crate::bass::{HALF_WORDS, STEP, STEP_WORDS};
use crate::chain::Chain;
use crate::check::{Check, Quantity, Tolerance, error, mean, sd};
use crate::crowd::{Crowd, shares};
use crate::curves::{course, estimated, expected, figure, percent, scale};
use crate::richardson::{Known, mean_at_limit, sd_at_limit, to_zero};
use crate::runs::Table;
use std::sync::LazyLock;
use tress::report::Look;

const WEEKS_PER_YEAR: f64 = 365.2425 / 7.0;

/// Each adopter persuades each of the others at rate 1/N per year, written as a probability within a year.
fn adoption(people: u32, first: u32) -> String {
    let q = -(-1.0 / f64::from(people)).exp_m1();
    format!(
        "rule = 'contagion'\ncontagion = {{ p = '0 per year', q = '{q} per year' }}\n\
         first_adopters = {{ number = {first} }}"
    )
}

/// Mean and standard deviation of the time to all, in steps, in years.
fn time_to_all(step: f64) -> (f64, f64) {
    let mut chain = Chain::new(100, 1);
    let (mut first, mut second) = (0.0, 0.0);
    // E[T] is the sum of P(T > t) over steps; E[T²] that of (2k + 1)·P(T > k).
    for k in 0..(40.0 / step) as u32 {
        let goes_on = 1.0 - chain.now[100];
        first += goes_on * step;
        second += goes_on * step * step * (2.0 * f64::from(k) + 1.0);
        chain.step(|adopters| adopters as f64 / 100.0 * step);
    }
    (first, (second - first * first).sqrt())
}

/// Time to all of each replicate, in years.
fn times(step: f64, replicates: u32) -> Vec<f64> {
    let words = format!("{step} years");
    let crowd = Crowd {
        replicates,
        step: &words,
        horizon: "40 years",
        adoption: &adoption(100, 1),
        output: "every = '40 years'\npeople_sample = 100",
        ..Crowd::default()
    };
    let last = |run: &Table| run.numbers("toa").into_iter().fold(0.0, f64::max) / WEEKS_PER_YEAR;
    crowd.run().people().runs().iter().map(last).collect()
}

pub static TIME_TO_ALL: LazyLock<Check> = LazyLock::new(|| {
    let replicates = 400;
    let limit = 2.0 * (1..100).map(|i| 1.0 / f64::from(i)).sum::<f64>();
    assert!((limit - 10.35476).abs() < 5e-6);
    let steps = [0.5, 0.25, 0.1, 0.05, STEP];
    let theory = steps.map(time_to_all);
    let all = steps.map(|step| times(step, replicates));
    let mut quantities = vec![];
    for ((step, (expected, spread)), times) in steps.into_iter().zip(theory).zip(&all) {
        let what = format!("mean time to all, years, steps of {step} years");
        let tolerance = Tolerance::known(spread / f64::from(replicates).sqrt());
        quantities.push(Quantity::new(&what, expected, mean(times), tolerance, 4));
    }
    let known = Known { long: theory[2].0, short: theory[3].0, limit };
    assert!(known.rest() < 0.01, "{}", known.rest());
    quantities.push(mean_at_limit("mean time to all, years, steps → 0", known, &all[2], &all[3], 4));
    let at_zero: Vec<f64> = all[2].iter().zip(&all[3]).map(|(&long, &short)| to_zero(long, short)).collect();
    let order = ((theory[0].0 - theory[1].0) / (theory[2].0 - theory[3].0)).log(5.0);
    let what = "order of the error of the chain, steps of 0.5 to 0.05 years";
    quantities.push(Quantity::new(what, 1.0, order, Tolerance::Within(0.1), 3));

    let mut figure = figure(
        "How long until all hundred have adopted",
        "Mean time from one first adopter to all, by length of the step; dots with three standard errors.",
        scale("Length of a step, years", 0.0, 0.5),
        scale("Years", 10.0, 12.0),
    );
    let lengths = steps.into_iter().chain([0.0]);
    let line: Vec<(f64, f64)> = lengths.zip(theory.iter().map(|theory| theory.0).chain([limit])).collect();
    let dots = steps.into_iter().zip(&all).map(|(step, times)| (step, mean(times), error(times)));
    figure.courses = vec![
        expected(0, "chain of the synchronous step", line),
        course(Look::Rings, 1, "continuous time, 2·H₉₉", [(0.0, limit)]),
        estimated(0, "obtained", dots.chain([(0.0, mean(&at_zero), error(&at_zero))])),
    ];
    Check {
        name: "time-to-all",
        title: "Contagion among a hundred: time to all",
        why: "One adopter among N persuades each other at rate 1/N, and so does everybody persuaded. The next adopts at \
              rate `n(N − n)/N`, so the expected time until all have is the sum of `N/(n(N − n))`, which is 2·H₉₉ = \
              10.35476 for N = 100 (H₉₉ = 1 + 1/2 + … + 1/99). Steps make it longer by an amount proportional to the step; the chain of the \
              synchronous step says by how much."
            .into(),
        runs: format!(
            "Rule `contagion` on a complete graph of 100, `q = 1 − e^(−0.01)` per year, one first adopter, {replicates} \
             replicates for each length of step."
        ),
        quantities,
        tolerance: "Three standard errors, which follow from the chain (a replicate has a standard deviation of about \
                    1.8 years); at the limit those of `2·T(½Δ) − T(Δ)` with Δ = 0.1 years, and what that leaves of the \
                    chain, less than 0.01. The order is that of the chain, without chance."
            .into(),
        source: "Bailey 1975; Richardson 1911",
        figure,
    }
});

#[test]
fn contagion_takes_twice_the_harmonic_number() {
    TIME_TO_ALL.assert();
}

pub static COURSE: LazyLock<Check> = LazyLock::new(|| {
    let replicates = 150;
    let crowd = Crowd {
        size: 1_000,
        replicates,
        step: STEP_WORDS,
        horizon: "10 years",
        adoption: &adoption(1_000, 10),
        output: "every = '1 year'",
        ..Crowd::default()
    };
    let halved = Crowd { step: HALF_WORDS, ..crowd };
    let [runs, halves] =
        [crowd, halved].map(|crowd| crowd.replicates().iter().map(shares).collect::<Vec<Vec<f64>>>());
    let in_year = |runs: &[Vec<f64>], year: usize| runs.iter().map(|run| run[year]).collect::<Vec<_>>();
    let at = |year: usize| in_year(&runs, year);
    let rate = |adopters: usize| adopters as f64 / 1_000.0;
    let [mut steps, mut half_steps, mut limit] = [(); 3].map(|()| Chain::new(1_000, 10));
    (0..200).for_each(|_| steps.step(|adopters| rate(adopters) * STEP));
    (0..400).for_each(|_| half_steps.step(|adopters| rate(adopters) * STEP / 2.0));
    let mut curve = vec![(0.0, 1.0)];
    let (mut at_four, mut spread_at_four) = (0.0, 0.0);
    for eighth in 1..=80 {
        limit.flow(0.125, 50, rate);
        curve.push((f64::from(eighth) / 8.0, 100.0 * limit.share()));
        if eighth == 32 {
            (at_four, spread_at_four) = (limit.share(), limit.sd());
        }
    }
    assert!((at_four - 0.348135).abs() < 5e-7, "{at_four}");
    let of_mean = Tolerance::known(steps.sd() / f64::from(replicates).sqrt());
    // The variance of a sample variance, brought to the scale of its root.
    let of_variance = ((steps.moment(4) - steps.moment(2).powi(2)) / f64::from(replicates)).sqrt();
    let of_sd = Tolerance::known(of_variance / (2.0 * steps.sd()));
    let (now, halved) = (at(4), in_year(&halves, 4));
    let share = Known { long: steps.share(), short: half_steps.share(), limit: at_four };
    let spread = Known { long: steps.sd(), short: half_steps.sd(), limit: spread_at_four };
    assert!(share.rest() < 1e-4 && spread.rest() < 1e-4, "{} {}", share.rest(), spread.rest());
    let mut figure = figure(
        "Contagion among a thousand",
        "Mean share of adopters from ten first adopters; three standard errors are about the size of a dot.",
        scale("Years", 0.0, 10.0),
        percent("Adopters, share of people", 0.0, 100.0),
    );
    let dots = (0..=10).map(|year| (year as f64, 100.0 * mean(&at(year)), 100.0 * error(&at(year))));
    figure.courses = vec![expected(0, "theory, continuous time", curve), estimated(0, "obtained", dots)];
    Check {
        name: "contagion-among-a-thousand",
        title: "Contagion among a thousand: its course",
        why: "The same among N = 1,000, from ten first adopters. The expected share is not quite that of the logistic curve, \
              as the luck of the first few lasts; the chain has it exactly."
            .into(),
        runs: format!(
            "Rule `contagion` on a complete graph of 1,000, `q = 1 − e^(−0.001)` per year, ten first adopters, {replicates} \
             replicates, steps of {STEP_WORDS} (about a week), and the same luck in steps of {HALF_WORDS}."
        ),
        quantities: vec![
            Quantity::new("mean share, year 4, steps of 0.02 years", steps.share(), mean(&now), of_mean, 6),
            mean_at_limit("mean share, year 4, steps → 0", share, &now, &halved, 6),
            Quantity::new("sd of the share, year 4, steps of 0.02 years", steps.sd(), sd(&now), of_sd, 4),
            sd_at_limit("sd of the share, year 4, steps → 0", spread, &now, &halved, 4),
        ],
        tolerance: "Three standard errors. In steps they follow from the chain. At the limit, continuous time, which is \
                    reached by `2·F(½Δ) − F(Δ)` with Δ = 0.02 years, they come from the 150 replicates, and what \
                    extrapolation leaves of the chain is added, less than 0.0001."
            .into(),
        source: "Bailey 1975; Richardson 1911",
        figure,
    }
});

#[test]
fn contagion_among_a_thousand_keeps_its_course() {
    COURSE.assert();
}
