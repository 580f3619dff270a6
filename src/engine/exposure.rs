//! What a person's peers do: peer_exposure.
//!
//! ```text
//! share:  x = Σ_l w_l · (adopting / all peers in layer l) / Σ_l w_l, over the layers where there are peers
//! count:  x = Σ_l w_l · (adopting peers in layer l)
//! ```
//!
//! Few people change what they show in a week, so a person's exposure is kept
//! and looked up again only after one of their peers has changed ([`mark`]).
//!
//! An adopting peer without symptoms counts as 1 + visible_benefit peers and a
//! champion as `boost` peers, above and below the line; a tie of weight v
//! counts v times. Reading costs one random byte per tie.

use super::block::seen;
use super::model::Model;
use super::programme::{Circles, Programme};
use super::rule::Rule;
use crate::network::{Network, Ties};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Looks at peers as they were at the end of the step before.
pub struct Peers<'a> {
    network: &'a Network,
    seen: &'a [u8],
    well_weight: f32,
    boost: &'a [f32],
    /// People who meet in programmes: each list of circles is one more layer.
    circles: Vec<&'a Circles>,
    /// What each seen byte adds to a [`Sight`].
    adds: &'a Adds,
    /// Whether peers are counted, weighted, rather than shared.
    by_number: bool,
    /// By person: whether a peer has changed since their peer_exposure was last worked out; none if it is not kept.
    stale: Option<&'a [AtomicBool]>,
}

/// By seen byte: what a peer who shows it adds to peer_exposure. Two bytes that add the same are the same to look at.
#[derive(Clone, Debug)]
pub struct Adds(Box<[u64; 256]>);

impl Adds {
    /// Adopters count; under `cascade` only those of the step before.
    pub fn new(model: &Model) -> Self {
        let only_new = matches!(model.rule, Rule::Cascade { .. });
        let add = |byte: usize| {
            let byte = byte as u8;
            match () {
                () if !model.adopts(byte & seen::PRACTICE) => 0,
                () if only_new && byte & seen::NEW == 0 => 0,
                () if byte & seen::CHAMPION != 0 && byte & seen::UNWELL == 0 => {
                    Sight::CHAMPION | Self::WELL_CHAMPION
                }
                () if byte & seen::CHAMPION != 0 => Sight::CHAMPION,
                () if byte & seen::UNWELL != 0 => Sight::UNWELL,
                () => Sight::WELL,
            }
        };
        Self(Box::new(std::array::from_fn(add)))
    }

    /// Tells a champion who looks well from one who does not; above what is counted.
    const WELL_CHAMPION: u64 = 1 << 63;

    /// Whether a peer who showed `before` and now shows `after` may change somebody's peer_exposure.
    #[inline]
    pub fn differ(&self, before: u8, after: u8) -> bool {
        before != after && self.0[usize::from(before)] != self.0[usize::from(after)]
    }

    #[inline]
    fn of(&self, byte: u8) -> u64 {
        self.0[usize::from(byte)]
    }

    fn is_champion(&self, byte: u8) -> bool {
        self.of(byte) & Sight::CHAMPION != 0
    }
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
        (self.0 >> (2 * Self::BITS) & (Self::WELL - 1)) as f32
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
    pub fn new(
        model: &Model,
        network: &'a Network,
        seen: &'a [u8],
        adds: &'a Adds,
        programme: &'a Programme,
        stale: Option<&'a [AtomicBool]>,
    ) -> Self {
        // Contagion and cascades are by nature about the number of peers.
        let count = model.counts_peers || matches!(model.rule, Rule::Contagion { .. } | Rule::Cascade { .. });
        let (boost, circles) = (programme.boost(), programme.circles());
        Self { network, seen, well_weight: model.well_weight, boost, circles, adds, by_number: count, stale }
    }

    /// Weighted share (or number) of person `i`'s peers who are adopters; 0
    /// without peers. `kept` is what it was when last asked for.
    #[inline(always)]
    pub fn exposure(&self, i: usize, kept: &mut f32) -> f32 {
        if let Some(stale) = self.stale {
            if !stale[i].load(Relaxed) {
                return *kept;
            }
            stale[i].store(false, Relaxed);
        }
        *kept = self.look(i);
        *kept
    }

    fn look(&self, i: usize) -> f32 {
        let (mut sum, mut weights) = (0.0, 0.0);
        let mut add = |weight: f32, (adopting, all): (f32, f32)| {
            if self.by_number {
                sum += weight * adopting;
            } else if all > 0.0 {
                sum += weight * (adopting / all);
                weights += weight;
            }
        };
        for layer in &self.network.layers {
            add(layer.weight as f32, self.adopting(&layer.ties, i));
        }
        for circles in &self.circles {
            add(circles.weight, self.count(circles.fellows(i)));
        }
        if self.by_number || weights == 0.0 { sum } else { sum / weights }
    }

    /// Weight of the adopting peers, and of all, in one layer.
    #[inline(always)]
    fn adopting(&self, ties: &Ties, i: usize) -> (f32, f32) {
        let peers = ties.peers(i as u32);
        match ties.weights(i as u32) {
            None => self.count(peers.iter().copied()),
            Some(weights) => self.weigh(peers, weights),
        }
    }

    /// Weight of the adopting among these peers, and of all, where every tie weighs 1.
    #[inline(always)]
    fn count(&self, peers: impl Iterator<Item = u32> + Clone) -> (f32, f32) {
        let (mut sight, mut number) = (Sight(0), 0u32);
        for j in peers.clone() {
            // The mark of champions overflows unread.
            sight.0 = sight.0.wrapping_add(self.adds.of(self.seen[j as usize]));
            number += 1;
        }
        let (unwell, well, champions) = (sight.unwell(), sight.well(), sight.champions());
        let mut adopting = unwell + self.well_weight * well;
        if champions > 0.0 {
            adopting += self.champions(peers);
        }
        (adopting, number as f32 - (unwell + well + champions) + adopting)
    }

    /// Weight of the champions among these peers.
    #[cold]
    fn champions(&self, peers: impl Iterator<Item = u32>) -> f32 {
        let weight = |j: u32| {
            let byte = self.seen[j as usize];
            if self.adds.is_champion(byte) { self.boost[j as usize] * self.benefit(byte) } else { 0.0 }
        };
        peers.map(weight).sum()
    }

    fn weigh(&self, peers: &[u32], ties: &[f32]) -> (f32, f32) {
        let (mut adopting, mut all) = (0.0, 0.0);
        for (&j, &tie) in peers.iter().zip(ties) {
            let byte = self.seen[j as usize];
            let counts = self.adds.of(byte);
            let boost = if self.adds.is_champion(byte) { self.boost[j as usize] } else { 1.0 };
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
    pub fn followers(&self, i: usize) -> Followers {
        let count = self.by_number;
        let mut sum = Followers::default();
        let mut weights = 0.0;
        let layers =
            self.network.layers.iter().map(|layer| (layer.weight as f32, self.follow(&layer.ties, i)));
        let circles = self.circles.iter().map(|circles| {
            (circles.weight, self.followers_among(circles.fellows(i).map(|fellow| (fellow, 1.0))))
        });
        for (weight, (here, all)) in layers.chain(circles) {
            if all > 0.0 {
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

    fn follow(&self, ties: &Ties, i: usize) -> (Followers, f32) {
        let peers = ties.peers(i as u32);
        match ties.weights(i as u32) {
            None => self.followers_among(peers.iter().map(|&j| (j, 1.0))),
            Some(weights) => self.followers_among(peers.iter().copied().zip(weights.iter().copied())),
        }
    }

    /// Weights of these peers by practice, and of all together.
    fn followers_among(&self, peers: impl Iterator<Item = (u32, f32)>) -> (Followers, f32) {
        let (mut here, mut all) = (Followers::default(), 0.0);
        for (j, tie) in peers {
            let byte = self.seen[j as usize];
            let weight = if byte & seen::CHAMPION != 0 { tie * self.boost[j as usize] } else { tie };
            let practice = usize::from(byte & seen::PRACTICE);
            all += weight;
            here.all[practice] += weight;
            if byte & seen::UNWELL == 0 {
                here.well[practice] += weight;
            }
        }
        (here, all)
    }
}

/// Marks everybody tied to `person`, in a layer or a circle, as having a peer who changed.
pub fn mark(network: &Network, circles: &[&Circles], person: usize, stale: &[AtomicBool]) {
    for fellow in circles.iter().flat_map(|circles| circles.fellows(person)) {
        stale[fellow as usize].store(true, Relaxed);
    }
    for layer in &network.layers {
        for &j in layer.peers(person as u32) {
            stale[j as usize].store(true, Relaxed);
        }
    }
}
