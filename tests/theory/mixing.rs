//! Adoption where everybody sees everybody: Bass, SI.

use crate::crowd::{Crowd, mean, shares, within_three_errors};

const WEEKS_PER_YEAR: f64 = 365.2425 / 7.0;
const P: f64 = 0.03;
const Q: f64 = 0.38;

/// The number of adopters among `people` as a Markov chain: in each step every other person adopts independently
/// with probability 1 − e^{−hazard(adopters)}. Synchronous steps are what the engine promises, so this is exact.
struct Chain<'a> {
    /// Probability of each number of adopters.
    now: Vec<f64>,
    hazard: &'a dyn Fn(usize) -> f64,
}

impl<'a> Chain<'a> {
    fn new(people: usize, adopters: usize, hazard: &'a dyn Fn(usize) -> f64) -> Self {
        let mut now = vec![0.0; people + 1];
        now[adopters] = 1.0;
        Self { now, hazard }
    }

    fn step(&mut self) {
        let people = self.now.len() - 1;
        let mut next = vec![0.0; people + 1];
        for (adopters, &weight) in self.now.iter().enumerate().filter(|(_, weight)| **weight > 1e-15) {
            let hazard = (self.hazard)(adopters);
            let (stay, odds) = ((-hazard).exp(), hazard.exp_m1());
            let others = people - adopters;
            // Binomial probabilities, each from the one before.
            let mut chance = stay.powi(others as i32);
            for new in 0..=others {
                next[adopters + new] += weight * chance;
                chance *= odds * (others - new) as f64 / (new + 1) as f64;
            }
        }
        self.now = next;
    }

    /// Expected share of adopters.
    fn share(&self) -> f64 {
        let people = (self.now.len() - 1) as f64;
        self.now.iter().enumerate().map(|(adopters, weight)| adopters as f64 * weight).sum::<f64>() / people
    }
}

/// The cumulative curve of Bass (1969).
fn bass(years: f64) -> f64 {
    let fade = (-(P + Q) * years).exp();
    (1.0 - fade) / (1.0 + Q / P * fade)
}

#[test]
fn the_curve_is_that_of_bass() {
    assert!((bass(5.0) - 0.331199).abs() < 5e-7 && (bass(10.0) - 0.812803).abs() < 5e-7);
}

/// Bass on a complete graph of 100, whose finite size holds adoption back: rate (N − n)(p + q·n/N).
/// Two comparisons of .0027.
#[test]
fn bass_among_a_hundred() {
    let peers = Q * 99.0 / 100.0; // a person's peers are the 99 others
    let crowd = Crowd {
        replicates: 400,
        horizon: "522 weeks",
        adoption: &format!("rule = 'hazard'\nhazard = {{ p = '{P} per year', q = '{peers} per year' }}"),
        output: "every = '261 weeks'",
        ..Crowd::default()
    };
    let hazard = |adopters: usize| (P + Q * adopters as f64 / 100.0) / WEEKS_PER_YEAR;
    let mut chain = Chain::new(100, 0, &hazard);
    let runs = crowd.run().timeseries().only(&[("group", "all")]).runs();
    // In continuous time .323562 and .794912: steps of a week bring it down by a sixth of a percentage point.
    for (half, continuous) in [(1, 0.323562), (2, 0.794912)] {
        (0..261).for_each(|_| chain.step());
        assert!((chain.share() - continuous).abs() < 0.002, "{} {continuous}", chain.share());
        let at_half: Vec<f64> = runs.iter().map(|run| shares(run)[half]).collect();
        within_three_errors(&at_half, chain.share(), 0.006);
    }
}

/// Among many the curve is that of Bass, whether people see all others one by one (ties) or as a norm of their group.
/// The standard error follows from the spread among a hundred, .0942 and .0812, which falls with √N; three of them,
/// and .002 for steps of a week. Four comparisons of .0027.
#[test]
fn bass_among_many() {
    let by_ties = Crowd {
        size: 2_000,
        replicates: 4,
        adoption: "rule = 'hazard'\nhazard = { p = '0.03 per year', q = '0.38 per year' }",
        horizon: "522 weeks",
        output: "every = '261 weeks'",
        ..Crowd::default()
    };
    let by_norm = Crowd {
        size: 20_000,
        layer: "",
        adoption: "rule = 'hazard'\nhazard = { p = '0.03 per year', q = '0 per year', r = '0.38 per year' }",
        ..by_ties
    };
    for crowd in [&by_ties, &by_norm] {
        let runs = crowd.run().timeseries().only(&[("group", "all")]).runs();
        let hundreds = f64::from(crowd.size * crowd.replicates) / 100.0;
        for (half, years, spread) in [(1, 5.0, 0.0942), (2, 10.0, 0.0812)] {
            let share = mean(&runs.iter().map(|run| shares(run)[half]).collect::<Vec<_>>());
            let error = spread / hundreds.sqrt();
            println!("{share} ± {error}, expected {}", bass(years));
            assert!((share - bass(years)).abs() < 3.0 * error + 0.002, "{share} ± {error}, {}", bass(years));
        }
    }
}

/// One person persuades each of 99 others with probability 1 − e^{−1/N} a year: the expected time to all is
/// 2·H₉₉ = 10.35476 years, and steps make it longer by about as much as the delay of a step. Two comparisons of .0027.
#[test]
fn contagion_takes_twice_the_harmonic_number() {
    let harmonic: f64 = (1..100).map(|i| 1.0 / f64::from(i)).sum();
    let mut excess = vec![];
    for (weeks, replicates) in [(13.0, 300), (1.0, 200)] {
        let step = format!("{weeks} weeks");
        let crowd = Crowd {
            replicates,
            step: &step,
            horizon: "1300 weeks",
            adoption: &format!(
                "rule = 'contagion'\ncontagion = {{ p = '0 per year', q = '{} per year' }}\n\
                 first_adopters = {{ number = 1 }}",
                -(-0.01f64).exp_m1()
            ),
            output: "every = '1300 weeks'\npeople_sample = 100",
            ..Crowd::default()
        };
        let hazard = |adopters: usize| adopters as f64 / 100.0 * weeks / WEEKS_PER_YEAR;
        let mut chain = Chain::new(100, 1, &hazard);
        // E[T] is the sum of P(T > t) over steps.
        let mut expected = 0.0;
        for _ in 0..(1300.0 / weeks) as u32 {
            expected += (1.0 - chain.now[100]) * weeks / WEEKS_PER_YEAR;
            chain.step();
        }
        let last =
            |run: &crate::runs::Table| run.numbers("toa").into_iter().fold(0.0, f64::max) / WEEKS_PER_YEAR;
        let times: Vec<f64> = crowd.run().people().runs().iter().map(last).collect();
        within_three_errors(&times, expected, 0.15);
        excess.push(expected / (2.0 * harmonic) - 1.0);
    }
    println!("{excess:?}");
    assert!(excess[0] > 0.01 && excess[1].abs() < 0.01, "{excess:?}");
}
