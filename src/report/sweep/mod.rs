//! Figures of a sweep: which input matters, how the measure answers to each, and to two at once.

mod importance;
mod responses;
mod surface;

use super::{Format, ReportError, Table, provenance::Provenance, table::Words, write};
use std::path::{Path, PathBuf};

/// Draws what the tables in `folder` say of the sweep in `sweep` into the folder `out`, and gives the files written. A
/// figure that would show nothing is left out.
///
/// # Errors
/// A table or record that is missing or does not hold what it should; a file that cannot be written.
pub fn sensitivity(
    folder: &Path,
    sweep: &Path,
    out: &Path,
    format: Format,
) -> Result<Vec<PathBuf>, ReportError> {
    let provenance = Provenance::read(sweep)?;
    let print = provenance.sweep_print();
    let name = provenance.into_scenario().name;
    let mut canvases = vec![];
    if let Some(table) = read(folder, "sensitivity.csv", &["measure", "input", "label", "index"])? {
        canvases.extend(importance::draw(&name, &table, &print)?.map(|canvas| ("sensitivity", canvas)));
    }
    if let Some(table) = read(folder, "responses.csv", &["measure", "input", "label", "value"])? {
        canvases.extend(responses::draw(&name, &table, &print)?.map(|canvas| ("responses", canvas)));
    }
    if let Some(table) = read(folder, "surface.csv", &["measure", "across", "upwards", "x", "y"])? {
        canvases.extend(surface::draw(&name, &table, &print)?.map(|canvas| ("surface", canvas)));
    }
    let mut files = vec![];
    for (stem, canvas) in canvases {
        files.extend(write(out, stem, &canvas, format)?);
    }
    Ok(files)
}

/// A table of the folder; none where it is missing or empty.
fn read(folder: &Path, name: &str, text: &[&str]) -> Result<Option<Table>, ReportError> {
    match Table::read(&folder.join(name), text) {
        Ok(table) => Ok(Some(table)),
        Err(ReportError::Empty { .. }) => Ok(None),
        Err(_) if !folder.join(name).exists() => Ok(None),
        Err(error) => Err(error),
    }
}

fn word(words: &Words, row: usize) -> &str {
    &words.values[words.codes[row] as usize]
}

/// The unit in which a measure is drawn: shares of people in percent.
struct Unit {
    factor: f64,
    name: &'static str,
}

impl Unit {
    /// Of a measure as asked: `late_prevalence of champions - none`.
    fn of(asked: &str) -> Self {
        let mut words = asked.split_whitespace();
        let share =
            words.next().is_some_and(|name| name.ends_with("_share") || name.ends_with("_prevalence"));
        match (share, words.any(|word| word == "-")) {
            (true, true) => Self { factor: 100.0, name: "percentage points" },
            (true, false) => Self { factor: 100.0, name: "%" },
            (false, _) => Self { factor: 1.0, name: "" },
        }
    }
}

/// A measure as asked, for a heading.
fn heading(asked: &str) -> String {
    let (measure, rest) = asked.split_once(' ').map_or((asked, ""), |(measure, rest)| (measure, rest));
    let measure = measure.replace('_', " ");
    let rest = rest.replace(" - ", " − ");
    let mut letters = measure.chars();
    let first = letters.next().map_or(String::new(), |letter| letter.to_uppercase().collect());
    format!("{first}{} {rest}", letters.as_str()).trim_end().to_string()
}
