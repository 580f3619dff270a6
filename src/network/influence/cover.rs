//! Greedy maximum coverage: whom to choose so that as many sets as possible have a member chosen.

use super::sets::Sets;
use std::cmp::Reverse as Smallest;
use std::collections::BinaryHeap;

/// The bound on the best cover is worked out after this many choices, evenly spaced, at most.
const LOOKS: usize = 64;

/// A cover by at most a given number of people.
#[derive(Debug, PartialEq)]
pub(super) struct Cover {
    /// Those chosen, each adding most to those before; nobody who adds nothing.
    pub(super) people: Vec<u32>,
    /// No cover by that number of people covers more sets.
    pub(super) most: u64,
}

/// Chooses up to `number` of the `size` people, each time who adds most, among
/// equals the one of the smaller word (Nemhauser, Wolsey & Fisher 1978: covers
/// at least 1 − 1/e of the best).
///
/// What the best can cover is bounded at each look by what is covered already
/// and the `number` largest additions of one person to that (coverage is
/// submodular; Tang et al. 2018, §5). O(members + people · log people).
pub(super) fn greedy(sets: &Sets, size: usize, number: usize, words: &[u32]) -> Cover {
    let index = Index::new(sets, size);
    let mut adds: Vec<u32> = (0..size).map(|person| index.sets(person as u32).len() as u32).collect();
    let mut levels = Levels::new(&adds);
    let entry = |person: u32, adds: u32| (adds, Smallest((words[person as usize], person)));
    let mut queue: BinaryHeap<_> =
        (0..).zip(&adds).filter(|&(_, &adds)| adds > 0).map(|(person, &adds)| entry(person, adds)).collect();

    let mut cover = Cover { people: Vec::new(), most: levels.largest(number) };
    let mut is_covered = vec![false; sets.len()];
    let mut covered = 0;
    while cover.people.len() < number {
        let Some((added, Smallest((_, person)))) = queue.pop() else { break };
        // Additions only fall: someone who still adds what they queued with adds most of all.
        let now = adds[person as usize];
        if now < added {
            if now > 0 {
                queue.push(entry(person, now));
            }
            continue;
        }
        for &set in index.sets(person) {
            if std::mem::replace(&mut is_covered[set as usize], true) {
                continue;
            }
            for &member in sets.set(set as usize) {
                levels.fall(adds[member as usize]);
                adds[member as usize] -= 1;
            }
        }
        covered += u64::from(added);
        cover.people.push(person);
        let chosen = cover.people.len();
        if chosen == number || chosen.is_multiple_of(number.div_ceil(LOOKS)) {
            cover.most = cover.most.min(covered + levels.largest(number));
        }
    }
    // Where nobody adds anything any more, all that can be covered is.
    if cover.people.len() < number {
        cover.most = covered;
    }
    cover
}

/// The sets of each person.
struct Index {
    first: Vec<u32>,
    sets: Vec<u32>,
}

impl Index {
    fn new(sets: &Sets, size: usize) -> Self {
        let mut first = vec![0u32; size + 1];
        sets.members().iter().for_each(|&person| first[person as usize + 1] += 1);
        for person in 0..size {
            first[person + 1] += first[person];
        }
        let mut next = first.clone();
        let mut of = vec![0u32; sets.members().len()];
        for set in 0..sets.len() {
            for &person in sets.set(set) {
                let slot = &mut next[person as usize];
                of[*slot as usize] = set as u32;
                *slot += 1;
            }
        }
        Self { first, sets: of }
    }

    fn sets(&self, person: u32) -> &[u32] {
        let person = person as usize;
        &self.sets[self.first[person] as usize..self.first[person + 1] as usize]
    }
}

/// How many people add how much.
struct Levels {
    /// By addition: number of people.
    people: Vec<u32>,
}

impl Levels {
    fn new(adds: &[u32]) -> Self {
        let mut people = vec![0; adds.iter().max().map_or(0, |&most| most as usize) + 1];
        adds.iter().for_each(|&adds| people[adds as usize] += 1);
        Self { people }
    }

    /// Someone who added `from` adds one less.
    #[inline]
    fn fall(&mut self, from: u32) {
        self.people[from as usize] -= 1;
        self.people[from as usize - 1] += 1;
    }

    /// Sum of the `number` largest additions. O(levels above the smallest of them).
    fn largest(&mut self, number: usize) -> u64 {
        // Levels at the top that have emptied stay empty.
        let filled = self.people.iter().rposition(|&people| people > 0).map_or(0, |top| top + 1);
        self.people.truncate(filled);
        let mut left = number as u64;
        let mut sum = 0;
        for (adds, &people) in self.people.iter().enumerate().rev() {
            let taken = left.min(u64::from(people));
            sum += taken * adds as u64;
            left -= taken;
            if left == 0 {
                break;
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draw::{Draws, Purpose, below};

    const SIZE: usize = 9;

    fn random(rng_seed: u64) -> Vec<Vec<u32>> {
        let mut words = Draws::new(rng_seed, 0).stream(Purpose::of("cover", ""), 0).from(0);
        let mut word = |n| below(words.next().unwrap(), n);
        let mut sets: Vec<Vec<u32>> =
            (0..25).map(|_| (0..1 + word(3)).map(|_| word(SIZE) as u32).collect()).collect();
        sets.iter_mut().for_each(|set| {
            set.sort_unstable();
            set.dedup();
        });
        sets
    }

    fn covered(sets: &[Vec<u32>], by: &[u32]) -> usize {
        sets.iter().filter(|set| set.iter().any(|person| by.contains(person))).count()
    }

    /// As the definition says: each time the one who adds most.
    fn plainly(sets: &[Vec<u32>], number: usize, words: &[u32]) -> Vec<u32> {
        let mut people = vec![];
        for _ in 0..number {
            let with = |person: u32| covered(sets, &[&people[..], &[person]].concat());
            let next = (0..SIZE as u32).max_by_key(|&p| (with(p), Smallest((words[p as usize], p)))).unwrap();
            if with(next) == covered(sets, &people) {
                break;
            }
            people.push(next);
        }
        people
    }

    #[test]
    fn choices_and_bound_are_those_of_the_definitions() {
        let words = [5, 3, 8, 1, 1, 9, 2, 0, 4];
        for rng_seed in 0..30 {
            let lists = random(rng_seed);
            let sets = Sets::of(&lists);
            for number in 1..=SIZE + 1 {
                let cover = greedy(&sets, SIZE, number, &words);
                assert_eq!(cover.people, plainly(&lists, number, &words));
                assert_eq!(sets.covered(&cover.people, SIZE), covered(&lists, &cover.people));
                let people = |set: u32| (0..SIZE as u32).filter(|p| set >> p & 1 == 1).collect::<Vec<_>>();
                let best = (0..1u32 << SIZE)
                    .filter(|set| set.count_ones() as usize <= number)
                    .map(|set| covered(&lists, &people(set)) as u64)
                    .max();
                assert!(Some(cover.most) >= best, "{cover:?}, {best:?}");
                // The first look alone bounds what one person can do, and the last what all can.
                if number == 1 || number >= SIZE {
                    assert_eq!(Some(cover.most), best);
                }
            }
        }
    }

    #[test]
    fn sets_of_nobody_have_no_cover() {
        assert_eq!(greedy(&Sets::of(&[vec![], vec![]]), 3, 2, &[0; 3]), Cover { people: vec![], most: 0 });
    }
}
