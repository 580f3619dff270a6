//! Symptoms and stages: deterministic crossings of tolerances.

use super::World;
use super::block::{Block, seen};
use super::condition::Measure;
use super::history::{gathered, move_to_stage};
use super::model::Model;
use super::tally::Event;

/// Symptoms of the step from `t` to `t + 1`. Stress only falls within a wear,
/// so a symptom of stress is judged at the start of the step, where it is
/// largest; one of load or strain at the end.
pub fn symptoms(block: &mut Block, model: &Model, t: i32) {
    for s in 0..model.symptoms {
        let measure = model.conditions[s].measure;
        for i in 0..block.len() {
            let k = (t - block.taken_up[i]) as usize;
            let felt = match measure {
                Measure::Load => block.load_and_strain(model, i, k + 1).0 as f32,
                Measure::Strain => block.load_and_strain(model, i, k + 1).1 as f32,
                _ => block.stress[i] * model.moment(block.practice[i], k).release as f32,
            };
            let present = u8::from(felt >= block.tolerance[s][i]);
            block.symptoms[i] = block.symptoms[i] & !(1 << s) | present << s;
            block.ever[i] |= present << s;
        }
    }
}

/// Stages at the end of the step from `t` to `t + 1`: at most one change per person and step.
pub fn stages(block: &mut Block, world: &World) {
    let (model, t) = (world.model, world.t);
    if model.stages().is_empty() {
        return;
    }
    let mut tally = std::mem::take(&mut block.tally);
    for i in 0..block.len() {
        let (cell, stage) = (block.cell[i], block.stage[i]);
        tally.spent(cell, stage);
        let (next, load) = next_stage(block, model, i, (t + 1 - block.taken_up[i]) as usize);
        if next > stage {
            tally.happened(cell, Event::Entered(next));
            block.entered[i] |= 1 << (next - 1);
        } else if next < stage {
            tally.happened(cell, Event::Recovered(stage));
        }
        if next != stage {
            move_to_stage(block, model, i, next, load);
        }
    }
    block.tally = tally;
}

/// The stage of person `i` at the end of step `k` of their present wear, and their load then.
#[inline(always)]
pub fn next_stage(block: &Block, model: &Model, i: usize, k: usize) -> (u8, f64) {
    let stages = model.stages();
    let (load, strain) = block.load_and_strain(model, i, k);
    let level = |measure: Measure| match measure {
        Measure::Strain => strain as f32,
        Measure::Load => load as f32,
        Measure::LoadWhile(gathering) => gathered(block, model, i, gathering, load) as f32,
        // As for symptoms: the largest stress of the step, at its start.
        Measure::Stress => block.stress[i] * model.moment(block.practice[i], k - 1).release as f32,
    };
    let stage = block.stage[i];
    let at = usize::from(stage);
    if at < stages.len() && level(stages[at].measure) >= block.tolerance[model.symptoms + at][i] {
        return (stage + 1, load);
    }
    if let Some(present) = at.checked_sub(1)
        && let Some(share) = stages[present].recover_at
        && level(stages[present].measure) < share as f32 * block.tolerance[model.symptoms + present][i]
    {
        return (stage - 1, load);
    }
    (stage, load)
}

/// Writes what others will see of each person in the next step.
pub fn show(block: &mut Block, world: &World) {
    for i in 0..block.len() {
        let mut byte = block.practice[i];
        if block.symptoms[i] != 0 {
            byte |= seen::UNWELL;
        }
        if world.programme.committed(block.first + i, world.t) {
            byte |= seen::CHAMPION;
        }
        let adopts = world.model.adopts(block.practice[i]);
        let before = world.model.adopts(block.seen[i] & seen::PRACTICE);
        if adopts && !before {
            byte |= seen::NEW;
        }
        block.seen[i] = byte;
    }
}
