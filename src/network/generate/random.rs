//! Uniform random ties, G(n, m) (Erdős & Rényi 1959).

use super::{Packed, Setting, sample};
use crate::{
    draw::Stream,
    network::{
        Ties,
        fill::{Arcs, piece_size},
    },
    scenario::RandomTies,
};
use std::{collections::BTreeSet, ops::Range};

/// Exactly m = n · mean_degree / 2 ties, rounded, at most all pairs; every such
/// graph is equally likely.
///
/// They are the first m different pairs of a stream of random ones. The first m
/// draws go to the rows as often as the rows are listed, and are kept nowhere
/// else; for the few that repeat others, as many new pairs are drawn and added.
/// O(m · log degree).
pub(super) fn ties(setting: &Setting<'_>, spec: &RandomTies) -> Ties {
    let people = setting.size() as u64;
    let universe = sample::pairs(people);
    let count = ((people as f64 * spec.mean_degree / 2.0).round() as u64).min(universe);
    let stream = setting.stream("random", 0);
    if 2 * count > universe {
        let codes = sample::distinct(count, universe, &stream);
        return setting.tied(codes.into_iter().map(sample::pair).map(packed).collect());
    }
    let drawn = Drawn { stream, count: count as usize, people };
    let mut ties = setting.rows(&drawn);
    let mut more = BTreeSet::new();
    for tie in sample::numbers_from(&drawn.stream, drawn.count, universe).map(sample::pair).map(packed) {
        if ties.arcs() + more.len() == 2 * drawn.count {
            break;
        }
        if !ties.sees(tie.source(), tie.target()) {
            more.extend([tie, tie.reversed()]);
        }
    }
    ties.add(&Vec::from_iter(more));
    ties
}

#[inline]
fn packed((smaller, larger): (u64, u64)) -> Packed {
    Packed::new(smaller as u32, larger as u32)
}

/// The pairs that the first draws fall on.
struct Drawn {
    stream: Stream,
    count: usize,
    people: u64,
}

impl Drawn {
    fn piece(&self, number: usize) -> Range<usize> {
        let size = piece_size(self.count);
        number * size..((number + 1) * size).min(self.count)
    }
}

impl Arcs for Drawn {
    fn pieces(&self) -> usize {
        self.count.div_ceil(piece_size(self.count))
    }

    fn most(&self) -> usize {
        2 * self.count
    }

    fn list(&self, piece: usize, sources: &Range<u32>, see: &mut impl FnMut(&[Packed])) {
        // Codes go by the larger id: below this one, both people are too small.
        let first = sample::pairs(u64::from(sources.start));
        let mut batch = [Packed::default(); 2 * sample::AT_ONCE];
        sample::numbers(&self.stream, self.piece(piece), sample::pairs(self.people), first, |codes| {
            let batch = &mut batch[..2 * codes.len()];
            for (both, &code) in batch.chunks_exact_mut(2).zip(codes) {
                let tie = packed(sample::pair(code));
                (both[0], both[1]) = (tie, tie.reversed());
            }
            see(batch);
        });
    }

    fn expected(&self, piece: usize, sources: &Range<u32>) -> usize {
        // Both ends of a draw are anybody: the mean, and what chance adds to it at most.
        let mean = 2.0 * self.piece(piece).len() as f64 * sources.len() as f64 / self.people as f64;
        (mean + 8.0 * mean.sqrt()) as usize + 1
    }
}
