//! Whether ties join people who are alike, in age and in group.

use super::Ties;
use crate::population::People;
use rayon::prelude::*;

/// People whose ages differ by at most this many years count as of the same age.
pub(super) const SAME_AGE: f32 = 5.0;

/// Pearson correlation of age over the ends of all arcs; none where ages or ties do not vary.
pub(super) fn by_age(ties: &Ties, people: &People) -> Option<f64> {
    // Ages less their mean, so that the sums lose no digits.
    let mean = people.age.iter().map(|&age| f64::from(age)).sum::<f64>() / people.len() as f64;
    let age = |person: u32| f64::from(people.age[person as usize]) - mean;
    let sums = in_order(ties, |person, sums: &mut [f64; 6]| {
        for &peer in ties.peers(person) {
            let (x, y) = (age(person), age(peer));
            let terms = [1.0, x, y, x * x, y * y, x * y];
            sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        }
    });
    let [n, x, y, xx, yy, xy] = sums;
    let variance = (xx / n - (x / n).powi(2)) * (yy / n - (y / n).powi(2));
    (n > 0.0 && variance > 1e-12).then(|| (xy / n - x / n * (y / n)) / variance.sqrt())
}

/// Assortativity by group (Newman 2003): (Σ e_gg − Σ a_g b_g) / (1 − Σ a_g b_g),
/// where e is the share of arcs between two groups and a, b its margins; none
/// where all ties are within one group.
pub(super) fn by_group(ties: &Ties, people: &People) -> Option<f64> {
    let groups = people.group.iter().max().map_or(1, |&group| usize::from(group) + 1);
    let mut arcs = vec![vec![0u64; groups]; groups];
    let group = |person: u32| usize::from(people.group(person as usize));
    for person in 0..people.len() as u32 {
        for &peer in ties.peers(person) {
            arcs[group(person)][group(peer)] += 1;
        }
    }
    let total = ties.arcs() as f64;
    let share = |count: u64| count as f64 / total;
    let within: f64 = (0..groups).map(|g| share(arcs[g][g])).sum();
    let by_chance: f64 =
        (0..groups).map(|g| share(arcs[g].iter().sum()) * share(arcs.iter().map(|row| row[g]).sum())).sum();
    (total > 0.0 && by_chance < 1.0 - 1e-12).then(|| (within - by_chance) / (1.0 - by_chance))
}

/// Share of arcs between people of the same age.
pub(super) fn same_age(ties: &Ties, people: &People) -> Option<f64> {
    let same: usize = (0..ties.people() as u32)
        .into_par_iter()
        .map(|person| {
            let age = people.age[person as usize];
            ties.peers(person)
                .iter()
                .filter(|&&peer| (people.age[peer as usize] - age).abs() <= SAME_AGE)
                .count()
        })
        .sum();
    (ties.arcs() > 0).then(|| same as f64 / ties.arcs() as f64)
}

/// Share of all pairs of people who are of the same age. O(n · log n).
pub(super) fn same_age_by_chance(people: &People) -> Option<f64> {
    let mut ages = people.age.clone();
    ages.sort_unstable_by(f32::total_cmp);
    let (mut first, mut pairs) = (0, 0u64);
    for (at, &age) in ages.iter().enumerate() {
        while age - ages[first] > SAME_AGE {
            first += 1;
        }
        pairs += (at - first) as u64;
    }
    let n = people.len() as f64;
    (people.len() > 1).then(|| pairs as f64 / (n * (n - 1.0) / 2.0))
}

/// Sums over people in chunks of fixed size, added up in order: the same bits for any number of threads.
fn in_order<const N: usize>(ties: &Ties, add: impl Fn(u32, &mut [f64; N]) + Sync) -> [f64; N] {
    const CHUNK: usize = 1 << 12;
    let chunks: Vec<[f64; N]> = (0..ties.people().div_ceil(CHUNK))
        .into_par_iter()
        .map(|chunk| {
            let mut sums = [0.0; N];
            let people = chunk * CHUNK..((chunk + 1) * CHUNK).min(ties.people());
            people.for_each(|person| add(person as u32, &mut sums));
            sums
        })
        .collect();
    chunks.into_iter().fold([0.0; N], |mut all, chunk| {
        all.iter_mut().zip(chunk).for_each(|(sum, part)| *sum += part);
        all
    })
}
