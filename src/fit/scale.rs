//! From the number that is searched to a parameter.

use crate::scenario::fitting::{Parameter, Scale};
use crate::stats::{normal_cdf, normal_quantile};

/// A parameter on the scale of the search, on which what is thought of it beforehand is standard normal: every
/// parameter is alike there, and none can leave its range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Searched {
    scale: Scale,
    low: f64,
    high: f64,
    /// Mean and standard deviation on the scale, and the share of that normal below the range and in it.
    normal: Option<[f64; 4]>,
}

/// Farther out than this, a searched number stands at the end of its range.
const FARTHEST: f64 = 6.0;
/// Significant digits of a value: those that are written are those that were run.
const DIGITS: i32 = 6;

impl Searched {
    /// How this parameter is searched.
    pub fn new(parameter: &Parameter) -> Self {
        let scale = parameter.scale;
        let [low, high] = parameter.range.map(|end| on(scale, end));
        let normal = parameter.prior.map(|prior| {
            let mean = on(scale, prior.median);
            let [below, under] = [low, high].map(|end| normal_cdf((end - mean) / prior.spread));
            [mean, prior.spread, below, under - below]
        });
        Self { scale, low, high, normal }
    }

    /// The value for a searched number: six significant digits.
    pub fn value(&self, searched: f64) -> f64 {
        let part = normal_cdf(searched.clamp(-FARTHEST, FARTHEST));
        let on_scale = match self.normal {
            None => self.low + (self.high - self.low) * part,
            Some([mean, spread, below, within]) => {
                let part = (below + within * part).clamp(1e-300, 1.0 - 1e-16);
                (mean + spread * normal_quantile(part)).clamp(self.low, self.high)
            }
        };
        rounded(off(self.scale, on_scale), DIGITS)
    }

    /// Log density of what is thought of it beforehand, on its own scale, but for a constant.
    pub fn log_prior(&self, searched: f64) -> f64 {
        self.normal.map_or(0.0, |[mean, spread, ..]| {
            let z = (on(self.scale, self.value(searched)) - mean) / spread;
            -0.5 * z * z
        })
    }
}

fn on(scale: Scale, value: f64) -> f64 {
    match scale {
        Scale::Linear => value,
        Scale::Log => libm::log(value),
        Scale::Logit => libm::log(value / (1.0 - value)),
    }
}

fn off(scale: Scale, on_scale: f64) -> f64 {
    match scale {
        Scale::Linear => on_scale,
        Scale::Log => libm::exp(on_scale),
        Scale::Logit => 1.0 / (1.0 + libm::exp(-on_scale)),
    }
}

/// A number to so many significant digits.
pub fn rounded(value: f64, digits: i32) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return value;
    }
    let places = digits - 1 - libm::floor(libm::log10(value.abs())) as i32;
    if places < 0 {
        let whole = libm::pow(10.0, f64::from(-places));
        return (value / whole).round() * whole;
    }
    // By way of text, so that no digit hides behind the last.
    format!("{value:.*}", places as usize).parse().unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::fitting::Prior;

    fn parameter(range: [f64; 2], scale: Scale, prior: Option<Prior>) -> Searched {
        let (name, paths) = ("q".into(), vec!["q".into()]);
        Searched::new(&Parameter { name, label: None, paths, range, scale, prior })
    }

    #[test]
    fn values_rise_through_their_range_and_stay_in_it() {
        for (searched, [low, high]) in [
            (parameter([-1.0, 3.0], Scale::Linear, None), [-1.0, 3.0]),
            (parameter([1e-4, 10.0], Scale::Log, None), [1e-4, 10.0]),
            (parameter([0.01, 0.99], Scale::Logit, None), [0.01, 0.99]),
            (parameter([0.1, 10.0], Scale::Log, Some(Prior { median: 2.0, spread: 0.5 })), [0.1, 10.0]),
        ] {
            let values = [-1e9, -2.0, -0.3, 0.0, 1.7, 1e9].map(|z| searched.value(z));
            assert!(values.is_sorted(), "{values:?}");
            assert!(values[0] >= low * (1.0 - 1e-6) - 1e-6 && values[5] <= high * (1.0 + 1e-6), "{values:?}");
            assert!((values[5] - high).abs() < 0.1 * (high - low), "{values:?}");
        }
    }

    #[test]
    fn the_middle_of_the_search_is_the_middle_of_what_is_thought() {
        assert!((parameter([1.0, 100.0], Scale::Log, None).value(0.0) - 10.0).abs() < 1e-4);
        let wide = parameter([1e-3, 1e3], Scale::Log, Some(Prior { median: 2.0, spread: 0.5 }));
        assert!((wide.value(0.0) - 2.0).abs() < 1e-5);
        assert!((wide.value(1.0) - 2.0 * 0.5f64.exp()).abs() < 1e-4);
        assert!((wide.log_prior(1.0) + 0.5).abs() < 1e-5);
    }

    #[test]
    fn digits_are_cut_as_written() {
        assert_eq!(rounded(0.123_456_789, 6), 0.123_457);
        assert_eq!(rounded(1_234.567_89, 4), 1_235.0);
        assert_eq!((rounded(532.0, 2), rounded(98_765.0, 1)), (530.0, 100_000.0));
        assert_eq!(rounded(0.0, 4), 0.0);
    }
}
