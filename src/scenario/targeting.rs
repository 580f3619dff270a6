//! Whom a programme takes in.

use super::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
    /// How far ahead `rule = "influence"` looks; a year unless given.
    pub within: Option<Duration>,
}

/// How people are ranked for a programme. Ties are broken at random.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
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
    /// The furthest stage first; of those in one stage, people with symptoms first.
    Stage,
    /// The people who would together win most others (influence maximisation by reverse-reachable sets; Tang et
    /// al. 2015, 2018).
    Influence,
    /// The people who would together avert most harm, found one by one in paired simulations; for small numbers.
    Harm,
    /// The people listed in `ids` or `file`.
    List,
}

impl TargetingRule {
    /// All rules, in the order of the documents.
    pub const ALL: [Self; 10] = [
        Self::Random,
        Self::Degree,
        Self::Nomination,
        Self::KCore,
        Self::PageRank,
        Self::Venue,
        Self::Stage,
        Self::Influence,
        Self::Harm,
        Self::List,
    ];

    /// The word for it in a scenario.
    pub fn word(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Degree => "degree",
            Self::Nomination => "nomination",
            Self::KCore => "k_core",
            Self::PageRank => "page_rank",
            Self::Venue => "venue",
            Self::Stage => "stage",
            Self::Influence => "influence",
            Self::Harm => "harm",
            Self::List => "list",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_those_that_serde_reads() {
        for rule in TargetingRule::ALL {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.word());
        }
    }
}
