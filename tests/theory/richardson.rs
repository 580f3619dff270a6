//! The limit of ever shorter steps, from runs at one length of step and at half of it (Richardson 1911).

use crate::check::{Quantity, Tolerance, error, mean, sd};

/// What is proportional to the step goes; what is to its square stays.
pub fn to_zero(long: f64, short: f64) -> f64 {
    2.0 * short - long
}

/// What theory says of both lengths of step, and of their limit.
#[derive(Clone, Copy)]
pub struct Known {
    pub long: f64,
    pub short: f64,
    pub limit: f64,
}

impl Known {
    /// What extrapolation leaves of theory itself; it has no chance in it.
    pub fn rest(self) -> f64 {
        (to_zero(self.long, self.short) - self.limit).abs()
    }
}

/// The mean of replicates at the limit. Replicates of one number share their luck at both lengths.
pub fn mean_at_limit(what: &str, known: Known, long: &[f64], short: &[f64], decimals: usize) -> Quantity {
    Quantity::mean(what, known.limit, &each_to_zero(long, short), decimals).and(known.rest())
}

/// Their standard deviation at the limit.
pub fn sd_at_limit(what: &str, known: Known, long: &[f64], short: &[f64], decimals: usize) -> Quantity {
    // What each replicate adds to the standard deviation, to first order.
    let parts = |numbers: &[f64]| -> Vec<f64> {
        let (mean, sd) = (mean(numbers), sd(numbers));
        numbers.iter().map(|number| ((number - mean).powi(2) / sd - sd) / 2.0).collect()
    };
    let error = error(&each_to_zero(&parts(long), &parts(short)));
    let tolerance = Tolerance::Errors { error, freedom: Some(long.len() as u32 - 1), more: known.rest() };
    Quantity::new(what, known.limit, to_zero(sd(long), sd(short)), tolerance, decimals)
}

fn each_to_zero(long: &[f64], short: &[f64]) -> Vec<f64> {
    assert_eq!(long.len(), short.len());
    long.iter().zip(short).map(|(&long, &short)| to_zero(long, short)).collect()
}
