//! Rounds that look for people in a stage and advise them to change at once.

use super::Programme;
use crate::draw::{self, Purpose, cut};
use crate::engine::Setting;
use crate::engine::adoption::adopt;
use crate::engine::block::Block;
use crate::scenario::Screening;

/// One round at step `t` among `people`. Whoever is found and heeds the advice ends the present wear now and takes
/// up an advised practice that is to be had, by the group's shares among those; someone who follows one already
/// goes on.
pub fn round(
    programme: &Programme,
    (spec, name): (&Screening, &str),
    people: &[u32],
    blocks: &mut [Block],
    setting: &Setting,
    t: i32,
) {
    let Setting { scenario, model, community } = *setting;
    let stages = scenario.stages.iter().enumerate();
    let wanted = stages
        .filter(|(_, stage)| spec.stages.as_ref().is_none_or(|names| names.contains(&stage.name)))
        .fold(0u8, |bits, (k, _)| bits | 1 << k);
    let advised = spec.advice.as_ref().map_or(model.innovation, |names| model.practices_named(names));
    let words = |decision: &str| community.draws.stream(Purpose::of(decision, name), t as u32);
    let (found, heeded, advice) = (words("found"), words("heeded"), words("advice"));
    // At 1 every word says yes, the last one too.
    let says_yes = |word: u32, chance: f64| chance >= 1.0 || word < cut(chance);
    for &person in people {
        let at = person as usize;
        let block = &mut blocks[at / community.block_size];
        let i = at - block.first;
        let in_stage = block.stage(i) > 0 && wanted >> (block.stage(i) - 1) & 1 == 1;
        let follows = advised >> block.practice[i] & 1 == 1;
        if !in_stage
            || follows
            || programme.committed(at, t)
            || !says_yes(found.at(at), spec.sensitivity)
            || !says_yes(heeded.at(at), spec.heeded)
        {
            continue;
        }
        let group = &model.groups[usize::from(block.group(i))];
        let open = group.available & advised & !programme.barred(at, block.group(i));
        let shares = if open & !model.innovation == 0 { group.inside_among(open) } else { group.among(open) };
        if !shares.is_empty() {
            let next = draw::pick(advice.at(at), &shares) as u8;
            adopt(block, model, &community.draws, i, next, t, programme.gentleness(at, next));
        }
    }
}
