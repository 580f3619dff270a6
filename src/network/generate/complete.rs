//! Everybody tied to everybody.

use crate::network::{Ties, arcs};

/// All arcs. O(n²).
pub(super) fn ties(people: usize) -> Ties {
    arcs::row_by_row(people, |person, row| {
        row.extend((0..people as u32).filter(|&peer| peer != person));
    })
}
