//! Ring lattice.

use crate::{
    network::{Ties, arcs},
    scenario::Ring,
};

/// Each person tied to the `degree`/2 nearest on both sides, at most to everybody.
pub(super) fn ties(people: usize, spec: &Ring) -> Ties {
    let n = people as u64;
    let reach = (u64::from(spec.degree) / 2).min(n / 2);
    arcs::row_by_row(people, |person, row| {
        let peers = (1..=reach).flat_map(|step| [u64::from(person) + step, u64::from(person) + n - step]);
        row.extend(peers.map(|peer| (peer % n) as u32).filter(|&peer| peer != person));
    })
}
