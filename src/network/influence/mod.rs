//! Whom to win so that as many others as possible are won through them.
//!
//! Influence maximisation (Kempe, Kleinberg & Tardos 2003) by reverse-reachable
//! sets (Borgs et al. 2014): draw an open person, the root, and find everybody
//! who would win the root had they been chosen. Chosen people win, on average,
//!
//! ```text
//! gain(S) = open people · P(S meets a random set)
//! ```
//!
//! so that few sets, shared by all choices, take the place of simulating each.
//! The choice is greedy on one collection of sets and is judged on another that
//! it has not seen; both double until the bounds say that it is good enough
//! (OPIM-C of Tang, Tang, Xiao & Yuan 2018, in the line of IMM, Tang, Shi &
//! Xiao 2015).

mod bounds;
mod cover;
mod reverse;
mod sets;
#[cfg(test)]
mod tests;
mod weighing;

use super::Network;
use crate::draw::Stream;
use reverse::Reverse;
use sets::Sets;

/// Sets in each collection in the first round: few, as one may hold half of all people.
const FIRST: u32 = 1 << 5;
/// Sets in each collection in the last round.
const LAST: u32 = 1 << 24;
/// Rounds, each with twice the sets of the one before.
const ROUNDS: u32 = (LAST / FIRST).ilog2() + 1;
/// The next round is not begun if it would probably store more people than
/// this (4 bytes each, 8 for half of them) …
const STORED: usize = 60_000_000;
/// … or meet more than this on its walks (half a microsecond each).
const MET: u64 = 200_000_000;

/// How influence passes along a tie, from a new adopter to a person who sees
/// them with weight c (see [`InfluenceProblem::share`]).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Passing {
    /// Once, with probability 1 − e^{−h·c} (independent cascade; Kempe et al. 2003).
    Once {
        /// Pressure h.
        pressure: f64,
    },
    /// After an exponential time at rate h·c, if that is over in time
    /// (continuous-time independent cascade; Gomez-Rodriguez & Schölkopf 2012).
    /// Pressures add up: a hazard that is linear in adopting peers is exactly this.
    Within {
        /// Pressure h per step.
        pressure: f64,
        /// Time that counts, in steps.
        steps: f64,
    },
    /// A person waits for one peer, drawn with probability c; if their c sum to
    /// more than 1, with probability c over that sum (linear threshold with
    /// thresholds uniform on (0, 1); Kempe et al. 2003).
    Threshold,
}

/// Among whom, and how, influence passes.
#[derive(Clone, Copy, Debug)]
pub struct InfluenceProblem<'a> {
    /// Row i lists whom i sees, who are those that influence i.
    pub network: &'a Network,
    /// Influence passes through ties of this layer only, or of all.
    pub layer: Option<usize>,
    /// Whether c is the peer's share of a person's peer_exposure: weight of layer
    /// × tie / (weight of the person's ties in the layer × weight of all layers
    /// where they have peers, whichever `layer` is). Otherwise (`count`) c is
    /// weight of layer × tie.
    pub share: bool,
    /// How it passes along a tie.
    pub passing: Passing,
    /// By person: who can still be won. Roots are drawn among them, and
    /// influence passes only through them.
    pub open: &'a [bool],
    /// By person: who is an adopter already. A root that they win is won by
    /// nobody else, so that a gain is what comes on top of theirs.
    pub adopter: &'a [bool],
    /// Who may be chosen, open or not; an adopter gains nothing.
    pub candidates: &'a [u32],
}

/// A choice of people, and how good it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Influential {
    /// Those chosen, each adding most to those before.
    pub people: Vec<u32>,
    /// Open people won beyond those whom adopters win, the chosen included: an
    /// estimate from sets that the choice has not seen.
    pub gain: f64,
    /// The choice gains at least this share of the best possible, with
    /// probability 1 − `failure` or more.
    pub guarantee: f64,
    /// Probability that the guarantee does not hold, at most: 1 / people.
    pub failure: f64,
    /// Sets drawn, both collections together.
    pub sets: usize,
}

/// Chooses `number` of the candidates so as to win as many people as possible.
///
/// Sets are drawn until the guarantee is 1 − 1/e − `epsilon` or more, until the
/// best choice is known to win less than one person, or until memory (some
/// 500 MB) or patience is used up; the guarantee is then what it is. Equals
/// are ordered by `words` (one per person), and so is who makes up the number
/// when nobody adds anything any more. Sets are drawn in batches that read a
/// stream each, called by the number of their first set, from its start: the
/// same bits for any number of threads.
///
/// Takes O(ties of the people met on the walks + people · log people) a round.
pub fn most_influential(
    problem: &InfluenceProblem,
    number: usize,
    epsilon: f64,
    words: &[u32],
    set_stream: &(dyn Fn(u32) -> Stream + Sync),
) -> Influential {
    let size = problem.open.len();
    let reverse = Reverse::new(problem);
    let failure = 1.0 / size.max(1) as f64;
    if number == 0 || reverse.roots() == 0 {
        let people = filled_up(vec![], number, problem.candidates, words);
        return Influential { people, gain: 0.0, guarantee: 1.0, failure, sets: 0 };
    }
    // Two bounds a round, any of which may fail.
    let a = libm::log(f64::from(2 * ROUNDS) / failure);
    let goal = 1.0 - libm::exp(-1.0) - epsilon;
    let [mut seen, mut unseen] = [Sets::default(), Sets::default()];
    let mut drawn = FIRST;
    loop {
        seen.extend(&reverse, set_stream, 0, drawn);
        unseen.extend(&reverse, set_stream, 1, drawn);
        let cover = cover::greedy(&seen, size, number, words);
        let won = unseen.covered(&cover.people, size);
        let most = bounds::at_most(cover.most as f64, a);
        let guarantee = (bounds::at_least(won as f64, a) / most).min(1.0);
        let per_set = reverse.roots() as f64 / f64::from(drawn);

        let stored = seen.members().len() + unseen.members().len();
        let used_up = drawn == LAST || 2 * stored > STORED || 2 * (seen.met + unseen.met) > MET;
        if guarantee >= goal || most * per_set < 1.0 || used_up {
            let people = filled_up(cover.people, number, problem.candidates, words);
            let gain = unseen.covered(&people, size) as f64 * per_set;
            return Influential { people, gain, guarantee, failure, sets: 2 * drawn as usize };
        }
        drawn *= 2;
    }
}

/// The people chosen and, up to `number`, other candidates in the order of their words.
fn filled_up(mut people: Vec<u32>, number: usize, candidates: &[u32], words: &[u32]) -> Vec<u32> {
    if people.len() < number {
        let mut chosen = people.clone();
        chosen.sort_unstable();
        let mut others: Vec<u32> = candidates.to_vec();
        others.retain(|person| chosen.binary_search(person).is_err());
        others.sort_unstable_by_key(|&person| (words[person as usize], person));
        others.dedup();
        others.truncate(number - people.len());
        people.extend(others);
    }
    people
}
