//! Programmes: whom each takes in, who is what in it, and what that changes for a person.

use super::person::Person;
use super::serial::Serial;
use std::collections::VecDeque;
use tress::draw::{self, Purpose};
use tress::engine::wear::leaky;
use tress::scenario::{Intervention, Targeting, TargetingRule, Training};

/// One intervention of the arm.
pub struct Programme<'a> {
    pub spec: &'a Intervention,
    pub start: i32,
    /// The first step in which it no longer runs.
    pub end: i32,
    /// Those who take part.
    members: Vec<usize>,
    /// Champions, each with the first step in which they no longer are one.
    champions: Vec<(usize, i32)>,
    /// Those who would be champions next.
    ranking: VecDeque<usize>,
    /// Champions lost and not replaced yet.
    vacancies: usize,
    /// Those who meet: groups, or pairs of one in need and the buddy.
    circles: Vec<Vec<usize>>,
    /// Those who are to have a buddy, most urgent first.
    in_need: Vec<usize>,
}

impl<'a> Serial<'a> {
    pub fn programme(&self, spec: &'a Intervention) -> Programme<'a> {
        let start = spec.start.map_or(0, |d| self.model.steps_in(d));
        let end = spec.duration.map_or(i32::MAX, |d| start + self.model.steps_in(d));
        Programme {
            spec,
            start,
            end,
            members: vec![],
            champions: vec![],
            ranking: VecDeque::new(),
            vacancies: 0,
            circles: vec![],
            in_need: vec![],
        }
    }

    /// Programmes take people in, then act, in the order of the file. What is in force is asked for where it counts.
    pub fn run_programmes(&mut self) {
        for r in 0..self.programmes.len() {
            if self.t == self.programmes[r].start {
                self.take_in(r);
            }
        }
        for r in 0..self.programmes.len() {
            if self.runs(&self.programmes[r]) {
                self.act(r);
            }
        }
    }

    fn runs(&self, programme: &Programme) -> bool {
        (programme.start..programme.end).contains(&self.t)
    }

    /// The programmes that run, and in which `i` takes part.
    fn programmes_of(&self, i: usize) -> impl Iterator<Item = &Programme<'a>> {
        self.programmes.iter().filter(move |p| self.runs(p) && p.members.contains(&i))
    }

    fn word_of(&self, decision: &str, spec: &Intervention, occasion: i32, index: usize) -> u32 {
        self.draws.stream(Purpose::of(decision, &spec.name), occasion as u32).at(index)
    }

    /// Whether a draw of this step says yes.
    fn says_yes(&self, decision: &str, spec: &Intervention, i: usize, chance: f64) -> bool {
        chance >= 1.0 || self.word_of(decision, spec, self.t, i) < draw::cut(chance)
    }

    /// Whoever has left the community takes part in nothing; a newcomer goes to the same venue.
    pub fn leave_programmes(&mut self, i: usize) {
        for p in &mut self.programmes {
            if p.spec.training.is_some() {
                continue;
            }
            p.members.retain(|&member| member != i);
            p.in_need.retain(|&member| member != i);
            p.ranking.retain(|&next| next != i);
            let champions = p.champions.len();
            p.champions.retain(|&(champion, _)| champion != i);
            p.vacancies += champions - p.champions.len();
            p.circles.iter_mut().for_each(|circle| circle.retain(|&member| member != i));
            p.circles.retain(|circle| circle.len() > 1);
        }
    }
}

/// Whom a programme takes in.
impl Serial<'_> {
    fn take_in(&mut self, r: usize) {
        let spec = self.programmes[r].spec;
        if let Some(training) = &spec.training {
            self.programmes[r].members = self.clients(spec, training);
            return;
        }
        let mut ranked = self.ranked(spec);
        let taken_in = number(spec, ranked.len());
        let mut rest = ranked.split_off(taken_in);
        rest.truncate(if taken_in > 0 { self.reserve(r, taken_in) } else { 0 });
        if let Some(groups) = &spec.groups {
            self.programmes[r].circles = self.circles_at_random(spec, groups.size as usize, &ranked);
        }
        let programme = &mut self.programmes[r];
        programme.ranking = rest.into();
        programme.in_need = ranked.clone();
        programme.members = ranked;
    }

    fn qualifies(&self, spec: &Targeting, i: usize) -> bool {
        let p = &self.people[i];
        let age = f64::from(self.model.age_after(p.age, self.t));
        let among = |names: &[String], name: &str| names.is_empty() || names.iter().any(|n| n == name);
        let symptoms = self.scenario.symptoms.iter().enumerate();
        let present = |wanted: &String| {
            symptoms.clone().any(|(s, symptom)| symptom.name == *wanted && p.symptoms >> s & 1 == 1)
        };
        among(&spec.groups, &self.scenario.population.groups[p.group].name)
            && spec.ages.is_none_or(|[from, to]| from <= age && age < to)
            && spec.symptom.as_ref().is_none_or(present)
            && spec
                .stage
                .as_ref()
                .is_none_or(|wanted| p.stage > 0 && self.scenario.stages[p.stage - 1].name == *wanted)
    }

    /// Everybody who qualifies, best first.
    fn ranked(&self, spec: &Intervention) -> Vec<usize> {
        let targeting = &spec.targeting;
        let mut qualify: Vec<usize> =
            (0..self.people.len()).filter(|&i| self.qualifies(targeting, i)).collect();
        let chance = |i: usize| (self.word_of("targets", spec, 0, i), i);
        match targeting.rule {
            TargetingRule::List => {
                let ids = targeting.ids.iter().map(|&id| id as usize);
                ids.filter(|id| qualify.contains(id)).collect()
            }
            TargetingRule::Random => {
                qualify.sort_by_key(|&i| chance(i));
                qualify
            }
            TargetingRule::Degree => {
                let ties = |i: usize| self.community.network.degree(i as u32);
                qualify.sort_by_key(|&i| (std::cmp::Reverse(ties(i)), chance(i)));
                qualify
            }
            TargetingRule::Stage => {
                let urgency = |p: &Person| (p.stage, p.symptoms.count_ones());
                qualify.sort_by_key(|&i| (std::cmp::Reverse(urgency(&self.people[i])), chance(i)));
                qualify
            }
            other => panic!("the scenarios of this test do not use {other:?}"),
        }
    }

    /// How many of the ranking to keep: half as many again as are lost on average, and ten.
    fn reserve(&self, r: usize, taken_in: usize) -> usize {
        let programme = &self.programmes[r];
        let Some(champions) = programme.spec.champions.as_ref().filter(|c| c.replace) else { return 0 };
        let weeks = f64::from(programme.end.min(self.model.steps) - self.t) * self.model.step;
        let turnover = self.model.turnover / self.model.step;
        let lost = champions.dropout.map_or(0.0, |rate| rate.per_week()) + turnover;
        (1.5 * taken_in as f64 * lost * weeks).ceil() as usize + 10
    }

    /// The people who qualify among those who go to the venues that are trained.
    fn clients(&self, spec: &Intervention, training: &Training) -> Vec<usize> {
        let layer = self.community.network.layers.iter().find(|layer| layer.name == training.layer);
        let venue_of = layer.unwrap().venues.as_ref().unwrap();
        let goes = |i: usize, venue: usize| venue_of[i] == venue as u32 && self.qualifies(&spec.targeting, i);
        let clients_of = |venue: usize| (0..self.people.len()).filter(|&i| goes(i, venue)).count();
        let mut venues: Vec<usize> = (0..self.people.len()).filter(|&v| clients_of(v) > 0).collect();
        venues.sort_by_key(|&venue| {
            let most = if spec.targeting.rule == TargetingRule::Degree { clients_of(venue) } else { 0 };
            (std::cmp::Reverse(most), self.word_of("targets", spec, 0, venue), venue)
        });
        venues.truncate(number(spec, venues.len()));
        (0..self.people.len()).filter(|&i| venues.iter().any(|&venue| goes(i, venue))).collect()
    }

    fn circles_at_random(&self, spec: &Intervention, size: usize, people: &[usize]) -> Vec<Vec<usize>> {
        let mut order = people.to_vec();
        order.sort_by_key(|&i| (self.word_of("groups", spec, 0, i), i));
        let number = order.len().div_ceil(size);
        let cut = |at: usize| order.len() * at / number;
        let circles = (0..number).map(|at| order[cut(at)..cut(at + 1)].to_vec());
        circles.filter(|circle| circle.len() > 1).collect()
    }
}

/// How many of those who qualify (people or venues) are taken in.
fn number(spec: &Intervention, qualify: usize) -> usize {
    match (spec.number, spec.reach) {
        (Some(number), _) => qualify.min(number as usize),
        (_, Some(share)) => (share * qualify as f64).round() as usize,
        _ => qualify,
    }
}

/// What champions, groups, buddies and screening do in a step.
impl Serial<'_> {
    fn act(&mut self, r: usize) {
        let spec = self.programmes[r].spec;
        if spec.champions.is_some() {
            self.champions(r);
        }
        if spec.buddies.is_some() {
            self.buddies(r);
        }
        if spec.screening.is_some() && self.meets(r) {
            self.screen(r);
        }
    }

    /// Whether a session falls on this step.
    fn meets(&self, r: usize) -> bool {
        let programme = &self.programmes[r];
        let every = programme.spec.every().unwrap().weeks();
        let sessions = |t: i32| (f64::from(t - programme.start) * self.model.step / every + 1e-9).floor();
        self.t == programme.start || sessions(self.t) > sessions(self.t - 1)
    }

    fn champions(&mut self, r: usize) {
        let (t, spec, end) = (self.t, self.programmes[r].spec, self.programmes[r].end);
        let champions = spec.champions.as_ref().unwrap();
        let mut begin = vec![];
        if t == self.programmes[r].start {
            begin.clone_from(&self.programmes[r].members);
        } else {
            let programme = &mut self.programmes[r];
            let before = programme.champions.len();
            programme.champions.retain(|&(_, until)| until > t);
            let mut places = before - programme.champions.len() + std::mem::take(&mut programme.vacancies);
            while champions.replace && places > 0 {
                let Some(next) = self.programmes[r].ranking.pop_front() else { break };
                if self.qualifies(&spec.targeting, next) {
                    self.programmes[r].members.push(next);
                    begin.push(next);
                    places -= 1;
                }
            }
        }
        for i in begin {
            if !self.adopter(i) {
                let inside = self.inside(i);
                if inside.is_empty() {
                    continue;
                }
                let next = draw::pick(self.word("moves to", t as u32, i), &inside);
                self.take_up(i, next);
            }
            let stays = champions.dropout.map_or(f64::INFINITY, |rate| {
                draw::exponential(self.word_of("dropout", spec, t, i)) / (rate.per_week() * self.model.step)
            });
            // Infinity is the largest number of steps.
            let until = end.min(t.saturating_add(stays.ceil() as i32));
            self.programmes[r].champions.push((i, until));
            self.boosts[i] = champions.boost as f32;
        }
    }

    fn buddies(&mut self, r: usize) {
        let spec = self.programmes[r].spec;
        let adopters: Vec<usize> = (0..self.people.len()).filter(|&i| self.adopter(i)).collect();
        self.programmes[r].circles.retain(|pair| adopters.contains(&pair[1]));
        if !self.meets(r) {
            return;
        }
        let programme = &self.programmes[r];
        let has_one = |i: usize| programme.circles.iter().any(|pair| pair.contains(&i));
        let mut free: Vec<usize> = adopters
            .into_iter()
            .filter(|&i| self.has_recovered(spec, i) && !programme.in_need.contains(&i) && !has_one(i))
            .collect();
        free.sort_by_key(|&i| (self.word_of("buddies", spec, 0, i), i));
        let alone: Vec<usize> = programme.in_need.iter().copied().filter(|&i| !has_one(i)).collect();
        for (one, buddy) in alone.into_iter().zip(free) {
            let programme = &mut self.programmes[r];
            programme.circles.push(vec![one, buddy]);
            programme.members.push(buddy);
        }
    }

    /// Whether `i` has had what a buddy is to have recovered from and is back from it: from a stage in an earlier
    /// one or none.
    fn has_recovered(&self, spec: &Intervention, i: usize) -> bool {
        let p = &self.people[i];
        let from = spec.buddies.as_ref().unwrap().recovered_from.as_ref();
        let counts = |name: &String| from.is_none_or(|from| from == name);
        let stages = self.scenario.stages.iter().enumerate();
        let symptoms = self.scenario.symptoms.iter().enumerate();
        let from_stage = stages
            .filter(|(_, stage)| counts(&stage.name))
            .any(|(k, _)| p.had >> k & 1 == 1 && p.stage < k + 1);
        let from_symptom = symptoms
            .filter(|(_, symptom)| counts(&symptom.name))
            .any(|(s, _)| p.ever >> s & 1 == 1 && p.symptoms >> s & 1 == 0);
        let any_symptom = from.is_some() || self.scenario.stages.is_empty();
        from_stage || (any_symptom && from_symptom)
    }

    fn screen(&mut self, r: usize) {
        let spec = self.programmes[r].spec;
        let screening = spec.screening.as_ref().unwrap();
        let innovation = &self.scenario.adoption.innovation;
        let advice = screening.advice.as_ref().unwrap_or(innovation);
        for i in self.programmes[r].members.clone() {
            let p = &self.people[i];
            let wanted = |k: usize| {
                let name = &self.scenario.stages[k].name;
                screening.stages.as_ref().is_none_or(|names| names.contains(name))
            };
            let follows = advice.contains(&self.model.practice_names[p.practice]);
            if p.stage == 0 || !wanted(p.stage - 1) || follows || self.committed(i) {
                continue;
            }
            if !self.says_yes("found", spec, i, screening.sensitivity)
                || !self.says_yes("heeded", spec, i, screening.heeded)
            {
                continue;
            }
            let open = self.open(i) & self.bits(advice);
            let shares = if open & !self.model.innovation == 0 {
                self.model.groups[p.group].inside_among(open)
            } else {
                self.model.groups[p.group].among(open)
            };
            if !shares.is_empty() {
                let next = draw::pick(self.word_of("advice", spec, self.t, i), &shares);
                self.take_up(i, next);
            }
        }
    }
}

/// What programmes change for a person in a step.
impl Serial<'_> {
    /// Whether `i` is a champion.
    pub fn committed(&self, i: usize) -> bool {
        let is_one = |p: &Programme| p.champions.iter().any(|&(j, until)| j == i && self.t < until);
        self.programmes.iter().any(|p| self.runs(p) && is_one(p))
    }

    /// Hazard of the step, and utility, that campaigns add.
    pub fn campaign(&self, i: usize) -> (f32, f32) {
        let (mut influence, mut appeal) = (0.0, 0.0);
        for programme in self.programmes_of(i) {
            let Some(push) = &programme.spec.campaign else { continue };
            let fading = push.half_life.map_or(0.0, |h| std::f64::consts::LN_2 / h.weeks());
            let age = f64::from(self.t - programme.start) * self.model.step;
            let rate = push.influence.map_or(0.0, |r| r.per_week());
            influence +=
                (rate * (leaky(age + self.model.step, fading, 0.0) - leaky(age, fading, 0.0))) as f32;
            appeal += (push.appeal * libm::exp(-fading * age)) as f32;
        }
        (influence, appeal)
    }

    /// Factor on the stress of a practice that `i` takes up now.
    pub fn gentleness(&self, i: usize, practice: usize) -> f32 {
        let name = &self.model.practice_names[practice];
        let mut factor = 1.0;
        for training in self.programmes_of(i).filter_map(|p| p.spec.training.as_ref()) {
            if training.practices.as_ref().is_none_or(|names| names.contains(name)) {
                factor *= training.factor as f32;
            }
        }
        factor
    }

    /// Practices that `i` can take up now, as bits: what is available to the group, less what is barred.
    pub fn open(&self, i: usize) -> u32 {
        let group = self.people[i].group;
        self.model.groups[group].available & !self.barred(i)
    }

    pub fn barred(&self, i: usize) -> u32 {
        let group = &self.scenario.population.groups[self.people[i].group].name;
        let mut barred = 0;
        for programme in self.programmes_of(i) {
            let spec = programme.spec;
            let Some(restriction) = &spec.restriction else { continue };
            let here = spec.targeting.groups.is_empty() || spec.targeting.groups.contains(group);
            if here && self.says_yes("restriction", spec, i, restriction.strength) {
                barred |= self.bits(&restriction.practices);
            }
        }
        barred
    }

    fn bits(&self, practices: &[String]) -> u32 {
        let all = self.model.practice_names.iter().enumerate();
        all.filter(|(_, name)| practices.contains(name)).fold(0, |bits, (s, _)| bits | 1 << s)
    }

    /// Weight of each programme's circles as a layer, and those who meet `i` there.
    pub fn circles_of(&self, i: usize) -> Vec<(f32, Vec<usize>)> {
        let mut all = vec![];
        for programme in self.programmes.iter().filter(|p| self.runs(p)) {
            let weight = match (&programme.spec.groups, &programme.spec.buddies) {
                (Some(groups), _) => groups.weight / groups.every.weeks().max(1.0),
                (_, Some(buddies)) => buddies.weight / buddies.every.weeks().max(1.0),
                _ => continue,
            };
            let circle = programme.circles.iter().find(|circle| circle.contains(&i));
            let fellows = circle.into_iter().flatten().copied().filter(|&member| member != i).collect();
            all.push((weight as f32, fellows));
        }
        all
    }
}
