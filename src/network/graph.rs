//! [`Ties`] as a graph of petgraph's, so that its algorithms run on a layer.
//!
//! The storage is ours for the memory it takes: petgraph's `Csr` keeps row starts
//! of 8 bytes, and can be filled only from a slice of whole arcs. At a mean degree
//! of 10 it took 166 bytes a person to build such a layer, and takes 55 now.

use super::Ties;
use petgraph::{
    csr::Csr,
    visit::{
        Data, GetAdjacencyMatrix, GraphBase, IntoEdgeReferences, IntoNeighbors, IntoNodeIdentifiers,
        NodeCompactIndexable, NodeCount, NodeIndexable, Visitable,
    },
};
use std::{iter::Copied, ops::Range, slice::Iter};

impl GraphBase for Ties {
    type NodeId = u32;
    type EdgeId = (u32, u32);
}

impl Data for Ties {
    type NodeWeight = ();
    type EdgeWeight = f32;
}

impl NodeCount for Ties {
    fn node_count(&self) -> usize {
        self.people()
    }
}

impl NodeIndexable for Ties {
    fn node_bound(&self) -> usize {
        self.people()
    }

    fn to_index(&self, person: u32) -> usize {
        person as usize
    }

    fn from_index(&self, index: usize) -> u32 {
        index as u32
    }
}

impl NodeCompactIndexable for Ties {}

impl Visitable for Ties {
    type Map = <Csr<(), ()> as Visitable>::Map;

    fn visit_map(&self) -> Self::Map {
        Self::Map::with_capacity(self.people())
    }

    fn reset_map(&self, map: &mut Self::Map) {
        map.clear();
        map.grow(self.people());
    }
}

impl GetAdjacencyMatrix for Ties {
    type AdjMatrix = ();

    fn adjacency_matrix(&self) {}

    fn is_adjacent(&self, (): &(), source: u32, target: u32) -> bool {
        self.sees(source, target)
    }
}

impl IntoNodeIdentifiers for &Ties {
    type NodeIdentifiers = Range<u32>;

    fn node_identifiers(self) -> Range<u32> {
        0..self.people() as u32
    }
}

impl<'a> IntoNeighbors for &'a Ties {
    type Neighbors = Copied<Iter<'a, u32>>;

    fn neighbors(self, person: u32) -> Self::Neighbors {
        self.peers(person).iter().copied()
    }
}

impl<'a> IntoEdgeReferences for &'a Ties {
    type EdgeRef = (u32, u32, &'a f32);
    type EdgeReferences = Box<dyn Iterator<Item = Self::EdgeRef> + 'a>;

    fn edge_references(self) -> Self::EdgeReferences {
        const ONE: &f32 = &1.0;
        Box::new(self.node_identifiers().flat_map(move |person| {
            let weights = self.weights(person);
            let peers = self.peers(person).iter().enumerate();
            peers.map(move |(at, &peer)| (person, peer, weights.map_or(ONE, |weights| &weights[at])))
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::arcs::{self, Packed, Weighted};
    use super::*;
    use petgraph::{
        algo::{connected_components, has_path_connecting, tarjan_scc},
        visit::Bfs,
    };

    #[test]
    fn petgraph_walks_on_ties() {
        let ties = &arcs::mutual_ties(6, [(0, 1), (1, 4), (2, 3)].map(|(a, b)| Packed::new(a, b)).to_vec());
        assert_eq!((connected_components(ties), tarjan_scc(ties).len()), (3, 3));
        assert!(has_path_connecting(ties, 4, 0, None) && !has_path_connecting(ties, 4, 2, None));
        let mut walk = Bfs::new(ties, 4);
        assert_eq!(std::iter::from_fn(|| walk.next(ties)).collect::<Vec<_>>(), [4, 1, 0]);
        assert_eq!(ties.edge_references().map(|(a, b, _)| (a, b)).collect::<Vec<_>>().len(), 6);
        let one_way = &arcs::weighted(3, vec![Weighted { arc: Packed::new(2, 0), weight: 0.5 }]);
        assert_eq!(one_way.edge_references().collect::<Vec<_>>(), [(2, 0, &0.5)]);
        assert!(one_way.is_adjacent(&(), 2, 0) && !one_way.is_adjacent(&(), 0, 2));
    }
}
