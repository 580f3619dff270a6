//! What programmes cost, and what their effects are worth.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a programme costs, in the currency of `[economics]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Cost {
    /// Once, at the start.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub fixed: f64,
    /// For each person taken in, when they are taken in.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub per_person: f64,
    /// For each venue that is trained.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub per_venue: f64,
    /// For each session: a meeting of one group or one pair, a round of screening, or one of `sessions`.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub per_session: f64,
    /// Number of sessions, at the start; not for mechanisms that have an `every` of their own and count theirs.
    pub sessions: u32,
}

/// Money and worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Economics {
    /// The currency, as figures and tables name it.
    pub currency: String,
    /// Share by which a cost or an effect counts less for each year that it comes later.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub discount_rate: f64,
    /// What the figure weighs cost against: the name of a stage (averted), or `"adopters"` (gained); the last
    /// stage unless given.
    pub effect: Option<String>,
    /// The most that one unit of the effect may be worth on the acceptability curve; chosen from the results
    /// unless given.
    #[schemars(range(min = 0.0, max = 1e15))]
    pub willingness_to_pay: Option<f64>,
}

impl Default for Economics {
    fn default() -> Self {
        Self {
            currency: "money units".into(),
            // The usual reference case, for costs and effects alike (Sanders et al. 2016).
            discount_rate: 0.03,
            effect: None,
            willingness_to_pay: None,
        }
    }
}
