//! Morris' trajectories.

use crate::draw::{Draws, Purpose, below};

/// Trajectories over a grid of the unit cube (Morris 1991, *Technometrics* 33:161): each begins at random and moves every
/// input once, in random order, by Δ = p / (2 (p − 1)) up or down, where p is the number of levels of the grid.
#[derive(Clone)]
pub struct Morris {
    trajectories: u32,
    inputs: usize,
    levels: u32,
    draws: Draws,
}

/// From one point of a trajectory to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The input that moves.
    pub input: usize,
    /// By how much: Δ or −Δ.
    pub by: f64,
}

const ORDER: Purpose = Purpose::of("morris order", "");
const START: Purpose = Purpose::of("morris start", "");
const WAY: Purpose = Purpose::of("morris way", "");

impl Morris {
    /// So many trajectories on a grid of an even number of levels.
    pub fn new(trajectories: u32, inputs: usize, levels: u32, draws: &Draws) -> Self {
        Self { trajectories, inputs, levels: levels.max(2).next_multiple_of(2), draws: draws.clone() }
    }

    /// Number of points: (inputs + 1) for each trajectory.
    pub fn points(&self) -> u64 {
        u64::from(self.trajectories) * (self.inputs as u64 + 1)
    }

    /// Δ.
    pub fn delta(&self) -> f64 {
        f64::from(self.levels) / (2.0 * f64::from(self.levels - 1))
    }

    /// The step that leads to a point; none to the first of a trajectory.
    pub fn step(&self, point: u64) -> Option<Step> {
        let (trajectory, at) = self.place(point);
        let input = *self.order(trajectory).get(at.checked_sub(1)?)?;
        let up = self.goes_up(trajectory, input);
        Some(Step { input, by: if up { self.delta() } else { -self.delta() } })
    }

    /// Point number `point`: every coordinate lies in [0, 1], ends included.
    pub fn point(&self, point: u64) -> Vec<f64> {
        let (trajectory, at) = self.place(point);
        let words = self.draws.stream(START, trajectory);
        let lower = |input: usize| {
            // The lower half of the levels: from each of them Δ leads to one of the upper half.
            let level = below(words.at(input), self.levels as usize / 2);
            level as f64 / f64::from(self.levels - 1)
        };
        let mut here: Vec<f64> = (0..self.inputs)
            .map(|input| lower(input) + if self.goes_up(trajectory, input) { 0.0 } else { self.delta() })
            .collect();
        for &input in self.order(trajectory).iter().take(at) {
            here[input] = lower(input) + if self.goes_up(trajectory, input) { self.delta() } else { 0.0 };
        }
        here
    }

    fn place(&self, point: u64) -> (u32, usize) {
        let each = self.inputs as u64 + 1;
        ((point / each) as u32, (point % each) as usize)
    }

    fn goes_up(&self, trajectory: u32, input: usize) -> bool {
        self.draws.stream(WAY, trajectory).at(input) >> 31 == 0
    }

    fn order(&self, trajectory: u32) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.inputs).collect();
        let words = self.draws.stream(ORDER, trajectory).from(0);
        for (last, word) in (1..self.inputs).rev().zip(words) {
            order.swap(last, below(word, last + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trajectory_moves_every_input_once_and_stays_on_the_grid() {
        let morris = Morris::new(30, 5, 4, &Draws::new(1, 0));
        assert_eq!((morris.points(), morris.delta()), (180, 4.0 / 6.0));
        let (mut orders, mut ups) = (std::collections::BTreeSet::new(), 0);
        for trajectory in 0..30 {
            let mut moved = vec![];
            for at in 0..6 {
                let point = morris.point(trajectory * 6 + at);
                for x in &point {
                    let level = x * 3.0;
                    assert!((level - level.round()).abs() < 1e-12 && (0.0..=1.0 + 1e-12).contains(x), "{x}");
                }
                let Some(step) = morris.step(trajectory * 6 + at) else {
                    assert_eq!(at, 0);
                    continue;
                };
                let before = morris.point(trajectory * 6 + at - 1);
                for input in 0..5 {
                    let by = if input == step.input { step.by } else { 0.0 };
                    assert!((point[input] - before[input] - by).abs() < 1e-12);
                }
                moved.push(step.input);
                ups += u32::from(step.by > 0.0);
            }
            orders.insert(moved.clone());
            moved.sort_unstable();
            assert_eq!(moved, [0, 1, 2, 3, 4]);
        }
        assert!(orders.len() > 20 && (50..100).contains(&ups), "{} orders, {ups} of 150 up", orders.len());
    }
}
