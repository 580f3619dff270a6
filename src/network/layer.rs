//! One kind of tie, as the engine reads it.

use super::Ties;

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
