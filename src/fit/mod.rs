//! Values of a scenario adjusted to what was observed: not one best scenario only, but the plausible ones.
//!
//! ```text
//! parameters ─▶ scenario ─▶ answers ─▶ likelihood of what was observed
//!      ▲                                            │
//!      └──── a cloud of plausible points ◀──────────┘
//! ```
//!
//! The scenario is run with the same luck whatever the values (common random numbers), so the likelihood is a function
//! that can be climbed and walked on, and a fit gives the same bytes every time. What the simulation adds to the error,
//! because it asks only so many people, is added to the error of the observation. Where a target is a course, a
//! distance takes the place of a likelihood: how far off is one standard deviation is for the planner to say.

mod answer;
mod cloud;
mod observed;
mod scale;
mod search;
mod simplex;
mod simulator;
mod survey;
mod tables;
mod times;

pub use answer::Answer;
pub use cloud::Cloud;
pub use search::{Fitted, Stopped, Watch, search};
pub use simulator::Simulator;
pub use tables::{fitted_scenario, tables};
