//! Saltelli's matrices from a Sobol sequence.
//!
//! This is the only file that names `sobol_burley`.

/// Most rows: so long is the sequence.
pub const MOST_BASE: u32 = 1 << 16;
/// Most inputs: each takes two of the sequence's 256 dimensions.
pub const MOST_INPUTS: usize = 128;

/// Points for Sobol indices (Saltelli et al. 2010, *Comput Phys Commun* 181:259): of each row j of two independent
/// matrices A and B come the points A_j, B_j, and for each input i the row A_j with its i-th value from B_j. Both matrices
/// are halves of a scrambled Sobol sequence (Sobol 1967; Owen 1995; Burley 2020).
#[derive(Clone, Copy, Debug)]
pub struct Saltelli {
    base: u32,
    inputs: usize,
    seed: u32,
}

/// What a point is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A row of A.
    A,
    /// A row of B.
    B,
    /// A row of A with this input from B.
    Mixed(usize),
}

impl Saltelli {
    /// The matrices of so many rows, at most [`MOST_BASE`], for so many inputs, at most [`MOST_INPUTS`].
    pub fn new(base: u32, inputs: usize, seed: u32) -> Self {
        Self { base: base.min(MOST_BASE), inputs: inputs.min(MOST_INPUTS), seed }
    }

    /// Number of points: (inputs + 2) for each row.
    pub fn points(&self) -> u64 {
        u64::from(self.base) * (self.inputs as u64 + 2)
    }

    /// The row that a point belongs to, and what it is for.
    pub fn role(&self, point: u64) -> (u32, Role) {
        let each = self.inputs as u64 + 2;
        let role = match (point % each) as usize {
            0 => Role::A,
            1 => Role::B,
            mixed => Role::Mixed(mixed - 2),
        };
        ((point / each) as u32, role)
    }

    /// Point number `point`: every coordinate lies strictly inside (0, 1).
    pub fn point(&self, point: u64) -> Vec<f64> {
        let (row, role) = self.role(point);
        let coordinate = |input: usize| {
            let second = role == Role::B || role == Role::Mixed(input);
            let dimension = if second { self.inputs + input } else { input };
            // A multiple of 2⁻²⁴ below 1: half of one more keeps it off 0.
            f64::from(sobol_burley::sample(row, dimension as u32, self.seed)) + 0.5 / f64::from(1 << 24)
        };
        (0..self.inputs).map(coordinate).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixed_rows_are_those_of_a_with_one_value_of_b() {
        let matrices = Saltelli::new(16, 3, 5);
        assert_eq!(matrices.points(), 80);
        for row in 0..16 {
            let [a, b] = [0, 1].map(|of| matrices.point(row * 5 + of));
            for input in 0..3 {
                assert_eq!(matrices.role(row * 5 + 2 + input as u64), (row as u32, Role::Mixed(input)));
                let mixed = matrices.point(row * 5 + 2 + input as u64);
                for other in 0..3 {
                    let expected = if other == input { b[other] } else { a[other] };
                    assert!(mixed[other] == expected && a[other] != b[other]);
                }
            }
        }
    }

    #[test]
    fn the_first_powers_of_two_meet_every_stratum_of_every_dimension_once() {
        for seed in [0, 9] {
            let matrices = Saltelli::new(64, 5, seed);
            for (of, input) in (0..2).flat_map(|of| (0..5).map(move |input| (of, input))) {
                let strata = (0..64).map(|row| (matrices.point(row * 7 + of)[input] * 64.0) as usize);
                let mut strata: Vec<usize> = strata.collect();
                strata.sort_unstable();
                assert_eq!(strata, (0..64).collect::<Vec<_>>());
            }
        }
    }
}
