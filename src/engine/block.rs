//! The state of a block of neighbouring people, one array per property.
//!
//! Blocks are the unit of parallel work: a step writes a block through one
//! thread and reads other people only through what they showed at the end of
//! the step before (`seen`), so the size of blocks and the number of threads
//! cannot change a result.

use super::model::Model;
use super::tally::Tally;
use super::wear::Moment;
use crate::draw::{Draws, Purpose, normal};
use crate::population::People;

/// People per block: a multiple of 64 (whole groups of keystream words), small enough to stay in cache.
pub const BLOCK: usize = 4096;

/// No week of adoption yet.
pub const NEVER: i32 = i32::MIN;

/// What others can see of a person, in one byte.
pub mod seen {
    /// The practice followed.
    pub const PRACTICE: u8 = 31;
    /// Has a symptom.
    pub const UNWELL: u8 = 32;
    /// Persuades with a weight of their own (champions).
    pub const CHAMPION: u8 = 64;
    /// Adopted in the step before.
    pub const NEW: u8 = 128;
}

/// The state of persons `first..first + len()`.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Id of the first person.
    pub first: usize,
    /// Group.
    pub group: Vec<u8>,
    /// Cell of the tally: group and age band.
    pub cell: Vec<u16>,
    /// Traits, as bits.
    pub traits: Vec<u8>,
    /// Practice followed.
    pub practice: Vec<u8>,
    /// Stage: 0 for none, 1 for the first.
    pub stage: Vec<u8>,
    /// Stages ever been in, as bits.
    pub had: Vec<u8>,
    /// Stages entered since week 0 (or since they came), as bits.
    pub entered: Vec<u8>,
    /// Symptoms present in the last step, as bits.
    pub symptoms: Vec<u8>,
    /// Symptoms ever had, as bits.
    pub ever: Vec<u8>,
    /// Changes of mind so far.
    pub episode: Vec<u8>,
    /// What others saw of them at the end of the last step.
    pub seen: Vec<u8>,
    /// Age in years at week 0 (negative for those born later).
    pub age: Vec<f32>,
    /// Lasting factor on stress.
    pub tightness: Vec<f32>,
    /// Step at which the present wear began.
    pub taken_up: Vec<i32>,
    /// Steps from week 0 to the first adoption, or [`NEVER`].
    pub toa: Vec<i32>,
    /// Stress τ0 when the present wear began.
    pub stress: Vec<f32>,
    /// τ0^m; empty where m = 1.
    pub power: Vec<f32>,
    /// Load L_cum when the present wear began.
    pub load: Vec<f64>,
    /// Strain D when the present wear began.
    pub strain: Vec<f64>,
    /// peer_exposure when last looked at.
    pub exposure: Vec<f32>,
    /// Pressure since the last change of mind.
    pub pressure: Vec<f32>,
    /// Pressure (or peer_exposure) at which the person next changes their mind.
    pub resistance: Vec<f32>,
    /// Tolerance by condition, then person.
    pub tolerance: Vec<Vec<f32>>,
    /// By gathering stage, then person: load gathered in it, or while in it the load L_cum at which it would
    /// have been 0.
    pub gathered: Vec<Vec<f64>>,
    /// Step at which the person leaves the community; empty without turnover.
    pub leaves: Vec<i32>,
    /// Step at which the person came, 0 for those present at the start; empty without turnover.
    pub arrived: Vec<u32>,
    /// Ids of newcomers of this step.
    pub newcomers: Vec<u32>,
    /// Counts.
    pub tally: Tally,
}

impl Block {
    /// The state of persons `first..first + len` at week 0, before their history: traits of theirs drawn, no load.
    pub fn new(model: &Model, people: &People, draws: &Draws, first: usize, len: usize) -> Self {
        let range = first..first + len;
        let mut words = vec![0; len];
        let group = people.group[range.clone()].to_vec();
        let traits = people.traits[range.clone()].to_vec();
        let practice = people.practice[range.clone()].to_vec();
        let tightness = {
            draws.stream(Purpose::of("tightness", ""), 0).fill(first, &mut words);
            words.iter().map(|&w| tightness(model, w)).collect()
        };
        let tolerance = model
            .conditions
            .iter()
            .map(|condition| {
                let mut drawn = vec![0.0; len];
                condition.draw_tolerances(draws, first, &mut words, &mut drawn);
                for (i, t) in drawn.iter_mut().enumerate() {
                    *t *= condition.factor(group[i], traits[i]);
                }
                drawn
            })
            .collect();
        let resistance = practice
            .iter()
            .enumerate()
            .map(|(i, &s)| model.resistance(draws, first + i, model.adopts(s), 0, 0))
            .collect();
        let (leaves, arrived) = if model.turnover > 0.0 {
            ((0..len).map(|i| leaving(model, draws, first + i, 0)).collect(), vec![0; len])
        } else {
            (vec![], vec![])
        };
        Self {
            first,
            age: people.age[range].to_vec(),
            seen: practice.clone(),
            toa: practice.iter().map(|&s| if model.adopts(s) { 0 } else { NEVER }).collect(),
            stage: vec![0; len],
            had: vec![0; len],
            entered: vec![0; len],
            symptoms: vec![0; len],
            ever: vec![0; len],
            episode: vec![0; len],
            taken_up: vec![0; len],
            stress: vec![0.0; len],
            power: vec![0.0; if model.exponent == 1.0 { 0 } else { len }],
            load: vec![0.0; len],
            strain: vec![0.0; len],
            exposure: vec![0.0; len],
            pressure: vec![0.0; len],
            gathered: vec![vec![0.0; len]; model.gathering.len()],
            newcomers: vec![],
            cell: (0..len).map(|i| model.cell(group[i], people.age[first + i])).collect(),
            tally: Tally::new(model),
            group,
            traits,
            practice,
            tightness,
            tolerance,
            resistance,
            leaves,
            arrived,
        }
    }

    /// Number of people.
    pub fn len(&self) -> usize {
        self.group.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.group.is_empty()
    }

    /// Load L_cum and strain D of person `i`, `k` steps into the present wear.
    #[inline(always)]
    pub fn load_and_strain(&self, model: &Model, i: usize, k: usize) -> (f64, f64) {
        let Moment { load, strain, decay, .. } = *model.moment(self.practice[i], k);
        (
            self.load[i] + f64::from(self.stress[i]) * load,
            self.strain[i] * decay + f64::from(self.power(i)) * strain,
        )
    }

    /// Ends the present wear at step `t` and begins one of `practice`, whose stress training changes by `gentleness`.
    pub fn take_up(&mut self, model: &Model, i: usize, practice: u8, t: i32, gentleness: f32) {
        let (load, strain) = self.load_and_strain(model, i, (t - self.taken_up[i]) as usize);
        self.load[i] = load;
        self.strain[i] = strain;
        self.begin_wear(model, i, practice, t, gentleness);
    }

    /// Begins a wear of `practice` at step `t` without settling the one before.
    pub fn begin_wear(&mut self, model: &Model, i: usize, practice: u8, t: i32, gentleness: f32) {
        self.practice[i] = practice;
        self.taken_up[i] = t;
        let stress = model.stress_of(practice, self.group[i], self.traits[i], self.tightness[i]);
        self.stress[i] = stress * gentleness;
        if let Some(power) = self.power.get_mut(i) {
            *power = model.power(self.stress[i]);
        }
    }

    /// τ0^m of the present wear of person `i`.
    #[inline]
    pub fn power(&self, i: usize) -> f32 {
        if self.power.is_empty() { self.stress[i] } else { self.power[i] }
    }

    /// Records that person `i` adopted or discontinued at step `t`, and draws what their next change of mind takes.
    pub fn change_mind(&mut self, model: &Model, draws: &Draws, i: usize, adopter: bool, t: i32) {
        self.episode[i] = self.episode[i].saturating_add(1);
        self.pressure[i] = 0.0;
        let arrived = self.arrived.get(i).copied().unwrap_or(0);
        self.resistance[i] = model.resistance(draws, self.first + i, adopter, self.episode[i], arrived);
        if adopter && self.toa[i] == NEVER {
            self.toa[i] = t;
        }
    }
}

/// Tightness from a word: LogNormal(0, σ).
pub fn tightness(model: &Model, word: u32) -> f32 {
    if model.tightness_spread == 0.0 { 1.0 } else { libm::exp(model.tightness_spread * normal(word)) as f32 }
}

/// The step at which someone who came at step `arrived` leaves: exponential with the turnover rate.
pub fn leaving(model: &Model, draws: &Draws, person: usize, arrived: u32) -> i32 {
    let word = draws.stream(Purpose::of("turnover", ""), arrived).at(person);
    let stay = (crate::draw::exponential(word) / model.turnover).ceil().min(1e9);
    arrived as i32 + stay as i32
}
