//! tress: how gentler practices spread from peer to peer, and what that does to health.

pub mod draw;
pub mod engine;
pub mod network;
pub mod population;
pub mod report;
pub mod scenario;
pub mod stats;
