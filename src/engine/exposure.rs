//! What a person's peers do: peer_exposure.
//!
//! ```text
//! share:  x = Σ_l w_l · (adopting / all peers in layer l) / Σ_l w_l, over the layers where there are peers
//! count:  x = Σ_l w_l · (adopting peers in layer l)
//! ```
//!
//! An adopting peer without symptoms counts as 1 + visible_benefit peers and a
//! champion as `boost` peers, above and below the line; a tie of weight v
//! counts v times. Reading costs one random byte per tie.

use super::block::seen;
use super::model::Model;
use super::programme::Programme;
use crate::network::{Network, Ties};

/// Looks at peers as they were at the end of the step before.
pub struct Peers<'a> {
    network: &'a Network,
    seen: &'a [u8],
    innovation: u32,
    well_weight: f32,
    boost: &'a [f32],
    /// Whether every adopting peer weighs 1, so that they can be counted in integers.
    alike: bool,
}

/// Peers by practice, as shares of all peers (or as numbers).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Followers {
    /// All who follow it.
    pub all: [f32; 32],
    /// Those without a symptom.
    pub well: [f32; 32],
}

impl<'a> Peers<'a> {
    /// Peers in `network`, as `seen`.
    pub fn new(model: &Model, network: &'a Network, seen: &'a [u8], programme: &'a Programme) -> Self {
        let boost = programme.boost();
        Self {
            network,
            seen,
            innovation: model.innovation,
            well_weight: model.well_weight,
            boost,
            alike: model.well_weight == 1.0 && boost.is_empty(),
        }
    }

    /// Weighted share of person `i`'s peers who are adopters; 0 without peers.
    #[inline]
    pub fn share(&self, i: usize) -> f32 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for layer in &self.network.layers {
            let (adopting, all) = self.adopting(&layer.ties, i, true);
            if all > 0.0 {
                let weight = layer.weight as f32;
                sum += weight * (adopting / all);
                weights += weight;
            }
        }
        if weights > 0.0 { sum / weights } else { 0.0 }
    }

    /// Weighted number of person `i`'s peers who are adopters, or who have just adopted.
    #[inline]
    pub fn count(&self, i: usize, established: bool) -> f32 {
        let mut sum = 0.0;
        for layer in &self.network.layers {
            sum += layer.weight as f32 * self.adopting(&layer.ties, i, established).0;
        }
        sum
    }

    /// Weight of the adopting peers, and of all, in one layer. Unless
    /// `established`, only those who adopted in the step before count.
    #[inline]
    fn adopting(&self, ties: &Ties, i: usize, established: bool) -> (f32, f32) {
        match ties {
            Ties::Plain(csr) if self.alike && established => {
                let peers = csr.neighbors_slice(i as u32);
                let adopting: u32 = peers
                    .iter()
                    .map(|&j| self.innovation >> (self.seen[j as usize] & seen::PRACTICE) & 1)
                    .sum();
                (adopting as f32, peers.len() as f32)
            }
            Ties::Plain(csr) => {
                self.weigh(csr.neighbors_slice(i as u32).iter().map(|&j| (j, 1.0)), established)
            }
            Ties::Weighted(csr) => {
                let (peers, weights) = (csr.neighbors_slice(i as u32), csr.edges_slice(i as u32));
                self.weigh(peers.iter().copied().zip(weights.iter().copied()), established)
            }
        }
    }

    fn weigh(&self, peers: impl Iterator<Item = (u32, f32)>, established: bool) -> (f32, f32) {
        let (mut adopting, mut all) = (0.0, 0.0);
        for (j, tie) in peers {
            let byte = self.seen[j as usize];
            let weight = tie * self.weight_of(j, byte);
            all += weight;
            let counts = established || byte & seen::NEW != 0;
            if counts && self.innovation >> (byte & seen::PRACTICE) & 1 == 1 {
                adopting += weight;
            }
        }
        (adopting, all)
    }

    /// How many peers the person behind `byte` counts as.
    #[inline]
    fn weight_of(&self, j: u32, byte: u8) -> f32 {
        if self.innovation >> (byte & seen::PRACTICE) & 1 == 0 {
            return 1.0;
        }
        let benefit = if byte & seen::UNWELL == 0 { self.well_weight } else { 1.0 };
        if byte & seen::CHAMPION != 0 { benefit * self.boost[j as usize] } else { benefit }
    }

    /// Person `i`'s peers by practice: shares in all layers together, or weighted numbers if `count`.
    pub fn followers(&self, i: usize, count: bool) -> Followers {
        let mut sum = Followers::default();
        let mut weights = 0.0;
        for layer in &self.network.layers {
            let mut here = Followers::default();
            let mut all = 0.0;
            let mut see = |j: u32, tie: f32| {
                let byte = self.seen[j as usize];
                let weight = if byte & seen::CHAMPION != 0 { tie * self.boost[j as usize] } else { tie };
                let practice = usize::from(byte & seen::PRACTICE);
                all += weight;
                here.all[practice] += weight;
                if byte & seen::UNWELL == 0 {
                    here.well[practice] += weight;
                }
            };
            match &layer.ties {
                Ties::Plain(csr) => csr.neighbors_slice(i as u32).iter().for_each(|&j| see(j, 1.0)),
                Ties::Weighted(csr) => {
                    let (peers, ties) = (csr.neighbors_slice(i as u32), csr.edges_slice(i as u32));
                    peers.iter().zip(ties).for_each(|(&j, &tie)| see(j, tie));
                }
            }
            if all > 0.0 {
                let weight = layer.weight as f32;
                let scale = if count { weight } else { weight / all };
                for (total, part) in sum.all.iter_mut().zip(here.all) {
                    *total += scale * part;
                }
                for (total, part) in sum.well.iter_mut().zip(here.well) {
                    *total += scale * part;
                }
                weights += weight;
            }
        }
        if weights > 0.0 && !count {
            for share in sum.all.iter_mut().chain(&mut sum.well) {
                *share /= weights;
            }
        }
        sum
    }
}
