//! Many scenarios that differ in a few values, run so that nothing that was computed is lost or computed again.
//!
//! ```text
//! design ─▶ points ─▶ scenarios ─▶ runs ─▶ parts ─▶ results.csv
//!                         │          ▲       │
//!                         └── keys ──┴───────┘   a run whose key is known is not run again
//! ```
//!
//! A point is a scenario with other values; a run is one arm of one replicate at a point. The key of a run is the
//! SHA-256 of all that decides what it measures. Finished runs are appended to a part file at once, so a sweep that is
//! killed goes on where it was.

mod analysis;
mod communities;
mod eval;
mod input;
mod job;
mod key;
mod points;
mod runs;
mod walk;

pub use analysis::Analysis;
pub use communities::Communities;
pub use eval::{Evaluation, Evaluator, Shared, Task, Trouble, Wanted, failed};
pub use input::Law;
pub use job::{Job, Measured, Worker};
pub use key::{key_of, luck_of};
pub use points::{Point, Points};
pub use runs::{FaultyPoint, Sweep, Takes};
pub use walk::{survived, walk};
