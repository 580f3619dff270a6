//! The model, slowly: one person after the other, one struct per person, every
//! closed form evaluated where it is needed. The engine must equal this bit
//! for bit. Read it beside docs/MODEL.md.

use super::person::{Person, people_of};
use super::programmes::Programme;
use tress::draw::{self, Draws, Purpose};
use tress::engine::condition::{Condition, Measure};
use tress::engine::model::Model;
use tress::engine::rule::Rule;
use tress::engine::{Community, Run};
use tress::population::{cumulative, traits_of};
use tress::scenario::Scenario;

pub struct Serial<'a> {
    pub scenario: &'a Scenario,
    pub model: &'a Model,
    pub community: &'a Community,
    pub draws: &'a Draws,
    pub people: Vec<Person>,
    /// By person: how many adopting peers they count as while a champion.
    pub boosts: Vec<f32>,
    pub programmes: Vec<Programme<'a>>,
    pub t: i32,
}

impl<'a> Serial<'a> {
    pub fn new(
        scenario: &'a Scenario,
        model: &'a Model,
        community: &'a Community,
        arm: usize,
        run: &Run,
    ) -> Self {
        let (people, draws) = (people_of(run, model), &community.draws);
        let boosts = vec![1.0; people.len()];
        let mut serial = Self { scenario, model, community, draws, people, boosts, programmes: vec![], t: 0 };
        let names = &scenario.arms[arm].interventions;
        let of_arm = scenario.interventions.iter().filter(|spec| names.contains(&spec.name));
        serial.programmes = of_arm.map(|spec| serial.programme(spec)).collect();
        serial
    }

    pub fn step(&mut self) {
        let (model, t) = (self.model, self.t);
        let before = self.people.clone();
        for i in 0..self.people.len() {
            self.age(i);
            if self.people[i].leaves <= t {
                self.people[i] = self.newcomer(i);
                self.leave_programmes(i);
            }
        }
        self.run_programmes();
        for i in 0..self.people.len() {
            self.feel_pressure(i, &before);
            let wear = &model.wears[self.people[i].practice];
            if t - self.people[i].taken_up >= wear.worn as i32 {
                let now = self.people[i].practice;
                let next = self.review(i, &before);
                self.take_up(i, next.unwrap_or(now));
                if next == Some(now) {
                    // They drifted and came out where they were.
                    self.people[i].drifts = self.drift(now, i);
                }
            }
            if model.stressful {
                self.symptoms(i);
                self.stages(i);
            }
            let adopter = self.adopter(i);
            let p = &self.people[i];
            let new = model.only_new() && adopter && !model.adopts(p.seen.0 as u8);
            self.people[i].seen = (p.practice, p.symptoms != 0, self.committed(i), new);
        }
        self.t += 1;
    }

    pub fn word(&self, decision: &str, occasion: u32, person: usize) -> u32 {
        self.draws.stream(Purpose::of(decision, ""), occasion).at(person)
    }

    pub fn adopter(&self, i: usize) -> bool {
        self.model.adopts(self.people[i].practice as u8)
    }

    fn age(&mut self, i: usize) {
        let (model, t) = (self.model, self.t);
        let p = &mut self.people[i];
        let group = &model.groups[p.group];
        if p.age + (f64::from(t) * model.step_years) as f32 >= group.until_age {
            for (tolerance, condition) in p.tolerance.iter_mut().zip(&model.conditions) {
                *tolerance *=
                    condition.factor(group.becomes, p.traits) / condition.factor(p.group as u8, p.traits);
            }
            p.group = group.becomes.into();
        }
    }

    /// Who takes the place of `i`.
    fn newcomer(&self, i: usize) -> Person {
        let (model, t) = (self.model, self.t);
        let at = t as u32;
        let groups = &self.scenario.population.groups;
        let youngest = groups.iter().map(|g| g.ages[0]).fold(f64::INFINITY, f64::min);
        let shares: Vec<f64> =
            groups.iter().map(|g| if g.ages[0] == youngest { g.share } else { 0.0 }).collect();
        let sum: f64 = shares.iter().sum();
        let cumulative: Vec<f64> = cumulative(shares).iter().map(|s| s / sum).collect();
        let g = draw::pick(self.word("group", at, i), &cumulative);
        let practice = draw::pick(self.word("starting practice", at, i), &model.groups[g].starting);
        let traits = traits_of(self.scenario, &groups[g], i, self.draws, at);
        let tightness = match model.tightness_spread {
            0.0 => 1.0,
            sigma => libm::exp(sigma * draw::normal(self.word("tightness", at, i))) as f32,
        };
        let stay = draw::exponential(self.word("turnover", at, i)) / model.turnover;
        let adopts = model.adopts(practice as u8);
        let tolerance = |c: &Condition| c.newcomer_tolerance(self.draws, i, at) * c.factor(g as u8, traits);
        Person {
            group: g,
            traits,
            practice,
            stage: 0,
            had: 0,
            entered: 0,
            symptoms: 0,
            ever: 0,
            episode: 0,
            age: (groups[g].ages[0] - f64::from(t) * model.step_years) as f32,
            tightness,
            taken_up: t,
            stress: model.stress_of(practice as u8, g as u8, traits, tightness),
            load: 0,
            strain: 0.0,
            drifts: self.drift(practice, i),
            resistance: model.resistance(self.draws, i, adopts, 0, at),
            tolerance: model.conditions.iter().map(tolerance).collect(),
            gathered: vec![0; model.gathering.len()],
            toa: if adopts { t } else { i32::MIN },
            leaves: t + stay.ceil().min(1e9) as i32,
            arrived: at,
            seen: self.people[i].seen,
        }
    }

    fn feel_pressure(&mut self, i: usize, before: &[Person]) {
        let model = self.model;
        let campaign = self.campaign(i).0;
        self.people[i].resistance -= match (&model.rule, self.adopter(i)) {
            (Rule::Choice { .. }, _) => return,
            (_, true) if self.committed(i) => return,
            (_, true) => model.discontinuance,
            _ if model.groups[self.people[i].group].inside.is_empty() => return,
            (Rule::Threshold(_), false) => return,
            (&Rule::Hazard { p, q, r }, _) => {
                let norm = if r == 0.0 {
                    0.0
                } else {
                    self.norm(self.people[i].group, before, |s| model.adopts(s as u8))
                };
                p + q * self.exposure(i, before, model.counts_peers, false) + r * norm + campaign
            }
            (&Rule::Contagion { p, q }, _) => p + q * self.exposure(i, before, true, false) + campaign,
            (&Rule::Cascade { q }, _) => q * self.exposure(i, before, true, true) + campaign,
        };
    }

    /// The practice that `i` changes to at a review, if they do.
    fn review(&self, i: usize, before: &[Person]) -> Option<usize> {
        let (model, p) = (self.model, &self.people[i]);
        if self.committed(i) {
            return None;
        }
        if let Rule::Choice { .. } = model.rule {
            return Some(self.choice(i, before));
        }
        let group = &model.groups[p.group];
        let (open, inside) = (self.open(i), self.inside(i));
        let outside = group.among(open & !model.innovation);
        let worn = f64::from(model.wears[p.practice].worn);
        let at = self.t as u32;
        let below = |decision: &str, chance: f64| self.word(decision, at, i) < draw::cut(chance);
        let threshold = matches!(model.rule, Rule::Threshold(_));
        let adopts = || {
            let campaign = f64::from(self.campaign(i).0);
            let persuaded = if threshold {
                self.exposure(i, before, model.counts_peers, false) >= p.resistance
            } else {
                p.resistance <= 0.0
            };
            let push = if threshold { campaign * worn } else { 0.0 };
            let chance = 1.0 - (1.0 - model.noise) * libm::exp(-push);
            persuaded || (chance > 0.0 && below("noise", chance))
        };
        let change = if self.adopter(i) {
            (model.discontinuance > 0.0 && p.resistance <= 0.0).then_some(&outside)
        } else if !inside.is_empty() && adopts() {
            Some(&inside)
        } else {
            (p.drifts <= self.t).then_some(&outside)
        };
        // Whoever cannot keep to what they wear and is not about to change goes where they can: outside the
        // innovation if it is not for their group, anywhere if it is barred.
        let anywhere = group.among(open);
        let barred = self.barred(i) >> p.practice & 1 == 1;
        let strange = group.available >> p.practice & 1 == 0;
        let forced = [strange.then_some(&outside), barred.then_some(&anywhere)];
        let next = [change].into_iter().chain(forced).flatten().find(|shares| !shares.is_empty());
        next.map(|shares| draw::pick(self.word("moves to", at, i), shares))
    }

    /// The first review at which `i`, who takes up a practice now, drifts to another: the hazard of drifting adds up
    /// to an Exp(1) resistance, as pressure does.
    fn drift(&self, practice: usize, i: usize) -> i32 {
        if self.model.drift == 0.0 || self.model.adopts(practice as u8) {
            return i32::MAX;
        }
        let worn = f64::from(self.model.wears[practice].worn);
        let resistance = draw::exponential(self.word("drift", self.t as u32 + 1, i));
        let mut wears = 1.0;
        while wears * (self.model.drift * worn) < resistance {
            wears += 1.0;
        }
        self.t + (wears * worn) as i32
    }

    /// Cumulative shares of what `i` can adopt now; none if there is nothing.
    pub fn inside(&self, i: usize) -> Vec<f64> {
        let model = self.model;
        model.groups[self.people[i].group].inside_among(self.open(i) & model.innovation)
    }

    fn choice(&self, i: usize, before: &[Person]) -> usize {
        let Rule::Choice { peer, norm, benefit, discomfort, habit } = self.model.rule else { unreachable!() };
        let (model, p) = (self.model, &self.people[i]);
        let peers = self.followers(i, before);
        let group = &model.groups[p.group];
        let mut best = (f64::NEG_INFINITY, p.practice);
        let open = self.open(i);
        for s in (0..model.wears.len()).filter(|&s| open >> s & 1 == 1) {
            let mut value = group.appeal[s] + peer * peers.all[s] + benefit * peers.well[s];
            if norm != 0.0 {
                value += norm * self.norm(p.group, before, |x| x == s);
            }
            let stress = self.stress(i, s);
            let hurts = (0..model.symptoms)
                .filter(|&k| model.conditions[k].measure == Measure::Stress && stress >= p.tolerance[k])
                .count();
            if discomfort != 0.0 {
                value -= discomfort * hurts as f32;
            }
            if s == p.practice {
                value += habit;
            }
            if model.adopts(s as u8) {
                value += self.campaign(i).1;
            }
            let word =
                self.draws.stream(Purpose::of("choice", &model.practice_names[s]), self.t as u32).at(i);
            let total = f64::from(value) - libm::log(draw::exponential(word));
            if total > best.0 {
                best = (total, s);
            }
        }
        best.1
    }

    /// Stress of a practice if `i` takes it up now.
    fn stress(&self, i: usize, practice: usize) -> f32 {
        let p = &self.people[i];
        self.model.stress_of(practice as u8, p.group as u8, p.traits, p.tightness)
            * self.gentleness(i, practice)
    }

    pub fn take_up(&mut self, i: usize, practice: usize) {
        let was = self.adopter(i);
        let (load, strain) = self.load_and_strain(i, self.t - self.people[i].taken_up);
        let (model, t, stress) = (self.model, self.t, self.stress(i, practice));
        if practice != self.people[i].practice {
            self.people[i].drifts = self.drift(practice, i);
        }
        let p = &mut self.people[i];
        (p.load, p.strain, p.practice, p.taken_up, p.stress) = (load, strain, practice, t, stress);
        let is = model.adopts(practice as u8);
        if was != is {
            p.episode += 1;
            p.resistance = model.resistance(self.draws, i, is, p.episode, p.arrived);
            if is && p.toa == i32::MIN {
                p.toa = t + 1;
            }
        }
    }
}
