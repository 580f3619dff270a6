//! Rank correlation.

use super::normal_quantile;

/// Spearman's rank correlation with its 95 % interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankCorrelation {
    /// The correlation of ranks, equal values sharing their mean rank (Spearman 1904).
    pub value: f64,
    /// Ends of the interval, by Fisher's transformation with standard error 1.03 / √(n − 3) (Fieller, Hartley & Pearson
    /// 1957).
    pub interval: [f64; 2],
    /// Number of pairs.
    pub n: usize,
}

impl RankCorrelation {
    /// Of pairs of finite numbers; none below four pairs, or where one side is all the same.
    pub fn of(pairs: &[(f64, f64)]) -> Option<Self> {
        let n = pairs.len();
        let [x, y] =
            [pairs.iter().map(|pair| pair.0).collect(), pairs.iter().map(|pair| pair.1).collect()].map(ranks);
        let middle = (n as f64 + 1.0) / 2.0;
        let product =
            |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| (a - middle) * (b - middle)).sum::<f64>();
        let scale = libm::sqrt(product(&x, &x) * product(&y, &y));
        if n < 4 || scale <= 0.0 {
            return None;
        }
        let value = (product(&x, &y) / scale).clamp(-1.0, 1.0);
        let half = normal_quantile(0.975) * 1.03 / libm::sqrt(n as f64 - 3.0);
        let interval = [-half, half].map(|by| libm::tanh(libm::atanh(value) + by));
        Some(Self { value, interval, n })
    }
}

/// Ranks from 1, equal values sharing their mean rank.
fn ranks(values: Vec<f64>) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut at = 0;
    while at < order.len() {
        let equal = order[at..].iter().take_while(|&&other| values[other] == values[order[at]]).count();
        for &position in &order[at..at + equal] {
            ranks[position] = at as f64 + (equal as f64 + 1.0) / 2.0;
        }
        at += equal;
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_alone_counts() {
        let pairs: Vec<(f64, f64)> = (0..20).map(|x| (f64::from(x), f64::from(x).powi(3))).collect();
        let found = RankCorrelation::of(&pairs).unwrap();
        assert_eq!((found.value, found.interval), (1.0, [1.0, 1.0]));
        let falling: Vec<(f64, f64)> = pairs.iter().map(|&(x, y)| (x, -y)).collect();
        assert_eq!(RankCorrelation::of(&falling).unwrap().value, -1.0);
    }

    #[test]
    fn equal_values_share_a_rank() {
        assert_eq!(ranks(vec![3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        // Ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: covariance 4.5, variances 4.5 and 5.
        let found = RankCorrelation::of(&[(0.0, 0.0), (1.0, 2.0), (1.0, 1.0), (5.0, 9.0)]).unwrap();
        assert!((found.value - 4.5 / (4.5f64 * 5.0).sqrt()).abs() < 1e-12);
        assert_eq!(RankCorrelation::of(&[(1.0, 0.0), (1.0, 2.0), (1.0, 1.0), (1.0, 9.0)]), None);
        assert_eq!(RankCorrelation::of(&[(1.0, 0.0), (2.0, 2.0)]), None);
    }
}
