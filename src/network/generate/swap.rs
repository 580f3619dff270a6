//! Random ties with given degrees: stubs joined at random, then repaired.

use super::{Packed, Setting};
use crate::{draw::below, network::sort::sort};
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Tries at repairing one tie before it is given up.
const TRIES: usize = 1000;

/// Random ties, each from the smaller id to the larger, in which person
/// `i` has `degrees[i]`, and the number of ties that could not be made.
///
/// The configuration model (Molloy & Reed 1995): stubs are shuffled and joined
/// two by two. A self-loop or second tie between two people then trades ends
/// with a random good tie, which keeps all degrees; each trade needs both new
/// ties to be good. Nearly uniform over simple graphs when degrees are small
/// beside √n. `attempt` starts all of it from other draws. O(m · log m).
pub(super) fn joined(setting: &Setting<'_>, degrees: &[u32], attempt: u32) -> (Vec<Packed>, usize) {
    let total: usize = degrees.iter().map(|&degree| degree as usize).sum();
    let words = setting.words_on("stub order", attempt, total);
    let people = degrees.iter().zip(0u32..).flat_map(|(&degree, person)| (0..degree).map(move |_| person));
    let mut stubs: Vec<Packed> = people.zip(words).map(|(person, word)| Packed::new(word, person)).collect();
    sort(&mut stubs);
    let mut ties: Vec<Packed> =
        stubs.par_chunks_exact(2).map(|two| Packed::new(two[0].target(), two[1].target()).upward()).collect();
    drop(stubs);
    sort(&mut ties);

    let mut bad = vec![];
    let mut last = None;
    ties.retain(|&tie| {
        let good = !tie.is_loop() && last != Some(tie);
        last = Some(tie);
        if !good {
            bad.push(tie);
        }
        good
    });
    let mut repair = Repair { ties, gone: BTreeSet::new(), new: vec![], new_sorted: BTreeSet::new() };
    let mut words = setting.stream("stub repair", attempt).from(0);
    let failed = bad.into_iter().filter(|&tie| !repair.place(tie, &mut words)).count();
    (repair.finish(), failed)
}

/// Good ties under repair: those of the start, sorted, less some, plus some.
struct Repair {
    ties: Vec<Packed>,
    gone: BTreeSet<Packed>,
    new: Vec<Packed>,
    new_sorted: BTreeSet<Packed>,
}

impl Repair {
    /// Trades ends of a bad tie a–b with a random good tie c–d: a–c and b–d take their place.
    fn place(&mut self, bad: Packed, words: &mut impl Iterator<Item = u32>) -> bool {
        let all = self.ties.len() + self.new.len();
        for word in words.take(if all == 0 { 0 } else { TRIES }) {
            // The lowest bit of the slot says which way round the good tie is taken.
            let slot = below(word, 2 * all);
            let at = slot / 2;
            let good = if at < self.ties.len() { self.ties[at] } else { self.new[at - self.ties.len()] };
            if at < self.ties.len() && self.gone.contains(&good) {
                continue;
            }
            let turned = if slot.is_multiple_of(2) { good } else { good.reversed() };
            let one = Packed::new(bad.source(), turned.source()).upward();
            let two = Packed::new(bad.target(), turned.target()).upward();
            if one == two || [one, two].iter().any(|&tie| tie.is_loop() || self.has(tie)) {
                continue;
            }
            if at < self.ties.len() {
                self.gone.insert(good);
                self.new.push(one);
            } else {
                self.new_sorted.remove(&good);
                self.new[at - self.ties.len()] = one;
            }
            self.new.push(two);
            self.new_sorted.extend([one, two]);
            return true;
        }
        false
    }

    fn has(&self, tie: Packed) -> bool {
        self.new_sorted.contains(&tie) || (self.ties.binary_search(&tie).is_ok() && !self.gone.contains(&tie))
    }

    fn finish(mut self) -> Vec<Packed> {
        self.ties.retain(|tie| !self.gone.contains(tie));
        self.ties.extend(self.new);
        self.ties
    }
}
