//! Networks of a few people.

use super::super::{InfluenceProblem, Passing};
use crate::draw::{Draws, Purpose, below, unit};
use crate::network::arcs::{self, Packed, Weighted};
use crate::network::{Layer, Network, Ties};

/// A problem with what it borrows.
pub(super) struct Small {
    pub(super) network: Network,
    pub(super) open: Vec<bool>,
    pub(super) adopter: Vec<bool>,
    pub(super) candidates: Vec<u32>,
}

impl Small {
    fn of(size: usize, layers: Vec<(f64, Ties)>) -> Self {
        let layer = |(weight, ties)| Layer { name: String::new(), weight, ties, venues: None };
        Self {
            network: Network { layers: layers.into_iter().map(layer).collect() },
            open: vec![true; size],
            adopter: vec![false; size],
            candidates: (0..size as u32).collect(),
        }
    }

    /// Mutual ties in one layer.
    pub(super) fn plain(size: usize, ties: &[(u32, u32)]) -> Self {
        Self::of(size, vec![(1.0, mutual(size, ties.iter().copied()))])
    }

    /// Weighted arcs (who sees, whom, weight) in one layer.
    pub(super) fn one_way(size: usize, arcs: &[(u32, u32, f32)]) -> Self {
        Self::of(size, vec![(0.5, weighted(size, arcs.iter().copied()))])
    }

    /// Ten people, a layer of mutual ties and one of weighted one-way ties; person
    /// 8 cannot be won but chosen, person 9 is an adopter.
    pub(super) fn random(rng_seed: u64) -> Self {
        let mut words = Draws::new(rng_seed, 0).stream(Purpose::of("small", ""), 0).from(0);
        let mut word = || words.next().unwrap();
        let mut pair =
            || (below(word(), 10) as u32, below(word(), 10) as u32, 0.2 + 2.0 * unit(word()) as f32);
        let plain = mutual(10, [(); 5].map(|()| pair()).into_iter().map(|(a, b, _)| (a, b)));
        let mut arcs = [(); 6].map(|()| pair()).to_vec();
        arcs.retain(|&(a, b, _)| a != b);
        arcs.sort_unstable_by_key(|&(a, b, _)| (a, b));
        arcs.dedup_by_key(|&mut (a, b, _)| (a, b));
        let mut small = Self::of(10, vec![(1.0, plain), (0.7, weighted(10, arcs.into_iter()))]);
        (small.open[8], small.open[9], small.adopter[9]) = (false, false, true);
        small
    }

    pub(super) fn problem(&self) -> InfluenceProblem<'_> {
        InfluenceProblem {
            network: &self.network,
            layer: None,
            share: true,
            passing: Passing::Once { pressure: 1.0 },
            open: &self.open,
            adopter: &self.adopter,
            candidates: &self.candidates,
        }
    }
}

fn mutual(size: usize, ties: impl Iterator<Item = (u32, u32)>) -> Ties {
    arcs::mutual_ties(size, ties.map(|(a, b)| Packed::new(a, b)).collect())
}

fn weighted(size: usize, arcs: impl Iterator<Item = (u32, u32, f32)>) -> Ties {
    arcs::weighted(size, arcs.map(|(a, b, weight)| Weighted { arc: Packed::new(a, b), weight }).collect())
}
