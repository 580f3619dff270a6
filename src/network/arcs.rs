//! Arcs in memory, and layers made of them.

use super::{
    Ties,
    fill::{self, Arcs, in_batches, piece_size},
    targets::Targets,
};
use rayon::prelude::*;
use std::ops::Range;

/// One direction of a tie in 8 bytes, source above target: numbers sort as arcs do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Packed(u64);

impl Packed {
    #[inline]
    pub(super) fn new(source: u32, target: u32) -> Self {
        Self(u64::from(source) << 32 | u64::from(target))
    }

    #[inline]
    pub(super) fn source(self) -> u32 {
        (self.0 >> 32) as u32
    }

    #[inline]
    pub(super) fn target(self) -> u32 {
        self.0 as u32
    }

    /// The other direction.
    #[inline]
    pub(super) fn reversed(self) -> Self {
        Self(self.0.rotate_left(32))
    }

    /// The direction from the smaller id to the larger.
    #[inline]
    pub(super) fn upward(self) -> Self {
        self.min(self.reversed())
    }

    #[inline]
    pub(super) fn is_loop(self) -> bool {
        self.source() == self.target()
    }
}

impl From<Packed> for u64 {
    fn from(arc: Packed) -> Self {
        arc.0
    }
}

/// An arc and its weight.
#[derive(Clone, Copy, Debug)]
pub(super) struct Weighted {
    pub(super) arc: Packed,
    pub(super) weight: f32,
}

/// Arcs as they are listed.
pub(super) struct OneWay<'a>(pub(super) &'a [Packed]);

/// Ties, each of which is listed as two arcs.
pub(super) struct BothWays<'a>(pub(super) &'a [Packed]);

fn piece(arcs: &[Packed], number: usize) -> &[Packed] {
    let size = piece_size(arcs.len());
    &arcs[number * size..((number + 1) * size).min(arcs.len())]
}

impl Arcs for OneWay<'_> {
    fn pieces(&self) -> usize {
        self.0.len().div_ceil(piece_size(self.0.len()))
    }

    fn most(&self) -> usize {
        self.0.len()
    }

    fn list(&self, number: usize, _: &Range<u32>, see: &mut impl FnMut(&[Packed])) {
        see(piece(self.0, number));
    }
}

impl Arcs for BothWays<'_> {
    fn pieces(&self) -> usize {
        OneWay(self.0).pieces()
    }

    fn most(&self) -> usize {
        2 * self.0.len()
    }

    fn list(&self, number: usize, _: &Range<u32>, see: &mut impl FnMut(&[Packed])) {
        in_batches(piece(self.0, number).iter().flat_map(|&tie| [tie, tie.reversed()]), see);
    }
}

/// The arcs of a layer turned round and, if `and_ahead`, as they are too.
struct Turned<'a> {
    ties: &'a Ties,
    and_ahead: bool,
}

impl Turned<'_> {
    const PEOPLE: usize = 1 << 13;
}

impl Arcs for Turned<'_> {
    fn pieces(&self) -> usize {
        self.ties.people().div_ceil(Self::PEOPLE)
    }

    fn most(&self) -> usize {
        self.ties.arcs() * if self.and_ahead { 2 } else { 1 }
    }

    fn list(&self, number: usize, _: &Range<u32>, see: &mut impl FnMut(&[Packed])) {
        let people = number * Self::PEOPLE..((number + 1) * Self::PEOPLE).min(self.ties.people());
        let arcs = (people.start as u32..people.end as u32)
            .flat_map(|person| self.ties.peers(person).iter().map(move |&peer| Packed::new(peer, person)));
        if self.and_ahead {
            in_batches(arcs.flat_map(|arc| [arc, arc.reversed()]), see);
        } else {
            in_batches(arcs, see);
        }
    }
}

/// Rows from arcs in any order; self-loops and repetitions are dropped.
/// O(arcs · log degree), parallel.
pub(super) fn plain(people: usize, arcs: Vec<Packed>) -> Ties {
    fill::rows(people, &OneWay(&arcs))
}

/// Rows from ties in any order, each listed one way and taken both ways.
#[cfg(test)]
pub(super) fn mutual_ties(people: usize, ties: Vec<Packed>) -> Ties {
    fill::rows(people, &BothWays(&ties))
}

/// Rows from weighted arcs in any order, none of which is a loop or repeated. O(arcs · log arcs).
pub(super) fn weighted(people: usize, mut arcs: Vec<Weighted>) -> Ties {
    arcs.par_sort_unstable_by_key(|weighted| weighted.arc);
    let mut lengths = vec![0; people + 1];
    arcs.iter().for_each(|weighted| lengths[weighted.arc.source() as usize + 1] += 1);
    let mut targets = Targets::zeroed(arcs.len());
    targets.iter_mut().zip(&arcs).for_each(|(target, weighted)| *target = weighted.arc.target());
    Ties::of_lengths(lengths, targets, Some(arcs.iter().map(|weighted| weighted.weight).collect()))
}

/// Rows made one by one: `peers` adds those whom a person sees, in any order;
/// they may be there twice. O(arcs · log degree), parallel.
pub(super) fn row_by_row(people: usize, peers: impl Fn(u32, &mut Vec<u32>) + Sync) -> Ties {
    const CHUNK: usize = 1 << 12;
    let mut lengths = vec![0; people + 1];
    let chunks: Vec<Vec<u32>> = lengths[1..]
        .par_chunks_mut(CHUNK)
        .enumerate()
        .map(|(chunk, lengths)| {
            let (mut rows, mut row) = (vec![], vec![]);
            for (length, person) in lengths.iter_mut().zip((chunk * CHUNK) as u32..) {
                peers(person, &mut row);
                row.sort_unstable();
                row.dedup();
                *length = row.len() as u32;
                rows.append(&mut row);
            }
            rows
        })
        .collect();
    let mut targets = Targets::zeroed(chunks.iter().map(Vec::len).sum());
    let mut filled = 0;
    for chunk in chunks {
        targets[filled..][..chunk.len()].copy_from_slice(&chunk);
        filled += chunk.len();
    }
    Ties::of_lengths(lengths, targets, None)
}

/// The different people whom each person sees in any of `layers`. O(arcs · log degree).
pub(super) fn union(people: usize, layers: &[&Ties]) -> Ties {
    match layers {
        [only] if !only.is_weighted() => (*only).clone(),
        _ => row_by_row(people, |person, row| {
            layers.iter().for_each(|ties| row.extend_from_slice(ties.peers(person)));
        }),
    }
}

/// Rows in which every arc also runs the other way, without weights.
pub(super) fn mutual(ties: &Ties) -> Ties {
    fill::rows(ties.people(), &Turned { ties, and_ahead: true })
}

/// Rows in which every arc runs the other way, with its weight.
pub(super) fn reversed(ties: &Ties) -> Ties {
    if !ties.is_weighted() {
        return fill::rows(ties.people(), &Turned { ties, and_ahead: false });
    }
    let arcs = (0..ties.people() as u32).into_par_iter().flat_map_iter(|person| {
        let row = ties.peers(person).iter().zip(ties.weights(person).unwrap_or_default());
        row.map(move |(&peer, &weight)| Weighted { arc: Packed::new(peer, person), weight })
    });
    weighted(ties.people(), arcs.collect())
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
