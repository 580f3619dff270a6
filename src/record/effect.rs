//! What a programme is for: adopters gained, or a stage averted.

use crate::engine::{AttributionRow, Role, Row};
use crate::scenario::Scenario;

/// An effect, counted in people, so that more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// People who are adopters in the arm and would not be without it.
    Adopters,
    /// People spared the stage at this position.
    Stage(usize),
}

impl Effect {
    /// All of them, in the order of the tables.
    pub fn all(scenario: &Scenario) -> Vec<Self> {
        std::iter::once(Self::Adopters).chain((0..scenario.stages.len()).map(Self::Stage)).collect()
    }

    /// The one that cost is weighed against: `economics.effect`, the last stage unless given, adopters where there
    /// are no stages.
    pub fn weighed(scenario: &Scenario) -> Self {
        let last = scenario.stages.len().checked_sub(1).map_or(Self::Adopters, Self::Stage);
        let named = scenario.economics.effect.as_ref();
        let found =
            named.and_then(|name| Self::all(scenario).into_iter().find(|e| e.name(scenario) == *name));
        found.unwrap_or(last)
    }

    /// Name in the column `effect`.
    pub fn name(self, scenario: &Scenario) -> String {
        match self {
            Self::Adopters => "adopters".into(),
            Self::Stage(at) => scenario.stages[at].name.clone(),
        }
    }

    /// How much more of it there is where `arm` was recorded than where `baseline` was, at the same week and for the
    /// same group.
    pub fn gain(self, arm: &Row, baseline: &Row) -> Option<f64> {
        match self {
            Self::Adopters => Some(arm.adopters as f64 - baseline.adopters as f64),
            Self::Stage(at) => {
                Some(baseline.stages.get(at)?.entered as f64 - arm.stages.get(at)?.entered as f64)
            }
        }
    }

    /// People for whom the arm did it, and people for whom it did the opposite: adopters gained and lost, or a
    /// stage averted and caused.
    pub fn changed(self, row: &AttributionRow) -> Option<[u64; 2]> {
        match self {
            Self::Adopters => Some([row.adopters_gained, row.adopters_lost]),
            Self::Stage(at) => row.stages.get(at).map(|stage| [stage.averted, stage.caused]),
        }
    }
}

/// Word of a role in tables.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Participant => "participant",
        Role::Tie => "tie",
        Role::TwoAway => "two_away",
        Role::Farther => "farther",
    }
}
