//! Ring lattice.

use super::Packed;
use crate::scenario::Ring;
use rayon::prelude::*;

/// Each person tied to the `degree`/2 nearest on both sides, at most to everybody.
pub(super) fn arcs(people: usize, spec: &Ring) -> Vec<Packed> {
    let reach = (u64::from(spec.degree) / 2).min(people as u64 / 2);
    let n = people as u64;
    (0..n)
        .into_par_iter()
        .flat_map_iter(|person| {
            (1..=reach).flat_map(move |step| {
                [(person + step) % n, (person + n - step) % n]
                    .map(|peer| Packed::new(person as u32, peer as u32))
            })
        })
        .collect()
}
