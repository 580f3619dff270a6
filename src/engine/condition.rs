//! Symptoms and stages: which measure brings each on, and how much of it a
//! person tolerates.

use crate::draw::{self, Draws, Purpose};
use crate::scenario::{ByName, Group, Scenario, Tolerance, ToleranceShape, Trait};

/// What a symptom or stage depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// τ now.
    Stress,
    /// D.
    Strain,
    /// L_cum.
    Load,
    /// Load gathered while in the stage of this number (1 for the first).
    LoadWhile(u8),
}

impl Measure {
    /// Reads `stress`, `strain`, `load` or `load while NAME`, where NAME is one of `stages`.
    pub fn parse<'a>(text: &str, stages: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        match text {
            "stress" => Some(Self::Stress),
            "strain" => Some(Self::Strain),
            "load" => Some(Self::Load),
            _ => {
                let name = text.strip_prefix("load while ")?.trim();
                let position = stages.into_iter().position(|stage| stage == name)?;
                Some(Self::LoadWhile(position as u8 + 1))
            }
        }
    }
}

/// A symptom or a stage.
#[derive(Clone, Debug)]
pub struct Condition {
    /// What it depends on.
    pub measure: Measure,
    /// Share of the tolerance below which a stage is left; none for never.
    pub recover_at: Option<f64>,
    purpose: Purpose,
    tolerance: Tolerance,
    /// Factor on tolerance, by group and trait bits (see [`Multipliers`]).
    factor: Multipliers,
}

impl Condition {
    /// All symptoms, then all stages, of a checked scenario.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        let stages = || scenario.stages.iter().map(|s| s.name.as_str());
        let make = |name: &str, measure: &str, tolerance: &Tolerance, recover_at| Self {
            measure: Measure::parse(measure, stages()).expect("measures were checked"),
            recover_at,
            purpose: Purpose::of("tolerance", name),
            tolerance: tolerance.clone(),
            factor: Multipliers::new(scenario, |by_name| by_name.get(name).copied()),
        };
        let symptoms = scenario.symptoms.iter().map(|s| make(&s.name, &s.measure, &s.tolerance, None));
        let stages = scenario.stages.iter().map(|s| make(&s.name, &s.measure, &s.tolerance, s.recover_at));
        symptoms.chain(stages).collect()
    }

    /// The tolerances of persons `first..`, one per entry of `out`, before factors; in the unit of the measure.
    pub fn draw_tolerances(&self, draws: &Draws, first: usize, words: &mut [u32], out: &mut [f32]) {
        draws.stream(self.purpose, 0).fill(first, words);
        for (tolerance, &word) in out.iter_mut().zip(words.iter()) {
            *tolerance = self.quantile(word) as f32;
        }
    }

    /// The tolerance of a newcomer who arrives on `occasion`, before factors.
    pub fn newcomer_tolerance(&self, draws: &Draws, person: usize, occasion: u32) -> f32 {
        self.quantile(draws.stream(self.purpose, occasion).at(person)) as f32
    }

    /// Factor on the tolerance of people of this group with these traits.
    #[inline]
    pub fn factor(&self, group: u8, traits: u8) -> f32 {
        self.factor.get(group, traits) as f32
    }

    fn quantile(&self, word: u32) -> f64 {
        let Tolerance { distribution, median, spread } = self.tolerance;
        match distribution {
            ToleranceShape::Lognormal => median * libm::exp(spread * draw::normal(word)),
            // Weibull with shape 1/spread: median · (E/ln 2)^spread, E standard exponential.
            ToleranceShape::Weibull => {
                median * libm::pow(draw::exponential(word) / std::f64::consts::LN_2, spread)
            }
        }
    }
}

/// A factor for every group and set of traits.
#[derive(Clone, Debug)]
pub struct Multipliers {
    traits: u32,
    factors: Vec<f64>,
}

impl Multipliers {
    /// The product of what `factor_in` finds in the multipliers of the group and of each trait.
    pub fn new(scenario: &Scenario, factor_in: impl Fn(&ByName) -> Option<f64>) -> Self {
        Self::from_parts(
            scenario,
            |group| factor_in(&group.multipliers),
            |named| factor_in(&named.multipliers),
        )
    }

    /// The product of a factor of the group and one of each trait; none counts as 1.
    pub fn from_parts(
        scenario: &Scenario,
        of_group: impl Fn(&Group) -> Option<f64>,
        of_trait: impl Fn(&Trait) -> Option<f64>,
    ) -> Self {
        let traits = scenario.traits.len() as u32;
        let mut factors = Vec::with_capacity(scenario.population.groups.len() << traits);
        for group in &scenario.population.groups {
            for bits in 0..1u32 << traits {
                let mut factor = of_group(group).unwrap_or(1.0);
                for (bit, named) in scenario.traits.iter().enumerate() {
                    if bits >> bit & 1 == 1 {
                        factor *= of_trait(named).unwrap_or(1.0);
                    }
                }
                factors.push(factor);
            }
        }
        Self { traits, factors }
    }

    /// The factor for a group and a set of traits.
    #[inline]
    pub fn get(&self, group: u8, traits: u8) -> f64 {
        self.factors[(usize::from(group) << self.traits) + usize::from(traits)]
    }
}
