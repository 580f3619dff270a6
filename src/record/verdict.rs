//! What can be said of an arm's cost and gain together.

use crate::stats::{mean, mean_interval};
use serde::{Deserialize, Serialize};

/// Cost against gain. A gain is clear where its 95 % interval does not hold 0; with one replicate there is no
/// interval, and its sign decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A clear gain for no more money.
    Dominates,
    /// A clear gain for more money: the only case in which a cost per unit gained means something.
    MoreForMore,
    /// A clear loss for no less money.
    Dominated,
    /// A clear loss for less money.
    LessForLess,
    /// The interval of the gain holds 0.
    Unclear,
    /// The same effect in every replicate, whatever the cost.
    Same,
}

impl Verdict {
    /// Judges the gains of all replicates and the mean cost.
    pub fn of(gains: &[f64], cost: f64) -> Self {
        let free = cost <= 0.0;
        match direction(gains) {
            _ if gains.iter().all(|&gain| gain == 0.0) => Self::Same,
            1 if free => Self::Dominates,
            1 => Self::MoreForMore,
            -1 if cost < 0.0 => Self::LessForLess,
            -1 => Self::Dominated,
            _ => Self::Unclear,
        }
    }

    /// The word in the column `verdict`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Dominates => "dominates",
            Self::MoreForMore => "more_for_more",
            Self::Dominated => "dominated",
            Self::LessForLess => "less_for_less",
            Self::Unclear => "unclear",
            Self::Same => "same",
        }
    }
}

/// 1 for a clear gain, −1 for a clear loss, 0 for neither.
pub fn direction(gains: &[f64]) -> i32 {
    let Some(centre) = mean(gains) else { return 0 };
    let [low, high] = mean_interval(gains).unwrap_or([centre; 2]);
    i32::from(low > 0.0) - i32::from(high < 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_case_has_its_verdict() {
        for (gains, cost, verdict) in [
            ([9.0, 10.0, 11.0], -1.0, Verdict::Dominates),
            ([9.0, 10.0, 11.0], 0.0, Verdict::Dominates),
            ([9.0, 10.0, 11.0], 1.0, Verdict::MoreForMore),
            ([-9.0, -10.0, -11.0], 1.0, Verdict::Dominated),
            ([-9.0, -10.0, -11.0], 0.0, Verdict::Dominated),
            ([-9.0, -10.0, -11.0], -1.0, Verdict::LessForLess),
            ([-1.0, 1.0, 9.0], 1.0, Verdict::Unclear),
            ([-9.0, 9.0, 0.0], 0.0, Verdict::Unclear),
            ([0.0; 3], 1.0, Verdict::Same),
            ([0.0; 3], 0.0, Verdict::Same),
        ] {
            assert_eq!(Verdict::of(&gains, cost), verdict, "{gains:?} for {cost}");
        }
    }

    #[test]
    fn one_replicate_goes_by_its_sign() {
        let one = |gain| Verdict::of(&[gain], 5.0);
        assert_eq!(
            [one(3.0), one(-3.0), one(0.0)],
            [Verdict::MoreForMore, Verdict::Dominated, Verdict::Same]
        );
    }

    #[test]
    fn words_are_those_of_the_json() {
        for verdict in [Verdict::Dominates, Verdict::MoreForMore, Verdict::LessForLess, Verdict::Unclear] {
            assert_eq!(serde_json::to_value(verdict).unwrap(), verdict.word());
        }
    }
}
