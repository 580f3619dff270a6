//! What the model must agree with because somebody has proved it, read off the tables of whole runs.
//!
//! Every statistical test fixes its seed, so it gives the same answer every time; where a tolerance is stated in
//! standard errors, a new seed would fail a right program with the probability that the test names (three standard
//! errors on both sides: .0027 a comparison).

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "../runs/mod.rs"]
mod runs;

mod cascades;
mod crowd;
mod loads;
mod mixing;
mod thresholds;
