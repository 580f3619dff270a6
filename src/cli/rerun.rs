//! `tress rerun`.

use super::{CliError, args::RerunArgs};

/// Does what the arguments of `rerun` say.
///
/// # Errors
/// See [`CliError`].
pub fn rerun(_args: &RerunArgs) -> Result<(), CliError> {
    Err(CliError::Failure("`tress rerun` is not built yet".into()))
}
