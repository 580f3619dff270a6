//! Measures of one group in one week: what is so at a checkpoint, and what has
//! happened until then.

use crate::engine::{Row, StageCounts};
use crate::scenario::Scenario;

/// A measure of one recorded row. Numbers are positions in the scenario's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Adopters.
    Adopters,
    /// Adopters / people.
    AdoptersShare,
    /// People following a practice / people.
    Practice(usize),
    /// People with a symptom / people.
    Symptom(usize),
    /// People who have or had a symptom / people.
    SymptomEver(usize),
    /// People in a stage / people.
    Stage(usize),
    /// Entries into a stage since week 0 per 1,000 person-years at risk.
    Incidence(usize),
    /// Entries into a stage since week 0.
    Entries(usize),
    /// People who have entered a stage since week 0.
    Entered(usize),
    /// Mean load.
    LoadMean,
    /// Load summed over people.
    LoadTotal,
    /// Median load.
    LoadMedian,
}

impl State {
    /// All of them for a scenario, in the order of the tables.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let mut all = vec![Self::Adopters, Self::AdoptersShare];
        all.extend((0..scenario.practices.len()).map(Self::Practice));
        all.extend((0..scenario.symptoms.len()).flat_map(|i| [Self::Symptom(i), Self::SymptomEver(i)]));
        all.extend(
            (0..scenario.stages.len())
                .flat_map(|i| [Self::Stage(i), Self::Incidence(i), Self::Entries(i), Self::Entered(i)]),
        );
        all.extend([Self::LoadMean, Self::LoadTotal, Self::LoadMedian]);
        all
    }

    /// Name in the column `measure`.
    pub fn name(self, scenario: &Scenario) -> String {
        let symptom = |i: usize| &scenario.symptoms[i].name;
        let stage = |i: usize| &scenario.stages[i].name;
        match self {
            Self::Adopters => "adopters".into(),
            Self::AdoptersShare => "adopters_share".into(),
            Self::Practice(i) => format!("{}_share", scenario.practices[i].name),
            Self::Symptom(i) => format!("{}_prevalence", symptom(i)),
            Self::SymptomEver(i) => format!("{}_ever_share", symptom(i)),
            Self::Stage(i) => format!("{}_prevalence", stage(i)),
            Self::Incidence(i) => format!("{}_incidence_per_1000_py", stage(i)),
            Self::Entries(i) => format!("{}_entries", stage(i)),
            Self::Entered(i) => format!("{}_entered", stage(i)),
            Self::LoadMean => "load_mean".into(),
            Self::LoadTotal => "load_total".into(),
            Self::LoadMedian => "load_median".into(),
        }
    }

    /// Its value in the last of `rows`, which are those of one group (and age
    /// band) up to a checkpoint; none if it is undefined there.
    pub fn value(self, rows: &[&Row]) -> Option<f64> {
        let now = rows.last()?;
        let share = |part: u64| part as f64 / now.people as f64;
        // Of a band the load is not recorded, which is not a load of nothing.
        let total = |load: f64| if now.band.is_some() { f64::NAN } else { load };
        let load = |load: f64| if now.people == 0 { f64::NAN } else { total(load) };
        let value = match self {
            Self::Adopters => now.adopters as f64,
            Self::AdoptersShare => share(now.adopters),
            Self::Practice(i) => share(*now.practices.get(i)?),
            Self::Symptom(i) => share(now.symptoms.get(i)?.people),
            Self::SymptomEver(i) => share(now.symptoms.get(i)?.ever),
            Self::Stage(i) => share(now.stages.get(i)?.people),
            Self::Incidence(i) => 1000.0 * entries(rows, i) as f64 / at_risk_years(rows, i),
            Self::Entries(i) => entries(rows, i) as f64,
            Self::Entered(i) => now.stages.get(i)?.entered as f64,
            Self::LoadMean => load(now.load.mean),
            Self::LoadTotal => total(now.load.total),
            Self::LoadMedian => load(now.load.quantiles[2]),
        };
        Some(value).filter(|value| value.is_finite())
    }
}

fn counts<'a>(rows: &'a [&Row], stage: usize) -> impl Iterator<Item = &'a StageCounts> {
    rows.iter().filter_map(move |row| row.stages.get(stage))
}

fn entries(rows: &[&Row], stage: usize) -> u64 {
    counts(rows, stage).map(|counts| counts.entries).sum()
}

fn at_risk_years(rows: &[&Row], stage: usize) -> f64 {
    counts(rows, stage).map(|counts| counts.at_risk_years).sum()
}
