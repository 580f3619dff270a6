//! A bucket of arcs put into rows, all within the cache.

/// Puts arcs in rows at the start of `targets`, sorted and without repetitions.
/// `first` is the source of the first row; `lengths` are 0 before. Returns the number of arcs.
pub(super) fn put<'a>(
    first: u64,
    parts: impl Iterator<Item = &'a [u64]> + Clone,
    lengths: &mut [u32],
    targets: &mut [u32],
) -> usize {
    let row = |arc: u64| ((arc >> 32) - first) as usize;
    parts.clone().flatten().for_each(|&arc| lengths[row(arc)] += 1);
    let mut begin = 0;
    for length in &mut *lengths {
        let here = *length;
        *length = begin;
        begin += here;
    }
    for &arc in parts.flatten() {
        let at = &mut lengths[row(arc)];
        targets[*at as usize] = arc as u32;
        *at += 1;
    }
    // What was the start of a row is its end now, and is to be its length.
    let (mut begin, mut filled) = (0, 0);
    for length in lengths {
        let end = *length as usize;
        let row = &mut targets[begin..end];
        sort_row(row);
        let mut kept = row.len();
        if row.windows(2).any(|two| two[0] == two[1]) {
            kept = 1;
            for at in 1..row.len() {
                if row[at] != row[kept - 1] {
                    row[kept] = row[at];
                    kept += 1;
                }
            }
        }
        if filled < begin {
            targets.copy_within(begin..begin + kept, filled);
        }
        *length = kept as u32;
        (begin, filled) = (end, filled + kept);
    }
    filled
}

/// Sorts ids. A short row, as most are, by counting for each how many are
/// smaller: no branch depends on chance, and it takes a third of the time of an
/// insertion sort.
fn sort_row(row: &mut [u32]) {
    const SHORT: usize = 16;
    const NOBODY: u32 = u32::MAX;
    if row.len() > SHORT {
        return row.sort_unstable();
    }
    let (mut ids, mut sorted) = ([NOBODY; SHORT], [NOBODY; SHORT]);
    ids[..row.len()].copy_from_slice(row);
    for &id in &*row {
        let smaller: u32 = ids.iter().map(|&other| u32::from(other < id)).sum();
        sorted[smaller as usize % SHORT] = id;
    }
    // Equal ids have fallen on one place, and left the next to nobody.
    if sorted[..row.len()].contains(&NOBODY) {
        return row.sort_unstable();
    }
    row.copy_from_slice(&sorted[..row.len()]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draws, Purpose, below};

    #[test]
    fn short_rows_are_sorted_like_long_ones() {
        let words: Vec<u32> =
            Draws::new(2, 0).stream(Purpose::of("test", ""), 0).from(0).take(4000).collect();
        for length in 0..30 {
            for (words, among) in
                words.chunks(length + 1).zip([3, 20, 1000, u32::MAX as usize].iter().cycle())
            {
                let mut row: Vec<u32> = words[1..].iter().map(|&word| below(word, *among) as u32).collect();
                let mut expected = row.clone();
                expected.sort_unstable();
                sort_row(&mut row);
                assert_eq!(row, expected);
            }
        }
    }
}
