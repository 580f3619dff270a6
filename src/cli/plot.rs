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
    if recorded.sweep.is_some() && !args.dir.join("sensitivity.csv").is_file() {
        let dir = args.dir.display();
        return Err(CliError::Usage(format!(
            "{dir} holds a sweep, of which nothing was asked yet\n`tress sensitivity {dir}` draws what it says"
        )));
    }
    let drawn = match (&recorded.fit, &recorded.sweep, &recorded.targets) {
        (Some(_), ..) => report::fit(&args.dir, out, format),
        (_, Some(_), _) => report::sensitivity(&args.dir, &args.dir, out, format).map(|drawn| drawn.files),
        (.., Some(_)) => report::targets(&args.dir, out, format),
        _ => report::draw(&args.dir, out, format),
    };
    let drawn = drawn.map_err(|error| CliError::Failure(error.to_string()))?;
    print(drawn.iter().map(|path| format!("{}\n", path.display())).collect::<String>())
}
