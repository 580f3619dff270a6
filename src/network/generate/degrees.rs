//! Numbers of friends: Poisson, or negative binomial when they vary more.

use crate::draw::unit;

/// A distribution on 0, 1, 2, … by its cumulative probabilities.
pub(super) struct Degrees {
    cumulative: Vec<f64>,
}

impl Degrees {
    /// Mean `mean` and standard deviation `sd`: negative binomial if that is
    /// more than Poisson has, else Poisson. At most `most`.
    pub(super) fn new(mean: f64, sd: Option<f64>, most: usize) -> Self {
        let spread = sd.map_or(0.0, |sd| sd * sd - mean);
        let log_probability: Box<dyn Fn(f64) -> f64> = if mean <= 0.0 {
            Box::new(|k| if k == 0.0 { 0.0 } else { f64::NEG_INFINITY })
        } else if spread > 1e-9 * mean {
            // r successes with odds r : mean has this mean, and variance mean + mean²/r.
            let r = mean * mean / spread;
            let (stay, go) = (libm::log(r / (r + mean)), libm::log(mean / (r + mean)));
            Box::new(move |k| {
                libm::lgamma(k + r) - libm::lgamma(k + 1.0) - libm::lgamma(r) + r * stay + k * go
            })
        } else {
            Box::new(move |k| k * libm::log(mean) - mean - libm::lgamma(k + 1.0))
        };
        let mut cumulative = vec![];
        let mut sum = 0.0;
        while sum < 1.0 - 1e-10 && cumulative.len() < most {
            sum += libm::exp(log_probability(cumulative.len() as f64));
            cumulative.push(sum);
        }
        Self { cumulative }
    }

    /// The number that a word falls on.
    pub(super) fn pick(&self, word: u32) -> u32 {
        let u = unit(word);
        self.cumulative.partition_point(|&sum| sum <= u) as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_those_asked_for() {
        for (mean, sd, expected) in [(6.0, None, 6.0), (6.0, Some(4.0), 16.0), (6.0, Some(1.0), 6.0)] {
            let degrees = Degrees::new(mean, sd, 100_000);
            let words = (0..1 << 16).map(|step| step << 16 | 0x8000);
            let values: Vec<f64> = words.map(|word| f64::from(degrees.pick(word))).collect();
            let n = values.len() as f64;
            let average = values.iter().sum::<f64>() / n;
            let variance = values.iter().map(|value| (value - average).powi(2)).sum::<f64>() / n;
            assert!((average - mean).abs() < 0.01, "{average}");
            assert!((variance - expected).abs() < 0.05, "{variance}");
        }
        assert_eq!(Degrees::new(0.0, None, 9).pick(u32::MAX), 0);
        assert!(Degrees::new(900.0, None, 10).pick(u32::MAX) <= 10);
    }
}
