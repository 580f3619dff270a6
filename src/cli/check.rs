//! `tress check`: what is wrong with a scenario, or what running it would take.

use super::prepare::{Prepared, threads};
use super::{CliError, args::CheckArgs, diagnostics, note, plan, print};
use crate::study::Plan;
use serde_json::json;

/// Prints the faults of a scenario and of the files it names, or the plan of a run.
///
/// # Errors
/// The faults.
pub fn check(args: &CheckArgs) -> Result<(), CliError> {
    let file = args.scenario.file.display().to_string();
    match Prepared::new(&args.scenario) {
        Ok(Prepared { read, model, inputs }) => {
            let plan = Plan::new(&read.scenario, &model, &inputs, threads(None));
            if args.json {
                return print(format!("{:#}\n", json!({ "file": file, "faults": [], "plan": plan })));
            }
            read.scenario.notices().iter().for_each(|notice| note(format!("note: {notice}\n")));
            let verdict = if plan.fits() { String::new() } else { format!("\n{}\n", plan::too_large(&plan)) };
            print(format!("{file}: no faults\n\n{}{verdict}", plan::in_full(&read.scenario, &plan)))
        }
        Err(CliError::Faults(refusal)) if args.json => {
            let faults = json!({ "file": file, "faults": diagnostics::json(&refusal) });
            print(format!("{faults:#}\n"))?;
            Err(CliError::Reported)
        }
        Err(error) => Err(error),
    }
}
