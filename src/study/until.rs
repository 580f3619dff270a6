//! Replicates added until a stated precision is reached.

use super::Plan;
use super::runs::{Outcome, Timing, Watch, simulate_more};
use crate::engine::Model;
use crate::network::Inputs;
use crate::record::{FEWEST, Goal, GoalRecord, Precision, Sample, Stop, UntilRecord};
use crate::scenario::Scenario;
use std::sync::Arc;

/// What precision to reach, and with how many replicates at most.
#[derive(Clone, Debug, PartialEq)]
pub struct Until {
    /// All of them have to be reached.
    pub goals: Vec<Goal>,
    /// The most replicates; at least [`Until::fewest`].
    pub most: u32,
}

/// What is seen after a batch of replicates.
#[derive(Clone, Debug, PartialEq)]
pub struct Look {
    /// Replicates so far.
    pub replicates: u32,
    /// How precise they are, for each goal.
    pub precisions: Vec<Precision>,
    /// What follows.
    pub next: Next,
}

/// What follows a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// So many further replicates.
    More(u32),
    /// Nothing.
    Stop(Stop),
}

impl Until {
    /// The fewest replicates that any precision is stated from: the scenario's, and no fewer than [`FEWEST`].
    pub fn fewest(scenario: &Scenario) -> u32 {
        scenario.replicates.max(FEWEST)
    }

    /// The scenario with as many replicates.
    pub fn with(scenario: &Scenario, replicates: u32) -> Scenario {
        Scenario { replicates, ..scenario.clone() }
    }

    /// What follows after so many replicates. It must not depend on threads or on time: the number of replicates
    /// decides the results.
    fn next(&self, replicates: u32, precisions: &[Precision]) -> Next {
        if precisions.iter().all(Precision::reached) {
            return Next::Stop(Stop::Reached);
        }
        let Some(needed) = precisions.iter().map(|one| one.needed).collect::<Option<Vec<u32>>>() else {
            return Next::Stop(Stop::Undefined);
        };
        let needed = needed.into_iter().max().unwrap_or(0);
        match batch(replicates, needed).min(self.most - replicates) {
            0 => Next::Stop(Stop::Most),
            more => Next::More(more),
        }
    }
}

/// How many replicates to add to so many when about `needed` are needed in all: those that are missing, but at most as
/// many again, as a few tell little about how many it takes; and at least a tenth, since every further look is a
/// further chance to stop on an interval that is narrow by luck.
fn batch(replicates: u32, needed: u32) -> u32 {
    needed.saturating_sub(replicates).clamp(replicates.div_ceil(10), replicates)
}

/// Runs every arm × replicate, first those of `plan`, then further ones until the goals are reached, on the present
/// rayon pool. What comes out is that of a scenario with as many replicates: earlier ones are kept, not run again. None
/// if `watch` stopped it.
pub fn simulate_until(
    scenario: &Scenario,
    model: &Model,
    inputs: &Arc<Inputs>,
    until: &Until,
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<(Outcome, UntilRecord)> {
    let mut samples: Vec<Sample> = until.goals.iter().map(|goal| Sample::new(goal, scenario)).collect();
    let (mut series, mut timing) = (vec![], Timing::default());
    let (mut replicates, mut looks) = (0, vec![]);
    let mut plan = plan.clone();
    loop {
        let batch = simulate_more(scenario, model, inputs, &plan, replicates, watch)?;
        replicates += plan.replicates;
        looks.push(replicates);
        timing += batch.timing;
        Sample::take(&mut samples, scenario, &batch.series);
        series.extend(batch.series);
        let precisions: Vec<Precision> = samples.iter().map(|sample| sample.precision(scenario)).collect();
        let mut next = until.next(replicates, &precisions);
        if let Next::More(more) = next {
            plan = Plan::new(&Until::with(scenario, more), model, inputs, plan.threads as usize);
            if !plan.fits() {
                next = Next::Stop(Stop::Memory);
            }
        }
        let look = Look { replicates, precisions, next };
        watch.looked(&look, &plan);
        if let Next::Stop(stopped) = next {
            let goals = until.goals.iter().zip(&look.precisions);
            let goals = goals.map(|(goal, found)| GoalRecord::new(&goal.words, found)).collect();
            let record = UntilRecord { goals, most: until.most, looks, stopped };
            return Some((Outcome { series, timing }, record));
        }
    }
}
