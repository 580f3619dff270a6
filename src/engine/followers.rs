//! What a person's peers do, practice by practice, for people who choose.
//!
//! ```text
//! share_s = Σ_l w_l · (peers who follow s / all peers in layer l) / Σ_l w_l, over the layers where there are peers
//! well_s  = the same of those who follow s and have no symptom
//! ```

use super::Setting;
use super::block::seen;
use super::exposure::Peers;
use super::programme::Programme;
use super::rule::Rule;
use crate::network::Ties;

/// Peers by practice, as shares of all peers (or as numbers).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Followers<const PRACTICES: usize> {
    /// All who follow it.
    pub all: [f32; PRACTICES],
    /// Those without a symptom.
    pub well: [f32; PRACTICES],
}

impl<const PRACTICES: usize> Default for Followers<PRACTICES> {
    fn default() -> Self {
        Self { all: [0.0; PRACTICES], well: [0.0; PRACTICES] }
    }
}

impl<const PRACTICES: usize> Followers<PRACTICES> {
    /// Adds numbers of people, a byte for each practice, of all and of those without a symptom.
    #[inline]
    fn add(&mut self, [all, well]: [[u8; 8]; 2], scale: f32) {
        self.all.iter_mut().zip(all).for_each(|(share, number)| *share += scale * f32::from(number));
        self.well.iter_mut().zip(well).for_each(|(share, number)| *share += scale * f32::from(number));
    }

    fn divide(&mut self, by: f32) {
        self.all.iter_mut().for_each(|share| *share /= by);
        self.well.iter_mut().for_each(|share| *share /= by);
    }
}

/// What each seen byte adds to the numbers of people by practice, a byte for each: of all, and of those without a
/// symptom. For up to 8 practices and 255 peers, all of whom count alike.
pub(super) struct Tallies(Box<[[u64; 2]; 256]>);

impl Tallies {
    pub(super) fn new(setting: &Setting, programme: &Programme) -> Option<Self> {
        let Setting { model, community, .. } = setting;
        let practices = model.wears.len();
        let plain = community.network.layers.iter().all(|layer| !layer.ties.is_weighted());
        let chooses = matches!(model.rule, Rule::Choice { .. });
        if !chooses || !plain || practices > 8 || community.most_peers > 255 || programme.changes_peers() {
            return None;
        }
        let add = |byte: usize| {
            let practice = byte as u8 & seen::PRACTICE;
            let one = if usize::from(practice) < practices { 1 << (8 * practice) } else { 0 };
            [one, if byte as u8 & seen::UNWELL == 0 { one } else { 0 }]
        };
        Some(Self(Box::new(std::array::from_fn(add))))
    }

    #[inline]
    fn of(&self, peers: &[u32], seen: &[u8]) -> [[u8; 8]; 2] {
        let mut sum = [0; 2];
        for &j in peers {
            let [all, well] = self.0[usize::from(seen[j as usize])];
            sum = [sum[0] + all, sum[1] + well];
        }
        sum.map(u64::to_le_bytes)
    }
}

impl Peers<'_> {
    /// Person `i`'s peers by practice: shares in all layers together, or weighted numbers if `count`.
    pub fn followers<const PRACTICES: usize>(&self, i: usize) -> Followers<PRACTICES> {
        let count = self.by_number;
        let mut sum = Followers::default();
        let mut weights = 0.0;
        if let Some(tallies) = &self.tallies {
            for layer in &self.network.layers {
                let peers = layer.peers(i as u32);
                if !peers.is_empty() {
                    let weight = layer.weight as f32;
                    let scale = if count { weight } else { weight / peers.len() as f32 };
                    sum.add(tallies.of(peers, self.seen), scale);
                    weights += weight;
                }
            }
            if weights > 0.0 && !count {
                sum.divide(weights);
            }
            return sum;
        }
        let layers = self
            .network
            .layers
            .iter()
            .map(|layer| (layer.weight as f32, self.follow::<PRACTICES>(&layer.ties, i)));
        let circles = self.circles.iter().map(|circles| {
            (
                circles.weight,
                self.followers_among::<PRACTICES>(circles.fellows(i).map(|fellow| (fellow, 1.0))),
            )
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
            sum.divide(weights);
        }
        sum
    }

    fn follow<const PRACTICES: usize>(&self, ties: &Ties, i: usize) -> (Followers<PRACTICES>, f32) {
        let peers = ties.peers(i as u32);
        match ties.weights(i as u32) {
            None => self.followers_among(peers.iter().map(|&j| (j, 1.0))),
            Some(weights) => self.followers_among(peers.iter().copied().zip(weights.iter().copied())),
        }
    }

    /// Weights of these peers by practice, and of all together.
    fn followers_among<const PRACTICES: usize>(
        &self,
        peers: impl Iterator<Item = (u32, f32)>,
    ) -> (Followers<PRACTICES>, f32) {
        let (mut here, mut all) = (Followers::<PRACTICES>::default(), 0.0);
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
