//! What an arm averted, for whom, for what money: a few sentences for a board.

use super::{decimals, number, range};
use crate::record::names::arm_name;
use crate::record::{EquityRow, Standing, Tables, ValueRow, Verdict};
use crate::scenario::Scenario;

/// The sentences about arm `arm` against the baseline at `week`; none without rows about it.
pub fn sentences(scenario: &Scenario, tables: &Tables, arm: usize, week: f64) -> Vec<String> {
    let name = arm_name(scenario, arm);
    let here = |row: &&ValueRow| row.arm == name && row.week == week;
    let mut lines = vec![];
    for row in tables.value.iter().filter(here) {
        let unit = Unit::of(scenario, &row.effect);
        lines.extend(changed(scenario, tables, row, &unit, arm));
        lines.extend(needed(row, &unit));
        if paid(tables) {
            lines.extend(price(scenario, row, &unit));
        }
    }
    let of_last = scenario.stages.last().map_or("adopters", |stage| stage.name.as_str());
    let equity = tables
        .equity
        .iter()
        .find(|row| row.arm == name && row.week == week && row.effect == of_last && row.group == "all");
    lines.extend(equity.and_then(for_whom));
    lines
}

/// Whether any programme of any arm costs anything.
fn paid(tables: &Tables) -> bool {
    tables.increments.iter().any(|one| one.cost != 0.0)
}

/// What one unit of an effect is called.
struct Unit {
    /// In the singular: “case of late”.
    one: String,
    /// What was done to people: “spared late”.
    done: String,
    /// And the opposite.
    undone: String,
}

impl Unit {
    fn of(scenario: &Scenario, effect: &str) -> Self {
        match scenario.stages.iter().find(|stage| stage.name == effect) {
            None => {
                Self { one: "adopter gained".into(), done: "adopters gained".into(), undone: "lost".into() }
            }
            Some(stage) => {
                let label = stage.label.as_ref().unwrap_or(&stage.name);
                Self {
                    one: format!("person spared “{label}”"),
                    done: format!("people spared “{label}”"),
                    undone: "brought into it".into(),
                }
            }
        }
    }
}

/// How many people the arm changed, person by person, and the indirect share of the net.
fn changed(scenario: &Scenario, tables: &Tables, row: &ValueRow, unit: &Unit, arm: usize) -> Option<String> {
    let reach: Vec<[f64; 2]> = (tables.reach.iter())
        .filter(|one| one.arm == arm && one.week == row.week && one.effect.name(scenario) == row.effect)
        .map(|one| one.changed)
        .collect();
    let mean = |of: usize| reach.iter().map(|changed| changed[of]).sum::<f64>() / reach.len() as f64;
    let (net, ends) = (row.gain?, row.gain_low.zip(row.gain_high).map(|(low, high)| [low, high]));
    let bracket = |ends: Option<[f64; 2]>, decimals: usize| {
        let ends = ends.filter(|[low, high]| low < high);
        ends.map_or(String::new(), |ends| format!(" [{}]", range(ends, decimals)))
    };
    let (did, undid) = if reach.is_empty() { (net, 0.0) } else { (mean(0), mean(1)) };
    if (did, undid) == (0.0, 0.0) {
        return None;
    }
    let decimals_of = decimals(net, ends);
    let mut line = format!("Person by person: {} {}", number(did, decimals_of), unit.done);
    line += &format!(
        ", {} {}; {} on balance{}",
        number(undid, decimals_of),
        unit.undone,
        number(net, decimals_of),
        bracket(ends, decimals_of)
    );
    if let Some(share) = row.indirect_share {
        let ends = row.indirect_share_low.zip(row.indirect_share_high);
        let ends = ends.map(|(low, high)| [100.0 * low, 100.0 * high]);
        let decimals = decimals(100.0 * share, ends);
        line += &format!(
            ", {} %{} of it among people whom no programme took in",
            number(100.0 * share, decimals),
            bracket(ends, decimals)
        );
    }
    Some(line + ".")
}

/// How many people have to be taken in for one unit, with and without spillover.
fn needed(row: &ValueRow, unit: &Unit) -> Option<String> {
    let people = row.reached_per_gain?;
    let interval = |low: Option<f64>, high: Option<f64>| low.zip(high).map(|(low, high)| [low, high]);
    let text = |value: f64, ends: Option<[f64; 2]>| {
        let decimals = decimals(value, ends);
        let bracket = ends.map_or(String::new(), |ends| format!(" [{}]", range(ends, decimals)));
        format!("{}{bracket}", number(value, decimals))
    };
    let with = text(people, interval(row.reached_per_gain_low, row.reached_per_gain_high));
    let alone = row.direct_reached_per_gain.map(|value| {
        let ends = interval(row.direct_reached_per_gain_low, row.direct_reached_per_gain_high);
        format!("; counting only those taken in, {}", text(value, ends))
    });
    Some(format!("Taken in for each {}: {with} people{}.", unit.one, alone.unwrap_or_default()))
}

/// What a unit costs, or in words why there is no such number.
fn price(scenario: &Scenario, row: &ValueRow, unit: &Unit) -> Option<String> {
    let currency = &scenario.economics.currency;
    let cost = row.cost?;
    let one = &unit.one;
    let money = |value: f64| number(value, if value.abs() < 10.0 { 2 } else { 0 });
    let sentence = match row.verdict {
        Verdict::MoreForMore => {
            let ratio = row.ratio?;
            let ends = row
                .ratio_low
                .zip(row.ratio_high)
                .map(|(low, high)| format!(" [{}–{}]", money(low), money(high)));
            let ends = ends.unwrap_or_else(|| match scenario.replicates {
                1 => String::new(),
                _ => " [no finite interval]".into(),
            });
            let beaten = match row.frontier {
                Standing::Dominated => "; another arm does at least as much for no more money",
                Standing::Extended => "; a mix of two other arms does more for the same money",
                Standing::On => "",
            };
            format!("{} {currency} for each {one}{ends}{beaten}", money(ratio))
        }
        Verdict::Dominates => format!("For each {one}: does more for no more money"),
        Verdict::Dominated => {
            format!(
                "For each {one}: does harm and costs {} {currency} more, not worth it at any price",
                money(cost)
            )
        }
        Verdict::LessForLess => {
            format!("For each {one}: does less, and saves {} {currency}", money(-cost))
        }
        Verdict::Unclear | Verdict::Same => return None,
    };
    Some(sentence + ".")
}

/// Whether the gain goes to the groups that bear most, in a sentence.
fn for_whom(row: &EquityRow) -> Option<String> {
    let (low, high) = row.index_low.zip(row.index_high)?;
    let index = row.index?;
    let whom = match () {
        () if high < 0.0 => "falls more to the groups that bear most of the condition",
        () if low > 0.0 => "falls more to the groups that bear least of the condition",
        () => "falls to no end of the scale in particular",
    };
    Some(format!(
        "The benefit {whom} (concentration index {} [{}]).",
        number(index, 2),
        range([low, high], 2)
    ))
}
