//! How many ties people have on a uniform random graph.

/// The probability of `count` where so many are expected.
pub fn poisson(mean: f64, count: u32) -> f64 {
    (1..=count).fold((-mean).exp(), |chance, i| chance * mean / f64::from(i))
}
