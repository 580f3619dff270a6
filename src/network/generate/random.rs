//! Uniform random ties, G(n, m) (Erdős & Rényi 1959).

use super::{Packed, Setting, sample};
use crate::{network::csr, scenario::RandomTies};
use rayon::prelude::*;

/// Exactly m = n · mean_degree / 2 ties, rounded, at most all pairs; every such
/// graph is equally likely. O(m · log m).
pub(super) fn arcs(setting: &Setting<'_>, spec: &RandomTies) -> Vec<Packed> {
    let people = setting.size() as u64;
    let ties = (people as f64 * spec.mean_degree / 2.0).round() as u64;
    let codes = sample::distinct(ties, sample::pairs(people), &setting.stream("random", 0));
    let ties: Vec<Packed> = codes
        .into_par_iter()
        .map(|code| {
            let (a, b) = sample::pair(code);
            Packed::new(a as u32, b as u32)
        })
        .collect();
    csr::mirrored(&ties)
}
