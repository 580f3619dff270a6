//! Generators of ties: one file each, from a specification and people to arcs.

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
    Inputs, Layer,
    csr::{self, Packed},
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
        const CHUNK: usize = 1 << 14;
        let stream = self.stream(decision, 0);
        let mut words = vec![0; count];
        words.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, words)| stream.fill(chunk * CHUNK, words));
        words
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
    let arcs = match generator {
        Generator::Households(spec) => households::arcs(setting, spec),
        Generator::Friends(spec) => friends::arcs(setting, spec),
        Generator::Venues(spec) => {
            let (arcs, places) = venues::arcs(setting, spec);
            venues = Some(places);
            arcs
        }
        Generator::SmallWorld(spec) => small_world::arcs(setting, spec),
        Generator::ScaleFree(spec) => scale_free::arcs(setting, spec),
        Generator::Random(spec) => random::arcs(setting, spec),
        Generator::Regular(spec) => regular::arcs(setting, spec),
        Generator::Configuration(spec) => configuration::arcs(setting, spec),
        Generator::Blocks(spec) => blocks::arcs(setting, spec),
        Generator::Ring(spec) => ring::arcs(setting.size(), spec),
        Generator::Complete => complete::arcs(setting.size()),
        Generator::File(_) => vec![],
    };
    let ties = match inputs.ties.get(&spec.name) {
        Some(ties) => ties.clone(),
        None => csr::plain(people.len(), arcs),
    };
    Layer { name: spec.name.clone(), weight: spec.weight, ties, venues }
}
