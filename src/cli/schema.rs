//! `tress schema`: the JSON Schema of scenario files.

use super::{CliError, print};

/// Prints the schema.
///
/// # Errors
/// If stdout cannot be written.
pub fn schema() -> Result<(), CliError> {
    print(format!("{:#}\n", crate::scenario::schema()))
}
