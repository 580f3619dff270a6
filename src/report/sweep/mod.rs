//! Figures of a sweep: which input matters, how the measure answers to each, and to two at once.

mod importance;
mod responses;
mod surface;

use super::{Format, ReportError, Table, provenance::Provenance, table::Words, write};
use crate::record::{SWEEP, SweepHead, luck_in_words};
use std::path::{Path, PathBuf};

/// Names of the figures, without the number of a further page.
const STEMS: [&str; 3] = ["sensitivity", "responses", "surface"];

/// What was drawn of a sweep.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawn {
    /// The files written.
    pub files: Vec<PathBuf>,
    /// What is on no figure, and why, a sentence each.
    pub left_out: Vec<String>,
}

/// Draws what the tables in `folder` say of the sweep in `sweep` into the folder `out`. What does not fit on
/// `sensitivity.png` is on `sensitivity-2.png` and so on; pages of an earlier drawing that are no more go. A figure that
/// would show nothing is left out.
///
/// # Errors
/// A table or record that is missing or does not hold what it should; a file that cannot be written.
pub fn sensitivity(folder: &Path, sweep: &Path, out: &Path, format: Format) -> Result<Drawn, ReportError> {
    let path = sweep.join(SWEEP);
    let head = match SweepHead::read(sweep) {
        Ok(Some(head)) => head,
        Ok(None) => return Err(ReportError::Read { path, source: std::io::ErrorKind::NotFound.into() }),
        Err(source) => return Err(ReportError::Read { path, source }),
    };
    let print = Provenance::read(sweep)?.sweep_print(&head);
    let stated = read(folder, "sensitivity.csv", &["measure", "input", "label", "index"])?;
    let mut sheet = Sheet { head, print, luck: vec![], left_out: vec![] };
    let mut pages = STEMS.map(|stem| (stem, vec![]));
    if let Some(table) = stated {
        sheet.luck = sheet.read_luck(&table)?;
        pages[0].1 = importance::draw(&mut sheet, &table)?;
    }
    if let Some(table) = read(folder, "responses.csv", &["measure", "input", "label", "value", "values"])? {
        pages[1].1 = responses::draw(&mut sheet, &table)?;
    }
    if let Some(table) = read(folder, "surface.csv", &["measure", "across", "upwards", "x", "y"])? {
        pages[2].1 = surface::draw(&sheet, &table)?;
    }
    let mut files = vec![];
    for (stem, canvases) in pages {
        for (at, canvas) in canvases.iter().enumerate() {
            files.extend(write(out, &page(stem, at), canvas, format)?);
        }
        forget(out, stem, canvases.len());
    }
    Ok(Drawn { files, left_out: sheet.left_out })
}

/// Removes all figures of what was asked of a sweep, where another takes its folder over.
pub fn forget_sensitivity(folder: &Path) {
    STEMS.iter().for_each(|stem| forget(folder, stem, 0));
}

fn page(stem: &str, at: usize) -> String {
    if at == 0 { stem.into() } else { format!("{stem}-{}", at + 1) }
}

/// Removes pages of an earlier drawing, from this one on: they show other measures. One that cannot be removed is no reason
/// to fail.
fn forget(out: &Path, stem: &str, first: usize) {
    for at in first.. {
        let files = ["png", "svg"].map(|ending| out.join(format!("{}.{ending}", page(stem, at))));
        let gone = files.map(|file| std::fs::remove_file(file).is_ok());
        if at > 0 && gone == [false; 2] {
            break;
        }
    }
}

/// What all figures of a sweep have in common.
struct Sheet {
    head: SweepHead,
    print: String,
    /// By measure: how much of it is luck, in words.
    luck: Vec<(String, String)>,
    left_out: Vec<String>,
}

impl Sheet {
    fn read_luck(&self, table: &Table) -> Result<Vec<(String, String)>, ReportError> {
        let [measures, indices] = [table.text("measure")?, table.text("index")?];
        let (estimate, n) = (table.numbers("estimate")?, table.numbers("n")?);
        let words = |measure: &String| {
            let row = |index: &str| {
                (0..table.rows()).find(|&row| word(measures, row) == measure && word(indices, row) == index)
            };
            let value = |index| row(index).map(|row| estimate[row]).filter(|value| value.is_finite());
            let defined = row("variance").map_or(0, |row| n[row] as usize);
            let said = luck_in_words(value("variance"), value("noise_share"), defined, &self.head);
            (measure.clone(), said)
        };
        Ok(measures.values.iter().map(words).collect())
    }

    /// How much of a measure is luck.
    fn luck(&self, measure: &str) -> &str {
        self.luck.iter().find(|(of, _)| of == measure).map_or("", |(_, words)| words)
    }

    /// A measure as asked, for a heading: when it is, and the unit of what is drawn of it.
    fn heading(&self, asked: &str, unit: &str) -> String {
        let mut heading = heading(asked);
        let dated = asked.contains(" at ");
        if let Some(last) = self.head.reported.last().filter(|_| !dated) {
            heading += &format!(" at {last}");
        }
        match unit {
            "" => heading,
            unit => format!("{heading}, {unit}"),
        }
    }
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

fn heading(asked: &str) -> String {
    let (measure, rest) = asked.split_once(' ').map_or((asked, ""), |(measure, rest)| (measure, rest));
    let measure = measure.replace('_', " ");
    let rest = rest.replace(" - ", " − ");
    let mut letters = measure.chars();
    let first = letters.next().map_or(String::new(), |letter| letter.to_uppercase().collect());
    format!("{first}{} {rest}", letters.as_str()).trim_end().to_string()
}
