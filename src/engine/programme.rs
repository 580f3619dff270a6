//! Interventions as they run in one arm: who is taken in, and what changes for them.
//!
//! Within a step interventions act in the order of the scenario file, before
//! anybody reviews, and after people have aged, left and come. What they do to a person is read through four questions
//! (committed? boost? influence? appeal?), so that a new kind of intervention
//! answers those and leaves the stages of a step alone.

use super::Setting;
use super::adoption::adopt;
use super::block::Block;
use super::model::Model;
use super::targeting::{self, Amount};
use super::wear::leaky;
use crate::draw::{self, Purpose};
use crate::scenario::{Intervention, Scenario};

/// The programmes of one arm.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    running: Vec<Running>,
    /// By person: the step until which they stay adopters; empty without champions.
    committed_until: Vec<i32>,
    /// By person: how many adopting peers they count as; empty without champions.
    boost: Vec<f32>,
    /// By person: the campaigns that reached them, as bits; empty without campaigns.
    reached: Vec<u16>,
    /// By campaign, in this step: outside influence (hazard per step) and utility.
    now: Vec<(f32, f32)>,
    /// Money spent so far.
    cost: f64,
}

#[derive(Clone, Debug)]
struct Running {
    spec: Intervention,
    start: i32,
    end: i32,
    /// Position among the campaigns of the arm.
    campaign: usize,
}

impl Programme {
    /// The programmes of the interventions with these names, none of which has begun.
    pub fn new(scenario: &Scenario, model: &Model, names: &[String]) -> Self {
        let mut campaigns = 0;
        let running = scenario
            .interventions
            .iter()
            .filter(|spec| names.contains(&spec.name))
            .map(|spec| {
                let start = spec.start.map_or(0, |d| model.steps_in(d));
                let end = spec.duration.map_or(i32::MAX, |d| start.saturating_add(model.steps_in(d)));
                let campaign = campaigns;
                campaigns += usize::from(spec.campaign.is_some());
                Running { spec: spec.clone(), start, end, campaign }
            })
            .collect();
        Self { running, now: vec![(0.0, 0.0); campaigns], ..Self::default() }
    }

    /// Starts what starts at step `t`, and lets running campaigns fade; tells whether anything started. Serial; takes
    /// time only at a start.
    pub fn begin_step(&mut self, blocks: &mut [Block], setting: &Setting, t: i32) -> bool {
        self.now.fill((0.0, 0.0));
        let mut started = false;
        for r in 0..self.running.len() {
            let Running { spec, start, end, campaign } = self.running[r].clone();
            if t == start {
                started = true;
                let taken_in = self.take_in(&spec, blocks, setting, t, end);
                let sessions = f64::from(spec.cost.sessions);
                self.cost += spec.cost.fixed
                    + spec.cost.per_person * taken_in as f64
                    + spec.cost.per_session * sessions;
            }
            if let Some(push) = spec.campaign.as_ref().filter(|_| (start..end).contains(&t)) {
                let fading = push.half_life.map_or(0.0, |h| std::f64::consts::LN_2 / h.weeks());
                let age = f64::from(t - start) * setting.model.step;
                let rate = push.influence.map_or(0.0, |r| r.per_week());
                let hazard = rate * (leaky(age + setting.model.step, fading, 0.0) - leaky(age, fading, 0.0));
                self.now[campaign] = (hazard as f32, (push.appeal * libm::exp(-fading * age)) as f32);
            }
        }
        started
    }

    /// Takes in the people of one intervention; returns how many.
    fn take_in(
        &mut self,
        spec: &Intervention,
        blocks: &mut [Block],
        setting: &Setting,
        t: i32,
        end: i32,
    ) -> usize {
        let amount = Amount::new(spec.reach, spec.number);
        let people = targeting::pick(&spec.targeting, amount, &spec.name, blocks, setting, t);
        if people.is_empty() {
            return 0;
        }
        if let Some(champions) = &spec.champions {
            self.committed_until.resize(setting.community.people, i32::MIN);
            self.boost.resize(setting.community.people, 1.0);
            for &person in &people {
                let person = person as usize;
                if start_adopting(blocks, setting, person, t) {
                    self.committed_until[person] = self.committed_until[person].max(end);
                    self.boost[person] = champions.boost as f32;
                }
            }
        }
        if spec.campaign.is_some() {
            self.reached.resize(setting.community.people, 0);
            let campaign = self.running.iter().find(|r| r.spec.name == spec.name).map_or(0, |r| r.campaign);
            for &person in &people {
                self.reached[person as usize] |= 1 << campaign;
            }
        }
        people.len()
    }

    /// Makes the first adopters of the scenario adopt, before step 0.
    pub fn seed(blocks: &mut [Block], setting: &Setting) {
        if let Some(first) = &setting.scenario.adoption.first_adopters {
            let amount = Amount::new(first.share, first.number);
            for person in targeting::pick(&first.targeting, amount, "first adopters", blocks, setting, 0) {
                let person = person as usize;
                if start_adopting(blocks, setting, person, 0) {
                    // They are there at week 0 and adopt in no step.
                    let block = &mut blocks[person / setting.community.block_size];
                    block.toa[person - block.first] = 0;
                }
            }
            blocks.iter_mut().for_each(|block| block.tally.clear());
        }
    }

    /// Forgets people who left the community: whoever took their place takes part in nothing.
    pub fn forget<'a>(&mut self, people: impl Iterator<Item = &'a u32>) {
        for &person in people {
            let person = person as usize;
            if let Some(until) = self.committed_until.get_mut(person) {
                *until = i32::MIN;
            }
            if let Some(reached) = self.reached.get_mut(person) {
                *reached = 0;
            }
        }
    }

    /// Whether a person stays an adopter at step `t` whatever they would otherwise do.
    #[inline]
    pub fn committed(&self, person: usize, t: i32) -> bool {
        self.committed_until.get(person).is_some_and(|&until| t < until)
    }

    /// By person, how many adopting peers they count as while committed; empty if nobody is.
    pub fn boost(&self) -> &[f32] {
        &self.boost
    }

    /// Whether any campaign is in force in this step.
    pub fn campaigns(&self) -> bool {
        self.now.iter().any(|&(hazard, _)| hazard > 0.0)
    }

    /// Outside influence of campaigns on a person in this step, as a hazard.
    #[inline]
    pub fn influence(&self, person: usize) -> f32 {
        self.sum(person, |now| now.0)
    }

    /// Utility that campaigns add to the innovation for a person in this step.
    #[inline]
    pub fn appeal(&self, person: usize) -> f32 {
        self.sum(person, |now| now.1)
    }

    #[inline]
    fn sum(&self, person: usize, of: impl Fn(&(f32, f32)) -> f32) -> f32 {
        let Some(&reached) = self.reached.get(person) else { return 0.0 };
        self.now.iter().enumerate().filter(|(c, _)| reached >> c & 1 == 1).map(|(_, now)| of(now)).sum()
    }

    /// Money spent so far, in the scenario's currency.
    pub fn cost(&self) -> f64 {
        self.cost
    }
}

/// Makes a person adopt at step `t`; false if nothing of the innovation is available to them.
fn start_adopting(blocks: &mut [Block], setting: &Setting, person: usize, t: i32) -> bool {
    let model = setting.model;
    let block = &mut blocks[person / setting.community.block_size];
    let i = person - block.first;
    if model.adopts(block.practice[i]) {
        return true;
    }
    let shares = &model.groups[usize::from(block.group[i])].inside;
    if shares.is_empty() {
        return false;
    }
    let draws = &setting.community.draws;
    let word = draws.stream(Purpose::of("moves to", ""), t as u32).at(person);
    adopt(block, model, draws, i, draw::pick(word, shares) as u8, t);
    true
}
