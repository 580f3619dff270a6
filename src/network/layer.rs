//! One kind of tie, as the engine reads it.

use petgraph::{Directed, csr::Csr};
use rayon::prelude::*;

/// The ties of one layer; row `i` lists, sorted, the people whom person `i` sees.
///
/// An inner loop over people matches once, outside the loop, and reads
/// `neighbors_slice` (and `edges_slice`) of the graph within.
#[derive(Clone, Debug)]
pub enum Ties {
    /// Every tie weighs 1.
    Plain(Csr<(), (), Directed, u32>),
    /// Ties carry weights.
    Weighted(Csr<(), f32, Directed, u32>),
}

impl Ties {
    /// The people whom `person` sees, sorted.
    #[inline]
    pub fn peers(&self, person: u32) -> &[u32] {
        match self {
            Self::Plain(graph) => graph.neighbors_slice(person),
            Self::Weighted(graph) => graph.neighbors_slice(person),
        }
    }

    /// Weights of the ties to [`Ties::peers`], in the same order; none if every tie weighs 1.
    #[inline]
    pub fn weights(&self, person: u32) -> Option<&[f32]> {
        match self {
            Self::Plain(_) => None,
            Self::Weighted(graph) => Some(graph.edges_slice(person)),
        }
    }

    /// Number of people.
    pub fn people(&self) -> usize {
        match self {
            Self::Plain(graph) => graph.node_count(),
            Self::Weighted(graph) => graph.node_count(),
        }
    }

    /// Number of arcs: a tie that works both ways is two.
    pub fn arcs(&self) -> usize {
        match self {
            Self::Plain(graph) => graph.edge_count(),
            Self::Weighted(graph) => graph.edge_count(),
        }
    }

    /// Whether whoever sees a person is seen by that person. O(arcs · log degree).
    pub fn is_mutual(&self) -> bool {
        (0..self.people() as u32).into_par_iter().all(|person| {
            self.peers(person).iter().all(|&peer| self.peers(peer).binary_search(&person).is_ok())
        })
    }
}

/// One kind of tie.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Name in the scenario.
    pub name: String,
    /// Weight in peer_exposure.
    pub weight: f64,
    /// Who sees whom.
    pub ties: Ties,
    /// For layers of venues: each person's venue, `u32::MAX` for none.
    pub venues: Option<Vec<u32>>,
}

impl Layer {
    /// The people whom `person` sees in this layer, sorted.
    #[inline]
    pub fn peers(&self, person: u32) -> &[u32] {
        self.ties.peers(person)
    }

    /// Weights of the ties to [`Layer::peers`]; none if every tie weighs 1.
    #[inline]
    pub fn weights(&self, person: u32) -> Option<&[f32]> {
        self.ties.weights(person)
    }

    /// Number of people whom `person` sees in this layer.
    #[inline]
    pub fn degree(&self, person: u32) -> usize {
        self.peers(person).len()
    }

    /// Number of arcs: a tie that works both ways is two.
    pub fn arcs(&self) -> usize {
        self.ties.arcs()
    }
}
