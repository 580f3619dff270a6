//! Everybody tied to everybody.

use super::Packed;
use rayon::prelude::*;

/// All arcs, in order. O(n²).
pub(super) fn arcs(people: usize) -> Vec<Packed> {
    let n = people as u32;
    (0..n)
        .into_par_iter()
        .flat_map_iter(|a| (0..n).filter(move |&b| b != a).map(move |b| Packed::new(a, b)))
        .collect()
}
