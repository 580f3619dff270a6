//! Stochastic blocks by group (Holland, Laskey & Leinhardt 1983).

use super::{Packed, Setting, sample};
use crate::{draw::unit, network::Ties, scenario::Blocks};

/// Uniform random ties within each group (mean degree `within`) and between each
/// pair of groups (one tie probability, such that the mean over all people is
/// `between`). The number of ties in a block is its expectation, rounded up or
/// down at random: the microcanonical form. O(m · log m).
pub(super) fn ties(setting: &Setting<'_>, spec: &Blocks) -> Ties {
    let mut members = vec![vec![]; setting.groups.len()];
    for person in 0..setting.size() {
        members[usize::from(setting.people.group(person))].push(person as u32);
    }
    let people = setting.size() as f64;
    let strangers: f64 = members.iter().map(|own| own.len() as f64 * (people - own.len() as f64)).sum();
    let between = if strangers > 0.0 { people * spec.between / strangers } else { 0.0 };

    let rounding = setting.stream("blocks rounding", 0);
    let mut ties = vec![];
    for (g, own) in members.iter().enumerate() {
        for (h, other) in members.iter().enumerate().take(g + 1) {
            let block = (g * members.len() + h) as u32;
            let stream = setting.stream("blocks", block);
            let whole = |mean: f64| (mean + unit(rounding.at(block as usize))).floor() as u64;
            let (n, m) = (own.len() as u64, other.len() as u64);
            if g == h {
                let count = whole(n as f64 * spec.within / 2.0);
                let codes = sample::distinct(count, sample::pairs(n), &stream);
                ties.extend(
                    codes
                        .into_iter()
                        .map(sample::pair)
                        .map(|(a, b)| Packed::new(own[a as usize], own[b as usize])),
                );
            } else {
                let count = whole(n as f64 * m as f64 * between);
                let codes = sample::distinct(count, n * m, &stream);
                ties.extend(
                    codes
                        .into_iter()
                        .map(|code| Packed::new(own[(code / m) as usize], other[(code % m) as usize])),
                );
            }
        }
    }
    setting.tied(ties)
}
