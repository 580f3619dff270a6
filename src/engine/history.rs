//! How people came to their load: past practices, integrated in closed form.
//!
//! From `history.from_age` to the present age a person lives through spells.
//! A spell lasts an exponential time (mean `history.spell`), cut where they
//! pass into the next group; its practice is drawn from the past shares of the
//! group they were in, except that the last spell is of the present practice.
//! People change when a wear is over, so that a spell is whole wears.
//!
//! Within a spell the practice is worn again and again. Strain at the same
//! phase of successive wears relaxes exponentially towards that of an endless
//! row of wears, so that how many wears pass before a stage may be entered or
//! left is a logarithm. Only a wear in which that may happen is stepped
//! through, by the same rule as the weeks after week 0.

use super::block::Block;
use super::condition::Measure;
use super::loads::{load_of, units_of};
use super::model::Model;
use super::stages::{next_stage, next_stage_of};
use super::wear::{Wear, leaky, wears_until};
use crate::draw::{self, Draws, Purpose};
use crate::scenario::Scenario;
use crate::scenario::units::WEEKS_PER_YEAR;

/// For each group: the groups that its members were in before, with the ages at which they moved on.
pub struct Ancestry(Vec<Vec<(u8, f64)>>);

impl Ancestry {
    /// Follows `becomes` backwards. Where several groups lead to one, the first in the file counts.
    pub fn new(scenario: &Scenario) -> Self {
        let groups = &scenario.population.groups;
        let before = |g: usize| groups.iter().position(|p| p.becomes.as_ref() == Some(&groups[g].name));
        let chain = |g: usize| {
            let mut line = vec![(g as u8, f64::INFINITY)];
            let mut now = g;
            while let Some(earlier) =
                before(now).filter(|&e| line.iter().all(|&(seen, _)| usize::from(seen) != e))
            {
                line.push((earlier as u8, groups[earlier].ages[1]));
                now = earlier;
            }
            line.reverse();
            line
        };
        Self((0..groups.len()).map(chain).collect())
    }

    /// The group that a person now in `group` was in at `age`, and until what age.
    fn at(&self, group: u8, age: f64) -> (u8, f64) {
        let line = &self.0[usize::from(group)];
        *line.iter().find(|(_, until)| age < *until).unwrap_or(&line[line.len() - 1])
    }
}

/// Gives everybody in `block` the load, strain, stage and symptoms of their
/// past, and puts them somewhere within a wear of their present practice.
pub fn live_through(
    block: &mut Block,
    model: &Model,
    scenario: &Scenario,
    ancestry: &Ancestry,
    draws: &Draws,
) {
    let len = block.len();
    let mut words = [vec![0; len], vec![0; len]];
    let [first, second] = &mut words;
    let mut in_wear = vec![false; len];
    if let Some(history) = scenario.history.as_ref().filter(|_| model.stressful) {
        let mut cursor = vec![history.from_age; len];
        let mut unfinished: Vec<usize> =
            (0..len).filter(|&i| f64::from(block.age(i)) > history.from_age).collect();
        let mut occasion = 0;
        while !unfinished.is_empty() {
            draws.stream(Purpose::of("length of spell", ""), occasion).fill(block.first, first);
            draws.stream(Purpose::of("practice of spell", ""), occasion).fill(block.first, second);
            unfinished.retain(|&i| {
                let present = f64::from(block.age(i));
                let (group, until) = ancestry.at(block.group(i), cursor[i]);
                let practice = draw::pick(second[i], &model.groups[usize::from(group)].past) as u8;
                let mut spell = Spell::new(block, model, i, practice, group);
                // People change when a wear is over.
                let length = draw::exponential(first[i]) * history.spell.weeks();
                let wears = (length / spell.cycle).ceil();
                let end = (cursor[i] + wears * spell.cycle / WEEKS_PER_YEAR).min(until);
                if end < present {
                    spell.live((end - cursor[i]) * WEEKS_PER_YEAR);
                    cursor[i] = end;
                    return true;
                }
                in_wear[i] = live_last(block, model, i, group, (present - cursor[i]) * WEEKS_PER_YEAR);
                false
            });
            occasion += 1;
        }
    }
    // Steps since take-up at week 0, from 1 to a whole wear: whoever is at the end of one reviews in the first step.
    draws.stream(Purpose::of("phase of wear", ""), 0).fill(block.first, first);
    for i in (0..len).filter(|&i| !in_wear[i]) {
        let worn = model.wears[usize::from(block.practice[i])].worn as usize;
        join_mid_wear(block, model, i, 1 + draw::below(first[i], worn));
    }
}

/// Person `i` lives through `weeks` of their present practice. Whether that took them into a wear that goes on at week
/// 0: not if the weeks are less than a step.
fn live_last(block: &mut Block, model: &Model, i: usize, group: u8, weeks: f64) -> bool {
    let practice = block.practice[i];
    let worn = model.wears[usize::from(practice)].worn as usize;
    let mut spell = Spell::new(block, model, i, practice, group);
    let steps = whole(weeks, model.step) as usize;
    if steps == 0 {
        spell.live(weeks);
        return false;
    }
    // A wear that is just over still waits for its review.
    let phase = (steps - 1) % worn + 1;
    let before = (steps - phase) as f64 * model.step;
    spell.live((weeks - steps as f64 * model.step).max(0.0));
    spell.live(before);
    block.begin_wear(model, i, practice, -(phase as i32), 1.0);
    for k in 1..=phase {
        let (next, load) = next_stage_of(block, model, i, k);
        if next != block.stage[i] {
            move_to_stage(block, model, i, next, load);
        }
    }
    true
}

/// How many times `part` fits into `weeks`, of which rounding may have taken a little.
fn whole(weeks: f64, part: f64) -> f64 {
    (weeks / part + 1e-9).floor()
}

/// Puts person `i` `phase` steps into a wear of their practice, with load and strain at week 0 as they stand.
fn join_mid_wear(block: &mut Block, model: &Model, i: usize, phase: usize) {
    let practice = block.practice[i];
    block.begin_wear(model, i, practice, -(phase as i32), 1.0);
    if !model.stressful {
        return;
    }
    let wear = &model.wears[usize::from(practice)];
    let power = f64::from(block.power(i));
    let present = &mut block.present[i];
    present.load -= units_of(f64::from(present.stress) * wear.at[phase].load);
    present.strain = (present.strain - power * wear.at[phase].strain) / wear.at[phase].decay;
}

/// One practice worn again and again by one person.
struct Spell<'a> {
    block: &'a mut Block,
    model: &'a Model,
    wear: &'a Wear,
    person: usize,
    /// τ0.
    stress: f64,
    /// τ0^m.
    power: f64,
    /// Length of a wear, weeks.
    cycle: f64,
    /// Ratio of tolerance in the group of the time to that of now, by condition.
    then: [f64; 16],
}

impl<'a> Spell<'a> {
    fn new(block: &'a mut Block, model: &'a Model, person: usize, practice: u8, group: u8) -> Self {
        let wear = &model.wears[usize::from(practice)];
        let traits = block.traits(person);
        let stress = model.stress_of(practice, group, traits, block.present[person].tightness);
        let mut then = [1.0; 16];
        if group != block.group(person) {
            for (ratio, condition) in then.iter_mut().zip(&model.conditions) {
                *ratio = f64::from(condition.factor(group, traits))
                    / f64::from(condition.factor(block.group(person), traits));
            }
        }
        let cycle = f64::from(wear.worn) * model.step;
        Self {
            stress: f64::from(stress),
            power: f64::from(model.power(stress)),
            block,
            model,
            wear,
            person,
            cycle,
            then,
        }
    }

    fn tolerance(&self, condition: usize) -> f64 {
        f64::from(self.block.tolerance(self.model, condition, self.person)) * self.then[condition]
    }

    /// Strain at take-up in an endless row of wears, or its growth per wear if it never leaks.
    fn strain_limit(&self) -> f64 {
        let end = self.wear.end();
        let gain = self.power * end.strain;
        if self.wear.leak > 0.0 { gain / (1.0 - end.decay) } else { gain }
    }

    /// Wears until strain at take-up is beyond `level`.
    fn wears_to_strain(&self, level: f64, beyond: impl Fn(f64, f64) -> bool) -> f64 {
        let end = self.wear.end();
        let now = self.block.present[self.person].strain;
        wears_until(now, level, (end.decay, self.power * end.strain), beyond).ceil()
    }

    /// The strain at take-up with which it would be `strain` at the end of step `k`.
    fn strain_before(&self, strain: f64, k: usize) -> f64 {
        (strain - self.power * self.wear.at[k].strain) / self.wear.at[k].decay
    }

    /// Steps of a wear.
    fn steps(&self) -> std::ops::RangeInclusive<usize> {
        1..=self.wear.worn as usize
    }

    /// Whole wears that pass before the one in which the next stage is entered, if the present one is not left.
    fn wears_to_entry(&self) -> f64 {
        let (i, stage) = (self.person, usize::from(self.block.stage[self.person]));
        let Some(condition) = self.model.stages().get(stage) else { return f64::INFINITY };
        let tolerance = self.tolerance(self.model.symptoms + stage);
        let units = self.block.present[i].load;
        let load = load_of(units);
        let by_load = |short: f64| match self.stress * self.wear.end().load {
            _ if short <= 0.0 => 0.0,
            gain if gain > 0.0 => (short / gain).ceil() - 1.0,
            _ => f64::INFINITY,
        };
        match condition.measure {
            Measure::Stress if self.stress >= tolerance => 0.0,
            Measure::Stress => f64::INFINITY,
            Measure::Load => by_load(tolerance - load),
            Measure::LoadWhile(gathering) => {
                let short = tolerance - load_of(gathered(self.block, self.model, i, gathering, units));
                if short <= 0.0 || usize::from(gathering) == stage { by_load(short) } else { f64::INFINITY }
            }
            Measure::Strain => {
                let level =
                    self.steps().map(|k| self.strain_before(tolerance, k)).fold(f64::INFINITY, f64::min);
                self.wears_to_strain(level, |strain, level| strain >= level)
            }
        }
    }

    /// Whole wears that pass before the one in which the present stage is left for the one before.
    fn wears_to_recovery(&self) -> f64 {
        let Some(stage) = usize::from(self.block.stage[self.person]).checked_sub(1) else {
            return f64::INFINITY;
        };
        let condition = &self.model.stages()[stage];
        let Some(share) = condition.recover_at else { return f64::INFINITY };
        let least = share * self.tolerance(self.model.symptoms + stage);
        match condition.measure {
            Measure::Stress if self.stress * self.wear.at[self.wear.worn as usize - 1].release < least => 0.0,
            Measure::Strain => {
                let level =
                    self.steps().map(|k| self.strain_before(least, k)).fold(f64::NEG_INFINITY, f64::max);
                self.wears_to_strain(level, |strain, level| strain < level)
            }
            _ => f64::INFINITY,
        }
    }

    /// Whole wears that pass before the one in which the stage may change.
    fn quiet_wears(&self) -> f64 {
        let entry = self.wears_to_entry();
        if entry > 0.0 { entry.min(self.wears_to_recovery()) } else { entry }
    }

    /// Lives through `weeks` of the spell: many wears at a time while the stage stays as it is, and step by step
    /// through a wear in which it may change.
    fn live(&mut self, weeks: f64) {
        let mut left = weeks;
        while left > 0.0 {
            let quiet = self.quiet_wears();
            if quiet > whole(left, self.cycle) {
                break;
            }
            if quiet > 0.0 {
                self.pass(quiet * self.cycle);
                left -= quiet * self.cycle;
            }
            let wear = left.min(self.cycle);
            self.step_through(whole(wear, self.model.step) as usize);
            self.pass(wear);
            left -= wear;
        }
        self.pass(left.max(0.0));
        for s in 0..self.model.symptoms {
            let felt = match self.model.conditions[s].measure {
                Measure::Strain => self.block.present[self.person].strain,
                Measure::Load => load_of(self.block.present[self.person].load),
                _ => self.stress,
            };
            self.block.ever[self.person] |= u8::from(felt >= self.tolerance(s)) << s;
        }
    }

    /// Changes of stage in the first `steps` of a wear that begins now.
    fn step_through(&mut self, steps: usize) {
        let (start, wear, i) = (self.block.present[self.person], self.wear, self.person);
        for k in 1..=steps {
            let at = &wear.at[k];
            let load = start.load.saturating_add(units_of(self.stress * at.load));
            let stage = self.block.stage[i];
            let level = |measure: Measure| match measure {
                Measure::Strain => (start.strain * at.decay + self.power * at.strain) as f32,
                Measure::Load => load_of(load) as f32,
                Measure::LoadWhile(gathering) => {
                    load_of(gathered(self.block, self.model, i, gathering, load)) as f32
                }
                Measure::Stress => (self.stress * wear.at[k - 1].release) as f32,
            };
            let next = next_stage(self.model, stage, level, |condition| self.tolerance(condition) as f32);
            if next != stage {
                move_to_stage(self.block, self.model, i, next, load);
            }
        }
    }

    /// Adds the load and strain of `weeks`: whole wears, then part of one.
    fn pass(&mut self, weeks: f64) {
        let wears = whole(weeks, self.cycle);
        let part = (weeks - wears * self.cycle).max(0.0);
        let (limit, end) = (self.strain_limit(), self.wear.end());
        let present = &mut self.block.present[self.person];
        present.load = present.load.saturating_add(units_of(self.stress * wears * end.load));
        present.strain = match wears {
            _ if self.wear.leak == 0.0 => present.strain + limit * wears,
            1.0 => present.strain * end.decay + self.power * end.strain,
            _ => limit + (present.strain - limit) * libm::exp(-self.wear.leak * wears * self.cycle),
        };
        if part > 0.0 {
            let more = units_of(self.stress * leaky(part, self.wear.fading, 0.0));
            present.load = present.load.saturating_add(more);
            present.strain = present.strain * libm::exp(-self.wear.leak * part)
                + self.power * leaky(part, self.wear.power_fading, self.wear.leak);
        }
    }
}

/// Load gathered by person `i` while in stage `gathering`, when their load is `load`; in whole units, as that is.
#[inline]
pub fn gathered(block: &Block, model: &Model, i: usize, gathering: u8, load: i64) -> i64 {
    let position = model.gathering.iter().position(|&g| g == gathering).unwrap_or(0);
    let kept = block.gathered[i * model.gathering.len() + position];
    if block.stage[i] == gathering { load - kept } else { kept }
}

/// Moves person `i` to a stage when their load is `load`, in whole units.
pub fn move_to_stage(block: &mut Block, model: &Model, i: usize, stage: u8, load: i64) {
    let from = std::mem::replace(&mut block.stage[i], stage);
    if let Some(had) = block.had.get_mut(i) {
        *had |= (1u16 << stage >> 1) as u8;
    }
    for (position, &gathering) in model.gathering.iter().enumerate() {
        if gathering == from || gathering == stage {
            // In the stage: load − kept is what was gathered. Out of it: kept is.
            let kept = &mut block.gathered[i * model.gathering.len() + position];
            *kept = load - *kept;
        }
    }
}
