//! A cloud of plausible points, moved from what is thought beforehand to what is thought afterwards.
//!
//! Sequential Monte Carlo with tempering (Del Moral, Doucet & Jasra 2006). The points begin as draws of the prior,
//! which is standard normal in every direction of the search. Then the likelihood is let in by degrees: to the power
//! β, from 0 to 1. At each step up, β grows until half of the points would be lost to their weights; they are drawn
//! again by weight, and each walks at random (Metropolis, with the spread of the cloud as its stride) until it has
//! moved. At β = 1 the points are draws of the posterior, and the weights on the way multiply to the evidence.

use crate::draw::{Draws, Purpose, below, normal, unit};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

/// Share of the points that the weights of one step up leave in effect (Kish 1965).
const KEPT: f64 = 0.5;
/// Accepted moves of a point, on average, before the next step up; and at the last.
const MOVES: [f64; 2] = [1.0, 4.0];
/// Sweeps after which the next step up comes in any case; and the end.
const MOST_SWEEPS: [u32; 2] = [8, 30];
/// Share of moves to be accepted; the stride is adapted to it (Roberts & Rosenthal 2001).
const ACCEPTED: f64 = 0.25;

/// The points, and how far the likelihood has been let in.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Cloud {
    /// The points.
    pub points: Vec<Vec<f64>>,
    /// Their log likelihoods; none (where JSON has no −∞) if there is no answer.
    log_likelihoods: Vec<Option<f64>>,
    /// β.
    pub temper: f64,
    /// Log of the evidence gathered so far.
    pub log_evidence: f64,
    /// Steps up taken.
    pub stage: u32,
    /// Sweeps since the last of them.
    sweeps: u32,
    /// Moves accepted since, per point.
    moved: f64,
    /// All sweeps: the occasion of the random numbers.
    occasion: u32,
    /// Stride, in spreads of the cloud.
    stride: f64,
    /// Lower triangle of the spread of the cloud (Cholesky), row by row.
    spread: Vec<Vec<f64>>,
    /// Evaluations of the likelihood.
    pub evaluations: u64,
}

impl Cloud {
    /// `number` draws of the prior in so many dimensions. `name` keeps the random numbers of clouds apart.
    pub fn begin(
        number: usize,
        dimensions: usize,
        draws: &Draws,
        name: &str,
        log_likelihood: &(dyn Fn(&[f64]) -> f64 + Sync),
    ) -> Self {
        let stream = draws.stream(Purpose::of("fit prior", name), 0);
        let points: Vec<Vec<f64>> = (0..number)
            .map(|point| stream.from(point * dimensions).take(dimensions).map(normal).collect())
            .collect();
        let log_likelihoods = points.par_iter().map(|at| finite(log_likelihood(at))).collect();
        Self {
            points,
            log_likelihoods,
            stride: 2.38 / libm::sqrt(dimensions.max(1) as f64),
            evaluations: number as u64,
            sweeps: u32::MAX,
            ..Self::default()
        }
    }

    /// Whether the points are draws of the posterior.
    pub fn is_settled(&self) -> bool {
        self.temper >= 1.0 && self.is_mixed()
    }

    /// Whether any point has a likelihood.
    pub fn has_any(&self) -> bool {
        self.log_likelihoods.iter().any(Option::is_some)
    }

    /// The best point so far.
    pub fn best(&self) -> Option<&[f64]> {
        let by_height = self.points.iter().zip(&self.log_likelihoods);
        let best = by_height.max_by(|a, b| height(a.1).total_cmp(&height(b.1)));
        best.map(|(at, _)| at.as_slice())
    }

    /// Log likelihoods of the points.
    pub fn log_likelihoods(&self) -> Vec<f64> {
        self.log_likelihoods.iter().map(height).collect()
    }

    fn is_mixed(&self) -> bool {
        let last = usize::from(self.temper >= 1.0);
        self.moved >= MOVES[last] || self.sweeps >= MOST_SWEEPS[last]
    }

    /// Goes on: one step up if the points have moved enough since the last, else one sweep.
    pub fn advance(&mut self, draws: &Draws, name: &str, log_likelihood: &(dyn Fn(&[f64]) -> f64 + Sync)) {
        if self.is_mixed() && self.temper < 1.0 {
            self.step_up(draws, name);
        }
        self.sweep(draws, name, log_likelihood);
    }

    /// Lets in more of the likelihood, and draws the points again by weight.
    fn step_up(&mut self, draws: &Draws, name: &str) {
        let highest = self.log_likelihoods().into_iter().fold(f64::NEG_INFINITY, f64::max);
        let weights = |by: f64| -> Vec<f64> {
            self.log_likelihoods.iter().map(|at| libm::exp(by * (height(at) - highest))).collect()
        };
        let in_effect = |weights: &[f64]| {
            let (sum, squares) =
                weights.iter().fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
            sum * sum / squares
        };
        let number = self.points.len() as f64;
        let enough = |by: f64| in_effect(&weights(by)) >= KEPT * number.min(in_effect(&weights(1e-300)));
        let (mut low, mut high) = (0.0, 1.0 - self.temper);
        if !enough(high) {
            for _ in 0..60 {
                let middle = 0.5 * (low + high);
                if enough(middle) { low = middle } else { high = middle }
            }
            high = low.max(1e-12);
        }
        let weights = weights(high);
        let sum: f64 = weights.iter().sum();
        self.log_evidence += high * highest + libm::log(sum / number);
        self.temper = if self.temper + high > 1.0 - 1e-9 { 1.0 } else { self.temper + high };
        self.stage += 1;
        // Systematic resampling (Carpenter, Clifford & Fearnhead 1999): one word for all.
        let word = draws.stream(Purpose::of("fit resampling", name), self.stage).at(0);
        let (mut passed, mut from) = (weights[0] / sum, 0);
        let chosen: Vec<usize> = (0..self.points.len())
            .map(|rank| {
                let place = (rank as f64 + unit(word)) / number;
                while passed < place && from + 1 < weights.len() {
                    from += 1;
                    passed += weights[from] / sum;
                }
                from
            })
            .collect();
        self.points = chosen.iter().map(|&at| self.points[at].clone()).collect();
        self.log_likelihoods = chosen.iter().map(|&at| self.log_likelihoods[at]).collect();
        self.spread = cholesky(&self.points);
        (self.sweeps, self.moved) = (0, 0.0);
    }

    /// One random step of each point.
    fn sweep(&mut self, draws: &Draws, name: &str, log_likelihood: &(dyn Fn(&[f64]) -> f64 + Sync)) {
        let dimensions = self.points.first().map_or(0, Vec::len);
        self.occasion += 1;
        let stream = draws.stream(Purpose::of("fit move", name), self.occasion);
        let step = |(point, at): (usize, &Vec<f64>)| {
            let mut words = stream.from(point * (dimensions + 2));
            // Now and then a long or a short step: neither narrow ridges nor distant hills are left out.
            let reach = self.stride * [0.2, 1.0, 1.0, 2.5][below(words.next().unwrap_or(0), 4)];
            let chance = unit(words.next().unwrap_or(0));
            let walk: Vec<f64> = words.take(dimensions).map(normal).collect();
            let to: Vec<f64> = (0..dimensions)
                .map(|i| at[i] + reach * (0..=i).map(|j| self.spread[i][j] * walk[j]).sum::<f64>())
                .collect();
            let found = finite(log_likelihood(&to));
            let prior = |at: &[f64]| -0.5 * at.iter().map(|z| z * z).sum::<f64>();
            let rise = self.temper * (height(&found) - height(&self.log_likelihoods[point])) + prior(&to)
                - prior(at);
            (rise > libm::log(chance)).then_some((to, found))
        };
        let steps: Vec<Option<(Vec<f64>, Option<f64>)>> =
            self.points.par_iter().enumerate().map(step).collect();
        let mut accepted = 0.0;
        for (point, step) in steps.into_iter().enumerate() {
            if let Some((to, found)) = step {
                (self.points[point], self.log_likelihoods[point]) = (to, found);
                accepted += 1.0;
            }
        }
        accepted /= self.points.len().max(1) as f64;
        self.moved += accepted;
        self.sweeps += 1;
        self.evaluations += self.points.len() as u64;
        self.stride = (self.stride * libm::exp(accepted - ACCEPTED)).clamp(0.02, 4.0);
    }
}

fn finite(number: f64) -> Option<f64> {
    Some(number).filter(|number| number.is_finite())
}

fn height(log_likelihood: &Option<f64>) -> f64 {
    log_likelihood.unwrap_or(f64::NEG_INFINITY)
}

/// The lower triangle L with L·Lᵀ the covariance of the points, and a little more on its diagonal so that a cloud that
/// has shrunk to a line can still walk out of it.
fn cholesky(points: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (n, d) = (points.len() as f64, points.first().map_or(0, Vec::len));
    let mean: Vec<f64> = (0..d).map(|i| points.iter().map(|at| at[i]).sum::<f64>() / n).collect();
    let mut lower = vec![vec![0.0; d]; d];
    for i in 0..d {
        for j in 0..=i {
            let covariance = points.iter().map(|at| (at[i] - mean[i]) * (at[j] - mean[j])).sum::<f64>() / n;
            let explained: f64 = (0..j).map(|k| lower[i][k] * lower[j][k]).sum();
            lower[i][j] = if i == j {
                libm::sqrt((covariance * (1.0 + 1e-6) + 1e-8 - explained).max(1e-10))
            } else {
                (covariance - explained) / lower[j][j]
            };
        }
    }
    lower
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settle(number: usize, dimensions: usize, log_likelihood: &(dyn Fn(&[f64]) -> f64 + Sync)) -> Cloud {
        let draws = Draws::new(3, 0);
        let mut cloud = Cloud::begin(number, dimensions, &draws, "", log_likelihood);
        while !cloud.is_settled() {
            cloud.advance(&draws, "", log_likelihood);
        }
        cloud
    }

    #[test]
    fn a_normal_posterior_and_its_evidence_are_found() {
        // Prior N(0, 1), one observation y = 2 with error .5 of z₀ + z₁, and z₂ left alone. The sum has prior
        // variance 2, so the posterior mean of z₀ + z₁ is 2·2/(2 + .25), its variance 2·.25/(2 + .25), and y has
        // density N(0, 2.25).
        let log_likelihood = |at: &[f64]| {
            let off = (2.0 - at[0] - at[1]) / 0.5;
            -0.5 * off * off
        };
        let cloud = settle(4000, 3, &log_likelihood);
        let sums: Vec<f64> = cloud.points.iter().map(|at| at[0] + at[1]).collect();
        let (mean, variance) = (crate::stats::mean(&sums).unwrap(), crate::stats::variance(&sums).unwrap());
        // Some 4,000 points, not quite independent: 5 standard errors of 1,000 independent ones.
        assert!((mean - 4.0 / 2.25).abs() < 5.0 * (0.5 / 2.25 / 1000.0f64).sqrt(), "{mean}");
        assert!((variance - 0.5 / 2.25).abs() < 5.0 * 0.5 / 2.25 * (2.0 / 1000.0f64).sqrt(), "{variance}");
        let left: Vec<f64> = cloud.points.iter().map(|at| at[2]).collect();
        assert!((crate::stats::variance(&left).unwrap() - 1.0).abs() < 0.2);
        // ∫ e^(−(y − s)²/(2·.25)) N(s; 0, 2) ds = √(.25/2.25)·e^(−y²/(2·2.25))
        let expected = 0.5 * (0.25f64 / 2.25).ln() - 4.0 / 4.5;
        assert!((cloud.log_evidence - expected).abs() < 0.1, "{} {expected}", cloud.log_evidence);
    }

    #[test]
    fn two_hills_are_both_kept() {
        let log_likelihood = |at: &[f64]| {
            let hill = |x: f64| (-0.5 * ((at[0] - x) / 0.1).powi(2)).exp();
            (hill(-1.0) + hill(1.0)).max(1e-300).ln()
        };
        let cloud = settle(1000, 1, &log_likelihood);
        let above = cloud.points.iter().filter(|at| at[0] > 0.0).count();
        assert!((300..700).contains(&above), "{above}");
    }

    #[test]
    fn it_goes_on_from_where_it_was_left() {
        let log_likelihood =
            |at: &[f64]| if at[0] > 2.5 { f64::NAN } else { -0.5 * (at[0] * 4.0 - at[1]).powi(2) };
        let whole = settle(50, 2, &log_likelihood);
        let draws = Draws::new(3, 0);
        let mut cloud = Cloud::begin(50, 2, &draws, "", &log_likelihood);
        while !cloud.is_settled() {
            cloud = serde_json::from_str(&serde_json::to_string(&cloud).unwrap()).unwrap();
            cloud.advance(&draws, "", &log_likelihood);
        }
        assert_eq!(cloud, whole);
    }
}
