//! A checked scenario, compiled: names become positions, durations become
//! steps, rates become increments per step.

use super::condition::{Condition, Multipliers};
use super::group::GroupModel;
use super::loyalty::Loyalty;
use super::rule::Rule;
use super::wear::{Moment, Wear};
use crate::draw::{self, Draws, Purpose};
use crate::scenario::units::WEEKS_PER_YEAR;
use crate::scenario::{Duration, PeerExposure, RuleName, Scenario};

/// Everything that a step needs to know of the scenario.
#[derive(Clone, Debug)]
pub struct Model {
    /// Step length Δ in weeks.
    pub step: f64,
    /// Step length in years.
    pub step_years: f64,
    /// Steps to the horizon.
    pub steps: i32,
    /// Groups.
    pub groups: Vec<GroupModel>,
    /// Practices, as worn.
    pub wears: Vec<Wear>,
    /// Steps from take-up to review, by practice.
    pub worn: [i32; 32],
    /// The moments of all wears, one practice after the other, and where each begins.
    moments: Vec<Moment>,
    first_moment: [u32; 32],
    /// By cell of the tally: age at which people move on to another.
    pub cell_until: Vec<f32>,
    /// Stress at take-up for tightness 1, by group, set of traits, then practice.
    stresses: Vec<f32>,
    /// Number of traits.
    traits: u32,
    /// Exponent m.
    pub exponent: f64,
    /// Standard deviation of ln tightness.
    pub tightness_spread: f64,
    /// Bit s is set if practice s is in the innovation.
    pub innovation: u32,
    /// Bit g is set if something of the innovation is available to group g.
    pub can_adopt: u64,
    /// What acts at reviews.
    pub rule: Rule,
    /// Under `choice`: whom habit holds.
    pub loyalty: Option<Loyalty>,
    /// Whether peers are counted rather than shared.
    pub counts_peers: bool,
    /// Weight of an adopting peer without symptoms.
    pub well_weight: f32,
    /// Hazard of discontinuance per step.
    pub discontinuance: f32,
    /// Whether there are programmes.
    pub programmes: bool,
    /// Whether nothing takes anybody out of the innovation who has come to it.
    pub adopted_for_good: bool,
    /// Hazard of moving to another practice outside the innovation, per step.
    pub drift: f64,
    /// Probability of adopting at a review whatever the peers do.
    pub noise: f64,
    /// Hazard of leaving the community per step.
    pub turnover: f64,
    /// Symptoms, then stages.
    pub conditions: Vec<Condition>,
    /// Number of symptoms among the conditions.
    pub symptoms: usize,
    /// Whether any practice puts stress on people; without it, load and stages are not computed.
    pub stressful: bool,
    /// Whether people come to an age at which something changes.
    pub ages: bool,
    /// Whether anything happens to people but adoption.
    pub eventful: bool,
    /// Stages (1 for the first) in which load is gathered apart, for `load while`.
    pub gathering: Vec<u8>,
    /// Cuts between age bands, years.
    pub age_bands: Vec<f32>,
    /// Names of the practices.
    pub practice_names: Vec<String>,
}

impl Model {
    /// Compiles a checked scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let step = scenario.time.step.weeks();
        let practices = &scenario.practices;
        let innovation = practices
            .iter()
            .enumerate()
            .filter(|(_, p)| scenario.adoption.innovation.contains(&p.name))
            .fold(0, |bits, (s, _)| bits | 1 << s);
        let adoption = &scenario.adoption;
        let per_step = |rate: Option<crate::scenario::Rate>| rate.map_or(0.0, |r| r.per_week() * step);
        let mut gathering: Vec<u8> = vec![];
        let conditions = Condition::all(scenario);
        for condition in &conditions {
            if let super::condition::Measure::LoadWhile(stage) = condition.measure
                && !gathering.contains(&stage)
            {
                gathering.push(stage);
            }
        }
        let wears: Vec<Wear> =
            practices.iter().map(|p| Wear::new(p, &scenario.load, &scenario.time)).collect();
        let mut first_moment = [0; 32];
        let mut moments = vec![];
        for (first, wear) in first_moment.iter_mut().zip(&wears) {
            *first = moments.len() as u32;
            moments.extend(&wear.at);
        }
        let stress: Vec<Multipliers> = practices
            .iter()
            .map(|p| {
                Multipliers::from_parts(
                    scenario,
                    |group| {
                        let own = group.multipliers.get("stress").copied().unwrap_or(1.0);
                        let here = p.modifiers.get(&group.name).copied().unwrap_or(1.0);
                        Some(p.stress * own * here)
                    },
                    |named| {
                        let own = named.multipliers.get("stress").copied().unwrap_or(1.0);
                        Some(own * p.modifiers.get(&named.name).copied().unwrap_or(1.0))
                    },
                )
            })
            .collect();
        let sets = 1u16 << scenario.traits.len();
        let rows = (0..scenario.population.groups.len()).flat_map(|g| (0..sets).map(move |set| (g, set)));
        let stresses = rows
            .flat_map(|(g, set)| stress.iter().map(move |of| of.get(g as u8, set as u8) as f32))
            .collect();
        let drift = per_step(adoption.drift);
        let groups: Vec<GroupModel> =
            (0..scenario.population.groups.len()).map(|g| GroupModel::new(scenario, g, innovation)).collect();
        let age_bands: Vec<f32> = scenario.output.age_bands.iter().map(|&a| a as f32).collect();
        let cuts = || age_bands.iter().copied().chain([f32::INFINITY]);
        let cell_until: Vec<f32> =
            groups.iter().flat_map(|g| cuts().map(|cut| cut.min(g.until_age))).collect();
        let stressful = practices.iter().any(|p| p.stress > 0.0);
        let discontinuance = per_step(adoption.discontinuance) as f32;
        let programmes = !scenario.interventions.is_empty();
        let ages = cell_until.iter().any(|until| until.is_finite());
        let turnover = per_step(scenario.population.turnover);
        let (rule, counts_peers) = (Rule::new(scenario), adoption.peer_exposure == PeerExposure::Count);
        Self {
            worn: std::array::from_fn(|s| wears.get(s).map_or(i32::MAX, |wear| wear.worn as i32)),
            moments,
            first_moment,
            ages,
            eventful: stressful || drift > 0.0 || turnover > 0.0 || ages,
            cell_until,
            step,
            step_years: step / WEEKS_PER_YEAR,
            steps: scenario.time.steps(),
            can_adopt: groups
                .iter()
                .enumerate()
                .map(|(g, group)| u64::from(!group.inside.is_empty()) << g)
                .sum(),
            loyalty: Loyalty::new(&rule, &groups, scenario.symptoms.len(), counts_peers),
            groups,
            wears,
            stresses,
            traits: scenario.traits.len() as u32,
            exponent: scenario.load.exponent,
            tightness_spread: scenario.load.tightness_spread,
            innovation,
            rule,
            counts_peers,
            well_weight: 1.0 + adoption.visible_benefit as f32,
            discontinuance,
            programmes,
            adopted_for_good: discontinuance == 0.0
                && !programmes
                && turnover == 0.0
                && !ages
                && adoption.rule != RuleName::Choice,
            drift,
            noise: adoption.noise,
            turnover,
            stressful,
            symptoms: scenario.symptoms.len(),
            conditions,
            gathering,
            age_bands,
            practice_names: practices.iter().map(|p| p.name.clone()).collect(),
        }
    }

    /// The stages: conditions after the symptoms.
    pub fn stages(&self) -> &[Condition] {
        &self.conditions[self.symptoms..]
    }

    /// What a practice has done `k` steps after take-up.
    #[inline]
    pub fn moment(&self, practice: u8, k: usize) -> &Moment {
        &self.moments[self.first_moment[usize::from(practice & 31)] as usize + k]
    }

    /// The age band of an age in years.
    pub fn band(&self, age: f32) -> u8 {
        self.age_bands.iter().take_while(|&&cut| age >= cut).count() as u8
    }

    /// The cell of the tally for people of this group and age band.
    #[inline]
    pub fn cell(&self, group: u8, band: u8) -> u16 {
        u16::from(group) * (self.age_bands.len() as u16 + 1) + u16::from(band)
    }

    /// Whether practice `s` is in the innovation.
    #[inline]
    pub fn adopts(&self, practice: u8) -> bool {
        self.innovation >> practice & 1 == 1
    }

    /// A number outside the innovation, of a practice or none: what people show who have not been seen yet.
    pub fn nobody(&self) -> u8 {
        self.innovation.trailing_ones().min(31) as u8
    }

    /// Those of the practices named, as bits.
    pub fn practices_named(&self, names: &[String]) -> u32 {
        let practices = self.practice_names.iter().enumerate();
        practices.filter(|(_, name)| names.contains(name)).fold(0, |bits, (s, _)| bits | 1 << s)
    }

    /// The number of steps nearest to a duration.
    pub fn steps_in(&self, duration: Duration) -> i32 {
        crate::scenario::nearest_step(duration.weeks(), self.step)
    }

    /// Age in years after `t` steps of someone aged `age` at week 0.
    #[inline]
    pub fn age_after(&self, age: f32, t: i32) -> f32 {
        age + (f64::from(t) * self.step_years) as f32
    }

    /// Stress at take-up of every practice for tightness 1.
    #[inline]
    pub fn stresses(&self, group: u8, traits: u8) -> &[f32] {
        let practices = self.wears.len();
        let row = (usize::from(group) << self.traits) + usize::from(traits);
        &self.stresses[row * practices..][..practices]
    }

    /// Stress at take-up of practice `s`.
    #[inline]
    pub fn stress_of(&self, practice: u8, group: u8, traits: u8, tightness: f32) -> f32 {
        self.stresses(group, traits)[usize::from(practice)] * tightness
    }

    /// τ^m.
    #[inline]
    pub fn power(&self, stress: f32) -> f32 {
        if self.exponent == 1.0 { stress } else { libm::powf(stress, self.exponent as f32) }
    }

    /// Whether it matters when a practice was taken up.
    pub fn keeps_time(&self) -> bool {
        self.eventful || self.wears.iter().any(|wear| wear.worn > 1)
    }

    /// Whether peers count only in the step after they adopt.
    pub fn only_new(&self) -> bool {
        matches!(self.rule, Rule::Cascade { .. })
    }

    /// What pressure has to reach before this person's next change of mind:
    /// the threshold of a person outside the innovation under the threshold
    /// rule, else Exp(1) drawn anew for each episode (Sellke 1983).
    #[inline]
    pub fn resistance(&self, draws: &Draws, person: usize, adopter: bool, episode: u8, arrived: u32) -> f32 {
        if adopter && self.discontinuance == 0.0 {
            return f32::INFINITY;
        }
        // An episode beyond 255 repeats the last one's draw; nobody changes their mind that often.
        let occasion = (arrived << 8) | u32::from(episode);
        match self.resists(adopter) {
            Resistance::Forever => f32::INFINITY,
            Resistance::Threshold(thresholds) => {
                let word = draws.stream(Purpose::of("threshold", ""), arrived).at(person);
                thresholds.quantile(person, word) as f32
            }
            Resistance::Exponential => {
                draw::exponential(draws.stream(Purpose::of("resistance", ""), occasion).at(person)) as f32
            }
        }
    }

    /// The same of persons `first..` at week 0, who follow these practices.
    pub fn resistances(&self, draws: &Draws, first: usize, practices: &[u8]) -> Vec<f32> {
        let words = |decision: &str| {
            let mut words = vec![0; practices.len()];
            draws.stream(Purpose::of(decision, ""), 0).fill(first, &mut words);
            words
        };
        let exponential = words("resistance");
        let threshold = if matches!(self.rule, Rule::Threshold(_)) { words("threshold") } else { vec![] };
        let of = |(i, &practice): (usize, &u8)| match self.resists(self.adopts(practice)) {
            Resistance::Forever => f32::INFINITY,
            Resistance::Threshold(thresholds) => thresholds.quantile(first + i, threshold[i]) as f32,
            Resistance::Exponential => draw::exponential(exponential[i]) as f32,
        };
        practices.iter().enumerate().map(of).collect()
    }

    /// How an adopter, or somebody outside the innovation, resists.
    #[inline]
    fn resists(&self, adopter: bool) -> Resistance<'_> {
        match &self.rule {
            Rule::Choice { .. } => Resistance::Forever,
            _ if adopter && self.discontinuance == 0.0 => Resistance::Forever,
            Rule::Threshold(thresholds) if !adopter => Resistance::Threshold(thresholds),
            _ => Resistance::Exponential,
        }
    }

    /// Steps from the taking up of a practice to the review at which a person drifts to another: the first at which
    /// the hazard of drifting since then has reached an Exp(1) resistance, so that the chance is the same at each.
    /// Adopters never do, and draw no `word`.
    pub fn drifts_after(&self, practice: u8, word: impl FnOnce() -> u32) -> i32 {
        if self.adopts(practice) {
            return i32::MAX;
        }
        let worn = f64::from(self.worn[usize::from(practice)]);
        let wears = (draw::exponential(word()) / (self.drift * worn)).ceil().max(1.0);
        (wears * worn).min(1e9) as i32
    }
}

/// What decides how long a person keeps to their mind.
enum Resistance<'a> {
    /// Nothing acts on them.
    Forever,
    /// A threshold of peer_exposure.
    Threshold(&'a super::rule::Thresholds),
    /// Pressure that adds up to an Exp(1) variate.
    Exponential,
}
