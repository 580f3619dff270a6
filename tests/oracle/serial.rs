//! The model, slowly: one person after the other, one struct per person, every
//! closed form evaluated where it is needed. The engine must equal this bit
//! for bit. Read it beside the documentation of `tress::engine`.

use tress::draw::{self, Draws, Purpose};
use tress::engine::condition::Measure;
use tress::engine::model::Model;
use tress::engine::rule::Rule;
use tress::engine::wear::leaky;
use tress::engine::{Community, Run};
use tress::network::Ties;
use tress::population::{cumulative, traits_of};
use tress::scenario::{Intervention, Scenario};

#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    pub group: usize,
    pub traits: u8,
    pub practice: usize,
    pub stage: usize,
    pub symptoms: u8,
    pub ever: u8,
    pub episode: u8,
    pub age: f32,
    pub tightness: f32,
    pub taken_up: i32,
    pub stress: f32,
    pub load: f64,
    pub strain: f64,
    pub pressure: f32,
    pub resistance: f32,
    pub tolerance: Vec<f32>,
    pub gathered: Vec<f64>,
    pub toa: i32,
    pub leaves: i32,
    pub arrived: u32,
    /// Practice, whether unwell, whether champion, whether new: as others see it.
    pub seen: (usize, bool, bool, bool),
}

pub struct Serial<'a> {
    scenario: &'a Scenario,
    model: &'a Model,
    community: &'a Community,
    draws: &'a Draws,
    pub people: Vec<Person>,
    programmes: Vec<&'a Intervention>,
    t: i32,
}

/// The people of an engine run, taken out of its blocks.
pub fn people_of(run: &Run) -> Vec<Person> {
    let person = |b: &tress::engine::block::Block, i: usize| Person {
        group: b.group[i].into(),
        traits: b.traits[i],
        practice: b.practice[i].into(),
        stage: b.stage[i].into(),
        symptoms: b.symptoms[i],
        ever: b.ever[i],
        episode: b.episode[i],
        age: b.age[i],
        tightness: b.tightness[i],
        taken_up: b.taken_up[i],
        stress: b.stress[i],
        load: b.load[i],
        strain: b.strain[i],
        pressure: b.pressure[i],
        resistance: b.resistance[i],
        tolerance: b.tolerance.iter().map(|t| t[i]).collect(),
        gathered: b.gathered.iter().map(|g| g[i]).collect(),
        toa: b.toa[i],
        leaves: b.leaves.get(i).copied().unwrap_or(i32::MAX),
        arrived: b.arrived.get(i).copied().unwrap_or(0),
        seen: ((b.seen[i] & 31).into(), b.seen[i] & 32 != 0, b.seen[i] & 64 != 0, b.seen[i] & 128 != 0),
    };
    run.blocks().iter().flat_map(|b| (0..b.len()).map(move |i| person(b, i))).collect()
}

impl<'a> Serial<'a> {
    pub fn new(
        scenario: &'a Scenario,
        model: &'a Model,
        community: &'a Community,
        arm: usize,
        run: &Run,
    ) -> Self {
        let names = &scenario.arms[arm].interventions;
        let programmes = scenario.interventions.iter().filter(|p| names.contains(&p.name)).collect();
        Self { scenario, model, community, draws: &community.draws, people: people_of(run), programmes, t: 0 }
    }

    pub fn step(&mut self) {
        let (model, t) = (self.model, self.t);
        let before = self.people.clone();
        for i in 0..self.people.len() {
            self.age_and_leave(i);
        }
        for programme in self.programmes.clone() {
            if programme.champions.is_some() && t == self.start(programme) {
                for &id in &programme.targeting.ids {
                    let i = id as usize;
                    let inside = &model.groups[self.people[i].group].inside;
                    if !self.adopter(i) && !inside.is_empty() {
                        let next = draw::pick(self.word("moves to", t as u32, i), inside);
                        self.take_up(i, next);
                    }
                }
            }
        }
        for i in 0..self.people.len() {
            self.feel_pressure(i, &before);
            let wear = &model.wears[self.people[i].practice];
            if t - self.people[i].taken_up >= wear.worn as i32 {
                let next = self.review(i, &before);
                self.take_up(i, next);
            }
            if model.stressful {
                self.symptoms(i);
                self.stages(i);
            }
            let adopter = self.adopter(i);
            let p = &self.people[i];
            let new = adopter && !model.adopts(p.seen.0 as u8);
            self.people[i].seen = (p.practice, p.symptoms != 0, self.committed(i), new);
        }
        self.t += 1;
    }

    fn word(&self, decision: &str, occasion: u32, person: usize) -> u32 {
        self.draws.stream(Purpose::of(decision, ""), occasion).at(person)
    }

    fn adopter(&self, i: usize) -> bool {
        self.model.adopts(self.people[i].practice as u8)
    }

    fn start(&self, programme: &Intervention) -> i32 {
        programme.start.map_or(0, |d| self.model.steps_in(d))
    }

    fn runs(&self, programme: &Intervention) -> bool {
        let end = programme.duration.map_or(i32::MAX, |d| self.start(programme) + self.model.steps_in(d));
        (self.start(programme)..end).contains(&self.t)
    }

    /// Champions are in the programme unless they have left the community.
    fn takes_part(&self, programme: &Intervention, i: usize) -> bool {
        let start = self.start(programme);
        programme.targeting.ids.contains(&(i as u32))
            && self.t >= start
            && self.people[i].arrived as i32 <= start
    }

    fn committed(&self, i: usize) -> bool {
        self.programmes.iter().any(|p| {
            let able = !self.model.groups[self.people[i].group].inside.is_empty();
            p.champions.is_some() && able && self.runs(p) && self.takes_part(p, i)
        })
    }

    fn campaign(&self, i: usize) -> (f32, f32) {
        let (mut influence, mut appeal) = (0.0, 0.0);
        for programme in self.programmes.iter().filter(|p| self.runs(p) && self.takes_part(p, i)) {
            let Some(push) = &programme.campaign else { continue };
            let fading = push.half_life.map_or(0.0, |h| std::f64::consts::LN_2 / h.weeks());
            let age = f64::from(self.t - self.start(programme)) * self.model.step;
            let rate = push.influence.map_or(0.0, |r| r.per_week());
            influence +=
                (rate * (leaky(age + self.model.step, fading, 0.0) - leaky(age, fading, 0.0))) as f32;
            appeal += (push.appeal * libm::exp(-fading * age)) as f32;
        }
        (influence, appeal)
    }

    fn age_and_leave(&mut self, i: usize) {
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
        if p.leaves > t {
            return;
        }
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
        let tolerance = |c: &tress::engine::condition::Condition| {
            c.newcomer_tolerance(self.draws, i, at) * c.factor(g as u8, traits)
        };
        self.people[i] = Person {
            group: g,
            traits,
            practice,
            stage: 0,
            symptoms: 0,
            ever: 0,
            episode: 0,
            age: (groups[g].ages[0] - f64::from(t) * model.step_years) as f32,
            tightness,
            taken_up: t,
            stress: model.stress_of(practice as u8, g as u8, traits, tightness),
            load: 0.0,
            strain: 0.0,
            pressure: 0.0,
            resistance: model.resistance(self.draws, i, adopts, 0, at),
            tolerance: model.conditions.iter().map(tolerance).collect(),
            gathered: vec![0.0; model.gathering.len()],
            toa: if adopts { t } else { i32::MIN },
            leaves: t + stay.ceil().min(1e9) as i32,
            arrived: at,
            seen: self.people[i].seen,
        };
    }

    /// Calls `see(peer, weight of the tie)` for the peers of `i` in one layer.
    fn each_peer(&self, layer: usize, i: usize, mut see: impl FnMut(usize, f32)) {
        match &self.community.network.layers[layer].ties {
            Ties::Plain(csr) => csr.neighbors_slice(i as u32).iter().for_each(|&j| see(j as usize, 1.0)),
            Ties::Weighted(csr) => {
                for (&j, &w) in csr.neighbors_slice(i as u32).iter().zip(csr.edges_slice(i as u32)) {
                    see(j as usize, w);
                }
            }
        }
    }

    fn boost(&self, j: usize) -> f32 {
        let of = |p: &&&Intervention| p.champions.is_some() && p.targeting.ids.contains(&(j as u32));
        self.programmes
            .iter()
            .rev()
            .find(of)
            .and_then(|p| p.champions.as_ref())
            .map_or(1.0, |c| c.boost as f32)
    }

    /// Weight of adopting peers, shares over layers or numbers; with `only_new`, of those who have just adopted.
    fn exposure(&self, i: usize, before: &[Person], count: bool, only_new: bool) -> f32 {
        let (mut sum, mut weights) = (0.0f32, 0.0f32);
        for (l, layer) in self.community.network.layers.iter().enumerate() {
            // Peers who count alike are counted first and weighed then; ties of different weight one by one.
            let (mut unwell_adopters, mut well_adopters, mut others) = (0, 0, 0);
            let (mut boosted, mut adopting_ties, mut other_ties) = (0.0f32, 0.0f32, 0.0f32);
            let weighted = matches!(layer.ties, Ties::Weighted(_));
            self.each_peer(l, i, |j, tie| {
                let (practice, unwell, champion, new) = before[j].seen;
                let benefit = if unwell { 1.0 } else { self.model.well_weight };
                let boost = if champion { self.boost(j) } else { 1.0 };
                match self.model.adopts(practice as u8) && (new || !only_new) {
                    true if weighted => {
                        adopting_ties += tie * (benefit * boost);
                        other_ties += tie * (benefit * boost);
                    }
                    false if weighted => other_ties += tie,
                    true if champion => boosted += boost * benefit,
                    true if unwell => unwell_adopters += 1,
                    true => well_adopters += 1,
                    false => others += 1,
                }
            });
            let adopting = if weighted {
                adopting_ties
            } else {
                unwell_adopters as f32 + self.model.well_weight * well_adopters as f32 + boosted
            };
            let all = if weighted { other_ties } else { others as f32 + adopting };
            let weight = layer.weight as f32;
            if count {
                sum += weight * adopting;
            } else if all > 0.0 {
                sum += weight * (adopting / all);
                weights += weight;
            }
        }
        if count || weights == 0.0 { sum } else { sum / weights }
    }

    /// Share of group `g` who followed practice `s` at the end of the last step.
    fn norm(&self, g: usize, before: &[Person], follows: impl Fn(usize) -> bool) -> f32 {
        let group: Vec<&Person> = before.iter().filter(|p| p.group == g).collect();
        let following = group.iter().filter(|p| follows(p.practice)).count();
        (following as f64 / group.len().max(1) as f64) as f32
    }

    fn feel_pressure(&mut self, i: usize, before: &[Person]) {
        let model = self.model;
        let campaign = self.campaign(i).0;
        self.people[i].pressure += match (&model.rule, self.adopter(i)) {
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

    /// The practice that `i` takes up at a review.
    fn review(&self, i: usize, before: &[Person]) -> usize {
        let (model, p) = (self.model, &self.people[i]);
        if self.committed(i) {
            return p.practice;
        }
        if let Rule::Choice { .. } = model.rule {
            return self.choice(i, before);
        }
        let group = &model.groups[p.group];
        let worn = f64::from(model.wears[p.practice].worn);
        let at = self.t as u32;
        let below = |decision: &str, chance: f64| self.word(decision, at, i) < draw::cut(chance);
        let threshold = matches!(model.rule, Rule::Threshold(_));
        let adopts = || {
            let campaign = f64::from(self.campaign(i).0);
            let persuaded = if threshold {
                self.exposure(i, before, model.counts_peers, false) >= p.resistance
            } else {
                p.pressure >= p.resistance
            };
            let push = if threshold { campaign * worn } else { 0.0 };
            let chance = 1.0 - (1.0 - model.noise) * libm::exp(-push);
            persuaded || (chance > 0.0 && below("noise", chance))
        };
        let shares = if self.adopter(i) {
            (model.discontinuance > 0.0 && p.pressure >= p.resistance).then_some(&group.outside)
        } else if !group.inside.is_empty() && adopts() {
            Some(&group.inside)
        } else {
            let drifts = model.drift > 0.0 && below("drift", -libm::expm1(-model.drift * worn));
            drifts.then_some(&group.outside)
        };
        let barred = (group.available >> p.practice & 1 == 0).then_some(&group.outside);
        match shares.or(barred) {
            Some(shares) if !shares.is_empty() => draw::pick(self.word("moves to", at, i), shares),
            _ => p.practice,
        }
    }

    fn choice(&self, i: usize, before: &[Person]) -> usize {
        let Rule::Choice { peer, norm, benefit, discomfort, habit } = self.model.rule else { unreachable!() };
        let (model, p) = (self.model, &self.people[i]);
        let (mut all_shares, mut well_shares, mut weights) = ([0.0f32; 32], [0.0f32; 32], 0.0f32);
        for (l, layer) in self.community.network.layers.iter().enumerate() {
            let (mut all, mut well, mut total) = ([0.0f32; 32], [0.0f32; 32], 0.0f32);
            self.each_peer(l, i, |j, tie| {
                let (practice, unwell, champion, _) = before[j].seen;
                let weight = if champion { tie * self.boost(j) } else { tie };
                total += weight;
                all[practice] += weight;
                if !unwell {
                    well[practice] += weight;
                }
            });
            if total > 0.0 {
                let weight = layer.weight as f32;
                let scale = if model.counts_peers { weight } else { weight / total };
                for s in 0..32 {
                    all_shares[s] += scale * all[s];
                    well_shares[s] += scale * well[s];
                }
                weights += weight;
            }
        }
        let per = |sum: f32| if weights > 0.0 && !model.counts_peers { sum / weights } else { sum };
        let group = &model.groups[p.group];
        let mut best = (f64::NEG_INFINITY, p.practice);
        for s in (0..model.wears.len()).filter(|&s| group.available >> s & 1 == 1) {
            let mut value = group.appeal[s] + peer * per(all_shares[s]) + benefit * per(well_shares[s]);
            if norm != 0.0 {
                value += norm * self.norm(p.group, before, |x| x == s);
            }
            let stress = model.stress_of(s as u8, p.group as u8, p.traits, p.tightness);
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

    /// Load and strain of `i`, `k` steps after taking up the present practice.
    fn load_and_strain(&self, i: usize, k: i32) -> (f64, f64) {
        let p = &self.people[i];
        let practice = &self.scenario.practices[p.practice];
        let weeks = f64::from(k) * self.model.step;
        let fading = practice.half_life.map_or(0.0, |h| std::f64::consts::LN_2 / h.weeks());
        let leak = self.scenario.load.recovery_time.map_or(0.0, |theta| 1.0 / theta.weeks());
        let m = self.scenario.load.exponent;
        let power = f64::from(self.model.power(p.stress));
        (
            p.load + f64::from(p.stress) * leaky(weeks, fading, 0.0),
            p.strain * libm::exp(-leak * weeks) + power * leaky(weeks, m * fading, leak),
        )
    }

    fn take_up(&mut self, i: usize, practice: usize) {
        let was = self.adopter(i);
        let (load, strain) = self.load_and_strain(i, self.t - self.people[i].taken_up);
        let (model, t) = (self.model, self.t);
        let p = &mut self.people[i];
        (p.load, p.strain, p.practice, p.taken_up) = (load, strain, practice, t);
        p.stress = model.stress_of(practice as u8, p.group as u8, p.traits, p.tightness);
        let is = model.adopts(practice as u8);
        if was != is {
            p.episode += 1;
            p.pressure = 0.0;
            p.resistance = model.resistance(self.draws, i, is, p.episode, p.arrived);
            if is && p.toa == i32::MIN {
                p.toa = t + 1;
            }
        }
    }

    /// The largest stress of this step.
    fn stress_now(&self, i: usize) -> f32 {
        let p = &self.people[i];
        let weeks = f64::from(self.t - p.taken_up) * self.model.step;
        let half_life = self.scenario.practices[p.practice].half_life;
        let fading = half_life.map_or(0.0, |h| std::f64::consts::LN_2 / h.weeks());
        p.stress * libm::exp(-fading * weeks) as f32
    }

    fn symptoms(&mut self, i: usize) {
        let (load, strain) = self.load_and_strain(i, self.t + 1 - self.people[i].taken_up);
        for s in 0..self.model.symptoms {
            let felt = match self.model.conditions[s].measure {
                Measure::Load => load as f32,
                Measure::Strain => strain as f32,
                _ => self.stress_now(i),
            };
            let p = &mut self.people[i];
            let bit = 1 << s;
            p.symptoms = if felt >= p.tolerance[s] { p.symptoms | bit } else { p.symptoms & !bit };
            p.ever |= p.symptoms & bit;
        }
    }

    fn stages(&mut self, i: usize) {
        let model = self.model;
        let (load, strain) = self.load_and_strain(i, self.t + 1 - self.people[i].taken_up);
        let stress = self.stress_now(i);
        let p = &mut self.people[i];
        let level = |p: &Person, measure: Measure| match measure {
            Measure::Stress => stress,
            Measure::Strain => strain as f32,
            Measure::Load => load as f32,
            Measure::LoadWhile(gathering) => {
                let kept = p.gathered[model.gathering.iter().position(|&g| g == gathering).unwrap()];
                if p.stage == usize::from(gathering) { (load - kept) as f32 } else { kept as f32 }
            }
        };
        let stages = model.stages();
        let mut next = p.stage;
        if p.stage < stages.len()
            && level(p, stages[p.stage].measure) >= p.tolerance[model.symptoms + p.stage]
        {
            next += 1;
        } else if p.stage > 0
            && let Some(share) = stages[p.stage - 1].recover_at
            && level(p, stages[p.stage - 1].measure)
                < share as f32 * p.tolerance[model.symptoms + p.stage - 1]
        {
            next -= 1;
        }
        if next != p.stage {
            for (kept, &gathering) in p.gathered.iter_mut().zip(&model.gathering) {
                if [p.stage, next].contains(&usize::from(gathering)) {
                    *kept = load - *kept;
                }
            }
            p.stage = next;
        }
    }
}
