//! From arcs in any order to sorted rows, in parallel and in little memory.
//!
//! Rows are filled stratum by stratum: a range of people whose arcs are kept in
//! 8 bytes each until they are in their rows, in 4. All arcs are listed anew for
//! every stratum and those of other people passed over, so that only what is in
//! hand needs to be held twice. The first stratum takes about two fifths of the
//! arcs, while most of the rows are still empty; later ones take what fits below
//! the same ceiling, [`SPARE`] above what the rows take in the end.
//!
//! Within a stratum each piece of the list deals its arcs to *buckets*, narrow
//! ranges of people; a bucket is then counted, put in its place and sorted row by
//! row, all of it in the cache. Threads share pieces, then buckets, and write to
//! disjoint slices. The rows are the same for any number of threads, pieces,
//! strata and buckets: they are sorted sets.

use super::{Ties, arcs::Packed, bucket::put, targets::Targets};
use rayon::prelude::*;
use std::ops::Range;

/// Arcs that a bucket should hold: 400 KiB with their rows.
const BUCKET: usize = 1 << 15;
/// Most buckets, lest the parts that a piece deals become too small.
const BUCKETS: usize = 1 << 13;
/// Pieces whose arcs are counted beforehand, to know where people have many.
const SAMPLE: usize = 32;
/// What is held while rows are filled, as a share of the rows, beside the rows.
const SPARE: f64 = 0.17;
/// The same in arcs, where there are few.
const SPARE_ARCS: f64 = 1e6;

/// Arcs that can be listed as often as asked, in pieces that threads share.
pub(super) trait Arcs: Sync {
    /// Number of pieces.
    fn pieces(&self) -> usize;

    /// Number of arcs in all, or a few more.
    fn most(&self) -> usize;

    /// Shows `see` the arcs of a piece, batch by batch: all whose source is in
    /// `sources`, and any others. Loops and repetitions do no harm.
    fn list(&self, piece: usize, sources: &Range<u32>, see: &mut impl FnMut(&[Packed]));

    /// About how many arcs of the piece begin in `sources`: what is set aside for them.
    fn expected(&self, piece: usize, sources: &Range<u32>) -> usize {
        let mut count = 0;
        self.list(piece, sources, &mut |batch| {
            count += batch.iter().filter(|arc| sources.contains(&arc.source())).count();
        });
        count
    }
}

/// Shows `see` these arcs in batches that stay in the cache.
pub(super) fn in_batches(arcs: impl Iterator<Item = Packed>, see: &mut impl FnMut(&[Packed])) {
    let mut batch = [Packed::default(); 1024];
    let mut count = 0;
    arcs.for_each(|arc| {
        batch[count] = arc;
        count += 1;
        if count == batch.len() {
            see(&batch);
            count = 0;
        }
    });
    see(&batch[..count]);
}

/// Two lists, one after the other.
impl<A: Arcs, B: Arcs> Arcs for (A, B) {
    fn pieces(&self) -> usize {
        self.0.pieces() + self.1.pieces()
    }

    fn most(&self) -> usize {
        self.0.most() + self.1.most()
    }

    fn list(&self, piece: usize, sources: &Range<u32>, see: &mut impl FnMut(&[Packed])) {
        match piece.checked_sub(self.0.pieces()) {
            None => self.0.list(piece, sources, see),
            Some(piece) => self.1.list(piece, sources, see),
        }
    }
}

/// A size of pieces such that there are enough of them for threads, and not many.
pub(super) fn piece_size(items: usize) -> usize {
    (items / 1024).clamp(1 << 14, 1 << 18)
}

/// The rows of these arcs; loops and repetitions are dropped. O(arcs · log degree).
///
/// # Panics
/// If there are more than [`Ties::MOST_ARCS`], which a checked scenario has not.
pub(super) fn rows(people: usize, arcs: &impl Arcs) -> Ties {
    in_strata(people, arcs, SPARE_ARCS)
}

fn in_strata(people: usize, arcs: &impl Arcs, spare_arcs: f64) -> Ties {
    let most = arcs.most();
    assert!(most <= Ties::MOST_ARCS, "{most} arcs are more than a layer can hold");
    let buckets = (most / BUCKET).clamp(1, BUCKETS);
    let shift = people.div_ceil(buckets).next_power_of_two().ilog2();
    let load = load(people, shift, arcs);

    // Memory that is not written to is not taken: rows grow as they are filled.
    let (mut lengths, mut targets) = (vec![0; people + 1], Targets::zeroed(most));
    let (mut scratch, mut filled) = (vec![], 0);
    for buckets in strata(&load, spare_arcs) {
        let people = buckets.start << shift..(buckets.end << shift).min(people);
        let stratum = Stratum { people: people.start as u32..people.end as u32, shift };
        let lengths = &mut lengths[people.start + 1..=people.end];
        filled += stratum.fill(arcs, &mut scratch, lengths, &mut targets[filled..]);
    }
    targets.truncate(filled);
    Ties::of_lengths(lengths, targets, None)
}

/// About how many arcs begin in each bucket, from some of the pieces.
fn load(people: usize, shift: u32, arcs: &impl Arcs) -> Vec<f64> {
    let step = (arcs.pieces() / SAMPLE).max(1);
    let sampled: Vec<Vec<u32>> = (0..arcs.pieces().div_ceil(step))
        .into_par_iter()
        .map(|number| {
            let mut counts = vec![0; people.div_ceil(1 << shift)];
            let all = 0..people as u32;
            arcs.list(number * step, &all, &mut |batch| {
                batch.iter().for_each(|arc| counts[(arc.source() >> shift) as usize] += 1);
            });
            counts
        })
        .collect();
    let share = |bucket: usize| sampled.iter().map(|counts| f64::from(counts[bucket])).sum::<f64>();
    (0..people.div_ceil(1 << shift)).map(|bucket| share(bucket) * step as f64).collect()
}

/// Ranges of buckets. A stratum of `f` arcs takes the room of 3 f (a third of it
/// the rows) beside what is filled, and all of it should stay below a ceiling.
fn strata(load: &[f64], spare_arcs: f64) -> Vec<Range<usize>> {
    let total: f64 = load.iter().sum();
    let ceiling = total + (SPARE * total).max(spare_arcs);
    let mut strata = vec![];
    let (mut first, mut filled) = (0, 0.0);
    while first < load.len() {
        let room = (ceiling - filled) / 3.0;
        let (mut end, mut taken) = (first + 1, load[first]);
        while end < load.len() && taken + load[end] <= room {
            taken += load[end];
            end += 1;
        }
        strata.push(first..end);
        (first, filled) = (end, filled + taken);
    }
    strata
}

/// A range of people whose rows are filled together, in buckets of 2^shift people.
struct Stratum {
    people: Range<u32>,
    shift: u32,
}

impl Stratum {
    /// Fills the rows of these people from the start of `targets` on, writes down
    /// their lengths, and returns the number of arcs.
    fn fill(
        &self,
        arcs: &impl Arcs,
        scratch: &mut Vec<u64>,
        lengths: &mut [u32],
        targets: &mut [u32],
    ) -> usize {
        let room: Vec<usize> =
            (0..arcs.pieces()).into_par_iter().map(|piece| arcs.expected(piece, &self.people)).collect();
        set_size(scratch, room.iter().sum());
        let dealt: Vec<Dealt<'_>> = cut(scratch, &room)
            .into_par_iter()
            .enumerate()
            .map_init(Vec::new, |raw, (piece, slot)| self.deal(arcs, piece, slot, raw))
            .collect();

        let mut sizes = vec![0; self.buckets()];
        for piece in &dealt {
            sizes.iter_mut().zip(piece.first.windows(2)).for_each(|(size, ends)| {
                *size += (ends[1] - ends[0]) as usize;
            });
        }
        let kept: Vec<usize> = cut(targets, &sizes)
            .into_par_iter()
            .zip(lengths.par_chunks_mut(1 << self.shift))
            .enumerate()
            .map(|(bucket, (targets, lengths))| {
                put(
                    (bucket as u64) << self.shift,
                    dealt.iter().map(|piece| piece.part(bucket)),
                    lengths,
                    targets,
                )
            })
            .collect();

        // Where something was dropped, what lies behind closes the gap.
        let (mut from, mut to) = (0, 0);
        for (size, kept) in sizes.into_iter().zip(kept) {
            if from != to {
                targets.copy_within(from..from + kept, to);
            }
            (from, to) = (from + size, to + kept);
        }
        to
    }

    fn buckets(&self) -> usize {
        self.people.len().div_ceil(1 << self.shift)
    }

    /// The arcs of a piece that begin in this stratum, by bucket.
    fn deal<'a>(&self, arcs: &impl Arcs, piece: usize, slot: &'a mut [u64], raw: &mut Vec<u64>) -> Dealt<'a> {
        let (start, width) = (self.people.start, self.people.len() as u32);
        let mut count = 0;
        arcs.list(piece, &self.people, &mut |batch| {
            if raw.len() < count + batch.len() {
                raw.resize((2 * raw.len()).max(count + batch.len()), 0);
            }
            let free = &mut raw[count..count + batch.len()];
            let mut kept = 0;
            for arc in batch {
                // Written anyhow and kept or not: chance would make a branch here dear.
                let source = arc.source().wrapping_sub(start);
                free[kept] = u64::from(source) << 32 | u64::from(arc.target());
                kept += usize::from((source < width) & !arc.is_loop());
            }
            count += kept;
        });
        let raw = &raw[..count];
        let bucket = |arc: u64| (arc >> 32 >> self.shift) as usize;
        let mut first = vec![0u32; self.buckets() + 1];
        raw.iter().for_each(|&arc| first[bucket(arc) + 1] += 1);
        for bucket in 1..first.len() {
            first[bucket] += first[bucket - 1];
        }
        let mut next = first.clone();
        let mut own = if count > slot.len() { vec![0; count] } else { vec![] };
        let room = if own.is_empty() { &mut slot[..] } else { &mut own[..] };
        for &arc in raw {
            let at = &mut next[bucket(arc)];
            room[*at as usize] = arc;
            *at += 1;
        }
        Dealt { slot, own, first }
    }
}

/// The arcs of a piece by bucket, each with its source less the stratum's first
/// above its target: in the slot set aside for them, or where that was too small
/// in memory of their own.
struct Dealt<'a> {
    slot: &'a [u64],
    own: Vec<u64>,
    first: Vec<u32>,
}

impl Dealt<'_> {
    fn part(&self, bucket: usize) -> &[u64] {
        let arcs = if self.own.is_empty() { self.slot } else { &self.own };
        &arcs[self.first[bucket] as usize..self.first[bucket + 1] as usize]
    }
}

/// Makes room for so many and no more. Shrinking in place gives memory back, which
/// freeing and asking for less does not always.
fn set_size(scratch: &mut Vec<u64>, size: usize) {
    if scratch.is_empty() {
        // Zeroed by the system, page by page when first written to.
        *scratch = vec![0; size];
    }
    scratch.resize(size, 0);
    scratch.shrink_to_fit();
}

/// Disjoint slices of these lengths, from the start on.
fn cut<'a, T>(mut rest: &'a mut [T], lengths: &[usize]) -> Vec<&'a mut [T]> {
    let mut slices = Vec::with_capacity(lengths.len());
    for &length in lengths {
        let (slice, behind) = rest.split_at_mut(length);
        slices.push(slice);
        rest = behind;
    }
    slices
}

#[cfg(test)]
mod tests {
    use super::super::arcs::OneWay;
    use super::*;
    use crate::draw::{Draws, Purpose, below};
    use std::collections::BTreeSet;

    /// Arcs among `people`, more of them from small ids.
    fn skewed(people: usize, arcs: usize) -> Vec<Packed> {
        let words: Vec<u32> =
            Draws::new(1, 0).stream(Purpose::of("test", ""), 0).from(0).take(2 * arcs).collect();
        let one = |two: &[u32]| {
            Packed::new(below(two[0], 1 + below(two[1], people)) as u32, below(two[1], people) as u32)
        };
        words.chunks_exact(2).map(one).collect()
    }

    #[test]
    fn rows_hold_each_arc_once_however_many_strata_there_are() {
        for (people, count) in [(50_000, 300_000), (300, 200_000), (7, 5), (1, 3), (0, 0)] {
            let arcs = if people == 0 { vec![] } else { skewed(people, count) };
            let expected: BTreeSet<(u32, u32)> =
                (arcs.iter()).filter(|arc| !arc.is_loop()).map(|arc| (arc.source(), arc.target())).collect();
            for spare in [0.0, 1e6] {
                let ties = in_strata(people, &OneWay(&arcs), spare);
                let found = (0..people as u32).flat_map(|a| ties.peers(a).iter().map(move |&b| (a, b)));
                assert!(found.eq(expected.iter().copied()));
                assert_eq!((ties.people(), ties.arcs()), (people, expected.len()));
            }
        }
    }

    /// As [`OneWay`], but never expects an arc.
    struct Unexpected<'a>(OneWay<'a>);

    impl Arcs for Unexpected<'_> {
        fn pieces(&self) -> usize {
            self.0.pieces()
        }
        fn most(&self) -> usize {
            self.0.most()
        }
        fn list(&self, piece: usize, sources: &Range<u32>, see: &mut impl FnMut(&[Packed])) {
            self.0.list(piece, sources, see);
        }
        fn expected(&self, _: usize, _: &Range<u32>) -> usize {
            0
        }
    }

    #[test]
    fn more_arcs_than_expected_find_room() {
        let arcs = skewed(4_000, 90_000);
        assert_eq!(rows(4_000, &Unexpected(OneWay(&arcs))), rows(4_000, &OneWay(&arcs)));
    }

    #[test]
    fn strata_stay_below_the_ceiling_and_leave_nobody_out() {
        let strata = strata(&[1e7; 1000], 0.0);
        assert_eq!((strata.first().unwrap().start, strata.last().unwrap().end), (0, 1000));
        assert!(strata.windows(2).all(|two| two[0].end == two[1].start));
        assert!(strata.len() < 8, "{strata:?}");
        for stratum in strata {
            assert!(stratum.start + 3 * stratum.len() <= 1171, "{stratum:?}");
        }
    }
}
