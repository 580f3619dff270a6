//! An estimate from a design, and how far it is to be trusted: what the choice of points does to it, and what luck does.

use crate::draw::{Draws, Purpose, below};
use crate::stats::{mean, normal_quantile, quantile, sorted, t_quantile, variance};

/// An estimate with its 95 % interval and its standard error in two parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Estimate {
    /// The estimate.
    pub value: f64,
    /// Ends of its 95 % interval: quantiles of the bootstrap over units of the design (Archer, Saltelli & Sobol 1997),
    /// and over replicates where points share their luck.
    pub interval: [f64; 2],
    /// Standard error in all.
    pub se: f64,
    /// The part of it that more points would take away.
    pub se_design: f64,
    /// The part of it that more replicates would take away: the bootstrap over replicates, the design as it is; none with
    /// one replicate.
    pub se_noise: Option<f64>,
}

/// A unit of a design, which is drawn again as a whole: the values of its points, each by replicate.
pub(super) type Unit<'a> = &'a [Vec<f64>];

const UNITS: Purpose = Purpose::of("bootstrap", "units");
const REPLICATES: Purpose = Purpose::of("bootstrap", "replicates");

/// Estimates by `of`, which is given the means of the points of every unit, and bootstraps it. Of what cannot be
/// estimated there is nothing; resamples in which it cannot are left out.
///
/// Where points have luck of their own, units drawn again bring theirs along: the bootstrap over units is the whole error,
/// and what the one over replicates leaves of it is the design's. Where points share their luck (`paired`), units drawn
/// again all bring the same: then units and replicates are drawn again together for the whole, and units alone for the
/// design. So few replicates tell little of their own spread: the interval is as much wider as Student's is than the
/// normal (degrees of freedom as in Satterthwaite 1946).
pub(super) fn bootstrap(
    units: &[Unit<'_>],
    paired: bool,
    resamples: u32,
    draws: &Draws,
    of: impl Fn(&[&[f64]]) -> Vec<Option<f64>>,
) -> Vec<Option<Estimate>> {
    let of_row = |row: &Vec<f64>| mean(row).unwrap_or(f64::NAN);
    let means: Vec<Vec<f64>> = units.iter().map(|unit| unit.iter().map(of_row).collect()).collect();
    let values = of(&slices(&means));
    let replicates = units.iter().flat_map(|unit| unit.iter()).map(Vec::len).min().unwrap_or(0);
    let (mut by_units, mut by_luck, mut by_both) = (vec![], vec![], vec![]);
    for number in 0..resamples {
        let words = draws.stream(UNITS, number).from(0).take(units.len());
        let again: Vec<usize> = words.map(|word| below(word, units.len())).collect();
        let drawn =
            |means: &[Vec<f64>]| of(&again.iter().map(|&at| means[at].as_slice()).collect::<Vec<_>>());
        by_units.push(drawn(&means));
        if replicates > 1 {
            let lucky = lucky(units, replicates, paired, draws, number);
            by_luck.push(of(&slices(&lucky)));
            if paired {
                by_both.push(drawn(&lucky));
            }
        }
    }
    let [by_units, by_luck, by_both] = [by_units, by_luck, by_both].map(|rows| columns(&rows, values.len()));
    let sd = |values: &[f64]| variance(values).map(libm::sqrt);
    let one = |(at, value): (usize, Option<f64>)| {
        let (value, alone) = (value?, sd(&by_units[at])?);
        let (noise, both) = (sd(&by_luck[at]), sd(&by_both[at]));
        // A part is never more than the whole; estimated apart from each other, by chance it may seem so.
        let se = both.map_or(alone, |both| both.max(alone).max(noise.unwrap_or(0.0)));
        let se_noise = noise.map(|noise| noise.min(se));
        let rest = se * se - se_noise.map_or(0.0, |noise| noise * noise);
        let se_design = if both.is_some() { alone } else { libm::sqrt(rest.max(0.0)) };
        let ordered = sorted(if both.is_some() { &by_both[at] } else { &by_units[at] });
        let [low, high] = [0.025, 0.975].map(|p| quantile(&ordered, p));
        let wider = both
            .zip(se_noise)
            .map_or(1.0, |(_, noise)| wider([(noise, replicates), (se_design, units.len())]));
        let interval = [low?, high?].map(|end| value + wider * (end - value));
        Some(Estimate { value, interval, se, se_design, se_noise })
    };
    values.into_iter().enumerate().map(one).collect()
}

fn slices(means: &[Vec<f64>]) -> Vec<&[f64]> {
    means.iter().map(Vec::as_slice).collect()
}

/// Means of the points over replicates drawn again: for each point apart, or, where points share their luck, for all at
/// once. Drawn from so few, means differ less than they do: they are moved away from those of the points by as much (Rao &
/// Wu 1988).
fn lucky(units: &[Unit<'_>], replicates: usize, paired: bool, draws: &Draws, number: u32) -> Vec<Vec<f64>> {
    let further = libm::sqrt(replicates as f64 / (replicates as f64 - 1.0));
    let mut words = draws.stream(REPLICATES, number).from(0);
    let mut draw =
        |many: usize| -> Vec<usize> { (&mut words).take(many).map(|word| below(word, many)).collect() };
    let common = if paired { draw(replicates) } else { vec![] };
    let mut mean_again = |row: &Vec<f64>| {
        let own = if paired { vec![] } else { draw(row.len()) };
        let drawn = if paired { &common } else { &own };
        let again = drawn.iter().map(|&at| row[at]).sum::<f64>() / drawn.len() as f64;
        let mean = row.iter().sum::<f64>() / row.len() as f64;
        mean + further * (again - mean)
    };
    units.iter().map(|unit| unit.iter().map(&mut mean_again).collect()).collect()
}

/// How much wider than a normal interval one is whose error has two parts, each of a standard error and the number of
/// values that it is known by.
fn wider(parts: [(f64, usize); 2]) -> f64 {
    let square = |part: f64| part * part;
    let whole: f64 = parts.iter().map(|(se, _)| square(*se)).sum();
    let by_degree: f64 =
        parts.iter().map(|(se, n)| square(square(*se)) / (n.saturating_sub(1).max(1)) as f64).sum();
    if whole <= 0.0 || by_degree <= 0.0 {
        return 1.0;
    }
    let degrees = (square(whole) / by_degree).clamp(1.0, 1e6) as u32;
    t_quantile(0.975, degrees) / normal_quantile(0.975)
}

/// The values of each estimate over resamples.
fn columns(rows: &[Vec<Option<f64>>], width: usize) -> Vec<Vec<f64>> {
    (0..width).map(|at| rows.iter().filter_map(|row| row[at]).collect()).collect()
}
