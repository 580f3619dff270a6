//! How much of what differs between points is luck.

use super::mean;

/// A measure at many points, by replicate, taken apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Noise {
    /// Variance between the means of points, as observed.
    pub between: f64,
    /// Variance of one replicate about the mean of its point, beyond what the replicate does at all points alike.
    pub within: f64,
    /// Variance that luck adds to the mean of a point: `within` over the number of replicates.
    pub of_mean: f64,
}

impl Noise {
    /// Of the values of points (rows) by replicate; rows with fewer replicates than the first are left out. Where
    /// replicates with the same number share people and ties, these move all points alike, and are taken out as in a
    /// two-way layout without interaction (Scheffé 1959): residuals have (points − 1)(replicates − 1) degrees of
    /// freedom. None below two rows; with one replicate nothing is known of luck, and `within` is 0.
    pub fn of(rows: &[Vec<f64>]) -> Option<Self> {
        let replicates = rows.iter().map(Vec::len).find(|&length| length > 0)?;
        let rows: Vec<&Vec<f64>> = rows.iter().filter(|row| row.len() == replicates).collect();
        let means: Vec<f64> = rows.iter().filter_map(|row| mean(row)).collect();
        let grand = mean(&means).filter(|_| means.len() > 1)?;
        let between =
            means.iter().map(|one| (one - grand) * (one - grand)).sum::<f64>() / (means.len() - 1) as f64;
        // Of equal values rounding must leave nothing.
        let between = if between > 1e-24 * grand * grand { between } else { 0.0 };
        if replicates < 2 {
            return Some(Self { between, within: 0.0, of_mean: 0.0 });
        }
        let (common, level) = Self::common(&rows);
        // What is left of a value without its replicate's part and its point's mean.
        let residual = |(row, mean): (&&Vec<f64>, &f64)| -> f64 {
            let left = row.iter().zip(&common).map(|(value, common)| value - (common - level) - mean);
            left.map(|left| left * left).sum()
        };
        let degrees = ((rows.len() - 1) * (replicates - 1)) as f64;
        let within = rows.iter().zip(&means).map(residual).sum::<f64>() / degrees;
        Some(Self { between, within, of_mean: within / replicates as f64 })
    }

    /// The values of points (rows, all with as many replicates) without what each replicate does at all points alike. The
    /// mean of every row stays.
    pub fn apart(rows: &[&Vec<f64>]) -> Vec<Vec<f64>> {
        let (common, level) = Self::common(rows);
        let one = |row: &&Vec<f64>| {
            row.iter().zip(&common).map(|(value, common)| value - (common - level)).collect()
        };
        rows.iter().map(one).collect()
    }

    /// By replicate, the mean over all rows; and the mean of these.
    fn common(rows: &[&Vec<f64>]) -> (Vec<f64>, f64) {
        let replicates = rows.first().map_or(0, |row| row.len());
        let common: Vec<f64> = (0..replicates)
            .map(|at| rows.iter().map(|row| row[at]).sum::<f64>() / rows.len() as f64)
            .collect();
        let level = common.iter().sum::<f64>() / replicates as f64;
        (common, level)
    }

    /// Share of the variance between points that is luck. Both are estimates: where points differ by luck alone it is
    /// about 1, and may be more. None where nothing varies.
    pub fn share(&self) -> Option<f64> {
        (self.between > 0.0).then(|| self.of_mean / self.between)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_replicate_does_everywhere_is_no_noise() {
        // Rows 0, 10, 20; replicates −1 and +1 everywhere: no residual at all.
        let rows = [vec![-1.0, 1.0], vec![9.0, 11.0], vec![19.0, 21.0]];
        assert_eq!(Noise::of(&rows), Some(Noise { between: 100.0, within: 0.0, of_mean: 0.0 }));
        // Residuals ±½ in each of 4 cells: sum of squares 1, one degree of freedom.
        let found = Noise::of(&[vec![0.0, 1.0], vec![1.0, 0.0]]).unwrap();
        assert_eq!((found.between, found.within, found.of_mean), (0.0, 1.0, 0.5));
        assert_eq!(found.share(), None, "nothing varies");
        // Less between points than luck alone would make: the share is not cut.
        let found = Noise::of(&[vec![0.0, 1.2], vec![1.0, 0.0]]).unwrap();
        assert!(found.share().unwrap() > 1.0, "{found:?}");
        assert_eq!(Noise::of(&[vec![0.1; 3], vec![0.1; 3]]).unwrap().share(), None);
    }

    #[test]
    fn one_replicate_tells_nothing_of_luck() {
        assert_eq!(
            Noise::of(&[vec![1.0], vec![3.0], vec![]]),
            Some(Noise { between: 2.0, within: 0.0, of_mean: 0.0 })
        );
        assert_eq!(Noise::of(&[vec![1.0, 2.0]]), None);
        assert_eq!(Noise::of(&[]), None);
    }
}
