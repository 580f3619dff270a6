//! Whom to take in so that most harm is averted: greedy choice by paired simulation.
//!
//! Harm is person-weeks spent in any stage from now to the horizon and, where that is equal, load. Each trial runs
//! the community on from the present under imagined luck, the same for every candidate, so that two trials differ
//! only by whom the programme takes in (common random numbers).

use super::{Amount, pick};
use crate::draw::{Purpose, exponential};
use crate::engine::block::Block;
use crate::engine::loads::coarse_load;
use crate::engine::programme::Programme;
use crate::engine::rule::Rule;
use crate::engine::run::Run;
use crate::engine::{Community, Setting};
use crate::scenario::{Targeting, TargetingRule};
use rayon::prelude::*;

/// Times that each trial is run, each under luck of its own.
const TRIALS: u32 = 2;

/// Person-steps in a stage, then load: less is better.
type Harm = (u64, u64);

/// The people whom intervention `r` of `programme` should take in at step `t`, best first: one by one, the
/// candidate who averts most harm given those before. Gains are looked up again only for candidates who could still
/// be best (Leskovec et al. 2007, CELF): exact if gains never grow as others are taken in, else close to it.
/// O(candidates · people · steps), for few people.
pub fn harm(programme: &Programme, r: usize, blocks: &[Block], setting: &Setting, t: i32) -> Vec<u32> {
    let spec = programme.spec(r, setting.scenario);
    let targeting = &spec.targeting;
    let candidates = shortlist(targeting, spec.number, &spec.name, blocks, setting, t);
    let number = Amount::new(None, spec.number).of(candidates.len());
    let imagined: Vec<Community> = (0..TRIALS).map(|trial| setting.community.imagined(trial)).collect();
    let harm_of = |people: &[u32]| -> Harm {
        let trials = imagined.iter().map(|community| {
            trial(programme.imagine(r, people), blocks, &Setting { community, ..*setting }, t)
        });
        trials.fold((0, 0), |sum, harm| (sum.0 + harm.0, sum.1 + harm.1))
    };
    let mut so_far = harm_of(&[]);
    let alone: Vec<Harm> = candidates.par_iter().map(|&person| harm_of(&[person])).collect();
    // Harm as it was last seen with each candidate added, and how many were taken before them then.
    let mut left: Vec<Gain> = (candidates.iter().zip(alone).enumerate())
        .map(|(rank, (&person, harm))| Gain { averted: averted(so_far, harm), rank, person, given: 0, harm })
        .collect();
    let mut people = vec![];
    while people.len() < number && !left.is_empty() {
        left.sort_unstable_by_key(|gain| (std::cmp::Reverse(gain.averted), gain.rank));
        if left[0].given == people.len() {
            let best = left.remove(0);
            so_far = best.harm;
            people.push(best.person);
        } else {
            let with: Vec<u32> = people.iter().copied().chain([left[0].person]).collect();
            let harm = harm_of(&with);
            left[0] = Gain { averted: averted(so_far, harm), given: people.len(), harm, ..left[0] };
        }
    }
    people
}

/// What a candidate would avert beyond those already taken.
#[derive(Clone, Copy)]
struct Gain {
    averted: (i64, i64),
    rank: usize,
    person: u32,
    given: usize,
    harm: Harm,
}

fn averted(before: Harm, after: Harm) -> (i64, i64) {
    (before.0 as i64 - after.0 as i64, before.1 as i64 - after.1 as i64)
}

/// Harm from step `t` to the horizon under the luck of the setting's community.
fn trial(programme: Programme, blocks: &[Block], setting: &Setting, t: i32) -> Harm {
    let model = setting.model;
    let mut run = Run::resume(*setting, imagine_resistance(blocks, setting), programme, t, false);
    let mut in_stages = 0;
    for _ in t..model.steps {
        run.step();
        let ill = |block: &Block| block.stage.iter().filter(|&&stage| stage > 0).count();
        in_stages += run.blocks().iter().map(ill).sum::<usize>() as u64;
    }
    let loads = run.blocks().iter().flat_map(|block| (0..block.len()).map(move |i| (block, i)));
    (in_stages, loads.map(|(block, i)| coarse_load(block, model, i, model.steps)).sum())
}

/// The people as they stand, with resistances that nobody can know drawn anew: what is left of an Exp(1) resistance is
/// another Exp(1).
fn imagine_resistance(blocks: &[Block], setting: &Setting) -> Vec<Block> {
    let model = setting.model;
    let stream = setting.community.draws.stream(Purpose::of("imagined resistance", ""), 0);
    let mut blocks = blocks.to_vec();
    for block in &mut blocks {
        let mut words = vec![0; block.len()];
        stream.fill(block.first, &mut words);
        for (i, &word) in words.iter().enumerate() {
            let threshold = matches!(model.rule, Rule::Threshold(_)) && !model.adopts(block.practice[i]);
            if !threshold && block.resistance[i].is_finite() {
                block.resistance[i] = exponential(word) as f32;
            }
        }
    }
    blocks
}

/// Candidates worth a trial: those whose peers outside the innovation carry most stress, each in proportion to what
/// the candidate is among their ties, and who carry most themselves.
fn shortlist(
    spec: &Targeting,
    number: Option<u32>,
    name: &str,
    blocks: &[Block],
    setting: &Setting,
    t: i32,
) -> Vec<u32> {
    let (model, community) = (setting.model, setting.community);
    let size = community.block_size;
    let stress = |person: u32| {
        let block = &blocks[person as usize / size];
        let i = person as usize - block.first;
        if model.adopts(block.practice[i]) {
            0.0
        } else {
            block.present.get(i).map_or(0.0, |present| f64::from(present.stress))
        }
    };
    let relieved = |person: u32| {
        let mut sum = stress(person);
        for layer in &community.network.layers {
            let part = |&peer: &u32| stress(peer) / layer.degree(peer).max(1) as f64;
            sum += layer.weight * layer.peers(person).iter().map(part).sum::<f64>();
        }
        sum
    };
    let at_random = Targeting { rule: TargetingRule::Random, ..spec.clone() };
    let mut candidates = pick(&at_random, Amount::All, name, blocks, setting, t);
    // Sorting is stable: equals stay in random order. Floats that are not negative order like their bits.
    candidates.par_sort_by_cached_key(|&person| std::cmp::Reverse(relieved(person).to_bits()));
    candidates.truncate(4 * number.unwrap_or(0) as usize + 8);
    candidates
}
