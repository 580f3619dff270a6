//! Sobol indices: which share of a variance is due to which input.

use super::estimate::{Estimate, Unit, bootstrap};
use crate::draw::Draws;
use crate::stats::{Noise, mean, variance};

/// Sobol indices of a measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// By input: the share of the variance that would go if the input alone were known (first order); none where
    /// nothing varies.
    pub first: Vec<Option<Estimate>>,
    /// By input: the share that would stay if all others were known (total).
    pub total: Vec<Option<Estimate>>,
    /// Rows of the first matrix that were used: those with a value at each of their points.
    pub rows: usize,
    /// Variance of the measure over the inputs, without that of luck.
    pub variance: f64,
    /// Variance that luck adds to the mean of a point.
    pub noise: f64,
}

impl Indices {
    /// Of the values at the points of [`Saltelli`](crate::sample::Saltelli)'s matrices, in their order, by replicate.
    ///
    /// With A, B and A with column i from B: the first order is mean(f_B (f_ABi − f_A)) / V (Saltelli et al. 2010), the
    /// total mean((f_A − f_ABi)²) / 2V (Jansen 1999), both of centred values, where V is the variance over A and B. Luck
    /// that is drawn for each point apart adds its variance to V and to the total's numerator, but not to the first's,
    /// which is a product of differences with independent errors: it is subtracted there. Where points share their luck
    /// (`paired`) it is common to f_A and f_ABi, and nothing is.
    pub fn of(
        points: &[Vec<f64>],
        inputs: usize,
        paired: bool,
        resamples: u32,
        draws: &Draws,
    ) -> Option<Self> {
        let whole = points.chunks_exact(inputs + 2).filter(|row| row.iter().all(|point| !point.is_empty()));
        let whole: Vec<&Vec<f64>> = whole.flatten().collect();
        // What a replicate does at all points alike is no error of a difference between them.
        let apart = Noise::apart(&whole);
        let rows: Vec<Unit<'_>> = apart.chunks_exact(inputs + 2).collect();
        let noise = Noise::of(&apart)?;
        let luck = if paired { 0.0 } else { noise.of_mean };
        let found = bootstrap(&rows, paired, resamples, draws, |rows| {
            let variance = spread(rows) - luck;
            let share = |part: f64| (variance > 0.0).then(|| part / variance);
            let centre = centre(rows);
            let count = rows.len() as f64;
            let first = |input: usize| {
                rows.iter().map(|row| (row[1] - centre) * (row[2 + input] - row[0])).sum::<f64>() / count
            };
            let total = |input: usize| {
                let square = |row: &&[f64]| (row[0] - row[2 + input]) * (row[0] - row[2 + input]);
                rows.iter().map(square).sum::<f64>() / (2.0 * count) - luck
            };
            (0..inputs)
                .map(|input| share(first(input)))
                .chain((0..inputs).map(|input| share(total(input))))
                .collect()
        });
        let means: Vec<Vec<f64>> =
            rows.iter().map(|row| row.iter().filter_map(|point| mean(point)).collect()).collect();
        let means: Vec<&[f64]> = means.iter().map(Vec::as_slice).collect();
        let (first, total) = found.split_at(inputs);
        Some(Self {
            first: first.to_vec(),
            total: total.to_vec(),
            rows: rows.len(),
            variance: (spread(&means) - luck).max(0.0),
            noise: noise.of_mean,
        })
    }
}

/// Variance over A and B.
fn spread(rows: &[&[f64]]) -> f64 {
    let both: Vec<f64> = rows.iter().flat_map(|row| [row[0], row[1]]).collect();
    // Of equal values rounding must leave nothing.
    variance(&both).filter(|found| *found > 1e-24 * centre(rows) * centre(rows)).unwrap_or(0.0)
}

fn centre(rows: &[&[f64]]) -> f64 {
    rows.iter().map(|row| row[0] + row[1]).sum::<f64>() / (2.0 * rows.len() as f64)
}
