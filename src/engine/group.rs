//! A group of people, compiled: what is available to them, and what they follow.

use crate::population::cumulative;
use crate::scenario::{ByName, Scenario};

/// A group, compiled.
#[derive(Clone, Debug, Default)]
pub struct GroupModel {
    /// Age at which people move on, years; infinite if they stay.
    pub until_age: f32,
    /// The group they move to.
    pub becomes: u8,
    /// Bit s is set if practice s is available.
    pub available: u32,
    /// Cumulative shares of the starting practices.
    pub starting: Vec<f64>,
    /// Cumulative shares of the practices of the past.
    pub past: Vec<f64>,
    /// Cumulative shares among the available practices outside the innovation; empty if there is none.
    pub outside: Vec<f64>,
    /// Cumulative shares of what new adopters move to; empty if nothing is available.
    pub inside: Vec<f64>,
    /// Utility of each practice under `choice`.
    pub appeal: Vec<f32>,
    /// Starting share of each practice.
    shares: Vec<f64>,
    /// Share of each practice among those that new adopters move to.
    moves_to: Vec<f64>,
}

impl GroupModel {
    /// The group at this position of a checked scenario, of whose practices those in `innovation` are being studied.
    pub fn new(scenario: &Scenario, position: usize, innovation: u32) -> Self {
        let group = &scenario.population.groups[position];
        let practices = &scenario.practices;
        let next = group
            .becomes
            .as_ref()
            .and_then(|name| scenario.population.groups.iter().position(|g| g.name == *name));
        let available = practices
            .iter()
            .enumerate()
            .filter(|(_, p)| p.available_to.as_ref().is_none_or(|groups| groups.contains(&group.name)))
            .fold(0u32, |bits, (s, _)| bits | 1 << s);
        let raw = |by_name: &ByName| -> Vec<f64> {
            practices.iter().map(|p| by_name.get(&p.name).copied().unwrap_or(0.0)).collect()
        };
        let shares = raw(&group.practices);
        let past = raw(group.past.as_ref().unwrap_or(&group.practices));
        let moves_to = raw(&scenario.adoption.moves_to);
        let all = u32::MAX >> (32 - practices.len());
        let appeal = |s: usize| {
            let p = &practices[s];
            let given = p.appeal_by_group.get(&group.name).copied().or(p.appeal);
            // Utilities that make the starting shares a fixed point of a choice without peers.
            given.unwrap_or_else(|| libm::log(shares[s].max(1e-3))) as f32
        };
        Self {
            until_age: if next.is_some() { group.ages[1] as f32 } else { f32::INFINITY },
            becomes: next.unwrap_or(position) as u8,
            available,
            starting: cumulative_within(all, &shares),
            past: cumulative_within(all, &past),
            outside: cumulative_within(available & !innovation, &shares),
            inside: cumulative_within(available & innovation, &moves_to),
            appeal: (0..practices.len()).map(appeal).collect(),
            shares,
            moves_to,
        }
    }

    /// Cumulative shares among the practices of `set`, by how many follow each at the start; empty if it is empty.
    pub fn among(&self, set: u32) -> Vec<f64> {
        cumulative_within(set, &self.shares)
    }

    /// The same by what new adopters move to.
    pub fn inside_among(&self, set: u32) -> Vec<f64> {
        cumulative_within(set, &self.moves_to)
    }
}

/// Cumulative shares over the practices of a set; equal ones if nobody follows any of them; none of an empty set.
fn cumulative_within(set: u32, shares: &[f64]) -> Vec<f64> {
    if set == 0 {
        return vec![];
    }
    let share = |s: usize| if set >> s & 1 == 1 { shares[s] } else { 0.0 };
    let sum: f64 = (0..shares.len()).map(share).sum();
    let equal = 1.0 / f64::from(set.count_ones());
    cumulative((0..shares.len()).map(|s| match () {
        () if sum > 0.0 => share(s) / sum,
        () if set >> s & 1 == 1 => equal,
        () => 0.0,
    }))
}
