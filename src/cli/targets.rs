//! `tress targets`.

use super::prepare::{Prepared, threads};
use super::run::{Job, figures};
use super::{CliError, args::TargetsArgs, note, print};
use crate::record;
use crate::scenario::{Intervention, Scenario, TargetingRule};
use crate::study::Targets;

/// Compares every rule of targeting at every number of people, for one programme on the same communities and draws.
///
/// # Errors
/// Faults of the scenario; a programme that picks no people; numbers or rules that the scenario cannot have; and
/// whatever can stand in the way of a run.
pub fn targets(args: &TargetsArgs) -> Result<(), CliError> {
    let prepared = Prepared::new(&args.scenario)?;
    let scenario = &prepared.read.scenario;
    let people = prepared.inputs.size(scenario);
    let targets = plan(args, scenario, people)?;
    let programme = &scenario.interventions[targets.intervention];
    if !args.results.quiet {
        let words: Vec<&str> = targets.rules.iter().map(|rule| rule.word()).collect();
        note(format!("aiming `{}` by {}\n", programme.name, words.join(", ")));
    }
    let job = Job {
        prepared: &prepared,
        path: &args.scenario.file,
        overrides: &args.scenario.overrides,
        threads: threads(args.results.threads),
        out: args.results.out.as_deref(),
        force: args.results.force,
        quiet: args.results.quiet,
        figures: figures(&args.results),
        targets: Some(&targets),
        until: None,
    };
    let done = job.run()?;
    if args.results.json {
        let found = record::targets_json(scenario, &done.provenance, &done.folder, &done.frontier);
        let text = serde_json::to_string_pretty(&found)
            .map_err(|error| CliError::Failure(format!("cannot write the summary: {error}")))?;
        return print(format!("{text}\n"));
    }
    let label = programme.label.as_ref().unwrap_or(&programme.name);
    print(format!("{}\n{}", record::targets_prose(scenario, label, &done.frontier), done.closing()))
}

/// What to compare: as asked for, or what suits the scenario.
fn plan(args: &TargetsArgs, scenario: &Scenario, people: u32) -> Result<Targets, CliError> {
    let intervention = programme(args.intervention.as_deref(), scenario)?;
    let name = &scenario.interventions[intervention].name;
    let first = scenario.arms.first();
    if first.is_some_and(|arm| arm.interventions.contains(name)) {
        let arm = first.map_or("", |arm| &arm.name);
        return Err(CliError::Usage(format!(
            "`{name}` runs in the baseline, the arm `{arm}`, so there is nothing to compare it with"
        )));
    }
    let mut budgets = args.budgets.clone();
    budgets.sort_unstable();
    budgets.dedup();
    if let Some(&most) = budgets.last().filter(|&&most| most > people) {
        return Err(CliError::Usage(format!(
            "--budgets {most}: there are {people} people\nwrite numbers from 1 to {people}"
        )));
    }
    let mut targets = Targets { intervention, rules: vec![], budgets };
    if args.rules.is_empty() {
        // `harm` takes its time: it has to be asked for.
        let usual = TargetingRule::ALL.into_iter().filter(|&rule| rule != TargetingRule::Harm);
        targets.rules = usual.filter(|&rule| targets.objection(scenario, rule).is_none()).collect();
    } else {
        for &rule in &args.rules {
            if let Some(objection) = targets.objection(scenario, rule) {
                return Err(CliError::Usage(format!("--rules {}: {objection}", rule.word())));
            }
            if !targets.rules.contains(&rule) {
                targets.rules.push(rule);
            }
        }
    }
    if targets.rules.is_empty() {
        let message = format!("no rule of targeting can aim `{name}`; `tress check` says what is wrong");
        return Err(CliError::Usage(message));
    }
    Ok(targets)
}

/// The intervention asked for; else the first with champions, or the first that picks people at all.
fn programme(name: Option<&str>, scenario: &Scenario) -> Result<usize, CliError> {
    let all = &scenario.interventions;
    let picks = |one: &Intervention| one.training.is_none();
    let names: Vec<&str> = all.iter().filter(|one| picks(one)).map(|one| one.name.as_str()).collect();
    if names.is_empty() {
        let message = "the scenario has no intervention that takes people in\nadd an [[intervention]]";
        return Err(CliError::Usage(message.into()));
    }
    match name {
        Some(name) => match all.iter().position(|one| one.name == name) {
            Some(found) if picks(&all[found]) => Ok(found),
            Some(_) => Err(CliError::Usage(format!(
                "--intervention {name}: training picks venues, not people\nthere is `{}`",
                names.join("`, `")
            ))),
            None => Err(CliError::Usage(format!(
                "--intervention {name}: no intervention is called so\nthere is `{}`",
                names.join("`, `")
            ))),
        },
        None => {
            let champions = all.iter().position(|one| one.champions.is_some());
            Ok(champions.or_else(|| all.iter().position(picks)).unwrap_or(0))
        }
    }
}
