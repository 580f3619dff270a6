//! Running every arm × replicate.

use super::{Look, Plan, Spread};
use crate::engine::block::BLOCK;
use crate::engine::{self, Community, Model, Run, Series, Setting, Snapshot};
use crate::network::Inputs;
use crate::scenario::Scenario;
use rayon::prelude::*;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// Told how a study goes on, from any thread.
pub trait Watch: Sync {
    /// A run has done one more step. Answering false stops the study.
    fn stepped(&self) -> bool;
    /// A community has been built.
    fn built(&self) {}
    /// Replicates are added until a precision is reached, and the precision so far has been looked at. `plan` is that
    /// of the replicates that follow, if any do.
    fn looked(&self, _look: &Look, _plan: &Plan) {}
}

/// Wall-clock time of a study, by what it was spent on. Where runs are spread
/// over threads, the threads' times are added and divided by the threads that
/// had work.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timing {
    /// Drawing people and building networks.
    pub community: Duration,
    /// Integrating histories.
    pub history: Duration,
    /// Stepping, recording included.
    pub step: Duration,
}

impl std::ops::AddAssign for Timing {
    fn add_assign(&mut self, other: Self) {
        self.community += other.community;
        self.history += other.history;
        self.step += other.step;
    }
}

/// What a study leaves in memory.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// By replicate, then arm.
    pub series: Vec<Series>,
    /// Where the time went.
    pub timing: Timing,
}

/// Runs every arm × replicate as planned, on the present rayon pool. Each
/// replicate's community is built once and shared by its arms. None if
/// `watch` stopped it.
pub fn simulate(
    scenario: &Scenario,
    model: &Model,
    inputs: &Arc<Inputs>,
    plan: &Plan,
    watch: &dyn Watch,
) -> Option<Outcome> {
    simulate_more(scenario, model, inputs, plan, 0, watch)
}

/// Runs as many replicates as planned, numbered from `first`.
pub(super) fn simulate_more(
    scenario: &Scenario,
    model: &Model,
    inputs: &Arc<Inputs>,
    plan: &Plan,
    first: u32,
    watch: &dyn Watch,
) -> Option<Outcome> {
    let replicates = first..first + plan.replicates;
    let clocks = Clocks::default();
    let people = plan.spread == Spread::People;
    let one_arm =
        |(scenario, model): (&Scenario, &Model), community: &Community, arm: u32, replicate: u32| {
            let setting = Setting { scenario, model, community };
            let begun = Instant::now();
            let run = Run::new(setting, arm as usize, people);
            Clocks::add(&clocks.history, begun.elapsed());
            let begun = Instant::now();
            let series = engine::run(run, replicate, &|_| watch.stepped());
            Clocks::add(&clocks.step, begun.elapsed());
            series
        };
    let one_replicate = |replicate: u32| -> Option<Vec<Series>> {
        let begun = Instant::now();
        let (scenario, model) = drawn(scenario, model, inputs, replicate);
        let model = &*model;
        let community = if people {
            Community::gather(scenario, inputs, replicate, BLOCK)
        } else {
            Community::build(scenario, model, inputs, replicate)
        };
        Clocks::add(&clocks.community, community.built_in);
        Clocks::add(&clocks.history, begun.elapsed().saturating_sub(community.built_in));
        watch.built();
        if people {
            let mut compare = Comparison::new(scenario, &community);
            (0..plan.arms)
                .map(|arm| Some(compare.with(one_arm((scenario, model), &community, arm, replicate)?)))
                .collect()
        } else {
            let arms = 0..plan.arms;
            let series: Option<Vec<Series>> = arms
                .into_par_iter()
                .map(|arm| one_arm((scenario, model), &community, arm, replicate))
                .collect();
            let mut compare = Comparison::new(scenario, &community);
            Some(series?.into_iter().map(|series| compare.with(series)).collect())
        }
    };
    let series: Option<Vec<Vec<Series>>> = if people {
        replicates.map(one_replicate).collect()
    } else {
        replicates.into_par_iter().map(one_replicate).collect()
    };
    let busy = if people { 1 } else { plan.threads.min(plan.runs()) };
    let read = |clock: &AtomicU64| Duration::from_nanos(clock.load(Relaxed) / u64::from(busy));
    Some(Outcome {
        series: series?.into_iter().flatten().collect(),
        timing: Timing {
            community: read(&clocks.community),
            history: read(&clocks.history),
            step: read(&clocks.step),
        },
    })
}

/// The scenario of a replicate, which is one of its draws if it has any, and that compiled.
pub(super) fn drawn<'a>(
    scenario: &'a Scenario,
    model: &'a Model,
    inputs: &'a Inputs,
    replicate: u32,
) -> (&'a Scenario, Cow<'a, Model>) {
    let own = inputs.scenario(scenario, replicate);
    let model = if inputs.draws.is_empty() { Cow::Borrowed(model) } else { Cow::Owned(Model::new(own)) };
    (own, model)
}

/// Runs one arm of one replicate.
pub(super) fn one_run(
    scenario: &Scenario,
    model: &Model,
    community: &Community,
    arm: usize,
    replicate: u32,
    people: bool,
    watch: &dyn Watch,
) -> Option<Series> {
    let run = Run::new(Setting { scenario, model, community }, arm, people);
    engine::run(run, replicate, &|_| watch.stepped())
}

/// Compares the arms of one replicate with its baseline, which comes first.
#[derive(Clone)]
pub(super) struct Comparison<'a> {
    community: &'a Community,
    groups: Vec<usize>,
    stages: usize,
    baseline: Arc<Vec<Snapshot>>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(scenario: &Scenario, community: &'a Community) -> Self {
        let (groups, stages) = (engine::reported_groups(scenario), scenario.stages.len());
        Self { community, groups, stages, baseline: Arc::default() }
    }

    /// Writes into a series what its arm changed, and drops what that was read from.
    pub(super) fn with(&mut self, mut series: Series) -> Series {
        let snapshots = std::mem::take(&mut series.snapshots);
        if series.arm == 0 {
            self.baseline = Arc::new(snapshots);
        } else {
            let network = &self.community.network;
            series.attribution =
                engine::attribute(&self.baseline, &snapshots, network, &self.groups, self.stages);
        }
        series
    }
}

/// Nanoseconds spent, added up over threads.
#[derive(Default)]
struct Clocks {
    community: AtomicU64,
    history: AtomicU64,
    step: AtomicU64,
}

impl Clocks {
    fn add(clock: &AtomicU64, time: Duration) {
        clock.fetch_add(time.as_nanos() as u64, Relaxed);
    }
}
