//! A sweep: the scenario of each point, its runs, and what they take.

use super::job::{Job, Measured, Worker, unlike};
use super::key::{key_of, luck_of};
use super::points::{Point, Points};
use crate::engine::Model;
use crate::record::{Entry, Program, SweepHead, arm_label, arm_name, measure_columns, sha256};
use crate::scenario::design::{DesignFile, Layout, Luck, ReadDesign};
use crate::scenario::{Faults, Read, Refusal, Scenario, read};
use crate::study::{Plan, Spread};
use rayon::prelude::*;
use std::sync::Mutex;

/// A design with its points, ready to be run.
pub struct Sweep {
    /// What it is of.
    pub head: SweepHead,
    /// The design and its scenario.
    pub read: ReadDesign,
    /// Its points.
    pub points: Points,
    /// The files that the scenario names, with their content.
    pub files: Vec<(String, Vec<u8>)>,
    /// The list of points, if the design has one: its name and its content, which belongs to no run.
    pub list: Option<(String, Vec<u8>)>,
    program: Program,
}

/// What is kept in mind of every run, bytes.
const BYTES_PER_RUN: u64 = 24;

/// What a sweep takes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Takes {
    /// Seconds on one thread, estimated.
    pub seconds: f64,
    /// Memory, bytes.
    pub memory_bytes: u64,
    /// Memory free now, bytes, where the system tells.
    pub memory_free_bytes: Option<u64>,
    /// Whether one run at a time is spread over all threads: there is no memory for several, or they are too large.
    pub one_at_a_time: bool,
}

/// A point whose scenario has faults.
pub struct FaultyPoint {
    /// The point.
    pub point: Point,
    /// Its faults.
    pub refusal: Box<Refusal>,
}

impl Sweep {
    /// The sweep of a design and its points; `list` is the file of them, `files` are those that the scenario names.
    pub fn new(
        read: ReadDesign,
        points: Points,
        list: Option<(String, Vec<u8>)>,
        files: Vec<(String, Vec<u8>)>,
    ) -> Self {
        let scenario = &read.scenario.scenario;
        let titles = |column: &String| {
            let input = read.file.inputs.iter().find(|input| input.column() == column);
            let label = input.and_then(|input| input.label.clone());
            [column.clone(), label.unwrap_or_else(|| in_short(column, points.columns()))]
        };
        let arm = |at| (at, arm_name(scenario, at), arm_label(scenario, at));
        let head = SweepHead {
            key: String::new(),
            scenario: scenario.name.clone(),
            design: read.file.clone(),
            layout: read.layout.word().into(),
            inputs: points.columns().iter().map(titles).collect(),
            arms: read.arms().into_iter().map(arm).collect(),
            replicates: read.replicates(),
            points: points.count(),
            measures: measure_columns(scenario),
            step: scenario.time.step.weeks(),
            reported: if read.file.at.is_empty() {
                vec![scenario.time.horizon]
            } else {
                read.file.at.clone()
            },
        };
        let mut sweep = Self { head, read, points, program: Program::this(), files, list };
        sweep.head.key = sweep.key();
        sweep
    }

    /// SHA-256 of all that decides its results.
    fn key(&self) -> String {
        let Program { version, git, .. } = &self.program;
        let design = serde_json::to_string(&self.head).expect("a design is plain data");
        let mut all = format!("{version} {git:?}\n{design}\n{}\n", self.read.scenario.source.text);
        for (name, bytes) in self.list.iter().chain(&self.files) {
            all += &format!("{name} {}\n", sha256(bytes));
        }
        sha256(all.as_bytes())
    }

    /// What a point has of its own beside its values: its luck, under `rng_seed` where even people are its own; none
    /// where all points share theirs.
    pub fn luck(&self, point: &Point) -> Option<u64> {
        let own = || {
            let mut changes = self.points.overrides(point);
            // Designs drawn at random may come to the same values twice: that is no reason for the same luck.
            if matches!(self.read.layout, Layout::Latin { .. } | Layout::Sobol { .. } | Layout::Morris { .. })
            {
                changes.push(format!("point {}", point.number));
            }
            luck_of(self.read.file.rng_seed, &changes)
        };
        (self.read.file.luck != Luck::Paired).then(own)
    }

    /// The changes to the scenario that make a point, as after `--set`, its luck among them.
    pub fn changes(&self, point: &Point) -> Vec<String> {
        let mut changes = self.points.overrides(point);
        let key = if self.read.file.luck == Luck::Apart { "rng_seed" } else { "luck" };
        changes.extend(self.luck(point).map(|luck| format!("{key}={luck}")));
        changes
    }

    /// The scenario of a point.
    ///
    /// # Errors
    /// Its faults.
    pub fn scenario(&self, point: &Point) -> Result<Read, Box<Refusal>> {
        let replicates = format!("replicates={}", self.head.replicates);
        read(self.read.scenario.source.with(self.changes(point).into_iter().chain([replicates])))
    }

    /// What its runs have at hand, on so many threads.
    pub fn worker(&self, takes: &Takes, threads: usize) -> Worker {
        let DesignFile { groups, at, .. } = &self.read.file;
        let kept = if takes.one_at_a_time { 1 } else { threads + 1 };
        Worker::new(&self.read.scenario.source, groups, at, takes.one_at_a_time, kept)
    }

    /// Looks at the scenario of every point of which runs are missing, on the present rayon pool, and says what those
    /// runs take. `missing` says how many there are of a point.
    ///
    /// # Errors
    /// The first point whose scenario has faults.
    pub fn look_through(
        &self,
        threads: usize,
        missing: impl Fn(u64) -> u64 + Sync,
    ) -> Result<Takes, Box<FaultyPoint>> {
        let worker = self.worker(&Takes::default(), threads);
        let takes = Mutex::new(Takes::default());
        let faulty = (0..self.head.points)
            .into_par_iter()
            .filter(|&point| missing(point) > 0)
            .find_map_first(|number| {
                let point = self.points.point(number);
                let fault = |point, refusal| Some(Box::new(FaultyPoint { point, refusal }));
                let found = match self.scenario(&point) {
                    Ok(found) => found,
                    Err(refusal) => return fault(point, refusal),
                };
                let scenario = &found.scenario;
                let inputs = match worker.inputs(scenario) {
                    Ok(inputs) => inputs,
                    Err(faults) => return fault(point, found.source.refuse(faults)),
                };
                if let Some((message, help)) = unlike(scenario, &self.read.scenario.scenario) {
                    let mut faults = Faults::default();
                    faults.at("", message, help);
                    return fault(point, found.source.refuse(faults));
                }
                let one = Scenario { replicates: threads as u32, arms: vec![], ..scenario.clone() };
                let model = Model::new(&one);
                let plan = Plan::new(&one, &model, &inputs, threads);
                let mut takes = takes.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                // The plan is of one run for each thread, side by side.
                takes.seconds += plan.seconds * missing(number) as f64;
                // Beside it stands where every run of the sweep lies.
                let kept = self.head.runs() * BYTES_PER_RUN;
                takes.memory_bytes = takes.memory_bytes.max(plan.memory_bytes + kept);
                takes.memory_free_bytes = plan.memory_free_bytes;
                takes.one_at_a_time |= threads > 1 && plan.spread == Spread::People;
                None
            });
        faulty.map_or_else(|| Ok(takes.into_inner().unwrap_or_default()), Err)
    }

    /// The jobs of `wanted` points, replicate by replicate, so that those who share a community come together.
    pub fn jobs(&self, wanted: impl Fn(u64) -> bool + Send) -> impl Iterator<Item = Job> + Send {
        let (points, replicates) = (self.head.points, self.head.replicates);
        let chosen = move |replicate| (0..points).map(move |point| Job { point, replicate });
        (0..replicates).flat_map(chosen).filter(move |job| wanted(job.point))
    }

    /// Does the arms of a job that are missing: `known` is asked for the measures of a key before they are computed.
    /// None if `keep_on` said no. Beside the entries, how many were computed.
    ///
    /// # Errors
    /// Faults of the scenario or of its files, in a sentence.
    pub fn run(
        &self,
        worker: &Worker,
        job: Job,
        missing: &[usize],
        known: &dyn Fn(&str) -> Option<Measured>,
        keep_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<Option<(Vec<Entry>, usize)>, String> {
        let first = |faults: &Faults| faults.0.first().map_or(String::new(), |fault| fault.message.clone());
        let point = self.points.point(job.point);
        let scenario = self.scenario(&point).map_err(|refusal| first(&refusal.faults))?.scenario;
        let named = scenario.files();
        let files: Vec<(&str, &[u8])> = (self.files.iter())
            .filter(|(name, _)| named.contains(name))
            .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
            .collect();
        let (mut entries, mut unknown, measures) = (vec![], vec![], worker.measures(&scenario));
        for &arm in missing {
            let key = key_of(&self.program, &worker.alone(&scenario, arm), &files, job.replicate, &measures);
            let entry = Entry { point: job.point, arm, replicate: job.replicate, key, lines: vec![] };
            match known(&entry.key) {
                Some(lines) => entries.push(Entry { lines, ..entry }),
                None => unknown.push(entry),
            }
        }
        let arms: Vec<usize> = unknown.iter().map(|entry| entry.arm).collect();
        let computed = arms.len();
        if computed > 0 {
            let measured = worker.run(&scenario, &arms, job.replicate, keep_on);
            let Some(measured) = measured.map_err(|faults| first(&faults))? else { return Ok(None) };
            let filled = unknown.into_iter().zip(measured).map(|(entry, lines)| Entry { lines, ..entry });
            entries.extend(filled);
        }
        Ok(Some((entries, computed)))
    }
}

/// The end of a path that tells it from others, at least two words of it: `champions.boost`.
fn in_short(path: &str, all: &[String]) -> String {
    let starts = || path.match_indices('.').map(|(at, _)| at + 1).rev().skip(1);
    let tells = |end: &&str| !all.iter().any(|other| other != path && other.ends_with(&format!(".{end}")));
    starts().map(|start| &path[start..]).find(tells).unwrap_or(path).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_apart_by_their_ends() {
        let all = ["adoption.hazard.q", "load.recovery_time", "a.b.c.d", "e.b.c.d", "q"].map(String::from);
        let short: Vec<String> = all.iter().map(|path| in_short(path, &all)).collect();
        assert_eq!(short, ["hazard.q", "load.recovery_time", "a.b.c.d", "e.b.c.d", "q"]);
    }
}
