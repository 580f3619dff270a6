//! The logistic curve as a description of an S-curve.

use super::fit::{Fit, Range, fit_curve};

/// An S-curve F(t) = ceiling / (1 + e^{−slope·(t − midpoint)}).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Logistic {
    /// Time at which half of the ceiling is reached.
    pub midpoint: f64,
    /// Slope of the logit of F / ceiling, per unit of time.
    pub slope: f64,
    /// Share that adopts in the end.
    pub ceiling: f64,
}

impl Logistic {
    /// The share of adopters at time `t`.
    pub fn share(&self, t: f64) -> f64 {
        with_gradient(t, &[self.midpoint, self.slope, self.ceiling]).0
    }
}

fn with_gradient(t: f64, &[midpoint, slope, ceiling]: &[f64; 3]) -> (f64, [f64; 3]) {
    let part = 1.0 / (1.0 + libm::exp(-slope * (t - midpoint)));
    let bend = ceiling * part * (1.0 - part);
    (ceiling * part, [-bend * slope, bend * (t - midpoint), part])
}

/// Fits midpoint, slope and ceiling to shares of adopters (time, share). The
/// share at the start is part of the curve, since a logistic has no beginning.
/// Errors are those of (midpoint, slope, ceiling), see [`fit_curve`].
///
/// None when nothing rises or the curve explains less than half of the
/// variance. The slope is above 0, the ceiling in (0, 1].
pub fn fit_logistic(points: &[(f64, f64)]) -> Option<(Logistic, Fit)> {
    let (&(first, initial), &(last, _)) = (points.first()?, points.last()?);
    let top = points.iter().map(|point| point.1).fold(initial, f64::max);
    if !(top > initial && last > first && top <= 1.0) {
        return None;
    }
    let mut best: Option<Fit> = None;
    for part in [0.02, 0.5] {
        let ceiling = (top + part * (1.0 - top)).min(1.0 - 1e-6);
        let logit = |share: f64| {
            let part = (share / ceiling).clamp(1e-4, 1.0 - 1e-4);
            libm::log(part / (1.0 - part))
        };
        let (slope, midpoint) = line(points, logit);
        // A logit that does not rise on average still gives a place to start from.
        let slope = if slope > 0.0 { slope } else { 1.0 / (last - first) };
        let midpoint = if midpoint.is_finite() { midpoint } else { 0.5 * (first + last) };
        let start = [midpoint.clamp(2.0 * first - last, 2.0 * last - first), slope, ceiling];
        let fit =
            fit_curve(points, start, [Range::Free, Range::Positive, Range::Between(0.0, 1.0)], with_gradient);
        best = [best, fit].into_iter().flatten().min_by(|a, b| a.rmse.total_cmp(&b.rmse));
    }
    best.filter(|fit| fit.explained >= 0.5).map(|fit| {
        let [midpoint, slope, ceiling] = fit.values;
        (Logistic { midpoint, slope, ceiling }, fit)
    })
}

/// Slope of `of(y)` on x by linear regression, and the x where the line crosses zero.
fn line(points: &[(f64, f64)], of: impl Fn(f64) -> f64) -> (f64, f64) {
    let n = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0 / n, sum.1 + of(p.1) / n));
    let (above, below) = points
        .iter()
        .fold((0.0, 0.0), |sum, p| (sum.0 + (p.0 - x) * (of(p.1) - y), sum.1 + (p.0 - x) * (p.0 - x)));
    let slope = above / below;
    (slope, x - y / slope)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Bass;

    fn curve(share: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
        (0..521).map(|week| f64::from(week) / 52.0).map(|t| (t, share(t))).collect()
    }

    #[test]
    fn the_gradient_is_that_of_finite_differences() {
        let values = [4.0, 0.7, 0.6];
        let (_, gradient) = with_gradient(5.5, &values);
        for i in 0..3 {
            let (mut up, mut down) = (values, values);
            up[i] += 1e-6;
            down[i] -= 1e-6;
            let slope = (with_gradient(5.5, &up).0 - with_gradient(5.5, &down).0) / 2e-6;
            assert!((slope - gradient[i]).abs() < 1e-8, "{i}");
        }
    }

    #[test]
    fn an_exact_curve_gives_its_parameters_back() {
        for (midpoint, slope, ceiling) in
            [(5.0, 1.2, 0.8), (-2.0, 0.5, 0.6), (9.0, 3.0, 1.0), (0.3, 12.0, 0.2)]
        {
            let truth = Logistic { midpoint, slope, ceiling };
            let (found, _) = fit_logistic(&curve(|t| truth.share(t))).unwrap();
            assert!((found.midpoint - midpoint).abs() < 1e-5, "{found:?}");
            assert!((found.slope - slope).abs() < 1e-5, "{found:?}");
            assert!((found.ceiling - ceiling).abs() < 1e-5, "{found:?}");
        }
    }

    #[test]
    fn another_shape_leaves_a_misfit() {
        let bass = Bass { p: 0.2, q: 0.3, m: 0.9 };
        let (_, fit) = fit_logistic(&curve(|t| bass.share(t, 0.0))).unwrap();
        assert!(fit.rmse > 1e-3 && fit.rmse < 0.1 && fit.explained > 0.9, "{fit:?}");
        assert_eq!(fit_logistic(&curve(|_| 0.0)), None);
    }
}
