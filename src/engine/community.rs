//! The community of one replicate at week 0: its people, their ties and their past.

use super::block::{BLOCK, Block};
use super::forecast::{fate, next_event};
use super::history::{Ancestry, live_through};
use super::model::Model;
use super::stages::symptoms_of_all;
use crate::draw::Draws;
use crate::network::{Inputs, Layer, Network};
use crate::population::{People, draw_people};
use crate::scenario::Scenario;
use rayon::prelude::*;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Everything that the arms of one replicate share.
#[derive(Clone)]
pub struct Community {
    /// The people at week 0.
    pub members: Arc<People>,
    /// Number of people.
    pub people: usize,
    /// Who is tied to whom.
    pub network: Arc<Network>,
    /// Whether everybody is seen by those whom they see.
    pub mutual: bool,
    /// The most people whom anybody sees in one layer.
    pub most_peers: usize,
    /// The random numbers of this replicate.
    pub draws: Draws,
    /// What the scenario's files hold.
    pub inputs: Arc<Inputs>,
    /// State of the people at week 0, if it is kept for the next arm.
    kept: Option<Vec<Block>>,
    /// People per block (the last may hold fewer).
    pub block_size: usize,
    /// Time it took to draw people and build the network.
    pub built_in: Duration,
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
        let mut community = Self::gather(scenario, inputs, replicate, block_size);
        community.kept = Some(community.histories(scenario, model));
        community
    }

    /// People and ties only: the state at week 0 is worked out anew for each
    /// arm, which takes a little time and saves the memory of keeping it.
    pub fn gather(scenario: &Scenario, inputs: &Arc<Inputs>, replicate: u32, block_size: usize) -> Self {
        let begun = Instant::now();
        let draws = Draws::new(scenario.rng_seed, replicate);
        let people = draw_people(scenario, inputs.people.as_ref(), &draws);
        let mut network = Network::build(scenario, inputs, &people, &draws);
        // Venues are looked up only by programmes that act through them.
        for layer in &mut network.layers {
            if !scenario.programmes_in(&layer.name) {
                layer.venues = None;
            }
        }
        // What generators make is mutual; what files hold may not be.
        let mutual = (scenario.layers.iter().zip(&network.layers))
            .all(|(spec, layer)| spec.file.is_none() || layer.ties.is_mutual());
        let peers = |layer: &Layer| (0..people.len() as u32).into_par_iter().map(|i| layer.degree(i)).max();
        Self {
            most_peers: network.layers.iter().filter_map(peers).max().unwrap_or(0),
            mutual,
            people: people.len(),
            members: Arc::new(people),
            network: Arc::new(network),
            draws: lucky(draws, scenario),
            inputs: Arc::clone(inputs),
            kept: None,
            block_size,
            built_in: begun.elapsed(),
        }
    }

    /// The same people and ties under the luck of a scenario that leaves both as they are, and with its lists; their state at week 0 is
    /// worked out anew for each arm.
    pub fn with_luck_of(&self, scenario: &Scenario, inputs: &Arc<Inputs>, replicate: u32) -> Self {
        let draws = lucky(Draws::new(scenario.rng_seed, replicate), scenario);
        Self { draws, inputs: Arc::clone(inputs), ..self.imagined(0) }
    }

    /// The same community with its state at week 0 kept for every arm that follows.
    #[must_use]
    pub fn with_start(self, scenario: &Scenario, model: &Model) -> Self {
        Self { kept: Some(self.start(scenario, model)), ..self }
    }

    /// The same people and ties under other luck (see [`Draws::imagined`]), without their state at week 0.
    pub fn imagined(&self, number: u32) -> Self {
        Self {
            members: Arc::clone(&self.members),
            network: Arc::clone(&self.network),
            inputs: Arc::clone(&self.inputs),
            draws: self.draws.imagined(number),
            kept: None,
            ..*self
        }
    }

    /// The state of the people at week 0.
    pub fn start(&self, scenario: &Scenario, model: &Model) -> Vec<Block> {
        self.kept.clone().unwrap_or_else(|| self.histories(scenario, model))
    }

    /// Works out everybody's state at week 0 from their history.
    fn histories(&self, scenario: &Scenario, model: &Model) -> Vec<Block> {
        let ancestry = Ancestry::new(scenario);
        let of_block = |b: usize| {
            let first = b * self.block_size;
            let len = self.block_size.min(self.people - first);
            let mut block = Block::new(model, &self.members, &self.draws, first, len);
            live_through(&mut block, model, scenario, &ancestry, &self.draws);
            if model.stressful {
                symptoms_of_all(&mut block, model, -1);
            }
            block.draw_drifts(model, &self.draws);
            block.count_everybody(model);
            for i in 0..block.calendar.len() {
                block.present[i].fate = fate(&block, model, i, 0);
                block.calendar[i] = next_event(&block, model, i, 0);
            }
            block
        };
        (0..self.people.div_ceil(self.block_size)).into_par_iter().map(of_block).collect()
    }
}

/// The random numbers of a replicate, under the scenario's luck if it has some of its own.
fn lucky(draws: Draws, scenario: &Scenario) -> Draws {
    scenario.luck.map_or(draws.clone(), |luck| draws.lucky(luck))
}
