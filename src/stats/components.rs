//! Variance within groups and between them.

/// Two parts of a variance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Components {
    /// Variance within groups.
    pub within: f64,
    /// Variance between the means of groups, beyond what the variance within brings about.
    pub between: f64,
}

impl Components {
    /// Of values in groups, by the analysis of variance of a one-way random-effects model; a negative estimate of the
    /// variance between is 0 (Searle, Casella & McCulloch 1992). None unless there are two groups and a group has two
    /// values.
    pub fn of(groups: &[Vec<f64>]) -> Option<Self> {
        let groups: Vec<&Vec<f64>> = groups.iter().filter(|group| !group.is_empty()).collect();
        let sizes: Vec<f64> = groups.iter().map(|group| group.len() as f64).collect();
        let (number, all) = (groups.len() as f64, sizes.iter().sum::<f64>());
        if groups.len() < 2 || all <= number {
            return None;
        }
        let means: Vec<f64> =
            groups.iter().zip(&sizes).map(|(group, size)| group.iter().sum::<f64>() / size).collect();
        let mean = groups.iter().flat_map(|group| group.iter()).sum::<f64>() / all;
        let square = |off: f64| off * off;
        let inside = |(group, mean): (&&Vec<f64>, &f64)| group.iter().map(|y| square(y - mean)).sum::<f64>();
        let within = groups.iter().zip(&means).map(inside).sum::<f64>() / (all - number);
        let among =
            sizes.iter().zip(&means).map(|(size, m)| size * square(m - mean)).sum::<f64>() / (number - 1.0);
        let usual = (all - sizes.iter().map(|size| size * size).sum::<f64>() / all) / (number - 1.0);
        Some(Self { within, between: ((among - within) / usual).max(0.0) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variance_comes_apart() {
        // Groups {1, 3} and {5, 7}: MSW = 2, MSB = 2·(2² + 2²) = 16, so between = (16 − 2)/2 = 7.
        let found = Components::of(&[vec![1.0, 3.0], vec![5.0, 7.0]]).unwrap();
        assert_eq!(found, Components { within: 2.0, between: 7.0 });
        // Three values and one: n₀ = (4 − 10/4)/1 = 1.5; MSW = 1, MSB = 3·(5 − 5.5)²… with mean 5.5.
        let found = Components::of(&[vec![4.0, 5.0, 6.0], vec![7.0]]).unwrap();
        assert!((found.within - 1.0).abs() < 1e-12 && (found.between - (3.0 - 1.0) / 1.5).abs() < 1e-12);
        // Groups that differ by less than their members do.
        assert_eq!(Components::of(&[vec![0.0, 10.0], vec![1.0, 9.0]]).unwrap().between, 0.0);
    }

    #[test]
    fn without_a_second_value_or_group_nothing_can_be_told() {
        assert_eq!(Components::of(&[vec![1.0], vec![2.0]]), None);
        assert_eq!(Components::of(&[vec![1.0, 2.0]]), None);
        assert_eq!(Components::of(&[]), None);
    }
}
