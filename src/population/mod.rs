//! Who lives in the community: groups, ages, traits, starting practices.

mod draw;
mod draws;
mod file;
mod people;
mod table;

pub use draw::{Ages, cumulative, draw_people, traits_of};
pub use draws::read_draws;
pub use file::PeopleFile;
pub use people::People;
pub(crate) use table::{FileFaults, Table, newlines, read_text};
