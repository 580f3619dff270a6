//! tress: how gentler practices spread from peer to peer, and what that does to health.
//!
//! People live in overlapping networks and follow *practices*. A practice puts
//! *stress* τ on a person, stress adds up to a *load*, L_cum = ∫ τ dt, and load
//! brings on *symptoms* and the *stages* of a condition. Practices spread from
//! peer to peer, so a programme that starts a cascade toward a gentler practice
//! changes health in people whom it never met.
//!
//! ```text
//! scenario ─▶ community (people + network) ─▶ adoption ─▶ load ─▶ stages ─▶ tables, figures
//!                                ▲                                   │
//!                                └──── peers see who looks well ◀────┘
//! ```
//!
//! The modules stand in layers; each imports only from those below it.

// The verbs of the command line.
pub mod cli;

// Figures, from the tables of a finished run.
pub mod report;

// Values of a scenario adjusted to what was observed.
pub mod fit;

// Many scenarios that differ in a few values.
pub mod sweep;

// Every arm × replicate of a scenario.
pub mod study;

// Tables, provenance, the folder that holds them.
pub mod record;

// The simulation: a step is a list of stages.
pub mod engine;

// Who is tied to whom.
pub mod network;

// Who lives there.
pub mod population;

// What a planner writes, and what can be wrong with it.
pub mod scenario;

// Which input matters.
pub mod sensitivity;

// Points of the unit cube.
pub mod sample;

// Random numbers by slots.
pub mod draw;

// Statistics with a fixed order of operations.
pub mod stats;

// Memory asked for ahead of time: the only file with `unsafe`.
mod prefetch;
