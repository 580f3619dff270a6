//! What a planner writes: the scenario as plain data, its units, and the faults
//! that can be found in it before anything is built.

pub mod fault;
pub mod intervention;
pub mod layer;
pub mod units;

mod types;

pub use fault::{Fault, Faults, Place};
pub use intervention::{Campaign, Champions, Cost, Intervention, Targeting, TargetingRule};
pub use layer::{
    Blocks, Complete, Configuration, Degree, FileTies, Friends, Generator, Households, Layer, RandomTies,
    Ring, ScaleFree, SmallWorld, Venues,
};
pub use types::*;
pub use units::{Duration, Rate};
