//! What a group does: the norm A_g.

use super::block::Block;
use super::model::Model;
use super::rule::Rule;

/// Shares of practices in each group at the end of a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Norms {
    practices: usize,
    shares: Vec<f32>,
    adopters: Vec<f32>,
    needed: bool,
}

impl Norms {
    /// Norms for a model, kept up only if its rule asks for them.
    pub fn new(model: &Model) -> Self {
        let needed = matches!(model.rule, Rule::Hazard { r, .. } if r != 0.0)
            || matches!(model.rule, Rule::Choice { norm, .. } if norm != 0.0);
        let practices = model.wears.len();
        Self {
            practices,
            shares: vec![0.0; model.groups.len() * practices],
            adopters: vec![0.0; model.groups.len()],
            needed,
        }
    }

    /// Adds up how people stand. Counts are integers, so the order of blocks does not matter.
    pub fn update(&mut self, model: &Model, blocks: &[Block]) {
        if !self.needed {
            return;
        }
        let mut counts = vec![0u64; self.shares.len()];
        blocks.iter().for_each(|block| block.tally.add_practices(&mut counts));
        for (g, counts) in counts.chunks(self.practices).enumerate() {
            let people = counts.iter().sum::<u64>().max(1) as f64;
            let mut adopters = 0;
            for (s, &count) in counts.iter().enumerate() {
                self.shares[g * self.practices + s] = (count as f64 / people) as f32;
                adopters += count * u64::from(model.adopts(s as u8));
            }
            self.adopters[g] = (adopters as f64 / people) as f32;
        }
    }

    /// Share of the group who are adopters.
    #[inline]
    pub fn adopters(&self, group: u8) -> f32 {
        self.adopters[usize::from(group)]
    }

    /// Share of the group who follow each practice.
    #[inline]
    pub fn practices(&self, group: u8) -> &[f32] {
        &self.shares[usize::from(group) * self.practices..][..self.practices]
    }
}
