//! What was observed, ready to be held against what a scenario answers.

use crate::network::Inputs;
use crate::population::{FileFaults, Table, read_text};
use crate::scenario::fitting::{AdoptionTimes, Curve, Target};
use crate::scenario::{Faults, Scenario};
use crate::stats::normal_quantile;
use std::path::Path;

/// What was observed of one target.
#[derive(Clone, Debug, PartialEq)]
pub enum Observed {
    /// A number, known to so much.
    Point(Point),
    /// A course.
    Course(Course),
    /// Each person's period of adoption, from 1, by person; nothing is known after the last.
    Times {
        /// By person.
        periods: Vec<Option<u32>>,
        /// The last period observed.
        last: u32,
    },
}

/// A number and its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// The number.
    pub value: f64,
    /// Its 95 % interval.
    pub interval: [f64; 2],
    /// The scale on which its error is taken to be normal.
    pub scale: ErrorScale,
}

/// The scale on which an error is taken to be normal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorScale {
    /// Of the number itself.
    Plain,
    /// Of its logarithm: ratios.
    Log,
    /// Of the logarithm of its odds: shares.
    Logit,
}

/// A course over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Times, weeks.
    pub weeks: Vec<f64>,
    /// Shares at these times.
    pub shares: Vec<f64>,
    /// Root mean squared distance that is one standard deviation off.
    pub within: f64,
}

impl ErrorScale {
    /// The number on this scale.
    pub fn of(self, value: f64) -> f64 {
        match self {
            Self::Plain => value,
            Self::Log => libm::log(value),
            Self::Logit => libm::log(value / (1.0 - value)),
        }
    }

    /// The number that stands there on this scale.
    pub fn undo(self, scaled: f64) -> f64 {
        match self {
            Self::Plain => scaled,
            Self::Log => libm::exp(scaled),
            Self::Logit => 1.0 / (1.0 + libm::exp(-scaled)),
        }
    }
}

impl Point {
    fn of(target: &Target) -> Option<Self> {
        let interval = target.interval?;
        let [low, high] = interval;
        let scale = match target {
            // An interval that reaches the end of the scale has no logarithm of odds.
            Target { share: Some(_), .. } if low > 0.0 && high < 1.0 => ErrorScale::Logit,
            Target { odds_ratio: Some(_), .. } => ErrorScale::Log,
            _ => ErrorScale::Plain,
        };
        let middle = || scale.undo(0.5 * (scale.of(low) + scale.of(high)));
        Some(Self { value: target.value.unwrap_or_else(middle), interval, scale })
    }

    /// Standard error on the scale.
    pub fn error(&self) -> f64 {
        (self.scale.of(self.interval[1]) - self.scale.of(self.interval[0])) / (2.0 * normal_quantile(0.975))
    }
}

impl Course {
    /// Root mean squared distance from another course at the same times.
    pub fn distance(&self, shares: &[f64]) -> f64 {
        let squares = self.shares.iter().zip(shares).map(|(seen, found)| (seen - found) * (seen - found));
        libm::sqrt(squares.sum::<f64>() / self.shares.len() as f64)
    }
}

impl Observed {
    /// What was observed of each target; files are relative to `directory`.
    ///
    /// # Errors
    /// All faults of all files, each with its line.
    pub fn all(
        targets: &[Target],
        scenario: &Scenario,
        inputs: &Inputs,
        directory: &Path,
    ) -> Result<Vec<Self>, Faults> {
        let mut faults = Faults::default();
        let mut all = vec![];
        for target in targets {
            let observed = match (&target.curve, &target.adoption_times, Point::of(target)) {
                (Some(curve), ..) => read_course(curve, scenario, directory, &mut faults).map(Self::Course),
                (_, Some(times), _) => read_times(times, scenario, inputs, directory, &mut faults),
                (.., point) => point.map(Self::Point),
            };
            all.extend(observed);
        }
        faults.or(all)
    }
}

fn read_course(curve: &Curve, scenario: &Scenario, directory: &Path, faults: &mut Faults) -> Option<Course> {
    let path = directory.join(&curve.file);
    let mut found = FileFaults::new(&path);
    let mut course = Course { weeks: vec![], shares: vec![], within: curve.within };
    let horizon = scenario.time.horizon.weeks();
    if let Some(text) = read_text(&path, &mut found) {
        let mut table = Table::new(&text, &mut found);
        let columns = (table.column(&curve.time, &mut found), table.column(&curve.value, &mut found));
        if let (Some(time), Some(value)) = columns {
            while let Some(line) = table.advance(&mut found) {
                let number = |cell: &str| cell.parse::<f64>().ok().filter(|number| number.is_finite());
                let week = number(table.cell(time)).map(|time| time * curve.unit.weeks());
                let share = number(table.cell(value));
                match (week, share) {
                    (Some(week), _) if !(0.0..=horizon + 1e-6).contains(&week) => {
                        let help = format!("times run from 0 to the horizon ({})", scenario.time.horizon);
                        found.push(line, format!("the time {} is not simulated", table.cell(time)), help);
                    }
                    (Some(week), Some(share)) if (0.0..=1.0).contains(&share) => {
                        course.weeks.push(week);
                        course.shares.push(share);
                    }
                    (None, _) => {
                        found.push(line, format!("`{}` is no time", table.cell(time)), "write a number");
                    }
                    _ => {
                        let message = format!("`{}` is no share", table.cell(value));
                        found.push(line, message, "write a number from 0 to 1");
                    }
                }
            }
        }
        if course.weeks.is_empty() && found.is_empty() {
            found.push(0, "the file holds no times", "each line after the first is a time");
        }
    }
    let good = found.is_empty();
    found.report(faults);
    good.then_some(course)
}

fn read_times(
    times: &AdoptionTimes,
    scenario: &Scenario,
    inputs: &Inputs,
    directory: &Path,
    faults: &mut Faults,
) -> Option<Observed> {
    let path = directory.join(&times.file);
    let mut found = FileFaults::new(&path);
    let people = inputs.people.as_ref()?;
    let last = (scenario.time.horizon.weeks() / scenario.time.step.weeks()).round() as u32;
    let mut periods = vec![None; people.people.len()];
    let mut named = vec![false; periods.len()];
    if let Some(text) = read_text(&path, &mut found) {
        let mut table = Table::new(&text, &mut found);
        let columns = (table.column(&times.id, &mut found), table.column(&times.time, &mut found));
        if let (Some(id), Some(time)) = columns {
            while let Some(line) = table.advance(&mut found) {
                let (id, time) = (table.cell(id), table.cell(time));
                let Some(&person) = people.by_id.get(id) else {
                    found.push(
                        line,
                        format!("nobody has the id `{id}`"),
                        "ids are those of `population.file`",
                    );
                    continue;
                };
                if std::mem::replace(&mut named[person as usize], true) {
                    found.push(line, format!("the id `{id}` is there twice"), "each person has one line");
                }
                match time.parse::<u32>() {
                    _ if time.is_empty() => {}
                    Ok(period) if (1..=last).contains(&period) => periods[person as usize] = Some(period),
                    _ => {
                        let help =
                            format!("periods run from 1 to {last}; leave it empty for nobody's adoption");
                        found.push(line, format!("`{time}` is no period"), help);
                    }
                }
            }
            let missing = named.iter().filter(|named| !**named).count();
            if missing > 0 && found.is_empty() {
                let message = format!("{missing} people of the scenario are missing here");
                found.push(0, message, "give everybody a line; leave the period empty for who did not adopt");
            }
        }
    }
    let good = found.is_empty();
    found.report(faults);
    good.then_some(Observed::Times { periods, last })
}
