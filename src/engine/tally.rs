//! Counting a block, in integers, so that the order of adding does not matter.

use super::block::Block;
use super::model::Model;
use super::series::{LoadStats, Row, StageCounts, SymptomCounts};

/// Bins per doubling of the load: quantiles interpolated within a bin are good to about 1 %.
const BINS_PER_OCTAVE: usize = 16;
/// The histogram starts at load 2^LOWEST.
const LOWEST: i32 = -6;
const OCTAVES: usize = 26;
/// Bin 0 holds loads below 2^LOWEST.
const BINS: usize = OCTAVES * BINS_PER_OCTAVE + 1;
/// Load is summed in units of 2^-20.
const LOAD_UNIT: f64 = 1_048_576.0;

/// Counts per cell, a cell being one age band of one group; bands lie below,
/// between and above the cuts of `output.age_bands`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    shape: Shape,
    /// What happened since the last record, one row of [`Shape::flows`] per cell.
    flows: Vec<u64>,
    /// How things stood at the record, one row of [`Shape::stands`] per cell.
    stands: Vec<u64>,
    /// Per group: load histogram and sum.
    loads: Vec<Loads>,
}

/// Where each count of a cell stands in its row.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Shape {
    bands: usize,
    practices: usize,
    symptoms: usize,
    stages: usize,
    innovation: u32,
}

impl Shape {
    /// New adopters, discontinued; then by stage: entries, exits, steps spent in the stage before.
    fn flows(self) -> usize {
        2 + 3 * self.stages
    }

    /// By practice; by stage, from none; by symptom: having it, ever had it; by stage: entered since week 0.
    fn stands(self) -> usize {
        self.practices + 1 + self.stages + 2 * self.symptoms + self.stages
    }
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Loads {
    people: u64,
    sum: u64,
    bins: Vec<u32>,
}

/// Something that happened to a person in a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Became an adopter.
    Adopted,
    /// Stopped being an adopter.
    Discontinued,
    /// Entered the stage of this number.
    Entered(u8),
    /// Recovered from the stage of this number.
    Recovered(u8),
}

impl Tally {
    /// An empty tally of the right shape.
    pub fn new(model: &Model) -> Self {
        let shape = Shape {
            bands: model.age_bands.len() + 1,
            practices: model.wears.len(),
            symptoms: model.symptoms,
            stages: model.stages().len(),
            innovation: model.innovation,
        };
        let groups = model.groups.len();
        let cells = groups * shape.bands;
        Self {
            shape,
            flows: vec![0; cells * shape.flows()],
            stands: vec![0; cells * shape.stands()],
            loads: vec![Loads { bins: vec![0; BINS], ..Loads::default() }; groups],
        }
    }

    /// Counts an event.
    #[inline]
    pub fn happened(&mut self, cell: u16, event: Event) {
        let at = match event {
            Event::Adopted => 0,
            Event::Discontinued => 1,
            Event::Entered(stage) => 2 + usize::from(stage) - 1,
            Event::Recovered(stage) => 2 + self.shape.stages + usize::from(stage) - 1,
        };
        self.flows[usize::from(cell) * self.shape.flows() + at] += 1;
    }

    /// Counts a step spent in `stage` (0 for none), at risk of every later one.
    #[inline]
    pub fn spent(&mut self, cell: u16, stage: u8) {
        if usize::from(stage) < self.shape.stages {
            self.flows
                [usize::from(cell) * self.shape.flows() + 2 + 2 * self.shape.stages + usize::from(stage)] +=
                1;
        }
    }

    /// Adds another tally of the same shape.
    pub fn add(&mut self, other: &Self) {
        self.add_flows(other);
        add_each(&mut self.stands, &other.stands);
        for (mine, theirs) in self.loads.iter_mut().zip(&other.loads) {
            mine.add(theirs);
        }
    }

    /// Adds what happened in another tally of the same shape, not how things stood.
    pub fn add_flows(&mut self, other: &Self) {
        add_each(&mut self.flows, &other.flows);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.flows.fill(0);
        self.stands.fill(0);
        for loads in &mut self.loads {
            (loads.people, loads.sum) = (0, 0);
            loads.bins.fill(0);
        }
    }

    /// Rows at step `t`: all people, then each group of `groups`, over all ages.
    pub fn rows(&self, model: &Model, t: i32, groups: &[usize]) -> Vec<Row> {
        let bands = self.shape.bands;
        let cells = |g: usize| g * bands..(g + 1) * bands;
        let all = self.row(model, t, None, None, 0..self.loads.len() * bands, &self.loads);
        let of_group = |&g: &usize| self.row(model, t, Some(g), None, cells(g), &self.loads[g..=g]);
        std::iter::once(all).chain(groups.iter().map(of_group)).collect()
    }

    /// Rows at step `t` for each age band between two cuts of each group of
    /// `groups` that has people in it; without the distribution of load.
    pub fn band_rows(&self, model: &Model, t: i32, groups: &[usize]) -> Vec<Row> {
        let inner = 1..self.shape.bands.saturating_sub(1);
        let of_group = |&g: &usize| {
            inner.clone().map(move |band| {
                let cell = g * self.shape.bands + band;
                self.row(model, t, Some(g), Some(band - 1), cell..cell + 1, &[])
            })
        };
        groups.iter().flat_map(of_group).filter(|row| row.people > 0).collect()
    }

    fn row(
        &self,
        model: &Model,
        t: i32,
        group: Option<usize>,
        band: Option<usize>,
        cells: std::ops::Range<usize>,
        loads: &[Loads],
    ) -> Row {
        let sum = |counts: &[u64], width: usize| {
            let mut sum = vec![0; width];
            counts[cells.start * width..cells.end * width]
                .chunks(width)
                .for_each(|row| add_each(&mut sum, row));
            sum
        };
        let Shape { practices, symptoms, stages, innovation, .. } = self.shape;
        let (flows, stands) = (sum(&self.flows, self.shape.flows()), sum(&self.stands, self.shape.stands()));
        let (by_practice, rest) = stands.split_at(practices);
        let (by_stage, rest) = rest.split_at(1 + stages);
        let (by_symptom, entered) = rest.split_at(2 * symptoms);
        let (entries, rest) = flows[2..].split_at(stages);
        let (exits, spent) = rest.split_at(stages);
        let mut load = Loads { bins: vec![0; BINS], ..Loads::default() };
        loads.iter().for_each(|other| load.add(other));
        Row {
            week: f64::from(t) * model.step,
            group,
            band,
            people: by_practice.iter().sum(),
            adopters: (0..practices).filter(|s| innovation >> s & 1 == 1).map(|s| by_practice[s]).sum(),
            new_adopters: flows[0],
            discontinued: flows[1],
            practices: by_practice.to_vec(),
            symptoms: (0..symptoms)
                .map(|s| SymptomCounts { people: by_symptom[2 * s], ever: by_symptom[2 * s + 1] })
                .collect(),
            stages: (0..stages)
                .map(|k| StageCounts {
                    people: by_stage[k + 1],
                    entries: entries[k],
                    entered: entered[k],
                    exits: exits[k],
                    at_risk_years: spent[..=k].iter().sum::<u64>() as f64 * model.step_years,
                })
                .collect(),
            load: load.stats(),
        }
    }
}

fn add_each(mine: &mut [u64], theirs: &[u64]) {
    for (a, b) in mine.iter_mut().zip(theirs) {
        *a += b;
    }
}

impl Loads {
    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.sum += other.sum;
        for (a, b) in self.bins.iter_mut().zip(&other.bins) {
            *a += b;
        }
    }

    #[inline]
    fn count(&mut self, load: f64) {
        self.people += 1;
        self.sum += in_units(load);
        self.bins[bin(load as f32)] += 1;
    }

    fn stats(&self) -> LoadStats {
        if self.people == 0 {
            return LoadStats::default();
        }
        let quantile = |q: f64| {
            let goal = q * self.people as f64;
            let mut before = 0.0;
            for (b, &count) in self.bins.iter().enumerate() {
                let count = f64::from(count);
                if count > 0.0 && before + count >= goal {
                    let (low, high) = edges(b);
                    return low + (high - low) * ((goal - before) / count);
                }
                before += count;
            }
            edges(BINS - 1).1
        };
        LoadStats {
            mean: self.sum as f64 / LOAD_UNIT / self.people as f64,
            total: self.sum as f64 / LOAD_UNIT,
            quantiles: [0.025, 0.25, 0.5, 0.75, 0.975].map(quantile),
        }
    }
}

/// A load in units of 2^-20, so that sums do not depend on their order.
#[inline]
fn in_units(load: f64) -> u64 {
    (load * LOAD_UNIT) as u64
}

/// The load of that many units.
pub fn from_units(units: i64) -> f64 {
    units as f64 / LOAD_UNIT
}

/// The bin of a load: the exponent and the first four bits after the point of its float.
#[inline]
fn bin(load: f32) -> usize {
    const SHIFT: u32 = 23 - BINS_PER_OCTAVE.trailing_zeros();
    const FIRST: i32 = (127 + LOWEST) * BINS_PER_OCTAVE as i32;
    let position = (load.max(0.0).to_bits() >> SHIFT) as i32 - FIRST;
    (position + 1).clamp(0, BINS as i32 - 1) as usize
}

/// The loads between which a bin lies.
fn edges(bin: usize) -> (f64, f64) {
    let edge = |b: usize| {
        let (octave, part) = (b / BINS_PER_OCTAVE, b % BINS_PER_OCTAVE);
        libm::ldexp(1.0 + part as f64 / BINS_PER_OCTAVE as f64, octave as i32 + LOWEST)
    };
    if bin == 0 { (0.0, edge(0)) } else { (edge(bin - 1), edge(bin)) }
}

/// The load of person `i` at the end of step `t - 1`.
#[inline(always)]
fn load_at(block: &Block, model: &Model, i: usize, t: i32) -> f64 {
    if model.stressful { block.load_and_strain(model, i, (t - block.taken_up[i]) as usize).0 } else { 0.0 }
}

/// That load in units of 2^-20, as the sums of a tally have it.
pub fn load_units(block: &Block, model: &Model, i: usize, t: i32) -> u64 {
    in_units(load_at(block, model, i, t))
}

/// Counts how everybody in `block` stands at the end of step `t - 1`.
pub fn census(block: &mut Block, model: &Model, t: i32) {
    let mut tally = std::mem::take(&mut block.tally);
    let width = tally.shape.stands();
    let (stages, symptoms) = (tally.shape.practices, tally.shape.practices + 1 + tally.shape.stages);
    for i in 0..block.len() {
        let row = &mut tally.stands[usize::from(block.cell[i]) * width..][..width];
        row[usize::from(block.practice[i])] += 1;
        row[stages + usize::from(block.stage[i])] += 1;
        for s in 0..model.symptoms {
            row[symptoms + 2 * s] += u64::from(block.symptoms[i] >> s & 1);
            row[symptoms + 2 * s + 1] += u64::from(block.ever[i] >> s & 1);
        }
        for (k, count) in row[symptoms + 2 * model.symptoms..].iter_mut().enumerate() {
            *count += u64::from(block.entered[i] >> k & 1);
        }
    }
    for i in 0..block.len() {
        tally.loads[usize::from(block.group[i])].count(load_at(block, model, i, t));
    }
    block.tally = tally;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_hold_what_lies_between_their_edges() {
        for load in [0.0, 0.01, 0.0157, 1.0, 1.03, 7.9, 100.0, 12_345.6] {
            let (low, high) = edges(bin(load as f32));
            assert!(low <= load && load < high, "{load} {low} {high}");
            assert!(load < 0.02 || high / low < 1.07);
        }
    }

    #[test]
    fn quantiles_of_a_uniform_load() {
        let mut loads = Loads { bins: vec![0; BINS], ..Loads::default() };
        (0..100_000).for_each(|i| loads.count(f64::from(i) / 100.0));
        let stats = loads.stats();
        assert!((stats.mean - 499.995).abs() < 1e-3);
        for (q, exact) in stats.quantiles.into_iter().zip([25.0, 250.0, 500.0, 750.0, 975.0]) {
            assert!((q / exact - 1.0).abs() < 0.01, "{q} {exact}");
        }
    }
}
