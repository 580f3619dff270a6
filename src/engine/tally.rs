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
    bands: usize,
    /// What happened since the last record, and how things stood at it.
    cells: Vec<Cell>,
    /// Per group: load histogram and sum.
    loads: Vec<Loads>,
}

/// Counts of one cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    people: u64,
    adopters: u64,
    new_adopters: u64,
    discontinued: u64,
    practices: Vec<u64>,
    symptoms: Vec<u64>,
    ever: Vec<u64>,
    stages: Vec<u64>,
    entries: Vec<u64>,
    exits: Vec<u64>,
    /// Steps spent in no stage, in the first, … in the last but one.
    spent: Vec<u64>,
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
        let bands = model.age_bands.len() + 1;
        let (practices, symptoms, stages) = (model.wears.len(), model.symptoms, model.stages().len());
        let cell = Cell {
            practices: vec![0; practices],
            symptoms: vec![0; symptoms],
            ever: vec![0; symptoms],
            stages: vec![0; stages],
            entries: vec![0; stages],
            exits: vec![0; stages],
            spent: vec![0; stages],
            ..Cell::default()
        };
        let groups = model.groups.len();
        Self {
            bands,
            cells: vec![cell; groups * bands],
            loads: vec![Loads { bins: vec![0; BINS], ..Loads::default() }; groups],
        }
    }

    /// The cell of a person of this group and age.
    #[inline]
    pub fn cell(&self, model: &Model, group: u8, age: f32) -> usize {
        let band = model.age_bands.iter().take_while(|&&cut| age >= cut).count();
        usize::from(group) * self.bands + band
    }

    /// Counts an event.
    #[inline]
    pub fn happened(&mut self, cell: usize, event: Event) {
        let cell = &mut self.cells[cell];
        match event {
            Event::Adopted => cell.new_adopters += 1,
            Event::Discontinued => cell.discontinued += 1,
            Event::Entered(stage) => cell.entries[usize::from(stage) - 1] += 1,
            Event::Recovered(stage) => cell.exits[usize::from(stage) - 1] += 1,
        }
    }

    /// Counts a step spent in `stage` (0 for none), at risk of every later one.
    #[inline]
    pub fn spent(&mut self, cell: usize, stage: u8) {
        if let Some(steps) = self.cells[cell].spent.get_mut(usize::from(stage)) {
            *steps += 1;
        }
    }

    /// Adds another tally of the same shape.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            mine.add(theirs);
        }
        for (mine, theirs) in self.loads.iter_mut().zip(&other.loads) {
            mine.add(theirs);
        }
    }

    /// Adds what happened in another tally of the same shape, not how things stood.
    pub fn add_flows(&mut self, other: &Self) {
        for (mine, theirs) in self.cells.iter_mut().zip(&other.cells) {
            mine.add_flows(theirs);
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        for cell in &mut self.cells {
            *cell = Cell {
                practices: cleared(&mut cell.practices),
                symptoms: cleared(&mut cell.symptoms),
                ever: cleared(&mut cell.ever),
                stages: cleared(&mut cell.stages),
                entries: cleared(&mut cell.entries),
                exits: cleared(&mut cell.exits),
                spent: cleared(&mut cell.spent),
                ..Cell::default()
            };
        }
        for loads in &mut self.loads {
            *loads = Loads { bins: cleared(&mut loads.bins), ..Loads::default() };
        }
    }

    /// Rows at step `t`: all people, then each group of `groups`, over all ages.
    pub fn rows(&self, model: &Model, t: i32, groups: &[usize]) -> Vec<Row> {
        let everybody: Vec<usize> = (0..self.loads.len()).collect();
        std::iter::once(self.row(model, t, None, &everybody))
            .chain(groups.iter().map(|&g| self.row(model, t, Some(g), &[g])))
            .collect()
    }

    /// Rows at step `t` for each age band between two cuts of each group of
    /// `groups` that has people in it; without the distribution of load.
    pub fn band_rows(&self, model: &Model, t: i32, groups: &[usize]) -> Vec<Row> {
        let mut rows = vec![];
        for &g in groups {
            for band in 1..self.bands.saturating_sub(1) {
                let cell = &self.cells[g * self.bands + band];
                if cell.people > 0 {
                    rows.push(cell.row(model, t, Some(g), Some(band - 1), LoadStats::default()));
                }
            }
        }
        rows
    }

    fn row(&self, model: &Model, t: i32, group: Option<usize>, members: &[usize]) -> Row {
        let mut cell = self.cells[members[0] * self.bands].clone();
        let mut loads = self.loads[members[0]].clone();
        for (position, &g) in members.iter().enumerate() {
            for (band, other) in self.cells[g * self.bands..(g + 1) * self.bands].iter().enumerate() {
                if (position, band) != (0, 0) {
                    cell.add(other);
                }
            }
            if position > 0 {
                loads.add(&self.loads[g]);
            }
        }
        cell.row(model, t, group, None, loads.stats())
    }
}

fn add_each(mine: &mut [u64], theirs: &[u64]) {
    for (a, b) in mine.iter_mut().zip(theirs) {
        *a += b;
    }
}

fn cleared<T: Default + Clone>(counts: &mut Vec<T>) -> Vec<T> {
    counts.fill(T::default());
    std::mem::take(counts)
}

impl Cell {
    fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.adopters += other.adopters;
        add_each(&mut self.practices, &other.practices);
        add_each(&mut self.symptoms, &other.symptoms);
        add_each(&mut self.ever, &other.ever);
        add_each(&mut self.stages, &other.stages);
        self.add_flows(other);
    }

    fn add_flows(&mut self, other: &Self) {
        self.new_adopters += other.new_adopters;
        self.discontinued += other.discontinued;
        add_each(&mut self.entries, &other.entries);
        add_each(&mut self.exits, &other.exits);
        add_each(&mut self.spent, &other.spent);
    }

    fn row(&self, model: &Model, t: i32, group: Option<usize>, band: Option<usize>, load: LoadStats) -> Row {
        Row {
            week: f64::from(t) * model.step,
            group,
            band,
            people: self.people,
            adopters: self.adopters,
            new_adopters: self.new_adopters,
            discontinued: self.discontinued,
            practices: self.practices.clone(),
            symptoms: self
                .symptoms
                .iter()
                .zip(&self.ever)
                .map(|(&people, &ever)| SymptomCounts { people, ever })
                .collect(),
            stages: (0..self.stages.len())
                .map(|k| StageCounts {
                    people: self.stages[k],
                    entries: self.entries[k],
                    exits: self.exits[k],
                    at_risk_years: self.spent[..=k].iter().sum::<u64>() as f64 * model.step_years,
                })
                .collect(),
            load,
        }
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
        self.sum += (load * LOAD_UNIT) as u64;
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
            quantiles: [0.025, 0.25, 0.5, 0.75, 0.975].map(quantile),
        }
    }
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

/// Counts how everybody in `block` stands at the end of step `t - 1`.
pub fn census(block: &mut Block, model: &Model, t: i32) {
    let mut tally = std::mem::take(&mut block.tally);
    for i in 0..block.len() {
        let cell = tally.cell(model, block.group[i], model.age_after(block.age[i], t));
        let cell = &mut tally.cells[cell];
        cell.people += 1;
        cell.practices[usize::from(block.practice[i])] += 1;
        cell.adopters += u64::from(model.adopts(block.practice[i]));
        for s in 0..model.symptoms {
            cell.symptoms[s] += u64::from(block.symptoms[i] >> s & 1);
            cell.ever[s] += u64::from(block.ever[i] >> s & 1);
        }
        if let Some(stage) = block.stage[i].checked_sub(1) {
            cell.stages[usize::from(stage)] += 1;
        }
        if model.stressful {
            let (load, _) = block.load_and_strain(model, i, (t - block.taken_up[i]) as usize);
            tally.loads[usize::from(block.group[i])].count(load);
        } else {
            tally.loads[usize::from(block.group[i])].count(0.0);
        }
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
