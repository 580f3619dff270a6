//! Drawing one reverse-reachable set: who, made an adopter, would win a random person.
//!
//! A walk goes from the root to those whom it sees, to those whom they see, and
//! so on, along the ties that would pass influence on. Whether one would is
//! drawn when the walk comes to it: rows list whom a person sees, so nothing
//! needs to be turned round.

use super::weighing::Weighed;
use super::{InfluenceProblem, Passing};
use crate::draw::{below, exponential, unit};
use std::cmp::Reverse as Smallest;
use std::collections::BinaryHeap;
use std::ops::ControlFlow::{self, Break, Continue};

/// Where reverse-reachable sets are drawn from.
pub(super) struct Reverse {
    passing: Passing,
    weighed: Weighed,
    roots: Vec<u32>,
}

/// What one walk leaves to be used by the next on the same thread.
#[derive(Default)]
pub(super) struct Scratch {
    /// By person, a bit each so that it stays near: whether they were met.
    met: Vec<u64>,
    /// Those who were met.
    trail: Vec<u32>,
    /// Whom to meet next, in any order.
    next: Vec<u32>,
    /// Whom to meet next, by the time that influence takes from there to the
    /// root (the bits of a number that is not negative sort as it does).
    ahead: BinaryHeap<Smallest<(u64, u32)>>,
}

/// The root is won by those who are adopters already.
struct WonAnyway;

impl Reverse {
    pub(super) fn new(problem: &InfluenceProblem) -> Self {
        let roots = (0..).zip(problem.open).filter(|&(_, &open)| open).map(|(person, _)| person).collect();
        Self { passing: problem.passing, weighed: Weighed::new(problem), roots }
    }

    /// Number of people who may be a root.
    pub(super) fn roots(&self) -> usize {
        self.roots.len()
    }

    /// The root of a set.
    pub(super) fn root(&self, word: u32) -> u32 {
        self.roots[below(word, self.roots.len())]
    }

    pub(super) fn scratch(&self) -> Scratch {
        Scratch { met: vec![0; self.weighed.size().div_ceil(64)], ..Scratch::default() }
    }

    /// Appends to `members` the candidates in the set of `root`, none if it is
    /// won anyway, and returns how many people the walk met. O(their ties).
    pub(super) fn draw(
        &self,
        root: u32,
        word: impl FnMut() -> u32,
        scratch: &mut Scratch,
        members: &mut Vec<u32>,
    ) -> u64 {
        let before = members.len();
        let mut walk = Walk { weighed: &self.weighed, scratch, members };
        let end = match self.passing {
            Passing::Once { pressure } => walk.once(root, pressure, word),
            Passing::Within { pressure, steps } => walk.within(root, pressure, steps, word),
            Passing::Threshold => walk.threshold(root, word),
        };
        if let Break(WonAnyway) = end {
            members.truncate(before);
        }
        scratch.wipe()
    }
}

impl Scratch {
    #[inline]
    fn has_met(&self, person: u32) -> bool {
        self.met[person as usize / 64] >> (person % 64) & 1 == 1
    }

    #[inline]
    fn note(&mut self, person: u32) {
        self.met[person as usize / 64] |= 1 << (person % 64);
        self.trail.push(person);
    }

    /// Forgets everybody; how many they were.
    fn wipe(&mut self) -> u64 {
        self.next.clear();
        self.ahead.clear();
        let count = self.trail.len() as u64;
        self.trail.drain(..).for_each(|person| self.met[person as usize / 64] = 0);
        count
    }
}

/// The pressure at which influence passes that is under the pressure `x` in the
/// end; none if it does not pass.
///
/// With W ~ Exp(1) it passes when W < x, which has probability 1 − e^{−x}. As
/// W = −ln u ≥ 1 − u, most ties are refused without a logarithm.
#[inline]
fn wait(x: f64, word: u32) -> Option<f64> {
    if 1.0 - unit(word) < x {
        let wait = exponential(word);
        (wait < x).then_some(wait)
    } else {
        None
    }
}

/// A walk under way.
struct Walk<'a> {
    weighed: &'a Weighed,
    scratch: &'a mut Scratch,
    members: &'a mut Vec<u32>,
}

impl<'a> Walk<'a> {
    /// Takes in `person`, and returns the ties along which the walk may go on:
    /// none from those whom it has met, nor from those who are not open, who may
    /// be chosen but cannot be won.
    #[inline]
    fn meet(&mut self, person: u32) -> ControlFlow<WonAnyway, &'a [(u32, f32)]> {
        if self.scratch.has_met(person) {
            return Continue(&[]);
        }
        self.scratch.note(person);
        let who = self.weighed.person(person);
        if who.adopter {
            return Break(WonAnyway);
        }
        if who.candidate {
            self.members.push(person);
        }
        Continue(self.weighed.ties(who))
    }

    /// Each tie passes or not, whenever that is; `h` is the pressure.
    fn once(&mut self, root: u32, h: f64, mut word: impl FnMut() -> u32) -> ControlFlow<WonAnyway> {
        self.scratch.next.push(root);
        while let Some(person) = self.scratch.next.pop() {
            for &(peer, c) in self.meet(person)? {
                if wait(h * f64::from(c), word()).is_some() && !self.scratch.has_met(peer) {
                    self.scratch.next.push(peer);
                }
            }
        }
        Continue(())
    }

    /// Meets people in the order of the time from them to the root (Dijkstra
    /// 1959), so that each is met at the smallest; `h` is the pressure per step.
    fn within(
        &mut self,
        root: u32,
        h: f64,
        steps: f64,
        mut word: impl FnMut() -> u32,
    ) -> ControlFlow<WonAnyway> {
        self.scratch.ahead.push(Smallest((0, root)));
        while let Some(Smallest((bits, person))) = self.scratch.ahead.pop() {
            let at = f64::from_bits(bits);
            for &(peer, c) in self.meet(person)? {
                let rate = h * f64::from(c);
                let Some(wait) = wait(rate * (steps - at), word()) else { continue };
                if !self.scratch.has_met(peer) {
                    self.scratch.ahead.push(Smallest(((at + wait / rate).to_bits(), peer)));
                }
            }
        }
        Continue(())
    }

    /// Each person waits for one peer at most.
    fn threshold(&mut self, root: u32, mut word: impl FnMut() -> u32) -> ControlFlow<WonAnyway> {
        let mut next = Some(root);
        while let Some(person) = next {
            let ties = self.meet(person)?;
            let sum: f64 = ties.iter().map(|&(_, c)| f64::from(c)).sum();
            // Thresholds lie below 1: with more than that in sight, shares of it count.
            let mut left = unit(word()) * sum.max(1.0);
            let is_awaited = |&(_, c): &(u32, f32)| {
                left -= f64::from(c);
                left < 0.0
            };
            next = ties.iter().position(is_awaited).map(|at| ties[at].0);
        }
        Continue(())
    }
}
