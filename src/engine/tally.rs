//! Counting a block, in integers, so that the order of adding does not matter.

use super::block::Block;
use super::loads::Loads;
use super::model::Model;
use super::series::{Row, StageCounts, SymptomCounts};
use std::ops::Range;

/// Counts per cell, a cell being one age band of one group; bands lie below,
/// between and above the cuts of `output.age_bands`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    shape: Shape,
    /// What happened since the last record, one row of [`Shape::flows`] per cell.
    flows: Vec<u64>,
    /// How things stand, one row of [`Shape::stands`] per cell.
    stands: Vec<u32>,
    /// Per group: load histogram and sum; only in a tally of everybody.
    loads: Vec<Loads>,
}

/// How a person stands, as far as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Practice followed.
    pub practice: u8,
    /// Stage, 0 for none.
    pub stage: u8,
    /// Symptoms present, as bits.
    pub symptoms: u8,
    /// Symptoms ever had, as bits.
    pub ever: u8,
    /// Stages entered since week 0 (or since they came), as bits.
    pub entered: u8,
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
        let cells = model.groups.len() * shape.bands;
        Self {
            shape,
            flows: vec![0; cells * shape.flows()],
            stands: vec![0; cells * shape.stands()],
            loads: vec![],
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

    /// Counts a step that everybody spends in the stage (or none) that they stand in, at risk of every later one.
    pub fn spend_step(&mut self) {
        let Shape { practices, stages, .. } = self.shape;
        if stages == 0 {
            return;
        }
        let (width, first) = (self.shape.flows(), 2 + 2 * stages);
        for (flows, stands) in self.flows.chunks_mut(width).zip(self.stands.chunks(self.shape.stands())) {
            for (spent, &people) in flows[first..].iter_mut().zip(&stands[practices..practices + stages]) {
                *spent += u64::from(people);
            }
        }
    }

    /// Counts somebody who comes into a cell.
    pub fn joins(&mut self, cell: u16, standing: Standing) {
        self.shift(cell, standing, 1);
    }

    /// Counts somebody out of a cell.
    pub fn leaves(&mut self, cell: u16, standing: Standing) {
        self.shift(cell, standing, u32::MAX);
    }

    /// Counts somebody who stands otherwise than before.
    #[inline]
    pub fn moves(&mut self, cell: u16, before: Standing, after: Standing) {
        if before != after {
            self.leaves(cell, before);
            self.joins(cell, after);
        }
    }

    /// Counts somebody who follows another practice than before.
    #[inline]
    pub fn changes(&mut self, cell: u16, before: u8, after: u8) {
        let row = usize::from(cell) * self.shape.stands();
        let mut add = |practice: u8, one: u32| {
            let count = &mut self.stands[row + usize::from(practice)];
            *count = count.wrapping_add(one);
        };
        add(before, u32::MAX);
        add(after, 1);
    }

    /// Adds `one`, which may be −1 to the modulus, wherever somebody counts.
    fn shift(&mut self, cell: u16, standing: Standing, one: u32) {
        let Shape { practices, symptoms, stages, .. } = self.shape;
        let width = self.shape.stands();
        let row = &mut self.stands[usize::from(cell) * width..][..width];
        let mut add = |at: usize, here: bool| {
            if here {
                row[at] = row[at].wrapping_add(one);
            }
        };
        add(usize::from(standing.practice), true);
        add(practices + usize::from(standing.stage), true);
        let first = practices + 1 + stages;
        for s in 0..symptoms {
            add(first + 2 * s, standing.symptoms >> s & 1 == 1);
            add(first + 2 * s + 1, standing.ever >> s & 1 == 1);
        }
        for k in 0..stages {
            add(first + 2 * symptoms + k, standing.entered >> k & 1 == 1);
        }
    }

    /// Adds people by group and practice to `counts`.
    pub fn add_practices(&self, counts: &mut [u64]) {
        let Shape { bands, practices, .. } = self.shape;
        for (cell, stands) in self.stands.chunks(self.shape.stands()).enumerate() {
            let counts = &mut counts[cell / bands * practices..][..practices];
            counts.iter_mut().zip(stands).for_each(|(count, &people)| *count += u64::from(people));
        }
    }

    /// Adds another tally of the same shape.
    pub fn add(&mut self, other: &Self) {
        self.add_flows(other);
        self.stands.iter_mut().zip(&other.stands).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// Adds what happened in another tally of the same shape, not how things stand.
    pub fn add_flows(&mut self, other: &Self) {
        self.flows.iter_mut().zip(&other.flows).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// Forgets what happened.
    pub fn clear_flows(&mut self) {
        self.flows.fill(0);
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.clear_flows();
        self.stands.fill(0);
        self.loads.clear();
    }

    /// Adds how load is spread over everybody at the beginning of step `t`, block after block.
    pub fn count_loads(&mut self, blocks: &[Block], model: &Model, t: i32, parallel: bool) {
        self.loads = if model.stressful {
            Loads::of(blocks, model, t, parallel)
        } else {
            let mut counts = vec![0; model.groups.len() * self.shape.practices];
            self.add_practices(&mut counts);
            counts
                .chunks(self.shape.practices)
                .map(|counts| Loads::of_unburdened(counts.iter().sum()))
                .collect()
        };
    }

    /// Rows at step `t`: all people, then each group of `groups`, over all ages.
    pub fn rows(&self, model: &Model, t: i32, groups: &[usize]) -> Vec<Row> {
        let bands = self.shape.bands;
        let cells = |g: usize| g * bands..(g + 1) * bands;
        let all = self.row(model, t, None, None, 0..model.groups.len() * bands, &self.loads);
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
        cells: Range<usize>,
        loads: &[Loads],
    ) -> Row {
        fn sum<Count: Copy + Into<u64>>(counts: &[Count], width: usize, cells: Range<usize>) -> Vec<u64> {
            let mut sum = vec![0; width];
            for row in counts[cells.start * width..cells.end * width].chunks(width) {
                sum.iter_mut().zip(row).for_each(|(sum, &count)| *sum += count.into());
            }
            sum
        }
        let Shape { practices, symptoms, stages, innovation, .. } = self.shape;
        let flows = sum(&self.flows, self.shape.flows(), cells.clone());
        let stands = sum(&self.stands, self.shape.stands(), cells);
        let (by_practice, rest) = stands.split_at(practices);
        let (by_stage, rest) = rest.split_at(1 + stages);
        let (by_symptom, entered) = rest.split_at(2 * symptoms);
        let (entries, rest) = flows[2..].split_at(stages);
        let (exits, spent) = rest.split_at(stages);
        let mut load = Loads::none();
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
