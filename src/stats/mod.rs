//! Small statistics with a fixed order of operations.

mod normal;

pub use normal::normal_quantile;
