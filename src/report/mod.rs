//! The figures, drawn from the tables of a results folder alone.
//!
//! [`draw`] reads `timeseries.csv` and `provenance.json` (and, for what compares
//! arms, the tables of comparisons where the folder has them), lays each figure
//! out as marks on a [`Canvas`], and paints it as PNG or SVG. Words and units come
//! from the scenario; the same tables give the same bytes.

mod adoption;
mod attribution;
mod axis;
mod bands;
mod bars;
mod canvas;
mod degrees;
mod effect;
mod error;
mod fit;
mod font;
mod groups;
mod load;
mod magnitude;
mod multiples;
mod paint;
mod panel;
mod plot;
mod practices;
mod provenance;
mod results;
mod stages;
mod sweep;
mod table;
mod targets;
mod theme;
mod value;

pub use canvas::Canvas;
pub use degrees::{Degrees, degrees};
pub use error::ReportError;
pub use fit::fit;
pub use plot::{Course, Look, Plot, Scale, plot};
pub use results::{ALL, Results};
pub use sweep::{Drawn, forget_sensitivity, sensitivity};
pub use table::Table;
pub use targets::targets;

use crate::scenario::FigureName;
use rayon::prelude::*;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Kinds of image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// Pixels: 1600 × 1000.
    #[default]
    Png,
    /// Lines and letters.
    Svg,
    /// Both.
    PngAndSvg,
}

/// All figures, in the order in which they are listed.
const FIGURES: [FigureName; 7] = [
    FigureName::Adoption,
    FigureName::Stages,
    FigureName::Load,
    FigureName::Practices,
    FigureName::Groups,
    FigureName::Attribution,
    FigureName::Value,
];

/// Draws the figures that the scenario in `folder` asks for (all unless it says otherwise) into the folder
/// `out`, and gives the files written. A figure that would show nothing is left out: stages without a
/// `[[stage]]`, groups with fewer than two of them, load where none is recorded, attribution and value where the
/// folder lacks their tables, value where no arm costs anything.
///
/// # Errors
/// A table or record that is missing or does not hold what it should; a file that cannot be written.
pub fn draw(folder: &Path, out: &Path, format: Format) -> Result<Vec<PathBuf>, ReportError> {
    let results = Results::read(folder)?;
    let wanted = results.scenario.output.figures.clone();
    let wanted = FIGURES.into_iter().filter(|name| wanted.as_ref().is_none_or(|list| list.contains(name)));
    let wanted: Vec<FigureName> = wanted.collect();
    let files: Vec<Vec<PathBuf>> = wanted
        .into_par_iter()
        .map(|name| match canvas(&results, name)? {
            Some(canvas) => write(out, stem(name), &canvas, format),
            None => Ok(vec![]),
        })
        .collect::<Result<_, _>>()?;
    Ok(files.into_iter().flatten().collect())
}

/// One figure as marks; none if it would show nothing.
fn canvas(results: &Results, name: FigureName) -> Result<Option<Canvas>, ReportError> {
    match name {
        FigureName::Adoption => adoption::draw(results).map(Some),
        FigureName::Stages => stages::draw(results),
        FigureName::Load => load::draw(results),
        FigureName::Practices => practices::draw(results).map(Some),
        FigureName::Groups => groups::draw(results),
        FigureName::Attribution => attribution::draw(results),
        FigureName::Value => value::draw(results),
    }
}

fn stem(name: FigureName) -> &'static str {
    match name {
        FigureName::Adoption => "adoption",
        FigureName::Stages => "stages",
        FigureName::Load => "load",
        FigureName::Practices => "practices",
        FigureName::Groups => "groups",
        FigureName::Attribution => "attribution",
        FigureName::Value => "value",
    }
}

/// Paints `canvas` and writes it under `stem` in the folder `out`, each file whole or not at all.
fn write(out: &Path, stem: &str, canvas: &Canvas, format: Format) -> Result<Vec<PathBuf>, ReportError> {
    let render = |message: String| ReportError::Render { what: stem.to_owned(), message };
    let mut images = vec![];
    if format != Format::Svg {
        images.push(("png", paint::png(canvas).map_err(render)?));
    }
    if format != Format::Png {
        images.push(("svg", paint::svg(canvas).map_err(render)?.into_bytes()));
    }
    let mut files = vec![];
    for (ending, bytes) in images {
        let path = out.join(format!("{stem}.{ending}"));
        let partial = out.join(format!(".{stem}.{ending}.partial"));
        let written = fs::create_dir_all(out)
            .and_then(|()| fs::write(&partial, bytes))
            .and_then(|()| fs::rename(&partial, &path));
        if let Err(source) = written {
            // What is left of the attempt; the first error is the one to report.
            drop(fs::remove_file(&partial));
            return Err(ReportError::Write { path, source });
        }
        files.push(path);
    }
    Ok(files)
}
