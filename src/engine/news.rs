//! News of people who look different from the step before, on its way along their ties.
//!
//! Writing to each peer where they stand would touch memory at random, and two
//! threads might write at once. So news is first posted by the district in which
//! the hearer lives, a district being 65,536 neighbouring people, and then
//! delivered district by district, each by one thread and within its cache. What
//! is delivered are counts and marks, so the order does not matter.

use super::block::Block;
use super::exposure::{Adds, Listening};
use super::programme::Circles;
use crate::network::Network;
use crate::prefetch::{FAR, NEAR};
use rayon::prelude::*;

/// People per district: positions in it fit two bytes.
const DISTRICT: usize = 1 << 16;
/// Mailbags filled side by side.
const BAGS: usize = 16;

/// What is under way.
#[derive(Clone, Debug, Default)]
pub struct News {
    bags: Vec<Bag>,
}

/// What some of the people have to tell, by district of those who hear it: their positions in it.
#[derive(Clone, Debug, Default)]
struct Bag {
    /// That they adopt; or, where people only note it, that they have changed.
    more: Post,
    /// That they are adopters no more.
    fewer: Post,
}

/// News of one kind: who tells it, and a letter to everybody who hears it.
#[derive(Clone, Debug, Default)]
struct Post {
    people: Vec<u32>,
    letters: Vec<Vec<u16>>,
}

impl Post {
    fn clear(&mut self, districts: usize) {
        self.people.clear();
        self.letters.resize_with(districts, Vec::new);
        self.letters.iter_mut().for_each(Vec::clear);
    }

    fn write(&mut self, ways: &Ways) {
        let Self { people, letters } = self;
        let mut tell = |hearer: &u32| letters[*hearer as usize / DISTRICT].push(*hearer as u16);
        for layer in &ways.network.layers {
            for (n, &person) in people.iter().enumerate() {
                layer.ties.prefetch(people.get(n + FAR).copied(), people.get(n + NEAR).copied());
                layer.peers(person).iter().for_each(&mut tell);
            }
        }
        for circles in ways.circles {
            let fellows = people.iter().flat_map(|&person| circles.fellows(person as usize));
            fellows.for_each(|hearer| tell(&hearer));
        }
    }
}

/// Who tells whom.
pub struct Ways<'a> {
    /// Along ties.
    pub network: &'a Network,
    /// In circles.
    pub circles: &'a [&'a Circles],
    /// What of it matters.
    pub adds: &'a Adds,
    /// What hearers do with it.
    pub listening: Listening,
}

impl Ways<'_> {
    /// Whether anybody wants to know that somebody who showed `before` shows `after`; if so, whether it makes one
    /// adopter fewer to hearers who count.
    #[inline]
    fn worth_telling(&self, before: u8, after: u8) -> Option<bool> {
        let (was, is) = (self.adds.adopting(before), self.adds.adopting(after));
        match self.listening {
            Listening::Counting if was != is => Some(was),
            Listening::Noticing if self.adds.differ(before, after) => Some(false),
            _ => None,
        }
    }
}

impl News {
    /// Makes what people showed in this step what others see in the next, and tells those who see it.
    pub fn spread(
        &mut self,
        blocks: &[Block],
        seen: &mut [u8],
        heard: &mut [u8],
        ways: &Ways,
        block_size: usize,
        parallel: bool,
    ) {
        let hears = ways.listening.hears();
        let districts = if hears { seen.len().div_ceil(DISTRICT) } else { 0 };
        let per_bag = blocks.len().div_ceil(BAGS).max(1);
        self.bags.resize_with(blocks.len().div_ceil(per_bag), Bag::default);
        let post = |((bag, blocks), seen): ((&mut Bag, &[Block]), &mut [u8])| {
            let Bag { more, fewer } = bag;
            more.clear(districts);
            fewer.clear(districts);
            let first = blocks[0].first;
            for block in blocks {
                for &(i, after) in &block.shown {
                    let person = block.first + usize::from(i);
                    let before = std::mem::replace(&mut seen[person - first], after);
                    match ways.worth_telling(before, after) {
                        Some(false) => more.people.push(person as u32),
                        Some(true) => fewer.people.push(person as u32),
                        None => {}
                    }
                }
            }
            more.write(ways);
            fewer.write(ways);
        };
        let size = per_bag * block_size;
        if parallel {
            let bags = self.bags.par_iter_mut().zip(blocks.par_chunks(per_bag));
            bags.zip(seen.par_chunks_mut(size)).for_each(post);
        } else {
            let bags = self.bags.iter_mut().zip(blocks.chunks(per_bag));
            bags.zip(seen.chunks_mut(size)).for_each(post);
        }
        let deliver = |(district, heard): (usize, &mut [u8])| {
            for bag in &self.bags {
                hear(heard, &bag.more.letters[district], &bag.fewer.letters[district], ways.listening);
            }
        };
        if !hears {
            return;
        }
        if parallel {
            heard.par_chunks_mut(DISTRICT).enumerate().for_each(deliver);
        } else {
            heard.chunks_mut(DISTRICT).enumerate().for_each(deliver);
        }
    }
}

/// Delivers letters to the people of one district.
fn hear(heard: &mut [u8], more: &[u16], fewer: &[u16], listening: Listening) {
    // Positions in a whole district need no check.
    match <&mut [u8; DISTRICT]>::try_from(&mut *heard) {
        Ok(whole) => deliver(whole, more, fewer, listening),
        Err(_) => deliver(heard, more, fewer, listening),
    }
}

#[inline(always)]
fn deliver<Heard>(heard: &mut Heard, more: &[u16], fewer: &[u16], listening: Listening)
where
    Heard: std::ops::IndexMut<usize, Output = u8> + ?Sized,
{
    if listening == Listening::Counting {
        more.iter().for_each(|&at| heard[usize::from(at)] += 1);
        fewer.iter().for_each(|&at| heard[usize::from(at)] -= 1);
    } else {
        more.iter().for_each(|&at| heard[usize::from(at)] = 1);
    }
}
