//! Who is tied to whom: compressed sparse rows, one set per layer.
//!
//! [`Network::build`] makes each layer of a checked scenario with its one
//! generator, or takes it from the file that [`Inputs::read`] has parsed. Layers
//! are made one after the other, each in parallel over its people, and every
//! random number is keyed by the name of the layer: neither the number of
//! threads nor another layer changes a tie.

mod arcs;
mod bucket;
mod centrality;
mod components;
mod fill;
mod generate;
mod graph;
mod influence;
mod inputs;
mod layer;
mod likeness;
mod measures;
mod read;
mod sort;
mod targets;
mod ties;
mod triangles;

pub use centrality::{degrees, k_core, page_rank};
pub use influence::{InfluenceProblem, Influential, Passing, most_influential};
pub use inputs::Inputs;
pub use layer::Layer;
pub use measures::{LayerMeasures, Measures};
pub use ties::Ties;

use crate::{draw::Draws, population::People, scenario::Scenario};

/// All layers of a community, in the order of the scenario.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The layers.
    pub layers: Vec<Layer>,
}

impl Network {
    /// The network of a checked scenario among these people. `inputs` are those
    /// of the same scenario. Takes O(arcs · log arcs) for most generators.
    pub fn build(scenario: &Scenario, inputs: &Inputs, people: &People, draws: &Draws) -> Self {
        let groups = &scenario.population.groups;
        let layer = |spec| generate::layer(spec, groups, inputs, people, draws);
        Self { layers: scenario.layers.iter().map(layer).collect() }
    }

    /// Ties of one person in all layers; someone tied in two layers counts twice.
    pub fn degree(&self, person: u32) -> usize {
        self.layers.iter().map(|layer| layer.degree(person)).sum()
    }

    /// Arcs in all layers: a tie that works both ways is two.
    pub fn arcs(&self) -> usize {
        self.layers.iter().map(|layer| layer.ties.arcs()).sum()
    }

    /// Number of people.
    pub fn people(&self) -> usize {
        self.layers.first().map_or(0, |layer| layer.ties.people())
    }

    /// The different people to whom each is tied in any layer, without weights.
    pub fn together(&self) -> Ties {
        arcs::union(self.people(), &self.layers.iter().map(|layer| &layer.ties).collect::<Vec<_>>())
    }
}
