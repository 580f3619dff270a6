//! What `--until` asked for and what came of it, in the record and in a sentence.

use super::precision::Precision;
use super::prose::number;
use serde::{Deserialize, Serialize};

/// What `--until` asked for, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UntilRecord {
    /// One for each `--until`, in order.
    pub goals: Vec<GoalRecord>,
    /// The most replicates allowed.
    pub most: u32,
    /// Numbers of replicates after which the precision was looked at; the last is that of the run.
    pub looks: Vec<u32>,
    /// Why no more were added.
    pub stopped: Stop,
}

/// A precision asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoalRecord {
    /// The planner's words.
    pub words: String,
    /// The rows in plain form.
    pub rows: String,
    /// Name of the arm whose row is the least precise.
    pub arm: String,
    /// Replicates in which the measure of that row is defined.
    pub n: u32,
    /// Half of the width of the 95 % interval asked for, in the unit of the measure.
    pub asked: f64,
    /// The half-width obtained; none below two values.
    pub obtained: Option<f64>,
    /// Whether that is what was asked for.
    pub reached: bool,
    /// About how many replicates it takes in all, as far as those of the run can tell; none if they cannot.
    pub needed: Option<u32>,
}

/// Why no more replicates were added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// All that was asked for is reached.
    Reached,
    /// As many replicates as allowed.
    Most,
    /// A measure was undefined in every replicate.
    Undefined,
    /// The series of more would not fit into memory.
    Memory,
}

impl GoalRecord {
    /// The record of a goal in the planner's `words`.
    pub fn new(words: &str, precision: &Precision) -> Self {
        Self {
            words: words.into(),
            rows: precision.rows.clone(),
            arm: precision.arm.clone(),
            n: precision.n,
            asked: precision.asked,
            obtained: precision.half_width,
            reached: precision.reached(),
            needed: precision.needed,
        }
    }

    fn sentence(&self, replicates: u32) -> String {
        let Self { rows, asked, .. } = self;
        let Some(obtained) = self.obtained else {
            let times = if self.n == 0 { "no replicate" } else { "one replicate" };
            return format!("{rows} has a value in {times} of {} ({asked} asked)", self.arm);
        };
        let missing = match self.needed {
            _ if self.reached => String::new(),
            Some(needed) if needed > replicates => format!("; takes about {} replicates", roughly(needed)),
            _ => format!("; has a value in {} replicates of {}", self.n, self.arm),
        };
        format!("{rows} ± {} ({asked} asked{missing})", shown(obtained, *asked))
    }
}

impl UntilRecord {
    /// Replicates of each arm.
    pub fn replicates(&self) -> u32 {
        self.looks.last().copied().unwrap_or(0)
    }

    /// The precision reached, or missed, in one sentence.
    pub fn sentence(&self) -> String {
        let replicates = self.replicates();
        let all: Vec<String> = self.goals.iter().map(|goal| goal.sentence(replicates)).collect();
        let many = number(f64::from(replicates), 0);
        let head = match self.stopped {
            Stop::Reached => format!("Precision reached with {many} replicates"),
            Stop::Most => format!("Precision not reached with {many} replicates, the most allowed"),
            Stop::Undefined => format!("Precision not reached, stopped after {many} replicates"),
            Stop::Memory => format!("Precision not reached with {many} replicates, as many as memory holds"),
        };
        format!("{head} (half of the 95 % interval of the mean): {}.", all.join("; "))
    }
}

/// A half-width with two digits, or as many as show on which side of what was asked it lies.
pub fn shown(half_width: f64, asked: f64) -> String {
    if half_width == 0.0 {
        return "0".into();
    }
    let first = -libm::log10(half_width).floor() as i32;
    let with = |digits: i32| {
        let decimals = (first + digits - 1).max(0) as usize;
        format!("{half_width:.decimals$}")
    };
    let side = |text: &String| text.parse::<f64>().is_ok_and(|shown| (shown > asked) == (half_width > asked));
    (2..16).map(with).find(side).unwrap_or_else(|| half_width.to_string())
}

/// A number of replicates with two digits, as it is an estimate.
pub fn roughly(replicates: u32) -> String {
    let mut unit = 1;
    while replicates / unit >= 100 {
        unit *= 10;
    }
    number(f64::from(replicates.div_ceil(unit)) * f64::from(unit), 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(stopped: Stop, obtained: Option<f64>, reached: bool, needed: Option<u32>) -> UntilRecord {
        let n = if obtained.is_some() { 30 } else { 0 };
        let goal = GoalRecord {
            words: "early_prevalence +- 0.002".into(),
            rows: "early_prevalence".into(),
            arm: "none".into(),
            n,
            asked: 0.002,
            obtained,
            reached,
            needed,
        };
        UntilRecord { goals: vec![goal], most: 30, looks: vec![12, 30], stopped }
    }

    #[test]
    fn one_sentence_says_what_was_reached() {
        for (record, words) in [
            (
                record(Stop::Reached, Some(0.001_94), true, Some(29)),
                "Precision reached with 30 replicates (half of the 95 % interval of the mean): early_prevalence ± 0.0019 (0.002 asked).",
            ),
            (
                record(Stop::Most, Some(0.0031), false, Some(71_234)),
                "Precision not reached with 30 replicates, the most allowed (half of the 95 % interval of the mean): early_prevalence ± 0.0031 (0.002 asked; \
                 takes about 72,000 replicates).",
            ),
            (
                record(Stop::Undefined, None, false, None),
                "Precision not reached, stopped after 30 replicates (half of the 95 % interval of the mean): early_prevalence has a value in no replicate of none (0.002 asked).",
            ),
        ] {
            assert_eq!(record.sentence(), words);
        }
    }

    #[test]
    fn half_widths_show_their_side() {
        let all = [(0.001_94, 0.002), (0.002_004, 0.002), (0.003_14, 0.002), (12.3, 15.0), (1234.5, 1000.0)];
        let shown = all.map(|(half_width, asked)| shown(half_width, asked));
        assert_eq!(shown, ["0.0019", "0.002004", "0.0031", "12", "1234"]);
        assert_eq!(
            (roughly(36), roughly(1234), roughly(71_234)),
            ("36".into(), "1,300".into(), "72,000".into())
        );
    }
}
