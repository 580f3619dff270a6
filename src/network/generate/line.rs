//! People in a line: by bucket, then by age or at random. Neighbours in the line
//! become friends, circles and venues.

use super::{Packed, Setting};
use crate::{
    draw::{normal, unit},
    network::{
        fill::{Arcs, in_batches, piece_size},
        sort::sort,
    },
};
use rayon::prelude::*;
use std::ops::Range;

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

/// The people of a line.
pub(super) fn people_of(line: &[Place]) -> Vec<u32> {
    line.par_iter().map(|place| place.person()).collect()
}

/// People in runs, everybody in a run tied to everybody else in it.
pub(super) struct Cliques {
    pub(super) people: Vec<u32>,
    pub(super) runs: Runs,
}

/// Where runs begin and end.
pub(super) enum Runs {
    /// All are of one size, the last may be shorter.
    Of(usize),
    /// Where each begins, and where the last ends.
    From(Vec<u32>),
}

impl Runs {
    /// Of one size, but that the last of each bucket may be shorter: none holds people of two.
    pub(super) fn within_buckets(line: &[Place], size: usize) -> Self {
        let (mut first, mut begin) = (vec![], 0);
        for bucket in line.chunk_by(|a, b| a.bucket() == b.bucket()) {
            first.extend((0..bucket.len()).step_by(size).map(|at| (begin + at) as u32));
            begin += bucket.len();
        }
        first.push(begin as u32);
        Self::From(first)
    }
}

impl Cliques {
    fn runs(&self) -> usize {
        match &self.runs {
            Runs::Of(size) => self.people.len().div_ceil(*size),
            Runs::From(first) => first.len() - 1,
        }
    }

    #[inline]
    fn run(&self, number: usize) -> &[u32] {
        match &self.runs {
            Runs::Of(size) => &self.people[number * size..((number + 1) * size).min(self.people.len())],
            Runs::From(first) => &self.people[first[number] as usize..first[number + 1] as usize],
        }
    }

    fn piece(&self, number: usize) -> impl Iterator<Item = &[u32]> {
        let size = piece_size(self.runs());
        (number * size..((number + 1) * size).min(self.runs())).map(|number| self.run(number))
    }
}

impl Arcs for Cliques {
    fn pieces(&self) -> usize {
        self.runs().div_ceil(piece_size(self.runs()))
    }

    fn most(&self) -> usize {
        (0..self.runs())
            .into_par_iter()
            .map(|number| self.run(number).len())
            .map(|size| size * (size - 1))
            .sum()
    }

    fn expected(&self, piece: usize, sources: &Range<u32>) -> usize {
        let own = |run: &[u32]| run.iter().filter(|one| sources.contains(one)).count();
        self.piece(piece).map(|run| own(run) * (run.len() - 1)).sum()
    }

    fn list(&self, piece: usize, sources: &Range<u32>, see: &mut impl FnMut(&[Packed])) {
        let arcs = self.piece(piece).flat_map(|run| {
            let own = run.iter().enumerate().filter(|(_, one)| sources.contains(one));
            own.flat_map(|(at, &one)| {
                run[..at].iter().chain(&run[at + 1..]).map(move |&other| Packed::new(one, other))
            })
        });
        in_batches(arcs, see);
    }
}
