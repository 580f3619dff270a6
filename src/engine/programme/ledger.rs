//! What programmes cost: by part, and when.

use crate::engine::{Component, CostRow};
use crate::scenario::Scenario;
use std::collections::BTreeMap;

/// Money spent by the programmes of an arm.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    discount_rate: f64,
    spent: BTreeMap<(usize, Component), Spent>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Spent {
    units: u64,
    cost: f64,
    discounted: f64,
}

impl Ledger {
    /// Nothing spent yet.
    pub fn new(scenario: &Scenario) -> Self {
        Self { discount_rate: scenario.economics.discount_rate, spent: BTreeMap::new() }
    }

    /// Enters `units` at `each`, spent `years` after week 0 by the intervention at this position of the scenario.
    pub fn spend(&mut self, intervention: usize, part: Component, (units, each): (usize, f64), years: f64) {
        if units == 0 {
            return;
        }
        let spent = self.spent.entry((intervention, part)).or_default();
        let cost = units as f64 * each;
        spent.units += units as u64;
        spent.cost += cost;
        // A sum due in t years is worth (1 + r)^−t of it now.
        spent.discounted += cost * libm::pow(1.0 + self.discount_rate, -years);
    }

    /// All that has been spent so far, as of `week`.
    pub fn rows(&self, week: f64) -> Vec<CostRow> {
        let row = |(&(intervention, component), spent): (&(usize, Component), &Spent)| CostRow {
            week,
            intervention,
            component,
            units: spent.units,
            cost: spent.cost,
            discounted: spent.discounted,
        };
        self.spent.iter().map(row).collect()
    }
}
