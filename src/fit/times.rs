//! When each person adopted, given whom they could see adopt: the likelihood of the rule `hazard`.
//!
//! Somebody who has not adopted by the end of period t − 1 does so in period t with probability 1 − e^−h, where
//!
//! ```text
//! h = p + q·x(t−1) + r·A(t−1)      per period
//! ```
//!
//! x is what they see of their peers and A the share of adopters in their group, both as *observed*. This is the
//! law by which the engine lets people adopt (their pressure reaches an Exp(1) resistance), so no simulation is
//! needed: it is the discrete-time survival model of event history analysis (Strang & Tuma 1993; Allison 1982).

use crate::engine::Community;
use crate::scenario::{PeerExposure, Rate, Scenario};
use std::collections::BTreeMap;

/// Person-periods at risk: all that is alike is counted together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AtRisk {
    rows: Vec<Risk>,
}

/// People who see the same in some period.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Risk {
    /// What they see of their peers, x.
    pub exposure: f64,
    /// Share of adopters in their group, A.
    pub norm: f64,
    /// Person-periods.
    pub at_risk: u32,
    /// Adoptions among them.
    pub adopted: u32,
}

/// Pressure in a period: from outside, by what is seen of peers, by the share of the group.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pressure {
    /// p.
    pub p: f64,
    /// q.
    pub q: f64,
    /// r.
    pub r: f64,
}

impl Pressure {
    /// That of a checked scenario with the rule `hazard`, per step.
    pub fn of(scenario: &Scenario) -> Self {
        let step = scenario.time.step.weeks();
        let per_step = |rate: Option<Rate>| rate.map_or(0.0, |rate| rate.per_week() * step);
        let hazard = scenario.adoption.hazard.as_ref();
        let [p, q] = [hazard.map(|hazard| hazard.p), hazard.map(|hazard| hazard.q)].map(per_step);
        Self { p, q, r: per_step(hazard.and_then(|hazard| hazard.r)) }
    }

    /// The hazard of those who see this.
    pub fn hazard(&self, exposure: f64, norm: f64) -> f64 {
        self.p + self.q * exposure + self.r * norm
    }
}

impl AtRisk {
    /// Counts person-periods of the members of `groups` (all if none are given). `periods` holds each person's
    /// period of adoption, from 1; nobody is observed after period `last`. O(periods · arcs).
    pub fn new(
        scenario: &Scenario,
        community: &Community,
        periods: &[Option<u32>],
        last: u32,
        groups: Option<&[usize]>,
    ) -> Self {
        let (members, layers) = (&community.members, &community.network.layers);
        let by_number = scenario.adoption.peer_exposure == PeerExposure::Count;
        let mut sizes = vec![0.0; scenario.population.groups.len()];
        let everybody = 0..members.len() as u32;
        let group = |person: u32| usize::from(members.group(person as usize));
        everybody.clone().for_each(|person| sizes[group(person)] += 1.0);
        let mut counted: BTreeMap<[u64; 2], [u32; 2]> = BTreeMap::new();
        for t in 1..=last {
            let adopted = |person: u32| periods[person as usize].is_some_and(|period| period < t);
            let mut adopters = vec![0.0; sizes.len()];
            for person in everybody.clone() {
                adopters[group(person)] += f64::from(adopted(person));
            }
            for person in everybody.clone() {
                let group = group(person);
                if adopted(person) || groups.is_some_and(|groups| !groups.contains(&group)) {
                    continue;
                }
                let (mut seen, mut weight) = (0.0, 0.0);
                for layer in layers.iter() {
                    let peers = layer.peers(person);
                    if peers.is_empty() {
                        continue;
                    }
                    let ties = layer.weights(person);
                    let tie = |at: usize| ties.map_or(1.0, |ties| f64::from(ties[at]));
                    let (mut of, mut all) = (0.0, 0.0);
                    for (at, &peer) in peers.iter().enumerate() {
                        all += tie(at);
                        of += if adopted(peer) { tie(at) } else { 0.0 };
                    }
                    seen += layer.weight * if by_number { of } else { of / all };
                    weight += layer.weight;
                }
                let exposure = if by_number || weight == 0.0 { seen } else { seen / weight };
                let row = counted
                    .entry([exposure.to_bits(), (adopters[group] / sizes[group]).to_bits()])
                    .or_default();
                row[0] += 1;
                row[1] += u32::from(periods[person as usize] == Some(t));
            }
        }
        let row = |(&[exposure, norm], &[at_risk, adopted]): (&[u64; 2], &[u32; 2])| Risk {
            exposure: f64::from_bits(exposure),
            norm: f64::from_bits(norm),
            at_risk,
            adopted,
        };
        Self { rows: counted.iter().map(row).collect() }
    }

    /// Log likelihood under this pressure.
    pub fn log_likelihood(&self, pressure: &Pressure) -> f64 {
        let one = |row: &Risk| {
            let hazard = pressure.hazard(row.exposure, row.norm);
            let [adopted, not] = [row.adopted, row.at_risk - row.adopted].map(f64::from);
            // Nobody adopts without pressure: log 0, kept finite so that a search finds its way out.
            let log = libm::log((-libm::expm1(-hazard)).max(1e-300));
            (if adopted > 0.0 { adopted * log } else { 0.0 }) - not * hazard
        };
        self.rows.iter().map(one).sum()
    }

    /// Adoptions, person-periods, and adoptions expected under `pressure`, of those whose exposure lies above the
    /// first and not above the second of each pair of `cuts`; those who see nobody adopt come first.
    pub fn by_exposure(&self, cuts: &[f64], pressure: &Pressure) -> Vec<[f64; 3]> {
        let mut bins = vec![[0.0; 3]; cuts.len()];
        for row in &self.rows {
            let Some(bin) = cuts.iter().position(|&cut| row.exposure <= cut) else { continue };
            let at_risk = f64::from(row.at_risk);
            let chance = -libm::expm1(-pressure.hazard(row.exposure, row.norm));
            bins[bin][0] += f64::from(row.adopted);
            bins[bin][1] += at_risk;
            bins[bin][2] += at_risk * chance;
        }
        bins
    }
}
