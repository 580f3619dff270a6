//! What the model must agree with because somebody has proved it, read off the tables of whole runs.
//!
//! Each [`check::Check`] is computed once and used twice: by a test that holds it to its tolerances, and by the page
//! `docs/VERIFICATION.md` with its figures, which another test holds to be as generated.
//! `TRESS_REFRESH=1 cargo test --test theory` writes the page and the figures anew.
//!
//! Every statistical test fixes its seed, so it gives the same answer every time; where a tolerance is stated in
//! standard errors, a new seed would fail a right program with the probability that the page names (three standard
//! errors on both sides: 0.0027 a comparison).

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

#[path = "../runs/mod.rs"]
mod runs;

mod chain;
mod check;
mod crowd;
mod curves;
mod page;
mod poisson;
mod richardson;
mod worn;

mod bass;
mod cascades;
mod contagion;
mod loads;
mod named;
mod percolation;
mod rings;
mod riots;
mod steps;
mod strains;
mod window;
