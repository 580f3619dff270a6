//! How practices spread: the `[adoption]` section.

use super::{ByName, Rate, Targeting};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How practices spread.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Adoption {
    /// Which rule acts at a person's reviews.
    pub rule: RuleName,
    /// The practices whose spread is studied.
    #[schemars(length(min = 1))]
    pub innovation: Vec<String>,
    /// What new adopters move to, when the innovation holds several practices; equal shares unless given.
    #[serde(default)]
    pub moves_to: ByName,
    /// How peers are put together: their weighted share, or their weighted number.
    #[serde(default)]
    pub peer_exposure: PeerExposure,
    /// An adopting peer without symptoms counts 1 + this.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub visible_benefit: f64,
    /// Rate at which adopters give the innovation up (not under `choice`).
    #[serde(default)]
    pub discontinuance: Option<Rate>,
    /// Rate at which people outside the innovation move among the other practices, by their group's starting
    /// shares (not under `choice`).
    #[serde(default)]
    pub drift: Option<Rate>,
    /// Probability at each review of adopting whatever the peers do (not under `choice`).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub noise: f64,
    /// People who adopt at week 0, beside those whose starting practice is in the innovation.
    #[serde(default)]
    pub first_adopters: Option<FirstAdopters>,
    /// Parameters of `rule = "hazard"`.
    #[serde(default)]
    pub hazard: Option<Hazard>,
    /// Parameters of `rule = "contagion"`.
    #[serde(default)]
    pub contagion: Option<Contagion>,
    /// Parameters of `rule = "threshold"`.
    #[serde(default)]
    pub threshold: Option<Threshold>,
    /// Parameters of `rule = "cascade"`.
    #[serde(default)]
    pub cascade: Option<Cascade>,
    /// Parameters of `rule = "choice"`.
    #[serde(default)]
    pub choice: Option<Choice>,
}

/// The adoption rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleName {
    /// Pressure adds up until it reaches the person's resistance (Bass 1969 on a network).
    Hazard,
    /// Each adopting peer persuades independently (SI).
    Contagion,
    /// Adopt when enough peers have (Granovetter 1978, Watts 2002).
    Threshold,
    /// Each new adopter gets one chance per peer (Kempe et al. 2003).
    Cascade,
    /// Random-utility choice over all practices (McFadden 1974).
    Choice,
}

/// How the adopting peers of a person are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeerExposure {
    /// Weighted share of peers.
    #[default]
    Share,
    /// Weighted number of peers.
    Count,
}

/// The choice of first adopters (seeding).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstAdopters {
    /// Share of the population; give this or `number`, or neither with targeting by `ids` or `file`.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: Option<f64>,
    /// Number of people.
    #[serde(default)]
    pub number: Option<u32>,
    /// How they are picked; at random unless given.
    #[serde(default)]
    pub targeting: Targeting,
}

/// Pressure p + q·x + r·A per unit of time: outside influence, peers, norm of the group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// Outside influence.
    pub p: Rate,
    /// Peer influence, times peer_exposure.
    pub q: Rate,
    /// Norm: times the share of adopters in the person's group.
    #[serde(default)]
    pub r: Option<Rate>,
}

/// Probabilities per unit of time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contagion {
    /// Probability of adopting without any peer.
    pub p: Rate,
    /// Probability that one adopting peer persuades.
    pub q: Rate,
}

/// How thresholds are drawn, once per person. Give exactly one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// Everybody has this threshold.
    #[serde(default)]
    pub fixed: Option<f64>,
    /// Uniform between the two.
    #[serde(default)]
    pub uniform: Option<[f64; 2]>,
    /// Normal with this mean and standard deviation, not below 0.
    #[serde(default)]
    pub normal: Option<[f64; 2]>,
    /// Beta with these two shape parameters.
    #[serde(default)]
    pub beta: Option<[f64; 2]>,
    /// At least this many adopting peers; needs peer_exposure = "count".
    #[serde(default)]
    pub count: Option<u32>,
    /// The thresholds of persons 0, 1, 2, …, one each.
    #[serde(default)]
    pub list: Option<Vec<f64>>,
}

/// Independent cascade.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cascade {
    /// Probability that a new adopter's one chance with a peer succeeds.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub q: f64,
}

/// Weights of the utility of a practice; all default to 0.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Choice {
    /// Times the share (or number) of peers who follow it.
    pub peer: f64,
    /// Times the share of the person's group who follow it.
    pub norm: f64,
    /// Times the share (or number) of peers who follow it and have no symptom.
    pub benefit: f64,
    /// Subtracted for each symptom that the person would have under it.
    pub discomfort: f64,
    /// Added for the current practice.
    pub habit: f64,
}
