//! Scale-free ties by preferential attachment (Barabási & Albert 1999).

use super::{Packed, Setting};
use crate::{draw::below, network::Ties, scenario::ScaleFree};
use rayon::prelude::*;

/// Draws for one tie before the first person not yet chosen is taken.
const REDRAWS: u32 = 64;

/// `ties` + 1 people start out all tied to one another; each later person makes
/// `ties` different ties to earlier ones, in proportion to their degree when
/// that person arrives.
///
/// In parallel, by retracing (Sanders & Schulz 2016): a tie is an end picked
/// uniformly among all earlier ends; if that end was itself picked, its own draw
/// is looked up, back to an end that is known. Two lookups a tie on average. A
/// choice made twice is redrawn; what later people retrace is the first draw.
/// O(n · ties · log ties).
pub(super) fn ties(setting: &Setting<'_>, spec: &ScaleFree) -> Ties {
    let people = setting.size();
    let ties = (spec.ties as usize).min(people.saturating_sub(1));
    let start = (ties + 1).min(people);
    let words = setting.words("attachment", (people - start) * ties);
    let ends = Ends { ties, start, words };

    let mut all: Vec<Packed> =
        (0..start as u32).flat_map(|a| (0..a).map(move |b| Packed::new(a, b))).collect();
    all.par_extend((start..people).into_par_iter().flat_map_iter(|person| {
        let mut chosen: Vec<u32> = Vec::with_capacity(ties);
        for tie in ends.first_tie(person)..ends.first_tie(person + 1) {
            let redraws = (1..REDRAWS).map(|again| setting.stream("attachment", again).at(tie));
            let fresh = std::iter::once(ends.words[tie]).chain(redraws).find_map(|word| {
                let peer = ends.owner(below(word, ends.before(person)));
                chosen.binary_search(&peer).err().map(|at| (at, peer))
            });
            let (at, peer) = fresh.unwrap_or_else(|| {
                let at = (0..chosen.len()).find(|&at| chosen[at] != at as u32).unwrap_or(chosen.len());
                (at, at as u32)
            });
            chosen.insert(at, peer);
        }
        chosen.into_iter().map(move |peer| Packed::new(person as u32, peer))
    }));
    drop(ends);
    setting.tied(all)
}

/// All ends of ties in order of making: first those of the start, each person
/// `ties` times; then newcomer and choice by turns.
struct Ends {
    ties: usize,
    start: usize,
    words: Vec<u32>,
}

impl Ends {
    fn first_tie(&self, person: usize) -> usize {
        (person - self.start) * self.ties
    }

    /// Number of ends made before `person` arrives.
    fn before(&self, person: usize) -> usize {
        self.start * self.ties + 2 * self.first_tie(person)
    }

    /// Whose end is number `end`.
    fn owner(&self, mut end: usize) -> u32 {
        loop {
            let Some(later) = end.checked_sub(self.start * self.ties) else {
                return (end / self.ties) as u32;
            };
            let tie = later / 2;
            let newcomer = self.start + tie / self.ties;
            if later.is_multiple_of(2) {
                return newcomer as u32;
            }
            end = below(self.words[tie], self.before(newcomer));
        }
    }
}
