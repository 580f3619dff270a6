//! A CSV file with a header, read row by row; faults know their line.

use crate::scenario::{Fault, Faults, Place, fault::nearest};
use csv::{ReaderBuilder, StringRecord, Trim};
use std::path::{Path, PathBuf};

/// Faults of one file that are told one by one; of the rest, only how many there are.
const TOLD: usize = 50;

/// The faults of one file, in order of line.
pub(crate) struct FileFaults {
    path: PathBuf,
    faults: Vec<(u64, Fault)>,
    count: usize,
}

impl FileFaults {
    pub(crate) fn new(path: &Path) -> Self {
        Self { path: path.into(), faults: vec![], count: 0 }
    }

    /// Adds a fault on a line; line 0 is the file as a whole. An empty help is none.
    pub(crate) fn push(&mut self, line: u64, message: impl Into<String>, help: impl Into<String>) {
        self.count += 1;
        // Rows are read in order, and what is found after them is sorted among them:
        // the first of either is among the first of both.
        if self.faults.len() < 2 * TOLD {
            let place = match line {
                0 => Place::File(self.path.clone()),
                _ => Place::Line(self.path.clone(), line),
            };
            let help = Some(help.into()).filter(|help: &String| !help.is_empty());
            self.faults.push((line, Fault { place, message: message.into(), help }));
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Whether a message for another fault would be told: dear ones can be saved otherwise.
    pub(crate) fn has_room(&self) -> bool {
        self.faults.len() < TOLD
    }

    /// Adds the faults to those of other files.
    pub(crate) fn report(mut self, all: &mut Faults) {
        self.faults.sort_by_key(|&(line, _)| line);
        self.faults.truncate(TOLD);
        let untold = self.count - self.faults.len();
        all.0.extend(self.faults.into_iter().map(|(_, fault)| fault));
        if untold > 0 {
            let faults = if untold == 1 { "fault" } else { "faults" };
            all.push(Place::File(self.path), format!("{untold} more {faults}"), "");
        }
    }
}

/// The whole text of a file; faults: missing, unreadable, not UTF-8, empty.
pub(crate) fn read_text(path: &Path, faults: &mut FileFaults) -> Option<String> {
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            faults.push(0, "there is no such file", "paths are relative to the scenario file");
            return None;
        }
        Err(error) => {
            faults.push(0, format!("the file cannot be read: {error}"), "");
            return None;
        }
    };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            faults.push(
                1 + newlines(good),
                "this line is not UTF-8",
                "save the file with the encoding UTF-8",
            );
            return None;
        }
    };
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        faults.push(0, "the file is empty", "the first line names the columns");
        return None;
    }
    Some(text)
}

/// Number of line ends.
pub(crate) fn newlines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&byte| byte == b'\n').count() as u64
}

/// A CSV file under way: the header has been read, and perhaps a row.
pub(crate) struct Table<'a> {
    text: &'a str,
    reader: csv::Reader<&'a [u8]>,
    header: Vec<String>,
    row: StringRecord,
    counted: (usize, u64),
}

impl<'a> Table<'a> {
    pub(crate) fn new(text: &'a str, faults: &mut FileFaults) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = ReaderBuilder::new().trim(Trim::All).flexible(true).from_reader(text.as_bytes());
        let header: Vec<String> =
            reader.headers().map(|row| row.iter().map(String::from).collect()).unwrap_or_default();
        for (at, name) in header.iter().enumerate() {
            if header[..at].contains(name) {
                faults.push(1, format!("the column `{name}` is there twice"), "");
            }
        }
        Self { text, reader, header, row: StringRecord::new(), counted: (0, 1) }
    }

    /// Names of the columns.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// Where a column is, if it is there.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column == name)
    }

    /// Where a column is; it is a fault if it is not there.
    pub(crate) fn column(&self, name: &str, faults: &mut FileFaults) -> Option<usize> {
        let found = self.find(name);
        if found.is_none() {
            let columns = self.header.join("`, `");
            let help = match nearest(name, self.header.iter().map(String::as_str)) {
                Some(near) => format!("is it the column `{near}`?"),
                None => format!("the columns are `{columns}`"),
            };
            faults.push(1, format!("there is no column `{name}`"), help);
        }
        found
    }

    /// Goes to the next row that has as many cells as the header; its line.
    pub(crate) fn advance(&mut self, faults: &mut FileFaults) -> Option<u64> {
        loop {
            match self.reader.read_record(&mut self.row) {
                Ok(false) => return None,
                Ok(true) => {}
                // Of text in memory that is UTF-8 and may be ragged, none is known.
                Err(error) => {
                    faults.push(0, format!("the file cannot be read: {error}"), "");
                    return None;
                }
            }
            let line = self.line();
            let (cells, columns) = (self.row.len(), self.header.len());
            if cells == columns {
                return Some(line);
            }
            let cell = if cells == 1 { "cell" } else { "cells" };
            let help = format!("the header has {columns}: `{}`", self.header.join("`, `"));
            faults.push(line, format!("this row has {cells} {cell}"), help);
        }
    }

    /// One cell of the row.
    pub(crate) fn cell(&self, column: usize) -> &str {
        self.row.get(column).unwrap_or_default()
    }

    /// The row's line. The reader's own count stops before blank lines and after
    /// the first half of a Windows line end, so count from its byte.
    fn line(&mut self) -> u64 {
        let bytes = self.text.as_bytes();
        let mut start = self.row.position().map_or(0, |position| position.byte() as usize);
        while bytes.get(start).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            start += 1;
        }
        let (from, line) = self.counted;
        self.counted = (start, line + newlines(&bytes[from..start]));
        self.counted.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_through_blank_and_windows_lines() {
        let text = "\u{feff}id, b\r\n1,2\r\n\r\n\r\n3\r\n4,\"5\r\n6\"\r\n7,8";
        let mut faults = FileFaults::new(Path::new("f.csv"));
        let mut table = Table::new(text, &mut faults);
        assert_eq!(table.find("b"), Some(1));
        let mut lines = vec![];
        while let Some(line) = table.advance(&mut faults) {
            lines.push((line, table.cell(0).to_owned()));
        }
        assert_eq!(lines, [(2, "1".into()), (6, "4".into()), (8, "7".into())]);
        let mut all = Faults::default();
        faults.report(&mut all);
        assert_eq!(all.0[0].place, Place::Line("f.csv".into(), 5));
        assert_eq!(all.0[0].message, "this row has 1 cell");
    }

    #[test]
    fn faults_are_told_in_order_and_only_so_many() {
        let mut faults = FileFaults::new(Path::new("f.csv"));
        (1..=70).rev().for_each(|line| faults.push(line, "wrong", ""));
        let mut all = Faults::default();
        faults.report(&mut all);
        assert_eq!(all.0.len(), 51);
        assert_eq!(all.0[0].place, Place::Line("f.csv".into(), 1));
        assert_eq!(all.0[50].message, "20 more faults");
    }
}
