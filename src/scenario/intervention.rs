//! Programmes: when, whom, how, at what cost.

use super::{Cost, Duration, Rate, Targeting};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A programme with a start, a reach, one mechanism and a cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Intervention {
    /// Name by which arms refer to it.
    pub name: String,
    /// Name on figures.
    #[serde(default)]
    pub label: Option<String>,
    /// When it starts.
    #[serde(default)]
    pub start: Option<Duration>,
    /// How long it runs; to the horizon unless given.
    #[serde(default)]
    pub duration: Option<Duration>,
    /// Share of the people who qualify that it takes in; give this or `number`.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub reach: Option<f64>,
    /// Number of people that it takes in.
    #[serde(default)]
    pub number: Option<u32>,
    /// Whom it takes in; at random unless given.
    #[serde(default)]
    pub targeting: Targeting,
    /// What it costs.
    #[serde(default)]
    pub cost: Cost,
    /// Mechanism: chosen people adopt, stay adopters while it runs, and persuade with a boosted weight.
    #[serde(default)]
    pub champions: Option<Champions>,
    /// Mechanism: people meet in small groups and are peers of one another while it runs.
    #[serde(default)]
    pub groups: Option<Groups>,
    /// Mechanism: people in need are paired with adopters who have recovered.
    #[serde(default)]
    pub buddies: Option<Buddies>,
    /// Mechanism: a lecture, video or media push.
    #[serde(default)]
    pub campaign: Option<Campaign>,
    /// Mechanism: venues do the same practices more gently.
    #[serde(default)]
    pub training: Option<Training>,
    /// Mechanism: practices are unavailable or discouraged.
    #[serde(default)]
    pub restriction: Option<Restriction>,
    /// Mechanism: people in a stage are found and advised.
    #[serde(default)]
    pub screening: Option<Screening>,
}

impl Intervention {
    /// The keys of all mechanisms.
    pub const MECHANISMS: [&str; 7] =
        ["champions", "groups", "buddies", "campaign", "training", "restriction", "screening"];

    /// The keys of the mechanisms that are given; a checked intervention has one.
    pub fn mechanisms(&self) -> Vec<&'static str> {
        let given = [
            self.champions.is_some(),
            self.groups.is_some(),
            self.buddies.is_some(),
            self.campaign.is_some(),
            self.training.is_some(),
            self.restriction.is_some(),
            self.screening.is_some(),
        ];
        Self::MECHANISMS.into_iter().zip(given).filter_map(|(key, given)| given.then_some(key)).collect()
    }

    /// Time between sessions, for mechanisms that count their own.
    pub fn every(&self) -> Option<Duration> {
        let groups = self.groups.as_ref().map(|groups| groups.every);
        let buddies = self.buddies.as_ref().map(|buddies| buddies.every);
        groups.or(buddies).or(self.screening.as_ref().map(|screening| screening.every))
    }

    /// The layers that it looks at by name.
    pub fn layers(&self) -> impl Iterator<Item = &str> {
        self.targeting.layer.as_deref().into_iter().chain(self.training.as_ref().map(|t| t.layer.as_str()))
    }
}

/// Chosen people adopt, stay adopters while the programme runs, and persuade with a boosted weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Champions {
    /// How many ordinary adopting peers a champion counts as.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub boost: f64,
    /// Rate at which champions are lost to the programme: they are ordinary adopters from then on.
    #[serde(default)]
    pub dropout: Option<Rate>,
    /// Whether the next of the ranking takes the place of each who is lost.
    #[serde(default)]
    pub replace: bool,
}

/// Recruited people meet in small groups; while it runs, members are peers of one another.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Groups {
    /// People in a group.
    #[serde(default = "eight")]
    #[schemars(range(min = 2, max = 1000))]
    pub size: u32,
    /// Time between meetings.
    pub every: Duration,
    /// How much the other members count in peer_exposure when they meet weekly, as the weight of a layer does;
    /// less, in proportion, when they meet less often.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub weight: f64,
}

fn eight() -> u32 {
    8
}

/// One-to-one pairing of the people taken in with adopters who have recovered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Buddies {
    /// Time between meetings.
    pub every: Duration,
    /// How much a buddy counts in peer_exposure when the two meet weekly, as the weight of a layer does; less, in
    /// proportion, when they meet less often.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub weight: f64,
    /// The stage or symptom that a buddy has had and has no more; any stage unless given, or any symptom where
    /// there are no stages.
    #[serde(default)]
    pub recovered_from: Option<String>,
}

fn one() -> f64 {
    1.0
}

/// A lecture, video or media push: adds outside influence that fades, to the people it reaches.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Outside influence added at the start: a rate of adoption (not under `choice`).
    #[serde(default)]
    pub influence: Option<Rate>,
    /// Utility added to every practice of the innovation at the start (under `choice`).
    #[serde(default)]
    pub appeal: f64,
    /// Time in which its influence fades by half; without it, constant while it runs.
    #[serde(default)]
    pub half_life: Option<Duration>,
}

/// Venues do the same practices more gently. `reach` and `number` count venues.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// The layer whose venues are trained.
    pub layer: String,
    /// Factor on the stress of practices taken up by clients of trained venues.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub factor: f64,
    /// The practices that the venues do; all unless given.
    #[serde(default)]
    pub practices: Option<Vec<String>>,
}

/// Practices are unavailable, or discouraged, for the people taken in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Restriction {
    /// The practices.
    pub practices: Vec<String>,
    /// Probability at each review that they are not to be had: 1 makes them unavailable, less discourages them.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub strength: f64,
}

/// Looks for people in a stage, and advises those it finds to change practice at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Screening {
    /// Time between rounds; the first is at the start.
    pub every: Duration,
    /// The stages looked for; all unless given.
    #[serde(default)]
    pub stages: Option<Vec<String>>,
    /// Probability that somebody in such a stage is found in a round.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub sensitivity: f64,
    /// Probability that somebody found takes the advice.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub heeded: f64,
    /// The practices advised; those of the innovation unless given.
    #[serde(default)]
    pub advice: Option<Vec<String>>,
}
