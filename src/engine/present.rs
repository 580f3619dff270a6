//! The present wear of a person: when it began, what it does, and what came before.

use super::block::Block;
use super::glance::{GLANCE, positions, which};
use super::loads::units_of;
use super::model::Model;
use super::wear::Moment;
use crate::draw::normal;

/// The present wear of a person, with all that is asked about it in the weeks in which somebody is looked at: in one
/// place, since such people are far between.
#[derive(Clone, Copy, Debug)]
pub struct Present {
    /// Load L_cum at `taken_up`, in whole units ([`load_of`](super::loads::load_of)).
    pub load: i64,
    /// Strain D at `taken_up`.
    pub strain: f64,
    /// Stress τ0 when a wear begins.
    pub stress: f32,
    /// Lasting factor on stress.
    pub tightness: f32,
    /// Step at which the practice was taken up. It is renewed every `worn_for` from then on, and the wears that are
    /// over are settled only when somebody asks ([`settle`](Block::settle)).
    pub taken_up: i32,
    /// Step in which the person comes to another age or leaves, or shortly before.
    pub fate: i32,
}

impl Present {
    /// Somebody on whom nothing has pulled yet.
    pub const NEW: Self =
        Self { load: 0, strain: 0.0, stress: 0.0, tightness: 1.0, taken_up: 0, fate: i32::MIN };

    /// Load, in whole units, that `k` steps of a wear put on somebody who follows `practice`.
    #[inline(always)]
    fn load_within(&self, model: &Model, practice: u8, k: usize) -> i64 {
        units_of(f64::from(self.stress) * model.moment(practice, k).load)
    }

    /// The same of a whole number of wears.
    #[inline(always)]
    fn load_of_wears(&self, model: &Model, practice: u8, wears: i32) -> i64 {
        let worn = model.worn[usize::from(practice & 31)] as usize;
        i64::from(wears).saturating_mul(self.load_within(model, practice, worn))
    }

    /// Load L_cum, in whole units, of somebody who follows `practice` at the beginning of step `t`.
    #[inline(always)]
    pub fn load_at(&self, model: &Model, practice: u8, t: i32) -> i64 {
        let worn = model.worn[usize::from(practice & 31)];
        let passed = (t - 1 - self.taken_up).max(0);
        // Whether a wear is over cannot be foreseen: a division rather than a branch.
        let wears = passed as u32 / worn as u32;
        let k = 1 + passed as u32 - wears * worn as u32;
        let over = self.load_of_wears(model, practice, wears as i32);
        self.load.saturating_add(over).saturating_add(self.load_within(model, practice, k as usize))
    }
}

impl Block {
    /// Whether person `i` reviews at step `t`: their present wear has lasted its time.
    #[inline]
    pub fn due(&self, model: &Model, i: usize, t: i32) -> bool {
        let Some(present) = self.present.get(i) else { return true };
        let (worn, passed) = (model.worn[usize::from(self.practice[i])], t - present.taken_up);
        passed >= worn && (passed == worn || passed % worn == 0)
    }

    /// The first review of person `i` from step `t` on.
    pub fn next_review(&self, model: &Model, i: usize, t: i32) -> i32 {
        let (worn, taken_up) = (model.worn[usize::from(self.practice[i])], self.present[i].taken_up);
        taken_up + ((t - taken_up + worn - 1) / worn).max(1) * worn
    }

    /// Puts down when each person next reviews, from step `t` on.
    pub fn plan_reviews(&mut self, model: &Model, t: i32) {
        self.reviews = (0..self.present.len()).map(|i| self.next_review(model, i, t)).collect();
    }

    /// Lists those who review at step `t`, and puts down their next review, should they go on as before.
    pub fn take_reviews(&mut self, model: &Model, t: i32) -> Vec<u16> {
        if self.reviews.is_empty() {
            return (0..self.len()).map(|i| i as u16).collect();
        }
        let mut due = Vec::with_capacity(self.len());
        let glances = self.reviews.chunks_mut(GLANCE).zip(self.practice.chunks(GLANCE));
        for (glance, (reviews, practices)) in glances.enumerate() {
            for i in positions(which(reviews, |review| review == t)) {
                due.push((glance * GLANCE + i) as u16);
                reviews[i] += model.worn[usize::from(practices[i] & 31)];
            }
        }
        due
    }

    /// The start of the wear that person `i` is in after the reviews of step `t`, with load (in whole units) and strain
    /// then.
    #[inline]
    pub fn settled(&self, model: &Model, i: usize, t: i32) -> (i32, i64, f64) {
        let practice = self.practice[i];
        let Present { mut load, mut strain, taken_up, .. } = self.present[i];
        let (worn, passed) = (model.worn[usize::from(practice & 31)], t - taken_up);
        // Most are within the wear that was settled last; a division takes its time.
        let wears = if passed < worn { 0 } else { passed / worn };
        if wears > 0 {
            let end = model.moment(practice, worn as usize);
            load = load.saturating_add(self.present[i].load_of_wears(model, practice, wears));
            let gain = f64::from(self.power(i)) * end.strain;
            for _ in 0..wears {
                strain = strain * end.decay + gain;
            }
        }
        (taken_up + wears * worn, load, strain)
    }

    /// Settles the wears of person `i` that are over once those of step `t` have reviewed.
    #[inline]
    pub fn settle(&mut self, model: &Model, i: usize, t: i32) {
        let (taken_up, load, strain) = self.settled(model, i, t);
        let present = &mut self.present[i];
        if taken_up != present.taken_up {
            (present.taken_up, present.load, present.strain) = (taken_up, load, strain);
        }
    }

    /// Load L_cum (in whole units) and strain D of person `i`, `k` steps into the wear that began at `taken_up`.
    #[inline(always)]
    pub fn load_and_strain(&self, model: &Model, i: usize, k: usize) -> (i64, f64) {
        let Moment { strain, decay, .. } = *model.moment(self.practice[i], k);
        let present = &self.present[i];
        (
            present.load.saturating_add(present.load_within(model, self.practice[i], k)),
            present.strain * decay + f64::from(self.power(i)) * strain,
        )
    }

    /// Load L_cum of person `i` at the beginning of step `t`, in whole units; 0 where nothing pulls.
    #[inline]
    pub fn load_at(&self, model: &Model, i: usize, t: i32) -> i64 {
        self.present.get(i).map_or(0, |present| present.load_at(model, self.practice[i], t))
    }

    /// Strain D of person `i` at the beginning of step `t`; 0 where nothing pulls.
    pub fn strain_at(&self, model: &Model, i: usize, t: i32) -> f64 {
        if self.present.is_empty() {
            return 0.0;
        }
        let (began, _, strain) = self.settled(model, i, t - 1);
        let moment = model.moment(self.practice[i], (t - began) as usize);
        strain * moment.decay + f64::from(self.power(i)) * moment.strain
    }

    /// Ends the present wear at step `t` and begins one of `practice`, whose stress training changes by `gentleness`.
    pub fn take_up(&mut self, model: &Model, i: usize, practice: u8, t: i32, gentleness: f32) {
        if !self.present.is_empty() {
            self.settle(model, i, t);
            let (load, strain) = self.load_and_strain(model, i, (t - self.present[i].taken_up) as usize);
            (self.present[i].load, self.present[i].strain) = (load, strain);
        }
        self.begin_wear(model, i, practice, t, gentleness);
    }

    /// Begins a wear of `practice` at step `t` without settling the one before.
    pub fn begin_wear(&mut self, model: &Model, i: usize, practice: u8, t: i32, gentleness: f32) {
        self.practice[i] = practice;
        if self.present.is_empty() {
            return;
        }
        if let Some(review) = self.reviews.get_mut(i) {
            *review = t + model.worn[usize::from(practice)];
        }
        let stress = self.plain_stress(model, i) * gentleness;
        let present = &mut self.present[i];
        (present.taken_up, present.stress) = (t, stress);
        if let Some(power) = self.power.get_mut(i) {
            *power = model.power(stress);
        }
    }

    /// Stress at the start of a wear of the present practice, if no training makes it gentler.
    #[inline]
    pub fn plain_stress(&self, model: &Model, i: usize) -> f32 {
        model.stress_of(self.practice[i], self.group(i), self.traits(i), self.present[i].tightness)
    }

    /// τ0^m of the present wear of person `i`.
    #[inline]
    pub fn power(&self, i: usize) -> f32 {
        if self.power.is_empty() { self.present[i].stress } else { self.power[i] }
    }
}

/// Tightness from a word: LogNormal(0, σ).
pub fn tightness(model: &Model, word: u32) -> f32 {
    if model.tightness_spread == 0.0 { 1.0 } else { libm::exp(model.tightness_spread * normal(word)) as f32 }
}
