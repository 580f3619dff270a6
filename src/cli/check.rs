//! `tress check`: what is wrong with a scenario, a fit file or a design file, or what it would take.

use super::plan::{plural, time};
use super::prepare::{Prepared, pool, threads};
use super::{CliError, args::CheckArgs, diagnostics, note, plan, print};
use crate::fit::Simulator;
use crate::record::SWEEP;
use crate::scenario::design::{Flags, is_design_file, open_design};
use crate::scenario::fitting::{is_fit_file, open_fit};
use crate::study::Plan;
use serde_json::{Value, json};
use std::time::Instant;

/// Scenarios that a fit runs for each of its draws, as seen in the shipped ones.
const SCENARIOS_PER_DRAW: f64 = 40.0;

/// Prints the faults of a scenario, a fit file or a design file and of the files it names, or what running it would take.
///
/// # Errors
/// The faults.
pub fn check(args: &CheckArgs) -> Result<(), CliError> {
    let file = args.scenario.file.display().to_string();
    let path = &args.scenario.file;
    if path.join(SWEEP).is_file() {
        return Err(CliError::Usage(format!(
            "{file} is the folder of a sweep\nname its design file or scenario; `tress sweep … --dry-run` says what of a \
             sweep is there, `tress rerun {file}` whether it comes out again"
        )));
    }
    let checked = match () {
        () if is_fit_file(path) => check_fit(args),
        () if is_design_file(path) => check_design(args),
        () => check_scenario(args),
    };
    match checked {
        Ok((words, _)) if !args.json => print(format!("{file}: no faults\n\n{words}")),
        Ok((_, data)) => {
            let mut all = json!({ "file": file, "faults": [] });
            if let (Value::Object(all), Value::Object(data)) = (&mut all, data) {
                all.extend(data);
            }
            print(format!("{all:#}\n"))
        }
        Err(CliError::Faults(refusal)) if args.json => {
            let faults = json!({ "file": file, "faults": diagnostics::json(&refusal) });
            print(format!("{faults:#}\n"))?;
            Err(CliError::Reported)
        }
        Err(error) => Err(error),
    }
}

/// What a run would take, in words and as data.
fn check_scenario(args: &CheckArgs) -> Result<(String, Value), CliError> {
    let Prepared { read, model, inputs } = Prepared::new(&args.scenario)?;
    let plan = Plan::new(&read.scenario, &model, &inputs, threads(None));
    if !args.json {
        read.scenario.notices().iter().for_each(|notice| note(format!("note: {notice}\n")));
    }
    let verdict = if plan.fits() { String::new() } else { format!("\n{}\n", plan::too_large(&plan)) };
    Ok((format!("{}{verdict}", plan::in_full(&read.scenario, &plan)), json!({ "plan": plan })))
}

/// What a sweep would take, in words and as data: the scenario of every point is looked at.
fn check_design(args: &CheckArgs) -> Result<(String, Value), CliError> {
    let flags = Flags { set: args.scenario.overrides.clone(), ..Flags::default() };
    let sweep = super::sweep::of_design(open_design(&args.scenario.file, &flags)?)?;
    let threads = threads(None);
    let takes = pool(threads)?.install(|| sweep.look_through(threads, |_| sweep.head.runs_each()));
    let takes = takes.map_err(|faulty| super::sweep::refuse(&sweep, *faulty))?;
    Ok((super::sweep::in_full(&sweep, &takes, threads), super::sweep::as_data(&sweep, &takes, threads)))
}

/// What a fit would take, in words and as data: one scenario is run for it.
fn check_fit(args: &CheckArgs) -> Result<(String, Value), CliError> {
    let simulator = Simulator::new(open_fit(&args.scenario.file, &args.scenario.overrides)?)?;
    let file = &simulator.fit.file;
    let values: Vec<f64> =
        simulator.fit.dials.iter().filter_map(|dials| Some(dials.first()?.value)).collect();
    let begun = Instant::now();
    let answers = simulator.answers(&values, false).unwrap_or_default();
    let one = begun.elapsed().as_secs_f64();
    let fitted: Vec<usize> = simulator.fitted().collect();
    let log_likelihood = simulator.log_likelihood(&answers, &fitted);
    let (threads, variants) = (threads(None), file.variants.len());
    let seconds = one * SCENARIOS_PER_DRAW * f64::from(file.draws) * (variants + 1) as f64 / threads as f64;
    let words = format!(
        "scenario    {}\nparameters  {}\ntargets     {} fitted, {} held out\nvariants    {variants}\ndraws       {}\n\
         as it is    log likelihood {log_likelihood:.1}\ntime        about {} on {}\n",
        simulator.fit.scenario.source.path.display(),
        file.parameters.len(),
        fitted.len(),
        simulator.held_out().count(),
        file.draws,
        time(seconds),
        plural(threads as u32, "thread"),
    );
    let data = json!({ "fit": {
        "scenario": file.scenario, "parameters": file.parameters.len(), "fitted": fitted.len(),
        "held_out": simulator.held_out().count(), "draws": file.draws, "log_likelihood": log_likelihood,
        "seconds": seconds,
    }});
    Ok((words, data))
}
