//! Points of the unit cube, each worked out by its number: Latin hypercubes, Sobol sequences with Saltelli's matrices,
//! Morris' trajectories.

mod latin;
mod morris;
mod saltelli;

pub use latin::Latin;
pub use morris::{Morris, Step};
pub use saltelli::{MOST_BASE, MOST_INPUTS, Role, Saltelli};
