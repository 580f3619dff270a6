//! How far a number of covered sets can be from what it stands for.
//!
//! Of θ independent sets each is covered with the same probability p, and Λ of
//! them are. With probability 1 − e^{−a} each, by Chernoff's bounds for
//! martingales (Tang et al. 2018, lemmas 4.2 and 4.3),
//!
//! ```text
//! θ·p ≥ (√(Λ + 2a/9) − √(a/2))² − a/18
//! θ·p ≤ (√(Λ + a/2) + √(a/2))²
//! ```

/// A number that θ·p is not below, if `covered` sets are.
pub(super) fn at_least(covered: f64, a: f64) -> f64 {
    let root = (covered + 2.0 * a / 9.0).sqrt() - (a / 2.0).sqrt();
    // A root below 0 says no more than 0 does.
    (root.max(0.0).powi(2) - a / 18.0).max(0.0)
}

/// A number that θ·p is not above, if `covered` sets are.
pub(super) fn at_most(covered: f64, a: f64) -> f64 {
    ((covered + a / 2.0).sqrt() + (a / 2.0).sqrt()).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// P(X ≤ x) for X ~ Binomial(n, p).
    fn binomial(n: u32, p: f64, x: f64) -> f64 {
        let mut term = (1.0 - p).powi(n as i32);
        let mut sum = 0.0;
        for k in 0..=n {
            if f64::from(k) <= x {
                sum += term;
            }
            term *= f64::from(n - k) / f64::from(k + 1) * p / (1.0 - p);
        }
        sum
    }

    #[test]
    fn bounds_hold_as_often_as_they_say() {
        let n = 400;
        for p in [0.01, 0.1, 0.5] {
            for a in [1.0f64, 3.0, 6.0] {
                let mean = f64::from(n) * p;
                let counts = (0..=n).map(f64::from);
                let largest_fine = counts.clone().filter(|&x| at_least(x, a) <= mean).fold(-1.0, f64::max);
                let too_high = 1.0 - binomial(n, p, largest_fine);
                let too_low = binomial(n, p, counts.filter(|&x| at_most(x, a) < mean).fold(-1.0, f64::max));
                assert!(too_high <= (-a).exp(), "p = {p}, a = {a}: {too_high}");
                assert!(too_low <= (-a).exp(), "p = {p}, a = {a}: {too_low}");
            }
        }
    }

    #[test]
    fn bounds_close_on_what_is_counted() {
        assert_eq!(at_least(0.0, 5.0), 0.0);
        assert!((at_most(0.0, 5.0) - 10.0).abs() < 1e-9);
        let (low, high) = (at_least(1e6, 5.0) / 1e6, at_most(1e6, 5.0) / 1e6);
        assert!((0.995..1.0).contains(&low) && (1.0..1.005).contains(&high), "{low} {high}");
    }
}
