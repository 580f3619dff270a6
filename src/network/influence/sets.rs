//! Many reverse-reachable sets in one flat list.

use super::reverse::{Reverse, Scratch};
use crate::draw::Stream;
use rayon::prelude::*;

/// The most sets in a batch, and the number of smaller batches in one call.
const BATCH: u32 = 1 << 16;
const BATCHES: u32 = 64;

/// Reverse-reachable sets, those without members only counted.
#[derive(Default)]
pub(super) struct Sets {
    /// Sets drawn, with or without members.
    pub(super) drawn: u32,
    /// People met on the walks.
    pub(super) met: u64,
    members: Vec<u32>,
    /// Where each set that has members ends in `members`.
    ends: Vec<u32>,
}

impl Sets {
    /// Draws on until there are `drawn` sets.
    ///
    /// A batch that begins at set i reads the stream 2·i + `parity`: the roots of
    /// its sets, then the words of one walk after the other. How sets fall into
    /// batches depends on the numbers asked for alone, so they are the same for
    /// any number of threads. O(ties of the people met), parallel.
    pub(super) fn extend(
        &mut self,
        reverse: &Reverse,
        streams: &(dyn Fn(u32) -> Stream + Sync),
        parity: u32,
        drawn: u32,
    ) {
        let size = ((drawn - self.drawn) / BATCHES).clamp(1, BATCH);
        let batch = |scratch: &mut Scratch, from: u32| {
            let stream = streams(2 * from + parity);
            let mut words = stream.from(0);
            let mut word = move || words.next().expect("a stream of words has no end");
            let mut roots: Vec<u32> =
                (from..(from + size).min(drawn)).map(|_| reverse.root(word())).collect();
            // The walks that begin near each other in memory follow each other: twice as fast.
            roots.sort_unstable();
            let mut batch = Self::default();
            for root in roots {
                batch.met += reverse.draw(root, &mut word, scratch, &mut batch.members);
                batch.close();
            }
            batch
        };
        let batches: Vec<Self> = (0..(drawn - self.drawn).div_ceil(size))
            .into_par_iter()
            .map_init(|| reverse.scratch(), |scratch, at| batch(scratch, self.drawn + at * size))
            .collect();
        self.drawn = drawn;
        for batch in batches {
            let before = self.members.len() as u32;
            self.met += batch.met;
            self.members.extend(batch.members);
            self.ends.extend(batch.ends.iter().map(|end| before + end));
        }
    }

    /// Ends a set at the members there are, if it has any.
    fn close(&mut self) {
        let end = self.members.len() as u32;
        if self.ends.last().map_or(0, |&last| last) < end {
            self.ends.push(end);
        }
    }

    /// Number of sets with members.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The members of all sets, set by set.
    pub(super) fn members(&self) -> &[u32] {
        &self.members
    }

    /// The members of the set at position `at` of those that have any.
    #[inline]
    pub(super) fn set(&self, at: usize) -> &[u32] {
        let from = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.members[from..self.ends[at] as usize]
    }

    /// Number of sets that one of `people`, of `size` in all, belongs to. O(members), parallel.
    pub(super) fn covered(&self, people: &[u32], size: usize) -> usize {
        let mut chosen = vec![false; size];
        people.iter().for_each(|&person| chosen[person as usize] = true);
        let is_covered = |&at: &usize| self.set(at).iter().any(|&person| chosen[person as usize]);
        (0..self.len()).into_par_iter().filter(is_covered).count()
    }

    /// The sets listed.
    #[cfg(test)]
    pub(super) fn of(lists: &[Vec<u32>]) -> Self {
        let mut sets = Self { drawn: lists.len() as u32, ..Self::default() };
        for list in lists {
            sets.members.extend(list);
            sets.close();
        }
        sets
    }
}
