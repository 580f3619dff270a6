//! `tress schema`: the JSON Schema of scenario files, of fit files and of design files.

use super::{CliError, args::SchemaArgs, print};
use crate::scenario::{design, fitting, schema as of_scenarios};

/// Prints the schema.
///
/// # Errors
/// If stdout cannot be written.
pub fn schema(args: &SchemaArgs) -> Result<(), CliError> {
    let schema = match (args.fit, args.design) {
        (true, _) => fitting::schema(),
        (_, true) => design::schema(),
        _ => of_scenarios(),
    };
    print(format!("{schema:#}\n"))
}
