//! Mean and variance, summed from first to last.

use super::{normal_quantile, quantile, sorted, t_quantile};

/// The arithmetic mean; none of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

/// The variance with denominator n − 1, in two passes; none below two values.
pub fn variance(values: &[f64]) -> Option<f64> {
    let centre = mean(values)?;
    let squares: f64 = values.iter().map(|x| (x - centre) * (x - centre)).sum();
    (values.len() > 1).then(|| squares / (values.len() - 1) as f64)
}

/// The 95 % interval of the mean: mean ± t · sd / √n, with n − 1 degrees of freedom; none below two values.
pub fn mean_interval(values: &[f64]) -> Option<[f64; 2]> {
    let (centre, spread) = (mean(values)?, variance(values)?);
    let df = u32::try_from(values.len() - 1).unwrap_or(u32::MAX);
    let half = t_quantile(0.975, df) * libm::sqrt(spread / values.len() as f64);
    Some([centre - half, centre + half])
}

/// The smallest number of values whose mean has a 95 % interval of this half-width, if their standard deviation stays
/// `sd`: the least n ≥ 2 with t · sd / √n ≤ `half_width`, which is positive. At most `u32::MAX`.
pub fn sample_size(sd: f64, half_width: f64) -> u32 {
    let normal = normal_quantile(0.975) * sd / half_width;
    // The t quantile is the larger: the normal one is a place to begin from below.
    let mut n = (normal * normal).ceil().clamp(2.0, f64::from(u32::MAX)) as u32;
    while n < u32::MAX && t_quantile(0.975, n - 1) * sd / libm::sqrt(f64::from(n)) > half_width {
        n += 1;
    }
    n
}

/// How values spread: what a row of `summary.csv` says about its replicates.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spread {
    /// Number of values.
    pub n: usize,
    /// Mean.
    pub mean: Option<f64>,
    /// Standard deviation, denominator n − 1.
    pub sd: Option<f64>,
    /// Quantiles .025, .25, .5, .75, .975 (type 7); none of nothing.
    pub quantiles: Option<[f64; 5]>,
}

impl Spread {
    /// The spread of finite `values`.
    pub fn of(values: &[f64]) -> Self {
        let ordered = sorted(values);
        let at = |p| quantile(&ordered, p);
        let quantiles = match [at(0.025), at(0.25), at(0.5), at(0.75), at(0.975)] {
            [Some(a), Some(b), Some(c), Some(d), Some(e)] => Some([a, b, c, d, e]),
            _ => None,
        };
        Self { n: values.len(), mean: mean(values), sd: variance(values).map(libm::sqrt), quantiles }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_of_a_few_numbers() {
        let values = [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0];
        assert_eq!(mean(&values), Some(5.0));
        assert_eq!(variance(&values), Some(32.0 / 7.0));
        assert_eq!((mean(&[]), variance(&[1.0])), (None, None));
    }

    #[test]
    fn the_interval_of_a_mean() {
        // Mean 2, sd 1.
        let half = 4.302_652_729_696_14 / 3f64.sqrt();
        let [low, high] = mean_interval(&[1.0, 2.0, 3.0]).unwrap();
        assert!((low - (2.0 - half)).abs() < 1e-9 && (high - (2.0 + half)).abs() < 1e-9);
        assert_eq!((mean_interval(&[4.0, 4.0]), mean_interval(&[4.0])), (Some([4.0, 4.0]), None));
    }

    #[test]
    fn the_size_of_a_sample_is_the_least_that_does() {
        for (sd, half_width) in [(1.0, 0.2), (0.004, 0.002), (3.0, 2.9), (1.0, 0.05)] {
            let n = sample_size(sd, half_width);
            let half = |n: u32| t_quantile(0.975, n - 1) * sd / f64::from(n).sqrt();
            assert!(half(n) <= half_width && (n == 2 || half(n - 1) > half_width), "{sd} {half_width}: {n}");
        }
        assert_eq!((sample_size(0.0, 0.1), sample_size(1.0, 0.2), sample_size(1.0, 1e-9)), (2, 99, u32::MAX));
    }

    #[test]
    fn the_variance_of_large_close_numbers_keeps_its_digits() {
        assert_eq!(variance(&[1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0]), Some(30.0));
    }

    #[test]
    fn one_value_has_a_mean_and_quantiles_but_no_spread() {
        let one = Spread::of(&[3.0]);
        assert_eq!((one.n, one.mean, one.sd, one.quantiles), (1, Some(3.0), None, Some([3.0; 5])));
        assert_eq!(Spread::of(&[]), Spread::default());
    }
}
