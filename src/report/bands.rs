//! From replicates to one line and a band, and from steps to longer spans of time.

/// A line and the band around it, aligned with `at`; NaN where undefined.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Band {
    /// Times in weeks.
    pub at: Vec<f64>,
    /// 2.5 % of the replicates lie below.
    pub low: Vec<f64>,
    /// Median over replicates.
    pub mid: Vec<f64>,
    /// 2.5 % of the replicates lie above.
    pub high: Vec<f64>,
    /// The band that luck alone would make, where it can be told from the draws.
    pub luck: Option<[Vec<f64>; 2]>,
}

impl Band {
    /// Summarises the replicates at each time.
    pub fn over(at: &[f64], runs: &[Vec<f64>]) -> Self {
        let mut band = Self { at: at.to_vec(), ..Self::default() };
        let mut here = Vec::with_capacity(runs.len());
        for time in 0..at.len() {
            here.clear();
            here.extend(runs.iter().map(|run| run[time]).filter(|value| value.is_finite()));
            here.sort_by(f64::total_cmp);
            band.low.push(quantile(&here, 0.025));
            band.mid.push(quantile(&here, 0.5));
            band.high.push(quantile(&here, 0.975));
        }
        band
    }

    /// As [`over`](Self::over), with the band of luck inside where replicates that share a draw tell it: replicate r
    /// has draw r modulo `draws`. It holds 95 % of how such replicates part from their mean, around the line.
    pub fn over_draws(at: &[f64], runs: &[Vec<f64>], draws: Option<usize>) -> Self {
        let mut band = Self::over(at, runs);
        let Some(draws) = draws.filter(|&draws| draws > 0 && draws < runs.len()) else { return band };
        let (mut lows, mut highs) = (vec![], vec![]);
        for (time, mid) in band.mid.iter().enumerate() {
            let mut parted: Vec<f64> = (0..draws).flat_map(|draw| apart(runs, time, draw, draws)).collect();
            parted.sort_by(f64::total_cmp);
            lows.push(mid + quantile(&parted, 0.025));
            highs.push(mid + quantile(&parted, 0.975));
        }
        band.luck = Some([lows, highs]);
        band
    }

    /// Smallest and largest finite value of the line and the band.
    pub fn range(&self) -> Option<(f64, f64)> {
        let values = self.low.iter().chain(&self.mid).chain(&self.high).copied().filter(|v| v.is_finite());
        values.fold(None, |range, value| match range {
            None => Some((value, value)),
            Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
        })
    }

    /// The last value of the line.
    pub fn last(&self) -> Option<f64> {
        self.mid.iter().rev().copied().find(|value| value.is_finite())
    }
}

/// How the replicates that share a draw part from their mean at one time, drawn out to the spread that they estimate.
fn apart(runs: &[Vec<f64>], time: usize, draw: usize, draws: usize) -> Vec<f64> {
    let values: Vec<f64> = runs
        .iter()
        .skip(draw)
        .step_by(draws)
        .map(|run| run[time])
        .filter(|value| value.is_finite())
        .collect();
    let number = values.len() as f64;
    if values.len() < 2 {
        return vec![];
    }
    let mean = values.iter().sum::<f64>() / number;
    values.iter().map(|value| (value - mean) * (number / (number - 1.0)).sqrt()).collect()
}

/// Quantile `p` of sorted values, linear between order statistics (Hyndman & Fan 1996, type 7); NaN of nothing.
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = p * last as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

/// Spans of equal length that cover the weeks after the first.
#[derive(Clone, Debug, PartialEq)]
pub struct Spans {
    /// Length in weeks.
    pub length: f64,
    /// Middle of each span, in weeks.
    pub middles: Vec<f64>,
    /// Span of each week; none for the first row and for a last span that is less than half full.
    member: Vec<Option<usize>>,
}

impl Spans {
    /// The shortest of the offered lengths (rising, in weeks) that makes at most `most` spans and holds
    /// a whole number of rows; failing that, the fewest rows that make at most `most` spans.
    pub fn choose(weeks: &[f64], lengths: &[f64], most: usize) -> Self {
        let first = weeks.first().copied().unwrap_or(0.0);
        let total = weeks.last().copied().unwrap_or(0.0) - first;
        let step = weeks.windows(2).map(|pair| pair[1] - pair[0]).fold(0.0, f64::max);
        let whole = |rows: f64| rows > 0.5 && (rows - rows.round()).abs() < 1e-6;
        let fits = |length: &&f64| whole(**length / step) && total / **length <= most as f64;
        let fewest_rows = || step * (total / most as f64 / step).ceil();
        let length = lengths.iter().find(fits).copied().unwrap_or_else(fewest_rows);
        let last = if length > 0.0 { (total / length).round().max(1.0) as usize } else { 0 };
        let member = |&week: &f64| {
            // A row counts what happened up to its week, so the end of a span belongs to it.
            let span = ((week - first) / length - 1e-9).floor();
            (week > first && (span as usize) < last).then_some(span as usize)
        };
        Self {
            length,
            middles: (0..last).map(|span| first + (span as f64 + 0.5) * length).collect(),
            member: weeks.iter().map(member).collect(),
        }
    }

    /// Sums of a series that counts since the row before.
    pub fn sum(&self, run: &[f64]) -> Vec<f64> {
        let mut sums = vec![0.0; self.middles.len()];
        for (value, member) in run.iter().zip(&self.member) {
            if let (Some(span), true) = (*member, value.is_finite()) {
                sums[span] += value;
            }
        }
        sums
    }

    /// The length in words, to follow “over”.
    pub fn words(&self) -> String {
        match self.length {
            1.0 => "each week".into(),
            13.0 => "each quarter".into(),
            26.0 => "each half-year".into(),
            52.0 => "each year".into(),
            weeks if weeks > 52.0 && weeks % 52.0 == 0.0 => format!("{} years", weeks / 52.0),
            weeks => format!("{} weeks", (weeks * 10.0).round() / 10.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_spans_the_replicates() {
        let runs: Vec<Vec<f64>> = (0..=40).map(|r| vec![f64::from(r), f64::NAN]).collect();
        let band = Band::over(&[0.0, 1.0], &runs);
        assert_eq!((band.low[0], band.mid[0], band.high[0]), (1.0, 20.0, 39.0));
        assert!(band.mid[1].is_nan());
        assert_eq!(band.range(), Some((1.0, 39.0)));
        assert_eq!(band.last(), Some(20.0));
    }

    #[test]
    fn luck_is_told_from_draws() {
        // Two draws that differ by 10, two replicates each that differ by 2: luck is ±√2 about the middle.
        let runs = vec![vec![0.0], vec![10.0], vec![2.0], vec![12.0]];
        let band = Band::over_draws(&[0.0], &runs, Some(2));
        let [low, high] = band.luck.clone().unwrap();
        let root = 2.0_f64.sqrt();
        assert!((low[0] - (6.0 - root)).abs() < 1e-9 && (high[0] - (6.0 + root)).abs() < 1e-9, "{band:?}");
        assert!(band.low[0] < 1.0 && band.high[0] > 11.0);
        assert_eq!(Band::over_draws(&[0.0], &runs, Some(4)).luck, None);
        assert_eq!(Band::over_draws(&[0.0], &runs, None).luck, None);
    }

    #[test]
    fn spans_keep_every_count_after_the_first_row() {
        let weeks: Vec<f64> = (0..=520).map(f64::from).collect();
        let spans = Spans::choose(&weeks, &[1.0, 4.0, 13.0, 26.0, 52.0], 24);
        assert_eq!((spans.length, spans.middles.len()), (26.0, 20));
        let sums = spans.sum(&vec![1.0; 521]);
        assert!(sums.iter().all(|&sum| sum == 26.0), "{sums:?}");
        let sparse = Spans::choose(&[0.0, 20.0, 40.0], &[1.0, 26.0], 24);
        assert_eq!((sparse.length, sparse.middles.len()), (20.0, 2));
        assert_eq!(Spans::choose(&[0.0], &[1.0], 24).middles.len(), 0);
    }
}
