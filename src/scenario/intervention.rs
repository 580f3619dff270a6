//! Programmes: when, whom, how, at what cost.

use super::{Duration, Rate};
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
    /// Mechanism: a lecture, video or media push.
    #[serde(default)]
    pub campaign: Option<Campaign>,
}

/// Whom a programme takes in: a rule, among people who meet every condition given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Targeting {
    /// How people are ranked.
    pub rule: TargetingRule,
    /// Only these groups.
    pub groups: Vec<String>,
    /// Only these ages in years: from, and up to but not including.
    pub ages: Option<[f64; 2]>,
    /// Only people who now have this symptom.
    pub symptom: Option<String>,
    /// Only people who are now in this stage.
    pub stage: Option<String>,
    /// The layer whose ties count, or whose venues are picked; all layers unless given.
    pub layer: Option<String>,
    /// The persons themselves, by id, for `rule = "list"`.
    pub ids: Vec<u32>,
    /// CSV with a column `id`, for `rule = "list"`.
    pub file: Option<String>,
}

/// How people are ranked for a programme. Ties are broken at random.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TargetingRule {
    /// At random.
    #[default]
    Random,
    /// Most ties first.
    Degree,
    /// Name a random person, take one of their friends.
    Nomination,
    /// Innermost core first (Seidman 1983).
    KCore,
    /// Highest PageRank first (Page et al. 1999).
    PageRank,
    /// Whole venues, picked at random.
    Venue,
    /// The people listed in `ids` or `file`.
    List,
}

/// What a programme costs, in one currency.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Cost {
    /// Once.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub fixed: f64,
    /// For each person taken in.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub per_person: f64,
    /// For each session.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub per_session: f64,
    /// Number of sessions.
    pub sessions: u32,
}

/// Chosen people adopt, stay adopters while the programme runs, and persuade with a boosted weight.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Champions {
    /// How many ordinary adopting peers a champion counts as.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub boost: f64,
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
