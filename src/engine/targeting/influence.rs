//! Influence maximisation: the people who would together win most others.
//!
//! Where peers act one by one, the rules are cases of what reverse-reachable sets can count
//! ([`most_influential`]): under `hazard` and `contagion` each adopting peer persuades after an exponential time at
//! rate q · (weight in peer_exposure), under `cascade` once, and with thresholds uniform from 0 to 1 a person waits
//! for one peer, drawn by these weights. Outside influence, norms, visible benefit, boosts, reviews and
//! discontinuance are left out of it.

use crate::draw::Purpose;
use crate::engine::Setting;
use crate::engine::block::Block;
use crate::engine::rule::Rule;
use crate::network::{InfluenceProblem, Influential, Passing, most_influential};
use crate::scenario::{Duration, Targeting};

/// The choice wins at least 1 − 1/e − this of the best possible.
const EPSILON: f64 = 0.1;
/// How far ahead it looks unless told: a year.
const WITHIN_WEEKS: f64 = crate::scenario::units::WEEKS_PER_YEAR;

/// The `number` of `candidates` who would together win most others, best first, for the programme called `name`;
/// equals in the order of `words`. None where peers do not act one by one.
pub fn influential(
    spec: &Targeting,
    (number, name): (usize, &str),
    (candidates, words): (&[u32], &[u32]),
    layer: Option<usize>,
    blocks: &[Block],
    setting: &Setting,
) -> Option<Influential> {
    let model = setting.model;
    let within = spec.within.map_or(WITHIN_WEEKS, Duration::weeks);
    let in_time = |q: f32| Passing::Within { pressure: f64::from(q), steps: within / model.step };
    let (passing, share) = match model.rule {
        Rule::Hazard { q, .. } => (in_time(q), !model.counts_peers),
        Rule::Contagion { q, .. } => (in_time(q), false),
        Rule::Cascade { q } => (Passing::Once { pressure: f64::from(q) }, false),
        Rule::Threshold(_) => (Passing::Threshold, true),
        Rule::Choice { .. } => return None,
    };
    let everybody = || blocks.iter().flat_map(|block| (0..block.len()).map(move |i| (block, i)));
    let adopter: Vec<bool> = everybody().map(|(block, i)| model.adopts(block.practice[i])).collect();
    let can_adopt = |(block, i): (&Block, usize)| model.can_adopt >> block.group(i) & 1 == 1;
    let open: Vec<bool> =
        everybody().zip(&adopter).map(|(person, &adopter)| !adopter && can_adopt(person)).collect();
    let problem = InfluenceProblem {
        network: &setting.community.network,
        layer,
        share,
        passing,
        open: &open,
        adopter: &adopter,
        candidates,
    };
    let purpose = Purpose::of("reverse-reachable set", name);
    let stream = |set: u32| setting.community.draws.stream(purpose, set);
    Some(most_influential(&problem, number, EPSILON, words, &stream))
}
