//! Symptoms and stages: deterministic crossings of tolerances.

use super::World;
use super::block::{Block, seen};
use super::condition::Measure;
use super::history::{gathered, move_to_stage};
use super::loads::load_of;
use super::model::Model;
use super::tally::Event;

/// Symptoms of everybody in the step from `t` to `t + 1`.
pub fn symptoms_of_all(block: &mut Block, model: &Model, t: i32) {
    (0..block.len()).for_each(|i| symptoms(block, model, i, t));
}

/// Symptoms and stages of those who are awake, counted. Of everybody else neither changes in this step.
pub fn conditions(block: &mut Block, world: &World, awake: &[u16]) {
    let (model, t) = (world.model, world.t);
    block.tally.spend_step();
    for &i in awake {
        let i = usize::from(i);
        let before = block.standing(i);
        block.settle(model, i, t);
        symptoms(block, model, i, t);
        stages(block, model, i, t);
        let after = block.standing(i);
        block.tally.moves(block.cell(model, i), before, after);
    }
}

/// Symptoms of the step from `t` to `t + 1`. Stress only falls within a wear,
/// so a symptom of stress is judged at the start of the step, where it is
/// largest; one of load or strain at the end.
fn symptoms(block: &mut Block, model: &Model, i: usize, t: i32) {
    let k = (t - block.present[i].taken_up) as usize;
    for s in 0..model.symptoms {
        let felt = match model.conditions[s].measure {
            Measure::Load => load_of(block.load_and_strain(model, i, k + 1).0) as f32,
            Measure::Strain => block.load_and_strain(model, i, k + 1).1 as f32,
            _ => block.present[i].stress * model.moment(block.practice[i], k).release as f32,
        };
        let present = u8::from(felt >= block.tolerance(model, s, i));
        block.symptoms[i] = block.symptoms[i] & !(1 << s) | present << s;
        block.ever[i] |= present << s;
    }
}

/// The stage at the end of the step from `t` to `t + 1`: at most one change per person and step.
fn stages(block: &mut Block, model: &Model, i: usize, t: i32) {
    if model.stages().is_empty() {
        return;
    }
    let (cell, stage) = (block.cell(model, i), block.stage[i]);
    let (next, load) = next_stage_of(block, model, i, (t + 1 - block.present[i].taken_up) as usize);
    if next > stage {
        block.tally.happened(cell, Event::Entered(next));
        block.entered[i] |= 1 << (next - 1);
    } else if next < stage {
        block.tally.happened(cell, Event::Recovered(stage));
    }
    if next != stage {
        move_to_stage(block, model, i, next, load);
    }
}

/// The stage of person `i` at the end of step `k` of their present wear, and their load then, in whole units.
#[inline(always)]
pub fn next_stage_of(block: &Block, model: &Model, i: usize, k: usize) -> (u8, i64) {
    let (load, strain) = block.load_and_strain(model, i, k);
    let level = |measure: Measure| match measure {
        Measure::Strain => strain as f32,
        Measure::Load => load_of(load) as f32,
        Measure::LoadWhile(gathering) => load_of(gathered(block, model, i, gathering, load)) as f32,
        // As for symptoms: the largest stress of the step, at its start.
        Measure::Stress => block.present[i].stress * model.moment(block.practice[i], k - 1).release as f32,
    };
    (next_stage(model, block.stage[i], level, |condition| block.tolerance(model, condition, i)), load)
}

/// The stage after `stage`, given how high each measure stands at the end of a step, and the tolerance of each
/// condition.
#[inline(always)]
pub fn next_stage(
    model: &Model,
    stage: u8,
    level: impl Fn(Measure) -> f32,
    tolerance: impl Fn(usize) -> f32,
) -> u8 {
    let (stages, at) = (model.stages(), usize::from(stage));
    if at < stages.len() && level(stages[at].measure) >= tolerance(model.symptoms + at) {
        return stage + 1;
    }
    if let Some(present) = at.checked_sub(1)
        && let Some(share) = stages[present].recover_at
        && level(stages[present].measure) < share as f32 * tolerance(model.symptoms + present)
    {
        return stage - 1;
    }
    stage
}

/// Lists those who look different to others in the next step.
pub fn show(block: &mut Block, world: &World, awake: &[u16]) {
    let model = world.model;
    let only_new = model.only_new();
    block.shown.clear();
    let fresh = std::mem::take(&mut block.fresh);
    let show = |block: &mut Block, i: usize| {
        let (person, practice) = (block.first + i, block.practice[i]);
        let before = world.peers.seen(person);
        let mut byte = practice;
        if block.symptoms(i) != 0 {
            byte |= seen::UNWELL;
        }
        if world.programme.committed(person, world.t) {
            byte |= seen::CHAMPION;
        }
        if only_new && model.adopts(practice) && !model.adopts(before & seen::PRACTICE) {
            byte |= seen::NEW;
            block.fresh.push(i as u16);
        }
        if byte != before {
            block.shown.push((i as u16, byte));
        }
    };
    if world.programme.has_champions() {
        // Who is one ends without anything else happening to them.
        (0..block.len()).for_each(|i| show(block, i));
    } else {
        fresh.iter().chain(awake).for_each(|&i| show(block, usize::from(i)));
    }
}
