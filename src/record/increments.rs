//! `increments.csv`: what each arm costs more than the baseline, and what it gains, replicate by replicate.

use super::cell::Table;
use super::effect::Effect;
use super::names::arm_name;
use super::outcome::checkpoints;
use crate::engine::{CostRow, Row, Series};
use crate::scenario::Scenario;
use crate::scenario::units::WEEKS_PER_YEAR;
use std::io::{self, Write};

/// The columns, in order.
pub const HEADER: [&str; 9] =
    ["arm", "vs", "replicate", "week", "effect", "cost", "cost_discounted", "gain", "gain_discounted"];

/// An arm against the baseline in one replicate, for all people, up to a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Increment {
    /// Position of the arm.
    pub arm: usize,
    /// Number of the replicate.
    pub replicate: u32,
    /// Week of the checkpoint.
    pub week: f64,
    /// What is gained.
    pub effect: Effect,
    /// Cost of the arm − cost of the baseline.
    pub cost: f64,
    /// The same, each sum discounted to week 0.
    pub cost_discounted: f64,
    /// People gained, see [`Effect::gain`].
    pub gain: f64,
    /// The same, discounted to week 0 from when it was gained.
    pub gain_discounted: f64,
}

/// The two runs of one replicate: an arm and the baseline.
pub type Pair<'a> = [&'a Series; 2];

/// All pairs, by arm, then replicate, of series in that order.
pub fn pairs<'a>(series: &[&'a Series]) -> Vec<Pair<'a>> {
    let baseline = |replicate: u32| series.iter().find(|one| one.arm == 0 && one.replicate == replicate);
    let arms = series.iter().filter(|one| one.arm > 0);
    arms.filter_map(|&one| Some([one, *baseline(one.replicate)?])).collect()
}

/// The rows of the table: by arm, replicate, week and effect.
pub fn rows(scenario: &Scenario, series: &[&Series]) -> Vec<Increment> {
    let Some(first) = series.first() else { return vec![] };
    let weeks = checkpoints(scenario, first);
    let mut rows = vec![];
    for pair in pairs(series) {
        for &week in &weeks {
            let spent = |of: fn(&CostRow) -> f64| {
                let [arm, baseline] =
                    pair.map(|one| one.costs.iter().filter(|row| row.week == week).map(of).sum::<f64>());
                arm - baseline
            };
            for effect in Effect::all(scenario) {
                let Some([gain, gain_discounted]) =
                    gains(pair, effect, week, scenario.economics.discount_rate)
                else {
                    continue;
                };
                rows.push(Increment {
                    arm: pair[0].arm,
                    replicate: pair[0].replicate,
                    week,
                    effect,
                    cost: spent(|row| row.cost),
                    cost_discounted: spent(|row| row.discounted),
                    gain,
                    gain_discounted,
                });
            }
        }
    }
    rows
}

/// The rows of one group in both runs of a pair, side by side.
pub fn side_by_side<'a>(pair: Pair<'a>, group: Option<usize>) -> impl Iterator<Item = (&'a Row, &'a Row)> {
    let [arm, baseline] = pair.map(|one| one.rows.iter().filter(move |row| row.group == group));
    arm.zip(baseline)
}

/// The gain D(T) at a week T, and Σ v(t)·(D(t) − D(the row before)) over the rows up to it, with
/// v(t) = (1 + rate)^(−t in years): what comes later counts less, and at rate 0 the sum is D(T).
fn gains(pair: Pair, effect: Effect, week: f64, rate: f64) -> Option<[f64; 2]> {
    let mut found = None;
    let (mut before, mut sum) = (0.0, 0.0);
    for (arm, baseline) in side_by_side(pair, None).take_while(|(row, _)| row.week <= week) {
        let gain = effect.gain(arm, baseline)?;
        sum += (gain - before) * libm::pow(1.0 + rate, -arm.week / WEEKS_PER_YEAR);
        before = gain;
        found = Some([gain, sum]);
    }
    found
}

/// Writes the table.
pub fn write(out: impl Write, scenario: &Scenario, rows: &[Increment]) -> io::Result<()> {
    let mut table = Table::new(out, HEADER)?;
    for row in rows {
        table.text(&arm_name(scenario, row.arm))?;
        table.text(&arm_name(scenario, 0))?;
        table.count(u64::from(row.replicate))?;
        table.number(row.week)?;
        table.text(&row.effect.name(scenario))?;
        for number in [row.cost, row.cost_discounted, row.gain, row.gain_discounted] {
            table.number(number)?;
        }
        table.end_row()?;
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::super::example::{scenario, series, written};
    use super::*;

    fn found(scenario: &Scenario) -> Vec<Increment> {
        let all = series();
        rows(scenario, &all.iter().collect::<Vec<_>>())
    }

    #[test]
    fn each_replicate_is_held_against_its_own_baseline() {
        let rows = found(&scenario());
        let last: Vec<&Increment> = rows.iter().filter(|row| row.week == 104.0).collect();
        let gains = |effect| {
            let of_it = last.iter().filter(|row| row.effect == effect);
            of_it.map(|row| (row.replicate, row.cost, row.cost_discounted, row.gain)).collect::<Vec<_>>()
        };
        assert_eq!(
            gains(Effect::Adopters),
            [(0, 200.0, 190.0, 20.0), (1, 210.0, 200.0, 24.0), (2, 220.0, 210.0, 22.0)]
        );
        assert_eq!(
            gains(Effect::Stage(0)),
            [(0, 200.0, 190.0, 10.0), (1, 210.0, 200.0, 12.0), (2, 220.0, 210.0, 12.0)]
        );
        let first: Vec<f64> = rows.iter().filter(|row| row.week == 52.0).map(|row| row.cost).collect();
        assert_eq!(first, [100.0; 6]);
    }

    #[test]
    fn what_comes_later_counts_less() {
        // 25 % a year: a gain after one year counts .8, after two .64 (a year being 52.1775 weeks, a little more).
        let v = |weeks: f64| 1.25f64.powf(-weeks * 7.0 / 365.2425);
        let rows = found(&scenario());
        let at = |replicate, effect| {
            let is =
                |row: &&Increment| row.week == 104.0 && row.replicate == replicate && row.effect == effect;
            rows.iter().find(is).unwrap().gain_discounted
        };
        // Two averted in the first year, eight in the second; adopters ten and fourteen.
        assert!((at(0, Effect::Stage(0)) - (2.0 * v(52.0) + 8.0 * v(104.0))).abs() < 1e-12);
        assert!((at(1, Effect::Adopters) - (10.0 * v(52.0) + 14.0 * v(104.0))).abs() < 1e-12);
        assert!((at(0, Effect::Stage(0)) - 6.72).abs() < 0.02);
    }

    #[test]
    fn without_discounting_the_parts_add_up_to_the_gain() {
        let mut scenario = scenario();
        scenario.economics.discount_rate = 0.0;
        let rows = found(&scenario);
        assert_eq!(rows.len(), 3 * 2 * 2);
        assert!(rows.iter().all(|row| row.gain_discounted == row.gain));
    }

    #[test]
    fn a_run_without_its_baseline_is_left_out() {
        let all = series();
        let without: Vec<&Series> = all.iter().filter(|one| (one.arm, one.replicate) != (0, 1)).collect();
        let replicates: Vec<u32> = rows(&scenario(), &without).iter().map(|row| row.replicate).collect();
        assert_eq!(replicates, [0, 0, 0, 0, 2, 2, 2, 2]);
    }

    #[test]
    fn the_table_names_both_arms() {
        let mut lines: Vec<String> = written("increments.csv").lines().map(String::from).collect();
        assert_eq!(lines.remove(0), "arm,vs,replicate,week,effect,cost,cost_discounted,gain,gain_discounted");
        assert!(lines[2].starts_with("peers,none,0,104,adopters,200,190,20,"), "{}", lines[2]);
        assert!(lines[3].starts_with("peers,none,0,104,early,200,190,10,"), "{}", lines[3]);
    }
}
