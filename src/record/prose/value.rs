//! What an arm averted, for whom, for what money: a few sentences for a board.

use super::{decimals, number, price, range};
use crate::record::names::arm_name;
use crate::record::{Effect, EquityRow, Tables, ValueRow, Verdict};
use crate::scenario::Scenario;

/// The sentences about arm `arm` against the baseline at `week`; none without rows about it.
pub fn sentences(scenario: &Scenario, tables: &Tables, arm: usize, week: f64) -> Vec<String> {
    let name = arm_name(scenario, arm);
    let here = |row: &&ValueRow| row.arm == name && row.week == week;
    let rows = || tables.value.iter().filter(here);
    let mut lines = vec![];
    for row in rows() {
        let unit = Unit::of(scenario, &row.effect);
        lines.extend(changed(scenario, tables, row, &unit, arm));
    }
    // Of what matters most, or of adopters where that is not clear.
    let weighed = Effect::weighed(scenario).name(scenario);
    let of = |effect: &str| rows().find(|row| row.effect == effect);
    let need = |row: &ValueRow| needed(row, &Unit::of(scenario, &row.effect));
    lines.extend(of(&weighed).and_then(need).or_else(|| of("adopters").and_then(need)));
    if price::paid(tables) {
        // The same money whatever it is weighed against.
        lines.extend(rows().next().and_then(|row| price::cost(scenario, row)));
        lines.extend(rows().filter_map(|row| price::price(scenario, row, &Unit::of(scenario, &row.effect))));
    }
    let clear = |row: &&ValueRow| matches!(row.verdict, Verdict::Dominates | Verdict::MoreForMore);
    // A benefit that is not clear falls to nobody.
    if rows().filter(clear).any(|row| row.effect == weighed) {
        let of_it = |row: &&EquityRow| row.arm == name && row.week == week && row.effect == weighed;
        lines.extend(for_whom(&tables.equity.iter().filter(of_it).collect::<Vec<_>>()));
    }
    lines
}

/// What one unit of an effect is called.
pub struct Unit {
    /// In the singular: “person spared late”.
    pub one: String,
    /// What was done to people: “people spared late”.
    done: String,
    /// And the opposite.
    undone: String,
}

impl Unit {
    /// What one unit of the effect of this name is called.
    pub fn of(scenario: &Scenario, effect: &str) -> Self {
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
        // Where one side lost, the other has more than all of it: a share hard to say aloud.
        let part = match share {
            _ if share >= 1.0 => "all".into(),
            _ if share <= 0.0 => "none".into(),
            _ => format!("{} %{}", number(100.0 * share, decimals), bracket(ends, decimals)),
        };
        line += &format!(", {part} of it among people whom no programme took in");
    }
    Some(line + ".")
}

/// An interval in brackets, after a space; nothing where there is none or nothing varies.
fn bracket(ends: Option<[f64; 2]>, decimals: usize) -> String {
    let ends = ends.filter(|[low, high]| low < high);
    ends.map_or(String::new(), |ends| format!(" [{}]", range(ends, decimals)))
}

/// How many people have to be taken in for one unit, with and without spillover.
fn needed(row: &ValueRow, unit: &Unit) -> Option<String> {
    let people = row.reached_per_gain?;
    let interval = |low: Option<f64>, high: Option<f64>| low.zip(high).map(|(low, high)| [low, high]);
    let text = |value: f64, ends: Option<[f64; 2]>| {
        let decimals = decimals(value, ends);
        format!("{}{}", number(value, decimals), bracket(ends, decimals))
    };
    let with = text(people, interval(row.reached_per_gain_low, row.reached_per_gain_high));
    let alone = row.direct_reached_per_gain.map(|value| {
        let ends = interval(row.direct_reached_per_gain_low, row.direct_reached_per_gain_high);
        format!("; counting only those taken in, {}", text(value, ends))
    });
    Some(format!("Taken in for each {}: {with} people{}.", unit.one, alone.unwrap_or_default()))
}

/// Whether the gain goes to the groups that bear most, in a sentence; `rows` are those of one arm, week and effect.
fn for_whom(rows: &[&EquityRow]) -> Option<String> {
    let all = rows.iter().find(|row| row.rank.is_none())?;
    let (index, ends) = (all.index?, all.index_low.zip(all.index_high).map(|(low, high)| [low, high]));
    let whom = match ends {
        Some([_, high]) if high < 0.0 => "falls more to the groups that bear most of the condition",
        Some([low, _]) if low > 0.0 => "falls more to the groups that bear least of the condition",
        _ => "falls to no end of the scale in particular",
    };
    // Groups that share the first rank are no one group to name.
    let first: Vec<_> = rows.iter().filter(|row| row.rank == Some(1)).collect();
    let most = match first[..] {
        [one] => one.people_share.zip(one.gain_share).map(|shares| (&one.group, shares)),
        _ => None,
    };
    let most = most.map_or(String::new(), |(group, (people, gain))| {
        let [people, gain] = [people, gain].map(|share| number(100.0 * share, 0));
        format!("; `{group}`, who bear most of it, are {people} % of people and have {gain} % of the benefit")
    });
    Some(format!("The benefit {whom} (concentration index {}{}){most}.", number(index, 2), bracket(ends, 2)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::example::{scenario, tables};

    fn said(tables: &Tables) -> Vec<String> {
        sentences(&scenario(), tables, 1, 104.0)
    }

    #[test]
    fn a_board_hears_the_whole_story() {
        assert_eq!(
            said(&tables()),
            [
                "Person by person: 24 adopters gained, 2 lost; 22 on balance [17–27], 50 % [37–60] of it among people \
                 whom no programme took in.",
                "Person by person: 12 people spared “Early stage”, 1 brought into it; 11 on balance [8–14], \
                 65 % [52–83] of it among people whom no programme took in.",
                "Taken in for each person spared “Early stage”: 1.0 [0.9–1.1] people; counting only those taken in, \
                 3 [2–6].",
                "Costs 200 USD more than No programme [175–225], discounted at 25 % a year.",
                "13 USD for each adopter gained [11–15].",
                "26 USD for each person spared “Early stage” [23–31].",
                "The benefit falls more to the groups that bear most of the condition (concentration index −0.22 \
                 [−0.33 to −0.09]); `girls`, who bear most of it, are 40 % of people and have 62 % of the benefit.",
            ]
        );
    }

    #[test]
    fn of_money_nothing_where_nothing_costs_anything() {
        let mut tables = tables();
        tables.increments.iter_mut().for_each(|one| one.cost = 0.0);
        let said = said(&tables);
        assert_eq!(said.len(), 4);
        assert!(said.iter().all(|line| !line.contains("USD") && !line.contains("cost")), "{said:?}");
    }

    #[test]
    fn equity_is_of_what_cost_is_weighed_against_and_only_of_a_clear_gain() {
        let mut scenario = scenario();
        let last =
            |scenario: &Scenario, tables: &Tables| sentences(scenario, tables, 1, 104.0).pop().unwrap();
        scenario.economics.effect = Some("adopters".into());
        let of_adopters = last(&scenario, &tables());
        assert!(
            of_adopters.contains("`girls`, who bear most of it, are 40 % of people and have 50 %"),
            "{of_adopters}"
        );
        let mut unclear = tables();
        unclear.value.iter_mut().for_each(|row| row.verdict = Verdict::Unclear);
        assert!(!last(&scenario, &unclear).contains("benefit"));
    }

    #[test]
    fn reach_is_of_adopters_where_the_stage_is_not_clear() {
        let mut tables = tables();
        tables
            .value
            .iter_mut()
            .filter(|row| row.effect == "early")
            .for_each(|row| row.reached_per_gain = None);
        let adopters =
            "Taken in for each adopter gained: 0.5 [0.4–0.6] people; counting only those taken in, 1.00.";
        assert_eq!(said(&tables)[2], adopters);
    }

    #[test]
    fn a_share_of_more_than_all_is_all() {
        for (share, words) in [(1.2, "all of it among"), (-0.1, "none of it among")] {
            let mut tables = tables();
            tables.value.iter_mut().for_each(|row| row.indirect_share = Some(share));
            assert!(said(&tables)[0].contains(words));
        }
    }

    #[test]
    fn an_index_that_may_be_zero_says_so() {
        let tables = tables();
        let mut row = tables.equity.iter().find(|row| row.group == "all").cloned().unwrap();
        let mut say = |index, low, high| {
            (row.index, row.index_low, row.index_high) = (Some(index), low, high);
            for_whom(&[&row]).unwrap()
        };
        assert!(
            say(0.2, Some(0.1), Some(0.3))
                .starts_with("The benefit falls more to the groups that bear least")
        );
        let nowhere = "The benefit falls to no end of the scale in particular (concentration index −0.20";
        assert_eq!(say(-0.2, Some(-0.5), Some(0.1)), format!("{nowhere} [−0.50 to 0.10])."));
        assert_eq!(say(-0.2, None, None), format!("{nowhere})."));
    }
}
