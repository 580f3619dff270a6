//! Interventions as they run in one arm: who is taken in, and what changes for them.
//!
//! Within a step, after people have aged, left and come and before anybody reviews,
//!
//! 1. every intervention that starts **takes people in** ([`targeting`]), all of them looking at people as they
//!    were at the end of the step before;
//! 2. campaigns, training and restrictions are **in force** (`effects`): influences add up, factors on stress
//!    multiply, what is barred by one is barred;
//! 3. champions, groups, buddies and screening **act**, in the order of the file; two act on one person only if
//!    both took them in.
//!
//! What they do to a person is read through questions (committed? boost? influence? appeal? gentleness? barred?
//! who meets whom?), so that a new kind of intervention answers those and leaves the stages of a step alone.

mod buddies;
mod champions;
mod circles;
mod effects;
mod ledger;
mod screening;

pub use circles::Circles;

use super::Setting;
use super::adoption::adopt;
use super::block::Block;
use super::model::Model;
use super::series::{Component, CostRow};
use super::targeting::{self, Amount};
use crate::draw::{self, Purpose};
use crate::scenario::{Intervention, Scenario, TargetingRule};
use buddies::Buddies;
use champions::Champions;
use effects::Effects;
use ledger::Ledger;

/// The programmes of one arm.
#[derive(Clone, Debug, Default)]
pub struct Programme {
    running: Vec<Running>,
    /// By person: the interventions of the arm that took them in, as bits; empty until one takes somebody in.
    taken_in: Vec<u32>,
    /// By person: the step until which they stay adopters; empty without champions.
    committed_until: Vec<i32>,
    /// By person: how many adopting peers they count as; empty without champions.
    boost: Vec<f32>,
    effects: Effects,
    ledger: Ledger,
    /// For interventions aimed by influence maximisation: position in the scenario, and share of the best possible
    /// that is certified.
    pub guarantees: Vec<(usize, f64)>,
    /// Whether some are about who sees whom.
    changes_peers: bool,
    /// Whether this is somebody's imagination of what a programme would do.
    pub(super) imagined: bool,
}

/// One intervention of the arm.
#[derive(Clone, Debug)]
struct Running {
    /// Position in the scenario.
    position: usize,
    start: i32,
    end: i32,
    /// Whom it took in at its start, best first, if it comes back to them.
    people: Vec<u32>,
    act: Act,
    /// Whom it is to take in, when that is not left to its targeting.
    given: Option<Vec<u32>>,
    /// Whether it has taken people in.
    begun: bool,
}

/// What an intervention keeps from step to step.
#[derive(Clone, Debug)]
enum Act {
    None,
    Champions(Champions),
    Groups(Circles),
    Buddies(Box<Buddies>),
}

impl Running {
    fn spec<'a>(&self, scenario: &'a Scenario) -> &'a Intervention {
        &scenario.interventions[self.position]
    }

    fn runs_at(&self, t: i32) -> bool {
        (self.start..self.end).contains(&t)
    }

    /// Whether a session every so often falls on step `t`; the first is at the start.
    fn meets_at(&self, spec: &Intervention, model: &Model, t: i32) -> bool {
        let Some(every) = spec.every() else { return false };
        let sessions = |t: i32| ((f64::from(t - self.start) * model.step) / every.weeks() + 1e-9).floor();
        self.runs_at(t) && (t == self.start || sessions(t) > sessions(t - 1))
    }
}

impl Programme {
    /// The programmes of the interventions with these names, none of which has begun.
    pub fn new(scenario: &Scenario, model: &Model, names: &[String]) -> Self {
        let interventions = scenario.interventions.iter().enumerate();
        let running: Vec<Running> = interventions
            .filter(|(_, spec)| names.contains(&spec.name))
            .map(|(position, spec)| {
                let start = spec.start.map_or(0, |d| model.steps_in(d));
                let end = spec.duration.map_or(i32::MAX, |d| start.saturating_add(model.steps_in(d)));
                Running { position, start, end, people: vec![], act: Act::None, given: None, begun: false }
            })
            .collect();
        let about_peers = |one: &Running| {
            let spec = one.spec(scenario);
            spec.champions.is_some() || spec.groups.is_some() || spec.buddies.is_some()
        };
        let changes_peers = running.iter().any(about_peers);
        Self { running, changes_peers, ledger: Ledger::new(scenario), ..Self::default() }
    }

    /// Takes people in, puts effects in force and acts, as the documentation of the module lists; tells whether
    /// somebody may look different to their peers without showing it. Serial.
    pub fn begin_step(&mut self, blocks: &mut [Block], setting: &Setting, t: i32) -> bool {
        let mut changed = false;
        for r in 0..self.running.len() {
            if self.running[r].start == t && !self.running[r].begun {
                self.take_in(r, blocks, setting, t);
                changed = true;
            }
        }
        self.effects = Effects::of(&self.running, setting, t);
        for r in 0..self.running.len() {
            changed |= self.act(r, blocks, setting, t);
        }
        changed
    }

    /// Takes in the people of intervention `r` of the arm, and enters what that costs.
    fn take_in(&mut self, r: usize, blocks: &[Block], setting: &Setting, t: i32) {
        let one = &self.running[r];
        let spec = one.spec(setting.scenario);
        let amount = Amount::new(spec.reach, spec.number);
        let (mut people, mut waiting, mut venues) = (vec![], vec![], 0);
        if let Some(given) = &one.given {
            people.clone_from(given);
        } else if let Some(training) = &spec.training {
            (people, venues) = targeting::clients(spec, training, amount, blocks, setting, t);
        } else if spec.targeting.rule == TargetingRule::Harm {
            // Nobody imagines what they would imagine.
            if !self.imagined {
                people = targeting::harm(self, r, blocks, setting, t);
            }
        } else {
            let weeks = f64::from(one.end.min(setting.model.steps) - t) * setting.model.step;
            let turnover = setting.model.turnover / setting.model.step;
            let reserve = |taken_in: usize| {
                spec.champions.as_ref().map_or(0, |c| champions::reserve(c, taken_in, weeks, turnover))
            };
            let picked = targeting::pick_with_reserve(
                &spec.targeting,
                amount,
                &reserve,
                &spec.name,
                blocks,
                setting,
                t,
            );
            (people, waiting) = (picked.people, picked.waiting);
            self.guarantees.extend(picked.guarantee.map(|guarantee| (one.position, guarantee)));
        }
        let size = setting.community.people;
        if !people.is_empty() {
            self.taken_in.resize(size, 0);
            people.iter().for_each(|&person| self.taken_in[person as usize] |= 1 << r);
        }
        let act = match spec {
            Intervention { champions: Some(_), .. } => Act::Champions(Champions::new(waiting)),
            Intervention { groups: Some(groups), .. } if !people.is_empty() => {
                let mut circles = Circles::new(size, groups.weight, groups.every);
                circles.form_at_random(&people, groups.size, &setting.community.draws, &spec.name);
                Act::Groups(circles)
            }
            Intervention { buddies: Some(buddies), .. } if !people.is_empty() => {
                let circles = Circles::new(size, buddies.weight, buddies.every);
                let from = buddies.recovered_from.as_deref();
                Act::Buddies(Box::new(Buddies::new(setting.scenario, circles, &people, from)))
            }
            _ => Act::None,
        };
        self.spend(r, Component::Fixed, (1, spec.cost.fixed), setting, t);
        self.spend(r, Component::PerPerson, (people.len(), spec.cost.per_person), setting, t);
        self.spend(r, Component::PerVenue, (venues, spec.cost.per_venue), setting, t);
        self.spend(
            r,
            Component::PerSession,
            (spec.cost.sessions as usize, spec.cost.per_session),
            setting,
            t,
        );
        if spec.champions.is_some() || spec.screening.is_some() {
            self.running[r].people = people;
        }
        self.running[r].act = act;
        self.running[r].begun = true;
    }

    fn spend(&mut self, r: usize, part: Component, sum: (usize, f64), setting: &Setting, t: i32) {
        let position = self.running[r].position;
        self.ledger.spend(position, part, sum, f64::from(t) * setting.model.step_years);
    }

    /// What intervention `r` does at step `t`; tells whether that may be seen without anybody looking different.
    fn act(&mut self, r: usize, blocks: &mut [Block], setting: &Setting, t: i32) -> bool {
        if t == self.running[r].end {
            return !matches!(std::mem::replace(&mut self.running[r].act, Act::None), Act::None);
        }
        let one = &self.running[r];
        let spec = one.spec(setting.scenario);
        if !one.runs_at(t) {
            return false;
        }
        let meets = one.meets_at(spec, setting.model, t);
        // Taken out while it acts, so that it can ask the others.
        let act = std::mem::replace(&mut self.running[r].act, Act::None);
        let one = &self.running[r];
        match act {
            Act::Champions(mut champions) => {
                let begins = self.next_champions(r, &mut champions, blocks, setting, t);
                self.begin_champions(r, &mut champions, &begins, blocks, setting, t);
                self.running[r].act = Act::Champions(champions);
                !begins.is_empty()
            }
            Act::Groups(circles) => {
                if meets {
                    self.spend(
                        r,
                        Component::PerSession,
                        (circles.number(), spec.cost.per_session),
                        setting,
                        t,
                    );
                }
                self.running[r].act = Act::Groups(circles);
                false
            }
            Act::Buddies(mut buddies) => {
                let mut changed = buddies.part(blocks, setting);
                if meets {
                    let new = buddies.pair_up(blocks, setting, &spec.name);
                    changed |= !new.is_empty();
                    self.take_in_buddies(r, &new, setting, t);
                    let pairs = buddies.circles.number();
                    self.spend(r, Component::PerSession, (pairs, spec.cost.per_session), setting, t);
                }
                self.running[r].act = Act::Buddies(buddies);
                changed
            }
            Act::None => {
                if let Some(screening) = spec.screening.as_ref().filter(|_| meets) {
                    let still_here = |&&person: &&u32| self.bits(person as usize) >> r & 1 == 1;
                    let people: Vec<u32> = one.people.iter().filter(still_here).copied().collect();
                    screening::round(self, (screening, &spec.name), &people, blocks, setting, t);
                    self.spend(r, Component::PerSession, (1, spec.cost.per_session), setting, t);
                }
                false
            }
        }
    }

    /// A buddy is a participant from the first pair on, and counts as a person taken in.
    fn take_in_buddies(&mut self, r: usize, new: &[u32], setting: &Setting, t: i32) {
        let mut first = 0;
        for &person in new {
            let bits = &mut self.taken_in[person as usize];
            first += usize::from(*bits >> r & 1 == 0);
            *bits |= 1 << r;
        }
        let each = self.running[r].spec(setting.scenario).cost.per_person;
        self.spend(r, Component::PerPerson, (first, each), setting, t);
    }

    /// Those who become champions at step `t`: all at the start, later those who replace one who is lost.
    fn next_champions(
        &mut self,
        r: usize,
        champions: &mut Champions,
        blocks: &[Block],
        setting: &Setting,
        t: i32,
    ) -> Vec<u32> {
        let one = &self.running[r];
        let spec = one.spec(setting.scenario);
        if t == one.start {
            return one.people.clone();
        }
        champions.lose(t);
        if !spec.champions.as_ref().is_some_and(|c| c.replace) {
            return vec![];
        }
        let qualifies = targeting::Conditions::of(&spec.targeting, setting, t);
        let (size, start) = (setting.community.block_size, one.start);
        let new = champions.replacements(|person| {
            let block = &blocks[person as usize / size];
            let i = person as usize - block.first;
            // A newcomer in the place of somebody ranked is not ranked.
            let ranked = block.arrived.get(i).is_none_or(|&arrived| arrived as i32 <= start);
            ranked && qualifies.met_by(block, i)
        });
        new.iter().for_each(|&person| self.taken_in[person as usize] |= 1 << r);
        self.spend(r, Component::PerPerson, (new.len(), spec.cost.per_person), setting, t);
        new
    }

    /// Makes people champions: they adopt, if something of the innovation is available to them, and stay.
    fn begin_champions(
        &mut self,
        r: usize,
        champions: &mut Champions,
        people: &[u32],
        blocks: &mut [Block],
        setting: &Setting,
        t: i32,
    ) {
        let (end, intervention) = (self.running[r].end, self.running[r].spec(setting.scenario));
        let Some(spec) = &intervention.champions else { return };
        if people.is_empty() {
            return;
        }
        self.committed_until.resize(setting.community.people, i32::MIN);
        self.boost.resize(setting.community.people, 1.0);
        for &id in people {
            let person = id as usize;
            if start_adopting(blocks, setting, person, t, self) {
                let draws = &setting.community.draws;
                let until =
                    champions.begin(id, (spec, &intervention.name), (t, end), draws, setting.model.step);
                self.committed_until[person] = self.committed_until[person].max(until);
                self.boost[person] = spec.boost as f32;
            }
        }
    }

    /// Makes the first adopters of the scenario adopt, before step 0.
    pub fn seed(blocks: &mut [Block], setting: &Setting) {
        if let Some(first) = &setting.scenario.adoption.first_adopters {
            let amount = Amount::new(first.share, first.number);
            for person in targeting::pick(&first.targeting, amount, "first adopters", blocks, setting, 0) {
                let person = person as usize;
                if start_adopting(blocks, setting, person, 0, &Self::default()) {
                    // They are there at week 0 and adopt in no step.
                    let block = &mut blocks[person / setting.community.block_size];
                    block.toa[person - block.first] = 0;
                }
            }
            blocks.iter_mut().for_each(|block| block.tally.clear_flows());
        }
    }

    /// Forgets people who left the community before step `t` was over: whoever took their place takes part in
    /// nothing, but is a client of the same venues. Returns those who no longer see the same people as before.
    pub fn forget<'a>(&mut self, people: impl Iterator<Item = &'a u32>, setting: &Setting) -> Vec<u32> {
        let mut parted = vec![];
        for &id in people {
            let person = id as usize;
            if let Some(until) = self.committed_until.get_mut(person) {
                *until = i32::MIN;
            }
            for (r, one) in self.running.iter_mut().enumerate() {
                if one.spec(setting.scenario).training.is_some() {
                    continue;
                }
                let Some(bits) = self.taken_in.get_mut(person).filter(|bits| **bits >> r & 1 == 1) else {
                    continue;
                };
                *bits &= !(1 << r);
                let mut part = |circles: &Circles| {
                    parted.push(id);
                    parted.extend(circles.fellows(person));
                };
                match &mut one.act {
                    Act::Champions(champions) => champions.forget(id),
                    Act::Groups(circles) => {
                        part(circles);
                        circles.leave(id);
                    }
                    Act::Buddies(buddies) => {
                        part(&buddies.circles);
                        buddies.forget(id);
                    }
                    Act::None => {}
                }
            }
        }
        parted
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

    /// Those who meet, in the order of the interventions: each is one more layer of ties.
    pub fn circles(&self) -> Vec<&Circles> {
        let circles = self.running.iter().filter_map(|one| match &one.act {
            Act::Groups(circles) => Some(circles),
            Act::Buddies(buddies) => Some(&buddies.circles),
            _ => None,
        });
        circles.collect()
    }

    /// Whether any campaign is in force in this step.
    pub fn campaigns(&self) -> bool {
        self.effects.campaigns()
    }

    /// Whether the arm holds no programme.
    pub fn is_empty(&self) -> bool {
        self.running.is_empty()
    }

    /// Whether training or restrictions are in force, which act at reviews.
    pub fn acts_at_reviews(&self) -> bool {
        self.effects.act_at_reviews()
    }

    /// Whether anybody is, or has been, a champion.
    pub fn has_champions(&self) -> bool {
        !self.committed_until.is_empty()
    }

    /// Whether the arm holds programmes that change whom people see, or how much they count.
    pub fn changes_peers(&self) -> bool {
        self.changes_peers
    }

    /// Whether any programme has taken a person in.
    #[inline]
    pub fn participates(&self, person: usize) -> bool {
        self.bits(person) != 0
    }

    #[inline]
    fn bits(&self, person: usize) -> u32 {
        self.taken_in.get(person).copied().unwrap_or(0)
    }

    /// Outside influence of campaigns on a person in this step, as a hazard.
    #[inline]
    pub fn influence(&self, person: usize) -> f32 {
        self.effects.influence(self.bits(person))
    }

    /// Utility that campaigns add to the innovation for a person in this step.
    #[inline]
    pub fn appeal(&self, person: usize) -> f32 {
        self.effects.appeal(self.bits(person))
    }

    /// Factor by which training changes the stress of a practice that a person takes up in this step.
    #[inline]
    pub fn gentleness(&self, person: usize, practice: u8) -> f32 {
        self.effects.gentleness(self.bits(person), practice)
    }

    /// Practices that restrictions keep from a person of this group in this step, as bits.
    #[inline]
    pub fn barred(&self, person: usize, group: u8) -> u32 {
        self.effects.barred(self.bits(person), person, group)
    }

    /// Money spent so far, by intervention and component.
    pub fn costs(&self, week: f64) -> Vec<CostRow> {
        self.ledger.rows(week)
    }

    /// The same programmes in somebody's imagination, in which intervention `r` takes in exactly these people.
    pub(super) fn imagine(&self, r: usize, people: &[u32]) -> Self {
        let mut imagined = Self { imagined: true, ..self.clone() };
        imagined.running[r].given = Some(people.to_vec());
        imagined
    }

    /// The intervention at position `r` of the arm.
    pub(super) fn spec<'a>(&self, r: usize, scenario: &'a Scenario) -> &'a Intervention {
        self.running[r].spec(scenario)
    }
}

/// Makes a person adopt at step `t`; false if nothing of the innovation is to be had for them.
fn start_adopting(
    blocks: &mut [Block],
    setting: &Setting,
    person: usize,
    t: i32,
    programme: &Programme,
) -> bool {
    let model = setting.model;
    let block = &mut blocks[person / setting.community.block_size];
    let i = person - block.first;
    if model.adopts(block.practice[i]) {
        return true;
    }
    let group = &model.groups[usize::from(block.group(i))];
    let open = group.available & !programme.barred(person, block.group(i));
    let shares = group.inside_among(open & model.innovation);
    if shares.is_empty() {
        return false;
    }
    let draws = &setting.community.draws;
    let word = draws.stream(Purpose::of("moves to", ""), t as u32).at(person);
    let next = draw::pick(word, &shares) as u8;
    adopt(block, model, draws, i, next, t, programme.gentleness(person, next));
    true
}
