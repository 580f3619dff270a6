//! Whom to take in so that most harm is averted.

use crate::engine::Setting;
use crate::engine::block::Block;
use crate::engine::programme::Programme;

/// x
pub fn harm(_p: &Programme, _r: usize, _blocks: &[Block], _setting: &Setting, _t: i32) -> Vec<u32> {
    vec![]
}
