//! How precisely replicates tell a row of `summary.csv` or `contrasts.csv`, and how precisely they are asked to.

use super::names::arm_name;
use super::outcome::{Key, Outcomes, Run, checkpoint};
use crate::engine::Series;
use crate::scenario::{Duration, Scenario};
use crate::stats::{mean_interval, sample_size, variance};
use std::cmp::Ordering;

/// Fewer values than this promise no precision. The variance of a few is small by chance often enough, and whoever adds
/// replicates until an interval is narrow stops just then. Ten is what Law (*Simulation Modeling and Analysis*, on
/// sequential procedures) advises to begin with; a test of `study` says what intervals are worth with it.
pub const FEWEST: u32 = 10;

/// Rows of the tables, and how wide the 95 % interval of their means may be.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// The planner's words.
    pub words: String,
    /// The measure, as in the column `measure`.
    pub measure: String,
    /// Whose.
    pub whose: Whose,
    /// The group, as in the column `group`.
    pub group: String,
    /// One of the scenario's checkpoints; the last if there is none.
    pub at: Option<Duration>,
    /// Half of the width, in the unit of the measure; positive.
    pub half_width: f64,
}

/// Whose mean is asked for. Numbers are positions of arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Each arm's, a row of `summary.csv` each.
    EachArm,
    /// One arm's.
    Arm(usize),
    /// That of the differences between an arm and the baseline, a row of `contrasts.csv`.
    Contrast(usize),
}

impl Goal {
    /// The rows in words: `early_prevalence of champions - none in girls at 2 years`.
    pub fn rows(&self, scenario: &Scenario) -> String {
        let mut words = self.measure.clone();
        match self.whose {
            Whose::EachArm => {}
            Whose::Arm(arm) => words += &format!(" of {}", arm_name(scenario, arm)),
            Whose::Contrast(arm) => {
                words += &format!(" of {} - {}", arm_name(scenario, arm), arm_name(scenario, 0));
            }
        }
        if self.group != "all" {
            words += &format!(" in {}", self.group);
        }
        self.at.map_or(words.clone(), |time| format!("{words} at {time}"))
    }

    fn arms(&self, scenario: &Scenario) -> Vec<usize> {
        match self.whose {
            Whose::EachArm => (0..scenario.arms.len().max(1)).collect(),
            Whose::Arm(arm) | Whose::Contrast(arm) => vec![arm],
        }
    }

    /// Where its measure stands among `keys`, which are those of `series`.
    fn position(&self, scenario: &Scenario, keys: &[Key], series: &Series) -> Option<usize> {
        let week = checkpoint(scenario, series, self.at.unwrap_or(scenario.time.horizon))?;
        let fits = |key: &Key| key.week == week && key.group == self.group && key.measure == self.measure;
        keys.iter().position(fits)
    }
}

/// The values that replicates gave the rows of a goal, as the tables have them.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    goal: Goal,
    /// By arm; of each its values by replicate, where they are defined.
    values: Vec<(usize, Vec<f64>)>,
    replicates: u32,
}

impl Sample {
    /// Nothing yet.
    pub fn new(goal: &Goal, scenario: &Scenario) -> Self {
        let values = goal.arms(scenario).into_iter().map(|arm| (arm, vec![])).collect();
        Self { goal: goal.clone(), values, replicates: 0 }
    }

    /// Adds further replicates to every sample.
    pub fn take(samples: &mut [Self], scenario: &Scenario, series: &[Series]) {
        let series = super::ordered(series);
        let Some(&first) = series.first() else { return };
        let outcomes = Outcomes::of(scenario, &series);
        for sample in samples {
            sample.replicates += outcomes.runs.iter().filter(|run| run.arm == 0).count() as u32;
            let Some(at) = sample.goal.position(scenario, &outcomes.keys, first) else { continue };
            let of = |arm: usize| outcomes.runs.iter().filter(move |run| run.arm == arm);
            let contrast = matches!(sample.goal.whose, Whose::Contrast(_));
            let value = |run: &Run| {
                let value = run.values[at]?;
                if !contrast {
                    return Some(value);
                }
                let baseline = of(0).find(|other| other.replicate == run.replicate)?;
                Some(value - baseline.values[at]?)
            };
            for (arm, values) in &mut sample.values {
                values.extend(of(*arm).filter_map(value));
            }
        }
    }

    /// How precise the rows are so far: the one that needs the most replicates, of equals the widest.
    pub fn precision(&self, scenario: &Scenario) -> Precision {
        let all = self.values.iter().map(|(arm, values)| Precision {
            rows: self.goal.rows(scenario),
            arm: arm_name(scenario, *arm),
            ..Precision::of(values, self.replicates, self.goal.half_width)
        });
        all.max_by(Precision::farther).expect("a goal is about one arm at least")
    }
}

/// How precisely the rows of a goal are known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Precision {
    /// The rows in words.
    pub rows: String,
    /// Name of the arm whose row is the least precise, measured by what was asked.
    pub arm: String,
    /// Replicates in which the measure of that row is defined.
    pub n: u32,
    /// Half of the width of the 95 % t interval of its mean; none below two values.
    pub half_width: Option<f64>,
    /// The half-width asked for.
    pub asked: f64,
    /// About how many replicates it takes in all, as far as those so far can tell; none if its measure is defined in
    /// none of them.
    pub needed: Option<u32>,
}

impl Precision {
    /// That of the `values` that so many replicates gave a row, whose name is left empty.
    pub fn of(values: &[f64], replicates: u32, asked: f64) -> Self {
        let n = values.len() as u32;
        let size = variance(values).map_or(0, |spread| sample_size(libm::sqrt(spread), asked)).max(FEWEST);
        // Where a measure is defined in some replicates only, so it will be in those to come.
        let needed = (n > 0).then(|| f64::from(size) * f64::from(replicates) / f64::from(n));
        Self {
            n,
            half_width: mean_interval(values).map(|[low, high]| 0.5 * (high - low)),
            asked,
            needed: needed.map(|needed| needed.ceil().min(f64::from(u32::MAX)) as u32),
            ..Self::default()
        }
    }

    /// The order of how far they are from what was asked.
    pub fn farther(&self, other: &Self) -> Ordering {
        let needed = |one: &Self| (!one.reached(), one.needed.unwrap_or(u32::MAX));
        let width = |one: &Self| one.half_width.unwrap_or(f64::INFINITY) / one.asked;
        needed(self).cmp(&needed(other)).then_with(|| width(self).total_cmp(&width(other)))
    }

    /// Whether it is what was asked for.
    pub fn reached(&self) -> bool {
        self.n >= FEWEST && self.half_width.is_some_and(|half| half <= self.asked)
    }
}

#[cfg(test)]
mod tests {
    use super::super::example::{scenario, series};
    use super::super::{Tables, ordered};
    use super::*;

    fn goal(whose: Whose) -> Goal {
        let (words, measure, group) = (String::new(), "early_entered".into(), "all".into());
        Goal { words, measure, whose, group, at: None, half_width: 0.5 }
    }

    fn precision(goal: &Goal) -> Precision {
        let (scenario, all) = (scenario(), series());
        let mut samples = [Sample::new(goal, &scenario)];
        // One replicate, then the two others.
        for replicates in [0..1, 1..3] {
            let batch = all.iter().filter(|one| replicates.contains(&one.replicate)).cloned();
            Sample::take(&mut samples, &scenario, &batch.collect::<Vec<_>>());
        }
        samples[0].precision(&scenario)
    }

    #[test]
    fn the_half_width_is_that_of_the_tables() {
        let tables = Tables::of(&scenario(), &series());
        let found = precision(&goal(Whose::Contrast(1)));
        let row = tables
            .contrasts
            .iter()
            .find(|row| row.week == 104.0 && row.group == "all" && row.measure == "early_entered");
        let row = row.unwrap();
        assert_eq!(found.half_width, Some(0.5 * (row.high.unwrap() - row.low.unwrap())));
        assert_eq!((found.n, found.rows.as_str()), (3, "early_entered of peers - none"));
        assert!(!found.reached(), "three replicates promise nothing");
        assert_eq!(ordered(&series()).len(), 6);
    }

    #[test]
    fn of_every_arm_the_least_precise_counts() {
        // Entered 20, 22, 24 without and 10, 10, 12 with the programme.
        let found = precision(&goal(Whose::EachArm));
        assert_eq!((found.arm.as_str(), found.rows.as_str()), ("none", "early_entered"));
        let one = precision(&goal(Whose::Arm(1)));
        assert!(one.half_width < found.half_width && one.needed < found.needed);
    }

    #[test]
    fn what_is_never_defined_is_never_known() {
        let never = Goal { measure: "time_to_90_adoption_weeks".into(), ..goal(Whose::Arm(0)) };
        let found = precision(&never);
        assert_eq!((found.n, found.half_width, found.needed), (0, None, None));
    }
}
