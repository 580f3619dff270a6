//! The arguments of the verbs that run a scenario many times.

use super::{SET, ScenarioArgs, threads};
use crate::scenario::Duration;
use crate::scenario::design::Luck;
use clap::Args as Group;
use clap::builder::TypedValueParser;
use std::path::PathBuf;

/// What is reported of every run, and how many there are.
#[derive(Clone, Debug, Group)]
pub struct ReportedArgs {
    /// Replicates of each arm [default: the scenario's].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replicates: Option<u32>,
    /// When measures are reported, with commas between [default: at the horizon].
    #[arg(long, value_name = "TIME,…", value_delimiter = ',')]
    pub at: Vec<Duration>,
    /// Of whom, with commas between: all,women [default: all].
    #[arg(long = "group", value_name = "GROUP,…", value_delimiter = ',')]
    pub groups: Vec<String>,
    /// Threads to use; the numbers do not depend on it [default: all cores].
    #[arg(long, value_name = "N", value_parser = threads())]
    pub threads: Option<u16>,
}

/// `tress sweep`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress sweep scenarios/riverside.toml --vary adoption.hazard.q=0.1:0.9:9 --set population.size=10000
  tress sweep scenarios/riverside.toml --vary adoption.hazard.q=0.2:0.8 --vary load.recovery_time=10:100:log \\
      --design sobol:64 --vary arm=none,champions
  tress sweep scenarios/riverside.sweep.toml --dry-run
  tress sweep scenarios/riverside.sweep.toml --shard 3/20

The same command goes on where it was interrupted, and computes nothing twice. `tress sensitivity DIR` says what \
matters.")]
pub struct SweepArgs {
    /// The design file, or a scenario whose design the flags hold (TOML).
    pub file: PathBuf,
    /// What varies; may be repeated.
    #[arg(long, value_name = "PATH=VALUES", long_help = VARY)]
    pub vary: Vec<String>,
    /// How points are laid out: grid, oat, lhs:N, sobol:N, morris:N or list:FILE [default: grid].
    #[arg(long, value_name = "DESIGN", long_help = LAYOUTS)]
    pub design: Option<String>,
    /// Change this value of the scenario at every point; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE", long_help = SET)]
    pub overrides: Vec<String>,
    /// What replicates of different points share: own, paired or apart [default: own].
    #[arg(long, value_name = "WHAT", value_parser = luck(), long_help = LUCK)]
    pub luck: Option<Luck>,
    /// What is reported of every run.
    #[command(flatten)]
    pub reported: ReportedArgs,
    /// Starts the random numbers of the design [default: 1].
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Run only part I of N, for arrays of jobs; `tress merge` makes the table.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<String>,
    /// Say what it would take, and run nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Run a design of more than 100,000 runs.
    #[arg(long)]
    pub yes: bool,
    /// Folder for the results [default: output/NAME-sweep-HASH, after the scenario and the design].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave results.parquet beside results.csv, too.
    #[arg(long)]
    pub parquet: bool,
    /// Take over a folder that holds another sweep; runs that both have are kept.
    #[arg(long)]
    pub force: bool,
    /// Print the summary as JSON.
    #[arg(long)]
    pub json: bool,
    /// Show no progress.
    #[arg(long, short)]
    pub quiet: bool,
}

const VARY: &str = "\
What varies; may be repeated.

PATH names a value of the scenario as after --set; the unit that the file has there stays. VALUES are one of
  0.1:0.5:9                 nine values from 0.1 to 0.5, for grid and oat
  8:200:5:log               five values in equal ratios; `logit` for shares
  0.1:0.5                   the range of a random design; `:log` and `:logit` as above
  0.1,0.2,0.4               these numbers
  random,nomination         these words
  normal:0.3:0.05           mean, standard deviation
  lognormal:57:0.5          median, standard deviation of the logarithm
  triangular:0.1:0.2:0.5    lowest, most likely, highest
Where the file leaves the value to its default, a unit goes last: 0.1:0.5:9 per year.
--vary arm=none,champions runs these arms alone.";

const LAYOUTS: &str = "\
How points are laid out:
  grid             every combination of the values (the default)
  oat              one at a time: the scenario as it is, then each input at each of its values
  lhs:200          a Latin hypercube of 200 points
  sobol:256        Saltelli's matrices from 256 rows: 256 × (inputs + 2) points, for Sobol indices
  morris:20        20 trajectories: 20 × (inputs + 1) points, for elementary effects
  list:points.csv  the rows of a file whose columns are paths";

const LUCK: &str = "\
What replicates with the same number share at different points. Arms of a point share all in any case.
  own     people and ties, which are built once; what happens to people is drawn for each point apart
  paired  everything: points are compared under the same luck
  apart   nothing: people and ties are drawn for each point apart, too";

/// `tress eval`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  echo '{\"adoption.hazard.q\": 0.3}' | tress eval scenarios/riverside.toml --set population.size=5000
  tress eval scenarios/riverside.toml --arm none,champions --measure late_entries --replicates 4 < tries.jsonl

Every line of stdin is a JSON object of paths and values, as after --set; a number keeps the unit that the file has
there. Every line of stdout is the answer to one line of stdin, in order, written at once:
  {\"none\":{\"adopters_share\":0.12,…},\"champions\":{\"adopters_share\":0.17,…}}
means over replicates, null where one is undefined. With --group and --at there are levels between arm and measure:
group, then time. With --each there is a list, one value for each replicate, in place of a mean. What is wrong with a
line is its answer, and the next one is read: {\"error\":{\"path\":…,\"message\":…,\"help\":…}}.

Read answers while you write: a few hundred lines are taken in before the first is answered, and no more.
Every line has the same luck, so differences are due to values; {\"luck\": 2} gives it another.")]
pub struct EvalArgs {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Arms to run, with commas between [default: all].
    #[arg(long = "arm", value_name = "ARM,…", value_delimiter = ',')]
    pub arms: Vec<String>,
    /// Measures to answer with, with commas between: columns of a sweep's results.csv [default: all].
    #[arg(long = "measure", value_name = "MEASURE,…", value_delimiter = ',')]
    pub measures: Vec<String>,
    /// What is reported of every run.
    #[command(flatten)]
    pub reported: ReportedArgs,
    /// Answer with a list over replicates in place of their mean.
    #[arg(long)]
    pub each: bool,
}

/// `tress merge`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress merge output/riverside-sweep-1a2b3c4d
  tress merge node1/sweep node2/sweep node3/sweep --out output/sweep")]
pub struct MergeArgs {
    /// Folders of one sweep that hold runs of it.
    #[arg(required = true)]
    pub dirs: Vec<PathBuf>,
    /// Folder for the table [default: the first].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Leave results.parquet beside results.csv, too.
    #[arg(long)]
    pub parquet: bool,
}

/// `tress sensitivity`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress sensitivity output/riverside-sweep-1a2b3c4d
  tress sensitivity output/riverside-sweep-1a2b3c4d --measure \"late_prevalence of champions - none at 5 years\"")]
pub struct SensitivityArgs {
    /// Folder of a finished sweep.
    pub dir: PathBuf,
    /// What to look at; may be repeated [default: adoption and the last stage, each arm against the first].
    #[arg(long = "measure", value_name = "MEASURE", long_help = MEASURE)]
    pub measures: Vec<String>,
    /// Folder for tables and figures [default: DIR].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print the tables as JSON.
    #[arg(long)]
    pub json: bool,
    /// Draw no figures.
    #[arg(long)]
    pub no_plots: bool,
    /// Draw the figures as SVG, too.
    #[arg(long, conflicts_with = "no_plots")]
    pub svg: bool,
}

const MEASURE: &str = "\
What to look at; may be repeated [default: adoption and the last stage, each arm against the first].

MEASURE is a column of results.csv; after it may stand whose, of which group and when:
  late_prevalence                                each arm
  late_prevalence of champions                   one arm
  late_entries of champions - none               the difference, replicate by replicate
  adopters_share of champions in women at 2 years";

/// What points share, by its word.
fn luck() -> impl clap::builder::TypedValueParser<Value = Luck> {
    clap::builder::PossibleValuesParser::new(["own", "paired", "apart"]).map(|word| match word.as_str() {
        "paired" => Luck::Paired,
        "apart" => Luck::Apart,
        _ => Luck::Own,
    })
}
