//! What is in force in one step for the people whom programmes have taken in: campaigns, training, restrictions.

use super::Running;
use crate::draw::{self, Purpose, Stream};
use crate::engine::Setting;
use crate::engine::wear::leaky;
use crate::scenario::{Campaign, Restriction, Training};

/// All effects of a step, each for those whose bit of `taken_in` is set.
#[derive(Clone, Debug, Default)]
pub struct Effects {
    campaigns: Vec<Push>,
    trainings: Vec<Gentler>,
    restrictions: Vec<Barred>,
}

/// Outside influence as a hazard over the step, and as utility at its start.
#[derive(Clone, Debug)]
struct Push {
    bit: u32,
    hazard: f32,
    appeal: f32,
}

/// A factor on the stress of each practice.
#[derive(Clone, Debug)]
struct Gentler {
    bit: u32,
    factors: [f32; 32],
}

/// Practices that are not to be had, by some groups, with some probability.
#[derive(Clone, Debug)]
struct Barred {
    bit: u32,
    groups: u64,
    practices: u32,
    cut: u32,
    /// Decides for each person; none if it is certain.
    words: Option<Stream>,
}

impl Effects {
    /// The effects of what runs at step `t`.
    pub fn of(running: &[Running], setting: &Setting, t: i32) -> Self {
        let mut effects = Self::default();
        for (r, one) in running.iter().enumerate().filter(|(_, one)| one.runs_at(t)) {
            let (bit, spec) = (1 << r, one.spec(setting.scenario));
            if let Some(campaign) = &spec.campaign {
                effects.campaigns.push(push(bit, campaign, one.start, setting, t));
            }
            if let Some(training) = &spec.training {
                effects.trainings.push(gentler(bit, training, setting));
            }
            if let Some(restriction) = &spec.restriction {
                let groups = setting.scenario.population.groups.iter().enumerate();
                let named = &spec.targeting.groups;
                let groups = groups
                    .filter(|(_, group)| named.is_empty() || named.contains(&group.name))
                    .fold(0, |bits, (g, _)| bits | 1 << g);
                effects.restrictions.push(barred(bit, restriction, groups, &spec.name, setting, t));
            }
        }
        effects
    }

    /// Whether training or restrictions are in force.
    pub fn act_at_reviews(&self) -> bool {
        !self.trainings.is_empty() || !self.restrictions.is_empty()
    }

    /// Whether any campaign is in force.
    pub fn campaigns(&self) -> bool {
        self.campaigns.iter().any(|push| push.hazard > 0.0)
    }

    /// Outside influence on whoever is taken in as `bits` say, as a hazard over the step.
    #[inline]
    pub fn influence(&self, bits: u32) -> f32 {
        self.campaigns.iter().filter(|push| bits & push.bit != 0).map(|push| push.hazard).sum()
    }

    /// Utility added to every practice of the innovation.
    #[inline]
    pub fn appeal(&self, bits: u32) -> f32 {
        self.campaigns.iter().filter(|push| bits & push.bit != 0).map(|push| push.appeal).sum()
    }

    /// Factor on the stress of a practice.
    #[inline]
    pub fn gentleness(&self, bits: u32, practice: u8) -> f32 {
        let factors = self.trainings.iter().filter(|gentler| bits & gentler.bit != 0);
        factors.map(|gentler| gentler.factors[usize::from(practice)]).product()
    }

    /// Practices not to be had by a person of this group, as bits.
    #[inline]
    pub fn barred(&self, bits: u32, person: usize, group: u8) -> u32 {
        if self.restrictions.is_empty() {
            return 0;
        }
        let here = |barred: &&Barred| bits & barred.bit != 0 && barred.groups >> group & 1 == 1;
        let turned_away =
            |barred: &&Barred| barred.words.as_ref().is_none_or(|words| words.at(person) < barred.cut);
        let all = self.restrictions.iter().filter(here).filter(turned_away);
        all.fold(0, |practices, barred| practices | barred.practices)
    }
}

fn push(bit: u32, campaign: &Campaign, start: i32, setting: &Setting, t: i32) -> Push {
    let step = setting.model.step;
    let fading = campaign.half_life.map_or(0.0, |h| std::f64::consts::LN_2 / h.weeks());
    let age = f64::from(t - start) * step;
    let rate = campaign.influence.map_or(0.0, |r| r.per_week());
    let hazard = rate * (leaky(age + step, fading, 0.0) - leaky(age, fading, 0.0));
    Push { bit, hazard: hazard as f32, appeal: (campaign.appeal * libm::exp(-fading * age)) as f32 }
}

fn gentler(bit: u32, training: &Training, setting: &Setting) -> Gentler {
    let mut factors = [1.0; 32];
    for (factor, practice) in factors.iter_mut().zip(&setting.scenario.practices) {
        if training.practices.as_ref().is_none_or(|names| names.contains(&practice.name)) {
            *factor = training.factor as f32;
        }
    }
    Gentler { bit, factors }
}

fn barred(bit: u32, spec: &Restriction, groups: u64, name: &str, setting: &Setting, t: i32) -> Barred {
    let practices = setting.model.practices_named(&spec.practices);
    let stream = setting.community.draws.stream(Purpose::of("restriction", name), t as u32);
    let words = (spec.strength < 1.0).then_some(stream);
    Barred { bit, groups, practices, cut: draw::cut(spec.strength), words }
}
