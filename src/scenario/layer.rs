//! Layers of ties and what generates them.

use super::ByName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One kind of tie. Besides name and weight it holds exactly one generator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Name by which the rest of the file refers to it.
    pub name: String,
    /// Name on figures.
    #[serde(default)]
    pub label: Option<String>,
    /// Weight of this layer in peer_exposure.
    #[serde(default = "one")]
    #[schemars(range(min = 0.0, max = 1e6))]
    pub weight: f64,
    /// People who live together.
    #[serde(default)]
    pub households: Option<Households>,
    /// Friendships: clustered, alike in age and group.
    #[serde(default)]
    pub friends: Option<Friends>,
    /// Places (salons, schools, workplaces) that people are assigned to, with ties within.
    #[serde(default)]
    pub venues: Option<Venues>,
    /// Small world (Watts & Strogatz 1998).
    #[serde(default)]
    pub small_world: Option<SmallWorld>,
    /// Scale-free (Barabási & Albert 1999).
    #[serde(default)]
    pub scale_free: Option<ScaleFree>,
    /// Uniform random ties (Erdős & Rényi 1959).
    #[serde(default)]
    pub random: Option<RandomTies>,
    /// Random, everybody with the same number of ties.
    #[serde(default)]
    pub regular: Option<Degree>,
    /// Random with a given list of degrees (Molloy & Reed 1995).
    #[serde(default)]
    pub configuration: Option<Configuration>,
    /// Stochastic blocks by group (Holland, Laskey & Leinhardt 1983).
    #[serde(default)]
    pub blocks: Option<Blocks>,
    /// Ring lattice.
    #[serde(default)]
    pub ring: Option<Ring>,
    /// Everybody tied to everybody.
    #[serde(default)]
    pub complete: Option<Complete>,
    /// Ties from a file.
    #[serde(default)]
    pub file: Option<FileTies>,
}

fn one() -> f64 {
    1.0
}

/// The one generator that a layer holds.
#[derive(Clone, Copy, Debug)]
pub enum Generator<'a> {
    /// See [`Households`].
    Households(&'a Households),
    /// See [`Friends`].
    Friends(&'a Friends),
    /// See [`Venues`].
    Venues(&'a Venues),
    /// See [`SmallWorld`].
    SmallWorld(&'a SmallWorld),
    /// See [`ScaleFree`].
    ScaleFree(&'a ScaleFree),
    /// See [`RandomTies`].
    Random(&'a RandomTies),
    /// See [`Degree`].
    Regular(&'a Degree),
    /// See [`Configuration`].
    Configuration(&'a Configuration),
    /// See [`Blocks`].
    Blocks(&'a Blocks),
    /// See [`Ring`].
    Ring(&'a Ring),
    /// See [`Complete`].
    Complete,
    /// See [`FileTies`].
    File(&'a FileTies),
}

impl Layer {
    /// Every generator that the layer names, with its key; a checked layer has exactly one.
    pub fn generators(&self) -> Vec<(&'static str, Generator<'_>)> {
        let mut found = vec![];
        macro_rules! named {
            ($($field:ident => $variant:ident),*) => {$(
                if let Some(spec) = &self.$field {
                    found.push((stringify!($field), Generator::$variant(spec)));
                }
            )*};
        }
        named!(households => Households, friends => Friends, venues => Venues, small_world => SmallWorld,
            scale_free => ScaleFree, random => Random, regular => Regular, configuration => Configuration,
            blocks => Blocks, ring => Ring, file => File);
        if self.complete.is_some() {
            found.push(("complete", Generator::Complete));
        }
        found
    }
}

/// People who live together; everybody in a household is tied to everybody else in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Households {
    /// Shares of households with 1, 2, 3, … people; they sum to 1.
    #[schemars(length(min = 1))]
    pub sizes: Vec<f64>,
    /// Age in years from which a person can head a household.
    #[serde(default = "eighteen")]
    #[schemars(range(min = 0.0, max = 130.0))]
    pub adult_age: f64,
    /// Mean years between a parent and a child.
    #[serde(default = "generation")]
    #[schemars(range(min = 0.0, max = 130.0))]
    pub generation: f64,
}

fn eighteen() -> f64 {
    18.0
}

fn generation() -> f64 {
    28.0
}

/// Friendships: a clustered configuration model (Newman 2009) whose ends are matched by age and group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Friends {
    /// Mean number of friends.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub mean_degree: f64,
    /// Standard deviation of the number of friends; Poisson unless given.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub degree_sd: Option<f64>,
    /// Share of friendships that lie in closed circles.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub triadic_closure: f64,
    /// People in a closed circle.
    #[serde(default = "five")]
    #[schemars(range(min = 3, max = 50))]
    pub circle_size: u32,
    /// Share of friendships sought within the own group; the rest anywhere.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub group_homophily: f64,
    /// Typical difference in age between friends, in years; without it age does not matter.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 130.0))]
    pub age_spread: Option<f64>,
}

fn five() -> u32 {
    5
}

/// Places that people are assigned to, with ties within each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Venues {
    /// People per venue.
    #[schemars(range(min = 2, max = 1_000_000))]
    pub size: u32,
    /// Mean number of ties that a member has within the venue.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub mean_degree: f64,
    /// Share of each group that goes to a venue; groups left out do not go. Without it everybody goes.
    #[serde(default)]
    pub joins: ByName,
    /// Ages, in years, of those who go: from, and up to but not including.
    #[serde(default)]
    pub ages: Option<[f64; 2]>,
    /// Whether members of a venue are alike in age (school classes).
    #[serde(default)]
    pub by_age: bool,
    /// Whether members of a venue are of one group.
    #[serde(default)]
    pub by_group: bool,
}

/// Small world: a ring lattice with some ties rewired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmallWorld {
    /// Ties per person, even.
    #[schemars(range(min = 2, max = 10_000))]
    pub degree: u32,
    /// Share of ties rewired to a random person.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub rewire: f64,
}

/// Scale-free: each newcomer ties to others in proportion to their degree.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScaleFree {
    /// Ties that each newcomer makes.
    #[schemars(range(min = 1, max = 10_000))]
    pub ties: u32,
}

/// Uniform random ties: G(n, m) with m = n · mean_degree / 2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RandomTies {
    /// Mean number of ties per person.
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub mean_degree: f64,
}

/// Everybody with the same number of ties.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Degree {
    /// Ties per person; people × degree is even.
    #[schemars(range(min = 1, max = 10_000))]
    pub degree: u32,
}

/// Random ties with given degrees.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Degrees of persons 0, 1, 2, …; a shorter list repeats.
    #[schemars(length(min = 1))]
    pub degrees: Vec<u32>,
}

/// Stochastic blocks: the groups of the population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Blocks {
    /// Mean number of ties with the own group.
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub within: f64,
    /// Mean number of ties with all other groups together.
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub between: f64,
}

/// Ring lattice: each person tied to the nearest on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ring {
    /// Ties per person, even.
    #[schemars(range(min = 2, max = 10_000))]
    pub degree: u32,
}

/// Everybody tied to everybody; for small populations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Complete {}

/// Ties from a file: CSV with a header, or GraphML.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileTies {
    /// Path, relative to the scenario file; `.csv` or `.graphml`.
    pub path: String,
    /// Column of the person who sees (CSV).
    #[serde(default = "source")]
    pub source: String,
    /// Column of the person who is seen (CSV).
    #[serde(default = "target")]
    pub target: String,
    /// Column (CSV) or attribute (GraphML) of the tie's weight, > 0; all ties weigh 1 unless given.
    #[serde(default)]
    pub weight: Option<String>,
    /// Whether influence runs only from target to source; otherwise both ways.
    #[serde(default)]
    pub directed: bool,
}

fn source() -> String {
    "source".into()
}

fn target() -> String {
    "target".into()
}
