//! A share of people and how well it is known.

use super::normal_quantile;

/// The share `yes` / `of`, and its 95 % score interval (Wilson 1927, *J Am Stat Assoc* 22:209). `of` is positive.
pub fn share_with_interval(yes: f64, of: f64) -> [f64; 3] {
    let z = normal_quantile(0.975);
    let (share, square) = (yes / of, z * z);
    let middle = (share + square / (2.0 * of)) / (1.0 + square / of);
    let half = z / (1.0 + square / of) * libm::sqrt(share * (1.0 - share) / of + square / (4.0 * of * of));
    [share, middle - half, middle + half]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ends_are_where_the_score_test_just_accepts() {
        for (yes, of) in [(0.0, 24.0), (3.0, 10.0), (113.0, 5002.0), (24.0, 24.0)] {
            let [share, low, high] = share_with_interval(yes, of);
            for end in [low, high] {
                let score =
                    (share - end) * (share - end) * of - normal_quantile(0.975).powi(2) * end * (1.0 - end);
                assert!(score.abs() < 1e-9, "{yes} of {of}: {end} {score}");
            }
        }
    }
}
