//! What can go wrong between a results folder and its figures.

use std::{io, path::PathBuf};

/// Why the figures could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// A file of the results folder cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A table has a header and nothing else, or not even that.
    #[error("{}: the table has no rows", path.display())]
    Empty {
        /// The table.
        path: PathBuf,
    },
    /// A table lacks a column that a figure needs.
    #[error("{}: column `{column}` is missing", path.display())]
    MissingColumn {
        /// The table.
        path: PathBuf,
        /// The column.
        column: String,
    },
    /// A row has more or fewer cells than the header.
    #[error("{}, line {line}: {found} cells, but the header has {expected} columns{}", path.display(), .first_missing.as_ref().map_or(String::new(), |name| format!(" (the row ends before `{name}`)")))]
    Ragged {
        /// The table.
        path: PathBuf,
        /// Line in the file, from 1.
        line: u64,
        /// Cells in the row.
        found: usize,
        /// Columns in the header.
        expected: usize,
        /// The first column without a cell.
        first_missing: Option<String>,
    },
    /// A cell should hold a number.
    #[error("{}, line {line}, column `{column}`: `{value}` is not a number", path.display())]
    NotANumber {
        /// The table.
        path: PathBuf,
        /// Line in the file, from 1.
        line: u64,
        /// The column.
        column: String,
        /// What the cell holds.
        value: String,
    },
    /// A table is not CSV in UTF-8.
    #[error("{}: {message}", path.display())]
    Table {
        /// The table.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The provenance record does not say what the figures need.
    #[error("{}: {message}", path.display())]
    Provenance {
        /// The record.
        path: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// There is nothing to draw.
    #[error("{what}: there is nothing to draw")]
    Nothing {
        /// The figure.
        what: String,
    },
    /// A figure could not be turned into an image.
    #[error("cannot render {what}: {message}")]
    Render {
        /// The figure.
        what: String,
        /// What is wrong.
        message: String,
    },
    /// A figure cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}
