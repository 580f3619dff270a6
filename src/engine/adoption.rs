//! Changing practice at reviews, under the rules that follow one innovation.
//!
//! `hazard`, `contagion` and `cascade` differ only in the pressure that a step
//! adds; a person adopts at the first review at which the pressure since the
//! last change of mind has reached their Exp(1) resistance. That is the Sellke
//! (1983) construction: given pressure h in a step, the probability of
//! adopting is 1 − e^{−h}, exactly as if a coin had been thrown, but no random
//! number is needed until somebody changes their mind, and two arms that share
//! resistances differ only by what people saw. Discontinuance is the same
//! clock with a constant pressure.

use super::World;
use super::block::Block;
use super::model::{GroupModel, Model};
use super::rule::Rule;
use super::tally::Event;
use crate::draw::{self, Draws, Purpose};
use std::borrow::Cow;

/// Adds this step's pressure to adopt, or to discontinue.
pub fn pressure(block: &mut Block, world: &World) {
    let model = world.model;
    let last = |g: u8| world.norms.adopters(g);
    match model.rule {
        Rule::Hazard { p, q, r } => each_outside(block, world, |x, g| p + q * x + r * last(g)),
        Rule::Contagion { p, q } => each_outside(block, world, |x, _| p + q * x),
        Rule::Cascade { q } => each_outside(block, world, |x, _| q * x),
        Rule::Threshold(_) => {
            if model.discontinuance > 0.0 {
                for i in 0..block.len() {
                    if model.adopts(block.practice[i]) && !world.programme.committed(block.first + i, world.t)
                    {
                        block.pressure[i] += model.discontinuance;
                    }
                }
            }
        }
        Rule::Choice { .. } => {}
    }
}

/// Adds `pressure(peer_exposure, group)` and campaigns for everybody outside the innovation to whom it is available, and
/// discontinuance for adopters.
#[inline(always)]
fn each_outside(block: &mut Block, world: &World, pressure: impl Fn(f32, u8) -> f32) {
    for i in 0..block.len() {
        let (person, group) = (block.first + i, block.group[i]);
        if world.model.adopts(block.practice[i]) {
            // Whoever is committed does not think of giving up.
            if !world.programme.committed(person, world.t) {
                block.pressure[i] += world.model.discontinuance;
            }
        } else if world.model.can_adopt >> group & 1 == 1 {
            let x = world.peers.exposure(person, &mut block.exposure[i]);
            block.pressure[i] += pressure(x, group) + world.programme.influence(person);
        }
    }
}

/// Lets the people of `due` change or renew their practice.
pub fn decide(block: &mut Block, world: &World, due: &[u16]) {
    let (model, t) = (world.model, world.t);
    let by_threshold = matches!(model.rule, Rule::Threshold(_));
    let words = |block: &Block, needed: bool, decision: &str| {
        let mut words = vec![0; if needed && !due.is_empty() { block.len() } else { 0 }];
        world.draws.stream(Purpose::of(decision, ""), t as u32).fill(block.first, &mut words);
        words
    };
    let nudged = model.noise > 0.0 || (by_threshold && world.programme.campaigns());
    let noise = words(block, nudged, "noise");
    let drift = words(block, model.drift > 0.0, "drift");
    for &i in due {
        let i = usize::from(i);
        let person = block.first + i;
        let now = block.practice[i];
        if world.programme.committed(person, t) {
            block.take_up(model, i, now, t, world.programme.gentleness(person, now));
            continue;
        }
        let choice = Options::of(world, person, block.group[i]);
        let change = if model.adopts(now) {
            let leaves = model.discontinuance > 0.0 && block.pressure[i] >= block.resistance[i];
            leaves.then(|| choice.outside())
        } else {
            let persuaded = if by_threshold {
                world.peers.exposure(person, &mut block.exposure[i]) >= block.resistance[i]
            } else {
                block.pressure[i] >= block.resistance[i]
            };
            let by_noise = || {
                let worn = f64::from(model.wears[usize::from(now)].worn);
                let campaign =
                    if by_threshold { f64::from(world.programme.influence(person)) * worn } else { 0.0 };
                noise[i] < draw::cut(1.0 - (1.0 - model.noise) * libm::exp(-campaign))
            };
            let drifts = || drift[i] < model.drift_cut[usize::from(now)];
            let adopts = persuaded || (nudged && by_noise());
            let inside = if adopts { choice.inside() } else { Cow::Borrowed(&[][..]) };
            match () {
                () if !inside.is_empty() => Some(inside),
                () if model.drift > 0.0 && drifts() => Some(choice.outside()),
                () => None,
            }
        };
        let somewhere = |shares: &Cow<[f64]>| !shares.is_empty();
        // Whoever would change and finds nothing there may still have to go.
        let change = change.filter(somewhere).or_else(|| choice.instead_of(now)).filter(somewhere);
        let next = change.map_or(now, |shares| {
            let word = world.draws.stream(Purpose::of("moves to", ""), t as u32).at(person);
            draw::pick(word, &shares) as u8
        });
        adopt(block, model, world.draws, i, next, t, world.programme.gentleness(person, next));
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

/// Person `i` takes up `next` (or goes on) at step `t`, its stress changed by `gentleness`; what changes with it is
/// counted.
pub fn adopt(block: &mut Block, model: &Model, draws: &Draws, i: usize, next: u8, t: i32, gentleness: f32) {
    let (was, is) = (model.adopts(block.practice[i]), model.adopts(next));
    block.take_up(model, i, next, t, gentleness);
    if was != is {
        block.change_mind(model, draws, i, is, t + 1);
        block.tally.happened(block.cell[i], if is { Event::Adopted } else { Event::Discontinued });
    }
}
