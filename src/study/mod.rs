//! A study: every arm × replicate of a scenario.

mod plan;
mod runs;
mod targets;
mod until;

pub use plan::{LayerPlan, Plan, Spread, available_memory};
pub use runs::{Outcome, Timing, Watch, simulate};
pub use targets::{Targets, compare_targets};
pub use until::{Look, Next, Until, simulate_until};
