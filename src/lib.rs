//! tress: how gentler practices spread from peer to peer, and what that does to health.

pub mod cli;
pub mod draw;
pub mod engine;
pub mod network;
pub mod population;
pub mod record;
pub mod scenario;
pub mod stats;
