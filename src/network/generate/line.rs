//! People in a line: by bucket, then by age or at random. Neighbours in the line
//! become friends, circles and venues.

use super::{Packed, Setting};
use crate::{
    draw::{normal, unit},
    network::sort::sort,
};
use rayon::prelude::*;

/// One place in a line, in 8 bytes that sort as the line does: bucket (7 bits),
/// position within the bucket (25 bits), person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u64);

impl From<Place> for u64 {
    fn from(place: Place) -> Self {
        place.0
    }
}

impl Place {
    pub(super) fn bucket(self) -> u64 {
        self.0 >> 57
    }

    pub(super) fn person(self) -> u32 {
        self.0 as u32
    }
}

/// What orders people within a bucket.
#[derive(Clone, Copy)]
pub(super) enum Order {
    /// Nothing.
    Random,
    /// Age. Neighbours differ in age by about this many years (root mean square);
    /// 0 takes people of one year of age in random order.
    Age(f64),
}

/// Everyone in `people` (who may be there several times) in a line; `bucket`
/// takes a person and a word, and returns a number below 128.
///
/// Two people whose age plus normal noise of sd σ is the same differ in age by
/// σ·√2 where ages are spread evenly. O(n · log n).
pub(super) fn line_up(
    setting: &Setting<'_>,
    decision: &str,
    people: &[u32],
    order: Order,
    bucket: impl Fn(u32, u32) -> u64 + Sync,
) -> Vec<Place> {
    const CHUNK: usize = 1 << 13;
    let ages = &setting.people.age;
    let (youngest, oldest) =
        ages.iter().fold((f32::MAX, 0f32), |(low, high), &age| (low.min(age), high.max(age)));
    let sigma = match order {
        Order::Age(years) => years / std::f64::consts::SQRT_2,
        Order::Random => 0.0,
    };
    // Noise beyond 6.3 σ does not come out of 32 bits.
    let margin = 1.0 + 6.5 * sigma;
    let (low, span) = (f64::from(youngest) - margin, f64::from(oldest - youngest) + 2.0 * margin);
    let stream = setting.stream(decision, 0);

    let mut line = vec![Place::default(); people.len()];
    line.par_chunks_mut(CHUNK).zip(people.par_chunks(CHUNK)).enumerate().for_each(
        |(chunk, (line, people))| {
            let mut words = vec![0; 2 * people.len()];
            stream.fill(2 * CHUNK * chunk, &mut words);
            for ((place, &person), words) in line.iter_mut().zip(people).zip(words.chunks_exact(2)) {
                let age = f64::from(ages[person as usize]);
                let share = match order {
                    Order::Random => unit(words[0]),
                    Order::Age(_) if sigma > 0.0 => (age + sigma * normal(words[0]) - low) / span,
                    Order::Age(_) => (age + unit(words[0]) - low) / span,
                };
                let position = (share * f64::from(1 << 25)) as u64;
                let bucket = bucket(person, words[1]);
                *place = Place(bucket << 57 | position.min((1 << 25) - 1) << 32 | u64::from(person));
            }
        },
    );
    sort(&mut line);
    line
}

/// Cuts a line into runs of `size` (the last may be shorter) and ties everybody
/// in a run to everybody else in it.
pub(super) fn tie_runs(line: &[Place], size: usize, arcs: &mut Vec<Packed>) {
    let runs_per_chunk = (1 << 13) / size + 1;
    let (rest, each) = (line.len() % size, size * (size - 1));
    let before = arcs.len();
    arcs.resize(before + line.len() / size * each + rest * rest.saturating_sub(1), Packed::default());
    arcs[before..]
        .par_chunks_mut(runs_per_chunk * each)
        .zip(line.par_chunks(runs_per_chunk * size))
        .for_each(|(arcs, line)| {
            let all = line.chunks(size).flat_map(clique);
            arcs.iter_mut().zip(all).for_each(|(slot, arc)| *slot = arc);
        });
}

/// All arcs among the people of a run.
pub(super) fn clique(run: &[Place]) -> impl Iterator<Item = Packed> + '_ {
    run.iter().enumerate().flat_map(move |(at, one)| {
        let others = run[..at].iter().chain(&run[at + 1..]);
        others.map(|other| Packed::new(one.person(), other.person()))
    })
}
