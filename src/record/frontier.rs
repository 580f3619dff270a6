//! Which arms are worth considering at all.

use serde::{Deserialize, Serialize};

/// Where an arm stands among all arms, by mean cost and mean gain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// On the frontier: the best there is for some worth of a unit gained.
    On,
    /// Another does at least as much for no more.
    Dominated,
    /// Two others mixed do as much for less.
    Extended,
}

impl Standing {
    /// The word in the column `frontier`.
    pub fn word(self) -> &'static str {
        match self {
            Self::On => "on",
            Self::Dominated => "dominated",
            Self::Extended => "extended",
        }
    }
}

/// An arm as a point: cost and gain.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Mean cost.
    pub cost: f64,
    /// Mean gain.
    pub gain: f64,
}

/// Where each point stands and, for those on the frontier but the cheapest, the incremental ratio
/// Δcost / Δgain against the next cheaper one on it. Along the frontier the ratios rise; they are never negative
/// (Karlsson and Johannesson 1996). Of equal points the first stands for all. O(n log n).
pub fn frontier(points: &[Point]) -> Vec<(Standing, Option<f64>)> {
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|&a, &b| {
        let by_cost = points[a].cost.total_cmp(&points[b].cost);
        by_cost.then(points[b].gain.total_cmp(&points[a].gain)).then(a.cmp(&b))
    });
    let ratio = |from: usize, to: usize| {
        (points[to].cost - points[from].cost) / (points[to].gain - points[from].gain)
    };
    let mut found = vec![(Standing::Dominated, None); points.len()];
    let mut on: Vec<usize> = vec![];
    for at in order {
        if on.last().is_some_and(|&last| points[at].gain <= points[last].gain) {
            continue;
        }
        // Whoever is reached at a higher price than the next step beyond costs more than a mixture of their neighbours.
        while let [.., before, last] = on[..]
            && ratio(before, last) > ratio(last, at)
        {
            found[last].0 = Standing::Extended;
            on.pop();
        }
        on.push(at);
    }
    for (step, &at) in on.iter().enumerate() {
        found[at] = (Standing::On, step.checked_sub(1).map(|before| ratio(on[before], at)));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Dominated, Extended, On};

    fn of(points: &[(f64, f64)]) -> Vec<(Standing, Option<f64>)> {
        frontier(&points.iter().map(|&(cost, gain)| Point { cost, gain }).collect::<Vec<_>>())
    }

    #[test]
    fn dominated_strongly_and_by_a_mixture() {
        // Ratios 10, then 30 to the second, which the third undercuts with 500 / 30 from the first.
        let found =
            of(&[(0.0, 0.0), (100.0, 10.0), (400.0, 20.0), (600.0, 40.0), (650.0, 40.0), (700.0, 39.0)]);
        let ratio = Some(500.0 / 30.0);
        assert_eq!(
            found,
            [
                (On, None),
                (On, Some(10.0)),
                (Extended, None),
                (On, ratio),
                (Dominated, None),
                (Dominated, None)
            ]
        );
    }

    #[test]
    fn several_mixtures_fall_to_one_late_arm() {
        let found = of(&[(0.0, 0.0), (100.0, 5.0), (180.0, 8.0), (200.0, 40.0)]);
        assert_eq!(found, [(On, None), (Extended, None), (Extended, None), (On, Some(5.0))]);
    }

    #[test]
    fn the_baseline_can_be_dominated() {
        assert_eq!(of(&[(0.0, 0.0), (-5.0, 3.0)]), [(Dominated, None), (On, None)]);
        // Nothing costs anything: the most effective stands alone.
        assert_eq!(
            of(&[(0.0, 0.0), (0.0, 3.0), (0.0, 2.0)]),
            [(Dominated, None), (On, None), (Dominated, None)]
        );
        assert_eq!(of(&[(0.0, 0.0), (-8.0, -2.0)]), [(On, Some(4.0)), (On, None)]);
    }

    #[test]
    fn the_first_of_equals_stands_for_them() {
        assert_eq!(of(&[(0.0, 0.0), (5.0, 1.0), (5.0, 1.0)])[1..], [(On, Some(5.0)), (Dominated, None)]);
        assert!(of(&[]).is_empty());
    }
}
