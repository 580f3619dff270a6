//! The command line as data.

mod many;

pub use many::{EvalArgs, MergeArgs, ReportedArgs, SensitivityArgs, SweepArgs};

use crate::scenario::TargetingRule;
use clap::builder::TypedValueParser;
use clap::{Args as Group, Parser, Subcommand};
use std::path::PathBuf;

/// Simulates how gentler practices spread from peer to peer, and what that does to health.
#[derive(Clone, Debug, Parser)]
#[command(version, max_term_width = 100, arg_required_else_help = true, after_help = EXAMPLES, after_long_help = EXAMPLES_LONG)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

const EXAMPLES: &str = "\
A first session:
  tress new mytown              writes mytown.toml, a commented scenario to change
  tress check mytown.toml       says what is wrong with it, or what a run would take
  tress run mytown.toml         simulates, and leaves tables and figures in output/

Exit codes: 0 all went well; 1 it failed on the way; 2 the input or the command was wrong.";

const EXAMPLES_LONG: &str = "\
A first session:
  tress new mytown              writes mytown.toml, a commented scenario to change
  tress check mytown.toml       says what is wrong with it, or what a run would take
  tress run mytown.toml         simulates, and leaves tables and figures in output/

Trying something without touching the file:
  tress run mytown.toml --set population.size=500 --set \"time.horizon=2 years\"
  tress check mytown.toml --set practice.loose.stress=0.8

Exit codes:
  0  all went well (also when the reader of the output has gone away)
  1  it failed on the way: a full disk, too little memory, an interruption
  2  the input or the command was wrong; nothing was begun and nothing was written";

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
    /// Simulate a scenario: every arm, every replicate; tables, figures and a record of how they came about.
    Run(RunArgs),
    /// Compare whom to take in: a programme aimed by every rule at several numbers of people.
    Targets(TargetsArgs),
    /// Fit a scenario to what was observed: the values that are plausible, and the best of them.
    Fit(FitArgs),
    /// Run many scenarios that differ in a few values, so that nothing computed is lost: one table of results.
    Sweep(SweepArgs),
    /// Say which input of a sweep matters, with tables and figures.
    Sensitivity(SensitivityArgs),
    /// Answer lines of values with lines of measures, for optimisers and samplers in other languages.
    Eval(EvalArgs),
    /// Make the table of a sweep whose parts ran apart.
    Merge(MergeArgs),
    /// Say what is wrong with a scenario, or what running it would take.
    Check(CheckArgs),
    /// Build the community's network and measure it.
    Network(NetworkArgs),
    /// Draw the figures of a finished run again, from its tables alone.
    Plot(PlotArgs),
    /// Run again from the record of a finished run, and say whether the same bytes come out.
    Rerun(RerunArgs),
    /// Write a commented scenario to start from.
    New(NewArgs),
    /// Print the JSON Schema of scenario files, by which editors complete and check them.
    #[command(after_help = "Example:\n  tress schema > tress.schema.json")]
    Schema(SchemaArgs),
    /// Print shell completions.
    Completions(CompletionsArgs),
    /// Print the manual page.
    Man(ManArgs),
}

const SET: &str = "\
Use this value in place of the file's; may be repeated.

The path names keys with points between them; an entry of a list goes by its name or by its position: \
population.size=500, practice.loose.stress=1.2, population.group.girls.share=0.3, practice[0].stress=1.2. \
Put it in quotes if it holds spaces or brackets: \"time.horizon=2 years\".";

/// The scenario, and what is changed in it for this once.
#[derive(Clone, Debug, Group)]
pub struct ScenarioArgs {
    /// The scenario file (TOML).
    pub file: PathBuf,
    /// Use this value in place of the file's; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE", long_help = SET)]
    pub overrides: Vec<String>,
}

const UNTIL: &str = "\
Add replicates until a mean is known this precisely; may be repeated, and then all have to be.

\"early_prevalence ± 0.002\" asks that half of the 95 % interval of the mean be at most 0.002, in the unit of the \
measure (two people in a thousand), in every arm, for all people, at the last checkpoint. Between measure and ± may \
stand whose, of which group and when, each as the tables name it:
  early_prevalence of champions ± 0.002                 the mean of one arm
  early_prevalence of champions - none ± 0.0005         the mean difference
  early_prevalence of champions in women at 2 years ± 0.002

+- and +/- stand for ±, and `vs` for the minus. The scenario's replicates, or 10 if those are fewer, are run in any \
case; then as many as seem to be missing, over and over. Results are those of --set replicates=N, with the N that it \
took. If it would take more than --most, the run ends there with what it has, says so, and exits with 0: its results \
are as valid as any.";

/// Where results go, and how a verb that leaves some goes about it.
#[derive(Clone, Debug, Group)]
pub struct ResultsArgs {
    /// Folder for the results [default: output/NAME-HASH, after the scenario and all that decides them].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Threads to use; the results do not depend on it [default: all cores].
    #[arg(long, value_name = "N", value_parser = threads())]
    pub threads: Option<u16>,
    /// Replace the folder of results if it is there already.
    #[arg(long)]
    pub force: bool,
    /// Print the summary as JSON.
    #[arg(long)]
    pub json: bool,
    /// Draw no figures.
    #[arg(long)]
    pub no_plots: bool,
    /// Draw the figures as SVG, too.
    #[arg(long, conflicts_with = "no_plots")]
    pub svg: bool,
    /// Show no progress.
    #[arg(long, short)]
    pub quiet: bool,
}

/// `tress run`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress run scenarios/riverside.toml
  tress run scenarios/riverside.toml --set population.size=2000 --set replicates=4 --out /tmp/try
  tress run scenarios/riverside.toml --json --quiet > summary.json
  tress run scenarios/riverside.toml --until \"late_prevalence of champions - none +- 0.0005\"")]
pub struct RunArgs {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Add replicates until a mean is known this precisely; may be repeated.
    #[arg(long, value_name = "MEASURE ± NUMBER", long_help = UNTIL)]
    pub until: Vec<String>,
    /// The most replicates that --until may take [default: 1000].
    #[arg(long, value_name = "N", requires = "until", value_parser = clap::value_parser!(u32).range(1..))]
    pub most: Option<u32>,
    /// What is left, where, and how.
    #[command(flatten)]
    pub results: ResultsArgs,
}

/// `tress targets`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress targets scenarios/riverside.toml --budgets 50,100,200,400
  tress targets scenarios/riverside.toml --set population.size=20000 --rules random,nomination,influence
  tress targets mytown.toml --rules random,harm --budgets 5,10

Each rule × number of people runs against the scenario's first arm, in every replicate, on the same community and
draws. `harm` is compared only when asked for: it simulates every choice.")]
pub struct TargetsArgs {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Numbers of people to take in, with commas between them.
    #[arg(long, value_name = "N,N,…", value_delimiter = ',', default_value = "50,100,200,400",
        value_parser = clap::value_parser!(u32).range(1..))]
    pub budgets: Vec<u32>,
    /// Rules to compare, with commas between them [default: all that suit the scenario].
    #[arg(long, value_name = "RULE,RULE,…", value_delimiter = ',', value_parser = rule())]
    pub rules: Vec<TargetingRule>,
    /// The programme to aim [default: the first with champions, or the first that takes people in].
    #[arg(long, value_name = "NAME")]
    pub intervention: Option<String>,
    /// What is left, where, and how.
    #[command(flatten)]
    pub results: ResultsArgs,
}

/// `tress fit`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress fit scenarios/riverside.fit.toml
  tress fit scenarios/riverside.fit.toml --set draws=50 --out /tmp/fit

An interrupted fit goes on where it was when the same command is given again.")]
pub struct FitArgs {
    /// The fit file (TOML): what may move, and what was observed. It names the scenario.
    pub file: PathBuf,
    /// Use this value in place of the fit file's; may be repeated.
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub overrides: Vec<String>,
    /// What is left, where, and how.
    #[command(flatten)]
    pub results: ResultsArgs,
}

/// `tress check`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress check scenarios/riverside.toml
  tress check scenarios/riverside.toml --set adoption.hazard.q=\"0.3 per year\"
  tress check scenarios/riverside.fit.toml       a fit file, its scenario and their data

Exit code 2 if there is any fault.")]
pub struct CheckArgs {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Print the faults as JSON.
    #[arg(long)]
    pub json: bool,
}

/// `tress network`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress network scenarios/riverside.toml
  tress network scenarios/riverside.toml --set population.size=5000 --out /tmp/network")]
pub struct NetworkArgs {
    /// The scenario.
    #[command(flatten)]
    pub scenario: ScenarioArgs,
    /// Folder for the table and the figure; without it they are not written.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print the measures as JSON.
    #[arg(long)]
    pub json: bool,
    /// Threads to use; the network does not depend on it [default: all cores].
    #[arg(long, value_name = "N", value_parser = threads())]
    pub threads: Option<u16>,
}

/// `tress plot`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress plot output/riverside-1a2b3c4d
  tress plot output/riverside-1a2b3c4d --svg --out slides/")]
pub struct PlotArgs {
    /// Folder of a finished run.
    pub dir: PathBuf,
    /// Draw the figures as SVG, too.
    #[arg(long)]
    pub svg: bool,
    /// Folder for the figures [default: DIR].
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `tress rerun`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "Example:\n  tress rerun output/riverside-1a2b3c4d")]
pub struct RerunArgs {
    /// Folder of a finished run or sweep, or its provenance.json.
    pub dir: PathBuf,
    /// Threads to use; the results do not depend on it [default: all cores].
    #[arg(long, value_name = "N", value_parser = threads())]
    pub threads: Option<u16>,
}

/// `tress new`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Example:
  tress new mytown              writes mytown.toml here; a file of that name is never overwritten")]
pub struct NewArgs {
    /// Name of the scenario: letters, digits, - and _.
    pub name: String,
}

/// `tress schema`.
#[derive(Clone, Debug, Group)]
pub struct SchemaArgs {
    /// Print the schema of fit files.
    #[arg(long)]
    pub fit: bool,
    /// Print the schema of design files.
    #[arg(long, conflicts_with = "fit")]
    pub design: bool,
}

/// `tress completions`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress completions bash > ~/.local/share/bash-completion/completions/tress
  tress completions zsh > ~/.zfunc/_tress")]
pub struct CompletionsArgs {
    /// The shell.
    pub shell: clap_complete::Shell,
}

/// `tress man`.
#[derive(Clone, Debug, Group)]
#[command(after_help = "\
Examples:
  tress man | man -l -
  tress man run > tress-run.1")]
pub struct ManArgs {
    /// The verb whose page to print, in place of the page of tress.
    pub verb: Option<String>,
}

/// A number of threads; clap names the range when it is left.
fn threads() -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(1..=1024)
}

/// A rule of targeting by its word; clap lists the words and names the nearest.
fn rule() -> impl clap::builder::TypedValueParser<Value = TargetingRule> {
    let words = TargetingRule::ALL.map(TargetingRule::word);
    clap::builder::PossibleValuesParser::new(words).map(|word| {
        let found = TargetingRule::ALL.into_iter().find(|rule| rule.word() == word);
        found.expect("clap lets no other word through")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn every_verb_has_a_description_and_every_argument_help() {
        for verb in Args::command().get_subcommands() {
            assert!(verb.get_about().is_some(), "{}", verb.get_name());
            for argument in verb.get_arguments() {
                assert!(argument.get_help().is_some(), "{} {}", verb.get_name(), argument.get_id());
            }
        }
    }
}
