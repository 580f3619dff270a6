//! Random ties, everybody with the same number.

use super::{Packed, Setting, complete, ring, swap};
use crate::scenario::{Degree, Ring};

/// Everybody has exactly `degree` ties (at most one to each other person).
///
/// Above half of all people, the ties that are missing are drawn instead. A
/// graph that swaps cannot repair is drawn anew; after 100 of these (tiny, dense
/// graphs only) it is the ring. When people × degree is odd, one person has one
/// tie fewer.
pub(super) fn arcs(setting: &Setting<'_>, spec: &Degree) -> Vec<Packed> {
    let people = setting.size();
    let degree = (spec.degree as usize).min(people.saturating_sub(1));
    if 2 * degree < people {
        return sparse(setting, degree as u32);
    }
    let mut missing = sparse(setting, (people - 1 - degree) as u32);
    missing.sort_unstable();
    let mut all = complete::arcs(people);
    all.retain(|arc| missing.binary_search(arc).is_err());
    all
}

fn sparse(setting: &Setting<'_>, degree: u32) -> Vec<Packed> {
    let people = setting.size();
    let mut degrees = vec![degree; people];
    if let Some(last) = degrees.last_mut().filter(|_| people * degree as usize % 2 == 1) {
        *last -= 1;
    }
    (0..100)
        .map(|attempt| swap::joined(setting, &degrees, attempt))
        .find_map(|(arcs, failed)| (failed == 0).then_some(arcs))
        .unwrap_or_else(|| ring_of(people, degree))
}

/// The ring in which an odd degree is made up by the person opposite.
fn ring_of(people: usize, degree: u32) -> Vec<Packed> {
    let mut arcs = ring::arcs(people, &Ring { degree });
    if degree % 2 == 1 && people.is_multiple_of(2) {
        let n = people as u32;
        arcs.extend((0..n).map(|person| Packed::new(person, (person + n / 2) % n)));
    }
    arcs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::csr;

    #[test]
    fn the_ring_has_any_degree() {
        for degree in 1..4 {
            let ties = csr::plain(8, ring_of(8, degree));
            assert!((0..8).all(|person| ties.peers(person).len() == degree as usize));
            assert!(ties.is_mutual());
        }
    }
}
