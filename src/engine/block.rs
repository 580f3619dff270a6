//! The state of a block of neighbouring people, one array per property.
//!
//! Blocks are the unit of parallel work: a step writes a block through one
//! thread and reads other people only through what they showed at the end of
//! the step before ([`seen`]), so the size of blocks and the number of threads
//! cannot change a result.

use super::glance::{GLANCE, positions, which};
use super::model::Model;
use super::present::{Present, tightness};
use super::tally::{Standing, Tally};
use crate::draw::{Draws, Purpose};
use crate::population::People;
use crate::prefetch::prefetch;
use std::sync::Arc;

/// People per block: a multiple of 64 (whole groups of keystream words), small enough to stay in cache.
pub const BLOCK: usize = 4096;

/// No week of adoption yet.
pub const NEVER: i32 = i32::MIN;

/// More adopting peers than anybody has: the least number that is never reached.
pub const TOO_MANY: u8 = u8::MAX;

/// What others can see of a person, in one byte.
pub mod seen {
    /// The practice followed.
    pub const PRACTICE: u8 = 31;
    /// Has a symptom.
    pub const UNWELL: u8 = 32;
    /// Persuades with a weight of their own (champions).
    pub const CHAMPION: u8 = 64;
    /// Adopted in the step before; shown only where that matters, under `cascade`.
    pub const NEW: u8 = 128;
}

/// The state of persons `first..first + len()`. What a model has no use for is left empty: everything about wear,
/// load and conditions where nothing pulls, and the calendar where nothing happens but adoption.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// Id of the first person.
    pub first: usize,
    /// Group; empty where there is only one.
    group: Vec<u8>,
    /// Age band; empty where there is only one.
    band: Vec<u8>,
    /// The people of the whole community at week 0: ages and traits last for as long as nobody comes.
    members: Arc<People>,
    /// Ages in years at week 0 (negative for those born later) and traits, as bits, where newcomers may take the place
    /// of those; else empty.
    age: Vec<f32>,
    traits: Vec<u8>,
    /// Practice followed.
    pub practice: Vec<u8>,
    /// Stage: 0 for none, 1 for the first.
    pub stage: Vec<u8>,
    /// Stages ever been in, as bits; empty where there are no programmes, which alone ask.
    pub had: Vec<u8>,
    /// Stages entered since week 0 (or since they came), as bits.
    pub entered: Vec<u8>,
    /// Symptoms present in the last step, as bits.
    pub symptoms: Vec<u8>,
    /// Symptoms ever had, as bits.
    pub ever: Vec<u8>,
    /// Changes of mind so far; empty where nobody changes theirs twice.
    pub(super) episode: Vec<u8>,
    /// The present wear; empty where it does not matter when a practice was taken up.
    pub present: Vec<Present>,
    /// Step of the next review, where everybody attends to every one of theirs; else empty.
    pub reviews: Vec<i32>,
    /// Steps from week 0 to the first adoption, or [`NEVER`].
    pub toa: Vec<i32>,
    /// τ0^m; empty where m = 1.
    pub power: Vec<f32>,
    /// Pressure that outside influence and peers put on the person in a step (NaN until it is looked up), or that
    /// discontinuance does; under thresholds, peer_exposure. Empty where adopting peers are counted.
    pub pressure: Vec<f32>,
    /// What pressure has left of the resistance to the next change of mind; outside the innovation under thresholds,
    /// the threshold.
    pub resistance: Vec<f32>,
    /// Where adopting peers are counted under thresholds: how many it takes, [`TOO_MANY`] for those who cannot be
    /// persuaded now.
    pub needed: Vec<u8>,
    /// Positions of those whose mind may change, in no order.
    pub open: Vec<u16>,
    /// Whether `open` has to be listed anew.
    pub reopen: bool,
    /// How many minds are open at most, while those are so many that everybody is gone through without the list;
    /// else 0.
    pub crowd: usize,
    /// Positions of those who have to look at their peers anew, since they now stand elsewhere.
    pub anew: Vec<u16>,
    /// Tolerances by person, then condition.
    pub tolerance: Vec<f32>,
    /// By person, then gathering stage: load gathered in it, or while in it the load L_cum at which it would
    /// have been 0; in whole units.
    pub gathered: Vec<i64>,
    /// Step of the first review at which the person drifts; empty without drift.
    pub drifts: Vec<i32>,
    /// Step at which the person has next to be looked at whatever their peers do (see [`forecast`](super::forecast)).
    pub calendar: Vec<i32>,
    /// Positions of those who are looked at in this step.
    pub awake: Vec<u16>,
    /// Step at which the person leaves the community; empty without turnover.
    pub leaves: Vec<i32>,
    /// Step at which the person came, 0 for those present at the start; empty without turnover.
    pub arrived: Vec<u32>,
    /// Ids of newcomers of this step.
    pub newcomers: Vec<u32>,
    /// Those who look different from the step before: position, and what they show.
    pub shown: Vec<(u16, u8)>,
    /// Those who were new adopters in the step before; only where that matters.
    pub fresh: Vec<u16>,
    /// Counts.
    pub tally: Tally,
}

impl Block {
    /// The state of persons `first..first + len` at week 0, before their history: traits of theirs drawn, no load.
    pub fn new(model: &Model, people: &Arc<People>, draws: &Draws, first: usize, len: usize) -> Self {
        let range = first..first + len;
        let mut words = vec![0; len];
        let (own_ages, own_traits) = if model.turnover > 0.0 {
            (people.age[range.clone()].to_vec(), range.clone().map(|person| people.traits(person)).collect())
        } else {
            (vec![], vec![])
        };
        let practice = people.practice[range.clone()].to_vec();
        let pulled = if model.stressful { len } else { 0 };
        let mut present = vec![Present::NEW; if model.keeps_time() { len } else { 0 }];
        let conditions = model.conditions.len();
        let mut tolerance = vec![0.0; pulled * conditions];
        if model.stressful {
            draws.stream(Purpose::of("tightness", ""), 0).fill(first, &mut words);
            for (present, &word) in present.iter_mut().zip(&words) {
                present.tightness = tightness(model, word);
            }
            let mut drawn = vec![0.0; len];
            for (c, condition) in model.conditions.iter().enumerate() {
                condition.draw_tolerances(draws, first, &mut words, &mut drawn);
                for (i, drawn) in drawn.iter().enumerate() {
                    tolerance[i * conditions + c] =
                        drawn * condition.factor(people.group(first + i), people.traits(first + i));
                }
            }
        }
        let (leaves, arrived) = if model.turnover > 0.0 {
            ((0..len).map(|i| leaving(model, draws, first + i, 0)).collect(), vec![0; len])
        } else {
            (vec![], vec![])
        };
        Self {
            first,
            resistance: model.resistances(draws, first, &practice),
            members: Arc::clone(people),
            age: own_ages,
            traits: own_traits,
            toa: practice.iter().map(|&s| if model.adopts(s) { 0 } else { NEVER }).collect(),
            stage: vec![0; pulled],
            had: vec![0; if model.programmes { pulled } else { 0 }],
            entered: vec![0; pulled],
            symptoms: vec![0; pulled],
            ever: vec![0; pulled],
            episode: vec![0; if model.adopted_for_good { 0 } else { len }],
            present,
            power: vec![0.0; if model.exponent == 1.0 { 0 } else { pulled }],
            reopen: true,
            gathered: vec![0; pulled * model.gathering.len()],
            drifts: vec![i32::MAX; if model.drift > 0.0 { len } else { 0 }],
            calendar: vec![0; if model.eventful { len } else { 0 }],
            group: if model.groups.len() > 1 { people.group[range.clone()].to_vec() } else { vec![] },
            band: if model.age_bands.is_empty() {
                vec![]
            } else {
                people.age[range].iter().map(|&age| model.band(age)).collect()
            },
            tally: Tally::new(model),
            practice,
            tolerance,
            leaves,
            arrived,
            ..Self::default()
        }
    }

    /// Number of people.
    pub fn len(&self) -> usize {
        self.practice.len()
    }

    /// Whether there is nobody.
    pub fn is_empty(&self) -> bool {
        self.practice.is_empty()
    }

    /// Group of person `i`.
    #[inline(always)]
    pub fn group(&self, i: usize) -> u8 {
        self.group.get(i).copied().unwrap_or(0)
    }

    /// Cell of the tally in which person `i` counts: their group and age band.
    #[inline(always)]
    pub fn cell(&self, model: &Model, i: usize) -> u16 {
        model.cell(self.group(i), self.band.get(i).copied().unwrap_or(0))
    }

    /// Person `i` comes into another group.
    pub fn move_to_group(&mut self, i: usize, group: u8) {
        if let Some(own) = self.group.get_mut(i) {
            *own = group;
        }
    }

    /// Person `i` comes into another age band.
    pub fn move_to_band(&mut self, i: usize, band: u8) {
        if let Some(own) = self.band.get_mut(i) {
            *own = band;
        }
    }

    /// Age in years of person `i` at week 0 (negative for those born later).
    #[inline]
    pub fn age(&self, i: usize) -> f32 {
        if self.age.is_empty() { self.members.age[self.first + i] } else { self.age[i] }
    }

    /// Traits of person `i`, as bits.
    #[inline]
    pub fn traits(&self, i: usize) -> u8 {
        if self.traits.is_empty() { self.members.traits(self.first + i) } else { self.traits[i] }
    }

    /// Gives the place of person `i` to somebody of another age and other traits, to whom nothing has happened yet.
    pub fn replace(&mut self, model: &Model, i: usize, age: f32, traits: u8) {
        (self.age[i], self.traits[i]) = (age, traits);
        let bits = [
            &mut self.stage,
            &mut self.had,
            &mut self.entered,
            &mut self.symptoms,
            &mut self.ever,
            &mut self.episode,
        ];
        bits.into_iter().filter_map(|all| all.get_mut(i)).for_each(|own| *own = 0);
        let stages = if model.stressful { model.gathering.len() } else { 0 };
        self.gathered[i * stages..(i + 1) * stages].fill(0);
    }

    /// Changes of mind of person `i` so far.
    #[inline]
    pub fn episode(&self, i: usize) -> u8 {
        // Where nobody changes their mind twice, once or not at all.
        self.episode.get(i).copied().unwrap_or(u8::from(self.toa[i] > 0))
    }

    /// Stage of person `i`, 0 for none.
    #[inline]
    pub fn stage(&self, i: usize) -> u8 {
        self.stage.get(i).copied().unwrap_or(0)
    }

    /// Symptoms that person `i` had in the last step, as bits.
    #[inline]
    pub fn symptoms(&self, i: usize) -> u8 {
        self.symptoms.get(i).copied().unwrap_or(0)
    }

    /// Tolerance of person `i` for a condition, in the unit of its measure.
    #[inline]
    pub fn tolerance(&self, model: &Model, condition: usize, i: usize) -> f32 {
        self.tolerance[i * model.conditions.len() + condition]
    }

    /// What the tally counts of person `i`.
    #[inline]
    pub fn standing(&self, i: usize) -> Standing {
        let bits = |of: &[u8]| of.get(i).copied().unwrap_or(0);
        Standing {
            practice: self.practice[i],
            stage: bits(&self.stage),
            symptoms: bits(&self.symptoms),
            ever: bits(&self.ever),
            entered: bits(&self.entered),
        }
    }

    /// Counts everybody as they stand.
    pub fn count_everybody(&mut self, model: &Model) {
        let mut tally = std::mem::take(&mut self.tally);
        for i in 0..self.len() {
            tally.joins(self.cell(model, i), self.standing(i));
        }
        self.tally = tally;
    }

    /// Has person `i` looked at in step `t`.
    #[inline]
    pub fn wake(&mut self, i: usize, t: i32) {
        match self.calendar.get_mut(i) {
            Some(due) if *due > t => *due = t,
            Some(_) => return,
            None => {}
        }
        self.awake.push(i as u16);
    }

    /// Lists those to be looked at in step `t`.
    pub fn wake_everybody_due(&mut self, t: i32) {
        if self.calendar.is_empty() {
            return;
        }
        self.awake.clear();
        for (glance, dates) in self.calendar.chunks(GLANCE).enumerate() {
            let due = positions(which(dates, |date| date <= t));
            self.awake.extend(due.map(|i| (glance * GLANCE + i) as u16));
        }
    }

    /// Asks memory for what adoption by person `i` will touch.
    #[inline]
    pub fn prefetch_adoption(&self, i: usize) {
        prefetch(&self.practice, i);
        prefetch(&self.group, i);
        prefetch(&self.band, i);
        prefetch(&self.toa, i);
    }

    /// The same for any change of mind.
    #[inline]
    pub fn prefetch_mind(&self, i: usize) {
        self.prefetch_adoption(i);
        prefetch(&self.episode, i);
    }

    /// The same for what a choice depends on beside peers.
    #[inline]
    pub fn prefetch_stress(&self, i: usize) {
        prefetch(&self.present, i);
        prefetch(&self.tolerance, i * (self.tolerance.len() / self.len()));
    }

    /// The same for what is looked at in somebody who is awake.
    #[inline]
    pub fn prefetch_life(&self, i: usize) {
        self.prefetch_stress(i);
        prefetch(&self.practice, i);
        prefetch(&self.group, i);
        prefetch(&self.band, i);
        prefetch(&self.drifts, i);
        prefetch(&self.stage, i);
        prefetch(&self.entered, i);
        prefetch(&self.symptoms, i);
        prefetch(&self.ever, i);
        prefetch(&self.gathered, i * (self.gathered.len() / self.len()));
        prefetch(&self.members.traits, self.first + i);
    }
}

/// The step at which someone who came at step `arrived` leaves: exponential with the turnover rate.
pub fn leaving(model: &Model, draws: &Draws, person: usize, arrived: u32) -> i32 {
    let word = draws.stream(Purpose::of("turnover", ""), arrived).at(person);
    let stay = (crate::draw::exponential(word) / model.turnover).ceil().min(1e9);
    arrived as i32 + stay as i32
}
