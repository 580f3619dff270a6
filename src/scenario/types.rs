//! The scenario file, section by section. Doc comments here are what editors
//! show a planner, through the JSON Schema.

use super::{Adoption, Duration, Economics, Intervention, Layer, Rate, Time};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Shares or factors by name, in a fixed order.
pub type ByName = BTreeMap<String, f64>;

/// A community, what its people do, what that does to them, and the programmes to compare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Short name: letters, digits, `-` and `_`; names the results folder.
    pub name: String,
    /// What the scenario is about, in a sentence or two.
    #[serde(default)]
    pub description: String,
    /// Starts every random number: the same seed gives the same bytes.
    pub rng_seed: u64,
    /// Other luck for the same people and ties: with another number everything that happens to people is drawn anew,
    /// while who lives there and who is tied to whom stay as `rng_seed` has them. Sweeps set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 9_007_199_254_740_991_u64))]
    pub luck: Option<u64>,
    /// How many stochastic realisations of each arm to run.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub replicates: u32,
    /// Values that are not known but by a range of plausible ones, as `tress fit` leaves them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draws: Option<ParameterDraws>,
    /// Step and horizon.
    pub time: Time,
    /// Who lives in the community.
    pub population: Population,
    /// How people came to their load at the start.
    #[serde(default)]
    pub history: Option<History>,
    /// Lasting properties that some people have.
    #[serde(default, rename = "trait")]
    pub traits: Vec<Trait>,
    /// The kinds of tie between people.
    #[serde(default, rename = "layer")]
    pub layers: Vec<Layer>,
    /// What people can do; each does exactly one at a time.
    #[serde(rename = "practice")]
    #[schemars(length(min = 1, max = 32))]
    pub practices: Vec<Practice>,
    /// How practices spread.
    pub adoption: Adoption,
    /// What adds up in a person under stress.
    #[serde(default)]
    pub load: Load,
    /// What comes and goes with stress, load or strain.
    #[serde(default, rename = "symptom")]
    pub symptoms: Vec<Symptom>,
    /// States of the condition, from first to last.
    #[serde(default, rename = "stage")]
    pub stages: Vec<Stage>,
    /// Programmes that an arm may hold.
    #[serde(default, rename = "intervention")]
    pub interventions: Vec<Intervention>,
    /// What is compared. The first arm is the baseline. Without any: one arm, no programme.
    #[serde(default, rename = "arm")]
    pub arms: Vec<Arm>,
    /// Money and worth.
    #[serde(default)]
    pub economics: Economics,
    /// What is reported.
    #[serde(default)]
    pub output: Output,
}

impl Scenario {
    /// Whether a programme or the choice of first adopters looks at the layer of this name.
    pub fn programmes_in(&self, layer: &str) -> bool {
        let programmes = self.interventions.iter().flat_map(Intervention::layers);
        let seeding =
            self.adoption.first_adopters.iter().filter_map(|first| first.targeting.layer.as_deref());
        programmes.chain(seeding).any(|named| named == layer)
    }

    /// When the summary reports: the checkpoints that lie before the horizon, and the horizon.
    pub fn reported_at(&self) -> Vec<Duration> {
        let within = |time: &&Duration| !self.time.is_end(**time);
        self.output.checkpoints.iter().filter(within).copied().chain([self.time.horizon]).collect()
    }

    /// What the scenario asks for that its horizon leaves no time for: no fault, since a shorter run is a usual way
    /// of trying something, but worth saying.
    pub fn notices(&self) -> Vec<String> {
        let horizon = self.time.horizon;
        let late = |time: Duration| time.weeks() > horizon.weeks() + 0.5 * self.time.step.weeks();
        let programmes = self.interventions.iter().filter(|programme| {
            let runs = self.arms.iter().any(|arm| arm.interventions.contains(&programme.name));
            runs && programme.start.is_some_and(|start| start.weeks() >= horizon.weeks())
        });
        let programmes = programmes.map(|programme| {
            format!("`{}` would start only after the horizon ({horizon}), so it does nothing", programme.name)
        });
        let checkpoints = self.output.checkpoints.iter().filter(|&&time| late(time));
        let checkpoints = checkpoints
            .map(|time| format!("the checkpoint {time} lies beyond the horizon ({horizon}): not reported"));
        programmes.chain(checkpoints).collect()
    }

    /// The files that the scenario names, as it names them, each once.
    pub fn files(&self) -> Vec<String> {
        let ties = self.layers.iter().filter_map(|layer| layer.file.as_ref()).map(|file| &file.path);
        let targeting = self.interventions.iter().map(|intervention| &intervention.targeting);
        let seeding = self.adoption.first_adopters.iter().map(|first| &first.targeting);
        let lists = targeting.chain(seeding).filter_map(|targeting| targeting.file.as_ref());
        let draws = self.draws.as_ref().map(|draws| &draws.file);
        let named: std::collections::BTreeSet<&String> =
            self.population.file.iter().chain(ties).chain(lists).chain(draws).collect();
        named.into_iter().cloned().collect()
    }
}

/// Plausible values from a file: replicate r of every arm takes those of row r, and begins again after the last. With
/// at least twice as many replicates as draws, what is due to chance and what is due to not knowing can be told apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParameterDraws {
    /// CSV whose columns are paths of the scenario, as after `--set`, and whose rows are plausible values together;
    /// relative to the scenario file.
    pub file: String,
    /// Rows to take, from the first; all unless given.
    #[serde(default)]
    #[schemars(range(min = 1))]
    pub number: Option<u32>,
}

pub(super) fn one_week() -> Duration {
    Duration::from_weeks(1.0)
}

/// Who lives in the community.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Population {
    /// Number of people. Leave it out when `file` names them.
    #[serde(default)]
    #[schemars(range(min = 1, max = 4_000_000_000_u32))]
    pub size: Option<u32>,
    /// CSV of people: columns `id`, `group`, `age`, and optionally `practice` and one column (0/1) per trait.
    #[serde(default)]
    pub file: Option<String>,
    /// Share of people who leave each year, each replaced by a newcomer of the youngest age without load.
    #[serde(default)]
    pub turnover: Option<Rate>,
    /// Named parts of the population.
    #[serde(rename = "group")]
    #[schemars(length(min = 1, max = 64))]
    pub groups: Vec<Group>,
}

/// A named part of the population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Name by which the rest of the file refers to it.
    pub name: String,
    /// Name on figures.
    #[serde(default)]
    pub label: Option<String>,
    /// Share of the population. Shares of all groups sum to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Ages from, and up to but not including, in years.
    pub ages: [f64; 2],
    /// Median age at the start, in years; without it ages are uniform.
    #[serde(default)]
    pub median_age: Option<f64>,
    /// Group that a person joins on reaching the upper age. Without it they stay.
    #[serde(default)]
    pub becomes: Option<String>,
    /// Share of the group that has each trait.
    #[serde(default)]
    pub traits: ByName,
    /// Factors on `stress`, and on the tolerance of any symptom or stage by name.
    #[serde(default)]
    pub multipliers: ByName,
    /// Share following each practice at the start; the shares sum to 1.
    pub practices: ByName,
    /// Shares in the past, for people's history; as `practices` unless given.
    #[serde(default)]
    pub past: Option<ByName>,
}

/// How people came to their load at the start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Age in years at which load begins to gather.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 130.0))]
    pub from_age: f64,
    /// Mean time for which a person kept to one practice before changing.
    pub spell: Duration,
}

/// A lasting property that some people have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trait {
    /// Name by which the rest of the file refers to it.
    pub name: String,
    /// Name on figures.
    #[serde(default)]
    pub label: Option<String>,
    /// Factors on `stress`, and on the tolerance of any symptom or stage by name.
    #[serde(default)]
    pub multipliers: ByName,
}

/// Something people do, one at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Practice {
    /// Name by which the rest of the file refers to it.
    pub name: String,
    /// Name on figures.
    #[serde(default)]
    pub label: Option<String>,
    /// Stress when taken up, in the unit of `[load] stress_unit`.
    #[schemars(range(min = 0.0, max = 1e4))]
    pub stress: f64,
    /// Time in which the stress falls by half; without it, it does not fall.
    #[serde(default)]
    pub half_life: Option<Duration>,
    /// Time until the person reconsiders (a review), a whole number of steps.
    #[serde(default = "one_week")]
    pub worn_for: Duration,
    /// Groups that may follow it; without it, all.
    #[serde(default)]
    pub available_to: Option<Vec<String>>,
    /// Factors on the stress of this practice, by trait or group.
    #[serde(default)]
    pub modifiers: ByName,
    /// Utility under the `choice` rule; without it, the log of the group's starting share.
    #[serde(default)]
    pub appeal: Option<f64>,
    /// Utility under the `choice` rule for some groups, in place of `appeal`.
    #[serde(default)]
    pub appeal_by_group: ByName,
}

/// What adds up in a person under stress.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Load {
    /// Name of the load on figures.
    pub name: String,
    /// Unit of the load: the unit of stress times weeks.
    pub unit: String,
    /// Name of the stress on figures.
    pub stress_name: String,
    /// Unit of stress.
    pub stress_unit: String,
    /// Recovery time θ of the strain; without it strain never recovers.
    pub recovery_time: Option<Duration>,
    /// Exponent m of stress in the strain.
    #[schemars(range(min = 0.1, max = 20.0))]
    pub exponent: f64,
    /// Standard deviation of the log of tightness, the person's lasting factor on stress.
    #[schemars(range(min = 0.0, max = 5.0))]
    pub tightness_spread: f64,
}

impl Default for Load {
    fn default() -> Self {
        Self {
            name: "cumulative load".into(),
            unit: "stress-weeks".into(),
            stress_name: "stress".into(),
            stress_unit: "relative index".into(),
            recovery_time: None,
            exponent: 1.0,
            tightness_spread: 0.0,
        }
    }
}

/// How much it takes, drawn once per person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// Shape of the distribution.
    #[serde(default)]
    pub distribution: ToleranceShape,
    /// Median, in the unit of the measure.
    #[schemars(range(min = 0.0, max = 1e12))]
    pub median: f64,
    /// Lognormal: standard deviation of the log. Weibull: 1 / shape.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 10.0))]
    pub spread: f64,
}

/// Shape of a tolerance distribution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToleranceShape {
    /// exp(normal).
    #[default]
    Lognormal,
    /// Weibull.
    Weibull,
}

/// Something that comes and goes, and that others can see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Symptom {
    /// Name by which the rest of the file refers to it.
    pub name: String,
    /// Name on figures.
    #[serde(default)]
    pub label: Option<String>,
    /// What brings it on: `"stress"`, `"strain"` or `"load"`.
    #[serde(default = "stress")]
    pub measure: String,
    /// Present while the measure is at or above this.
    pub tolerance: Tolerance,
}

fn stress() -> String {
    "stress".into()
}

/// A state of the condition.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// Name by which the rest of the file refers to it.
    pub name: String,
    /// Name on figures.
    #[serde(default)]
    pub label: Option<String>,
    /// What brings it on: `"stress"`, `"strain"`, `"load"`, or `"load while NAME"` for load gathered in an
    /// earlier stage.
    pub measure: String,
    /// Entered from the stage before when the measure is at or above this.
    pub tolerance: Tolerance,
    /// Left again when the measure falls below this share of the tolerance; without it, never.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub recover_at: Option<f64>,
}

/// A named set of interventions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arm {
    /// Name in tables.
    pub name: String,
    /// Name on figures.
    #[serde(default)]
    pub label: Option<String>,
    /// The interventions that run in this arm.
    #[serde(default)]
    pub interventions: Vec<String>,
}

/// What is reported.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Output {
    /// Time between rows of `timeseries.csv`; a step unless given.
    pub every: Option<Duration>,
    /// Times at which `summary.csv` and `contrasts.csv` report; the horizon unless given.
    pub checkpoints: Vec<Duration>,
    /// Groups that get rows of their own; all unless given.
    pub groups: Option<Vec<String>>,
    /// Ages, in years, at which the bands of the summary are cut: [6, 8, 18] gives 6–7 and 8–17.
    #[schemars(length(max = 250))]
    pub age_bands: Vec<f64>,
    /// Figures to draw; all unless given.
    pub figures: Option<Vec<FigureName>>,
    /// Number of people per arm and replicate sampled into `people.csv`; none unless given.
    pub people_sample: u32,
}

/// The figures of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FigureName {
    /// Adopters over time by arm, and new adopters per week.
    Adoption,
    /// Prevalence and incidence of each stage by arm.
    Stages,
    /// Distribution of load over time.
    Load,
    /// Shares of practices over time.
    Practices,
    /// Adopters over time by group.
    Groups,
    /// What each arm changed, by how near people are to its participants.
    Attribution,
    /// Cost against effect, and how likely each arm is to be worth its cost.
    Value,
}
