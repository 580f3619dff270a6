//! What presses on people in a step, and what it leaves of their resistance.
//!
//! Whoever is outside the innovation, where something of it is available to their group, feels p + q·x + r·A and
//! campaigns; adopters feel discontinuance. Most people's pressure is that of the step before: only those who have
//! heard that a peer has changed look again.

use super::World;
use super::block::{Block, TOO_MANY};
use super::exposure::Listening;
use super::glance::positions;
use super::model::Model;
use super::programme::Programme;
use super::rule::Rule;

/// A block is crowded no more when fewer than one in so many minds are open.
const FEW: usize = 6;

/// Wears resistances down by this step's pressure. Returns who is persuaded: to adopt, or to give up; they are taken
/// off the list of those whose mind is open until they have reviewed. `heard` is what the people of the block have
/// heard of their peers (see [`Listening`]).
pub fn wear(block: &mut Block, heard: &mut [u8], world: &World) -> Vec<u16> {
    let model = world.model;
    if world.peers.listening() == Listening::Ignoring {
        return vec![];
    }
    listen(block, heard, world);
    let norms = norms(world);
    // Adopters follow no norm: theirs is in the upper half, and 0.
    let norm = |block: &Block, i: usize| {
        let adopts = model.innovation >> block.practice[i] & 1;
        norms[usize::from(block.group(i) & 63 | (adopts as u8) << 6)]
    };
    let normed = matches!(model.rule, Rule::Hazard { r, .. } if r != 0.0);
    let nudged = world.programme.campaigns() || world.programme.has_champions();
    let counts = world.peers.listening() == Listening::Counting;
    let pressures = &world.peers.pressures;
    // Whoever is committed does not think of giving up.
    let giving_up = |block: &Block, i: usize| {
        if world.programme.committed(block.first + i, world.t) { 0.0 } else { model.discontinuance }
    };
    match model.rule {
        Rule::Threshold(_) => reach_thresholds(block, heard, world, giving_up),
        _ if block.crowd > 0 => wear_crowd_down(block, heard, world),
        _ if counts && !nudged && !normed && model.discontinuance == 0.0 => {
            wear_down(block, |_, i| pressures[usize::from(heard[i])])
        }
        _ if !counts && !nudged && !normed => wear_down(block, |block, i| block.pressure[i]),
        _ if !counts && !nudged => wear_down(block, |block, i| block.pressure[i] + norm(block, i)),
        _ => wear_down(block, |block, i| {
            if model.adopts(block.practice[i]) {
                return giving_up(block, i);
            }
            let peers = if counts { pressures[usize::from(heard[i])] } else { block.pressure[i] };
            peers + norm(block, i) + world.programme.influence(block.first + i)
        }),
    }
}

/// Pressure that the norm of each group puts on those outside in a step; for adopters, 64 places further on, none.
fn norms(world: &World) -> [f32; 128] {
    let mut norms = [0.0; 128];
    if let Rule::Hazard { r, .. } = world.model.rule {
        for (g, norm) in norms.iter_mut().enumerate().take(world.model.groups.len()) {
            *norm = r * world.norms.adopters(g as u8);
        }
    }
    norms
}

/// Whether an arm begins with blocks in which everybody is gone through without a list: where people do nothing but
/// count adopting peers, and adopt for good.
pub fn begins_crowded(model: &Model, listening: Listening, programme: &Programme) -> bool {
    let by_number = match model.rule {
        Rule::Hazard { r, .. } => r == 0.0 && model.counts_peers,
        Rule::Contagion { .. } => true,
        _ => false,
    };
    let everybody = (0..model.groups.len()).all(|g| model.can_adopt >> g & 1 == 1);
    let counts = listening == Listening::Counting;
    counts && by_number && everybody && model.discontinuance == 0.0 && programme.is_empty()
}

/// Takes `pressure(block, i)` off the resistance of everybody whose mind is open.
#[inline(always)]
fn wear_down(block: &mut Block, pressure: impl Fn(&Block, usize) -> f32) -> Vec<u16> {
    let mut open = std::mem::take(&mut block.open);
    let (mut persuaded, mut kept) = (vec![], 0);
    for n in 0..open.len() {
        let i = open[n];
        let left = block.resistance[usize::from(i)] - pressure(block, usize::from(i));
        block.resistance[usize::from(i)] = left;
        open[kept] = i;
        if left > 0.0 {
            kept += 1;
        } else {
            persuaded.push(i);
        }
    }
    open.truncate(kept);
    block.open = open;
    persuaded
}

/// The same where people count adopting peers, nothing else presses on them, and most of a block are still open: no
/// list, no table, many people at a time.
fn wear_crowd_down(block: &mut Block, heard: &[u8], world: &World) -> Vec<u16> {
    const GLANCE: usize = 16;
    let (outside, each, weight) = world.peers.press_by_number();
    let mut persuaded = vec![];
    // Of `left` and `heard` of people from position `first` on. Without a branch, so that the compiler takes several
    // people at a time.
    let mut press = |first: usize, left: &mut [f32], heard: &[u8]| {
        // Bit i for the person at position i.
        let mut reached = 0u32;
        for (i, (left, &heard)) in left.iter_mut().zip(heard).enumerate() {
            *left -= outside + each * (weight * f32::from(heard));
            reached |= u32::from(*left <= 0.0) << i;
        }
        persuaded.extend(positions(reached).map(|i| (first + i) as u16));
    };
    let (glances, last) = block.resistance.as_chunks_mut::<GLANCE>();
    let (heard, heard_last) = heard.as_chunks::<GLANCE>();
    let whole = glances.len() * GLANCE;
    for (glance, (left, heard)) in glances.iter_mut().zip(heard).enumerate() {
        press(glance * GLANCE, left, heard);
    }
    press(whole, last, heard_last);
    block.crowd = block.crowd.saturating_sub(persuaded.len());
    if block.crowd * FEW < block.len() {
        // From the next step on it is faster to go by the list.
        block.crowd = 0;
        block.reopen = true;
    }
    persuaded
}

/// The same under thresholds, which are reached all at once; `giving_up` wears adopters down.
fn reach_thresholds(
    block: &mut Block,
    heard: &[u8],
    world: &World,
    giving_up: impl Fn(&Block, usize) -> f32,
) -> Vec<u16> {
    let mut persuaded = vec![];
    let mut open = std::mem::take(&mut block.open);
    open.retain(|&at| {
        let i = usize::from(at);
        if world.model.adopts(block.practice[i]) {
            block.resistance[i] -= giving_up(block, i);
        }
        let keeps = !is_persuaded(block, heard, world, i);
        if !keeps {
            persuaded.push(at);
        }
        keeps
    });
    block.open = open;
    const GLANCE: usize = 64;
    for (glance, (heard, needed)) in heard.chunks(GLANCE).zip(block.needed.chunks(GLANCE)).enumerate() {
        let reached = |(heard, needed): (&u8, &u8)| heard >= needed;
        // No branch, so that the compiler compares many at once.
        if heard.iter().zip(needed).fold(0, |any, pair| any | u8::from(reached(pair))) != 0 {
            let all = heard.iter().zip(needed).enumerate().filter(|(_, pair)| reached(*pair));
            persuaded.extend(all.map(|(i, _)| (glance * GLANCE + i) as u16));
        }
    }
    persuaded
}

/// Whether person `i` would change their mind at a review now.
pub fn is_persuaded(block: &Block, heard: &[u8], world: &World, i: usize) -> bool {
    let threshold = matches!(world.model.rule, Rule::Threshold(_)) && !world.model.adopts(block.practice[i]);
    match threshold {
        _ if !block.is_open(world.model, i) => false,
        false => block.resistance[i] <= 0.0,
        true if block.needed.is_empty() => block.pressure[i] >= block.resistance[i],
        true => heard[i] >= block.needed[i],
    }
}

/// Looks up the peers of those who have heard that one has changed, and lists anew whose mind is open where that may
/// have changed.
pub fn listen(block: &mut Block, heard: &mut [u8], world: &World) {
    let (model, peers) = (world.model, &world.peers);
    let outside = |block: &Block, i: usize| {
        !model.adopts(block.practice[i]) && model.can_adopt >> block.group(i) & 1 == 1
    };
    let mut look = vec![];
    let asks = peers.listening() == Listening::Asking;
    if asks || peers.listening() == Listening::Noticing {
        const GLANCE: usize = 8;
        for (glance, heard) in heard.chunks_mut(GLANCE).enumerate() {
            // Eight people at a glance: few have heard anything.
            if !asks && heard.iter().fold(0, |any, heard| any | heard) == 0 {
                continue;
            }
            for (at, heard) in heard.iter_mut().enumerate() {
                let i = glance * GLANCE + at;
                if (asks || std::mem::take(heard) != 0) && outside(block, i) {
                    look.push(i as u16);
                }
            }
        }
    }
    for i in std::mem::take(&mut block.anew) {
        let outside = outside(block, i.into());
        if outside && !block.pressure.is_empty() {
            look.push(i);
        }
        let i = usize::from(i);
        if !block.needed.is_empty() {
            let threshold = block.resistance[i];
            block.needed[i] = if outside { peers.needed(block.first + i, threshold) } else { TOO_MANY };
        }
    }
    for (n, &i) in look.iter().enumerate() {
        peers.prefetch(block.first, &look, n);
        block.pressure[usize::from(i)] = peers.pressure(block.first + usize::from(i));
    }
    if block.crowd == 0 && std::mem::take(&mut block.reopen) {
        // Thresholds that a number of peers reaches are looked over without a list.
        let listed = |i: usize| block.needed.is_empty() || model.adopts(block.practice[i]);
        let open = || (0..block.len()).filter(|&i| block.is_open(model, i) && listed(i)).map(|i| i as u16);
        // Counted first, since a list that grows by itself takes up to twice the room.
        let mut list = Vec::with_capacity(open().count());
        list.extend(open());
        block.open = list;
    }
}
