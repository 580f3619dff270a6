//! The community of one replicate at week 0: its people, their ties and their past.

use super::block::{BLOCK, Block, seen};
use super::history::{Ancestry, live_through};
use super::model::Model;
use super::stages::symptoms;
use crate::draw::Draws;
use crate::network::{Inputs, Network};
use crate::population::draw_people;
use crate::scenario::Scenario;
use rayon::prelude::*;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Everything that the arms of one replicate share.
#[derive(Clone)]
pub struct Community {
    /// Number of people.
    pub people: usize,
    /// Who is tied to whom.
    pub network: Network,
    /// The random numbers of this replicate.
    pub draws: Draws,
    /// What the scenario's files hold.
    pub inputs: Arc<Inputs>,
    /// State of the people at week 0.
    pub blocks: Vec<Block>,
    /// People per block (the last may hold fewer).
    pub block_size: usize,
    /// Time it took to draw people and build the network.
    pub built_in: Duration,
    /// Time it took to integrate histories.
    pub history_in: Duration,
}

impl Community {
    /// Builds the community of replicate `replicate` on rayon's threads; the same for any number of them.
    pub fn build(scenario: &Scenario, model: &Model, inputs: &Arc<Inputs>, replicate: u32) -> Self {
        Self::with_block_size(scenario, model, inputs, replicate, BLOCK)
    }

    /// As [`build`](Self::build), in blocks of another size (at most 65,536): the size changes speed, not results.
    pub fn with_block_size(
        scenario: &Scenario,
        model: &Model,
        inputs: &Arc<Inputs>,
        replicate: u32,
        block_size: usize,
    ) -> Self {
        let begun = Instant::now();
        let draws = Draws::new(scenario.rng_seed, replicate);
        let people = draw_people(scenario, inputs.people.as_ref(), &draws);
        let network = Network::build(scenario, inputs, &people, &draws);
        let built_in = begun.elapsed();
        let begun = Instant::now();
        let ancestry = Ancestry::new(scenario);
        let blocks = (0..people.len().div_ceil(block_size))
            .into_par_iter()
            .map(|b| {
                let first = b * block_size;
                let mut block = Block::new(model, &people, &draws, first, block_size.min(people.len() - first));
                live_through(&mut block, model, scenario, &ancestry, &draws);
                if model.stressful {
                    symptoms(&mut block, model, 0);
                }
                for (i, byte) in block.seen.iter_mut().enumerate() {
                    if block.symptoms[i] != 0 {
                        *byte |= seen::UNWELL;
                    }
                }
                block
            })
            .collect();
        Self {
            people: people.len(),
            network,
            draws,
            inputs: Arc::clone(inputs),
            blocks,
            block_size,
            built_in,
            history_in: begun.elapsed(),
        }
    }
}
