//! Changing practice at reviews, under the rules that follow one innovation.
//!
//! `hazard`, `contagion` and `cascade` differ only in the pressure that a step
//! adds; a person adopts at the first review at which the pressure since the
//! last change of mind has reached their Exp(1) resistance. That is the Sellke
//! (1983) construction: given pressure h in a step, the probability of
//! adopting is 1 − e^{−h}, exactly as if a coin had been thrown, but no random
//! number is needed until somebody changes their mind, and two arms that share
//! resistances differ only by what people saw. Discontinuance is the same
//! clock with a constant pressure.

use super::World;
use super::block::Block;
use super::model::Model;
use super::rule::Rule;
use super::tally::Event;
use crate::draw::{self, Draws, Purpose};

/// Adds this step's pressure to adopt, or to discontinue.
pub fn pressure(block: &mut Block, world: &World) {
    let model = world.model;
    let last = |g: u8| world.norms.adopters(g);
    match model.rule {
        Rule::Hazard { p, q, r } => each_outside(block, world, |x, g| p + q * x + r * last(g)),
        Rule::Contagion { p, q } => each_outside(block, world, |x, _| p + q * x),
        Rule::Cascade { q } => each_outside(block, world, |x, _| q * x),
        Rule::Threshold(_) => {
            if model.discontinuance > 0.0 {
                for i in 0..block.len() {
                    if model.adopts(block.practice[i]) && !world.programme.committed(block.first + i, world.t)
                    {
                        block.pressure[i] += model.discontinuance;
                    }
                }
            }
        }
        Rule::Choice { .. } => {}
    }
}

/// Adds `pressure(peer_exposure, group)` and campaigns for everybody outside the innovation to whom it is available, and
/// discontinuance for adopters.
#[inline(always)]
fn each_outside(block: &mut Block, world: &World, pressure: impl Fn(f32, u8) -> f32) {
    for i in 0..block.len() {
        let (person, group) = (block.first + i, block.group[i]);
        if world.model.adopts(block.practice[i]) {
            // Whoever is committed does not think of giving up.
            if !world.programme.committed(person, world.t) {
                block.pressure[i] += world.model.discontinuance;
            }
        } else if world.model.can_adopt >> group & 1 == 1 {
            let x = world.peers.exposure(person, &mut block.exposure[i]);
            block.pressure[i] += pressure(x, group) + world.programme.influence(person);
        }
    }
}

/// Lets the people of `due` change or renew their practice.
pub fn decide(block: &mut Block, world: &World, due: &[u16]) {
    let (model, t) = (world.model, world.t);
    let by_threshold = matches!(model.rule, Rule::Threshold(_));
    let words = |block: &Block, needed: bool, decision: &str| {
        let mut words = vec![0; if needed && !due.is_empty() { block.len() } else { 0 }];
        world.draws.stream(Purpose::of(decision, ""), t as u32).fill(block.first, &mut words);
        words
    };
    let nudged = model.noise > 0.0 || (by_threshold && world.programme.campaigns());
    let noise = words(block, nudged, "noise");
    let drift = words(block, model.drift > 0.0, "drift");
    for &i in due {
        let i = usize::from(i);
        let person = block.first + i;
        if world.programme.committed(person, t) {
            block.take_up(model, i, block.practice[i], t);
            continue;
        }
        let now = block.practice[i];
        let group = &model.groups[usize::from(block.group[i])];
        let change = if model.adopts(now) {
            let leaves = model.discontinuance > 0.0 && block.pressure[i] >= block.resistance[i];
            leaves.then_some(&group.outside)
        } else {
            let persuaded = if by_threshold {
                world.peers.exposure(person, &mut block.exposure[i]) >= block.resistance[i]
            } else {
                block.pressure[i] >= block.resistance[i]
            };
            let by_noise = || {
                let worn = f64::from(model.wears[usize::from(now)].worn);
                let campaign =
                    if by_threshold { f64::from(world.programme.influence(person)) * worn } else { 0.0 };
                noise[i] < draw::cut(1.0 - (1.0 - model.noise) * libm::exp(-campaign))
            };
            let drifts = || drift[i] < model.drift_cut[usize::from(now)];
            match () {
                () if (persuaded || (nudged && by_noise())) && !group.inside.is_empty() => {
                    Some(&group.inside)
                }
                () if model.drift > 0.0 && drifts() => Some(&group.outside),
                () => None,
            }
        };
        // Somebody whose practice is not available in the group they have come into has to find another.
        let change = change.or_else(|| (group.available >> now & 1 == 0).then_some(&group.outside));
        let next = change.filter(|shares| !shares.is_empty()).map_or(now, |shares| {
            let word = world.draws.stream(Purpose::of("moves to", ""), t as u32).at(person);
            draw::pick(word, shares) as u8
        });
        adopt(block, model, world.draws, i, next, t);
    }
}

/// Person `i` takes up `next` (or goes on) at step `t`; what changes with it is counted.
pub fn adopt(block: &mut Block, model: &Model, draws: &Draws, i: usize, next: u8, t: i32) {
    let (was, is) = (model.adopts(block.practice[i]), model.adopts(next));
    block.take_up(model, i, next, t);
    if was != is {
        block.change_mind(model, draws, i, is, t + 1);
        block.tally.happened(block.cell[i], if is { Event::Adopted } else { Event::Discontinued });
    }
}
