//! Generators of ties: one file each, from a specification and people to ties.

mod blocks;
mod complete;
mod configuration;
mod degrees;
mod friends;
mod households;
mod line;
mod random;
mod regular;
mod ring;
mod sample;
mod scale_free;
mod small_world;
mod swap;
mod venues;

use super::{
    Inputs, Layer, Ties,
    arcs::{BothWays, Packed},
    fill::{self, Arcs},
};
use crate::{
    draw::{Draws, Purpose, Stream},
    population::People,
    scenario::{self, Generator, Group},
};
use rayon::prelude::*;

/// What a generator works with: the people, and random numbers that are its layer's own.
struct Setting<'a> {
    people: &'a People,
    groups: &'a [Group],
    layer: &'a str,
    draws: &'a Draws,
}

impl Setting<'_> {
    fn size(&self) -> usize {
        self.people.len()
    }

    fn stream(&self, decision: &str, occasion: u32) -> Stream {
        self.draws.stream(Purpose::of(decision, self.layer), occasion)
    }

    /// The first `count` words of a decision, drawn in parallel.
    fn words(&self, decision: &str, count: usize) -> Vec<u32> {
        self.words_on(decision, 0, count)
    }

    /// The first `count` words of a decision on an occasion, drawn in parallel.
    fn words_on(&self, decision: &str, occasion: u32, count: usize) -> Vec<u32> {
        const CHUNK: usize = 1 << 14;
        let stream = self.stream(decision, occasion);
        let mut words = vec![0; count];
        words.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, words)| stream.fill(chunk * CHUNK, words));
        words
    }

    /// The rows of these arcs.
    fn rows(&self, arcs: &impl Arcs) -> Ties {
        fill::rows(self.size(), arcs)
    }

    /// Rows from ties, each listed one way.
    fn tied(&self, ties: Vec<Packed>) -> Ties {
        self.rows(&BothWays(&ties))
    }
}

/// One layer of a checked scenario.
pub(super) fn layer(
    spec: &scenario::Layer,
    groups: &[Group],
    inputs: &Inputs,
    people: &People,
    draws: &Draws,
) -> Layer {
    let setting = &Setting { people, groups, layer: &spec.name, draws };
    let (_, generator) = spec.generators().into_iter().next().expect("a checked layer has a generator");
    let mut venues = None;
    let ties = match generator {
        Generator::Households(spec) => households::ties(setting, spec),
        Generator::Friends(spec) => friends::ties(setting, spec),
        Generator::Venues(spec) => {
            let (ties, places) = venues::ties(setting, spec);
            venues = Some(places);
            ties
        }
        Generator::SmallWorld(spec) => small_world::ties(setting, spec),
        Generator::ScaleFree(spec) => scale_free::ties(setting, spec),
        Generator::Random(spec) => random::ties(setting, spec),
        Generator::Regular(spec) => regular::ties(setting, spec),
        Generator::Configuration(spec) => configuration::ties(setting, spec),
        Generator::Blocks(spec) => blocks::ties(setting, spec),
        Generator::Ring(spec) => ring::ties(setting.size(), spec),
        Generator::Complete => complete::ties(setting.size()),
        Generator::File(_) => inputs.ties.get(&spec.name).cloned().unwrap_or_else(|| setting.tied(vec![])),
    };
    Layer { name: spec.name.clone(), weight: spec.weight, ties, venues }
}
