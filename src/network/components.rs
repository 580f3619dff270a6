//! Who is connected to whom through any number of ties.

use super::Ties;

/// Sizes of the components, largest first; arcs count both ways. Union–find with
/// path halving (Tarjan & van Leeuwen 1984), near O(people + arcs).
pub(super) fn sizes(ties: &Ties) -> Vec<u32> {
    let people = ties.people() as u32;
    let mut parent: Vec<u32> = (0..people).collect();
    for person in 0..people {
        for &peer in ties.peers(person) {
            let (a, b) = (root(&mut parent, person), root(&mut parent, peer));
            // The smaller id leads: no ranks are needed for a bound of O(log) a step.
            parent[a.max(b) as usize] = a.min(b);
        }
    }
    let mut counts = vec![0u32; people as usize];
    for person in 0..people {
        counts[root(&mut parent, person) as usize] += 1;
    }
    counts.retain(|&count| count > 0);
    counts.sort_unstable_by(|a, b| b.cmp(a));
    counts
}

fn root(parent: &mut [u32], mut person: u32) -> u32 {
    while parent[person as usize] != person {
        let grandparent = parent[parent[person as usize] as usize];
        parent[person as usize] = grandparent;
        person = grandparent;
    }
    person
}
