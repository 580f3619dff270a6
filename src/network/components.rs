//! Who is connected to whom through any number of ties.

use super::Ties;
use petgraph::unionfind::UnionFind;

/// Sizes of the components, largest first; arcs count both ways. Union–find
/// (Tarjan & van Leeuwen 1984), near O(people + arcs).
pub(super) fn sizes(ties: &Ties) -> Vec<u32> {
    let mut sets = UnionFind::<u32>::new(ties.people());
    for person in 0..ties.people() as u32 {
        for &peer in ties.peers(person) {
            sets.union(person, peer);
        }
    }
    let mut counts = vec![0u32; ties.people()];
    for leader in sets.into_labeling() {
        counts[leader as usize] += 1;
    }
    counts.retain(|&count| count > 0);
    counts.sort_unstable_by(|a, b| b.cmp(a));
    counts
}
