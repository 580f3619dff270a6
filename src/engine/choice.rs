//! Random-utility choice over all practices at each review (McFadden 1974).
//!
//! ```text
//! V_s = appeal_{s,g} + peer·share_s + norm·A_{s,g} + benefit·well_s
//!       − discomfort·(own symptoms under s) + habit·[s is the current practice] + campaigns
//! ```
//!
//! The person takes up the available practice with the largest V_s plus a
//! Gumbel variate, drawn per person, practice and step, so that two arms in
//! which somebody sees the same choose the same.

use super::World;
use super::adoption::{adopt, renew};
use super::block::Block;
use super::condition::Measure;
use super::exposure::BATCH;
use super::rule::Rule;
use crate::draw::{Purpose, exponential};

/// Lets everybody whose review is due choose a practice.
pub fn choose(block: &mut Block, world: &World) {
    let model = world.model;
    let due: Vec<u16> =
        (0..block.len()).filter(|&i| block.due(model, i, world.t)).map(|i| i as u16).collect();
    if due.is_empty() {
        return;
    }
    let words: Vec<Vec<u32>> = (model.practice_names.iter())
        .map(|name| {
            let mut words = vec![0; block.len()];
            world.draws.stream(Purpose::of("choice", name), world.t as u32).fill(block.first, &mut words);
            words
        })
        .collect();
    for some in due.chunks(BATCH) {
        world.peers.fetch(block.first, some);
        for &i in some {
            let i = usize::from(i);
            let (person, now) = (block.first + i, block.practice[i]);
            let next = if world.programme.committed(person, world.t) {
                now
            } else {
                choice(block, world, i, |s| words[s][i])
            };
            let gentleness = world.programme.gentleness(person, next);
            if next != now {
                adopt(block, model, world.draws, i, next, world.t, gentleness);
            } else if block.present.get(i).is_some_and(|p| p.stress != block.plain_stress(model, i) * gentleness)
            {
                renew(block, model, i, world.t, gentleness);
            }
        }
    }
}

/// The practice that person `i` chooses; `word(s)` decides how they feel about practice `s` today.
fn choice(block: &Block, world: &World, i: usize, word: impl Fn(usize) -> u32) -> u8 {
    let Rule::Choice { peer, norm, benefit, discomfort, habit } = world.model.rule else {
        return block.practice[i];
    };
    let (model, person, now, group) =
        (world.model, block.first + i, block.practice[i], block.group[i]);
    let practices = model.wears.len();
    let norms = world.norms.practices(group);
    let here = &model.groups[usize::from(group)];
    let peers = world.peers.followers(person);
    let appeal = world.programme.appeal(person);
    let open = here.available & !world.programme.barred(person, group);
    let stresses = model.stresses(group, block.traits[i]);
    // Utility, and about what it comes to with the feelings of the day.
    let (mut values, mut about) = ([0.0f32; 32], [f32::NEG_INFINITY; 32]);
    let mut best = f32::NEG_INFINITY;
    for s in 0..practices {
        if open >> s & 1 == 0 {
            continue;
        }
        let practice = s as u8;
        let mut value = here.appeal[s] + peer * peers.all[s] + benefit * peers.well[s];
        if norm != 0.0 {
            value += norm * norms[s];
        }
        if discomfort != 0.0 {
            value -= discomfort * f32::from(own_symptoms(block, world, i, practice, stresses[s]));
        }
        if practice == now {
            value += habit;
        }
        if model.adopts(practice) {
            value += appeal;
        }
        values[s] = value;
        about[s] = value + gumbel::about(word(s));
        best = best.max(about[s]);
    }
    // Few come close to the best: only those are worked out to the last digit.
    let margin = 2.0 * (gumbel::ERROR + f32::EPSILON * best.abs());
    let close = |&s: &usize| about[s] >= best - margin && about[s] > f32::NEG_INFINITY;
    let mut closest = (0..practices).filter(close);
    let (first, second) = (closest.next(), closest.next());
    if let (Some(only), None) = (first, second) {
        return only as u8;
    }
    let mut best = (f64::NEG_INFINITY, now);
    for s in (0..practices).filter(close) {
        // A Gumbel variate is minus the log of an exponential one.
        let total = f64::from(values[s]) - libm::log(exponential(word(s)));
        if total > best.0 {
            best = (total, s as u8);
        }
    }
    best.1
}

/// How many symptoms of stress person `i` would have on taking up a practice, which puts `stress` on somebody whose
/// tightness is 1.
fn own_symptoms(block: &Block, world: &World, i: usize, practice: u8, stress: f32) -> u8 {
    let model = world.model;
    let Some(present) = block.present.get(i).filter(|_| model.stressful) else { return 0 };
    let stress = stress * present.tightness * world.programme.gentleness(block.first + i, practice);
    (0..model.symptoms)
        .filter(|&s| model.conditions[s].measure == Measure::Stress)
        .map(|s| u8::from(stress >= block.tolerance(model, s, i)))
        .sum()
}

/// Gumbel variates, roughly: enough to tell most choices without a logarithm.
mod gumbel {
    use std::f32::consts::{LN_2, SQRT_2};

    /// A bound on the error of [`about`], with room: the largest seen over a million words is a tenth of it.
    pub const ERROR: f32 = 5e-4;

    /// The Gumbel variate −ln(−ln u) of a word, u in (0, 1), within [`ERROR`].
    #[inline]
    pub fn about(word: u32) -> f32 {
        const UNIT: f32 = 1.0 / 4_294_967_296.0;
        let below = (word as f32 + 0.5) * UNIT;
        // What is missing to 1, to as many digits when it is small.
        let above = (!word as f32 + 0.5) * UNIT;
        let exponential = if above < 1.0 - SQRT_2 / 2.0 { -near_one(-above) } else { -log(below) };
        -log(exponential)
    }

    /// ln x for positive x, to some five digits after the point.
    #[inline]
    fn log(x: f32) -> f32 {
        // x = 2^e · m with m in [√½, √2).
        let bits = x.to_bits().wrapping_sub(SQRT_HALF);
        let exponent = bits as i32 >> 23;
        let mantissa = f32::from_bits((bits & 0x007f_ffff).wrapping_add(SQRT_HALF));
        exponent as f32 * LN_2 + near_one(mantissa - 1.0)
    }

    const SQRT_HALF: u32 = 0x3f35_04f3;

    /// ln(1 + z) for z in [√½ − 1, √2 − 1], to five digits even where it is small: with y = z/(2 + z),
    /// 2·(y + y³/3 + y⁵/5 + y⁷/7 + …).
    #[inline]
    fn near_one(z: f32) -> f32 {
        let y = z / (2.0 + z);
        let square = y * y;
        2.0 * y * (1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0))))
    }

    #[cfg(test)]
    mod tests {
        use super::{ERROR, about};
        use crate::draw::exponential;

        #[test]
        fn variates_are_as_close_as_promised() {
            let spread = (0..1_000_000u32).map(|i| i.wrapping_mul(0x9e37_79b9));
            let ends = (0..100_000u32).flat_map(|i| [i, u32::MAX - i]);
            let error = |word: u32| f64::from(about(word)) + libm::log(exponential(word));
            let largest = spread.chain(ends).map(|word| error(word).abs()).fold(0.0, f64::max);
            assert!(largest < f64::from(ERROR) / 10.0, "{largest}");
        }
    }
}
