//! Steps, and which of them a time belongs to.

use super::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Step and horizon.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Time {
    /// Length of a step.
    #[serde(default = "super::types::one_week")]
    pub step: Duration,
    /// How long to simulate.
    pub horizon: Duration,
}

impl Time {
    /// Steps of a run.
    pub fn steps(&self) -> i32 {
        nearest_step(self.horizon.weeks(), self.step.weeks()).max(1)
    }

    /// The step of a run that a time belongs to: the nearest, the last for times after it.
    pub fn step_of(&self, at: Duration) -> i32 {
        nearest_step(at.weeks(), self.step.weeks()).min(self.steps())
    }

    /// Whether a time belongs to the last step of a run.
    pub fn is_end(&self, at: Duration) -> bool {
        self.step_of(at) == self.steps()
    }

    /// What is wrong with the time at this position of a list of times to report at, and what would be right.
    pub fn unreportable(&self, times: &[Duration], position: usize) -> Option<(String, &'static str)> {
        let at = times[position];
        let same = times[..position].iter().find(|other| self.step_of(**other) == self.step_of(at));
        match same {
            _ if at.weeks() > self.horizon.weeks() + 1e-9 => {
                Some((format!("{at} lies beyond the horizon ({})", self.horizon), "write a time within it"))
            }
            _ if self.step_of(at) <= 0 => {
                Some((format!("at {at} nothing has happened yet"), "write a later time"))
            }
            Some(other) => Some((format!("{at} and {other} are the same step"), "keep one of the two")),
            None => None,
        }
    }
}

/// The number of the step nearest to a time; from half a step on, the next. A year is no whole number of weeks.
pub fn nearest_step(weeks: f64, step_weeks: f64) -> i32 {
    (weeks / step_weeks).round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_belongs_to_the_nearest_step() {
        let at = |text: &str| text.parse::<Duration>().unwrap();
        let time = |step, horizon| Time { step: at(step), horizon: at(horizon) };
        let weekly = time("1 week", "1 year");
        assert_eq!(weekly.steps(), 52);
        assert_eq!(
            ["361 days", "1 year", "360 days", "3 days"].map(|text| weekly.step_of(at(text))),
            [52, 52, 51, 0]
        );
        assert!(weekly.is_end(at("361 days")) && !weekly.is_end(at("360 days")));
        // Half a step is a whole one, as in the run.
        let fortnightly = time("2 weeks", "2 years");
        assert_eq!(["11 weeks", "12 weeks", "13 weeks"].map(|text| fortnightly.step_of(at(text))), [6, 6, 7]);
        let told = |times: &[&str]| {
            let times: Vec<Duration> = times.iter().map(|text| at(text)).collect();
            (0..times.len())
                .find_map(|position| fortnightly.unreportable(&times, position))
                .map(|(message, _)| message)
        };
        assert_eq!(told(&["11 weeks", "13 weeks", "1 year"]), None);
        assert_eq!(told(&["11 weeks", "12 weeks"]).unwrap(), "12 weeks and 11 weeks are the same step");
        assert_eq!(told(&["6 days"]).unwrap(), "at 6 days nothing has happened yet");
        assert_eq!(told(&["3 years"]).unwrap(), "3 years lies beyond the horizon (2 years)");
    }
}
