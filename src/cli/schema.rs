//! `tress schema`: the JSON Schema of scenario files, and of fit files.

use super::{CliError, args::SchemaArgs, print};
use crate::scenario::{fitting, schema as of_scenarios};

/// Prints the schema.
///
/// # Errors
/// If stdout cannot be written.
pub fn schema(args: &SchemaArgs) -> Result<(), CliError> {
    print(format!("{:#}\n", if args.fit { fitting::schema() } else { of_scenarios() }))
}
