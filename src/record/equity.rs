//! `equity.csv`: to whom the gain falls, from the most burdened group to the least.

use super::cell::Table;
use super::effect::Effect;
use super::increments::{Pair, pairs, side_by_side};
use super::names::{arm_name, group_name};
use super::outcome::checkpoints;
use crate::engine::{Row, Series};
use crate::scenario::Scenario;
use crate::stats::{Part, Ratio, mean, mean_concentration_index, mean_interval};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The columns, in order.
pub const HEADER: [&str; 15] = [
    "arm",
    "vs",
    "week",
    "effect",
    "group",
    "rank",
    "people_share",
    "burden_share",
    "gain",
    "gain_low",
    "gain_high",
    "gain_share",
    "index",
    "index_low",
    "index_high",
];

/// One effect of one arm for one group, or for all people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EquityRow {
    /// Name of the arm.
    pub arm: String,
    /// Name of the baseline, the scenario's first arm.
    pub vs: String,
    /// Week of the checkpoint.
    pub week: f64,
    /// `adopters`, or the name of a stage.
    pub effect: String,
    /// `all`, or the name of a group.
    pub group: String,
    /// 1 for the group with the highest prevalence at week 0; groups of equal prevalence share a rank. None for
    /// `all`.
    pub rank: Option<usize>,
    /// People of the group / all people, at the checkpoint.
    pub people_share: Option<f64>,
    /// Burden of the group / burden of all people, at week 0.
    pub burden_share: Option<f64>,
    /// Mean gain, people.
    pub gain: Option<f64>,
    /// Lower end of its 95 % t interval.
    pub gain_low: Option<f64>,
    /// Upper end of it.
    pub gain_high: Option<f64>,
    /// Mean gain of the group / mean gain of all, where that is positive.
    pub gain_share: Option<f64>,
    /// Concentration index of the gain, for `all`.
    pub index: Option<f64>,
    /// Lower end of its 95 % interval.
    pub index_low: Option<f64>,
    /// Upper end of it.
    pub index_high: Option<f64>,
}

/// The rows of the table: by arm, week and effect; then all people, and each group.
pub fn rows(scenario: &Scenario, series: &[&Series]) -> Vec<EquityRow> {
    let Some(first) = series.first() else { return vec![] };
    let weeks = checkpoints(scenario, first);
    let pairs = pairs(series);
    let groups: BTreeSet<usize> = first.rows.iter().filter_map(|row| row.group).collect();
    let mut rows = vec![];
    for ours in pairs.chunk_by(|a, b| a[0].arm == b[0].arm) {
        for &week in &weeks {
            for effect in Effect::all(scenario) {
                let find = |group| Found::of(ours, group, week, effect);
                let all = find(None);
                let of_groups: Vec<(usize, Found)> =
                    groups.iter().map(|&group| (group, find(Some(group)))).collect();
                let index = index(&of_groups, ours.len());
                let mut push = |group: Option<usize>, rank: Option<usize>, found: &Found| {
                    let index = index.filter(|_| group.is_none());
                    let [index_low, index_high] = ends(index.and_then(|index| index.interval));
                    let [gain_low, gain_high] = ends(mean_interval(&found.gains));
                    let whole = mean(&all.gains).filter(|&whole| whole > 0.0);
                    rows.push(EquityRow {
                        arm: arm_name(scenario, ours[0][0].arm),
                        vs: arm_name(scenario, 0),
                        week,
                        effect: effect.name(scenario),
                        group: group_name(scenario, group, None),
                        rank,
                        people_share: share(&found.people, &all.people),
                        burden_share: share(&found.cases, &all.cases),
                        gain: mean(&found.gains),
                        gain_low,
                        gain_high,
                        gain_share: mean(&found.gains).zip(whole).map(|(part, whole)| part / whole),
                        index: index.map(|index| index.value),
                        index_low,
                        index_high,
                    });
                };
                push(None, None, &all);
                for (group, found) in &of_groups {
                    let more = |(_, other): &&(usize, Found)| other.prevalence() > found.prevalence();
                    push(Some(*group), Some(1 + of_groups.iter().filter(more).count()), found);
                }
            }
        }
    }
    rows
}

/// What is known of one group: a number for each replicate.
#[derive(Default)]
struct Found {
    /// People at the checkpoint, in the baseline.
    people: Vec<f64>,
    gains: Vec<f64>,
    /// People at week 0, in the baseline.
    at_first: Vec<f64>,
    /// Those of them who are in the stage, or in any stage where the effect is adopters.
    cases: Vec<f64>,
}

impl Found {
    fn of(pairs: &[Pair], group: Option<usize>, week: f64, effect: Effect) -> Self {
        let mut found = Self::default();
        for &pair in pairs {
            let rows: Vec<(&Row, &Row)> = side_by_side(pair, group).collect();
            let last = rows.iter().find(|(row, _)| row.week == week);
            let gain = last.and_then(|(arm, baseline)| effect.gain(arm, baseline));
            let (Some((_, baseline)), Some((_, first)), Some(gain)) = (last, rows.first(), gain) else {
                continue;
            };
            found.people.push(baseline.people as f64);
            found.gains.push(gain);
            found.at_first.push(first.people as f64);
            found.cases.push(burden(first, effect) as f64);
        }
        found
    }

    fn prevalence(&self) -> f64 {
        share(&self.cases, &self.at_first).unwrap_or(0.0)
    }
}

/// People who are in the stage; in any stage where the effect is none.
fn burden(row: &Row, effect: Effect) -> u64 {
    match effect {
        Effect::Adopters => row.stages.iter().map(|stage| stage.people).sum(),
        Effect::Stage(at) => row.stages.get(at).map_or(0, |stage| stage.people),
    }
}

/// Mean of the part over mean of the whole; none of nothing.
fn share(part: &[f64], whole: &[f64]) -> Option<f64> {
    let share = mean(part)? / mean(whole)?;
    share.is_finite().then_some(share)
}

fn ends(interval: Option<[f64; 2]>) -> [Option<f64>; 2] {
    interval.map_or([None; 2], |ends| ends.map(Some))
}

/// The concentration index over the groups that have a number in every replicate.
fn index(groups: &[(usize, Found)], replicates: usize) -> Option<Ratio> {
    let whole = || groups.iter().filter(|(_, found)| found.gains.len() == replicates);
    let of = |replicate: usize| -> Vec<Part> {
        let part = |(_, found): &(usize, Found)| Part {
            burden: found.prevalence(),
            people: found.people[replicate],
            gain: found.gains[replicate],
        };
        whole().map(part).collect()
    };
    mean_concentration_index(&(0..replicates).map(of).collect::<Vec<_>>())
}

/// Writes the table.
pub fn write(out: impl Write, rows: &[EquityRow]) -> io::Result<()> {
    let mut table = Table::new(out, HEADER)?;
    for row in rows {
        table.text(&row.arm)?;
        table.text(&row.vs)?;
        table.number(row.week)?;
        table.text(&row.effect)?;
        table.text(&row.group)?;
        table.maybe(row.rank.map(|rank| rank as f64))?;
        for number in [row.people_share, row.burden_share, row.gain, row.gain_low, row.gain_high] {
            table.maybe(number)?;
        }
        for number in [row.gain_share, row.index, row.index_low, row.index_high] {
            table.maybe(number)?;
        }
        table.end_row()?;
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::super::example::{scenario, series, tables, written};
    use super::*;

    fn near(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-12), "{found:?}, not {expected}");
    }

    #[test]
    fn each_group_has_its_share_and_all_people_the_index() {
        let tables = tables();
        let at = |group: &str| {
            let is = |row: &&EquityRow| {
                (row.week, row.effect.as_str(), row.group.as_str()) == (104.0, "early", group)
            };
            tables.equity.iter().find(is).unwrap()
        };
        // Prevalence at week 0: 8 / 40 and 6 / 60.
        let (all, girls, women) = (at("all"), at("girls"), at("women"));
        assert_eq!((all.rank, girls.rank, women.rank), (None, Some(1), Some(2)));
        assert_eq!(
            (all.people_share, girls.people_share, women.people_share),
            (Some(1.0), Some(0.4), Some(0.6))
        );
        near(girls.burden_share, 8.0 / 14.0);
        // Girls 6, 7, 8 and women 4, 5, 4.
        near(girls.gain, 7.0);
        near(women.gain, 13.0 / 3.0);
        near(girls.gain_share, 21.0 / 34.0);
        near(all.gain_share, 1.0);
        let half = 4.302_652_729_696_14 / 3f64.sqrt();
        assert!((girls.gain_low.unwrap() - (7.0 - half)).abs() < 1e-9);
        assert!((girls.gain_high.unwrap() - (7.0 + half)).abs() < 1e-9);
        // R .2 and .7: 2·(7·.2 + 13/3·.7) / (34/3) − 1. The shares of the table give the same.
        near(all.index, 133.0 / 170.0 - 1.0);
        near(all.index, 2.0 * (girls.gain_share.unwrap() * 0.2 + women.gain_share.unwrap() * 0.7) - 1.0);
        assert!(all.index_low < all.index && all.index < all.index_high && all.index_high < Some(0.0));
        assert_eq!((girls.index, women.index_low), (None, None));
    }

    #[test]
    fn the_ranking_follows_the_burden() {
        let mut all = series();
        for row in all.iter_mut().flat_map(|one| &mut one.rows).filter(|row| row.week == 0.0) {
            row.stages[0].people = match row.group {
                None => 20,
                Some(0) => 2,
                Some(_) => 18,
            };
        }
        let rows = rows(&scenario(), &all.iter().collect::<Vec<_>>());
        let last = &rows[rows.len() - 3..];
        assert_eq!([last[0].rank, last[1].rank, last[2].rank], [None, Some(2), Some(1)]);
        // The ranking turned round: girls stand at .8, women at .3.
        near(last[0].index, 1.0 - 133.0 / 170.0);
        for row in all.iter_mut().flat_map(|one| &mut one.rows) {
            row.stages[0].people = 0;
        }
        let level = super::rows(&scenario(), &all.iter().collect::<Vec<_>>());
        assert!(level.iter().all(|row| row.index.is_none() && row.rank.is_none_or(|rank| rank == 1)));
        assert!(level.iter().all(|row| row.burden_share.is_none()));
    }

    #[test]
    fn a_loss_has_no_index_and_no_shares() {
        let mut all = series();
        all.iter_mut().for_each(|one| one.arm = 1 - one.arm);
        all.sort_by_key(|one| (one.arm, one.replicate));
        let rows = rows(&scenario(), &all.iter().collect::<Vec<_>>());
        assert!(
            rows.iter().all(|row| row.index.is_none() && row.gain_share.is_none() && row.gain < Some(0.0))
        );
    }

    #[test]
    fn the_table_says_all_and_then_the_groups() {
        let text = written("equity.csv");
        assert_eq!(text.lines().next().unwrap(), HEADER.join(","));
        let starts: Vec<&str> = text.lines().skip(1).take(4).collect();
        assert!(starts[0].starts_with("peers,none,52,adopters,all,,1,1,10,10,10,1,"), "{}", starts[0]);
        assert!(starts[1].starts_with("peers,none,52,adopters,girls,1,0.4,"), "{}", starts[1]);
        assert!(starts[2].ends_with(",,,"), "{}", starts[2]);
        assert!(starts[3].starts_with("peers,none,52,early,all,"), "{}", starts[3]);
    }
}
