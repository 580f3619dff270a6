//! Quantiles of Student's t distribution.

use super::normal_quantile;
use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

/// Degrees of freedom from which four terms of the expansion around the normal
/// are exact to 1e-12.
const NEARLY_NORMAL: u32 = 1000;

/// The quantile of probability `p` in [0.5, 1) of Student's t with `df` ≥ 1
/// degrees of freedom, to a relative error of about 1e-12.
///
/// Bisection on the closed form of the distribution function for whole degrees
/// of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4), O(df) for each
/// of 60 halvings; from 1,000 degrees on, their expansion 26.7.5.
pub fn t_quantile(p: f64, df: u32) -> f64 {
    if df >= NEARLY_NORMAL {
        return near_normal(normal_quantile(p), f64::from(df));
    }
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if 0.5 + 0.5 * central(middle, df) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    libm::sqrt(f64::from(df)) * libm::tan(0.5 * (low + high))
}

/// P(|T| ≤ √df · tan θ).
fn central(angle: f64, df: u32) -> f64 {
    let (sine, cosine) = (libm::sin(angle), libm::cos(angle));
    let odd = df % 2 == 1;
    let (mut term, mut sum) = if odd { (cosine, 0.0) } else { (1.0, 0.0) };
    let mut k = if odd { 1 } else { 0 };
    while k + 2 <= df {
        sum += term;
        k += 2;
        // Odd: 2/3, 4/5, …; even: 1/2, 3/4, …
        term *= cosine * cosine * f64::from(k - 1) / f64::from(k);
    }
    if odd { FRAC_2_PI * (angle + sine * sum) } else { sine * sum }
}

fn near_normal(z: f64, df: f64) -> f64 {
    let s = z * z;
    let g1 = z * (s + 1.0) / 4.0;
    let g2 = z * ((5.0 * s + 16.0) * s + 3.0) / 96.0;
    let g3 = z * (((3.0 * s + 19.0) * s + 17.0) * s - 15.0) / 384.0;
    let g4 = z * ((((79.0 * s + 776.0) * s + 1482.0) * s - 1920.0) * s - 945.0) / 92_160.0;
    z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_tabulated_quantiles() {
        for (p, df, t) in [
            (0.975, 1, 12.706_204_736_174_7),
            (0.975, 2, 4.302_652_729_696_14),
            (0.975, 3, 3.182_446_305_284_26),
            (0.975, 7, 2.364_624_251_592_78),
            (0.975, 30, 2.042_272_456_301_24),
            (0.95, 10, 1.812_461_122_811_68),
            (0.975, u32::MAX, 1.959_963_984_540_05),
        ] {
            assert!((t_quantile(p, df) - t).abs() < 1e-8, "{p} {df}: {}", t_quantile(p, df));
        }
        assert!(t_quantile(0.5, 4).abs() < 1e-12);
    }

    #[test]
    fn the_two_methods_meet() {
        for p in [0.6, 0.9, 0.975, 0.999] {
            let expansion = near_normal(normal_quantile(p), 999.0);
            assert!((t_quantile(p, 999) - expansion).abs() < 1e-9, "{p}");
        }
    }
}
