//! What a planner writes: the scenario as plain data, its units, and the faults
//! that can be found in it before anything is built.

pub mod adoption;
pub mod design;
pub mod economics;
pub mod fault;
pub mod fitting;
pub mod intervention;
pub mod layer;
pub mod targeting;
pub mod units;

mod check;
mod overrides;
mod parse;
mod schema;
mod shape;
mod spans;
mod time;
mod tree;
mod types;

pub use adoption::{
    Adoption, Cascade, Choice, Contagion, FirstAdopters, Hazard, PeerExposure, RuleName, Threshold,
};
pub use check::check;
pub use economics::{Cost, Economics};
pub use fault::{Fault, Faults, Place, Wrong};
pub use intervention::{
    Buddies, Campaign, Champions, Groups, Intervention, Restriction, Screening, Training,
};
pub use layer::{
    Blocks, Complete, Configuration, Degree, FileTies, Friends, Generator, Households, Layer, RandomTies,
    Ring, ScaleFree, SmallWorld, Venues,
};
pub use parse::{Read, Refusal, Source, open, read};
pub use schema::schema;
pub use spans::{Origin, Span};
pub use targeting::{Targeting, TargetingRule};
pub use time::{Time, nearest_step};
pub use types::*;
pub use units::{Duration, Rate};
