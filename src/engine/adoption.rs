//! Changing practice at reviews, under the rules that follow one innovation.
//!
//! `hazard`, `contagion` and `cascade` differ only in the pressure that a step
//! adds; a person adopts at the first review at which the pressure since the
//! last change of mind has used up their Exp(1) resistance. That is the Sellke
//! (1983) construction: given pressure h in a step, the probability of
//! adopting is 1 − e^{−h}, exactly as if a coin had been thrown, but no random
//! number is needed until somebody changes their mind, and two arms that share
//! resistances differ only by what people saw. Discontinuance is the same
//! clock with a constant pressure, drift another.
//!
//! Most reviews change nothing, and nobody attends to them: a practice that is
//! renewed goes on as before. A step attends to the reviews of those whom
//! pressure has persuaded, those who are awake (see [`forecast`](super::forecast)),
//! and where noise, campaigns, training or restrictions act at reviews, of
//! everybody whom they may concern.

use super::World;
use super::block::{Block, TOO_MANY};
use super::exposure::{BATCH, Listening};
use super::model::{GroupModel, Model};
use super::programme::Programme;
use super::rule::Rule;
use super::tally::Event;
use crate::draw::{self, Draws, Purpose};
use std::borrow::Cow;

/// A block is crowded no more when fewer than one in so many minds are open.
const FEW: usize = 6;

/// Wears resistances down by this step's pressure. Returns who is persuaded: to adopt, or to give up; they are taken
/// off the list of those whose mind is open until they have reviewed. `heard` is what the people of the block have
/// heard of their peers (see [`Listening`]).
pub fn pressure(block: &mut Block, heard: &mut [u8], world: &World) -> Vec<u16> {
    let model = world.model;
    if matches!(model.rule, Rule::Choice { .. }) {
        return vec![];
    }
    listen(block, heard, world);
    let norms = norms(world);
    // Adopters follow no norm: theirs is in the upper half, and 0.
    let norm = |block: &Block, i: usize| {
        let adopts = model.innovation >> block.practice[i] & 1;
        norms[usize::from(block.group[i] & 63 | (adopts as u8) << 6)]
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
        _ if block.crowded => wear_crowd_down(block, heard, world),
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
    const GLANCE: usize = 64;
    let (outside, each, weight) = world.peers.press_by_number();
    let (mut persuaded, mut open) = (vec![], 0);
    for (glance, (left, heard)) in block.resistance.chunks_mut(GLANCE).zip(heard.chunks(GLANCE)).enumerate() {
        // Whole numbers and no branch, so that the compiler takes several people at a time.
        let (mut reached, mut here) = (0, 0);
        for (left, &heard) in left.iter_mut().zip(heard) {
            *left -= outside + each * (weight * f32::from(heard));
            reached |= u32::from(*left <= 0.0);
            // An adopter's resistance has no end.
            here += u32::from(*left < f32::INFINITY);
        }
        open += here;
        if reached != 0 {
            let reached = left.iter().enumerate().filter(|(_, left)| **left <= 0.0);
            persuaded.extend(reached.map(|(i, _)| (glance * GLANCE + i) as u16));
        }
    }
    if open as usize * FEW < block.len() {
        // From the next step on it is faster to go by the list.
        block.crowded = false;
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
    for (i, (heard, needed)) in heard.iter().zip(&block.needed).enumerate() {
        if heard >= needed {
            persuaded.push(i as u16);
        }
    }
    persuaded
}

/// Whether person `i` would change their mind at a review now.
fn is_persuaded(block: &Block, heard: &[u8], world: &World, i: usize) -> bool {
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
        !model.adopts(block.practice[i]) && model.can_adopt >> block.group[i] & 1 == 1
    };
    let mut look = vec![];
    if peers.listening() != Listening::Counting {
        const GLANCE: usize = 8;
        let asks = peers.listening() == Listening::Asking;
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
    for some in look.chunks(BATCH) {
        peers.fetch(block.first, some);
        for &i in some {
            block.pressure[usize::from(i)] = peers.pressure(block.first + usize::from(i));
        }
    }
    if !block.crowded && std::mem::take(&mut block.reopen) {
        // Thresholds that a number of peers reaches are looked over without a list.
        let listed = |i: usize| block.needed.is_empty() || model.adopts(block.practice[i]);
        let open = (0..block.len()).filter(|&i| block.is_open(model, i) && listed(i));
        block.open = open.map(|i| i as u16).collect();
    }
}

/// Lets those who are persuaded, and everybody else whose review may matter, change or renew their practice.
pub fn decide(block: &mut Block, heard: &mut [u8], world: &World, persuaded: &[u16]) {
    let (model, t) = (world.model, world.t);
    let by_threshold = matches!(model.rule, Rule::Threshold(_));
    let nudged = model.noise > 0.0 || (by_threshold && world.programme.campaigns());
    let mut noise = vec![];
    if nudged {
        noise.resize(block.len(), 0);
        world.draws.stream(Purpose::of("noise", ""), t as u32).fill(block.first, &mut noise);
    }
    block.fetch_minds(persuaded);
    for &at in persuaded {
        let i = usize::from(at);
        if block.due(model, i, t) {
            review(block, world, i, true, noise.get(i).copied());
        }
        // Back to the list, where they still belong there.
        let listed = if block.needed.is_empty() { !block.crowded } else { model.adopts(block.practice[i]) };
        if listed && block.is_open(model, i) {
            block.open.push(at);
        }
    }
    let concerns = if nudged {
        Concerns::Everybody
    } else if world.programme.acts_at_reviews() {
        Concerns::Participants
    } else if block.present.is_empty() {
        // Nothing comes to pass by itself.
        return;
    } else {
        Concerns::Awake
    };
    let due: Vec<u16> = match concerns {
        Concerns::Awake => block.awake.iter().copied().filter(|&i| block.due(model, i.into(), t)).collect(),
        concerns => (0..block.len())
            .filter(|&i| {
                let participant = || world.programme.participates(block.first + i);
                let awake = || block.calendar.get(i).is_some_and(|&date| date <= t);
                (concerns == Concerns::Everybody || participant() || awake()) && block.due(model, i, t)
            })
            .map(|i| i as u16)
            .collect(),
    };
    // Where it is not kept when practices were taken up, it has to be noted who has reviewed already.
    let mut reviewed = vec![false; if block.present.is_empty() { block.len() } else { 0 }];
    if !reviewed.is_empty() {
        persuaded.iter().for_each(|&i| reviewed[usize::from(i)] = true);
    }
    for &i in &due {
        let i = usize::from(i);
        if !reviewed.get(i).copied().unwrap_or(false) && block.due(model, i, t) {
            let persuaded = is_persuaded(block, heard, world, i);
            review(block, world, i, persuaded, noise.get(i).copied());
        }
    }
}

/// Whose reviews have to be attended to.
#[derive(Clone, Copy, PartialEq)]
enum Concerns {
    Awake,
    Participants,
    Everybody,
}

/// Lets person `i` change or renew their practice. `noise` is their word for adopting whatever their peers do.
fn review(block: &mut Block, world: &World, i: usize, persuaded: bool, noise: Option<u32>) {
    let (model, t) = (world.model, world.t);
    let person = block.first + i;
    let now = block.practice[i];
    if world.programme.committed(person, t) {
        renew(block, model, i, t, world.programme.gentleness(person, now));
        return;
    }
    let choice = Options::of(world, person, block.group[i]);
    let drifts = block.drifts.get(i).is_some_and(|&step| step <= t);
    let change = if model.adopts(now) {
        persuaded.then(|| choice.outside())
    } else {
        let by_noise = |word: u32| {
            let worn = f64::from(model.wears[usize::from(now)].worn);
            let by_threshold = matches!(model.rule, Rule::Threshold(_));
            let campaign =
                if by_threshold { f64::from(world.programme.influence(person)) * worn } else { 0.0 };
            word < draw::cut(1.0 - (1.0 - model.noise) * libm::exp(-campaign))
        };
        let adopts = persuaded || noise.is_some_and(by_noise);
        let inside = if adopts { choice.inside() } else { Cow::Borrowed(&[][..]) };
        match () {
            () if !inside.is_empty() => Some(inside),
            () if drifts => Some(choice.outside()),
            () => None,
        }
    };
    let somewhere = |shares: &Cow<[f64]>| !shares.is_empty();
    // Whoever would change and finds nothing there may still have to go.
    let change = change.filter(somewhere).or_else(|| choice.instead_of(now)).filter(somewhere);
    let Some(shares) = change else {
        return renew(block, model, i, t, world.programme.gentleness(person, now));
    };
    let word = || world.draws.stream(Purpose::of("moves to", ""), t as u32).at(person);
    let next = draw::certain(&shares).unwrap_or_else(|| draw::pick(word(), &shares)) as u8;
    adopt(block, model, world.draws, i, next, t, world.programme.gentleness(person, next));
    if next == now {
        block.draw_drift(model, world.draws, i, t);
    }
}

/// What somebody can move to at a review: what is available to their group, less what restrictions bar them from.
struct Options<'a> {
    group: &'a GroupModel,
    innovation: u32,
    barred: u32,
}

impl<'a> Options<'a> {
    fn of(world: &World<'a>, person: usize, group: u8) -> Self {
        Self {
            group: &world.model.groups[usize::from(group)],
            innovation: world.model.innovation,
            barred: world.programme.barred(person, group),
        }
    }

    /// Cumulative shares of the practices outside the innovation.
    fn outside(&self) -> Cow<'a, [f64]> {
        match self.barred {
            0 => Cow::Borrowed(&self.group.outside),
            barred => Cow::Owned(self.group.among(self.group.available & !self.innovation & !barred)),
        }
    }

    /// Cumulative shares of those inside.
    fn inside(&self) -> Cow<'a, [f64]> {
        match self.barred {
            0 => Cow::Borrowed(&self.group.inside),
            barred => Cow::Owned(self.group.inside_among(self.group.available & self.innovation & !barred)),
        }
    }

    /// Where somebody has to go who cannot keep to `now`: one of the others if it is not available in the group they
    /// have come into; anything that is still to be had, inside or outside, if a restriction bars it.
    fn instead_of(&self, now: u8) -> Option<Cow<'a, [f64]>> {
        let strange = self.group.available >> now & 1 == 0;
        let barred = self.barred >> now & 1 == 1;
        let outside = strange.then(|| self.outside()).filter(|shares| !shares.is_empty());
        let anywhere = || Cow::Owned(self.group.among(self.group.available & !self.barred));
        outside.or_else(|| barred.then(anywhere))
    }
}

/// Person `i` goes on with their practice at a review. They are looked at only if that puts another stress on them.
pub fn renew(block: &mut Block, model: &Model, i: usize, t: i32, gentleness: f32) {
    let before = block.present.get(i).map(|present| present.stress);
    block.take_up(model, i, block.practice[i], t, gentleness);
    if block.present.get(i).map(|present| present.stress) != before {
        block.wake(i, t);
    }
}

/// Person `i` takes up `next` (or goes on) at step `t`, its stress changed by `gentleness`; what changes with it is
/// counted, and they are looked at in this step.
pub fn adopt(block: &mut Block, model: &Model, draws: &Draws, i: usize, next: u8, t: i32, gentleness: f32) {
    let before = block.practice[i];
    let (was, is) = (model.adopts(before), model.adopts(next));
    let was_open = block.is_open(model, i);
    block.take_up(model, i, next, t, gentleness);
    block.wake(i, t);
    if before != next {
        block.tally.changes(block.cell[i], before, next);
        block.draw_drift(model, draws, i, t);
    }
    if was != is {
        block.change_mind(model, draws, i, was_open, t + 1);
        block.tally.happened(block.cell[i], if is { Event::Adopted } else { Event::Discontinued });
    }
}
