//! What a study will take, before anything is built.

use crate::engine::Model;
use crate::engine::rule::Rule;
use crate::network::Inputs;
use crate::scenario::{Generator, Group, Layer, Scenario, Venues};
use serde::Serialize;

/// Person-steps per second and thread that the estimate of time counts on, and seconds per person and thread to build a
/// community with its past: of people who choose, of people on whom something pulls, of others. Measured on a 2020s
/// server core, a million people, and rounded to the careful side; see docs/PERFORMANCE.md.
const CHOOSING: (f64, f64) = (15e6, 3e-6);
const PULLED: (f64, f64) = (40e6, 3e-6);
const UNBURDENED: (f64, f64) = (200e6, 1e-6);
/// What the program itself takes, bytes.
const PROGRAM_BYTES: u64 = 24 << 20;

/// Bytes per person of the people at week 0.
const BYTES_AS_MEMBER: u64 = 7;
/// Bytes per person of the index of a layer of ties.
const BYTES_PER_ROW: u64 = 4;

/// What is spread over threads. Results do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Spread {
    /// Replicates and arms, each run by one thread.
    Runs,
    /// The people of one run after the other.
    People,
}

/// What a study will take.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plan {
    /// Number of people.
    pub people: u64,
    /// Ties of each layer.
    pub layers: Vec<LayerPlan>,
    /// Number of arms.
    pub arms: u32,
    /// Replicates of each arm.
    pub replicates: u32,
    /// Steps of each run.
    pub steps: u32,
    /// Threads.
    pub threads: u32,
    /// What is spread over the threads.
    pub spread: Spread,
    /// Memory needed, bytes.
    pub memory_bytes: u64,
    /// Memory free now, bytes, where the system tells.
    pub memory_free_bytes: Option<u64>,
    /// Estimated wall time, seconds.
    pub seconds: f64,
}

/// What one layer will hold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LayerPlan {
    /// Its name.
    pub name: String,
    /// The generator, by its key in the scenario.
    pub generator: &'static str,
    /// Expected number of ties (pairs of people).
    pub ties: u64,
}

impl Plan {
    /// Plans a checked scenario for this many threads.
    pub fn new(scenario: &Scenario, model: &Model, inputs: &Inputs, threads: usize) -> Self {
        let people = u64::from(inputs.size(scenario));
        let layers: Vec<LayerPlan> =
            scenario.layers.iter().map(|layer| expect(scenario, layer, people, inputs)).collect();
        let arms = scenario.arms.len().max(1) as u32;
        let steps = model.steps as u32;
        let community = people * (BYTES_AS_MEMBER + BYTES_PER_ROW * layers.len() as u64)
            + layers.iter().map(|l| 2 * l.ties * 4).sum::<u64>()
            + layers.iter().map(building_bytes).max().unwrap_or(0);
        // How everybody stands at each checkpoint, for the comparison of arms.
        let compared = if arms > 1 { people * 11 * scenario.reported_at().len() as u64 } else { 0 };
        // What is seen of everybody, and whether a peer has changed.
        let run = people * (bytes_per_person(model) + 2) + compared;
        let rows = u64::from(arms * scenario.replicates)
            * u64::from(steps)
            * (scenario.population.groups.len() as u64 + 1)
            * (160 + 8 * model.wears.len() as u64 + 48 * model.conditions.len() as u64);
        let free = available_memory();
        // Runs side by side keep the state at week 0 for their other arms.
        let by_runs = PROGRAM_BYTES + rows + threads as u64 * (community + 2 * run);
        let by_people = PROGRAM_BYTES + rows + community + run + compared;
        let runs = arms * scenario.replicates;
        let fits = |bytes: u64| free.is_none_or(|free| bytes <= free / 10 * 7);
        let spread = if threads > 1 && runs as usize >= threads && people < 2_000_000 && fits(by_runs) {
            Spread::Runs
        } else {
            Spread::People
        };
        let (steps_per_second, build_seconds) = match model.rule {
            Rule::Choice { .. } => CHOOSING,
            _ if model.stressful => PULLED,
            _ => UNBURDENED,
        };
        let work = f64::from(runs) * people as f64 * f64::from(steps) / steps_per_second
            + f64::from(scenario.replicates) * people as f64 * build_seconds;
        Self {
            people,
            layers,
            arms,
            replicates: scenario.replicates,
            steps,
            threads: threads as u32,
            spread,
            memory_bytes: if spread == Spread::Runs { by_runs } else { by_people },
            memory_free_bytes: free,
            seconds: work / threads as f64,
        }
    }

    /// Number of runs.
    pub fn runs(&self) -> u32 {
        self.arms * self.replicates
    }

    /// Whether the memory needed is there, as far as the system tells.
    pub fn fits(&self) -> bool {
        self.memory_free_bytes.is_none_or(|free| self.memory_bytes <= free)
    }
}

/// Bytes of state per person: see the fields of [`Block`](crate::engine::block::Block).
fn bytes_per_person(model: &Model) -> u64 {
    let given = |yes: bool, bytes: u64| if yes { bytes } else { 0 };
    let pulled = 4 + 4 * model.conditions.len() as u64 + 8 * model.gathering.len() as u64;
    // Group, age band, practice, changes of mind, week of adoption, resistance, the list of open minds; counts of the block.
    14 + 3
        + given(!matches!(model.rule, Rule::Choice { .. }), 4)
        + given(model.keeps_time(), 32)
        + given(model.stressful, pulled + given(model.exponent != 1.0, 4) + given(model.programmes, 1))
        + given(model.eventful, 4)
        + given(model.drift > 0.0, 4)
        + given(model.turnover > 0.0, 13)
}

/// Most that building the layer takes beside its rows: a sixth of them in hand and,
/// unless ties can be drawn again, ties in a list or people in a line while they are sorted.
fn building_bytes(layer: &LayerPlan) -> u64 {
    let bytes_per_arc = if layer.generator == "random" { 1 } else { 8 };
    2 * layer.ties * bytes_per_arc
}

fn expect(scenario: &Scenario, layer: &Layer, people: u64, inputs: &Inputs) -> LayerPlan {
    let n = people as f64;
    let (generator, spec) = layer.generators()[0];
    let degree = match spec {
        Generator::Households(h) => {
            let by_size = |power: i32| {
                h.sizes.iter().enumerate().map(|(i, s)| s * (i as f64 + 1.0).powi(power)).sum::<f64>()
            };
            by_size(2) / by_size(1) - 1.0
        }
        Generator::Friends(f) => f.mean_degree,
        Generator::Venues(v) => v.mean_degree * share_who_go(scenario, v),
        Generator::SmallWorld(s) => f64::from(s.degree),
        Generator::ScaleFree(s) => 2.0 * f64::from(s.ties),
        Generator::Random(r) => r.mean_degree,
        Generator::Regular(r) => f64::from(r.degree),
        Generator::Ring(r) => f64::from(r.degree),
        Generator::Configuration(c) => {
            c.degrees.iter().map(|&d| f64::from(d)).sum::<f64>() / c.degrees.len() as f64
        }
        Generator::Blocks(b) => b.within + b.between,
        Generator::Complete => n - 1.0,
        Generator::File(_) => inputs.ties.get(&layer.name).map_or(0, |ties| ties.arcs()) as f64 / n.max(1.0),
    };
    LayerPlan { name: layer.name.clone(), generator, ties: (n * degree.max(0.0) / 2.0).round() as u64 }
}

/// Share of all people who go to a venue, as if ages were uniform within groups.
fn share_who_go(scenario: &Scenario, venues: &Venues) -> f64 {
    let go = |group: &Group| {
        let join =
            if venues.joins.is_empty() { 1.0 } else { venues.joins.get(&group.name).copied().unwrap_or(0.0) };
        let [from, to] = group.ages;
        let of_age =
            venues.ages.map_or(1.0, |[low, high]| (high.min(to) - low.max(from)).max(0.0) / (to - from));
        group.share * join * of_age
    };
    scenario.population.groups.iter().map(go).sum()
}

/// Memory that a program can take now, bytes: what Linux calls available,
/// within the limit of the control group if there is one.
pub fn available_memory() -> Option<u64> {
    let meminfo = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let free = line.trim().trim_end_matches(" kB").trim().parse::<u64>().ok()? * 1024;
    let number = |path: &str| std::fs::read_to_string(path).ok()?.trim().parse::<u64>().ok();
    let group = number("/sys/fs/cgroup/memory.max")
        .zip(number("/sys/fs/cgroup/memory.current"))
        .map(|(limit, used)| limit.saturating_sub(used));
    Some(group.map_or(free, |left| free.min(left)))
}
