//! Sorting millions of 8-byte numbers.

use rayon::prelude::*;

/// From this many on, sorting in parallel pays.
const MANY: usize = 1 << 15;
/// Buckets, and pieces of the input: fixed, though the result does not depend on them.
const BUCKETS: usize = 1 << 10;
const PIECES: usize = 32;

/// Sorts `items` by the number they stand for.
///
/// Pieces of the input are dealt in parallel into buckets by their leading bits;
/// each bucket is then put together in place and sorted, again in parallel. About
/// 1.5 times as fast as a parallel quicksort on random numbers; takes as much
/// memory again while it runs. O(n · log n).
pub(super) fn sort<T>(items: &mut [T])
where
    T: Copy + Default + Into<u64> + Send + Sync,
{
    let key = |item: &T| -> u64 { (*item).into() };
    let largest = items.par_iter().map(key).max().unwrap_or(0);
    if items.len() < MANY {
        return items.sort_unstable_by_key(key);
    }
    let shift = (u64::BITS - largest.leading_zeros()).saturating_sub(BUCKETS.ilog2());
    let bucket = |item: &T| (key(item) >> shift) as usize;

    let size = items.len().div_ceil(PIECES);
    let pieces: Vec<(Vec<T>, Vec<usize>)> =
        items.par_chunks(size).map(|piece| dealt(piece, bucket)).collect();
    let mut buckets = Vec::with_capacity(BUCKETS);
    let mut rest = items;
    for number in 0..BUCKETS {
        let count = pieces.iter().map(|(_, first)| first[number + 1] - first[number]).sum();
        let (bucket, behind) = rest.split_at_mut(count);
        buckets.push(bucket);
        rest = behind;
    }
    buckets.into_par_iter().enumerate().for_each(|(number, bucket)| {
        let mut free = &mut bucket[..];
        for (piece, first) in &pieces {
            let part = &piece[first[number]..first[number + 1]];
            let (here, behind) = free.split_at_mut(part.len());
            here.copy_from_slice(part);
            free = behind;
        }
        bucket.sort_unstable_by_key(key);
    });
}

/// The items by bucket, and where each bucket begins.
fn dealt<T: Copy + Default>(piece: &[T], bucket: impl Fn(&T) -> usize) -> (Vec<T>, Vec<usize>) {
    let mut first = vec![0; BUCKETS + 1];
    piece.iter().for_each(|item| first[bucket(item) + 1] += 1);
    for number in 0..BUCKETS {
        first[number + 1] += first[number];
    }
    let mut next = first.clone();
    let mut dealt = vec![T::default(); piece.len()];
    for item in piece {
        let slot = &mut next[bucket(item)];
        dealt[*slot] = *item;
        *slot += 1;
    }
    (dealt, first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draws, Purpose};

    #[test]
    fn any_numbers_come_out_sorted() {
        let words: Vec<u64> = Draws::new(1, 0)
            .stream(Purpose::of("test", ""), 0)
            .from(0)
            .take(200_000)
            .map(u64::from)
            .collect();
        let wide = |i: usize| words[i] << 32 | words[i + 1];
        for make in
            [&wide as &dyn Fn(usize) -> u64, &|i| words[i] % 7, &|i| i as u64, &|i| wide(i) >> 20, &|_| 0]
        {
            let mut numbers: Vec<u64> = (0..words.len() - 1).map(make).collect();
            let mut expected = numbers.clone();
            expected.sort_unstable();
            sort(&mut numbers);
            assert_eq!(numbers, expected);
        }
        sort::<u64>(&mut []);
    }
}
