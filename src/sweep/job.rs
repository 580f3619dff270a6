//! One replicate of one point: the arms of a scenario on one community.

use super::Communities;
use super::key::alone;
use crate::engine::{self, Model, Run, Setting};
use crate::network::Inputs;
use crate::record::{Line, measure, measure_columns};
use crate::scenario::{Duration, Faults, Scenario, Source};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// One replicate of one point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// Number of the point.
    pub point: u64,
    /// Number of the replicate.
    pub replicate: u32,
}

/// What one run measured: a line for each checkpoint and group.
pub type Measured = Vec<Line>;

/// What every run has at hand: communities and files that were read, and what is to be measured.
pub struct Worker {
    communities: Communities,
    /// The files of scenarios, by what decides what is read of them.
    files: Mutex<BTreeMap<String, Arc<Inputs>>>,
    directory: PathBuf,
    /// Names of the groups to measure; `all` is all people.
    groups: Vec<String>,
    /// When to measure; at the horizon alone unless given.
    at: Vec<Duration>,
    /// Whether the people of one run are spread over threads.
    parallel: bool,
}

impl Worker {
    /// Measures these groups (all people unless given) at these times (the horizon unless given) in scenarios whose
    /// source is this one, keeping so many communities.
    pub fn new(source: &Source, groups: &[String], at: &[Duration], parallel: bool, kept: usize) -> Self {
        let groups = if groups.is_empty() { vec!["all".to_string()] } else { groups.to_vec() };
        let directory = source.path.parent().unwrap_or(Path::new("")).to_path_buf();
        let communities = Communities::keeping(kept);
        Self { communities, files: Mutex::default(), directory, groups, at: at.to_vec(), parallel }
    }

    /// What the files of a scenario hold, read once.
    ///
    /// # Errors
    /// All faults of the files.
    pub fn inputs(&self, scenario: &Scenario) -> Result<Arc<Inputs>, Faults> {
        let files = scenario.files();
        if files.is_empty() {
            return Ok(Arc::default());
        }
        let practices: Vec<&str> = scenario.practices.iter().map(|practice| practice.name.as_str()).collect();
        let targeted: Vec<_> = scenario.interventions.iter().map(|one| &one.targeting.file).collect();
        let read_as = (&scenario.population, &scenario.traits, practices, &scenario.layers, targeted, &files);
        let key = serde_json::to_string(&read_as).expect("a scenario is plain data with text keys");
        let kept = || self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(inputs) = kept().get(&key) {
            return Ok(Arc::clone(inputs));
        }
        // Read without holding the lock: reading sorts on threads, which may meanwhile do another point.
        let inputs = Arc::new(Inputs::read(scenario, &self.directory)?);
        let mut kept = kept();
        // Points that change their files take turns: a few are enough.
        if kept.len() >= 8 {
            kept.clear();
        }
        kept.insert(key, Arc::clone(&inputs));
        Ok(inputs)
    }

    /// One arm of a scenario as a scenario of its own, reported as it is measured here: what decides a run.
    pub fn alone(&self, scenario: &Scenario, arm: usize) -> Scenario {
        let mut alone = alone(scenario, arm);
        self.report(&mut alone);
        alone
    }

    /// Reports what is measured, and no more.
    fn report(&self, scenario: &mut Scenario) {
        let output = &mut scenario.output;
        output.checkpoints.clone_from(&self.at);
        output.groups = Some(self.groups.iter().filter(|name| *name != "all").cloned().collect());
        (output.people_sample, output.age_bands, output.figures) = (0, vec![], None);
    }

    /// Whether the horizon of a scenario is asked for: it is reported in any case.
    fn wants_end(&self, scenario: &Scenario) -> bool {
        self.at.is_empty() || self.at.iter().any(|&at| scenario.time.is_end(at))
    }

    /// What is measured of a run, in words: it belongs to the key of a run.
    pub fn measures(&self, scenario: &Scenario) -> String {
        let until = if self.wants_end(scenario) { "to the horizon" } else { "before the horizon" };
        format!("{} {until}", self.groups.join(","))
    }

    /// Runs these arms of one replicate; `keep_on` is asked after every step. None if it said no.
    ///
    /// # Errors
    /// All faults of the files that the scenario names.
    pub fn run(
        &self,
        scenario: &Scenario,
        arms: &[usize],
        replicate: u32,
        keep_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<Vec<Measured>>, Faults> {
        let inputs = self.inputs(scenario)?;
        let mut scenario = scenario.clone();
        self.report(&mut scenario);
        let model = Model::new(&scenario);
        let mut community = self.communities.of(&scenario, &inputs, replicate);
        if arms.len() > 1 && !self.parallel {
            community = community.with_start(&scenario, &model);
        }
        let setting = Setting { scenario: &scenario, model: &model, community: &community };
        let position =
            |name: &String| scenario.population.groups.iter().position(|group| group.name == *name);
        let groups: Vec<Option<usize>> = self.groups.iter().map(position).collect();
        let mut measured = vec![];
        for &arm in arms {
            let run = Run::new(setting, arm, self.parallel);
            let Some(series) = engine::run(run, replicate, &|_| keep_on()) else { return Ok(None) };
            let mut lines = measure(&scenario, &series, &groups);
            if !self.wants_end(&scenario) {
                let last = lines.last().map(|line| line.week);
                lines.retain(|line| Some(line.week) != last);
            }
            measured.push(lines);
        }
        Ok(Some(measured))
    }
}

/// What is wrong with a scenario that has not the measures, groups and arms of another, so that their runs cannot stand in
/// one table; and what would be right.
pub fn unlike(one: &Scenario, other: &Scenario) -> Option<(&'static str, &'static str)> {
    let names = |scenario: &Scenario| {
        let groups = scenario.population.groups.iter().map(|group| group.name.clone());
        let arms = scenario.arms.iter().map(|arm| arm.name.clone());
        (measure_columns(scenario), groups.collect::<Vec<_>>(), arms.collect::<Vec<_>>())
    };
    (names(one) != names(other)).then_some((
        "this scenario has other measures, groups or arms than the rest",
        "names of practices, symptoms, stages, groups and arms have to stay as they are",
    ))
}
