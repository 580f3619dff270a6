//! Pairs of somebody in need and an adopter who has recovered.

use super::circles::Circles;
use crate::draw::Purpose;
use crate::engine::Setting;
use crate::engine::block::Block;
use crate::scenario::Scenario;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// The pairs of one intervention.
#[derive(Clone, Debug)]
pub struct Buddies {
    /// Each pair is a circle of two, so that who sees whom is mutual.
    pub circles: Circles,
    in_need: Vec<u32>,
    pairs: Vec<(u32, u32)>,
    /// Stages and symptoms that a buddy has had and has no more, as bits.
    recovered_from: (u8, u8),
}

impl Buddies {
    /// People in need, most urgent first, none of whom has a buddy yet.
    pub fn new(scenario: &Scenario, circles: Circles, in_need: &[u32], from: Option<&str>) -> Self {
        let stage = from.and_then(|name| scenario.stages.iter().position(|s| s.name == name));
        let symptom = from.and_then(|name| scenario.symptoms.iter().position(|s| s.name == name));
        let all = |number: usize| (1u16 << number).wrapping_sub(1) as u8;
        let recovered_from = match (stage, symptom) {
            (Some(stage), _) => (1 << stage, 0),
            (_, Some(symptom)) => (0, 1 << symptom),
            _ if scenario.stages.is_empty() => (0, all(scenario.symptoms.len())),
            _ => (all(scenario.stages.len()), 0),
        };
        Self { circles, in_need: in_need.to_vec(), pairs: vec![], recovered_from }
    }

    /// Somebody has left the community.
    pub fn forget(&mut self, person: u32) {
        self.circles.leave(person);
        self.in_need.retain(|&other| other != person);
        self.pairs.retain(|&(a, b)| a != person && b != person);
    }

    /// Ends pairs whose buddy has given the innovation up; says whether any did.
    pub fn part(&mut self, blocks: &[Block], setting: &Setting) -> bool {
        let before = self.pairs.len();
        let (model, size) = (setting.model, setting.community.block_size);
        let circles = &mut self.circles;
        self.pairs.retain(|&(_, buddy)| {
            let block = &blocks[buddy as usize / size];
            let stays = model.adopts(block.practice[buddy as usize - block.first]);
            if !stays {
                circles.leave(buddy);
            }
            stays
        });
        self.pairs.len() < before
    }

    /// Finds buddies, in random order, for those who have none; returns the new ones. Looks at everybody only when
    /// somebody is alone. O(people).
    pub fn pair_up(&mut self, blocks: &[Block], setting: &Setting, name: &str) -> Vec<u32> {
        let alone: Vec<u32> =
            self.in_need.iter().copied().filter(|&person| !self.circles.holds(person)).collect();
        if alone.is_empty() {
            return vec![];
        }
        let in_need: BTreeSet<u32> = self.in_need.iter().copied().collect();
        let stream = setting.community.draws.stream(Purpose::of("buddies", name), 0);
        let mut free: Vec<(u32, u32)> = blocks
            .par_iter()
            .flat_map_iter(|block| (0..block.len()).map(move |i| (block, i)))
            .filter(|&(block, i)| setting.model.adopts(block.practice[i]) && self.has_recovered(block, i))
            .map(|(block, i)| (block.first + i) as u32)
            .filter(|person| !in_need.contains(person) && !self.circles.holds(*person))
            .map(|person| (stream.at(person as usize), person))
            .collect();
        free.sort_unstable();
        let pairs: Vec<(u32, u32)> =
            alone.into_iter().zip(free.into_iter().map(|(_, person)| person)).collect();
        for &(one, other) in &pairs {
            self.circles.form(&[one, other]);
        }
        self.pairs.extend(&pairs);
        pairs.into_iter().map(|(_, buddy)| buddy).collect()
    }

    /// Whether a person has been in a stage (or had a symptom) and is no longer in it.
    fn has_recovered(&self, block: &Block, i: usize) -> bool {
        let (stages, symptoms) = self.recovered_from;
        // The stages above the present one.
        let left = (u16::from(u8::MAX) << block.stage(i)) as u8;
        let had = block.had.get(i).copied().unwrap_or(0);
        let ever = block.ever.get(i).copied().unwrap_or(0);
        had & stages & left != 0 || ever & symptoms & !block.symptoms(i) != 0
    }
}
