//! What a person's peers do: peer_exposure.
//!
//! ```text
//! share:  x = Σ_l w_l · (adopting / all peers in layer l) / Σ_l w_l, over the layers where there are peers
//! count:  x = Σ_l w_l · (adopting peers in layer l)
//! ```
//!
//! Few people change what they show in a week, so nobody looks at peers who go
//! on as before: whoever changes tells those who see them ([`news`](super::news)),
//! and those either count, or look again ([`Listening`]).
//!
//! An adopting peer without symptoms counts as 1 + visible_benefit peers and a
//! champion as `boost` peers, above and below the line; a tie of weight v
//! counts v times. Looking costs one random byte per tie.

use super::Setting;
use super::block::{TOO_MANY, seen};
use super::followers::Tallies;
use super::model::Model;
use super::programme::{Circles, Programme};
use super::rule::Rule;
use crate::network::{Layer, Network, Ties};
use crate::prefetch::{CLOSE, FAR, NEAR, prefetch};

/// What people do with what they hear of their peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listening {
    /// They count peers who adopt: where all adopting peers are alike and their number, or share, is all that matters.
    Counting,
    /// They note that a peer has changed, and look at all of them again.
    Noticing,
    /// They hear nothing, since ties are one-way, and look at everybody in every step.
    Asking,
    /// They do not listen: people who choose look around at their reviews.
    Ignoring,
}

impl Listening {
    /// How people listen in an arm with these programmes.
    pub fn of(setting: &Setting, programme: &Programme) -> Self {
        let Setting { model, community, .. } = setting;
        let alike = model.well_weight == 1.0 && !programme.changes_peers();
        let countable = match &community.network.layers[..] {
            [layer] => !layer.ties.is_weighted() && community.most_peers < usize::from(TOO_MANY),
            _ => false,
        };
        let by_number = match model.rule {
            Rule::Contagion { .. } => true,
            Rule::Hazard { .. } => model.counts_peers,
            // A newcomer's threshold would have to be turned into a number in the middle of a step.
            Rule::Threshold(_) => model.turnover == 0.0,
            Rule::Cascade { .. } | Rule::Choice { .. } => false,
        };
        match community.mutual {
            _ if matches!(model.rule, Rule::Choice { .. }) => Self::Ignoring,
            false => Self::Asking,
            true if alike && countable && by_number => Self::Counting,
            true => Self::Noticing,
        }
    }

    /// Whether people have to be told of peers who change.
    pub fn hears(self) -> bool {
        matches!(self, Self::Counting | Self::Noticing)
    }
}

/// So many bytes are likely to be in the cache of a core when all of them are read in every step.
const IN_CACHE: usize = 3 << 19;

/// Looks at peers as they were at the end of the step before.
pub struct Peers<'a> {
    pub(super) network: &'a Network,
    pub(super) seen: &'a [u8],
    well_weight: f32,
    pub(super) boost: &'a [f32],
    /// People who meet in programmes: each list of circles is one more layer.
    pub(super) circles: Vec<&'a Circles>,
    /// What each seen byte adds to a [`Sight`].
    adds: &'a Adds,
    /// Whether peers are counted, weighted, rather than shared.
    pub(super) by_number: bool,
    listening: Listening,
    rule: &'a Rule,
    /// For people who choose, where their peers can be counted in one word.
    pub(super) tallies: Option<Tallies>,
    /// Weight of the first layer.
    first_weight: f32,
    /// Where people count: pressure of a step by number of adopting peers.
    pub pressures: Box<[f32; 256]>,
}

/// By seen byte: what a peer who shows it adds to peer_exposure. Two bytes that add the same are the same to look at.
#[derive(Clone, Debug)]
pub struct Adds(Box<[u64; 256]>);

impl Adds {
    /// Adopters count; under `cascade` only those of the step before.
    pub fn new(model: &Model) -> Self {
        let only_new = model.only_new();
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

    /// Whether a peer who shows this is an adopter who counts.
    #[inline]
    pub fn adopting(&self, byte: u8) -> bool {
        self.of(byte) != 0
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

impl<'a> Peers<'a> {
    /// Peers in the network of `setting`, as `seen`.
    pub fn new(
        setting: &Setting<'a>,
        seen: &'a [u8],
        adds: &'a Adds,
        programme: &'a Programme,
        listening: Listening,
    ) -> Self {
        let Setting { model, community, .. } = *setting;
        // Contagion and cascades are by nature about the number of peers.
        let by_number =
            model.counts_peers || model.only_new() || matches!(model.rule, Rule::Contagion { .. });
        let (boost, circles) = (programme.boost(), programme.circles());
        let (network, rule, well_weight) = (&*community.network, &model.rule, model.well_weight);
        let first_weight = network.layers.first().map_or(0.0, |layer| layer.weight as f32);
        let mut peers = Self {
            network,
            seen,
            well_weight,
            boost,
            circles,
            adds,
            by_number,
            listening,
            rule,
            tallies: Tallies::new(setting, programme),
            first_weight,
            pressures: Box::new([0.0; 256]),
        };
        if by_number && listening == Listening::Counting {
            let (p, q, weight) = peers.press_by_number();
            peers.pressures = Box::new(std::array::from_fn(|count| p + q * (weight * count as f32)));
        }
        peers
    }

    /// How people listen.
    #[inline]
    pub fn listening(&self) -> Listening {
        self.listening
    }

    /// What a person showed at the end of the step before.
    #[inline]
    pub fn seen(&self, person: usize) -> u8 {
        self.seen[person]
    }

    /// Pressure of a step on person `i` from outside influence and peers; under thresholds, peer_exposure.
    #[inline]
    pub fn pressure(&self, i: usize) -> f32 {
        self.press(self.look(i))
    }

    /// Pressure of a step at a peer_exposure.
    #[inline]
    fn press(&self, x: f32) -> f32 {
        match *self.rule {
            Rule::Hazard { p, q, .. } | Rule::Contagion { p, q } => p + q * x,
            Rule::Cascade { q } => q * x,
            Rule::Threshold(_) | Rule::Choice { .. } => x,
        }
    }

    /// The same where people count, p + q · (w · number of adopting peers): p, q and w.
    pub fn press_by_number(&self) -> (f32, f32, f32) {
        match *self.rule {
            Rule::Hazard { p, q, .. } | Rule::Contagion { p, q } => (p, q, self.first_weight),
            Rule::Cascade { .. } | Rule::Threshold(_) | Rule::Choice { .. } => (0.0, 0.0, 0.0),
        }
    }

    /// The least number of adopting peers at which peer_exposure reaches a threshold, [`TOO_MANY`] if none does.
    pub fn needed(&self, i: usize, threshold: f32) -> u8 {
        let layer = &self.network.layers[0];
        let all = layer.degree(i as u32);
        let reached =
            |&count: &usize| self.combined([(self.first_weight, (count as f32, all as f32))]) >= threshold;
        // Where the share is a number: close to the threshold, to save trying from 0.
        let start = if self.by_number { 0.0 } else { (threshold * all as f32 - 1.0).floor().max(0.0) };
        (start as usize..=all).find(reached).map_or(TOO_MANY, |count| count as u8)
    }

    /// Asks memory for what looking at the peers of those who follow person `n` of a list will take; positions count
    /// from `first` on.
    #[inline]
    pub fn prefetch(&self, first: usize, people: &[u16], n: usize) {
        let person = |ahead: usize| people.get(n + ahead).map(|&i| (first + usize::from(i)) as u32);
        // What people show is in the cache already, unless they are many.
        let close = person(CLOSE).filter(|_| self.seen.len() > IN_CACHE);
        let (far, near) = (person(FAR), person(NEAR));
        for Layer { ties, .. } in &self.network.layers {
            ties.prefetch(far, near);
            let peers = close.map_or(&[][..], |person| ties.peers(person));
            peers.iter().for_each(|&peer| prefetch(self.seen, peer as usize));
        }
    }

    /// Weighted share (or number) of person `i`'s peers who are adopters; 0 without peers.
    fn look(&self, i: usize) -> f32 {
        let layers =
            self.network.layers.iter().map(|layer| (layer.weight as f32, self.adopting(&layer.ties, i)));
        let circles = self.circles.iter().map(|circles| (circles.weight, self.count(circles.fellows(i))));
        self.combined(layers.chain(circles))
    }

    /// peer_exposure from the weight of each layer, and the weight of the adopting and of all peers in it.
    #[inline(always)]
    fn combined(&self, layers: impl IntoIterator<Item = (f32, (f32, f32))>) -> f32 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (weight, (adopting, all)) in layers {
            if self.by_number {
                sum += weight * adopting;
            } else if all > 0.0 {
                sum += weight * (adopting / all);
                weights += weight;
            }
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
}
