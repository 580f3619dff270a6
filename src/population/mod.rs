//! Who lives in the community: groups, ages, traits, starting practices.

mod file;
mod people;

pub use file::PeopleFile;
pub use people::People;
