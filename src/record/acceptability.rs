//! `acceptability.csv`: how often each arm is the best choice, by what a unit gained is worth.

use super::cell::Table;
use super::effect::Effect;
use super::increments::Increment;
use super::names::arm_name;
use super::value::ValueRow;
use crate::scenario::Scenario;
use crate::stats::mean;
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The columns, in order.
pub const HEADER: [&str; 5] = ["week", "effect", "willingness_to_pay", "arm", "probability"];

/// Steps between 0 and the most that a unit may be worth.
const STEPS: u32 = 50;

/// A point of the acceptability curve (van Hout et al. 1994).
#[derive(Clone, Debug, PartialEq)]
pub struct AcceptabilityRow {
    /// Week of the last checkpoint.
    pub week: f64,
    /// What is gained.
    pub effect: Effect,
    /// What one unit of it is worth, in the scenario's currency.
    pub willingness_to_pay: f64,
    /// Position of the arm; the baseline is one of them.
    pub arm: usize,
    /// Share of the replicates in which worth · discounted gain − discounted cost is highest in this arm; the
    /// baseline's is 0. Where two are equal, the first stands.
    pub probability: f64,
}

/// The rows of the table: by effect, worth and arm, over the replicates that every arm has.
pub fn rows(scenario: &Scenario, increments: &[Increment], values: &[ValueRow]) -> Vec<AcceptabilityRow> {
    let Some(week) = increments.iter().map(|one| one.week).max_by(f64::total_cmp) else { return vec![] };
    let arms: BTreeSet<usize> = increments.iter().map(|one| one.arm).collect();
    let mut rows = vec![];
    for effect in Effect::all(scenario) {
        let ours: Vec<&Increment> =
            increments.iter().filter(|one| one.week == week && one.effect == effect).collect();
        let replicates: Vec<Vec<&Increment>> = ours
            .iter()
            .map(|one| one.replicate)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|replicate| ours.iter().filter(|one| one.replicate == replicate).copied().collect())
            .filter(|of_each: &Vec<_>| of_each.len() == arms.len())
            .collect();
        let top = scenario.economics.willingness_to_pay.unwrap_or_else(|| {
            let name = effect.name(scenario);
            let printed = values.iter().filter(|row| row.week == week && row.effect == name);
            most_worth(printed.filter_map(|row| row.icer), &ours)
        });
        for step in 0..=STEPS {
            let willingness_to_pay = top * f64::from(step) / f64::from(STEPS);
            let best: Vec<usize> =
                replicates.iter().map(|of_each| best(of_each, willingness_to_pay)).collect();
            for arm in std::iter::once(0).chain(arms.iter().copied()) {
                let times = best.iter().filter(|&&best| best == arm).count();
                let probability = times as f64 / replicates.len() as f64;
                rows.push(AcceptabilityRow { week, effect, willingness_to_pay, arm, probability });
            }
        }
    }
    rows
}

/// The arm of the highest net benefit in one replicate, given what each gains there and costs.
fn best(arms: &[&Increment], worth: f64) -> usize {
    let mut best = (0, 0.0);
    for one in arms {
        let benefit = worth * one.gain_discounted - one.cost_discounted;
        if benefit > best.1 {
            best = (one.arm, benefit);
        }
    }
    best.0
}

/// Where the curve ends unless told: at three times the highest incremental ratio on the frontier, rounded up, so
/// that every arm worth its cost has crossed by then, and arms that never are do not stretch the scale. Where there is
/// no such ratio, three times what a unit would cost if each arm gained what it changed, and at least one person.
fn most_worth(prices: impl Iterator<Item = f64>, increments: &[&Increment]) -> f64 {
    let highest = prices.max_by(f64::total_cmp).unwrap_or_else(|| {
        let arms: BTreeSet<usize> = increments.iter().map(|one| one.arm).collect();
        let of = |arm: usize, what: fn(&Increment) -> f64| {
            let ours = increments.iter().filter(|one| one.arm == arm);
            mean(&ours.map(|one| what(one)).collect::<Vec<_>>()).unwrap_or(0.0).abs()
        };
        let prices = arms
            .iter()
            .map(|&arm| of(arm, |one| one.cost_discounted) / of(arm, |one| one.gain_discounted).max(1.0));
        prices.fold(0.0, f64::max)
    });
    // Without any cost the curve is flat, and any scale will do.
    if highest > 0.0 { round_up(3.0 * highest) } else { 1.0 }
}

/// The least of 1, 2, 5 times a power of ten at or above a positive number.
fn round_up(number: f64) -> f64 {
    let power = libm::floor(libm::log10(number)) as i32;
    let times = |digit: f64, power: i32| {
        // Dividing by a whole power of ten gives the nearest float, such as .2; multiplying by a tenth would not.
        let ten = |power: i32| (0..power).fold(1.0, |ten, _| ten * 10.0);
        if power < 0 { digit / ten(-power) } else { digit * ten(power) }
    };
    let steps = [times(1.0, power), times(2.0, power), times(5.0, power), times(1.0, power + 1)];
    steps.into_iter().find(|&step| step >= number).unwrap_or(number)
}

/// Writes the table.
pub fn write(out: impl Write, scenario: &Scenario, rows: &[AcceptabilityRow]) -> io::Result<()> {
    let mut table = Table::new(out, HEADER)?;
    for row in rows {
        table.number(row.week)?;
        table.text(&row.effect.name(scenario))?;
        table.number(row.willingness_to_pay)?;
        table.text(&arm_name(scenario, row.arm))?;
        table.number(row.probability)?;
        table.end_row()?;
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::super::example::{scenario, tables};
    use super::*;

    /// Cost and gain of arm 1 and arm 2 in each replicate.
    fn increments(arms: [&[(f64, f64)]; 2]) -> Vec<Increment> {
        let of = |(arm, runs): (usize, &[(f64, f64)])| {
            let one = move |(replicate, &(cost, gain)): (usize, &(f64, f64))| Increment {
                arm: arm + 1,
                replicate: replicate as u32,
                week: 52.0,
                effect: Effect::Adopters,
                cost,
                cost_discounted: cost,
                gain,
                gain_discounted: gain,
            };
            runs.iter().enumerate().map(one).collect::<Vec<_>>()
        };
        arms.into_iter().enumerate().flat_map(of).collect()
    }

    #[test]
    fn the_best_arm_changes_with_what_a_unit_is_worth() {
        let mut scenario = scenario();
        scenario.stages.clear();
        scenario.economics.willingness_to_pay = Some(100.0);
        let cheap = [(10.0, 1.0), (10.0, 1.0), (10.0, 0.0), (10.0, 1.0)];
        let dear = [(100.0, 3.0), (100.0, 3.0), (100.0, 3.0), (100.0, 1.0)];
        let rows = rows(&scenario, &increments([&cheap, &dear]), &[]);
        assert_eq!(rows.len(), 51 * 3);
        let at = |worth: f64| -> Vec<f64> {
            let there = rows.iter().filter(|row| row.willingness_to_pay == worth);
            there.map(|row| row.probability).collect()
        };
        assert_eq!(at(0.0), [1.0, 0.0, 0.0]);
        // At 10 the cheap one breaks even, which is not better than doing nothing.
        assert_eq!(at(10.0), [1.0, 0.0, 0.0]);
        assert_eq!(at(20.0), [0.25, 0.75, 0.0]);
        // The dear one is worth it from 33⅓ where the cheap one fails, and better than the cheap one from 45.
        assert_eq!(at(40.0), [0.0, 0.75, 0.25]);
        assert_eq!(at(46.0), [0.0, 0.25, 0.75]);
        assert_eq!(at(100.0), [0.0, 0.25, 0.75]);
    }

    #[test]
    fn a_replicate_that_an_arm_lacks_does_not_count() {
        let mut scenario = scenario();
        scenario.stages.clear();
        let rows = rows(&scenario, &increments([&[(1.0, 9.0), (1.0, 9.0)], &[(2.0, 1.0)]]), &[]);
        assert_eq!(rows.last().unwrap().probability, 0.0);
        let of_the_first = rows.iter().rev().find(|row| row.arm == 1).unwrap();
        assert_eq!(of_the_first.probability, 1.0);
    }

    #[test]
    fn probabilities_add_up_to_one() {
        let (scenario, tables) = (scenario(), tables());
        let rows = rows(&scenario, &tables.increments, &tables.value);
        assert_eq!(rows.len(), 2 * 51 * 2);
        for pair in rows.chunks(2) {
            assert_eq!(pair[0].probability + pair[1].probability, 1.0);
        }
        // The price of a case averted is 26.4: the curve ends at the round number above three times that.
        assert_eq!(rows.last().unwrap().willingness_to_pay, 100.0);
    }

    #[test]
    fn scales_end_at_round_numbers() {
        for (number, up) in [
            (1.0, 1.0),
            (1.2, 2.0),
            (79.3, 100.0),
            (200.0, 200.0),
            (2001.0, 5000.0),
            (0.15, 0.2),
            (0.05, 0.05),
        ] {
            assert_eq!(round_up(number), up);
        }
        let dear = increments([&[(100.0, 0.5)], &[(-900.0, 2.0)]]);
        let dear: Vec<&Increment> = dear.iter().collect();
        // 450 for a unit of the second.
        assert_eq!(most_worth(std::iter::empty(), &dear), 2000.0);
        assert_eq!(most_worth([10.0, 5.0].into_iter(), &dear), 50.0);
        let free = increments([&[(0.0, 1.0)], &[(0.0, 1.0)]]);
        assert_eq!(most_worth(std::iter::empty(), &free.iter().collect::<Vec<_>>()), 1.0);
    }
}
