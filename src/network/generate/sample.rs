//! Different things out of many, all sets equally likely.

use crate::{draw::Stream, network::sort::sort};
use rayon::prelude::*;
use std::{collections::BTreeSet, ops::Range};

/// `count` different numbers below `universe`, sorted; every such set is equally
/// likely (bias below universe/2⁶⁴). Numbers are drawn until enough of them
/// differ; above half of the universe, those left out are drawn. O(count · log count).
pub(super) fn distinct(count: u64, universe: u64, stream: &Stream) -> Vec<u64> {
    let count = count.min(universe);
    if 2 * count <= universe {
        return drawn(count as usize, universe, stream);
    }
    let left_out = drawn((universe - count) as usize, universe, stream);
    let mut left_out = left_out.into_iter().peekable();
    (0..universe).filter(|&number| left_out.next_if_eq(&number).is_none()).collect()
}

fn drawn(count: usize, universe: u64, stream: &Stream) -> Vec<u64> {
    const CHUNK: usize = 1 << 13;
    let mut drawn = vec![0; count];
    drawn.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, drawn)| {
        let slots = chunk * CHUNK..chunk * CHUNK + drawn.len();
        let mut filled = 0;
        numbers(stream, slots, universe, 0, |numbers| {
            drawn[filled..filled + numbers.len()].copy_from_slice(numbers);
            filled += numbers.len();
        });
    });
    sort(&mut drawn);
    drawn.dedup();
    let mut more = BTreeSet::new();
    for number in numbers_from(stream, count, universe) {
        if drawn.len() + more.len() == count {
            break;
        }
        if drawn.binary_search(&number).is_err() {
            more.insert(number);
        }
    }
    drawn.extend(more);
    // Two sorted runs: the stable sort merges them in one pass.
    drawn.sort();
    drawn
}

/// Numbers drawn at once.
pub(super) const AT_ONCE: usize = 1 << 10;

/// Shows `see`, batch by batch, those of the numbers below `universe` of these slots, which
/// may repeat, that are at least `least`.
pub(super) fn numbers(
    stream: &Stream,
    slots: Range<usize>,
    universe: u64,
    least: u64,
    mut see: impl FnMut(&[u64]),
) {
    let (mut words, mut numbers) = ([0; 2 * AT_ONCE], [0; AT_ONCE]);
    for first in slots.clone().step_by(AT_ONCE) {
        let words = &mut words[..2 * AT_ONCE.min(slots.end - first)];
        stream.fill(2 * first, words);
        // Written anyhow and kept or not: chance would make a branch here dear.
        let mut count = 0;
        for pair in words.chunks_exact(2) {
            numbers[count % AT_ONCE] = below(pair[0], pair[1], universe);
            count += usize::from(numbers[count % AT_ONCE] >= least);
        }
        see(&numbers[..count]);
    }
}

/// The numbers below `universe` from a slot on, without end.
pub(super) fn numbers_from(stream: &Stream, slot: usize, universe: u64) -> impl Iterator<Item = u64> {
    let mut words = stream.from(2 * slot);
    std::iter::from_fn(move || Some(below(words.next()?, words.next()?, universe)))
}

#[inline]
fn below(high: u32, low: u32, universe: u64) -> u64 {
    let word = u64::from(high) << 32 | u64::from(low);
    ((u128::from(word) * u128::from(universe)) >> 64) as u64
}

/// Number of pairs among `people`.
#[inline]
pub(super) fn pairs(people: u64) -> u64 {
    people * people.saturating_sub(1) / 2
}

/// Pair number `code` in the order (0,1), (0,2), (1,2), (0,3), …: the smaller, then the larger.
#[inline]
pub(super) fn pair(code: u64) -> (u64, u64) {
    // The root is right within one for any code that f64 rounds; the two loops make it exact.
    // Signed numbers, which processors convert in one go.
    let mut larger = ((2.0 * code as i64 as f64 + 0.25).sqrt() + 0.5) as i64;
    let mut smaller = code.wrapping_sub(pairs(larger as u64)) as i64;
    while smaller < 0 {
        larger -= 1;
        smaller += larger;
    }
    while smaller >= larger {
        smaller -= larger;
        larger += 1;
    }
    (smaller as u64, larger as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draws, Purpose};

    #[test]
    fn samples_are_distinct_and_uniform() {
        let draws = Draws::new(5, 0);
        // 30,000 samples of 2 out of 5 and 4 out of 5: each number is in 2/5 or 4/5 of them, within 4 se.
        for count in [2, 4] {
            let mut seen = [0u32; 5];
            for occasion in 0..30_000 {
                let sample = distinct(count, 5, &draws.stream(Purpose::of("test", ""), occasion));
                assert_eq!(sample.len() as u64, count);
                assert!(sample.is_sorted_by(|a, b| a < b));
                sample.iter().for_each(|&number| seen[number as usize] += 1);
            }
            let share = count as f64 / 5.0;
            let se = (share * (1.0 - share) / 30_000.0).sqrt();
            for times in seen {
                assert!((f64::from(times) / 30_000.0 - share).abs() < 4.0 * se, "{seen:?}");
            }
        }
        assert_eq!(distinct(9, 4, &draws.stream(Purpose::of("test", ""), 0)), [0, 1, 2, 3]);
    }

    #[test]
    fn pairs_are_numbered_without_gaps() {
        let listed: Vec<_> = (0..6).map(pair).collect();
        assert_eq!(listed, [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)]);
        for n in [3_000_000_000_u64, 4_294_967_295] {
            assert_eq!(pair(pairs(n) - 1), (n - 2, n - 1));
            assert_eq!(pair(pairs(n)), (0, n));
        }
    }
}
