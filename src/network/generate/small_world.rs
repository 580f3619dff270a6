//! Small world (Watts & Strogatz 1998).

use super::{Packed, Setting};
use crate::{
    draw::{below, cut},
    network::Ties,
    scenario::SmallWorld,
};

/// Rounds of drawing new ends before the nearest free person is taken.
const ROUNDS: u32 = 64;

/// A ring in which each person is tied to `degree`/2 on either side; each tie
/// keeps its first end and moves the other to a random person with probability
/// `rewire`. An end that would make a loop or a second tie is drawn again, so
/// the number of ties stays n · degree / 2. O(n · degree · log).
pub(super) fn ties(setting: &Setting<'_>, spec: &SmallWorld) -> Ties {
    let people = setting.size();
    let reach = (spec.degree as usize / 2).min(people.saturating_sub(1) / 2);
    let ring = Ring { people, reach };
    let moves = cut(spec.rewire);
    let moved: Vec<bool> =
        setting.words("rewire", people * reach).into_iter().map(|word| word < moves).collect();

    let (mut ties, mut waiting) = (vec![], vec![]);
    for (slot, &moves) in moved.iter().enumerate() {
        if moves { waiting.push(slot) } else { ties.push(ring.tie(slot)) }
    }
    let mut taken: Vec<Packed> = vec![];
    for round in 0..ROUNDS {
        if waiting.is_empty() {
            break;
        }
        let stream = setting.stream("rewire to", round);
        let words = if round == 0 { setting.words("rewire to", people * reach) } else { vec![] };
        let mut drawn: Vec<(Packed, usize)> = waiting
            .iter()
            .map(|&slot| {
                let word = words.get(slot).copied().unwrap_or_else(|| stream.at(slot));
                (Packed::new((slot / reach) as u32, below(word, people) as u32).upward(), slot)
            })
            .collect();
        drawn.sort_unstable();
        waiting.clear();
        let mut accepted = vec![];
        for (tie, slot) in drawn {
            let free = !tie.is_loop()
                && ring.slot(tie).is_none_or(|slot| moved[slot])
                && taken.binary_search(&tie).is_err()
                && accepted.last() != Some(&tie);
            if free { accepted.push(tie) } else { waiting.push(slot) }
        }
        taken.extend(accepted);
        taken.sort();
    }
    // Only where a person is tied to nearly everybody: the next person who is free.
    for slot in waiting {
        let first = slot / reach;
        let next = (1..people)
            .map(|step| Packed::new(first as u32, ((first + step) % people) as u32).upward())
            .find(|&tie| ring.slot(tie).is_none_or(|slot| moved[slot]) && taken.binary_search(&tie).is_err());
        if let Some(tie) = next {
            let at = taken.binary_search(&tie).unwrap_or_else(|at| at);
            taken.insert(at, tie);
        }
    }
    ties.extend(taken);
    setting.tied(ties)
}

/// Ties of the ring: slot `i · reach + j` goes from person `i` to person `i + 1 + j`.
struct Ring {
    people: usize,
    reach: usize,
}

impl Ring {
    fn tie(&self, slot: usize) -> Packed {
        let (first, step) = (slot / self.reach, slot % self.reach + 1);
        Packed::new(first as u32, ((first + step) % self.people) as u32).upward()
    }

    /// The slot of a tie, if it is one of the ring.
    fn slot(&self, tie: Packed) -> Option<usize> {
        let (a, b) = (tie.source() as usize, tie.target() as usize);
        let (ahead, around) = (b - a, self.people - (b - a));
        if (1..=self.reach).contains(&ahead) {
            Some(a * self.reach + ahead - 1)
        } else if around <= self.reach {
            Some(b * self.reach + around - 1)
        } else {
            None
        }
    }
}
