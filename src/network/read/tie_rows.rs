//! Ties as they stand in a file, one by one, and what is wrong with them.

use super::Ids;
use crate::{
    network::{
        Ties,
        arcs::{self, Packed, Weighted},
    },
    population::FileFaults,
};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// The ties read so far.
#[derive(Default)]
pub(super) struct TieRows {
    arcs: Vec<(Weighted, u64)>,
}

impl TieRows {
    /// Adds the tie on a line: `source` sees `target`, and unless `directed` the
    /// other way round too.
    pub(super) fn push(
        &mut self,
        ids: Ids<'_>,
        [source, target]: [&str; 2],
        weight: Option<f32>,
        directed: bool,
        line: u64,
        faults: &mut FileFaults,
    ) {
        if source == target {
            faults.push(line, format!("`{source}` is tied to itself"), "a tie joins two people");
            return;
        }
        let people = [source, target].map(|id| ids.person(id, line, faults));
        let ([Some(source), Some(target)], Some(weight)) = (people, weight) else { return };
        let arc = Packed::new(source, target);
        self.arcs.push((Weighted { arc, weight }, line));
        if !directed {
            self.arcs.push((Weighted { arc: arc.reversed(), weight }, line));
        }
    }

    /// The rows, and faults for ties that are there twice.
    pub(super) fn finish(mut self, people: usize, with_weights: bool, faults: &mut FileFaults) -> Ties {
        self.arcs.par_sort_unstable_by_key(|&(weighted, line)| (weighted.arc, line));
        // Both directions of a tie say the same: keep one remark for each line.
        let mut repeated = BTreeMap::new();
        for run in self.arcs.chunk_by(|a, b| a.0.arc == b.0.arc) {
            for &(_, line) in &run[1..] {
                repeated.entry(line).or_insert(run[0].1);
            }
        }
        for (line, first) in repeated {
            faults.push(line, format!("this tie is already on line {first}"), "list each tie once");
        }
        if !faults.is_empty() {
            return arcs::plain(people, vec![]);
        }
        let arcs = self.arcs.into_iter().map(|(weighted, _)| weighted);
        if with_weights {
            arcs::weighted(people, arcs.collect())
        } else {
            arcs::plain(people, arcs.map(|weighted| weighted.arc).collect())
        }
    }
}

/// A weight: a finite number above 0 that is not lost in 32 bits.
pub(super) fn weight(cell: &str, line: u64, faults: &mut FileFaults) -> Option<f32> {
    let weight = cell.parse::<f32>().ok().filter(|weight| weight.is_finite() && *weight > 0.0);
    if weight.is_none() {
        let message = if cell.is_empty() {
            "the weight is missing".into()
        } else {
            format!("`{cell}` is not a weight")
        };
        faults.push(line, message, "a number above 0");
    }
    weight
}
