//! Nonlinear least squares for curves with three parameters.

/// Where a parameter may lie. The search moves an unbounded number that maps
/// onto the range, so no step can leave it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// Any number.
    Free,
    /// Above 0, searched on the scale of its log.
    Positive,
    /// Strictly between two bounds, searched on the scale of its logit.
    Between(f64, f64),
}

/// Widest excursion of a searched log or logit: a parameter this near to its
/// bound stands at it for every purpose.
const FARTHEST: f64 = 30.0;

impl Range {
    fn searched(self, value: f64) -> f64 {
        // A start that stands at its bound, to the last bit, is as good as one beside it.
        match self {
            Self::Free => value,
            Self::Positive => libm::log(value).clamp(-FARTHEST, FARTHEST),
            Self::Between(low, high) => libm::log((value - low) / (high - value)).clamp(-FARTHEST, FARTHEST),
        }
    }

    /// The value and its derivative by the searched number.
    fn value(self, searched: f64) -> (f64, f64) {
        match self {
            Self::Free => (searched, 1.0),
            Self::Positive => {
                let value = libm::exp(searched.clamp(-FARTHEST, FARTHEST));
                (value, value)
            }
            Self::Between(low, high) => {
                let part = 1.0 / (1.0 + libm::exp(-searched.clamp(-FARTHEST, FARTHEST)));
                (low + (high - low) * part, (high - low) * part * (1.0 - part))
            }
        }
    }

    /// Whether a value stands at the upper bound of its range.
    fn at_ceiling(self, value: f64) -> bool {
        matches!(self, Self::Between(low, high) if high - value < 1e-6 * (high - low))
    }
}

/// A curve fitted to points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fit {
    /// The parameters.
    pub values: [f64; 3],
    /// Their standard errors, from s²·(JᵀJ)⁻¹ with J in the parameters
    /// themselves. None for a parameter that stands at its upper bound (the
    /// others then hold it fixed), and none where the points do not tell the
    /// parameters apart.
    pub errors: [Option<f64>; 3],
    /// Root of the mean squared residual.
    pub rmse: f64,
    /// Share of the variance of the points that the curve explains.
    pub explained: f64,
}

/// Fits `curve` to points (x, y) by Levenberg–Marquardt (Levenberg 1944,
/// Marquardt 1963) from `start`, which lies inside `ranges`. `curve` gives its
/// value at x and the gradient of that by the parameters.
///
/// None with fewer than four points, when the points are all on one level, or
/// when a residual is not finite. Each of at most 100 steps is one pass over
/// the points. Residuals of a cumulative curve are correlated in time, so the
/// standard errors are too small as a measure of what another realisation of
/// the same process would give: that is what replicates are for.
pub fn fit_curve(
    points: &[(f64, f64)],
    start: [f64; 3],
    ranges: [Range; 3],
    curve: impl Fn(f64, &[f64; 3]) -> (f64, [f64; 3]),
) -> Option<Fit> {
    let total = total_squares(points).filter(|_| points.len() > 3)?;
    let values = |searched: &[f64; 3]| -> [f64; 3] { each(|i| ranges[i].value(searched[i]).0) };
    let mut here: [f64; 3] = each(|i| ranges[i].searched(start[i]));
    let mut squares = sum_squares(points, &values(&here), &curve);
    if !squares.is_finite() || here.iter().any(|x| !x.is_finite()) {
        return None;
    }
    let (mut damping, mut settled) = (1e-3, 0);
    for _ in 0..100 {
        let scale: [f64; 3] = each(|i| ranges[i].value(here[i]).1);
        let (mut normal, mut slope) = normal_equations(points, &values(&here), &curve);
        for i in 0..3 {
            slope[i] *= scale[i];
            for j in 0..3 {
                normal[i][j] *= scale[i] * scale[j];
            }
        }
        // A direction that does nothing must not stop the others: keep the damped diagonal above zero.
        let floor = 1e-12 * (normal[0][0] + normal[1][1] + normal[2][2]) + f64::MIN_POSITIVE;
        for (i, row) in normal.iter_mut().enumerate() {
            row[i] += damping * row[i].max(floor) + floor;
        }
        let moved = inverse(&normal)
            .map(|inverse| -> [f64; 3] { each(|i| here[i] + dot(&inverse[i], &slope).clamp(-2.0, 2.0)) });
        let found = moved.map_or(f64::INFINITY, |moved| sum_squares(points, &values(&moved), &curve));
        if found < squares {
            let gain = squares - found;
            settled = if gain <= 1e-7 * squares { settled + 1 } else { 0 };
            (here, squares) = (moved.unwrap_or(here), found);
            damping = (damping * 0.1).max(1e-12);
        } else {
            damping *= 10.0;
        }
        // An exact curve leaves rounding error alone.
        if settled >= 2 || damping > 1e10 || squares <= 1e-26 * total {
            break;
        }
    }
    let values = values(&here);
    let freedom = (points.len() - 3) as f64;
    let (normal, _) = normal_equations(points, &values, &curve);
    Some(Fit {
        values,
        errors: standard_errors(normal, squares / freedom, &each(|i| ranges[i].at_ceiling(values[i]))),
        rmse: libm::sqrt(squares / points.len() as f64),
        explained: 1.0 - squares / total,
    })
}

fn each<T>(make: impl Fn(usize) -> T) -> [T; 3] {
    [make(0), make(1), make(2)]
}

fn dot(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

/// Sum of squares about the mean, if there is any.
fn total_squares(points: &[(f64, f64)]) -> Option<f64> {
    let ys: Vec<f64> = points.iter().map(|point| point.1).collect();
    super::variance(&ys).map(|v| v * (ys.len() - 1) as f64).filter(|&v| v > 0.0 && v.is_finite())
}

type Curve<'a> = &'a dyn Fn(f64, &[f64; 3]) -> (f64, [f64; 3]);

fn sum_squares(points: &[(f64, f64)], values: &[f64; 3], curve: Curve<'_>) -> f64 {
    points.iter().map(|&(x, y)| y - curve(x, values).0).map(|r| r * r).sum()
}

/// JᵀJ and Jᵀ·residuals.
fn normal_equations(points: &[(f64, f64)], values: &[f64; 3], curve: Curve<'_>) -> ([[f64; 3]; 3], [f64; 3]) {
    let (mut normal, mut slope) = ([[0.0; 3]; 3], [0.0; 3]);
    for &(x, y) in points {
        let (fitted, gradient) = curve(x, values);
        for i in 0..3 {
            slope[i] += gradient[i] * (y - fitted);
            for j in 0..3 {
                normal[i][j] += gradient[i] * gradient[j];
            }
        }
    }
    (normal, slope)
}

/// Roots of the diagonal of s²·N⁻¹, without the rows and columns of `fixed`.
fn standard_errors(mut normal: [[f64; 3]; 3], s2: f64, fixed: &[bool; 3]) -> [Option<f64>; 3] {
    let held = |i: usize, j: usize| if i == j { 1.0 } else { 0.0 };
    normal = each(|i| each(|j| if fixed[i] || fixed[j] { held(i, j) } else { normal[i][j] }));
    let inverse = inverse(&normal);
    each(|i| {
        let variance = s2 * inverse.as_ref()?[i][i];
        (!fixed[i] && variance.is_finite() && variance >= 0.0).then(|| libm::sqrt(variance))
    })
}

/// The inverse of a symmetric matrix, scaled to a unit diagonal first; none if
/// it is singular to working precision.
fn inverse(m: &[[f64; 3]; 3]) -> Option<[[f64; 3]; 3]> {
    let scale: [f64; 3] = each(|i| libm::sqrt(m[i][i]));
    if scale.iter().any(|&s| !(s > 0.0 && s.is_finite())) {
        return None;
    }
    let a: [[f64; 3]; 3] = each(|i| each(|j| m[i][j] / (scale[i] * scale[j])));
    let minor = |i: usize, j: usize| {
        let (r, s, c, d) = ((i + 1) % 3, (i + 2) % 3, (j + 1) % 3, (j + 2) % 3);
        a[r][c] * a[s][d] - a[r][d] * a[s][c]
    };
    let determinant = a[0][0] * minor(0, 0) + a[0][1] * minor(0, 1) + a[0][2] * minor(0, 2);
    (determinant > 1e-14).then(|| each(|i| each(|j| minor(j, i) / (determinant * scale[i] * scale[j]))))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// a + b·e^(−c·x)
    fn decay(x: f64, [a, b, c]: &[f64; 3]) -> (f64, [f64; 3]) {
        let e = (-c * x).exp();
        (a + b * e, [1.0, e, -b * x * e])
    }

    #[test]
    fn an_exact_curve_is_found_from_afar() {
        let points: Vec<_> =
            (0..50).map(|i| f64::from(i) * 0.1).map(|x| (x, 1.0 + 3.0 * (-2.0 * x).exp())).collect();
        let ranges = [Range::Free, Range::Positive, Range::Between(0.0, 10.0)];
        let fit = fit_curve(&points, [0.0, 0.1, 9.0], ranges, decay).unwrap();
        for (found, truth) in fit.values.iter().zip([1.0, 3.0, 2.0]) {
            assert!((found - truth).abs() < 1e-7, "{:?}", fit.values);
        }
        assert!(fit.rmse < 1e-9 && fit.explained > 1.0 - 1e-12);
    }

    #[test]
    fn a_straight_line_has_the_errors_of_linear_regression() {
        // y = 1, 2, 4, 3, 5 at x = 0..4 fits .9x + 1.2; s² = 1.9 / 2 with three parameters counted.
        // The third parameter does nothing, so it must not spoil the others' values.
        let points: Vec<_> =
            [1.0, 2.0, 4.0, 3.0, 5.0].into_iter().enumerate().map(|(x, y)| (x as f64, y)).collect();
        let line = |x: f64, [a, b, _]: &[f64; 3]| (a + b * x, [1.0, x, 0.0]);
        let fit = fit_curve(&points, [0.0, 0.0, 0.0], [Range::Free; 3], line).unwrap();
        assert!((fit.values[0] - 1.2).abs() < 1e-9 && (fit.values[1] - 0.9).abs() < 1e-9);
        assert_eq!(fit.errors, [None; 3]);
        let held =
            standard_errors([[5.0, 10.0, 0.0], [10.0, 30.0, 0.0], [0.0; 3]], 0.95, &[false, false, true]);
        assert!((held[0].unwrap() - (0.95f64 * 0.6).sqrt()).abs() < 1e-12);
        assert!((held[1].unwrap() - (0.95f64 * 0.1).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_fitted_is_refused() {
        let ranges = [Range::Free; 3];
        assert_eq!(fit_curve(&[(0.0, 1.0); 9], [1.0; 3], ranges, decay), None);
        assert_eq!(fit_curve(&[(0.0, 1.0), (1.0, 2.0)], [1.0; 3], ranges, decay), None);
    }
}
