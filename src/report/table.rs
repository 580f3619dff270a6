//! A CSV table by columns: text columns as codes into their distinct values,
//! every other column as numbers.

use super::ReportError;
use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
};

/// A table held by columns. An empty cell is NaN.
#[derive(Clone, Debug)]
pub struct Table {
    path: PathBuf,
    rows: usize,
    words: BTreeMap<String, Words>,
    numbers: BTreeMap<String, Vec<f64>>,
}

/// A text column: distinct values in order of appearance, and one code per row.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Distinct values.
    pub values: Vec<String>,
    /// Position in `values`, per row.
    pub codes: Vec<u32>,
}

impl Words {
    fn push(&mut self, value: &str) {
        // Rows come sorted by these columns, so the last value is nearly always the right one.
        let last = self.codes.last().copied();
        let code = last.filter(|&code| self.values[code as usize] == value).unwrap_or_else(|| {
            let found = self.values.iter().position(|known| known == value);
            found.unwrap_or_else(|| {
                self.values.push(value.to_owned());
                self.values.len() - 1
            }) as u32
        });
        self.codes.push(code);
    }
}

impl Table {
    /// Reads the table at `path`; the columns named in `text` hold text, all others numbers.
    ///
    /// # Errors
    /// A file that cannot be read, is not UTF-8, has ragged rows, no rows, a
    /// missing text column, or a cell that should be a number and is not.
    pub fn read(path: &Path, text: &[&str]) -> Result<Self, ReportError> {
        let file = File::open(path).map_err(|source| ReportError::Read { path: path.to_owned(), source })?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file);
        let header = reader.headers().map_err(|error| broken(path, &error))?.clone();
        let names: Vec<String> = header.iter().map(str::to_owned).collect();
        let mut words: Vec<Option<Words>> =
            names.iter().map(|name| text.contains(&name.as_str()).then(Words::default)).collect();
        let mut numbers: Vec<Vec<f64>> = vec![vec![]; names.len()];
        let mut record = csv::StringRecord::new();
        let mut rows = 0;
        while reader.read_record(&mut record).map_err(|error| broken(path, &error))? {
            let line = record.position().map_or(0, csv::Position::line);
            if record.len() != names.len() {
                return Err(ReportError::Ragged {
                    path: path.to_owned(),
                    line,
                    found: record.len(),
                    expected: names.len(),
                    first_missing: names.get(record.len()).cloned(),
                });
            }
            for (at, cell) in record.iter().enumerate() {
                match &mut words[at] {
                    Some(words) => words.push(cell),
                    None => numbers[at].push(number(cell).ok_or_else(|| ReportError::NotANumber {
                        path: path.to_owned(),
                        line,
                        column: names[at].clone(),
                        value: cell.to_owned(),
                    })?),
                }
            }
            rows += 1;
        }
        if rows == 0 {
            return Err(ReportError::Empty { path: path.to_owned() });
        }
        let mut table =
            Self { path: path.to_owned(), rows, words: BTreeMap::new(), numbers: BTreeMap::new() };
        for ((name, words), numbers) in names.into_iter().zip(words).zip(numbers) {
            match words {
                Some(words) => drop(table.words.insert(name, words)),
                None => drop(table.numbers.insert(name, numbers)),
            }
        }
        for name in text {
            table.text(name)?;
        }
        Ok(table)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The text column `name`.
    ///
    /// # Errors
    /// The table has no such column.
    pub fn text(&self, name: &str) -> Result<&Words, ReportError> {
        self.words.get(name).ok_or_else(|| self.missing(name))
    }

    /// The numbers of column `name`.
    ///
    /// # Errors
    /// The table has no such column.
    pub fn numbers(&self, name: &str) -> Result<&[f64], ReportError> {
        self.numbers.get(name).map(Vec::as_slice).ok_or_else(|| self.missing(name))
    }

    fn missing(&self, column: &str) -> ReportError {
        ReportError::MissingColumn { path: self.path.clone(), column: column.to_owned() }
    }
}

fn number(cell: &str) -> Option<f64> {
    if cell.is_empty() { Some(f64::NAN) } else { cell.trim().parse().ok() }
}

fn broken(path: &Path, error: &csv::Error) -> ReportError {
    let line = error.position().map_or(String::new(), |at| format!("line {}: ", at.line()));
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => format!("{line}the text is not UTF-8"),
        _ => error.to_string(),
    };
    ReportError::Table { path: path.to_owned(), message }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Table, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        Table::read(&path, &["arm"])
            .map_err(|error| error.to_string().replace(&format!("{}", folder.path().display()), ""))
    }

    #[test]
    fn columns_hold_what_the_cells_say() {
        let table = read("arm,week,x\na,0,1.5\nb,1,\na,2,3e2\n").unwrap();
        assert_eq!(table.rows(), 3);
        assert_eq!(table.text("arm").unwrap().values, ["a", "b"]);
        assert_eq!(table.text("arm").unwrap().codes, [0, 1, 0]);
        let x = table.numbers("x").unwrap();
        assert!(x[0] == 1.5 && x[1].is_nan() && x[2] == 300.0);
        assert!(table.numbers("y").unwrap_err().to_string().ends_with("t.csv: column `y` is missing"));
    }

    #[test]
    fn faults_name_file_line_and_column() {
        assert_eq!(
            read("arm,week,x\na,0,1\na,1\n").unwrap_err(),
            "/t.csv, line 3: 2 cells, but the header has 3 columns (the row ends before `x`)"
        );
        assert_eq!(
            read("arm,week\na,one\n").unwrap_err(),
            "/t.csv, line 2, column `week`: `one` is not a number"
        );
        assert_eq!(read("week\n0\n").unwrap_err(), "/t.csv: column `arm` is missing");
        assert_eq!(read("arm,week\n").unwrap_err(), "/t.csv: the table has no rows");
        assert_eq!(read("").unwrap_err(), "/t.csv: the table has no rows");
    }
}
