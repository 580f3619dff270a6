//! tress: how gentler practices spread from peer to peer, and what that does to health.

pub mod cli;
pub mod report;
pub mod study;
pub mod record;
pub mod engine;
pub mod network;
pub mod population;
pub mod scenario;
pub mod draw;
pub mod stats;
