//! Quantiles of a sample.

/// `values` in increasing order.
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut ordered = values.to_vec();
    ordered.sort_by(f64::total_cmp);
    ordered
}

/// The quantile of probability `p` in [0, 1] of values in increasing order, by
/// linear interpolation between order statistics: type 7 of Hyndman and Fan
/// (1996), the default of R and NumPy. None of nothing.
pub fn quantile(ordered: &[f64], p: f64) -> Option<f64> {
    let last = ordered.len().checked_sub(1)?;
    let place = p.clamp(0.0, 1.0) * last as f64;
    let below = (place.floor() as usize).min(last);
    let (a, b) = (ordered[below], ordered[(below + 1).min(last)]);
    Some(a + (b - a) * (place - below as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_7_as_in_r() {
        // R: quantile(c(1, 2, 4, 8), c(0, .025, .5, .75, 1))
        let values = sorted(&[8.0, 1.0, 4.0, 2.0]);
        for (p, expected) in [(0.0, 1.0), (0.025, 1.075), (0.5, 3.0), (0.75, 5.0), (1.0, 8.0)] {
            let found = quantile(&values, p).unwrap();
            assert!((found - expected).abs() < 1e-12, "{p}: {found}");
        }
        assert_eq!(quantile(&[], 0.5), None);
    }
}
