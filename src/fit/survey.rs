//! Asking people: of how many is something so, among whom.

use crate::engine::Model;
use crate::engine::block::Block;
use crate::scenario::Scenario;
use crate::scenario::fitting::{Was, Who, WhoAmong};
use std::collections::BTreeMap;

/// A [`Who`] with names turned into bits.
#[derive(Clone, Debug)]
pub struct Picked {
    groups: u64,
    ages: [f32; 2],
    traits: u8,
    without_traits: u8,
    practices: u32,
    /// Bit k for stage k, bit 0 for none of them.
    stages: u32,
    /// Steps at which people are asked for their stage, and which it has to be.
    was: Vec<(i32, u32)>,
    ever: Option<u8>,
    never: u8,
}

impl Picked {
    /// Those whom `who` means in this scenario, which it has been checked against.
    pub fn new(who: &Who, scenario: &Scenario, model: &Model) -> Self {
        let bits = |list: &Option<Vec<String>>, among: WhoAmong| {
            list.as_ref()
                .map(|list| list.iter().filter_map(|name| position(among, name, scenario)).sum::<u64>())
        };
        let all = |list: Option<u64>| list.unwrap_or(u64::MAX);
        // Stages are numbered from 1.
        let stages = |list: &Option<Vec<String>>| bits(list, WhoAmong::Stage).map(|bits| (bits << 1) as u32);
        let within = |of: &Option<Vec<String>>, without: &Option<Vec<String>>| {
            stages(of).unwrap_or(u32::MAX) & !stages(without).unwrap_or(0)
        };
        let was = |was: &Was| (model.steps_in(was.at), within(&was.stages, &was.without_stages));
        Self {
            groups: all(bits(&who.groups, WhoAmong::Group)),
            ages: who.ages.map_or([f32::NEG_INFINITY, f32::INFINITY], |ages| ages.map(|age| age as f32)),
            traits: bits(&who.traits, WhoAmong::Trait).unwrap_or(0) as u8,
            without_traits: bits(&who.without_traits, WhoAmong::Trait).unwrap_or(0) as u8,
            practices: all(bits(&who.practices, WhoAmong::Practice)) as u32,
            stages: within(&who.stages, &who.without_stages),
            was: who.was.iter().map(was).collect(),
            ever: bits(&who.ever, WhoAmong::Symptom).map(|bits| bits as u8),
            never: bits(&who.never, WhoAmong::Symptom).unwrap_or(0) as u8,
        }
    }

    /// Those who follow the innovation.
    pub fn adopters(model: &Model, scenario: &Scenario) -> Self {
        Self { practices: model.innovation, ..Self::new(&Who::default(), scenario, model) }
    }

    /// Steps before which people's stages have to be noted.
    pub fn looks_back_to(&self) -> impl Iterator<Item = i32> {
        self.was.iter().map(|&(step, _)| step)
    }

    fn means(&self, person: &Person<'_>) -> bool {
        let has = |bits: u32, bit: u8| bits >> bit & 1 == 1;
        self.groups >> person.group & 1 == 1
            && (self.ages[0]..self.ages[1]).contains(&person.age)
            && person.traits & self.traits == self.traits
            && person.traits & self.without_traits == 0
            && has(self.practices, person.practice)
            && has(self.stages, person.stage)
            && self.was.iter().all(|&(step, stages)| has(stages, person.stage_before(step)))
            && self.ever.is_none_or(|ever| person.ever & ever != 0)
            && person.ever & self.never == 0
    }
}

/// The bit of a name.
fn position(among: WhoAmong, name: &str, scenario: &Scenario) -> Option<u64> {
    let found = match among {
        WhoAmong::Group => scenario.population.groups.iter().position(|one| one.name == name),
        WhoAmong::Trait => scenario.traits.iter().position(|one| one.name == name),
        WhoAmong::Practice => scenario.practices.iter().position(|one| one.name == name),
        WhoAmong::Stage => scenario.stages.iter().position(|one| one.name == name),
        WhoAmong::Symptom => scenario.symptoms.iter().position(|one| one.name == name),
    };
    found.map(|at| 1 << at)
}

struct Person<'a> {
    id: usize,
    group: u8,
    age: f32,
    traits: u8,
    practice: u8,
    stage: u8,
    ever: u8,
    noted: &'a Noted,
}

impl Person<'_> {
    fn stage_before(&self, step: i32) -> u8 {
        self.noted.get(&step).map_or(0, |stages| stages.get(self.id).copied().unwrap_or(0))
    }
}

/// Everybody's stage, by the step before which it was noted.
pub type Noted = BTreeMap<i32, Vec<u8>>;

/// Everybody's stage as they stand.
pub fn stages(blocks: &[Block]) -> Vec<u8> {
    blocks.iter().flat_map(|block| (0..block.len()).map(|i| block.stage(i))).collect()
}

/// What people answered, added up: with y = 1 for those to whom it applies and x their ages.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Answers {
    /// Number of people asked.
    pub people: f64,
    /// Σ y.
    pub yes: f64,
    /// Σ x, years.
    age: f64,
    /// Σ x².
    age_square: f64,
    /// Σ x·y.
    age_yes: f64,
}

impl Answers {
    /// Adds those of other people.
    pub fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.yes += other.yes;
        self.age += other.age;
        self.age_square += other.age_square;
        self.age_yes += other.age_yes;
    }

    /// Share to whom it applies.
    pub fn share(&self) -> f64 {
        self.yes / self.people
    }

    /// Log odds, and their variance because only so many were asked (Woolf 1955, with a half added to each count).
    pub fn log_odds(&self) -> (f64, f64) {
        let (yes, no) = (self.yes + 0.5, self.people - self.yes + 0.5);
        (libm::log(yes / no), 1.0 / yes + 1.0 / no)
    }

    /// Least-squares slope of y by age, per year, and its variance.
    pub fn slope(&self) -> (f64, f64) {
        let spread = self.age_square - self.age * self.age / self.people;
        let share = self.share();
        ((self.age_yes - self.age * share) / spread, share * (1.0 - share) / spread)
    }
}

/// Asks everybody whom `of` means whether `who` applies, as they stand before step `t`.
pub fn ask(blocks: &[Block], model: &Model, t: i32, noted: &Noted, of: &Picked, who: &Picked) -> Answers {
    let mut sum = Answers::default();
    for block in blocks {
        for i in 0..block.len() {
            let person = Person {
                id: block.first + i,
                group: block.group(i),
                age: model.age_after(block.age(i), t),
                traits: block.traits(i),
                practice: block.practice[i],
                stage: block.stage(i),
                ever: block.ever.get(i).copied().unwrap_or(0),
                noted,
            };
            if of.means(&person) {
                let (age, yes) = (f64::from(person.age), f64::from(who.means(&person)));
                let one = Answers { people: 1.0, yes, age, age_square: age * age, age_yes: age * yes };
                sum.add(&one);
            }
        }
    }
    sum
}
