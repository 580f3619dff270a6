//! Which input matters: Sobol indices and elementary effects of a measure, with luck told from what the inputs do.

mod effects;
mod estimate;
mod indices;

pub use effects::{Effects, Luck};
pub use estimate::Estimate;
pub use indices::Indices;
