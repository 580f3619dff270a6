//! Small statistics with a fixed order of operations, so that a table has the
//! same bytes on every machine and for any number of threads.

mod bass;
mod components;
mod concentration;
mod fit;
mod logistic;
mod moments;
mod noise;
mod normal;
mod paired;
mod quantile;
mod rank;
mod ratio;
mod share;
mod student;

pub use bass::{Bass, fit_bass};
pub use components::Components;
pub use concentration::{Part, concentration_index, mean_concentration_index};
pub use fit::{Fit, Range, fit_curve};
pub use logistic::{Logistic, fit_logistic};
pub use moments::{Spread, mean, mean_interval, sample_size, variance};
pub use noise::Noise;
pub use normal::{normal_cdf, normal_quantile};
pub use paired::Paired;
pub use quantile::{quantile, sorted};
pub use rank::RankCorrelation;
pub use ratio::Ratio;
pub use share::share_with_interval;
pub use student::t_quantile;
