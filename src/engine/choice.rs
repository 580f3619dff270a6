//! Random-utility choice over all practices at each review (McFadden 1974).
//!
//! ```text
//! V_s = appeal_{s,g} + peer·share_s + norm·A_{s,g} + benefit·well_s
//!       − discomfort·(own symptoms under s) + habit·[s is the current practice] + campaigns
//! ```
//!
//! The person takes up the available practice with the largest V_s plus a
//! Gumbel variate, drawn per person, practice and step, so that two arms in
//! which somebody sees the same choose the same.

use super::World;
use super::adoption::{adopt, renew};
use super::block::Block;
use super::condition::Measure;
use super::rule::Rule;
use crate::draw::{Purpose, exponential};

/// Lets everybody whose review is due choose a practice.
pub fn choose(block: &mut Block, world: &World) {
    let Rule::Choice { peer, norm, benefit, discomfort, habit } = world.model.rule else { return };
    let model = world.model;
    let due: Vec<u16> =
        (0..block.len()).filter(|&i| block.due(model, i, world.t)).map(|i| i as u16).collect();
    if due.is_empty() {
        return;
    }
    let practices = model.wears.len();
    let words: Vec<Vec<u32>> = (model.practice_names.iter())
        .map(|name| {
            let mut words = vec![0; block.len()];
            world.draws.stream(Purpose::of("choice", name), world.t as u32).fill(block.first, &mut words);
            words
        })
        .collect();
    for &i in &due {
        let i = usize::from(i);
        let person = block.first + i;
        let now = block.practice[i];
        if world.programme.committed(person, world.t) {
            renew(block, model, i, world.t, world.programme.gentleness(person, now));
            continue;
        }
        let group = block.group[i];
        let norms = world.norms.practices(group);
        let here = &model.groups[usize::from(group)];
        let peers = world.peers.followers(person);
        let appeal = world.programme.appeal(person);
        let open = here.available & !world.programme.barred(person, group);
        let mut best = (f64::NEG_INFINITY, now);
        for s in 0..practices {
            if open >> s & 1 == 0 {
                continue;
            }
            let practice = s as u8;
            let mut value = here.appeal[s] + peer * peers.all[s] + benefit * peers.well[s];
            if norm != 0.0 {
                value += norm * norms[s];
            }
            if discomfort != 0.0 {
                value -= discomfort * f32::from(own_symptoms(block, world, i, practice));
            }
            if practice == now {
                value += habit;
            }
            if model.adopts(practice) {
                value += appeal;
            }
            // A Gumbel variate is minus the log of an exponential one.
            let total = f64::from(value) - libm::log(exponential(words[s][i]));
            if total > best.0 {
                best = (total, practice);
            }
        }
        let gentleness = world.programme.gentleness(person, best.1);
        if best.1 == now {
            renew(block, model, i, world.t, gentleness);
        } else {
            adopt(block, model, world.draws, i, best.1, world.t, gentleness);
        }
    }
}

/// How many symptoms of stress person `i` would have on taking up a practice.
fn own_symptoms(block: &Block, world: &World, i: usize, practice: u8) -> u8 {
    let model = world.model;
    let Some(present) = block.present.get(i) else { return 0 };
    let stress = model.stress_of(practice, block.group[i], block.traits[i], present.tightness)
        * world.programme.gentleness(block.first + i, practice);
    (0..model.symptoms)
        .filter(|&s| model.conditions[s].measure == Measure::Stress)
        .map(|s| u8::from(stress >= block.tolerance(model, s, i)))
        .sum()
}
