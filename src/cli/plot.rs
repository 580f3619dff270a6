//! `tress plot`.

use super::{CliError, args::PlotArgs, print};
use crate::record::{PROVENANCE, Provenance};
use crate::report::{self, Format};

/// Draws the figures of a finished run again.
///
/// # Errors
/// If the folder holds no results, or the figures cannot be written.
pub fn plot(args: &PlotArgs) -> Result<(), CliError> {
    if !args.dir.join(PROVENANCE).is_file() {
        let dir = args.dir.display();
        return Err(CliError::Usage(format!("{dir} is no results folder: it holds no {PROVENANCE}")));
    }
    let out = args.out.as_deref().unwrap_or(&args.dir);
    let format = if args.svg { Format::PngAndSvg } else { Format::Png };
    let recorded = Provenance::read(&args.dir).map_err(|error| CliError::Failure(error.to_string()))?;
    let draw = match (&recorded.fit, &recorded.targets) {
        (Some(_), _) => report::fit,
        (_, Some(_)) => report::targets,
        _ => report::draw,
    };
    let drawn = draw(&args.dir, out, format).map_err(|error| CliError::Failure(error.to_string()))?;
    print(drawn.iter().map(|path| format!("{}\n", path.display())).collect::<String>())
}
