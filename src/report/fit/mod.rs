//! Figures of a fit: targets, parameters, courses over time, adoption by exposure.

mod course;
mod exposure;
mod forest;
mod parameters;
mod targets;

use super::{Format, ReportError, Table, provenance::Provenance, write};
use std::path::{Path, PathBuf};

/// Draws the figures of the fit in `folder` into the folder `out`, and gives the files written. A figure that would
/// show nothing is left out.
///
/// # Errors
/// A table or record that is missing or does not hold what it should; a file that cannot be written.
pub fn fit(folder: &Path, out: &Path, format: Format) -> Result<Vec<PathBuf>, ReportError> {
    let provenance = Provenance::read(folder)?;
    let words = ["variant", "label"];
    let variants = Variants::of(&Table::read(&folder.join("variants.csv"), &words)?)?;
    let text = ["variant", "target", "label", "source", "kind"];
    let targets = Table::read(&folder.join("targets.csv"), &text)?;
    let parameters =
        Table::read(&folder.join("parameters.csv"), &["variant", "parameter", "label", "scale"])?;
    let print = provenance.fit_print();
    let name = provenance.into_scenario().name;
    let mut canvases = vec![];
    canvases.extend(targets::draw(&name, &targets, &print)?.map(|canvas| ("targets", canvas)));
    canvases.extend(course::draw(&name, &targets, &variants, &print)?.map(|canvas| ("courses", canvas)));
    if folder.join("exposure.csv").exists() {
        let exposure = Table::read(&folder.join("exposure.csv"), &["variant", "target"])?;
        canvases.extend(exposure::draw(&exposure, &targets, &variants, &print)?.map(|one| ("exposure", one)));
    }
    canvases.push(("parameters", parameters::draw(&name, &parameters, &print)?));
    let mut files = vec![];
    for (stem, canvas) in canvases {
        files.extend(write(out, stem, &canvas, format)?);
    }
    Ok(files)
}

/// The variants of a fit; the first, with the empty name, is the fit itself.
struct Variants(Vec<(String, String)>);

impl Variants {
    fn of(table: &Table) -> Result<Self, ReportError> {
        let (names, labels) = (table.text("variant")?, table.text("label")?);
        let word = |words: &super::table::Words, row: usize| words.values[words.codes[row] as usize].clone();
        Ok(Self((0..table.rows()).map(|row| (word(names, row), word(labels, row))).collect()))
    }
}

/// The rows of a table in which these text columns hold these values.
fn rows(table: &Table, conditions: &[(&str, &str)]) -> Result<Vec<usize>, ReportError> {
    let mut rows: Vec<usize> = (0..table.rows()).collect();
    for (column, value) in conditions {
        let words = table.text(column)?;
        rows.retain(|&row| words.values[words.codes[row] as usize] == *value);
    }
    Ok(rows)
}

/// The targets in these rows, each once, at most so many.
fn target_names<'a>(table: &'a Table, rows: &[usize], most: usize) -> Result<Vec<&'a str>, ReportError> {
    let mut names: Vec<&str> = vec![];
    for &row in rows {
        let target = word(table, "target", row)?;
        if !names.contains(&target) {
            names.push(target);
        }
    }
    names.truncate(most);
    Ok(names)
}

/// The word of a text column in a row.
fn word<'a>(table: &'a Table, column: &str, row: usize) -> Result<&'a str, ReportError> {
    let words = table.text(column)?;
    Ok(&words.values[words.codes[row] as usize])
}
