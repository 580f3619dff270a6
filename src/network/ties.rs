//! Who sees whom, in rows.

use super::arcs::Packed;
use super::targets::Targets;
use crate::prefetch::prefetch;
use rayon::prelude::*;

/// The ties of one layer; row `i` lists, sorted, the people whom person `i` sees.
///
/// Compressed sparse rows: 4 bytes an arc (4 more where ties weigh differently)
/// and 4 a person. An inner loop over people asks for [`Ties::weights`] once, and
/// then reads both slices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ties {
    /// Where each row begins; one more entry for where the last ends.
    starts: Vec<u32>,
    targets: Targets,
    weights: Option<Vec<f32>>,
}

impl Ties {
    /// Most arcs that a layer can hold.
    pub const MOST_ARCS: usize = u32::MAX as usize;

    /// Rows of these lengths (in all but the first entry), one after the other in `targets`.
    ///
    /// # Panics
    /// If there are more than [`Self::MOST_ARCS`] arcs, which a checked scenario has not.
    pub(super) fn of_lengths(mut lengths: Vec<u32>, targets: Targets, weights: Option<Vec<f32>>) -> Self {
        assert!(targets.len() <= Self::MOST_ARCS, "{} arcs are more than a layer can hold", targets.len());
        let mut end = 0;
        for length in &mut lengths {
            end += *length;
            *length = end;
        }
        debug_assert_eq!(end as usize, targets.len());
        Self { starts: lengths, targets, weights }
    }

    #[inline]
    fn row(&self, person: u32) -> std::ops::Range<usize> {
        let person = person as usize;
        self.starts[person] as usize..self.starts[person + 1] as usize
    }

    /// The people whom `person` sees, sorted.
    #[inline]
    pub fn peers(&self, person: u32) -> &[u32] {
        &self.targets[self.row(person)]
    }

    /// Weights of the ties to [`Ties::peers`], in the same order; none if every tie weighs 1.
    #[inline]
    pub fn weights(&self, person: u32) -> Option<&[f32]> {
        self.weights.as_ref().map(|weights| &weights[self.row(person)])
    }

    /// Asks memory for the rows of people who come later in a list: for where that of `far` begins, and for that of
    /// `near`, whose beginning has been asked for before.
    #[inline]
    pub fn prefetch(&self, far: Option<u32>, near: Option<u32>) {
        if let Some(person) = far {
            prefetch(&self.starts, person as usize);
        }
        if let Some(person) = near {
            let row = self.row(person);
            prefetch(&self.targets, row.start);
            prefetch(&self.targets, row.end.wrapping_sub(1));
        }
    }

    /// Whether ties carry weights.
    pub fn is_weighted(&self) -> bool {
        self.weights.is_some()
    }

    /// Number of people.
    pub fn people(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Number of arcs: a tie that works both ways is two.
    pub fn arcs(&self) -> usize {
        self.targets.len()
    }

    /// Whether `source` sees `target`. O(log degree).
    #[inline]
    pub fn sees(&self, source: u32, target: u32) -> bool {
        self.peers(source).binary_search(&target).is_ok()
    }

    /// Whether whoever sees a person is seen by that person. O(arcs · log degree).
    pub fn is_mutual(&self) -> bool {
        (0..self.people() as u32)
            .into_par_iter()
            .all(|person| self.peers(person).iter().all(|&peer| self.sees(peer, person)))
    }

    /// Adds a few arcs, sorted, that are not there yet, to rows without weights.
    /// Each moves whatever lies behind it once: O(arcs).
    pub(super) fn add(&mut self, more: &[Packed]) {
        debug_assert!(self.weights.is_none() && more.is_sorted_by(|a, b| a < b));
        let mut end = self.targets.len();
        self.targets.extend_to(end + more.len());
        for (before, arc) in more.iter().enumerate().rev() {
            let row = self.row(arc.source());
            let at = row.start + self.targets[row].partition_point(|&peer| peer < arc.target());
            self.targets.copy_within(at..end, at + before + 1);
            self.targets[at + before] = arc.target();
            end = at;
        }
        let mut sources = more.iter().map(|arc| arc.source()).peekable();
        let mut added = 0;
        for (person, start) in (0..).zip(&mut self.starts) {
            while sources.next_if(|&source| source < person).is_some() {
                added += 1;
            }
            *start += added;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::arcs;
    use super::*;

    #[test]
    fn arcs_are_added_where_they_belong() {
        let packed = |list: &[(u32, u32)]| list.iter().map(|&(a, b)| Packed::new(a, b)).collect::<Vec<_>>();
        let (some, more) = ([(0, 2), (2, 0), (2, 3), (4, 1)], [(0, 1), (0, 4), (2, 1), (3, 0), (4, 3)]);
        let mut ties = arcs::plain(5, packed(&some));
        ties.add(&packed(&more));
        assert_eq!(ties, arcs::plain(5, packed(&[&some[..], &more].concat())));
        ties.add(&[]);
        assert_eq!((ties.arcs(), ties.peers(0)), (9, &[1, 2, 4][..]));
        assert!(ties.sees(4, 3) && !ties.sees(3, 4));
    }
}
