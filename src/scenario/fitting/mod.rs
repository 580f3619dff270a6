//! The fit file: which values of a scenario may move, and what they have to agree with.

mod check;
mod dial;
mod question;

pub use dial::Dial;
pub use question::{Was, Who, WhoAmong};

use super::parse::{What, document, source_of};
use super::schema::schema_of;
use super::{Duration, Faults, Read, Refusal, Source, open};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Which values of a scenario may move, and what they have to agree with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FitFile {
    /// The scenario file; relative paths start at the folder of the fit file.
    pub scenario: String,
    /// Starts the random numbers of the search. Those of the scenario start at its own.
    pub rng_seed: u64,
    /// Number of plausible scenarios to draw.
    #[serde(default = "draws")]
    #[schemars(range(min = 20, max = 100_000))]
    pub draws: u32,
    /// Changes to the scenario while it is fitted, as after `--set`: `population.size=10_000`.
    #[serde(default)]
    pub set: Vec<String>,
    /// Significant digits of the best values.
    #[serde(default = "digits")]
    #[schemars(range(min = 1, max = 12))]
    pub digits: u32,
    /// Whether and where the best is looked for a second time, among the likeliest draws.
    #[serde(default)]
    pub confirm: Option<Confirm>,
    /// Values that may move.
    #[serde(rename = "parameter")]
    #[schemars(length(min = 1, max = 24))]
    pub parameters: Vec<Parameter>,
    /// What was observed.
    #[serde(rename = "target")]
    #[schemars(length(min = 1, max = 200))]
    pub targets: Vec<Target>,
    /// The same fit with some parameters held fast, to be compared with it.
    #[serde(default, rename = "variant")]
    pub variants: Vec<Variant>,
}

fn draws() -> u32 {
    200
}

fn digits() -> u32 {
    4
}

/// A second look at the likeliest draws, under other circumstances than those they were searched under: in the whole
/// town, or with more replicates. The best of a search flatters the people it was searched with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Confirm {
    /// How many of the draws, the likeliest first, beside what the search found best.
    #[schemars(range(min = 1, max = 10_000))]
    pub draws: u32,
    /// Changes to the scenario that take the place of `set`.
    #[serde(default)]
    pub set: Vec<String>,
}

/// A value of the scenario that may move, or several that move together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// Short name: letters, digits, `-` and `_`.
    pub name: String,
    /// Name in figures.
    #[serde(default)]
    pub label: Option<String>,
    /// Where it stands in the scenario, as after `--set`: `["adoption.hazard.q"]`. The scenario has to hold a
    /// number there; its unit stays.
    #[schemars(length(min = 1))]
    pub paths: Vec<String>,
    /// Lowest and highest value, in the unit of the scenario file.
    pub range: [f64; 2],
    /// Scale on which it is as likely to lie here as there.
    #[serde(default)]
    pub scale: Scale,
    /// What is thought of it beforehand; without it every value of the range is as likely as any other, on the scale.
    #[serde(default)]
    pub prior: Option<Prior>,
}

impl Parameter {
    /// What it is called where there is room.
    pub fn title(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

/// Scale of a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// As it is.
    #[default]
    Linear,
    /// Its logarithm, for what is above 0 and known only to an order of magnitude.
    Log,
    /// The logarithm of its odds, for shares.
    Logit,
}

/// A normal prior on the scale of the parameter, cut off at the ends of its range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prior {
    /// Most likely value.
    pub median: f64,
    /// Standard deviation on the scale.
    #[schemars(range(min = 1e-9))]
    pub spread: f64,
}

/// Something observed, and how the scenario answers the same question. Exactly one of the kinds is given.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Short name: letters, digits, `-` and `_`.
    pub name: String,
    /// Name in figures and tables.
    #[serde(default)]
    pub label: Option<String>,
    /// Who found it: author, year.
    #[serde(default)]
    pub source: Option<String>,
    /// Not fitted: kept to see how well what was fitted does elsewhere.
    #[serde(default)]
    pub held_out: bool,
    /// When it is asked; at the start unless given.
    #[serde(default)]
    pub at: Option<Duration>,
    /// Changes to the scenario for this target alone, as after `--set`.
    #[serde(default)]
    pub set: Vec<String>,
    /// What was observed; the middle of the interval unless given. Not for curves and adoption times.
    #[serde(default)]
    pub value: Option<f64>,
    /// Ends of its 95 % interval. Not for curves and adoption times.
    #[serde(default)]
    pub interval: Option<[f64; 2]>,
    /// Share of people.
    #[serde(default)]
    pub share: Option<Share>,
    /// Odds among some people against the odds among others.
    #[serde(default)]
    pub odds_ratio: Option<OddsRatio>,
    /// By how much the share rises with each year of age: the slope of a straight line.
    #[serde(default)]
    pub slope_by_age: Option<Share>,
    /// A course over time.
    #[serde(default)]
    pub curve: Option<Curve>,
    /// When each person adopted, given whom they could see adopt: the likelihood of `hazard`, without simulation.
    #[serde(default)]
    pub adoption_times: Option<AdoptionTimes>,
}

impl Target {
    /// What it is called where there is room.
    pub fn title(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.name)
    }
}

/// The share of some people to whom something applies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// Among whom; everybody unless given.
    #[serde(default)]
    pub of: Who,
    /// What has to apply.
    pub who: Who,
}

/// The odds that something applies among some people, against the odds among others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OddsRatio {
    /// Among whom.
    pub of: Who,
    /// Compared with whom.
    pub to: Who,
    /// What has to apply.
    pub who: Who,
}

/// A course observed over time, from a CSV file with a header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Curve {
    /// The file; relative paths start at the folder of the fit file.
    pub file: String,
    /// Column of the times since the start.
    pub time: String,
    /// Unit of the times, as in `"1 year"`.
    pub unit: Duration,
    /// Column of the shares.
    pub value: String,
    /// Root mean squared distance from the observed course that is one standard deviation off.
    #[schemars(range(min = 1e-9))]
    pub within: f64,
    /// Among whom; everybody unless given.
    #[serde(default)]
    pub of: Who,
    /// What has to apply; to have adopted unless given.
    #[serde(default)]
    pub who: Option<Who>,
}

/// When each person adopted, from a CSV file with a header.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptionTimes {
    /// The file; relative paths start at the folder of the fit file.
    pub file: String,
    /// Column of the ids of `population.file`.
    pub id: String,
    /// Column of the period, from 1, in which the person adopted; empty for those who did not.
    pub time: String,
    /// Groups whose members count; all unless given. Everybody is seen.
    #[serde(default)]
    pub groups: Option<Vec<String>>,
}

/// A fit with some parameters held fast.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Short name: letters, digits, `-` and `_`.
    pub name: String,
    /// Name in figures and tables.
    #[serde(default)]
    pub label: Option<String>,
    /// The parameters held fast, with their values.
    pub fix: super::ByName,
}

/// A fit file without faults, and the scenario that it fits.
#[derive(Clone, Debug)]
pub struct ReadFit {
    /// The fit file.
    pub file: FitFile,
    /// Its text.
    pub source: Source,
    /// The scenario, with the changes of `set`.
    pub scenario: Read,
    /// Where each parameter stands in the scenario, by path.
    pub dials: Vec<Vec<Dial>>,
}

/// The JSON Schema (draft 2020-12) of a fit file.
pub fn schema() -> serde_json::Value {
    schema_of::<FitFile>("tress fit file")
}

/// Whether the file at `path` is meant to be a fit file.
pub fn is_fit_file(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| What::of_text(&text) == Some(What::Fit))
}

/// Reads the fit file at `path` and its scenario; `overrides` are for the fit file: `draws=50`.
///
/// # Errors
/// The file cannot be read; all faults that [`read_fit`] finds.
pub fn open_fit(path: &Path, overrides: &[String]) -> Result<ReadFit, Box<Refusal>> {
    read_fit(source_of(path, overrides)?)
}

/// Reads the fit file in `source`, and its scenario.
///
/// # Errors
/// All faults of the fit file; if it has none of form, all faults of its scenario.
pub fn read_fit(source: Source) -> Result<ReadFit, Box<Refusal>> {
    let (file, source) =
        document::<FitFile>(source, What::Fit, &schema(), |file, _, faults| check::alone(file, faults))?;
    ReadFit::of(file, source)
}

impl ReadFit {
    /// The same fit where its best are looked at a second time, if they are.
    ///
    /// # Errors
    /// All faults of the scenario there.
    pub fn confirmation(&self) -> Result<Option<Self>, Box<Refusal>> {
        let Some(confirm) = &self.file.confirm else { return Ok(None) };
        let file = FitFile { set: confirm.set.clone(), confirm: None, ..self.file.clone() };
        Self::of(file, self.source.clone()).map(Some)
    }

    /// Opens the scenario of a fit file that has no fault of form.
    fn of(file: FitFile, source: Source) -> Result<Self, Box<Refusal>> {
        let scenario = open(&source.beside(&file.scenario), &file.set)?;
        let mut faults = Faults::default();
        check::against(&file, &scenario.scenario, &mut faults);
        let dials = check::dials(&file, &scenario.source, &mut faults);
        match faults.or(dials) {
            Ok(dials) => Ok(Self { file, source, scenario, dials }),
            Err(faults) => Err(source.refuse(faults)),
        }
    }

    /// The data files that the fit file names, as it names them, each once.
    pub fn files(&self) -> Vec<String> {
        let of = |target: &Target| {
            let curve = target.curve.as_ref().map(|curve| curve.file.clone());
            curve.or_else(|| target.adoption_times.as_ref().map(|times| times.file.clone()))
        };
        let files: std::collections::BTreeSet<String> = self.file.targets.iter().filter_map(of).collect();
        files.into_iter().collect()
    }
}
