//! From arcs in any order to sorted rows: the only place where a graph is made.

use super::{Ties, sort::sort};
use petgraph::{IntoWeightedEdge, csr::Csr};
use rayon::prelude::*;

/// One direction of a tie in 8 bytes, source above target: numbers sort as arcs do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Packed(u64);

impl Packed {
    pub(super) fn new(source: u32, target: u32) -> Self {
        Self(u64::from(source) << 32 | u64::from(target))
    }

    pub(super) fn source(self) -> u32 {
        (self.0 >> 32) as u32
    }

    pub(super) fn target(self) -> u32 {
        self.0 as u32
    }

    /// The other direction.
    pub(super) fn reversed(self) -> Self {
        Self(self.0.rotate_left(32))
    }

    /// The direction from the smaller id to the larger.
    pub(super) fn upward(self) -> Self {
        self.min(self.reversed())
    }

    pub(super) fn is_loop(self) -> bool {
        self.source() == self.target()
    }
}

impl From<Packed> for u64 {
    fn from(arc: Packed) -> Self {
        arc.0
    }
}

impl IntoWeightedEdge<()> for Packed {
    type NodeId = u32;
    fn into_weighted_edge(self) -> (u32, u32, ()) {
        (self.source(), self.target(), ())
    }
}

/// An arc and its weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighted {
    pub(super) arc: Packed,
    pub(super) weight: f32,
}

impl IntoWeightedEdge<f32> for Weighted {
    type NodeId = u32;
    fn into_weighted_edge(self) -> (u32, u32, f32) {
        (self.arc.source(), self.arc.target(), self.weight)
    }
}

/// Both directions of each tie.
pub(super) fn mirrored(ties: &[Packed]) -> Vec<Packed> {
    const CHUNK: usize = 1 << 14;
    let mut arcs = vec![Packed::default(); 2 * ties.len()];
    arcs.par_chunks_mut(2 * CHUNK).zip(ties.par_chunks(CHUNK)).for_each(|(arcs, ties)| {
        for (both, &tie) in arcs.chunks_exact_mut(2).zip(ties) {
            both.copy_from_slice(&[tie, tie.reversed()]);
        }
    });
    arcs
}

/// Rows from arcs in any order; self-loops and repetitions are dropped.
/// O(arcs · log arcs), parallel; 8 bytes per arc beside the 4 of the rows.
pub(super) fn plain(people: usize, mut arcs: Vec<Packed>) -> Ties {
    sort(&mut arcs);
    let mut last = None;
    arcs.retain(|&arc| !arc.is_loop() && last.replace(arc) != Some(arc));
    Ties::Plain(rows(people, &arcs))
}

/// Rows from weighted arcs in any order, none of which is a loop or repeated.
pub(super) fn weighted(people: usize, mut arcs: Vec<Weighted>) -> Ties {
    arcs.par_sort_unstable_by_key(|weighted| weighted.arc);
    Ties::Weighted(rows(people, &arcs))
}

/// The different people whom each person sees in any of `layers`. O(arcs · log degree).
pub(super) fn union(people: usize, layers: &[&Ties]) -> Ties {
    if let [Ties::Plain(only)] = layers {
        return Ties::Plain(only.clone());
    }
    let arcs: Vec<Packed> = (0..people as u32)
        .into_par_iter()
        .flat_map_iter(|person| {
            let mut peers: Vec<u32> =
                layers.iter().flat_map(|ties| ties.peers(person).iter().copied()).collect();
            peers.sort_unstable();
            peers.dedup();
            peers.into_iter().map(move |peer| Packed::new(person, peer))
        })
        .collect();
    Ties::Plain(rows(people, &arcs))
}

/// Rows in which every arc also runs the other way, without weights.
pub(super) fn mutual(ties: &Ties) -> Ties {
    let arcs: Vec<Packed> = (0..ties.people() as u32)
        .into_par_iter()
        .flat_map_iter(|person| ties.peers(person).iter().map(move |&peer| Packed::new(person, peer)))
        .collect();
    plain(ties.people(), mirrored(&arcs))
}

/// Rows in which every arc runs the other way, with its weight.
pub(super) fn reversed(ties: &Ties) -> Ties {
    let people = 0..ties.people() as u32;
    match ties {
        Ties::Plain(graph) => {
            let arcs = people
                .into_par_iter()
                .flat_map_iter(|i| graph.neighbors_slice(i).iter().map(move |&j| Packed::new(j, i)));
            plain(ties.people(), arcs.collect())
        }
        Ties::Weighted(graph) => {
            let arcs = people.into_par_iter().flat_map_iter(|i| {
                let weights = graph.edges_slice(i).iter();
                let row = graph.neighbors_slice(i).iter().zip(weights);
                row.map(move |(&j, &weight)| Weighted { arc: Packed::new(j, i), weight })
            });
            weighted(ties.people(), arcs.collect())
        }
    }
}

fn rows<Weight, Arc>(people: usize, sorted: &[Arc]) -> Csr<(), Weight, petgraph::Directed, u32>
where
    Arc: Clone + IntoWeightedEdge<Weight, NodeId = u32>,
{
    if sorted.is_empty() {
        return Csr::with_nodes(people);
    }
    let mut graph = Csr::from_sorted_edges(sorted).expect("arcs are sorted and each is there once");
    // petgraph counts people up to the last who has a tie.
    for _ in graph.node_count()..people {
        graph.add_node(());
    }
    graph
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_unique_and_complete() {
        let arcs = [(3, 1), (1, 3), (1, 1), (1, 0), (0, 1), (1, 3)].map(|(a, b)| Packed::new(a, b));
        let ties = plain(6, arcs.to_vec());
        assert_eq!((ties.people(), ties.arcs()), (6, 4));
        let rows: Vec<_> = (0..6).map(|person| ties.peers(person)).collect();
        assert_eq!(rows, [&[1][..], &[0, 3], &[], &[1], &[], &[]]);
        assert!(ties.is_mutual());
        assert_eq!(plain(3, vec![]).people(), 3);
    }

    #[test]
    fn directed_weights_follow_their_arcs() {
        let arc = |a, b, weight| Weighted { arc: Packed::new(a, b), weight };
        let ties = weighted(4, vec![arc(2, 0, 0.5), arc(0, 1, 2.0), arc(0, 3, 3.0)]);
        assert_eq!(ties.weights(0), Some(&[2.0, 3.0][..]));
        assert!(!ties.is_mutual());
        let back = reversed(&ties);
        assert_eq!((back.peers(3), back.weights(3)), (&[0][..], Some(&[3.0][..])));
        assert_eq!(mutual(&ties).peers(0), [1, 2, 3]);
    }
}
