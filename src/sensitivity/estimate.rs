//! An estimate from a design, and how far it is to be trusted: what the choice of points does to it, and what luck does.

use crate::draw::{Draws, Purpose, below};
use crate::stats::{mean, quantile, sorted, variance};

/// An estimate with its 95 % interval and its standard error in two parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Ends of its 95 % interval: quantiles of the bootstrap over units of the design (Archer, Saltelli & Sobol 1997).
    pub interval: [f64; 2],
    /// Standard error in all.
    pub se: f64,
    /// The part of it that more replicates would take away: the bootstrap over replicates, the design as it is; none with
    /// one replicate.
    pub se_noise: Option<f64>,
}

impl Estimate {
    /// The part of the standard error that more points would take away.
    pub fn se_design(&self) -> f64 {
        let noise = self.se_noise.unwrap_or(0.0);
        libm::sqrt((self.se * self.se - noise * noise).max(0.0))
    }
}

/// A unit of a design, which is drawn again as a whole: the values of its points, each by replicate.
pub(super) type Unit<'a> = &'a [Vec<f64>];

const UNITS: Purpose = Purpose::of("bootstrap", "units");
const REPLICATES: Purpose = Purpose::of("bootstrap", "replicates");

/// Estimates by `of`, which is given the means of the points of every unit, and bootstraps it. Replicates are drawn again
/// for each point apart, or, where points share their luck (`paired`), for all at once. Of what cannot be estimated there
/// is nothing; resamples in which it cannot are left out.
pub(super) fn bootstrap(
    units: &[Unit<'_>],
    paired: bool,
    resamples: u32,
    draws: &Draws,
    of: impl Fn(&[&[f64]]) -> Vec<Option<f64>>,
) -> Vec<Option<Estimate>> {
    let means: Vec<Vec<f64>> =
        units.iter().map(|unit| unit.iter().map(|row| mean(row).unwrap_or(f64::NAN)).collect()).collect();
    let all: Vec<&[f64]> = means.iter().map(Vec::as_slice).collect();
    let values = of(&all);
    let again = (0..resamples).map(|number| {
        let words = draws.stream(UNITS, number).from(0);
        let drawn: Vec<&[f64]> = words.take(all.len()).map(|word| all[below(word, all.len())]).collect();
        of(&drawn)
    });
    let by_units = columns(again.collect(), values.len());
    let replicates = units.iter().flat_map(|unit| unit.iter()).map(Vec::len).min().unwrap_or(0);
    let luck = (0..if replicates > 1 { resamples } else { 0 }).map(|number| {
        let stream = draws.stream(REPLICATES, number);
        let mut words = stream.from(0);
        let mut mean_again = |row: &Vec<f64>| {
            if paired {
                words = stream.from(0);
            }
            let drawn = (&mut words).take(row.len()).map(|word| row[below(word, row.len())]);
            drawn.sum::<f64>() / row.len() as f64
        };
        let drawn: Vec<Vec<f64>> =
            units.iter().map(|unit| unit.iter().map(&mut mean_again).collect()).collect();
        of(&drawn.iter().map(Vec::as_slice).collect::<Vec<_>>())
    });
    let by_luck = columns(luck.collect(), values.len());
    // Drawn from so few, replicates differ less than they do.
    let shrunk = libm::sqrt(replicates as f64 / (replicates as f64 - 1.0));
    let sd = |values: &[f64]| variance(values).map(libm::sqrt);
    let one = |(at, value): (usize, Option<f64>)| {
        let ordered = sorted(&by_units[at]);
        let [low, high] = [0.025, 0.975].map(|p| quantile(&ordered, p));
        Some(Estimate {
            value: value?,
            interval: [low?, high?],
            se: sd(&by_units[at])?,
            se_noise: sd(&by_luck[at]).map(|sd| sd * shrunk),
        })
    };
    values.into_iter().enumerate().map(one).collect()
}

/// The values of each estimate over resamples.
fn columns(rows: Vec<Vec<Option<f64>>>, width: usize) -> Vec<Vec<f64>> {
    (0..width).map(|at| rows.iter().filter_map(|row| row[at]).collect()).collect()
}
