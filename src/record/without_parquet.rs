//! What stands in for `parquet.rs` in a build without the feature.

use super::sweep::SweepHead;
use std::io::{self, Write};
use std::path::Path;

/// Writes nothing.
///
/// # Errors
/// Always: this build cannot.
pub fn write_parquet(_: &mut (dyn Write + Send), _: &SweepHead, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "built without Parquet"))
}
