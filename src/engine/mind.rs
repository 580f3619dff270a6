//! The mind of a person: whether something may change it, what they still listen to, and what the next change takes.

use super::block::{Block, NEVER, TOO_MANY};
use super::model::Model;
use crate::draw::{Draws, Purpose};

impl Block {
    /// Records that person `i` adopted or discontinued at step `t`, and draws what their next change of mind takes.
    #[inline]
    pub fn change_mind(&mut self, model: &Model, draws: &Draws, i: usize, t: i32) {
        let adopter = model.adopts(self.practice[i]);
        if let Some(episode) = self.episode.get_mut(i) {
            *episode = episode.saturating_add(1);
        }
        let (episode, arrived) = (self.episode(i), self.arrived.get(i).copied().unwrap_or(0));
        self.resistance[i] = model.resistance(draws, self.first + i, adopter, episode, arrived);
        if adopter {
            self.listen_no_more(model, i);
            // The first change of mind is the first adoption: no need to look.
            if episode == 1 || self.toa[i] == NEVER {
                self.toa[i] = t;
            }
        } else {
            self.listen_anew(model, i, model.discontinuance > 0.0);
        }
    }

    /// Draws when person `i`, who has just taken up their practice at step `t`, drifts to another.
    pub fn draw_drift(&mut self, model: &Model, draws: &Draws, i: usize, t: i32) {
        if let Some(drifts) = self.drifts.get_mut(i) {
            let word = || draws.stream(Purpose::of("drift", ""), (t + 1) as u32).at(self.first + i);
            *drifts = t.saturating_add(model.drifts_after(self.practice[i], word));
        }
    }

    /// Draws the same for everybody at week 0, whenever they took their practice up.
    pub fn draw_drifts(&mut self, model: &Model, draws: &Draws) {
        let mut words = vec![0; self.drifts.len()];
        draws.stream(Purpose::of("drift", ""), 0).fill(self.first, &mut words);
        for (i, (drifts, &word)) in self.drifts.iter_mut().zip(&words).enumerate() {
            *drifts = self.present[i].taken_up.saturating_add(model.drifts_after(self.practice[i], || word));
        }
    }

    /// Has what presses on person `i`, whose mind was open or not, looked up again, since they now stand elsewhere.
    pub fn listen_anew(&mut self, model: &Model, i: usize, was_open: bool) {
        if model.adopts(self.practice[i]) {
            return self.listen_no_more(model, i);
        }
        if !self.pressure.is_empty() || !self.needed.is_empty() {
            self.anew.push(i as u16);
        }
        if let Some(pressure) = self.pressure.get_mut(i) {
            *pressure = f32::NAN;
        }
        self.reopen |= was_open != self.is_open(model, i);
    }

    /// The same of an adopter, who listens to nobody. One for good may stay on the list of open minds: nothing wears
    /// down a resistance without end.
    #[inline]
    pub fn listen_no_more(&mut self, model: &Model, i: usize) {
        if let Some(needed) = self.needed.get_mut(i) {
            *needed = TOO_MANY;
        }
        if let Some(pressure) = self.pressure.get_mut(i) {
            *pressure = model.discontinuance;
        }
    }

    /// Whether something may change the mind of person `i`: peers outside the innovation, where something of it is
    /// available to their group, and discontinuance inside.
    #[inline]
    pub fn is_open(&self, model: &Model, i: usize) -> bool {
        if model.adopts(self.practice[i]) {
            model.discontinuance > 0.0
        } else {
            model.can_adopt >> self.group(i) & 1 == 1
        }
    }
}
