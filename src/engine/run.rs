//! One arm of one replicate, from week 0 to the horizon.

use super::block::{Block, NEVER, seen};
use super::exposure::{Adds, Listening, Peers};
use super::loads::{coarse_load, load_of};
use super::news::{News, Ways};
use super::norms::Norms;
use super::programme::Programme;
use super::rule::Rule;
use super::series::{PersonRow, Series, Snapshot};
use super::tally::Tally;
use super::{Setting, World, adoption, choice, demography, forecast, pressure, stages};
use crate::draw::Purpose;
use rayon::prelude::*;

/// A run under way.
pub struct Run<'a> {
    setting: Setting<'a>,
    arm: usize,
    blocks: Vec<Block>,
    programme: Programme,
    norms: Norms,
    /// What everybody showed at the end of the last step.
    seen: Vec<u8>,
    /// By person: what they have heard of their peers since they last attended to them (see [`Listening`]).
    heard: Vec<u8>,
    listening: Listening,
    adds: Adds,
    news: News,
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
            // Those who have adopted at week 0 have their one chance with each peer before them.
            if model.only_new() {
                let new = (0..block.len()).filter(|&i| model.adopts(block.practice[i]));
                block.fresh = new.map(|i| i as u16).collect();
            }
        }
        let programme = Programme::new(scenario, model, names);
        Self { arm, ..Self::resume(setting, blocks, programme, 0, parallel) }
    }

    /// From people and programmes as they stand before step `t`, or within it before anybody reviews.
    pub fn resume(
        setting: Setting<'a>,
        blocks: Vec<Block>,
        programme: Programme,
        t: i32,
        parallel: bool,
    ) -> Self {
        let Setting { model, community, .. } = setting;
        let listening = Listening::of(&setting, &programme);
        let adds = Adds::new(model);
        let crowded = pressure::begins_crowded(model, listening, &programme);
        let mut run = Self {
            arm: 0,
            programme,
            norms: Norms::new(model),
            seen: vec![model.nobody(); community.people],
            heard: vec![0; community.people],
            listening,
            adds,
            news: News::default(),
            blocks,
            parallel,
            setting,
            t,
        };
        let (adds, programme) = (&run.adds, &run.programme);
        each(&mut run.blocks, &mut run.seen, community.block_size, parallel, |block, seen| {
            let (looks, counts) = match listening {
                Listening::Counting if matches!(model.rule, Rule::Threshold(_)) => (0, block.len()),
                Listening::Counting | Listening::Ignoring => (0, 0),
                Listening::Noticing | Listening::Asking => (block.len(), 0),
            };
            block.pressure = vec![f32::NAN; looks];
            block.needed = vec![0; counts];
            block.reviews = vec![];
            if matches!(model.rule, Rule::Choice { .. }) {
                block.plan_reviews(model, t);
            }
            block.awake.clear();
            block.shown.clear();
            block.reopen = true;
            block.crowd = if crowded { block.len() } else { 0 };
            let mut new = vec![0; block.len()];
            block.fresh.iter().for_each(|&i| new[usize::from(i)] = seen::NEW);
            for (i, new) in new.into_iter().enumerate() {
                block.listen_anew(model, i, false);
                let unwell = if block.symptoms(i) != 0 { seen::UNWELL } else { 0 };
                let champion = if programme.committed(block.first + i, t - 1) { seen::CHAMPION } else { 0 };
                let byte = block.practice[i] | unwell | champion | new;
                // Whoever counts adopting peers hears of those who are there.
                if listening == Listening::Counting && adds.adopting(byte) {
                    block.shown.push((i as u16, byte));
                } else {
                    seen[i] = byte;
                }
            }
        });
        run.publish();
        run.listen();
        run
    }

    /// Has everybody look at their peers as they stand before the first step.
    fn listen(&mut self) {
        if self.listening != Listening::Ignoring {
            let (size, parallel) = (self.setting.community.block_size, self.parallel);
            let (world, blocks, heard) = self.world();
            each(blocks, heard, size, parallel, |block, heard| pressure::listen(block, heard, &world));
        }
    }

    /// What everybody may read, and what each block writes.
    fn world(&mut self) -> (World<'_>, &mut [Block], &mut [u8]) {
        let Setting { model, community, .. } = self.setting;
        let peers = Peers::new(&self.setting, &self.seen, &self.adds, &self.programme, self.listening);
        let (draws, norms, programme) = (&community.draws, &self.norms, &self.programme);
        (World { model, draws, peers, norms, programme, t: self.t }, &mut self.blocks, &mut self.heard)
    }

    /// Goes on by one step: the list in the documentation of [`engine`](super).
    pub fn step(&mut self) {
        let setting = self.setting;
        let Setting { model, community, .. } = setting;
        let (t, size, parallel) = (self.t, community.block_size, self.parallel);
        let begin = |block: &mut Block| {
            block.wake_everybody_due(t);
            block.awake.iter().for_each(|&i| block.prefetch_life(usize::from(i)));
            demography::age(block, model, t);
            demography::turnover(block, &setting, t);
        };
        // Programmes look at everybody after people have aged, left and come.
        let programmes = !self.programme.is_empty();
        if programmes {
            each(&mut self.blocks, &mut self.heard, size, parallel, |block, _| begin(block));
            self.forget_those_who_left();
        }
        let others = self.programme.begin_step(&mut self.blocks, &self.setting, t);
        if others && self.listening == Listening::Noticing {
            // Champions may weigh more than before, and people meet others, without looking any different.
            self.heard.fill(1);
        }
        let (world, blocks, heard) = self.world();
        each(blocks, heard, size, parallel, |block, heard| {
            if !programmes {
                begin(block);
            }
            let persuaded = pressure::wear(block, heard, &world);
            match model.rule {
                Rule::Choice { .. } => choice::choose(block, &world),
                _ => adoption::decide(block, heard, &world, &persuaded),
            }
            let awake = std::mem::take(&mut block.awake);
            if model.stressful {
                stages::conditions(block, &world, &awake);
            }
            stages::show(block, &world, &awake);
            forecast::schedule(block, model, &awake, t);
            block.awake = awake;
            block.awake.clear();
        });
        self.t += 1;
        self.publish();
    }

    /// Programmes forget people who left the community; whoever met them there sees others from now on.
    fn forget_those_who_left(&mut self) {
        let newcomers = self.blocks.iter().flat_map(|block| &block.newcomers);
        for person in self.programme.forget(newcomers, &self.setting) {
            self.heard[person as usize] = 1;
        }
    }

    /// Makes what people showed in this step what others will see in the next.
    fn publish(&mut self) {
        let Setting { model, community, .. } = self.setting;
        let circles = self.programme.circles();
        let (network, adds) = (&*community.network, &self.adds);
        let ways = Ways { network, circles: &circles, adds, listening: self.listening };
        let (seen, heard) = (&mut self.seen, &mut self.heard);
        self.news.spread(&self.blocks, seen, heard, &ways, community.block_size, self.parallel);
        self.norms.update(model, &self.blocks);
    }

    /// Counts everybody as they stand, with what happened since the last count.
    fn count(&mut self) -> Tally {
        let (model, t) = (self.setting.model, self.t);
        let mut total = Tally::new(model);
        for block in &mut self.blocks {
            total.add(&block.tally);
            block.tally.clear_flows();
        }
        total.count_loads(&self.blocks, model, t, self.parallel);
        total
    }

    /// How everybody stands, for a comparison of arms person by person.
    fn snapshot(&self) -> Snapshot {
        let Setting { model, community, .. } = self.setting;
        let mut snapshot = Snapshot { week: f64::from(self.t) * model.step, ..Snapshot::default() };
        snapshot.load.reserve_exact(community.people);
        for block in &self.blocks {
            snapshot.group.extend((0..block.len()).map(|i| block.group(i)));
            for i in 0..block.len() {
                snapshot.entered.push(block.standing(i).entered);
                let adopter = u8::from(model.adopts(block.practice[i])) * Snapshot::ADOPTER;
                let participant =
                    u8::from(self.programme.participates(block.first + i)) * Snapshot::PARTICIPANT;
                snapshot.flags.push(adopter | participant);
                snapshot.load.push(coarse_load(block, model, i, self.t));
            }
        }
        snapshot
    }

    /// The blocks as they stand.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// What everybody showed at the end of the last step (see [`seen`]).
    pub fn seen(&self) -> &[u8] {
        &self.seen
    }

    /// Step that comes next.
    pub fn next_step(&self) -> i32 {
        self.t
    }

    /// A random sample of `number` people as they stand, in order of id.
    fn sample(&self, number: usize) -> Vec<PersonRow> {
        let Setting { model, community, .. } = self.setting;
        if number == 0 {
            return vec![];
        }
        let stream = community.draws.stream(Purpose::of("sample", ""), 0);
        let mut ids: Vec<(u32, u32)> = stream.from(0).zip(0..community.people as u32).collect();
        if number < ids.len() {
            ids.select_nth_unstable(number);
            ids.truncate(number);
        }
        let mut ids: Vec<u32> = ids.into_iter().map(|(_, person)| person).collect();
        ids.sort_unstable();
        ids.into_iter()
            .map(|person| {
                let block = &self.blocks[person as usize / community.block_size];
                let i = person as usize - block.first;
                PersonRow {
                    person,
                    group: usize::from(block.group(i)),
                    // Ages are kept to seven digits: show those, not the noise behind them.
                    age: (f64::from(model.age_after(block.age(i), self.t)) * 1e4).round() / 1e4,
                    degree: community.network.degree(person) as u32,
                    toa: (block.toa[i] != NEVER).then(|| f64::from(block.toa[i]) * model.step),
                    practice: usize::from(block.practice[i]),
                    load: load_of(block.load_at(model, i, self.t)),
                    strain: block.strain_at(model, i, self.t),
                    stage: usize::from(block.stage(i)),
                }
            })
            .collect()
    }
}

/// Lets `work` do each block, with a byte of each of its people.
fn each(
    blocks: &mut [Block],
    bytes: &mut [u8],
    block_size: usize,
    parallel: bool,
    work: impl Fn(&mut Block, &mut [u8]) + Sync + Send,
) {
    if parallel {
        let bytes = bytes.par_chunks_mut(block_size);
        blocks.par_iter_mut().zip(bytes).for_each(|(block, bytes)| work(block, bytes));
    } else {
        blocks.iter_mut().zip(bytes.chunks_mut(block_size)).for_each(|(block, bytes)| work(block, bytes));
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
