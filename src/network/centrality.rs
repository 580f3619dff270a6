//! How central people are: what targeting ranks them by.
//!
//! Each function takes the position of a layer, or none for all layers together.

use super::{Network, Ties, arcs};
use rayon::prelude::*;

/// Iterations of PageRank before it is taken as it is.
const ITERATIONS: usize = 200;
/// PageRank has settled when all changes of an iteration add up to less than this.
const SETTLED: f64 = 1e-7;
/// People per chunk of a sum: fixed, so that sums do not depend on threads.
const CHUNK: usize = 1 << 12;

/// Number of peers of each person; someone tied in two layers counts twice. O(people).
pub fn degrees(network: &Network, layer: Option<usize>) -> Vec<u32> {
    let degree = |person: u32| match layer {
        Some(at) => network.layers[at].degree(person),
        None => network.degree(person),
    };
    (0..network.people() as u32).into_par_iter().map(|person| degree(person) as u32).collect()
}

/// The largest k such that a person belongs to a set of people who each have k
/// ties within the set (Seidman 1983), by the algorithm of Batagelj & Zaveršnik
/// (2003). Ties count without weight, once over all layers, and both ways.
/// O(people + arcs).
pub fn k_core(network: &Network, layer: Option<usize>) -> Vec<u32> {
    let together;
    let ties = match layer {
        Some(at) => &network.layers[at].ties,
        None => {
            together = network.together();
            &together
        }
    };
    if ties.is_mutual() { cores(ties) } else { cores(&arcs::mutual(ties)) }
}

fn cores(ties: &Ties) -> Vec<u32> {
    let people = ties.people();
    let mut core: Vec<u32> = (0..people as u32).map(|person| ties.peers(person).len() as u32).collect();
    // `order` holds people by remaining degree; `first[d]` is where degree d begins.
    let most = core.iter().max().map_or(0, |&degree| degree as usize);
    let mut first = vec![0u32; most + 2];
    core.iter().for_each(|&degree| first[degree as usize + 1] += 1);
    for degree in 0..=most {
        first[degree + 1] += first[degree];
    }
    let mut next = first.clone();
    let mut order = vec![0u32; people];
    let mut at = vec![0u32; people];
    for person in 0..people {
        let slot = &mut next[core[person] as usize];
        (order[*slot as usize], at[person]) = (person as u32, *slot);
        *slot += 1;
    }
    for turn in 0..people {
        let person = order[turn];
        for &peer in ties.peers(person) {
            let (person, peer) = (person as usize, peer as usize);
            if core[peer] > core[person] {
                // The peer trades places with the first of its degree, which then begins one later.
                let begin = first[core[peer] as usize];
                let other = order[begin as usize];
                order.swap(begin as usize, at[peer] as usize);
                (at[other as usize], at[peer]) = (at[peer], begin);
                first[core[peer] as usize] += 1;
                core[peer] -= 1;
            }
        }
    }
    core
}

/// PageRank (Page et al. 1999) with the usual damping .85: the share of time
/// that someone spends with each person who goes from a person to one whom they
/// see, in proportion to the weight of layer times tie, and starts anew anywhere
/// with probability 1 − damping. Sums to 1. Power iteration in O(arcs) a turn,
/// until changes add up to less than 1e-7; the same bits for any number of threads.
pub fn page_rank(network: &Network, layer: Option<usize>, damping: f64) -> Vec<f64> {
    let people = network.people();
    let picked = layer.map_or(0..network.layers.len(), |at| at..at + 1);
    // Over one layer its weight cancels, unless it is 0.
    let weight = |layer: &super::Layer| if picked.len() == 1 { 1.0 } else { layer.weight };
    let layers: Vec<Inflow<'_>> = network.layers[picked.clone()]
        .iter()
        .map(|layer| Inflow {
            weight: weight(layer),
            turned: (!layer.ties.is_mutual() || layer.ties.is_weighted())
                .then(|| arcs::reversed(&layer.ties)),
            ties: &layer.ties,
        })
        .collect();

    let out: Vec<f64> = (0..people as u32)
        .into_par_iter()
        .map(|person| layers.iter().map(|layer| layer.weight * strength(layer.ties, person)).sum())
        .collect();
    let mut rank = vec![1.0 / people as f64; people];
    let mut sent = vec![0.0; people];
    for _ in 0..ITERATIONS {
        sent.par_iter_mut().zip(&rank).zip(&out).for_each(|((sent, rank), &out)| {
            *sent = if out > 0.0 { rank / out } else { 0.0 };
        });
        let stuck = sum(people, |person| if out[person] > 0.0 { 0.0 } else { rank[person] });
        let base = (1.0 - damping + damping * stuck) / people as f64;
        let new: Vec<f64> = (0..people as u32)
            .into_par_iter()
            .map(|person| {
                let came: f64 = layers.iter().map(|layer| layer.weight * layer.into(person, &sent)).sum();
                base + damping * came
            })
            .collect();
        let change = sum(people, |person| (new[person] - rank[person]).abs());
        rank = new;
        if change < SETTLED {
            break;
        }
    }
    rank
}

/// A layer by who is seen: its own rows if all ties are mutual, else turned round.
struct Inflow<'a> {
    weight: f64,
    ties: &'a Ties,
    turned: Option<Ties>,
}

impl Inflow<'_> {
    fn into(&self, person: u32, sent: &[f64]) -> f64 {
        let ties = self.turned.as_ref().unwrap_or(self.ties);
        let peers = ties.peers(person).iter();
        match ties.weights(person) {
            None => peers.map(|&peer| sent[peer as usize]).sum(),
            Some(weights) => peers.zip(weights).map(|(&peer, &w)| sent[peer as usize] * f64::from(w)).sum(),
        }
    }
}

fn strength(ties: &Ties, person: u32) -> f64 {
    match ties.weights(person) {
        None => ties.peers(person).len() as f64,
        Some(weights) => weights.iter().map(|&weight| f64::from(weight)).sum(),
    }
}

fn sum(people: usize, of: impl Fn(usize) -> f64 + Sync) -> f64 {
    let chunks: Vec<f64> = (0..people.div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| (chunk * CHUNK..((chunk + 1) * CHUNK).min(people)).map(&of).sum())
        .collect();
    chunks.into_iter().sum()
}
