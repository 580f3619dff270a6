//! The adoption rules with their parameters per step, and the distribution of thresholds.

use crate::draw;
use crate::population::cumulative;
use crate::scenario::{RuleName, Scenario};

/// An adoption rule with its parameters per step.
#[derive(Clone, Debug)]
pub enum Rule {
    /// Pressure p + q·x + r·A per step.
    Hazard {
        /// Outside influence.
        p: f32,
        /// Peers.
        q: f32,
        /// Norm.
        r: f32,
    },
    /// Pressure −ln(1−p) − k·ln(1−q) per step, which adopts with probability 1−(1−p)(1−q)^k.
    Contagion {
        /// −ln(1−p).
        p: f32,
        /// −ln(1−q).
        q: f32,
    },
    /// Adopts when peer_exposure reaches the person's threshold.
    Threshold(Thresholds),
    /// Pressure −ln(1−q) for each peer who has just adopted.
    Cascade {
        /// −ln(1−q).
        q: f32,
    },
    /// Random-utility choice.
    Choice {
        /// Peers who follow the practice.
        peer: f32,
        /// Share of the group who follow it.
        norm: f32,
        /// Peers who follow it and look well.
        benefit: f32,
        /// Per symptom of one's own.
        discomfort: f32,
        /// For the current practice.
        habit: f32,
    },
}

/// The distribution of adoption thresholds, as a quantile function.
#[derive(Clone, Debug)]
pub enum Thresholds {
    /// The same for all.
    Fixed(f64),
    /// Between two values.
    Uniform(f64, f64),
    /// Mean and standard deviation, cut at 0.
    Normal(f64, f64),
    /// Quantiles of a beta distribution, tabulated.
    Beta(Vec<f64>),
    /// One each.
    List(Vec<f64>),
}

impl Rule {
    /// The rule of a checked scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let adoption = &scenario.adoption;
        let step = scenario.time.step.weeks();
        let given = "a checked scenario has the parameters of its rule";
        match adoption.rule {
            RuleName::Hazard => {
                let h = adoption.hazard.as_ref().expect(given);
                let per_step = |rate: crate::scenario::Rate| (rate.per_week() * step) as f32;
                Self::Hazard { p: per_step(h.p), q: per_step(h.q), r: h.r.map_or(0.0, per_step) }
            }
            RuleName::Contagion => {
                let c = adoption.contagion.as_ref().expect(given);
                let per_step = |rate: crate::scenario::Rate| (rate.log_survival_per_week() * step) as f32;
                Self::Contagion { p: per_step(c.p), q: per_step(c.q) }
            }
            RuleName::Cascade => {
                let q = adoption.cascade.as_ref().expect(given).q;
                Self::Cascade { q: -libm::log1p(-q) as f32 }
            }
            RuleName::Threshold => {
                let t = adoption.threshold.as_ref().expect(given);
                Self::Threshold(match (t.fixed, t.uniform, t.normal, t.beta, t.count, &t.list) {
                    (Some(value), ..) => Thresholds::Fixed(value),
                    (_, Some([low, high]), ..) => Thresholds::Uniform(low, high),
                    (_, _, Some([mean, sd]), ..) => Thresholds::Normal(mean, sd),
                    (_, _, _, Some([a, b]), ..) => Thresholds::Beta(beta_quantiles(a, b)),
                    (_, _, _, _, Some(count), _) => Thresholds::Fixed(f64::from(count)),
                    (.., Some(list)) => Thresholds::List(list.clone()),
                    _ => unreachable!("{given}"),
                })
            }
            RuleName::Choice => {
                let c = adoption.choice.clone().unwrap_or_default();
                Self::Choice {
                    peer: c.peer as f32,
                    norm: c.norm as f32,
                    benefit: c.benefit as f32,
                    discomfort: c.discomfort as f32,
                    habit: c.habit as f32,
                }
            }
        }
    }
}

impl Thresholds {
    /// The threshold of a person, from their word.
    pub fn quantile(&self, person: usize, word: u32) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Uniform(low, high) => low + draw::unit(word) * (high - low),
            Self::Normal(mean, sd) => (mean + sd * draw::normal(word)).max(0.0),
            Self::Beta(table) => {
                let x = draw::unit(word) * (table.len() - 1) as f64;
                let i = (x as usize).min(table.len() - 2);
                table[i] + (x - i as f64) * (table[i + 1] - table[i])
            }
            Self::List(list) => list[person % list.len()],
        }
    }
}

/// Quantiles of Beta(a, b) at 0, 1/4096, … 1, by integrating the density in
/// y = sin²φ, where it has no poles for a, b ≥ ½.
fn beta_quantiles(a: f64, b: f64) -> Vec<f64> {
    const CELLS: usize = 1 << 15;
    let angle = |i: f64| i / CELLS as f64 * std::f64::consts::FRAC_PI_2;
    let density = |i: f64| {
        let phi = angle(i);
        libm::pow(libm::sin(phi), 2.0 * a - 1.0) * libm::pow(libm::cos(phi), 2.0 * b - 1.0)
    };
    let sums = cumulative((0..CELLS).map(|i| density(i as f64 + 0.5)));
    let total = sums[CELLS - 1];
    (0..=4096)
        .map(|q| {
            let goal = f64::from(q) / 4096.0 * total;
            let i = sums.partition_point(|&s| s < goal).min(CELLS - 1);
            let before = if i == 0 { 0.0 } else { sums[i - 1] };
            let within = if sums[i] > before { (goal - before) / (sums[i] - before) } else { 0.0 };
            libm::pow(libm::sin(angle(i as f64 + within)), 2.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beta_quantiles_match_known_values() {
        let at = |table: &[f64], p: f64| table[(p * 4096.0) as usize];
        let even = beta_quantiles(1.0, 1.0);
        assert!((at(&even, 0.25) - 0.25).abs() < 1e-4);
        let arcsine = beta_quantiles(0.5, 0.5);
        assert!((at(&arcsine, 0.25) - 0.146_447).abs() < 1e-4);
        // Beta(2, 2): F(x) = 3x² − 2x³, F(0.25) = 0.15625.
        assert!((at(&beta_quantiles(2.0, 2.0), 0.15625) - 0.25).abs() < 1e-4);
    }
}
