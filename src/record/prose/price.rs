//! What a programme costs, and what that buys, or why there is no price.

use super::number;
use super::value::Unit;
use crate::record::names::arm_label;
use crate::record::{Standing, Tables, ValueRow, Verdict};
use crate::scenario::Scenario;

/// Whether any programme of any arm costs anything.
pub fn paid(tables: &Tables) -> bool {
    tables.increments.iter().any(|one| one.cost != 0.0)
}

/// What the arm costs more than the baseline.
pub fn cost(scenario: &Scenario, row: &ValueRow) -> Option<String> {
    let (cost, currency) = (row.cost?, &scenario.economics.currency);
    let ends = row.cost_low.zip(row.cost_high).map(|(low, high)| [low, high]);
    let baseline = arm_label(scenario, 0);
    let percent = 100.0 * scenario.economics.discount_rate;
    let discounted = match percent {
        0.0 => String::new(),
        _ => format!(", discounted at {} % a year", number(percent, usize::from(percent.fract() != 0.0))),
    };
    let doubt = ends.filter(|[low, high]| *low < 0.0 && *high > 0.0);
    let (size, ends, word) = match cost {
        0.0 => return Some(format!("Costs as much as {baseline}.")),
        _ if cost < 0.0 => (-cost, ends.map(|[low, high]| [-high, -low]), "less"),
        _ => (cost, ends, "more"),
    };
    Some(match doubt {
        Some([low, high]) => {
            let ends = format!("{} to {}", money(low), money(high));
            format!("No clear difference in cost [{ends} {currency}{discounted}].")
        }
        None => {
            format!("Costs {} {currency} {word} than {baseline}{}{discounted}.", money(size), between(ends))
        }
    })
}

/// A sum of money: small ones to the hundredth.
fn money(sum: f64) -> String {
    number(sum, if sum.abs() < 10.0 { 2 } else { 0 })
}

/// An interval of money in brackets, after a space; nothing where its ends read the same.
fn between(ends: Option<[f64; 2]>) -> String {
    let ends = ends.map(|ends| ends.map(money)).filter(|[low, high]| low != high);
    ends.map_or(String::new(), |[low, high]| format!(" [{low}–{high}]"))
}

/// What a unit costs, or in words why there is no such number.
pub fn price(scenario: &Scenario, row: &ValueRow, unit: &Unit) -> Option<String> {
    let (cost, one) = (row.cost?, &unit.one);
    let words = match row.verdict {
        Verdict::MoreForMore => match row.ratio {
            Some(ratio) => return Some(ratio_in_words(scenario, row, ratio, unit)),
            None => "a gain, but none once discounted, so no ratio",
        },
        Verdict::Dominates if cost < 0.0 => "does more and costs less",
        Verdict::Dominates => "does more for no more money",
        Verdict::Dominated if cost > 0.0 => "does harm and costs more: not worth its cost at any price",
        Verdict::Dominated => "does harm and saves nothing",
        Verdict::LessForLess => "does harm and costs less, so no ratio",
        Verdict::Unclear => "no clear effect, so no ratio",
        Verdict::Same if cost > 0.0 => "costs more and does no more: not worth its cost at any price",
        Verdict::Same => return None,
    };
    Some(format!("For each {one}: {words}."))
}

fn ratio_in_words(scenario: &Scenario, row: &ValueRow, ratio: f64, unit: &Unit) -> String {
    let ends = match row.ratio_low.zip(row.ratio_high) {
        Some((low, high)) => between(Some([low, high])),
        None if scenario.replicates > 1 => " [no finite interval]".into(),
        None => String::new(),
    };
    let beaten = match row.frontier {
        Standing::Dominated => "; another arm does at least as much for no more money",
        Standing::Extended => "; a mix of two other arms does as much for less money",
        Standing::On => "",
    };
    format!("{} {} for each {}{ends}{beaten}.", money(ratio), scenario.economics.currency, unit.one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::example::{scenario, tables};

    fn row() -> ValueRow {
        tables().value.into_iter().find(|row| row.effect == "early" && row.week == 104.0).unwrap()
    }

    fn priced(change: impl FnOnce(&mut ValueRow)) -> Option<String> {
        let mut row = row();
        change(&mut row);
        price(&scenario(), &row, &Unit::of(&scenario(), "adopters"))
    }

    #[test]
    fn every_verdict_has_its_words() {
        for (verdict, cost, words) in [
            (Verdict::Dominates, -1.0, "does more and costs less"),
            (Verdict::Dominates, 0.0, "does more for no more money"),
            (Verdict::Dominated, 1.0, "does harm and costs more: not worth its cost at any price"),
            (Verdict::Dominated, 0.0, "does harm and saves nothing"),
            (Verdict::LessForLess, -1.0, "does harm and costs less, so no ratio"),
            (Verdict::Unclear, 1.0, "no clear effect, so no ratio"),
            (Verdict::Same, 1.0, "costs more and does no more: not worth its cost at any price"),
        ] {
            let said = priced(|row| {
                (row.verdict, row.cost, row.ratio) = (verdict, Some(cost), None);
            });
            assert_eq!(said, Some(format!("For each adopter gained: {words}.")));
        }
        assert_eq!(priced(|row| (row.verdict, row.cost) = (Verdict::Same, Some(0.0))), None);
        let harm_first = priced(|row| row.ratio = None).unwrap();
        assert_eq!(harm_first, "For each adopter gained: a gain, but none once discounted, so no ratio.");
    }

    #[test]
    fn a_ratio_comes_with_its_doubt_and_its_rivals() {
        let said = priced(|row| (row.ratio, row.ratio_low, row.ratio_high) = (Some(1234.5), None, None));
        assert_eq!(said.unwrap(), "1,234 USD for each adopter gained [no finite interval].");
        let beaten = priced(|row| {
            (row.ratio, row.ratio_low, row.ratio_high) = (Some(3.0), Some(0.0), Some(45_000.0));
            row.frontier = Standing::Extended;
        });
        assert_eq!(
            beaten.unwrap(),
            "3.00 USD for each adopter gained [0.00–45,000]; a mix of two other arms does as much for less money."
        );
    }

    #[test]
    fn what_an_arm_costs_more_or_less() {
        let said = |mean: f64, ends: Option<[f64; 2]>, rate: f64| {
            let mut scenario = scenario();
            scenario.economics.discount_rate = rate;
            let [low, high] = ends.map_or([None; 2], |ends| ends.map(Some));
            let row = ValueRow { cost: Some(mean), cost_low: low, cost_high: high, ..row() };
            cost(&scenario, &row).unwrap()
        };
        assert_eq!(said(12_345.0, None, 0.0), "Costs 12,345 USD more than No programme.");
        // The ends of what does not vary differ by rounding.
        let fixed = said(12_345.0, Some([12_345.0 - 1e-11, 12_345.0 + 1e-11]), 0.035);
        assert_eq!(fixed, "Costs 12,345 USD more than No programme, discounted at 3.5 % a year.");
        assert_eq!(said(-50.0, Some([-60.0, -40.0]), 0.0), "Costs 50 USD less than No programme [40–60].");
        assert_eq!(said(0.0, Some([0.0; 2]), 0.03), "Costs as much as No programme.");
        let unclear = said(5.0, Some([-10.0, 20.0]), 0.03);
        assert_eq!(unclear, "No clear difference in cost [−10 to 20 USD, discounted at 3 % a year].");
    }
}
