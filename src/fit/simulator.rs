//! From values of the parameters to what the scenario answers.

use super::answer::{Answer, Kind};
use super::observed::Observed;
use super::survey::{Answers, Noted, Picked, ask, stages};
use super::times::{AtRisk, Pressure};
use crate::engine::{Community, Model, Run, Setting};
use crate::network::Inputs;
use crate::scenario::fitting::{ReadFit, Target, Who};
use crate::scenario::{Read, Refusal, Scenario, Source, read};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// The scenario of a fit, ready to be run with other values.
pub struct Simulator {
    /// What was read.
    pub fit: ReadFit,
    /// What was observed, by target.
    pub observed: Vec<Observed>,
    /// The same under the circumstances of a second look, if the fit takes one.
    pub confirm: Option<Box<Self>>,
    inputs: Arc<Inputs>,
    worlds: Vec<World>,
}

/// The scenario with the changes that some targets share.
struct World {
    /// Those changes.
    set: Vec<String>,
    /// The targets.
    targets: Vec<usize>,
    /// The scenario before any parameter moves.
    scenario: Scenario,
    /// Its communities, one for each replicate.
    communities: Vec<Community>,
    /// Person-periods at risk, for each target that has adoption times.
    at_risk: Vec<(usize, AtRisk)>,
}

/// A question at a time.
struct Question {
    target: usize,
    step: i32,
    of: Picked,
    who: Picked,
}

impl Simulator {
    /// Reads the files of a fit and of its scenario, and builds its communities on rayon's threads.
    ///
    /// # Errors
    /// All faults of the files; those of the scenario with the changes that a target asks for.
    pub fn new(fit: ReadFit) -> Result<Self, Box<Refusal>> {
        let beside = |source: &Source| source.path.parent().unwrap_or(Path::new("")).to_path_buf();
        let inputs = match Inputs::read(&fit.scenario.scenario, &beside(&fit.scenario.source)) {
            Ok(inputs) => Arc::new(inputs),
            Err(faults) => return Err(fit.scenario.source.refuse(faults)),
        };
        let scenario = &fit.scenario.scenario;
        let observed = match Observed::all(&fit.file.targets, scenario, &inputs, &beside(&fit.source)) {
            Ok(observed) => observed,
            Err(faults) => return Err(fit.source.refuse(faults)),
        };
        let confirm = fit.confirmation()?.map(Self::new).transpose()?.map(Box::new);
        let mut simulator = Self { fit, observed, confirm, inputs, worlds: vec![] };
        for target in 0..simulator.fit.file.targets.len() {
            let set = simulator.fit.file.targets[target].set.clone();
            match simulator.worlds.iter_mut().find(|world| world.set == set) {
                Some(world) => world.targets.push(target),
                None => {
                    let scenario = simulator.read(&set, &[])?.scenario;
                    let (communities, at_risk) = (vec![], vec![]);
                    simulator.worlds.push(World {
                        set,
                        targets: vec![target],
                        scenario,
                        communities,
                        at_risk,
                    });
                }
            }
        }
        let mut worlds = std::mem::take(&mut simulator.worlds);
        for world in &mut worlds {
            let scenario = simulator.stripped(world, &world.scenario);
            world.communities = simulator.communities(&scenario);
            world.at_risk = simulator.at_risk(world, &scenario, &world.communities);
        }
        simulator.worlds = worlds;
        Ok(simulator)
    }

    /// The scenario with some changes and with these values of the parameters; none leaves them as they are.
    fn read(&self, set: &[String], values: &[f64]) -> Result<Read, Box<Refusal>> {
        let source = &self.fit.scenario.source;
        let mut overrides = self.fit.file.set.clone();
        for (dials, &value) in self.fit.dials.iter().zip(values) {
            overrides.extend(dials.iter().map(|dial| dial.set(value)));
        }
        overrides.extend_from_slice(set);
        read(Source::new(&source.path, &*source.text, &overrides))
    }

    /// Positions of the targets that are fitted.
    pub fn fitted(&self) -> impl Iterator<Item = usize> {
        let targets = self.fit.file.targets.iter().enumerate();
        targets.filter(|(_, target)| !target.held_out).map(|(at, _)| at)
    }

    /// Positions of the targets that are held out.
    pub fn held_out(&self) -> impl Iterator<Item = usize> {
        let targets = self.fit.file.targets.iter().enumerate();
        targets.filter(|(_, target)| target.held_out).map(|(at, _)| at)
    }

    /// Log likelihood of what was observed of these targets, given the answers to all; −∞ if one has no answer.
    pub fn log_likelihood(&self, answers: &[Option<Answer>], targets: &[usize]) -> f64 {
        let one = |&target: &usize| {
            let answer = answers[target].as_ref();
            answer.map_or(f64::NEG_INFINITY, |answer| answer.log_likelihood(&self.observed[target]))
        };
        targets.iter().map(one).sum()
    }

    fn targets<'a>(&'a self, world: &'a World) -> impl Iterator<Item = (usize, &'a Target)> {
        world.targets.iter().map(|&target| (target, &self.fit.file.targets[target]))
    }

    /// Ties play no part in how people came to week 0: without them a survey at the start is cheaper.
    fn stripped(&self, world: &World, scenario: &Scenario) -> Scenario {
        let later = |target: &Target| {
            target.at.is_some_and(|at| at.weeks() > 0.0)
                || target.curve.is_some()
                || target.adoption_times.is_some()
        };
        let mut scenario = scenario.clone();
        if scenario.adoption.first_adopters.is_none() && !self.targets(world).any(|(_, target)| later(target))
        {
            scenario.layers.clear();
        }
        scenario
    }

    fn communities(&self, scenario: &Scenario) -> Vec<Community> {
        (0..scenario.replicates)
            .map(|replicate| Community::gather(scenario, &self.inputs, replicate, 4096))
            .collect()
    }

    fn at_risk(&self, world: &World, scenario: &Scenario, communities: &[Community]) -> Vec<(usize, AtRisk)> {
        let count = |(target, spec): (usize, &Target)| {
            let (times, Observed::Times { periods, last }) =
                (spec.adoption_times.as_ref()?, &self.observed[target])
            else {
                return None;
            };
            let named =
                |name: &String| scenario.population.groups.iter().position(|group| group.name == *name);
            let groups: Option<Vec<usize>> =
                times.groups.as_ref().map(|groups| groups.iter().filter_map(named).collect());
            // People and ties are from files: the same in every replicate.
            Some((target, AtRisk::new(scenario, communities.first()?, periods, *last, groups.as_deref())))
        };
        self.targets(world).filter_map(count).collect()
    }

    /// The person-periods at risk of a target with adoption times, before any parameter moves.
    pub fn at_risk_of(&self, target: usize) -> Option<&AtRisk> {
        let mut all = self.worlds.iter().flat_map(|world| &world.at_risk);
        all.find(|(of, _)| *of == target).map(|(_, at_risk)| at_risk)
    }

    /// What the scenario answers with these values, by target; of targets that are held out only if asked to. None
    /// where the scenario has faults with them, as when shares no longer sum to 1.
    pub fn answers(&self, values: &[f64], held_out: bool) -> Option<Vec<Option<Answer>>> {
        let mut answers = vec![None; self.observed.len()];
        for world in &self.worlds {
            if held_out || self.targets(world).any(|(_, target)| !target.held_out) {
                let scenario = self.read(&world.set, values).ok()?.scenario;
                self.answer_in(world, &self.stripped(world, &scenario), held_out, &mut answers);
            }
        }
        Some(answers)
    }

    fn answer_in(&self, world: &World, scenario: &Scenario, held_out: bool, answers: &mut [Option<Answer>]) {
        let model = Model::new(scenario);
        let before = &world.scenario;
        let same_people = scenario.population == before.population
            && scenario.rng_seed == before.rng_seed
            && scenario.traits == before.traits;
        let same_ties = same_people && (scenario.layers.is_empty() || scenario.layers == before.layers);
        let built;
        let communities = if same_ties && scenario.replicates as usize == world.communities.len() {
            &world.communities
        } else {
            built = self.communities(scenario);
            &built
        };
        let wanted = |target: usize| held_out || !self.fit.file.targets[target].held_out;
        let again;
        let at_risk = if same_ties {
            &world.at_risk
        } else {
            again = self.at_risk(world, scenario, communities);
            &again
        };
        let pressure = Pressure::of(scenario);
        for (target, at_risk) in at_risk.iter().filter(|(target, _)| wanted(*target)) {
            let log_likelihood = at_risk.log_likelihood(&pressure);
            answers[*target] = Some(Answer::Times { log_likelihood, pressure });
        }
        let questions = self.questions(world, scenario, &model, &wanted);
        if questions.is_empty() {
            return;
        }
        let mut sums = vec![Answers::default(); questions.len()];
        for community in communities {
            let setting = Setting { scenario, model: &model, community };
            for (sum, answer) in sums.iter_mut().zip(survey(setting, &questions)) {
                sum.add(&answer);
            }
        }
        for (target, spec) in self.targets(world).filter(|(target, _)| wanted(*target)) {
            let own: Vec<Answers> = questions
                .iter()
                .zip(&sums)
                .filter(|(q, _)| q.target == target)
                .map(|(_, sum)| *sum)
                .collect();
            answers[target] = match &self.observed[target] {
                Observed::Course(_) => Some(Answer::Course(own.iter().map(Answers::share).collect())),
                Observed::Point(point) => Some(Answer::point(kind(spec), point.scale, &own)),
                Observed::Times { .. } => continue,
            };
        }
    }

    /// What to ask, in order of target.
    fn questions(
        &self,
        world: &World,
        scenario: &Scenario,
        model: &Model,
        wanted: &impl Fn(usize) -> bool,
    ) -> Vec<Question> {
        let picked = |who: &Who| Picked::new(who, scenario, model);
        let mut questions = vec![];
        for (target, spec) in self.targets(world).filter(|(target, _)| wanted(*target)) {
            let step = spec.at.map_or(0, |at| model.steps_in(at));
            let mut ask = |step: i32, of: Picked, who: Picked| {
                questions.push(Question { target, step, of, who });
            };
            if let Some(share) = spec.share.as_ref().or(spec.slope_by_age.as_ref()) {
                ask(step, picked(&share.of), picked(&share.who));
            }
            if let Some(ratio) = &spec.odds_ratio {
                ask(step, picked(&ratio.of), picked(&ratio.who));
                ask(step, picked(&ratio.to), picked(&ratio.who));
            }
            if let (Some(curve), Observed::Course(course)) = (&spec.curve, &self.observed[target]) {
                let who = curve.who.as_ref().map_or_else(|| Picked::adopters(model, scenario), &picked);
                for week in &course.weeks {
                    let step = (week / model.step).round() as i32;
                    ask(step, picked(&curve.of), who.clone());
                }
            }
        }
        questions
    }
}

fn kind(target: &Target) -> Kind {
    match target {
        Target { odds_ratio: Some(_), .. } => Kind::OddsRatio,
        Target { slope_by_age: Some(_), .. } => Kind::Slope,
        _ => Kind::Share,
    }
}

/// Runs the first arm as far as anything is asked, notes the stages that questions look back to, and asks.
fn survey(setting: Setting<'_>, questions: &[Question]) -> Vec<Answers> {
    let looked_back_to: BTreeSet<i32> =
        questions.iter().flat_map(|q| q.of.looks_back_to().chain(q.who.looks_back_to())).collect();
    let steps: BTreeSet<i32> =
        questions.iter().map(|q| q.step).chain(looked_back_to.iter().copied()).collect();
    let mut run = Run::new(setting, 0, false);
    let mut noted = Noted::new();
    let mut answers = vec![Answers::default(); questions.len()];
    for step in steps {
        while run.next_step() < step {
            run.step();
        }
        if looked_back_to.contains(&step) {
            noted.insert(step, stages(run.blocks()));
        }
        for (answer, question) in
            answers.iter_mut().zip(questions).filter(|(_, question)| question.step == step)
        {
            let Question { of, who, .. } = question;
            *answer = ask(run.blocks(), setting.model, step, &noted, of, who);
        }
    }
    answers
}
