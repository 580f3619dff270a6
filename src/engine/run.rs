//! One arm of one replicate, from week 0 to the horizon.

use super::block::{Block, NEVER, seen};
use super::exposure::{Adds, Peers, mark};
use super::model::Model;
use super::norms::Norms;
use super::programme::Programme;
use super::rule::Rule;
use super::series::{PersonRow, Series, Snapshot};
use super::tally::{Tally, census, load_units};
use super::{Setting, World, adoption, choice, demography, stages};
use crate::draw::Purpose;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// A run under way.
pub struct Run<'a> {
    setting: Setting<'a>,
    arm: usize,
    blocks: Vec<Block>,
    programme: Programme,
    norms: Norms,
    /// What everybody showed at the end of the last step.
    seen: Vec<u8>,
    adds: Adds,
    /// By person: whether a peer has changed since; empty where ties are not mutual, so that nobody knows who looks.
    stale: Vec<AtomicBool>,
    /// Whether blocks are spread over rayon's threads.
    parallel: bool,
    /// The next step.
    t: i32,
}

impl<'a> Run<'a> {
    /// Arm number `arm` at week 0. `parallel` spreads people over rayon's
    /// threads; leave it off when runs are spread instead. Results are the same.
    pub fn new(setting: Setting<'a>, arm: usize, parallel: bool) -> Self {
        let Setting { scenario, model, community } = setting;
        let mut blocks = community.start(scenario, model);
        let names = scenario.arms.get(arm).map_or(&[][..], |arm| &arm.interventions);
        Programme::seed(&mut blocks, &setting);
        for block in &mut blocks {
            for i in 0..block.len() {
                // Those who have adopted at week 0 have their one chance with each peer before them.
                let new = if model.adopts(block.practice[i]) { seen::NEW } else { 0 };
                let unwell = if block.symptoms[i] != 0 { seen::UNWELL } else { 0 };
                block.seen[i] = block.practice[i] | unwell | new;
            }
        }
        let programme = Programme::new(scenario, model, names);
        Self { arm, parallel, ..Self::resume(setting, blocks, programme, 0) }
    }

    /// From people and programmes as they stand before step `t`, or within it before anybody reviews.
    pub fn resume(setting: Setting<'a>, blocks: Vec<Block>, programme: Programme, t: i32) -> Self {
        let Setting { model, community, .. } = setting;
        let mut run = Self {
            setting,
            arm: 0,
            programme,
            norms: Norms::new(model),
            seen: vec![0; community.people],
            adds: Adds::new(model),
            stale: (0..if community.mutual { community.people } else { 0 })
                .map(|_| AtomicBool::new(true))
                .collect(),
            blocks,
            parallel: false,
            t,
        };
        run.publish();
        run
    }

    /// Goes on by one step: the list in the documentation of [`engine`](super).
    pub fn step(&mut self) {
        let Setting { model, community, .. } = self.setting;
        let t = self.t;
        each(&mut self.blocks, self.parallel, |block| {
            demography::age(block, model, t);
            demography::turnover(block, &self.setting, t);
        });
        self.forget_those_who_left();
        if self.programme.begin_step(&mut self.blocks, &self.setting, t) {
            // Champions may weigh more than before, and people meet others, without looking any different.
            self.stale.iter().for_each(|stale| stale.store(true, Relaxed));
        }
        let stale = community.mutual.then_some(&self.stale[..]);
        let peers = Peers::new(model, &community.network, &self.seen, &self.adds, &self.programme, stale);
        let (draws, norms, programme) = (&community.draws, &self.norms, &self.programme);
        let world = World { model, draws, peers, norms, programme, t };
        each(&mut self.blocks, self.parallel, |block| {
            adoption::pressure(block, &world);
            let due = due_for_review(block, model, t);
            match model.rule {
                Rule::Choice { .. } => choice::choose(block, &world, &due),
                _ => adoption::decide(block, &world, &due),
            }
            if model.stressful {
                stages::symptoms(block, model, t);
                stages::stages(block, &world);
            }
            stages::show(block, &world);
        });
        self.t += 1;
        self.publish();
    }

    /// Programmes forget people who left the community; whoever met them there sees others from now on.
    fn forget_those_who_left(&mut self) {
        let newcomers = self.blocks.iter().flat_map(|block| &block.newcomers);
        for person in self.programme.forget(newcomers, &self.setting) {
            if let Some(stale) = self.stale.get(person as usize) {
                stale.store(true, Relaxed);
            }
        }
    }

    /// Makes what people showed in this step what others will see in the next.
    fn publish(&mut self) {
        let Setting { community, .. } = self.setting;
        let circles = self.programme.circles();
        let publish = |(seen, block): (&mut [u8], &Block)| {
            for (i, (before, &after)) in seen.iter_mut().zip(&block.seen).enumerate() {
                if self.adds.differ(*before, after) && community.mutual {
                    mark(&community.network, &circles, block.first + i, &self.stale);
                }
                *before = after;
            }
        };
        let size = community.block_size;
        if self.parallel {
            self.seen.par_chunks_mut(size).zip(&self.blocks).for_each(publish);
        } else {
            self.seen.chunks_mut(size).zip(&self.blocks).for_each(publish);
        }
        self.norms.update(self.setting.model, &self.blocks);
    }

    /// Counts everybody as they stand, with what happened since the last count.
    fn count(&mut self) -> Tally {
        let (model, t) = (self.setting.model, self.t);
        each(&mut self.blocks, self.parallel, |block| census(block, model, t));
        let mut total = Tally::new(model);
        for block in &mut self.blocks {
            total.add(&block.tally);
            block.tally.clear();
        }
        total
    }

    /// How everybody stands, for a comparison of arms person by person.
    fn snapshot(&self) -> Snapshot {
        let Setting { model, community, .. } = self.setting;
        let mut snapshot = Snapshot { week: f64::from(self.t) * model.step, ..Snapshot::default() };
        snapshot.load.reserve_exact(community.people);
        for block in &self.blocks {
            snapshot.group.extend(&block.group);
            snapshot.entered.extend(&block.entered);
            for i in 0..block.len() {
                let adopter = u8::from(model.adopts(block.practice[i])) * Snapshot::ADOPTER;
                let participant =
                    u8::from(self.programme.participates(block.first + i)) * Snapshot::PARTICIPANT;
                snapshot.flags.push(adopter | participant);
                snapshot.load.push(load_units(block, model, i, self.t));
            }
        }
        snapshot
    }

    /// The blocks as they stand.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// A random sample of `number` people as they stand, in order of id.
    fn sample(&self, number: usize) -> Vec<PersonRow> {
        let Setting { model, community, .. } = self.setting;
        let mut words = vec![0; community.people];
        community.draws.stream(Purpose::of("sample", ""), 0).fill(0, &mut words);
        let mut ids: Vec<u32> = (0..community.people as u32).collect();
        ids.sort_unstable_by_key(|&p| (words[p as usize], p));
        ids.truncate(number);
        ids.sort_unstable();
        ids.into_iter()
            .map(|person| {
                let block = &self.blocks[person as usize / community.block_size];
                let i = person as usize - block.first;
                let (load, strain) = block.load_and_strain(model, i, (self.t - block.taken_up[i]) as usize);
                PersonRow {
                    person,
                    group: usize::from(block.group[i]),
                    // Ages are kept to seven digits: show those, not the noise behind them.
                    age: (f64::from(model.age_after(block.age[i], self.t)) * 1e4).round() / 1e4,
                    degree: community.network.degree(person) as u32,
                    toa: (block.toa[i] != NEVER).then(|| f64::from(block.toa[i]) * model.step),
                    practice: usize::from(block.practice[i]),
                    load,
                    strain,
                    stage: usize::from(block.stage[i]),
                }
            })
            .collect()
    }
}

/// The people of a block, as positions in it, whose review is due at step `t`.
fn due_for_review(block: &Block, model: &Model, t: i32) -> Vec<u16> {
    let mut due = Vec::with_capacity(block.len());
    for (i, (&practice, &taken_up)) in block.practice.iter().zip(&block.taken_up).enumerate() {
        if t - taken_up >= model.worn[usize::from(practice & seen::PRACTICE)] {
            due.push(i as u16);
        }
    }
    due
}

fn each(blocks: &mut [Block], parallel: bool, work: impl Fn(&mut Block) + Sync + Send) {
    if parallel {
        blocks.par_iter_mut().for_each(work);
    } else {
        blocks.iter_mut().for_each(work);
    }
}

/// Takes a run at week 0 to the horizon. `after_step` is told the number of
/// steps done; when it answers false the run stops and there is no result.
pub fn run(mut run: Run, replicate: u32, after_step: &(dyn Fn(i32) -> bool + Sync)) -> Option<Series> {
    let Setting { scenario, model, .. } = run.setting;
    let every = scenario.output.every.map_or(1, |d| model.steps_in(d).max(1));
    let groups = reported_groups(scenario);
    let checkpoints: Vec<i32> =
        scenario.reported_at().into_iter().map(|time| model.steps_in(time).min(model.steps)).collect();
    let mut series = Series { arm: run.arm, replicate, ..Series::default() };
    let mut pending = Tally::new(model);
    loop {
        let t = run.t;
        let checkpoint = checkpoints.contains(&t);
        if t % every == 0 || t == model.steps || checkpoint {
            let tally = run.count();
            series.rows.extend(tally.rows(model, t, &groups));
            if checkpoint {
                series.costs.extend(run.programme.costs(f64::from(t) * model.step));
                if scenario.arms.len() > 1 {
                    series.snapshots.push(run.snapshot());
                }
                pending.add(&tally);
                series.bands.extend(pending.band_rows(model, t, &groups));
                pending.clear();
            } else {
                pending.add_flows(&tally);
            }
        }
        if t == model.steps {
            break;
        }
        run.step();
        if !after_step(run.t) {
            return None;
        }
    }
    series.guarantees.clone_from(&run.programme.guarantees);
    series.people = run.sample(scenario.output.people_sample as usize);
    Some(series)
}

/// Positions of the groups that get rows of their own.
pub fn reported_groups(scenario: &crate::scenario::Scenario) -> Vec<usize> {
    let wanted = |name: &String| scenario.output.groups.as_ref().is_none_or(|names| names.contains(name));
    let groups = scenario.population.groups.iter().enumerate();
    groups.filter(|(_, group)| wanted(&group.name)).map(|(g, _)| g).collect()
}
