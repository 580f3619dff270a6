//! The ratio of two means, as in a cost per effect.

use super::{mean, t_quantile};

/// A ratio of means, and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    /// Mean numerator / mean denominator.
    pub value: f64,
    /// 95 % interval; none below two pairs, and none where the interval of the mean denominator holds 0, for then
    /// no finite interval covers the ratio as often as it says.
    pub interval: Option<[f64; 2]>,
}

impl Ratio {
    /// The ratio of the means of pairs (x, y), as x̄ / ȳ, with the interval of Fieller (1954): every ρ for which the
    /// mean of x − ρ·y does not differ from 0 by Student's t, with pairs − 1 degrees of freedom. It needs no
    /// approximation where pairs are normal, and is not symmetric around the ratio. None of nothing, and where
    /// ȳ = 0.
    pub fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
        let (above, below) = (mean(&x)?, mean(&y)?);
        let value = above / below;
        value.is_finite().then(|| Self { value, interval: fieller(pairs, value, below) })
    }
}

/// With e = x − ρ̂·y, whose mean is 0, the ends of the interval are ρ̂ + δ with
/// (ȳ² − t²·v_yy)·δ² + 2·t²·v_ey·δ − t²·v_ee = 0, v being covariances of means. Written around ρ̂, nothing cancels
/// where x is nearly proportional to y.
fn fieller(pairs: &[(f64, f64)], value: f64, below: f64) -> Option<[f64; 2]> {
    let df = u32::try_from(pairs.len().checked_sub(1)?).unwrap_or(u32::MAX);
    if df == 0 {
        return None;
    }
    let t = t_quantile(0.975, df);
    let scale = t * t / (pairs.len() as f64 * f64::from(df));
    let deviations = || pairs.iter().map(|&(x, y)| (x - value * y, y - below));
    let yy: f64 = scale * deviations().map(|(_, y)| y * y).sum::<f64>();
    let ey: f64 = scale * deviations().map(|(e, y)| e * y).sum::<f64>();
    let ee: f64 = scale * deviations().map(|(e, _)| e * e).sum::<f64>();
    let a = below * below - yy;
    (a > 0.0).then(|| {
        let half = libm::sqrt(ey * ey + a * ee);
        [value + (-ey - half) / a, value + (-ey + half) / a]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draws, Purpose, normal};

    fn ends(pairs: &[(f64, f64)]) -> [f64; 2] {
        Ratio::of(pairs).unwrap().interval.unwrap()
    }

    #[test]
    fn a_ratio_worked_out_by_hand() {
        // Means 20 and 10; variances of means 4/3 and 1/3, covariance 1/3; t² = 18.512820. The equation of the
        // ends is 93.829060·ρ² − 2·193.829060·ρ + 375.316240 = 0.
        let pairs = [(18.0, 9.0), (22.0, 10.0), (20.0, 11.0)];
        let found = Ratio::of(&pairs).unwrap();
        assert_eq!(found.value, 2.0);
        let t2 = 4.302_652_729_696_142f64.powi(2);
        for end in found.interval.unwrap() {
            let left =
                (100.0 - t2 / 3.0) * end * end - 2.0 * (200.0 - t2 / 3.0) * end + 400.0 - 4.0 * t2 / 3.0;
            assert!(left.abs() < 1e-8, "{end}: {left}");
        }
        let [low, high] = found.interval.unwrap();
        assert!((low - 1.548_663_447).abs() < 1e-6 && (high - 2.582_872_351).abs() < 1e-6, "{low} {high}");
    }

    #[test]
    fn a_constant_denominator_divides_the_interval_of_the_mean() {
        let half = 4.302_652_729_696_142 * 4.0 / 3f64.sqrt() / 5.0;
        let [low, high] = ends(&[(16.0, 5.0), (20.0, 5.0), (24.0, 5.0)]);
        assert!((low - (4.0 - half)).abs() < 1e-9 && (high - (4.0 + half)).abs() < 1e-9, "{low} {high}");
    }

    #[test]
    fn equal_numerators_leave_the_doubt_of_the_denominator() {
        // 12 over the ends of the interval of the mean denominator, 10 ± 4.3027 / √3.
        let half = 4.302_652_729_696_142 / 3f64.sqrt();
        let [low, high] = ends(&[(12.0, 9.0), (12.0, 10.0), (12.0, 11.0)]);
        assert!((low - 12.0 / (10.0 + half)).abs() < 1e-9, "{low}");
        assert!((high - 12.0 / (10.0 - half)).abs() < 1e-9, "{high}");
    }

    #[test]
    fn what_is_proportional_is_known_exactly() {
        let [low, high] = ends(&[(0.3, 0.1), (0.33, 0.11), (0.39, 0.13)]);
        assert!((low - 3.0).abs() < 1e-12 && (high - 3.0).abs() < 1e-12, "{low} {high}");
    }

    #[test]
    fn no_interval_where_none_is_finite() {
        assert_eq!(Ratio::of(&[(6.0, 3.0)]), Some(Ratio { value: 2.0, interval: None }));
        let wild = Ratio::of(&[(1.0, -4.0), (1.0, 6.0), (1.0, 1.0)]).unwrap();
        assert_eq!((wild.value, wild.interval), (1.0, None));
        assert_eq!(Ratio::of(&[(1.0, -1.0), (1.0, 1.0)]), None);
        assert_eq!(Ratio::of(&[]), None);
    }

    #[test]
    fn the_interval_covers_the_truth_as_often_as_it_says() {
        // 4,000 sets of 10 normal pairs with correlation .6 and ratio 1.5. Misses are binomial: 200, sd 13.8;
        // 4 standard deviations, a false alarm in 16,000.
        let draws = Draws::new(5, 0);
        let word = |purpose, set: u32| draws.stream(Purpose::of(purpose, ""), set).from(0);
        let misses = (0..4000)
            .filter(|&set| {
                let pairs: Vec<(f64, f64)> = word("x", set)
                    .zip(word("y", set))
                    .take(10)
                    .map(|(x, y)| (normal(x), normal(y)))
                    .map(|(x, y)| (15.0 + 4.0 * (0.6 * y + 0.8 * x), 10.0 + 3.0 * y))
                    .collect();
                let [low, high] = ends(&pairs);
                1.5 < low || 1.5 > high
            })
            .count();
        assert!((145..=255).contains(&misses), "{misses}");
    }
}
