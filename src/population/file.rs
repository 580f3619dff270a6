//! People from a CSV file.

use super::People;
use std::collections::BTreeMap;

/// The people named in a file, and the ids by which ties and lists refer to them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PeopleFile {
    /// The people in the order of the file; a practice that the file leaves out is `u8::MAX`.
    pub people: People,
    /// Person by id as written in the file.
    pub by_id: BTreeMap<String, u32>,
}
