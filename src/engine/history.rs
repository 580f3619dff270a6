//! How people came to their load: past practices, integrated in closed form.
//!
//! From `history.from_age` to the present age a person lives through spells.
//! A spell lasts an exponential time (mean `history.spell`), cut where they
//! pass into the next group; its practice is drawn from the past shares of the
//! group they were in, except that the last spell is of the present practice.
//! Within a spell the practice is worn again and again. Strain at the same
//! phase of successive wears relaxes exponentially towards that of an endless
//! row of wears, so the moments at which stages are entered and left are
//! logarithms, and no past week is ever stepped through.

use super::block::Block;
use super::condition::Measure;
use super::model::Model;
use super::stages::next_stage;
use super::wear::{Wear, leaky};
use crate::draw::{self, Draws, Purpose};
use crate::scenario::Scenario;
use crate::scenario::units::WEEKS_PER_YEAR;

/// Stage changes looked for within one spell; more would be flicker.
const CHANGES_PER_SPELL: usize = 16;

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
    draws.stream(Purpose::of("phase of wear", ""), 0).fill(block.first, first);
    // Steps since take-up at week 0, from 1 to a whole wear: whoever is at the end of one reviews in the first step.
    let phases: Vec<usize> = (0..len)
        .map(|i| 1 + draw::below(first[i], model.wears[usize::from(block.practice[i])].worn as usize))
        .collect();
    let mut unfinished: Vec<usize> = vec![];
    let mut cursor: Vec<f64> = vec![0.0; len];
    if let Some(history) = scenario.history.as_ref().filter(|_| model.stressful) {
        cursor.fill(history.from_age);
        unfinished = (0..len).filter(|&i| f64::from(block.age(i)) > history.from_age).collect();
        let mut occasion = 0;
        while !unfinished.is_empty() {
            draws.stream(Purpose::of("length of spell", ""), occasion).fill(block.first, first);
            draws.stream(Purpose::of("practice of spell", ""), occasion).fill(block.first, second);
            unfinished.retain(|&i| {
                let present = f64::from(block.age(i));
                let (group, until) = ancestry.at(block.group[i], cursor[i]);
                let length = draw::exponential(first[i]) * history.spell.years();
                let end = (cursor[i] + length).min(until).min(present);
                let weeks = (end - cursor[i]) * WEEKS_PER_YEAR;
                cursor[i] = end;
                if end < present {
                    let practice = draw::pick(second[i], &model.groups[usize::from(group)].past) as u8;
                    Spell::new(block, model, i, practice, group).live(weeks);
                    return true;
                }
                // The present wear began within the last spell, `phases[i]` steps ago, if the spell is that long.
                let present_wear = phases[i] as f64 * model.step;
                let practice = block.practice[i];
                if weeks >= present_wear {
                    Spell::new(block, model, i, practice, group).live(weeks - present_wear);
                    block.begin_wear(model, i, practice, -(phases[i] as i32), 1.0);
                    for k in 1..=phases[i] {
                        let (next, load) = next_stage(block, model, i, k);
                        if next != block.stage[i] {
                            move_to_stage(block, model, i, next, load);
                        }
                    }
                    cursor[i] = f64::NAN;
                } else {
                    Spell::new(block, model, i, practice, group).live(weeks);
                }
                false
            });
            occasion += 1;
        }
    }
    for i in 0..len {
        if !cursor[i].is_nan() {
            join_mid_wear(block, model, i, phases[i]);
        }
    }
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
    present.load -= f64::from(present.stress) * wear.at[phase].load;
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
        if group != block.group[person] {
            for (ratio, condition) in then.iter_mut().zip(&model.conditions) {
                *ratio = f64::from(condition.factor(group, traits))
                    / f64::from(condition.factor(block.group[person], traits));
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

    /// Load per week, over whole wears.
    fn load_rate(&self) -> f64 {
        self.stress * self.wear.end().load / self.cycle
    }

    /// Strain at take-up in an endless row of wears, or its growth per week if it never leaks.
    fn strain_limit(&self) -> f64 {
        let end = self.wear.end();
        let gain = self.power * end.strain;
        if self.wear.leak > 0.0 { gain / (1.0 - end.decay) } else { gain / self.cycle }
    }

    /// Weeks until strain at take-up reaches `level` from below (`rising`) or falls under it; 0 if it has.
    fn time_to_strain(&self, level: f64, rising: bool) -> f64 {
        let now = self.block.present[self.person].strain;
        if (rising && now >= level) || (!rising && now < level) {
            return 0.0;
        }
        let limit = self.strain_limit();
        if self.wear.leak == 0.0 {
            return if rising && limit > 0.0 { (level - now) / limit } else { f64::INFINITY };
        }
        let ratio = (now - limit) / (level - limit);
        if (rising && limit > level) || (!rising && limit < level) {
            libm::log(ratio) / self.wear.leak
        } else {
            f64::INFINITY
        }
    }

    /// Weeks until the next stage is entered.
    fn time_to_entry(&self) -> f64 {
        let (i, stage) = (self.person, usize::from(self.block.stage[self.person]));
        let Some(condition) = self.model.stages().get(stage) else { return f64::INFINITY };
        let tolerance = self.tolerance(self.model.symptoms + stage);
        let by_load = |short: f64| match self.load_rate() {
            _ if short <= 0.0 => 0.0,
            rate if rate > 0.0 => short / rate,
            _ => f64::INFINITY,
        };
        match condition.measure {
            Measure::Stress if self.stress >= tolerance => 0.0,
            Measure::Stress => f64::INFINITY,
            Measure::Load => by_load(tolerance - self.block.present[i].load),
            Measure::LoadWhile(gathering) => {
                let short =
                    tolerance - gathered(self.block, self.model, i, gathering, self.block.present[i].load);
                if short <= 0.0 || usize::from(gathering) == stage { by_load(short) } else { f64::INFINITY }
            }
            Measure::Strain => {
                let peak = self.wear.at[self.wear.peak];
                let level = (tolerance - self.power * peak.strain) / peak.decay;
                self.time_to_strain(level, true)
            }
        }
    }

    /// Weeks until the present stage is left for the one before.
    fn time_to_recovery(&self) -> f64 {
        let Some(stage) = usize::from(self.block.stage[self.person]).checked_sub(1) else {
            return f64::INFINITY;
        };
        let condition = &self.model.stages()[stage];
        let Some(share) = condition.recover_at else { return f64::INFINITY };
        let level = share * self.tolerance(self.model.symptoms + stage);
        match condition.measure {
            Measure::Stress if self.stress * self.wear.end().release < level => 0.0,
            Measure::Strain => {
                let trough = self.wear.at[self.wear.trough];
                let level = (level - self.power * trough.strain) / trough.decay;
                self.time_to_strain(level, false)
            }
            _ => f64::INFINITY,
        }
    }

    /// Lives through `weeks` of the spell.
    fn live(&mut self, weeks: f64) {
        let mut left = weeks;
        for _ in 0..CHANGES_PER_SPELL {
            let (entry, recovery) = (self.time_to_entry(), self.time_to_recovery());
            let wait = entry.min(recovery).max(self.model.step);
            if wait > left {
                break;
            }
            self.pass(wait);
            left -= wait;
            let load = self.block.present[self.person].load;
            let stage = self.block.stage[self.person];
            let next = if entry <= recovery { stage + 1 } else { stage - 1 };
            move_to_stage(self.block, self.model, self.person, next, load);
        }
        self.pass(left);
        for s in 0..self.model.symptoms {
            let felt = match self.model.conditions[s].measure {
                Measure::Strain => self.block.present[self.person].strain,
                Measure::Load => self.block.present[self.person].load,
                _ => self.stress,
            };
            self.block.ever[self.person] |= u8::from(felt >= self.tolerance(s)) << s;
        }
    }

    /// Adds the load and strain of `weeks`: whole wears, then part of one.
    fn pass(&mut self, weeks: f64) {
        let i = self.person;
        let wears = (weeks / self.cycle).floor();
        let part = weeks - wears * self.cycle;
        self.block.present[i].load +=
            self.stress * (wears * self.wear.end().load + leaky(part, self.wear.fading, 0.0));
        let limit = self.strain_limit();
        let whole = if self.wear.leak > 0.0 {
            limit + (self.block.present[i].strain - limit) * libm::exp(-self.wear.leak * wears * self.cycle)
        } else {
            self.block.present[i].strain + limit * wears * self.cycle
        };
        self.block.present[i].strain = whole * libm::exp(-self.wear.leak * part)
            + self.power * leaky(part, self.wear.power_fading, self.wear.leak);
    }
}

/// Load gathered by person `i` while in stage `gathering`, when their load is `load`.
#[inline]
pub fn gathered(block: &Block, model: &Model, i: usize, gathering: u8, load: f64) -> f64 {
    let position = model.gathering.iter().position(|&g| g == gathering).unwrap_or(0);
    let kept = block.gathered[i * model.gathering.len() + position];
    if block.stage[i] == gathering { load - kept } else { kept }
}

/// Moves person `i` to a stage when their load is `load`.
pub fn move_to_stage(block: &mut Block, model: &Model, i: usize, stage: u8, load: f64) {
    let from = std::mem::replace(&mut block.stage[i], stage);
    block.had[i] |= (1u16 << stage >> 1) as u8;
    for (position, &gathering) in model.gathering.iter().enumerate() {
        if gathering == from || gathering == stage {
            // In the stage: load − kept is what was gathered. Out of it: kept is.
            let kept = &mut block.gathered[i * model.gathering.len() + position];
            *kept = load - *kept;
        }
    }
}
