//! What is compared with theory: one check, the quantities in it, and how far each may be off.

use crate::page::markdown;
use std::fmt::Write;
use tress::report::Plot;
use tress::stats::t_quantile;

/// One thing that somebody has proved, and what whole runs made of it.
pub struct Check {
    /// Of the figure and its file.
    pub name: &'static str,
    pub title: &'static str,
    /// What is checked, and why the answer is known.
    pub why: String,
    /// Which scenario is run, how often.
    pub runs: String,
    pub quantities: Vec<Quantity>,
    /// How the tolerances come about.
    pub tolerance: String,
    /// Author and year.
    pub source: &'static str,
    pub figure: Plot,
}

/// A number that theory knows and a run has.
pub struct Quantity {
    pub what: String,
    pub expected: f64,
    pub obtained: f64,
    pub tolerance: Tolerance,
    /// Decimals to write.
    pub decimals: usize,
}

/// How far obtained may be from expected.
#[derive(Clone, Copy)]
pub enum Tolerance {
    /// Not at all.
    Exact,
    /// This far; chance has no part in it.
    Within(f64),
    /// This far, where chance has a part of known size.
    Given { far: f64, error: f64, freedom: u32 },
    /// Three standard errors, and something for what theory leaves out.
    Errors {
        error: f64,
        /// Degrees of freedom of the error; none where theory gives it.
        freedom: Option<u32>,
        more: f64,
    },
}

const TIMES: f64 = 3.0;

impl Tolerance {
    /// An error that theory gives.
    pub fn known(error: f64) -> Self {
        Self::Errors { error, freedom: None, more: 0.0 }
    }

    /// The error of a mean, from the numbers themselves.
    pub fn of(numbers: &[f64]) -> Self {
        Self::Errors { error: error(numbers), freedom: Some(numbers.len() as u32 - 1), more: 0.0 }
    }

    /// This far, where the mean of these numbers is compared.
    pub fn given(far: f64, numbers: &[f64]) -> Self {
        Self::Given { far, error: error(numbers), freedom: numbers.len() as u32 - 1 }
    }

    /// With something added for what theory leaves out.
    pub fn and(self, further: f64) -> Self {
        match self {
            Self::Errors { error, freedom, more } => Self::Errors { error, freedom, more: more + further },
            _ => panic!("only standard errors are added to"),
        }
    }

    pub fn far(self) -> f64 {
        match self {
            Self::Exact => 0.0,
            Self::Within(far) | Self::Given { far, .. } => far,
            Self::Errors { error, more, .. } => TIMES * error + more,
        }
    }

    /// The probability that a right program would fail with another seed. What is added beside chance is not counted
    /// on: with it, false alarms are rarer still.
    fn false_alarm(self) -> f64 {
        match self {
            Self::Exact | Self::Within(_) => 0.0,
            Self::Given { far, error, freedom } => beyond(far / error, freedom),
            // From 1,000 degrees on Student's t is all but normal.
            Self::Errors { freedom, .. } => beyond(TIMES, freedom.unwrap_or(u32::MAX)),
        }
    }
}

/// The probability that Student's t lies further from 0 than `times`, by halving.
fn beyond(times: f64, freedom: u32) -> f64 {
    let (mut low, mut high) = (0.5, 1.0 - 1e-9);
    for _ in 0..50 {
        let middle = 0.5 * (low + high);
        if t_quantile(middle, freedom) < times {
            low = middle;
        } else {
            high = middle;
        }
    }
    2.0 * (1.0 - low)
}

impl Quantity {
    pub fn new(what: &str, expected: f64, obtained: f64, tolerance: Tolerance, decimals: usize) -> Self {
        Self { what: what.into(), expected, obtained, tolerance, decimals }
    }

    /// The mean of numbers, one for each replicate.
    pub fn mean(what: &str, expected: f64, numbers: &[f64], decimals: usize) -> Self {
        Self::new(what, expected, mean(numbers), Tolerance::of(numbers), decimals)
    }

    /// With something added to the tolerance for what theory leaves out.
    pub fn and(mut self, more: f64) -> Self {
        self.tolerance = self.tolerance.and(more);
        self
    }

    pub fn holds(&self) -> bool {
        self.off() <= self.tolerance.far()
    }

    pub fn off(&self) -> f64 {
        (self.obtained - self.expected).abs()
    }

    /// How much of the tolerance is used up, from 0 to 1 where it holds.
    pub fn used(&self) -> f64 {
        if self.off() == 0.0 { 0.0 } else { self.off() / self.tolerance.far() }
    }
}

impl Check {
    /// The probability that a right program would fail any comparison with another seed, at most.
    pub fn false_alarm(&self) -> f64 {
        self.quantities.iter().map(|quantity| quantity.tolerance.false_alarm()).sum()
    }

    pub fn holds(&self) -> bool {
        self.quantities.iter().all(Quantity::holds)
    }

    /// Fails with the table of the check unless all that it compares agrees.
    #[track_caller]
    pub fn assert(&self) {
        let mut table = String::new();
        markdown::quantities(&mut table, self).unwrap();
        println!("{table}");
        let mut wrong = String::new();
        for quantity in self.quantities.iter().filter(|quantity| !quantity.holds()) {
            let (expected, obtained) = (quantity.expected, quantity.obtained);
            let far = quantity.tolerance.far();
            writeln!(wrong, "{}: {obtained}, expected {expected} ± {far}", quantity.what).unwrap();
        }
        assert!(wrong.is_empty(), "{}\n{wrong}", self.title);
    }
}

pub fn mean(numbers: &[f64]) -> f64 {
    tress::stats::mean(numbers).unwrap()
}

/// Standard deviation.
pub fn sd(numbers: &[f64]) -> f64 {
    tress::stats::variance(numbers).unwrap().sqrt()
}

/// Standard error of the mean.
pub fn error(numbers: &[f64]) -> f64 {
    sd(numbers) / (numbers.len() as f64).sqrt()
}
