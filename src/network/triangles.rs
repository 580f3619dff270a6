//! How many of a person's peers know each other.

use super::Ties;
use rayon::prelude::*;
use std::cmp::Ordering;

/// For each person, the number of pairs of peers who are tied to each other.
/// Ties must be mutual. O(Σ over ties of both degrees), parallel, exact.
pub(super) fn closed_pairs(ties: &Ties) -> Vec<u64> {
    let people = 0..ties.people() as u32;
    people
        .into_par_iter()
        .map(|person| {
            let peers = ties.peers(person);
            // Each pair once: from its smaller end, among the peers behind it.
            let behind = peers.iter().enumerate().map(|(at, &peer)| {
                let row = ties.peers(peer);
                shared(&peers[at + 1..], &row[row.partition_point(|&other| other <= peer)..])
            });
            behind.sum()
        })
        .collect()
}

/// Number of entries that two sorted rows share.
fn shared(a: &[u32], b: &[u32]) -> u64 {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    if short.len() * 16 < long.len() {
        return short.iter().filter(|entry| long.binary_search(entry).is_ok()).count() as u64;
    }
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < short.len() && j < long.len() {
        match short[i].cmp(&long[j]) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => (i, j, count) = (i + 1, j + 1, count + 1),
        }
    }
    count
}
