//! Load in whole units, and how it is spread over people: so that the order of adding does not matter, and wears that
//! are over add up to the same one by one and all at once.

use super::block::Block;
use super::model::Model;
use super::series::LoadStats;
use rayon::prelude::*;

/// Bins per doubling of the load: quantiles interpolated within a bin are good to about 1 %.
const BINS_PER_OCTAVE: usize = 16;
/// The histogram starts at load 2^LOWEST.
const LOWEST: i32 = -6;
const OCTAVES: usize = 26;
/// Blocks whose loads are counted together.
const BLOCKS_PER_COUNT: usize = 16;
/// Bin 0 holds loads below 2^LOWEST.
const BINS: usize = OCTAVES * BINS_PER_OCTAVE + 1;
/// The load of a person is kept in units of 2^-32: a week of a stress of 0.02 to eight digits, and room for a stress
/// of 10,000, the largest that a scenario may name, for 4,000 years; beyond that it stays at the most.
const UNITS: f64 = 4_294_967_296.0;
/// That of many is summed in units of 2^-20.
const COARSE: f64 = 1_048_576.0;
/// The first of those units, as a power of two, in the second.
const COARSER: u32 = 12;

/// The whole number of units of 2^-32 nearest to a load, which is never below 0.
#[inline(always)]
pub fn units_of(load: f64) -> i64 {
    (load * UNITS + 0.5) as i64
}

/// The load of so many units of 2^-32.
#[inline(always)]
pub fn load_of(units: i64) -> f64 {
    units as f64 * (1.0 / UNITS)
}

/// The loads of some people: how many they are, the sum, and a histogram.
#[derive(Clone, Debug, PartialEq)]
pub struct Loads {
    people: u64,
    sum: u64,
    bins: Vec<u32>,
}

impl Loads {
    /// Nobody's.
    pub fn none() -> Self {
        Self { people: 0, sum: 0, bins: vec![0; BINS] }
    }

    /// Those of people who carry none.
    pub fn of_unburdened(people: u64) -> Self {
        let mut loads = Self { people, ..Self::none() };
        loads.bins[0] = people as u32;
        loads
    }

    /// Those of everybody at the beginning of step `t`, by group.
    pub fn of(blocks: &[Block], model: &Model, t: i32, parallel: bool) -> Vec<Self> {
        let none = || vec![Self::none(); model.groups.len()];
        let count = |blocks: &[Block]| {
            let mut loads = none();
            blocks.iter().for_each(|block| count_block(block, model, t, &mut loads));
            loads
        };
        // Counts are whole numbers: neither order nor grouping matters.
        let parts = if parallel {
            blocks.par_chunks(BLOCKS_PER_COUNT).map(count).collect()
        } else {
            vec![count(blocks)]
        };
        let mut all = none();
        for part in parts {
            all.iter_mut().zip(&part).for_each(|(sum, part)| sum.add(part));
        }
        all
    }

    /// Adds those of others.
    pub fn add(&mut self, other: &Self) {
        self.people += other.people;
        self.sum += other.sum;
        for (a, b) in self.bins.iter_mut().zip(&other.bins) {
            *a += b;
        }
    }

    /// Counts somebody who carries so many units of 2^-32.
    #[inline]
    fn count(&mut self, units: i64) {
        self.people += 1;
        self.sum += coarse(units);
        self.bins[bin(load_of(units) as f32)] += 1;
    }

    /// Their mean, sum and quantiles.
    pub fn stats(&self) -> LoadStats {
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
            mean: self.sum as f64 / COARSE / self.people as f64,
            total: self.sum as f64 / COARSE,
            quantiles: [0.025, 0.25, 0.5, 0.75, 0.975].map(quantile),
        }
    }
}

/// Units of 2^-32 in those of 2^-20.
#[inline]
fn coarse(units: i64) -> u64 {
    (units.max(0) >> COARSER) as u64
}

/// The load of a sum of so many units of 2^-20.
pub fn load_of_coarse(units: i64) -> f64 {
    units as f64 / COARSE
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

/// The load of person `i` at the beginning of step `t` in units of 2^-20, as the sums of a tally have it.
pub fn coarse_load(block: &Block, model: &Model, i: usize, t: i32) -> u64 {
    coarse(block.load_at(model, i, t))
}

/// Counts the loads of a block at the beginning of step `t`, by group.
fn count_block(block: &Block, model: &Model, t: i32, loads: &mut [Loads]) {
    for (i, (&practice, present)) in block.practice.iter().zip(&block.present).enumerate() {
        loads[usize::from(block.group(i))].count(present.load_at(model, practice, t));
    }
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
        let mut loads = Loads::none();
        (0..100_000).for_each(|i| loads.count(units_of(f64::from(i) / 100.0)));
        let stats = loads.stats();
        assert!((stats.mean - 499.995).abs() < 1e-3);
        for (q, exact) in stats.quantiles.into_iter().zip([25.0, 250.0, 500.0, 750.0, 975.0]) {
            assert!((q / exact - 1.0).abs() < 0.01, "{q} {exact}");
        }
    }
}
