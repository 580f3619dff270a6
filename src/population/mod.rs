//! Who lives in the community: groups, ages, traits, starting practices.

mod draw;
mod file;
mod people;

pub use draw::{age_at, cumulative, draw_people, traits_of};
pub use file::PeopleFile;
pub use people::People;
