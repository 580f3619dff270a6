//! How a file refers to people.

use crate::{population::FileFaults, scenario::fault::nearest};
use std::collections::BTreeMap;

/// Most names among which the nearest to a wrong one is looked for.
const COMPARED: usize = 20_000;

/// The ids that files may use.
#[derive(Clone, Copy)]
pub(crate) enum Ids<'a> {
    /// Those of the file of people.
    Named(&'a BTreeMap<String, u32>),
    /// 0 to one less than this.
    Numbers(u32),
    /// Any: the file of people could not be read, which is a fault of its own.
    Unknown,
}

impl Ids<'_> {
    /// Number of people.
    pub(super) fn people(self) -> usize {
        match self {
            Self::Named(ids) => ids.len(),
            Self::Numbers(size) => size as usize,
            Self::Unknown => 0,
        }
    }

    /// The person; none, and a fault on this line, if there is no such id.
    pub(super) fn person(self, id: &str, line: u64, faults: &mut FileFaults) -> Option<u32> {
        let found = match self {
            Self::Named(ids) => ids.get(id).copied(),
            Self::Numbers(size) => id.parse().ok().filter(|&number| number < size),
            Self::Unknown => return None,
        };
        if found.is_none() {
            let help = match self {
                Self::Numbers(size) => {
                    format!(
                        "without a file of people, ids are whole numbers from 0 to {}",
                        size.saturating_sub(1)
                    )
                }
                Self::Named(ids) if ids.len() <= COMPARED && faults.has_room() => {
                    match nearest(id, ids.keys().map(String::as_str)) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => "ids are those of the file of people".into(),
                    }
                }
                _ => "ids are those of the file of people".into(),
            };
            faults.push(line, format!("there is no person with the id `{id}`"), help);
        }
        found
    }
}
