//! Who is tied to whom: one petgraph CSR per layer.

use petgraph::{Directed, csr::Csr};

/// The ties of one layer; row `i` lists, sorted, the people whom person `i` sees.
#[derive(Clone, Debug)]
pub enum Ties {
    /// Every tie weighs 1.
    Plain(Csr<(), (), Directed, u32>),
    /// Ties carry weights.
    Weighted(Csr<(), f32, Directed, u32>),
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

/// All layers of a community, in the order of the scenario.
#[derive(Clone, Debug, Default)]
pub struct Network {
    /// The layers.
    pub layers: Vec<Layer>,
}
