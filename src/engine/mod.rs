//! The simulation itself.

mod series;

pub use series::{LoadStats, PersonRow, Row, Series, StageCounts, SymptomCounts};
