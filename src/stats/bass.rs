//! The Bass model as a description of an S-curve.

use super::fit::{Fit, Range, fit_curve};

/// An S-curve described by dF/dt = (p + q·F/m)·(m − F), F(0) = f₀ (Bass 1969).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bass {
    /// Outside influence, per unit of time.
    pub p: f64,
    /// Imitation, per unit of time.
    pub q: f64,
    /// Share that adopts in the end.
    pub m: f64,
}

impl Bass {
    /// The share of adopters at time `t` when it starts at `initial` < m:
    ///
    /// ```text
    /// F = m·(1 − p·u) / (1 + q·u),  u = (m − f₀)/(p·m + q·f₀) · e^{−(p+q)t}
    /// ```
    pub fn share(&self, t: f64, initial: f64) -> f64 {
        with_gradient(t, initial, &[self.p, self.q, self.m]).0
    }
}

/// The share at `t` and its gradient by (p, q, m).
fn with_gradient(t: f64, initial: f64, &[p, q, m]: &[f64; 3]) -> (f64, [f64; 3]) {
    let decay = libm::exp(-(p + q) * t);
    let pull = p * m + q * initial;
    let ratio = (m - initial) / pull;
    let u = ratio * decay;
    let below = 1.0 / (1.0 + q * u);
    let part = (1.0 - p * u) * below;
    let by_u = -m * (p + q) * below * below;
    let u_by_p = -t * u - decay * ratio * m / pull;
    let u_by_q = -t * u - decay * ratio * initial / pull;
    let u_by_m = decay * initial * (p + q) / (pull * pull);
    let by_p = -m * u * below + by_u * u_by_p;
    let by_q = -m * part * u * below + by_u * u_by_q;
    (m * part, [by_p, by_q, part + by_u * u_by_m])
}

/// Fits p, q and m to shares of adopters (time, share), the first of them the
/// known start F(0) = f₀: whoever adopts before the first point counts as a
/// peer from the beginning, and m > f₀ includes them. Errors are those of
/// (p, q, m), see [`fit_curve`].
///
/// None when nothing rises or the curve explains less than half of the
/// variance. Least squares on the cumulative curve (Srinivasan and Mason 1986
/// fit its increments). p and q are above 0, m in (f₀, 1].
pub fn fit_bass(points: &[(f64, f64)]) -> Option<(Bass, Fit)> {
    let (&(first, initial), &(last, _)) = (points.first()?, points.last()?);
    let top = points.iter().map(|point| point.1).fold(initial, f64::max);
    if !(top > initial && last > first && top <= 1.0) {
        return None;
    }
    let shifted: Vec<(f64, f64)> = points.iter().map(|&(t, share)| (t - first, share)).collect();
    let half = shifted.iter().find(|point| point.1 >= 0.5 * (initial + top))?.0;
    let half = half.max(1e-3 * (last - first));
    let curve = |t: f64, values: &[f64; 3]| with_gradient(t, initial, values);
    let ranges = [Range::Positive, Range::Positive, Range::Between(initial, 1.0)];
    // The surface has long valleys: start from the best of a coarse grid of shapes around the half-way
    // time, one for each ceiling, and find the best valley on few points.
    let few: Vec<(f64, f64)> = shifted.iter().copied().step_by(1 + shifted.len() / 64).collect();
    let misfit =
        |values: &[f64; 3]| -> f64 { few.iter().map(|&(t, y)| y - curve(t, values).0).map(|r| r * r).sum() };
    let mut valleys = vec![];
    for part in [0.02, 0.3, 0.8] {
        let m = (top + part * (1.0 - top)).min(1.0 - 1e-6 * (1.0 - initial));
        let starts = [0.2, 1.0, 3.0, 8.0].map(|q| [0.001, 0.03, 0.3, 0.8].map(|p| [p / half, q / half, m]));
        let start = starts.into_iter().flatten().min_by(|a, b| misfit(a).total_cmp(&misfit(b)))?;
        valleys.push(fit_curve(&few, start, ranges, curve).map_or(start, |fit| fit.values));
    }
    let start = valleys.into_iter().min_by(|a, b| misfit(a).total_cmp(&misfit(b)))?;
    let best = fit_curve(&shifted, start, ranges, curve);
    best.filter(|fit| fit.explained >= 0.5).map(|fit| {
        let [p, q, m] = fit.values;
        (Bass { p, q, m }, fit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draws, Purpose, normal};

    fn curve(truth: Bass, initial: f64, points: usize, noise: f64) -> Vec<(f64, f64)> {
        let words = Draws::new(3, 0).stream(Purpose::of("noise", ""), 0);
        (0..points)
            .map(|i| {
                let t = 20.0 * i as f64 / (points - 1) as f64;
                let share = truth.share(t, initial) + noise * normal(words.at(i));
                (t, if i == 0 { initial } else { share.clamp(0.0, 1.0) })
            })
            .collect()
    }

    #[test]
    fn the_closed_form_is_the_published_one() {
        let bass = Bass { p: 0.03, q: 0.38, m: 1.0 };
        assert!((bass.share(5.0, 0.0) - 0.331199).abs() < 1e-6);
        assert!((bass.share(10.0, 0.0) - 0.812803).abs() < 1e-6);
        // From a start on its own way, it goes the same way.
        let late = bass.share(5.0, bass.share(5.0, 0.0));
        assert!((late - bass.share(10.0, 0.0)).abs() < 1e-12);
    }

    #[test]
    fn the_gradient_is_that_of_finite_differences() {
        for initial in [0.0, 0.07] {
            let values = [0.04, 0.5, 0.8];
            let (_, gradient) = with_gradient(3.0, initial, &values);
            for i in 0..3 {
                let (mut up, mut down) = (values, values);
                up[i] += 1e-6;
                down[i] -= 1e-6;
                let slope =
                    (with_gradient(3.0, initial, &up).0 - with_gradient(3.0, initial, &down).0) / 2e-6;
                assert!((slope - gradient[i]).abs() < 1e-8, "{initial} {i}: {slope} {}", gradient[i]);
            }
        }
    }

    #[test]
    fn an_exact_curve_gives_its_parameters_back() {
        for (p, q, m, initial) in [
            (0.03, 0.38, 0.9, 0.0),
            (0.03, 0.38, 0.9, 0.1),
            (0.002, 1.5, 0.4, 0.0),
            (0.3, 0.05, 0.6, 0.0),
            (0.03, 0.38, 1.0, 0.0),
        ] {
            let truth = Bass { p, q, m };
            let (found, fit) = fit_bass(&curve(truth, initial, 521, 0.0)).unwrap();
            for (found, truth) in [(found.p, p), (found.q, q), (found.m, m)] {
                assert!((found - truth).abs() < 1e-5 * truth.max(0.1), "{truth}: {found} in {fit:?}");
            }
        }
    }

    #[test]
    fn errors_cover_the_truth_and_shrink_with_more_points() {
        let truth = Bass { p: 0.03, q: 0.38, m: 0.9 };
        let few = fit_bass(&curve(truth, 0.0, 60, 0.01)).unwrap().1;
        let many = fit_bass(&curve(truth, 0.0, 6000, 0.01)).unwrap().1;
        for (i, truth) in [truth.p, truth.q, truth.m].into_iter().enumerate() {
            let (wide, narrow) = (few.errors[i].unwrap(), many.errors[i].unwrap());
            // One hundred times the points: a tenth of the error.
            assert!((wide / narrow - 10.0).abs() < 4.0, "{i}: {wide} {narrow}");
            assert!((many.values[i] - truth).abs() < 4.0 * narrow, "{i}: {many:?}");
        }
    }

    #[test]
    fn an_early_curve_leaves_its_ceiling_open_and_says_so() {
        let early = curve(Bass { p: 0.001, q: 0.1, m: 0.9 }, 0.0, 100, 1e-4);
        let (_, fit) = fit_bass(&early).unwrap();
        assert!(fit.errors[2].is_none_or(|error| error > 0.01), "{fit:?}");
    }

    #[test]
    fn flat_curves_have_no_fit() {
        let flat: Vec<_> = (0..100).map(|t| (f64::from(t), 0.2)).collect();
        assert_eq!(fit_bass(&flat), None);
        let falling: Vec<_> = (0..100).map(|t| (f64::from(t), 0.9 - 0.005 * f64::from(t))).collect();
        assert_eq!(fit_bass(&falling), None);
        let words = Draws::new(3, 0).stream(Purpose::of("noise", ""), 1);
        let noise: Vec<_> = (0..200).map(|t| (t as f64, 0.2 + 0.002 * normal(words.at(t)))).collect();
        assert_eq!(fit_bass(&noise), None);
        assert_eq!(fit_bass(&[]), None);
    }
}
