//! `tress check`: what is wrong with a scenario.

use super::{CliError, args::CheckArgs, diagnostics, print};
use crate::scenario;
use serde_json::json;

/// Prints the faults of a scenario, or that it has none.
///
/// # Errors
/// The faults.
pub fn check(args: &CheckArgs) -> Result<(), CliError> {
    let file = args.scenario.file.display();
    match scenario::open(&args.scenario.file, &args.scenario.overrides) {
        Ok(_) if args.json => print(format!("{:#}\n", json!({ "file": file.to_string(), "faults": [] }))),
        Ok(_) => print(format!("{file}: no faults\n")),
        Err(refusal) if args.json => {
            let faults = json!({ "file": file.to_string(), "faults": diagnostics::json(&refusal) });
            print(format!("{faults:#}\n"))?;
            Err(CliError::Reported)
        }
        Err(refusal) => Err(refusal.into()),
    }
}
