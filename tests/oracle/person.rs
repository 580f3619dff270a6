//! One struct per person, and the people of an engine run as such.

use tress::engine::Run;
use tress::engine::block::{Block, seen};
use tress::engine::model::Model;

#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub group: usize,
    pub traits: u8,
    pub practice: usize,
    pub stage: usize,
    /// Stages ever been in, and those entered since week 0, as bits.
    pub had: u8,
    pub entered: u8,
    pub symptoms: u8,
    pub ever: u8,
    pub episode: u8,
    pub age: f32,
    pub tightness: f32,
    pub taken_up: i32,
    pub stress: f32,
    pub load: i64,
    pub strain: f64,
    /// What is left of it.
    pub resistance: f32,
    pub drifts: i32,
    pub tolerance: Vec<f32>,
    pub gathered: Vec<i64>,
    pub toa: i32,
    pub leaves: i32,
    pub arrived: u32,
    /// Practice, whether unwell, whether champion, whether new: as others see it.
    pub seen: (usize, bool, bool, bool),
}

/// The people of an engine run, taken out of its blocks.
pub fn people_of(run: &Run, model: &Model) -> Vec<Person> {
    let people = run.blocks().iter().flat_map(|block| (0..block.len()).map(move |i| (block, i)));
    people.zip(run.seen()).map(|((block, i), &seen)| person(block, i, seen, model, run.next_step())).collect()
}

fn person(b: &Block, i: usize, seen: u8, model: &Model, t: i32) -> Person {
    let shows = |bit: u8| seen & bit != 0;
    // Wears that nobody has settled yet, as they would be by now.
    let (taken_up, load, strain) = b.settled(model, i, t - 1);
    fn part<T: Copy>(all: &[T], i: usize, width: usize) -> Vec<T> {
        all[i * width..(i + 1) * width].to_vec()
    }
    Person {
        group: b.group(i).into(),
        traits: b.traits(i),
        practice: b.practice[i].into(),
        stage: b.stage[i].into(),
        had: b.had.get(i).copied().unwrap_or(0),
        entered: b.entered[i],
        symptoms: b.symptoms[i],
        ever: b.ever[i],
        episode: b.episode(i),
        age: b.age(i),
        tightness: b.present[i].tightness,
        taken_up,
        stress: b.present[i].stress,
        load,
        strain,
        resistance: b.resistance[i],
        drifts: b.drifts.get(i).copied().unwrap_or(i32::MAX),
        tolerance: part(&b.tolerance, i, model.conditions.len()),
        gathered: part(&b.gathered, i, model.gathering.len()),
        toa: b.toa[i],
        leaves: b.leaves.get(i).copied().unwrap_or(i32::MAX),
        arrived: b.arrived.get(i).copied().unwrap_or(0),
        seen: ((seen & seen::PRACTICE).into(), shows(seen::UNWELL), shows(seen::CHAMPION), shows(seen::NEW)),
    }
}
