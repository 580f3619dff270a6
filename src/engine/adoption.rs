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
use super::block::Block;
use super::group::GroupModel;
use super::model::Model;
use super::pressure::is_persuaded;
use super::rule::Rule;
use super::tally::Event;
use crate::draw::{self, Draws, Purpose};
use crate::prefetch::NEAR;
use std::borrow::Cow;

/// Lets those who are persuaded, and everybody else whose review may matter, change or renew their practice.
pub fn decide(block: &mut Block, heard: &[u8], world: &World, persuaded: &[u16]) {
    let (model, t) = (world.model, world.t);
    let by_threshold = matches!(model.rule, Rule::Threshold(_));
    let nudged = model.noise > 0.0 || (by_threshold && world.programme.campaigns());
    let mut noise = vec![];
    if nudged {
        noise.resize(block.len(), 0);
        world.draws.stream(Purpose::of("noise", ""), t as u32).fill(block.first, &mut noise);
    }
    let for_good = block.present.is_empty() && model.discontinuance == 0.0;
    if for_good && !nudged && world.programme.is_empty() {
        return adopt_for_good(block, world, persuaded);
    }
    for (n, &at) in persuaded.iter().enumerate() {
        if let Some(&ahead) = persuaded.get(n + NEAR) {
            block.prefetch_mind(usize::from(ahead));
        }
        let i = usize::from(at);
        if block.due(model, i, t) {
            review(block, world, i, true, noise.get(i).copied());
        }
        // Back to the list, where they still belong there.
        let listed = if block.needed.is_empty() { block.crowd == 0 } else { model.adopts(block.practice[i]) };
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

/// Lets those who are persuaded adopt, where there is nothing else to a review: no wear that ends, no noise, no
/// programme, and no way back. What [`review`] does then, without what nobody will ask about.
fn adopt_for_good(block: &mut Block, world: &World, persuaded: &[u16]) {
    let (model, t) = (world.model, world.t);
    for (n, &at) in persuaded.iter().enumerate() {
        persuaded.get(n + NEAR).into_iter().for_each(|&ahead| block.prefetch_adoption(ahead.into()));
        let i = usize::from(at);
        let shares = &model.groups[usize::from(block.group(i))].inside;
        debug_assert!(!shares.is_empty() && !model.adopts(block.practice[i]));
        let next = moves_to(world, block.first + i, shares);
        let before = std::mem::replace(&mut block.practice[i], next);
        block.tally.changes(block.cell(model, i), before, next);
        block.tally.happened(block.cell(model, i), Event::Adopted);
        block.resistance[i] = f32::INFINITY;
        block.toa[i] = t + 1;
        block.listen_no_more(model, i);
        block.awake.push(at);
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
    let choice = Options::of(world, person, block.group(i));
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
    let next = moves_to(world, person, &shares);
    adopt(block, model, world.draws, i, next, t, world.programme.gentleness(person, next));
    if next == now {
        block.draw_drift(model, world.draws, i, t);
    }
}

/// The practice that a person takes up among those with these cumulative shares.
#[inline]
fn moves_to(world: &World, person: usize, shares: &[f64]) -> u8 {
    let word = || world.draws.stream(Purpose::of("moves to", ""), world.t as u32).at(person);
    draw::certain(shares).unwrap_or_else(|| draw::pick(word(), shares)) as u8
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
    block.take_up(model, i, next, t, gentleness);
    block.wake(i, t);
    if before != next {
        block.tally.changes(block.cell(model, i), before, next);
        block.draw_drift(model, draws, i, t);
    }
    if was != is {
        block.change_mind(model, draws, i, t + 1);
        block.tally.happened(block.cell(model, i), if is { Event::Adopted } else { Event::Discontinued });
    }
}
