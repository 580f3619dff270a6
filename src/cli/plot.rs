//! `tress plot`.

use super::{CliError, args::PlotArgs};

/// Does what the arguments of `plot` say.
///
/// # Errors
/// See [`CliError`].
pub fn plot(_args: &PlotArgs) -> Result<(), CliError> {
    Err(CliError::Failure("`tress plot` is not built yet".into()))
}
