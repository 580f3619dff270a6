//! `value.csv`: what each arm costs for what it gains, over replicates.

use super::cell::Table;
use super::effect::Effect;
use super::frontier::{Point, Standing, frontier};
use super::increments::Increment;
use super::names::arm_name;
use super::reach::Reach;
use super::verdict::{Verdict, direction};
use crate::scenario::Scenario;
use crate::stats::{Ratio, mean, mean_interval};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::io::{self, Write};

/// The columns, in order.
pub const HEADER: [&str; 27] = [
    "arm",
    "vs",
    "week",
    "effect",
    "cost",
    "cost_low",
    "cost_high",
    "gain",
    "gain_low",
    "gain_high",
    "gain_discounted",
    "ratio",
    "ratio_low",
    "ratio_high",
    "verdict",
    "frontier",
    "icer",
    "reached",
    "reached_per_gain",
    "reached_per_gain_low",
    "reached_per_gain_high",
    "direct_reached_per_gain",
    "direct_reached_per_gain_low",
    "direct_reached_per_gain_high",
    "indirect_share",
    "indirect_share_low",
    "indirect_share_high",
];

/// One effect of one arm against the baseline, over replicates, for all people. Intervals are of 95 %.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValueRow {
    /// Name of the arm.
    pub arm: String,
    /// Name of the baseline, the scenario's first arm.
    pub vs: String,
    /// Week of the checkpoint.
    pub week: f64,
    /// `adopters`, or the name of a stage.
    pub effect: String,
    /// Mean incremental cost, discounted.
    pub cost: Option<f64>,
    /// Lower end of its t interval.
    pub cost_low: Option<f64>,
    /// Upper end of it.
    pub cost_high: Option<f64>,
    /// Mean gain, people.
    pub gain: Option<f64>,
    /// Lower end of its t interval.
    pub gain_low: Option<f64>,
    /// Upper end of it.
    pub gain_high: Option<f64>,
    /// Mean discounted gain.
    pub gain_discounted: Option<f64>,
    /// `cost` / `gain_discounted`, where the verdict is [`Verdict::MoreForMore`]; never negative.
    pub ratio: Option<f64>,
    /// Lower end of Fieller's interval, 0 where that lies below.
    pub ratio_low: Option<f64>,
    /// Upper end of it.
    pub ratio_high: Option<f64>,
    /// What can be said of cost and gain together.
    pub verdict: Verdict,
    /// Where it stands among all arms.
    pub frontier: Standing,
    /// Incremental ratio against the next cheaper arm on the frontier.
    pub icer: Option<f64>,
    /// Mean number of participants.
    pub reached: Option<f64>,
    /// Participants per unit gained, spillover counted.
    pub reached_per_gain: Option<f64>,
    /// Lower end of Fieller's interval.
    pub reached_per_gain_low: Option<f64>,
    /// Upper end of it.
    pub reached_per_gain_high: Option<f64>,
    /// Participants per unit gained among participants.
    pub direct_reached_per_gain: Option<f64>,
    /// Lower end of Fieller's interval.
    pub direct_reached_per_gain_low: Option<f64>,
    /// Upper end of it.
    pub direct_reached_per_gain_high: Option<f64>,
    /// Share of the gain that fell to people who were no participants.
    pub indirect_share: Option<f64>,
    /// Lower end of Fieller's interval.
    pub indirect_share_low: Option<f64>,
    /// Upper end of it.
    pub indirect_share_high: Option<f64>,
}

/// The rows of the table: by arm, week and effect.
pub fn rows(scenario: &Scenario, increments: &[Increment], reach: &[Reach]) -> Vec<ValueRow> {
    let arms: Vec<usize> =
        increments.iter().map(|one| one.arm).collect::<BTreeSet<_>>().into_iter().collect();
    let mut weeks: Vec<f64> = increments.iter().map(|one| one.week).collect();
    weeks.sort_by(f64::total_cmp);
    weeks.dedup();
    let mut rows = vec![];
    for &week in &weeks {
        for effect in Effect::all(scenario) {
            let cases: Vec<Case> =
                arms.iter().map(|&arm| Case::of(arm, week, effect, increments, reach)).collect();
            // The baseline is an arm like any other here, and the one that all are measured from.
            let origin = Point { cost: 0.0, gain: 0.0 };
            let points: Vec<Point> =
                std::iter::once(origin).chain(cases.iter().filter_map(Case::point)).collect();
            let stands = frontier(&points).into_iter().skip(1);
            let known = cases.iter().filter(|case| case.point().is_some());
            rows.extend(known.zip(stands).map(|(case, stands)| {
                ((case.arm, rank(&weeks, week), effect), case.row(scenario, week, effect, stands))
            }));
        }
    }
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

fn rank(weeks: &[f64], week: f64) -> usize {
    weeks.partition_point(|&other| other < week)
}

/// What is known of one arm, week and effect: a number for each replicate.
struct Case {
    arm: usize,
    costs: Vec<f64>,
    gains: Vec<f64>,
    gains_discounted: Vec<f64>,
    reached: Vec<f64>,
    /// Gains among participants, in the replicates of `reached`.
    direct: Vec<f64>,
    /// Gains, in the replicates of `reached`.
    whole: Vec<f64>,
}

impl Case {
    fn of(arm: usize, week: f64, effect: Effect, increments: &[Increment], reach: &[Reach]) -> Self {
        let ours: Vec<&Increment> =
            increments.iter().filter(|one| (one.arm, one.week, one.effect) == (arm, week, effect)).collect();
        let reach: Vec<(&Increment, &Reach)> = reach
            .iter()
            .filter(|one| (one.arm, one.week, one.effect) == (arm, week, effect))
            .filter_map(|reach| Some((*ours.iter().find(|one| one.replicate == reach.replicate)?, reach)))
            .collect();
        Self {
            arm,
            costs: ours.iter().map(|one| one.cost_discounted).collect(),
            gains: ours.iter().map(|one| one.gain).collect(),
            gains_discounted: ours.iter().map(|one| one.gain_discounted).collect(),
            reached: reach.iter().map(|(_, reach)| reach.reached).collect(),
            direct: reach.iter().map(|(_, reach)| reach.direct).collect(),
            whole: reach.iter().map(|(one, _)| one.gain).collect(),
        }
    }

    fn point(&self) -> Option<Point> {
        Some(Point { cost: mean(&self.costs)?, gain: mean(&self.gains_discounted)? })
    }

    fn row(
        &self,
        scenario: &Scenario,
        week: f64,
        effect: Effect,
        (frontier, icer): (Standing, Option<f64>),
    ) -> ValueRow {
        let cost = mean(&self.costs);
        let [cost_low, cost_high] = ends(mean_interval(&self.costs));
        let [gain_low, gain_high] = ends(mean_interval(&self.gains));
        let verdict = Verdict::of(&self.gains, cost.unwrap_or(0.0));
        let clear = direction(&self.gains) > 0;
        let [ratio, ratio_low, ratio_high] =
            price(&self.costs, &self.gains_discounted, verdict == Verdict::MoreForMore);
        let [reached_per_gain, reached_per_gain_low, reached_per_gain_high] =
            price(&self.reached, &self.whole, clear);
        let directly = clear && direction(&self.direct) > 0;
        let [direct_reached_per_gain, direct_reached_per_gain_low, direct_reached_per_gain_high] =
            price(&self.reached, &self.direct, directly);
        let pairs: Vec<(f64, f64)> =
            self.whole.iter().zip(&self.direct).map(|(whole, direct)| (whole - direct, *whole)).collect();
        let indirect = Ratio::of(&pairs).filter(|_| clear);
        let [indirect_share_low, indirect_share_high] = ends(indirect.and_then(|ratio| ratio.interval));
        ValueRow {
            arm: arm_name(scenario, self.arm),
            vs: arm_name(scenario, 0),
            week,
            effect: effect.name(scenario),
            cost,
            cost_low,
            cost_high,
            gain: mean(&self.gains),
            gain_low,
            gain_high,
            gain_discounted: mean(&self.gains_discounted),
            ratio,
            ratio_low,
            ratio_high,
            verdict,
            frontier,
            icer,
            reached: mean(&self.reached),
            reached_per_gain,
            reached_per_gain_low,
            reached_per_gain_high,
            direct_reached_per_gain,
            direct_reached_per_gain_low,
            direct_reached_per_gain_high,
            indirect_share: indirect.map(|ratio| ratio.value),
            indirect_share_low,
            indirect_share_high,
        }
    }
}

fn ends(interval: Option<[f64; 2]>) -> [Option<f64>; 2] {
    interval.map_or([None; 2], |ends| ends.map(Some))
}

/// What one unit gained takes, with Fieller's interval; nothing unless that `means` something. The gain may be clear
/// and its discounted sum still not above 0, if harm comes first: then there is no price either. An interval that
/// reaches below 0 says that it may take nothing, so it begins there.
fn price(above: &[f64], below: &[f64], means: bool) -> [Option<f64>; 3] {
    let pairs: Vec<(f64, f64)> = above.iter().copied().zip(below.iter().copied()).collect();
    let found = Ratio::of(&pairs).filter(|ratio| means && ratio.value >= 0.0);
    let interval = found.and_then(|ratio| ratio.interval);
    [found.map(|ratio| ratio.value), interval.map(|ends| ends[0].max(0.0)), interval.map(|ends| ends[1])]
}

/// Writes the table.
pub fn write(out: impl Write, rows: &[ValueRow]) -> io::Result<()> {
    let mut table = Table::new(out, HEADER)?;
    for row in rows {
        table.text(&row.arm)?;
        table.text(&row.vs)?;
        table.number(row.week)?;
        table.text(&row.effect)?;
        for number in [row.cost, row.cost_low, row.cost_high, row.gain, row.gain_low, row.gain_high] {
            table.maybe(number)?;
        }
        for number in [row.gain_discounted, row.ratio, row.ratio_low, row.ratio_high] {
            table.maybe(number)?;
        }
        table.text(row.verdict.word())?;
        table.text(row.frontier.word())?;
        for number in [
            row.icer,
            row.reached,
            row.reached_per_gain,
            row.reached_per_gain_low,
            row.reached_per_gain_high,
            row.direct_reached_per_gain,
            row.direct_reached_per_gain_low,
            row.direct_reached_per_gain_high,
            row.indirect_share,
            row.indirect_share_low,
            row.indirect_share_high,
        ] {
            table.maybe(number)?;
        }
        table.end_row()?;
    }
    table.finish()
}

#[cfg(test)]
mod tests {
    use super::super::example::{scenario, tables, written};
    use super::*;
    use proptest::prelude::*;

    fn near(found: Option<f64>, expected: f64) {
        assert!(found.is_some_and(|found| (found - expected).abs() < 1e-9), "{found:?}, not {expected}");
    }

    fn at(effect: &str) -> ValueRow {
        tables().value.into_iter().find(|row| row.week == 104.0 && row.effect == effect).unwrap()
    }

    /// Half a t interval of the mean of three numbers with this variance.
    fn half(variance: f64) -> f64 {
        4.302_652_729_696_142 * (variance / 3.0).sqrt()
    }

    #[test]
    fn cost_and_gain_with_their_intervals() {
        let early = at("early");
        // Costs 190, 200, 210; gains 10, 12, 12.
        near(early.cost, 200.0);
        near(early.cost_low, 200.0 - half(100.0));
        near(early.cost_high, 200.0 + half(100.0));
        near(early.gain, 34.0 / 3.0);
        near(early.gain_low, 34.0 / 3.0 - half(4.0 / 3.0));
        near(early.gain_high, 34.0 / 3.0 + half(4.0 / 3.0));
        assert_eq!((early.verdict, early.frontier), (Verdict::MoreForMore, Standing::On));
        let v = |weeks: f64| 1.25f64.powf(-weeks * 7.0 / 365.2425);
        let discounted = 2.0 * v(52.0) + 28.0 / 3.0 * v(104.0);
        near(early.gain_discounted, discounted);
        near(early.ratio, 200.0 / discounted);
        near(early.icer, 200.0 / discounted);
        assert!(early.ratio_low < early.ratio && early.ratio < early.ratio_high);
        // Adopters 20, 24, 22, ten of them in the first year.
        near(at("adopters").ratio, 200.0 / (10.0 * v(52.0) + 12.0 * v(104.0)));
    }

    #[test]
    fn reach_with_and_without_spillover() {
        let early = at("early");
        // Reached 10, 11, 12; gains 10, 12, 12, of which 3, 4, 5 among participants.
        near(early.reached, 11.0);
        near(early.reached_per_gain, 33.0 / 34.0);
        near(early.direct_reached_per_gain, 11.0 / 4.0);
        near(early.indirect_share, 1.0 - 12.0 / 34.0);
        assert!(early.reached_per_gain_low < early.reached_per_gain);
        assert!(early.indirect_share_low < early.indirect_share);
        assert!(early.indirect_share < early.indirect_share_high);
        // Every participant adopts: one for one, without doubt.
        near(at("adopters").direct_reached_per_gain, 1.0);
        near(at("adopters").direct_reached_per_gain_high, 1.0);
    }

    #[test]
    fn without_attribution_there_is_no_reach() {
        // At week 52 the example has none.
        let first = tables().value.into_iter().find(|row| row.week == 52.0 && row.effect == "early").unwrap();
        assert_eq!((first.reached, first.reached_per_gain, first.indirect_share), (None, None, None));
        // Two averted in each replicate, for 100.
        assert_eq!((first.gain_low, first.gain_high), (Some(2.0), Some(2.0)));
        assert_eq!(first.ratio_low, first.ratio_high);
    }

    #[test]
    fn the_table_has_a_row_for_each_week_and_effect() {
        let text = written("value.csv");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], HEADER.join(","));
        let starts = ["52,adopters", "52,early", "104,adopters", "104,early"]
            .map(|rest| format!("peers,none,{rest},"));
        for (line, start) in lines[1..].iter().zip(&starts) {
            assert!(line.starts_with(start) && line.contains(",more_for_more,on,"), "{line}");
        }
        assert_eq!(lines.len(), 5);
    }

    #[test]
    fn a_clear_gain_that_is_none_when_discounted_has_no_price() {
        let mut increments = tables().increments;
        increments.iter_mut().for_each(|one| one.gain_discounted = -1.0);
        for row in rows(&scenario(), &increments, &[]) {
            assert_eq!((row.verdict, row.ratio, row.ratio_low), (Verdict::MoreForMore, None, None));
        }
    }

    #[test]
    fn arms_stand_against_one_another() {
        // Arm 2 costs more and gains less than arm 1.
        let mut increments = tables().increments;
        let worse = increments.clone().into_iter().map(|one| Increment {
            arm: 2,
            cost_discounted: one.cost_discounted + 50.0,
            gain_discounted: one.gain_discounted - 1.0,
            ..one
        });
        increments.extend(worse.collect::<Vec<_>>());
        let rows = rows(&scenario(), &increments, &[]);
        let stands: Vec<_> = rows.iter().map(|row| (row.arm.as_str(), row.frontier)).collect();
        assert_eq!(stands[..4], [("peers", Standing::On); 4]);
        assert!(stands[4..].iter().all(|(arm, stands)| *arm != "peers" && *stands == Standing::Dominated));
        assert!(rows[4..].iter().all(|row| row.icer.is_none() && row.ratio.is_some()));
    }

    /// Increments and reach of one arm or several, at one week, as they may come.
    fn any_study() -> impl Strategy<Value = (Vec<Increment>, Vec<Reach>)> {
        let run = (-1e4..1e4f64, -40..60i32, -1.5..1.5f64, 0..50u32, -40..60i32);
        proptest::collection::vec(proptest::collection::vec(run, 1..7), 1..4).prop_map(|arms| {
            let mut study = (vec![], vec![]);
            for (arm, runs) in arms.into_iter().enumerate() {
                let shift = [0.0, 3e4, -3e4][arm];
                for (replicate, (cost, gain, part, reached, direct)) in runs.into_iter().enumerate() {
                    let (arm, replicate, week, effect) = (arm + 1, replicate as u32, 52.0, Effect::Adopters);
                    let gain = f64::from(gain) + [0.0, 60.0, 0.0][arm - 1];
                    let cost = cost + shift;
                    study.0.push(Increment {
                        arm,
                        replicate,
                        week,
                        effect,
                        cost,
                        cost_discounted: cost,
                        gain,
                        gain_discounted: gain * part,
                    });
                    let (reached, direct) = (f64::from(reached), f64::from(direct));
                    study.1.push(Reach { arm, replicate, week, effect, reached, direct, changed: [0.0; 2] });
                }
            }
            study
        })
    }

    proptest! {
        #[test]
        fn no_price_is_ever_negative((increments, reach) in any_study()) {
            for row in rows(&scenario(), &increments, &reach) {
                for price in [
                    row.ratio,
                    row.ratio_low,
                    row.ratio_high,
                    row.icer,
                    row.reached_per_gain,
                    row.reached_per_gain_low,
                    row.reached_per_gain_high,
                    row.direct_reached_per_gain,
                    row.direct_reached_per_gain_low,
                    row.direct_reached_per_gain_high,
                ] {
                    prop_assert!(price.is_none_or(|price| price >= 0.0 && price.is_finite()), "{row:?}");
                }
                let priced = row.verdict == Verdict::MoreForMore && row.gain_discounted > Some(0.0);
                prop_assert_eq!(row.ratio.is_some(), priced, "{:?}", row);
                prop_assert!(row.ratio_high.is_none() || (row.ratio_low <= row.ratio && row.ratio <= row.ratio_high));
                let clear = matches!(row.verdict, Verdict::MoreForMore | Verdict::Dominates);
                prop_assert_eq!(row.indirect_share.is_some(), clear, "{:?}", row);
                prop_assert!(row.icer.is_none() || row.frontier == Standing::On);
            }
        }
    }
}
