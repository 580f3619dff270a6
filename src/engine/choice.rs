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
use super::rule::Rule;
use crate::draw::{Purpose, Reader, exponential};
use crate::prefetch::NEAR;

/// Lets everybody whose review is due choose a practice.
pub fn choose(block: &mut Block, world: &World) {
    match room(world.model.wears.len()) {
        FEW => choose_among::<FEW>(block, world),
        _ => choose_among::<MANY>(block, world),
    }
}

/// Up to so many practices are weighed with room for no more.
const FEW: usize = 8;
const MANY: usize = 32;

/// For how many practices there is room where there are so many.
pub fn room(practices: usize) -> usize {
    if practices <= FEW { FEW } else { MANY }
}

fn choose_among<const PRACTICES: usize>(block: &mut Block, world: &World) {
    let model = world.model;
    let (torn, words) = torn::<PRACTICES>(block, world);
    for (n, (&i, words)) in torn.iter().zip(&words).enumerate() {
        world.peers.prefetch(block.first, &torn, n);
        torn.get(n + NEAR).into_iter().for_each(|&ahead| block.prefetch_stress(ahead.into()));
        let i = usize::from(i);
        let (person, now) = (block.first + i, block.practice[i]);
        let next =
            if world.programme.committed(person, world.t) { now } else { choice(block, world, i, words) };
        let gentleness = world.programme.gentleness(person, next);
        if next != now {
            adopt(block, model, world.draws, i, next, world.t, gentleness);
        } else if block.present.get(i).is_some_and(|p| p.stress != block.plain_stress(model, i) * gentleness)
        {
            renew(block, model, i, world.t, gentleness);
        }
    }
}

/// Those who review and may not simply go on with their practice, with the words that decide how they feel about each
/// practice today.
fn torn<const PRACTICES: usize>(block: &mut Block, world: &World) -> (Vec<u16>, Vec<[u32; PRACTICES]>) {
    /// As many words as are worked out at once.
    const GLANCE: usize = 64;
    let (model, t) = (world.model, world.t);
    let (mut torn, mut torn_words) = (vec![], vec![]);
    let due = block.take_reviews(model, t);
    if due.is_empty() {
        return (torn, torn_words);
    }
    let stream = |name: &String| world.draws.stream(Purpose::of("choice", name), t as u32);
    let mut streams: Vec<Reader> =
        model.practice_names.iter().map(|name| stream(name).from(block.first)).collect();
    let at_reviews = world.programme.acts_at_reviews();
    let loyalty = model.loyalty.as_ref().filter(|_| !world.programme.campaigns());
    // In the places of practices that there are not, a word of no account.
    let mut words = [[1 << 31; GLANCE]; PRACTICES];
    let mut due = due.into_iter().map(usize::from).peekable();
    for first in (0..block.len()).step_by(GLANCE) {
        let end = block.len().min(first + GLANCE);
        streams.iter_mut().zip(&mut words).for_each(|(stream, words)| stream.fill(&mut words[..end - first]));
        while let Some(i) = due.next_if(|&i| i < end) {
            let today = std::array::from_fn(|s| words[s][i - first]);
            let awake = block.calendar.get(i).is_some_and(|&date| date <= t);
            let held = || loyalty.is_some_and(|all| all.holds(block.group(i), block.practice[i], &today));
            if awake || at_reviews || (!held() && !stays_anyway(block, world, i, &today)) {
                torn.push(i as u16);
                torn_words.push(today);
            }
        }
    }
    (torn, torn_words)
}

/// Whether person `i`, whatever their peers do and wherever it hurts, goes on with their practice: habit and the
/// feelings of the day outweigh the most that peers and discomfort can. Most reviews end here, without a look around.
#[inline(always)]
fn stays_anyway<const PRACTICES: usize>(
    block: &Block,
    world: &World,
    i: usize,
    words: &[u32; PRACTICES],
) -> bool {
    let Rule::Choice { peer, norm, benefit, discomfort, habit } = world.model.rule else { return true };
    let model = world.model;
    if model.counts_peers || words.iter().fold(false, |any, &word| any | gumbel::is_extreme(word)) {
        return false;
    }
    let (now, group) = (usize::from(block.practice[i]), block.group(i));
    let (norms, here) = (world.norms.practices(group), &model.groups[usize::from(group)]);
    let appeal = world.programme.appeal(block.first + i);
    let feelings = gumbel::about(words);
    let (mut own, mut best_other) = (f32::NEG_INFINITY, f32::NEG_INFINITY);
    for s in 0..model.wears.len().min(PRACTICES) {
        let campaign = if model.adopts(s as u8) { appeal } else { 0.0 };
        let total = here.appeal[s] + norm * norms[s] + campaign + feelings[s];
        let available = here.available >> s & 1 == 1;
        own = if s == now && available { total + habit } else { own };
        best_other = if s != now && available { best_other.max(total) } else { best_other };
    }
    // Shares lie between 0 and 1, and symptoms between none and all.
    let pulls = peer.abs() + benefit.abs() + discomfort.abs() * model.symptoms as f32;
    let error = 2.0 * gumbel::ERROR + 1e-5 * (own.abs() + best_other.abs() + habit.abs());
    own - best_other > pulls + error
}

/// The practice that person `i` chooses; `words` decide how they feel about each today.
#[inline(always)]
fn choice<const PRACTICES: usize>(block: &Block, world: &World, i: usize, words: &[u32; PRACTICES]) -> u8 {
    let Rule::Choice { peer, norm, benefit, discomfort, habit } = world.model.rule else {
        return block.practice[i];
    };
    let (model, person, now, group) = (world.model, block.first + i, block.practice[i], block.group(i));
    let practices = model.wears.len();
    let norms = world.norms.practices(group);
    let here = &model.groups[usize::from(group)];
    let peers = world.peers.followers::<PRACTICES>(person);
    let appeal = world.programme.appeal(person);
    let open = here.available & !world.programme.barred(person, group);
    let stresses = model.stresses(group, block.traits(i));
    let feelings = gumbel::about(words);
    // Utility, and about what it comes to with the feelings of the day.
    let (mut values, mut about) = ([0.0f32; PRACTICES], [f32::NEG_INFINITY; PRACTICES]);
    let mut best = f32::NEG_INFINITY;
    for s in 0..practices.min(PRACTICES) {
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
        about[s] = value + feelings[s];
        best = best.max(about[s]);
    }
    // Few come close to the best: only those are worked out to the last digit, and all of them on a day of extremes.
    let extreme = words.iter().fold(false, |any, &word| any | gumbel::is_extreme(word));
    let nearly = best - 2.0 * (gumbel::ERROR + f32::EPSILON * best.abs());
    let nearly = if extreme { f32::NEG_INFINITY } else { nearly };
    let mut close = (0..PRACTICES).filter(|&s| about[s] >= nearly && about[s] > f32::NEG_INFINITY);
    let (mut next, mut most) = (now, f64::NEG_INFINITY);
    let first = close.next();
    let Some(second) = close.next() else {
        return first.map_or(now, |only| only as u8);
    };
    for s in first.into_iter().chain([second]).chain(close) {
        // A Gumbel variate is minus the log of an exponential one.
        let total = f64::from(values[s]) - libm::log(exponential(words[s]));
        if total > most {
            (next, most) = (s as u8, total);
        }
    }
    next
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
    use std::f32::consts::LN_2;

    /// A bound on the error of [`about`] for words that are not extreme, with room.
    pub const ERROR: f32 = 5e-4;

    /// Words this close to 0 or to the largest are extreme.
    const EXTREME: u32 = 1 << 20;

    /// Whether a word is so close to an end that [`about`] may be wrong; one in 2,000 is.
    #[inline(always)]
    pub fn is_extreme(word: u32) -> bool {
        word.wrapping_add(EXTREME) < 2 * EXTREME
    }

    /// The Gumbel variates −ln(−ln u) of words, u in (0, 1), within [`ERROR`]. No branch, so that several are worked
    /// out at once.
    #[inline(always)]
    pub fn about<const WORDS: usize>(words: &[u32; WORDS]) -> [f32; WORDS] {
        const UNIT: f32 = 1.0 / 16_777_216.0;
        let mut variates = [0.0; WORDS];
        for (variate, &word) in variates.iter_mut().zip(words) {
            // The first 24 bits, which a float holds.
            let bits = (word >> 8) as i32;
            let below = (bits as f32 + 0.5) * UNIT;
            // What is missing to 1, to as many digits when it is small.
            let above = ((0x00ff_ffff - bits) as f32 + 0.5) * UNIT;
            let (exponent, rest) = split(below);
            let rest = if above < 1.0 - std::f32::consts::FRAC_1_SQRT_2 { -above } else { rest };
            let (exponent, rest) = split(-(exponent * LN_2 + near_one(rest)));
            *variate = -(exponent * LN_2 + near_one(rest));
        }
        variates
    }

    /// x = 2^e · (1 + z) with 1 + z in [√½, √2): e and z.
    #[inline(always)]
    fn split(x: f32) -> (f32, f32) {
        let bits = x.to_bits().wrapping_sub(SQRT_HALF);
        let mantissa = f32::from_bits((bits & 0x007f_ffff).wrapping_add(SQRT_HALF));
        ((bits as i32 >> 23) as f32, mantissa - 1.0)
    }

    const SQRT_HALF: u32 = 0x3f35_04f3;

    /// ln(1 + z) for z in [√½ − 1, √2 − 1], to five digits even where it is small: with y = z/(2 + z),
    /// 2·(y + y³/3 + y⁵/5 + y⁷/7 + …).
    #[inline(always)]
    fn near_one(z: f32) -> f32 {
        let y = z / (2.0 + z);
        let square = y * y;
        2.0 * y * (1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0))))
    }

    #[cfg(test)]
    mod tests {
        use super::{ERROR, about, is_extreme};
        use crate::draw::exponential;

        #[test]
        fn variates_are_as_close_as_promised() {
            let spread = (0..1_000_000u32).map(|i| i.wrapping_mul(0x9e37_79b9));
            let ends = (1 << 20..1 << 21).flat_map(|i: u32| [i, u32::MAX - i]);
            let error = |word: u32| f64::from(about(&[word])[0]) + libm::log(exponential(word));
            let words = spread.chain(ends).filter(|&word| !is_extreme(word));
            let largest = words.map(|word| error(word).abs()).fold(0.0, f64::max);
            assert!(largest < f64::from(ERROR) / 2.0, "{largest}");
        }
    }
}
