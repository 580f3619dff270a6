//! Latin hypercubes.

use crate::draw::{Draws, Purpose, below, unit};

/// A Latin hypercube (McKay, Beckman & Conover 1979): of n points each input takes one value in each of n strata of equal
/// width, at random within it; strata of different inputs are matched at random.
#[derive(Clone)]
pub struct Latin {
    /// By input, then point: the stratum. 4 bytes each.
    strata: Vec<Vec<u32>>,
    draws: Draws,
}

const STRATUM: Purpose = Purpose::of("latin stratum", "");
const WITHIN: Purpose = Purpose::of("latin within", "");

impl Latin {
    /// A hypercube of so many points.
    pub fn new(points: u32, inputs: usize, draws: &Draws) -> Self {
        let shuffled = |input: usize| {
            let mut strata: Vec<u32> = (0..points).collect();
            let words = draws.stream(STRATUM, input as u32).from(0);
            // Fisher & Yates 1938, from the end.
            for (last, word) in (1..strata.len()).rev().zip(words) {
                strata.swap(last, below(word, last + 1));
            }
            strata
        };
        Self { strata: (0..inputs).map(shuffled).collect(), draws: draws.clone() }
    }

    /// Point number `point`: every coordinate lies strictly inside (0, 1).
    pub fn point(&self, point: u32) -> Vec<f64> {
        let coordinate = |(input, strata): (usize, &Vec<u32>)| {
            let within = unit(self.draws.stream(WITHIN, input as u32).at(point as usize));
            (f64::from(strata[point as usize]) + within) / strata.len() as f64
        };
        self.strata.iter().enumerate().map(coordinate).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stratum_of_every_input_is_met_once() {
        let latin = Latin::new(50, 4, &Draws::new(3, 0));
        let points: Vec<Vec<f64>> = (0..50).map(|at| latin.point(at)).collect();
        for input in 0..4 {
            let mut strata: Vec<usize> = points.iter().map(|point| (point[input] * 50.0) as usize).collect();
            assert_ne!(strata, (0..50).collect::<Vec<_>>(), "shuffled");
            strata.sort_unstable();
            assert_eq!(strata, (0..50).collect::<Vec<_>>());
        }
        assert_ne!(points[0], Latin::new(50, 4, &Draws::new(4, 0)).point(0));
        assert_eq!(points[7], Latin::new(50, 4, &Draws::new(3, 0)).point(7));
    }
}
