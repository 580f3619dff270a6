//! Who lives in the community: groups, ages, traits, starting practices.

mod file;
mod people;
mod table;

pub use file::PeopleFile;
pub use people::People;
pub(crate) use table::{FileFaults, Table, newlines, read_text};
