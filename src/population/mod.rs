//! Who lives in the community: groups, ages, traits, starting practices.

mod draw;
mod file;
mod people;
mod table;

pub use draw::{Ages, cumulative, draw_people, traits_of};
pub use file::PeopleFile;
pub use people::People;
pub(crate) use table::{FileFaults, Table, newlines, read_text};
