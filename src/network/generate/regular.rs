//! Random ties, everybody with the same number.

use super::{Packed, Setting, swap};
use crate::{network::Ties, scenario::Degree};

/// Everybody has exactly `degree` ties (at most one to each other person).
///
/// Above half of all people, the ties that are missing are drawn instead. A
/// graph that swaps cannot repair is drawn anew; after 100 of these (tiny, dense
/// graphs only) it is the ring. When people × degree is odd, one person has one
/// tie fewer.
pub(super) fn ties(setting: &Setting<'_>, spec: &Degree) -> Ties {
    let people = setting.size();
    let degree = (spec.degree as usize).min(people.saturating_sub(1));
    if 2 * degree < people {
        return setting.tied(sparse(setting, degree as u32));
    }
    let mut missing = sparse(setting, (people - 1 - degree) as u32);
    missing.sort_unstable();
    let all = (0..people as u32).flat_map(|a| (a + 1..people as u32).map(move |b| Packed::new(a, b)));
    setting.tied(all.filter(|tie| missing.binary_search(tie).is_err()).collect())
}

/// Random ties, each from the smaller id to the larger.
fn sparse(setting: &Setting<'_>, degree: u32) -> Vec<Packed> {
    let people = setting.size();
    let mut degrees = vec![degree; people];
    if let Some(last) = degrees.last_mut().filter(|_| people * degree as usize % 2 == 1) {
        *last -= 1;
    }
    (0..100)
        .map(|attempt| swap::joined(setting, &degrees, attempt))
        .find_map(|(ties, failed)| (failed == 0).then_some(ties))
        .unwrap_or_else(|| ring_of(people, degree))
}

/// The ring in which an odd degree is made up by the person opposite.
fn ring_of(people: usize, degree: u32) -> Vec<Packed> {
    let n = people as u32;
    let opposite = (degree % 2 == 1 && n.is_multiple_of(2)).then_some(n / 2);
    let tie = |person, step| Packed::new(person, (person + step) % n).upward();
    (1..=degree / 2).chain(opposite).flat_map(|step| (0..n).map(move |person| tie(person, step))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::arcs;

    #[test]
    fn the_ring_has_any_degree() {
        for degree in 1..4 {
            let ties = arcs::mutual_ties(8, ring_of(8, degree));
            assert!((0..8).all(|person| ties.peers(person).len() == degree as usize));
            assert!(ties.is_mutual());
        }
    }
}
