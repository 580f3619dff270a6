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
    well_weight: f32,
    boost: &'a [f32],
    /// By seen byte: what it adds to a [`Sight`], for all adopters and for those of the last step.
    established: [u64; 256],
    new: [u64; 256],
}

/// Adopting peers, counted in one word: those with a symptom, those without, champions; 21 bits each.
#[derive(Clone, Copy)]
struct Sight(u64);

impl Sight {
    const BITS: u32 = 21;
    const UNWELL: u64 = 1;
    const WELL: u64 = 1 << Self::BITS;
    const CHAMPION: u64 = 1 << (2 * Self::BITS);

    #[inline]
    fn unwell(self) -> f32 {
        (self.0 & (Self::WELL - 1)) as f32
    }

    #[inline]
    fn well(self) -> f32 {
        (self.0 >> Self::BITS & (Self::WELL - 1)) as f32
    }

    #[inline]
    fn champions(self) -> f32 {
        (self.0 >> (2 * Self::BITS)) as f32
    }
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
        let add = |byte: usize| {
            let byte = byte as u8;
            match () {
                () if !model.adopts(byte & seen::PRACTICE) => 0,
                () if byte & seen::CHAMPION != 0 => Sight::CHAMPION,
                () if byte & seen::UNWELL != 0 => Sight::UNWELL,
                () => Sight::WELL,
            }
        };
        let established = std::array::from_fn(add);
        let new = std::array::from_fn(|byte| if byte as u8 & seen::NEW != 0 { established[byte] } else { 0 });
        Self { network, seen, well_weight: model.well_weight, boost: programme.boost(), established, new }
    }

    /// Weighted share of person `i`'s peers who are adopters; 0 without peers.
    #[inline(always)]
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
    #[inline(always)]
    pub fn count(&self, i: usize, established: bool) -> f32 {
        let mut sum = 0.0;
        for layer in &self.network.layers {
            sum += layer.weight as f32 * self.adopting(&layer.ties, i, established).0;
        }
        sum
    }

    /// Weight of the adopting peers, and of all, in one layer. Unless
    /// `established`, only those who adopted in the step before count as adopting.
    #[inline(always)]
    fn adopting(&self, ties: &Ties, i: usize, established: bool) -> (f32, f32) {
        match ties {
            Ties::Plain(csr) => {
                let peers = csr.neighbors_slice(i as u32);
                let adds = if established { &self.established } else { &self.new };
                let mut sight = Sight(0);
                for &j in peers {
                    sight.0 += adds[usize::from(self.seen[j as usize])];
                }
                let (unwell, well, champions) = (sight.unwell(), sight.well(), sight.champions());
                let mut adopting = unwell + self.well_weight * well;
                if champions > 0.0 {
                    adopting += self.champions(peers, adds);
                }
                (adopting, peers.len() as f32 - (unwell + well + champions) + adopting)
            }
            Ties::Weighted(csr) => {
                let (peers, ties) = (csr.neighbors_slice(i as u32), csr.edges_slice(i as u32));
                self.weigh(peers, ties, established)
            }
        }
    }

    /// Weight of the champions among these peers.
    #[cold]
    fn champions(&self, peers: &[u32], adds: &[u64; 256]) -> f32 {
        let weight = |&j: &u32| {
            let byte = self.seen[j as usize];
            let counts = adds[usize::from(byte)] == Sight::CHAMPION;
            if counts { self.boost[j as usize] * self.benefit(byte) } else { 0.0 }
        };
        peers.iter().map(weight).sum()
    }

    fn weigh(&self, peers: &[u32], ties: &[f32], established: bool) -> (f32, f32) {
        let (mut adopting, mut all) = (0.0, 0.0);
        let adds = if established { &self.established } else { &self.new };
        for (&j, &tie) in peers.iter().zip(ties) {
            let byte = self.seen[j as usize];
            let counts = adds[usize::from(byte)];
            let boost = if counts == Sight::CHAMPION { self.boost[j as usize] } else { 1.0 };
            let weight = if counts == 0 { tie } else { tie * (self.benefit(byte) * boost) };
            all += weight;
            if counts != 0 {
                adopting += weight;
            }
        }
        (adopting, all)
    }

    /// How many peers an adopter counts as, before any boost.
    #[inline]
    fn benefit(&self, byte: u8) -> f32 {
        if byte & seen::UNWELL == 0 { self.well_weight } else { 1.0 }
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
