//! Measures of an S-curve: when adoption happened and what shape it had.

use crate::engine::Row;
use crate::scenario::units::WEEKS_PER_YEAR;
use crate::stats::{Fit, fit_bass, fit_logistic};

/// A measure by name, and its value if it has one.
pub type Named = (&'static str, Option<f64>);

/// Rows on either side of a week over which new adopters are averaged to find the peak.
const PEAK_REACH: usize = 2;

/// All curve measures of one group's rows, always the same names in the same order.
pub fn measures(rows: &[&Row]) -> Vec<Named> {
    let mut all = vec![
        ("time_to_10_adoption_weeks", time_to(rows, 0.1)),
        ("time_to_50_adoption_weeks", time_to(rows, 0.5)),
        ("time_to_90_adoption_weeks", time_to(rows, 0.9)),
        ("peak_adoption_week", peak(rows)),
    ];
    let points: Vec<(f64, f64)> =
        rows.iter().filter_map(|row| Some((row.week / WEEKS_PER_YEAR, share(row)?))).collect();
    // Turnover alone can move the share: without one new adopter there is no curve to describe.
    let moves = rows.iter().skip(1).any(|row| row.new_adopters > 0);
    let bass = fit_bass(&points).map(|(_, fit)| fit).filter(|_| moves);
    let logistic = fit_logistic(&points).map(|(_, fit)| fit).filter(|_| moves);
    let value = |fit: Option<Fit>, i: usize, unit: f64| fit.map(|fit| fit.values[i] * unit);
    let error =
        |fit: Option<Fit>, i: usize, unit: f64| fit.and_then(|fit| fit.errors[i]).map(|error| error * unit);
    for (i, [name, se]) in
        [["bass_p", "bass_p_se"], ["bass_q", "bass_q_se"], ["bass_m", "bass_m_se"]].into_iter().enumerate()
    {
        all.extend([(name, value(bass, i, 1.0)), (se, error(bass, i, 1.0))]);
    }
    all.push(("bass_rmse", bass.map(|fit| fit.rmse)));
    let shape = [
        ("logistic_midpoint_weeks", "logistic_midpoint_weeks_se", WEEKS_PER_YEAR),
        ("logistic_slope_per_year", "logistic_slope_per_year_se", 1.0),
        ("logistic_ceiling", "logistic_ceiling_se", 1.0),
    ];
    for (i, (name, se, unit)) in shape.into_iter().enumerate() {
        all.extend([(name, value(logistic, i, unit)), (se, error(logistic, i, unit))]);
    }
    all.push(("logistic_rmse", logistic.map(|fit| fit.rmse)));
    all.extend(rogers(rows));
    all
}

fn share(row: &Row) -> Option<f64> {
    (row.people > 0).then(|| row.adopters as f64 / row.people as f64)
}

/// The first recorded week in which at least `part` of the people are adopters,
/// counting those who were adopters at week 0.
fn time_to(rows: &[&Row], part: f64) -> Option<f64> {
    rows.iter().find(|row| share(row).is_some_and(|share| share >= part)).map(|row| row.week)
}

/// The week around which most people became adopters: the greatest number of
/// new adopters per week over five rows centred on it (fewer at the ends), the
/// earliest of equals. The row of week 0 spans no time and does not count.
fn peak(rows: &[&Row]) -> Option<f64> {
    let mut best: Option<(f64, f64)> = None;
    for here in 1..rows.len() {
        let (first, last) = (here.saturating_sub(PEAK_REACH).max(1), (here + PEAK_REACH).min(rows.len() - 1));
        let new: u64 = rows[first..=last].iter().map(|row| row.new_adopters).sum();
        let pace = new as f64 / (rows[last].week - rows[first - 1].week);
        if pace > best.map_or(0.0, |best| best.0) {
            best = Some((pace, rows[here].week));
        }
    }
    best.map(|best| best.1)
}

/// Weeks at which Rogers' categories (1962) end: mean − 2σ, − σ, 0, + σ of the
/// time of adoption, over all adoptions in the rows. A definition, which says
/// nothing about the adopters; the first can lie before week 0.
fn rogers(rows: &[&Row]) -> [Named; 4] {
    let adoptions: f64 = rows.iter().map(|row| row.new_adopters as f64).sum();
    let moment = |of: &dyn Fn(f64) -> f64| -> f64 {
        rows.iter().map(|row| row.new_adopters as f64 * of(row.week)).sum::<f64>() / adoptions
    };
    let mean = moment(&|week| week);
    let sd = libm::sqrt(moment(&|week| (week - mean) * (week - mean)));
    let cut = |sds: f64| Some(mean + sds * sd).filter(|week| week.is_finite());
    [
        ("rogers_innovators_until_week", cut(-2.0)),
        ("rogers_early_adopters_until_week", cut(-1.0)),
        ("rogers_early_majority_until_week", cut(0.0)),
        ("rogers_late_majority_until_week", cut(1.0)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::Bass;

    /// One row a week from week 0.
    fn rows(new: &[u64], people: u64) -> Vec<Row> {
        let mut adopters = 0;
        let row = |(week, &new_adopters): (usize, &u64)| {
            adopters += new_adopters;
            Row { week: week as f64, people, adopters, new_adopters, ..Row::default() }
        };
        new.iter().enumerate().map(row).collect()
    }

    fn found(rows: &[Row], name: &str) -> Option<f64> {
        let all = measures(&rows.iter().collect::<Vec<_>>());
        all.into_iter().find(|measure| measure.0 == name).unwrap().1
    }

    #[test]
    fn times_are_the_first_recorded_weeks() {
        let rows = rows(&[0, 1, 3, 5, 0, 0], 10);
        assert_eq!(found(&rows, "time_to_10_adoption_weeks"), Some(1.0));
        assert_eq!(found(&rows, "time_to_50_adoption_weeks"), Some(3.0));
        assert_eq!(found(&rows, "time_to_90_adoption_weeks"), Some(3.0));
        assert_eq!(found(&self::rows(&[0, 1], 100), "time_to_10_adoption_weeks"), None);
    }

    #[test]
    fn the_peak_is_where_most_adopt_not_the_one_lucky_week() {
        assert_eq!(found(&rows(&[0, 9, 0, 0, 0, 0, 5, 5, 5, 5, 5, 0], 100), "peak_adoption_week"), Some(8.0));
        assert_eq!(found(&rows(&[50, 9, 8, 4, 2, 1, 1], 100), "peak_adoption_week"), Some(1.0));
        assert_eq!(found(&rows(&[50, 0, 0], 100), "peak_adoption_week"), None);
    }

    #[test]
    fn rogers_cuts_are_mean_and_sds_of_toa() {
        // toa 1, 3, 3, 5: mean 3, σ = √2.
        let rows = rows(&[0, 1, 0, 2, 0, 1], 10);
        let sd = 2f64.sqrt();
        for (name, week) in
            [("innovators", 3.0 - 2.0 * sd), ("early_adopters", 3.0 - sd), ("late_majority", 3.0 + sd)]
        {
            let cut = found(&rows, &format!("rogers_{name}_until_week")).unwrap();
            assert!((cut - week).abs() < 1e-12, "{name} {cut}");
        }
        assert_eq!(found(&rows, "rogers_early_majority_until_week"), Some(3.0));
    }

    #[test]
    fn fits_are_per_year() {
        let truth = Bass { p: 0.03, q: 0.8, m: 0.7 };
        let people = 1_000_000_000;
        let mut before = 0;
        let rows: Vec<Row> = (0..522)
            .map(|week| {
                let adopters =
                    (people as f64 * truth.share(f64::from(week) / WEEKS_PER_YEAR, 0.0)).round() as u64;
                let new_adopters = adopters - std::mem::replace(&mut before, adopters);
                Row { week: f64::from(week), people, adopters, new_adopters, ..Row::default() }
            })
            .collect();
        for (name, truth) in [("bass_p", 0.03), ("bass_q", 0.8), ("bass_m", 0.7)] {
            assert!((found(&rows, name).unwrap() - truth).abs() < 1e-6, "{name}");
        }
        let midpoint = found(&rows, "logistic_midpoint_weeks").unwrap();
        assert!((150.0..300.0).contains(&midpoint), "{midpoint}");
        assert!(found(&rows, "logistic_midpoint_weeks_se").unwrap() < 5.0);
    }

    #[test]
    fn nothing_adopted_leaves_every_measure_empty() {
        let none = rows(&[0; 50], 100);
        assert!(measures(&none.iter().collect::<Vec<_>>()).iter().all(|measure| measure.1.is_none()));
        assert!(measures(&[]).iter().all(|measure| measure.1.is_none()));
    }
}
