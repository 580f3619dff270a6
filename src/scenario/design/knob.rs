//! A value of a scenario that an input sets.

use crate::scenario::fitting::Dial;
use crate::scenario::{Fault, Origin, Read, Source};
use serde::{Deserialize, Serialize};

/// A value at a point: a number, or a word.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number, in the unit of the scenario file.
    Number(f64),
    /// A word.
    Word(String),
}

impl Cell {
    /// The number, if it is one.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Word(_) => None,
        }
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Word(word) => f.write_str(word),
        }
    }
}

/// A value of the scenario: where it stands, and how it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Knob {
    /// Its path, as after `--set`.
    pub path: String,
    /// The number in the file, with its unit.
    dial: Option<Dial>,
    /// The unit of its numbers, where the scenario leaves the value to a default.
    pub unit: Option<String>,
    /// Whether only whole numbers are right there.
    pub whole: bool,
    /// What the scenario has there; none where it leaves the value to a default.
    pub written: Option<Cell>,
}

impl Knob {
    /// The value at `path` of a scenario that has been read.
    ///
    /// # Errors
    /// In a sentence what is wrong with the path, and what would be right.
    pub fn find(read: &Read, path: &str) -> Result<Self, (String, String)> {
        let source = &read.source;
        let whole = source.expects_whole(path);
        let (dial, written) = match source.value_at(path) {
            Ok((_, span)) if span.origin != Origin::File => {
                let help = "a value cannot be set and vary at once: leave it out of one of the two";
                return Err((format!("`{path}` is set already"), help.into()));
            }
            Ok((text, _)) => match Dial::find(source, path).ok() {
                Some(dial) => (Some(dial.clone()), Some(Cell::Number(dial.value))),
                None => (None, Some(Cell::Word(text))),
            },
            // A default: it can be set all the same.
            Err(_) => (None, None),
        };
        Ok(Self { path: path.into(), dial, unit: None, whole, written })
    }

    /// Itself, if the scenario knows its path: one that leaves the value to a default does not show it.
    ///
    /// # Errors
    /// What is wrong with the path, and what would be right.
    pub fn known(self, read: &Read) -> Result<Self, (String, String)> {
        if self.written.is_some() {
            return Ok(self);
        }
        // Any value will do: what is wrong with a path lies in it, not in the value.
        let position = read.source.overrides.len();
        let Err(refusal) = super::super::read(read.source.with([format!("{}=0", self.path)])) else {
            return Ok(self);
        };
        let in_path = |fault: &&Fault| {
            let span = refusal.source.locate(&fault.place);
            span.is_some_and(|span| span.origin == Origin::Override(position) && span.end <= self.path.len())
        };
        match refusal.faults.0.iter().find(in_path) {
            Some(fault) => Err((fault.message.clone(), fault.help.clone().unwrap_or_default())),
            None => Ok(self),
        }
    }

    /// The override that sets it to `cell`.
    pub fn set(&self, cell: &Cell) -> String {
        match (cell, &self.dial) {
            (Cell::Number(number), _) if self.whole => format!("{}={}", self.path, number.round()),
            (Cell::Number(number), Some(dial)) => dial.set(*number),
            (Cell::Number(number), None) => match &self.unit {
                Some(unit) => format!("{}=\"{number} {unit}\"", self.path),
                None => format!("{}={number:?}", self.path),
            },
            (Cell::Word(word), _) => format!("{}={word}", self.path),
        }
    }

    /// The cell as it will be read: rounded where only whole numbers are right.
    pub fn rounded(&self, cell: Cell) -> Cell {
        match cell {
            Cell::Number(number) if self.whole => Cell::Number(number.round()),
            other => other,
        }
    }
}

impl Source {
    /// The overrides of a scenario's source with more after them.
    pub fn with(&self, more: impl IntoIterator<Item = String>) -> Self {
        let overrides: Vec<String> = self.overrides.iter().cloned().chain(more).collect();
        Self::new(&self.path, &*self.text, &overrides)
    }
}
