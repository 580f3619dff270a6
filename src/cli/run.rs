//! `tress run`.

use super::{CliError, args::RunArgs};

/// Does what the arguments of `run` say.
///
/// # Errors
/// See [`CliError`].
pub fn run(_args: &RunArgs) -> Result<(), CliError> {
    Err(CliError::Failure("`tress run` is not built yet".into()))
}
