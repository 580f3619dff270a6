//! Differences between pairs: what common random numbers buy.

use super::{mean, mean_interval, quantile, sorted, variance};

/// How a quantity differs within pairs (a, b), as a − b.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Paired {
    /// Number of pairs.
    pub pairs: usize,
    /// Mean difference.
    pub mean: Option<f64>,
    /// Standard deviation of the differences, denominator n − 1.
    pub sd: Option<f64>,
    /// 95 % interval of the mean difference: mean ± t · sd / √pairs, with
    /// pairs − 1 degrees of freedom; none below two pairs.
    pub interval: Option<[f64; 2]>,
    /// Quantiles .025, .5, .975 of the differences (type 7).
    pub quantiles: Option<[f64; 3]>,
    /// var(a − b) / (var a + var b): below 1, pairing narrows the interval, as
    /// if there were 1 / ratio times as many unpaired replicates. None below
    /// two pairs and when neither a nor b varies.
    pub variance_ratio: Option<f64>,
}

impl Paired {
    /// Compares the finite numbers of each pair.
    pub fn of(pairs: &[(f64, f64)]) -> Self {
        let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let differences: Vec<f64> = pairs.iter().map(|(a, b)| a - b).collect();
        let ordered = sorted(&differences);
        let spread = variance(&differences);
        let at = |p| quantile(&ordered, p);
        let quantiles = match (at(0.025), at(0.5), at(0.975)) {
            (Some(low), Some(middle), Some(high)) => Some([low, middle, high]),
            _ => None,
        };
        let unpaired = variance(&a).zip(variance(&b)).map(|(a, b)| a + b).filter(|&sum| sum > 0.0);
        Self {
            pairs: pairs.len(),
            mean: mean(&differences),
            sd: spread.map(libm::sqrt),
            interval: mean_interval(&differences),
            quantiles,
            variance_ratio: spread.zip(unpaired).map(|(paired, unpaired)| paired / unpaired),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_of_three_pairs() {
        // Differences 1, 2, 3: mean 2, sd 1; var a = 13, var b = 7.
        let found = Paired::of(&[(2.0, 1.0), (5.0, 3.0), (9.0, 6.0)]);
        assert_eq!((found.pairs, found.mean, found.sd), (3, Some(2.0), Some(1.0)));
        let half = 4.302_652_729_696_14 / 3f64.sqrt();
        let [low, high] = found.interval.unwrap();
        assert!((low - (2.0 - half)).abs() < 1e-9 && (high - (2.0 + half)).abs() < 1e-9);
        let ratio = 1.0 / (37.0 / 3.0 + 19.0 / 3.0);
        assert!((found.variance_ratio.unwrap() - ratio).abs() < 1e-12);
        assert_eq!(found.quantiles.unwrap()[1], 2.0);
    }

    #[test]
    fn what_does_not_vary_has_no_ratio() {
        let same = Paired::of(&[(3.0, 1.0), (3.0, 1.0)]);
        assert_eq!((same.mean, same.interval, same.variance_ratio), (Some(2.0), Some([2.0, 2.0]), None));
        assert_eq!(Paired::of(&[(3.0, 1.0)]).interval, None);
        assert_eq!(Paired::of(&[]), Paired::default());
    }
}
