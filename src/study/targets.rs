//! The same programme aimed by other rules at other numbers of people, on the same communities and draws.

use super::runs::{Comparison, Watch, drawn, one_run};
use super::{Plan, Spread};
use crate::engine::block::BLOCK;
use crate::engine::{Community, Model, Role, Series};
use crate::network::Inputs;
use crate::record::TargetsRow;
use crate::scenario::{Arm, Generator, Layer, Scenario, TargetingRule, check};
use rayon::prelude::*;
use std::sync::Arc;

/// What to compare: one intervention, aimed by each rule at each number of people.
#[derive(Clone, Debug, PartialEq)]
pub struct Targets {
    /// Position of the intervention in the scenario.
    pub intervention: usize,
    /// The rules.
    pub rules: Vec<TargetingRule>,
    /// Numbers of people to take in, rising.
    pub budgets: Vec<u32>,
}

impl Targets {
    /// The scenario in which the first arm is the baseline and the second adds the programme, aimed by `rule` at
    /// `budget` people; reported at the horizon alone.
    pub fn variant(&self, scenario: &Scenario, rule: TargetingRule, budget: u32) -> Scenario {
        let mut variant = scenario.clone();
        let programme = &mut variant.interventions[self.intervention];
        (programme.reach, programme.number) = (None, Some(budget));
        let targeting = &mut programme.targeting;
        targeting.rule = rule;
        targeting.within = targeting.within.filter(|_| rule == TargetingRule::Influence);
        if rule != TargetingRule::List {
            (targeting.ids, targeting.file) = (vec![], None);
        }
        targeting.layer = layer_for(rule, targeting.layer.take(), &scenario.layers);
        let name = programme.name.clone();
        let base = scenario.arms.first().map_or(vec![], |arm| arm.interventions.clone());
        let arm = |name: &str, interventions| Arm { name: name.into(), label: None, interventions };
        let with: Vec<String> = base.iter().cloned().chain([name]).collect();
        variant.arms = vec![arm("baseline", base), arm("with", with)];
        variant.output.checkpoints = vec![];
        variant.output.every = Some(variant.time.horizon);
        variant.output.people_sample = 0;
        variant
    }

    /// Why a rule cannot be used here, in words; none if it can.
    pub fn objection(&self, scenario: &Scenario, rule: TargetingRule) -> Option<String> {
        if rule == TargetingRule::List {
            return Some("a list is no rule that could find more people".into());
        }
        let most = self.budgets.last().copied().unwrap_or(0);
        let mut variant = self.variant(scenario, rule, most);
        variant.output.every = scenario.output.every;
        let fault = check(&variant).0.into_iter().next()?;
        Some(fault.help.map_or(fault.message.clone(), |help| format!("{}; {help}", fault.message)))
    }

    /// A scenario with as many arms as this takes runs, by which to plan.
    pub fn planned(&self, scenario: &Scenario) -> Scenario {
        let arm = |number: usize| Arm { name: number.to_string(), label: None, interventions: vec![] };
        let mut planned = scenario.clone();
        planned.arms = (0..=self.rules.len() * self.budgets.len()).map(arm).collect();
        planned.output.every = Some(planned.time.horizon);
        planned.output.checkpoints = vec![];
        planned
    }
}

/// The layer that a rule looks at: the one given if it suits the rule.
fn layer_for(rule: TargetingRule, given: Option<String>, layers: &[Layer]) -> Option<String> {
    let has_venues = |layer: &&Layer| matches!(layer.generators().as_slice(), [(_, Generator::Venues(_))]);
    match rule {
        TargetingRule::Random | TargetingRule::List | TargetingRule::Stage | TargetingRule::Harm => None,
        TargetingRule::Venue => {
            let mut venues = layers.iter().filter(has_venues).map(|layer| layer.name.clone());
            given.filter(|name| venues.clone().any(|other| other == *name)).or_else(|| venues.next())
        }
        _ => given,
    }
}

/// Runs the baseline and every rule × budget in every replicate, on the present rayon pool; rows by rule, budget,
/// replicate. None if `watch` stopped it.
pub fn compare_targets(
    scenario: &Scenario,
    model: &Model,
    inputs: &Arc<Inputs>,
    plan: &Plan,
    targets: &Targets,
    watch: &dyn Watch,
) -> Option<Vec<TargetsRow>> {
    let cells: Vec<(TargetingRule, u32)> = (targets.rules.iter())
        .flat_map(|&rule| targets.budgets.iter().map(move |&budget| (rule, budget)))
        .collect();
    let people = plan.spread == Spread::People;
    // Communities keep their venues only for a scenario that looks at them.
    let &(first_rule, first_budget) = cells.first()?;
    let with_venues = cells.iter().find(|(rule, _)| *rule == TargetingRule::Venue);
    let &(rule, budget) = with_venues.unwrap_or(&(first_rule, first_budget));
    let one_replicate = |replicate: u32| -> Option<Vec<TargetsRow>> {
        let (scenario, model) = drawn(scenario, model, inputs, replicate);
        let model = &*model;
        let first = targets.variant(scenario, first_rule, first_budget);
        let built_for = targets.variant(scenario, rule, budget);
        let community = if people {
            Community::gather(&built_for, inputs, replicate, BLOCK)
        } else {
            Community::build(&built_for, model, inputs, replicate)
        };
        watch.built();
        let run = |variant: &Scenario, arm: usize| {
            one_run(variant, model, &community, arm, replicate, people, watch)
        };
        let mut compare = Comparison::new(&first, &community);
        compare.with(run(&first, 0)?);
        let row = |&(rule, budget): &(TargetingRule, u32)| -> Option<TargetsRow> {
            let mut compare = compare.clone();
            let series = compare.with(run(&targets.variant(scenario, rule, budget), 1)?);
            Some(row(rule, budget, targets.intervention, &series))
        };
        if people { cells.iter().map(row).collect() } else { cells.par_iter().map(row).collect() }
    };
    let replicates: Option<Vec<Vec<TargetsRow>>> = if people {
        (0..plan.replicates).map(one_replicate).collect()
    } else {
        (0..plan.replicates).into_par_iter().map(one_replicate).collect()
    };
    let replicates = replicates?;
    let by_cell = |cell: usize| replicates.iter().map(move |rows| rows[cell].clone());
    Some((0..cells.len()).flat_map(by_cell).collect())
}

fn row(rule: TargetingRule, budget: u32, intervention: usize, series: &Series) -> TargetsRow {
    let all: Vec<_> = series.attribution.iter().filter(|row| row.group.is_none()).collect();
    let costs: Vec<_> = series.costs.iter().filter(|cost| cost.intervention == intervention).collect();
    let stages = all.first().map_or(0, |row| row.stages.len());
    let net = |more: u64, less: u64| more as i64 - less as i64;
    TargetsRow {
        rule,
        budget,
        replicate: series.replicate,
        reached: all.iter().filter(|row| row.role == Role::Participant).map(|row| row.people).sum(),
        cost: costs.iter().map(|cost| cost.cost).sum(),
        discounted: costs.iter().map(|cost| cost.discounted).sum(),
        adopters_gained: all.iter().map(|row| net(row.adopters_gained, row.adopters_lost)).sum(),
        averted: (0..stages)
            .map(|k| all.iter().map(|row| net(row.stages[k].averted, row.stages[k].caused)).sum())
            .collect(),
        load_averted: all.iter().map(|row| row.load_averted).sum(),
        guarantee: series.guarantees.iter().find(|(at, _)| *at == intervention).map(|&(_, share)| share),
    }
}
