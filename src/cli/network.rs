//! `tress network`.

use super::{CliError, args::NetworkArgs};

/// Does what the arguments of `network` say.
///
/// # Errors
/// See [`CliError`].
pub fn network(_args: &NetworkArgs) -> Result<(), CliError> {
    Err(CliError::Failure("`tress network` is not built yet".into()))
}
